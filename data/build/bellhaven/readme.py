"""The README of the pack."""

README = """# Bellhaven is a generated, fictional city: nobody lives here and nothing was measured

24 invented districts in four boroughs around an estuary, some 480,000 invented people, 2016 to 2025, all six
domains. It lies in the open Atlantic near 30° W, 47° N so that it cannot be mistaken for a real place. Names,
outlines and numbers are made up; any likeness is chance. Licence: CC0 1.0.

## Make it again

    python -m data.build.bellhaven [--out data/bellhaven] [--seed 1] [--scale 1]

The same seed gives the same bytes (with the same versions of numpy and pyarrow). Another seed is another
history of the same city: map, names, sizes and deprivation stay. `--scale 10` multiplies people, answers and
events. In Python, `data.build.bellhaven.generate(seed)` makes the tables in memory in about 0.2 s.

## What is planted

Six interventions stand in `interventions.csv` as a city would have registered them. What they truly did
stands in `truth.json`, and nowhere else in the data. The truth is not estimated: the city was generated twice
with the same chance events, with and without the interventions, and the difference taken. One works, one does
nothing but was put where numbers were at their worst, one helps only low incomes, one raises the mean and
widens the gap, one starts in three waves and grows, one harms. `average_effect` counts each treated year of
each treated district once.

Old Quay (B01) is the most deprived district and near the bottom in most domains.

## Oddities on purpose

- `admissions.csv`: `*` hides counts of 1 to 4 in the three districts with fewer than 12,000 people, up to
  2018. Since 2019 nothing is hidden.
- `pupils.csv`: `x` in 2020, when nobody was asked.
- `survey.parquet`: `owns_device` was not asked in 2016 and 2017. Questions are empty where they did not apply
  or were left unanswered. Who has no internet at home is down as not using services online, and has no number
  of services.
- `waste.csv`: the scale of Osier Holt (B11) broke in 2018-Q3. `air.csv`: the station of Beacon Top (B17)
  failed in 2019.
- `dispatch.parquet`: one call in seventy has no recorded arrival.
- `population.parquet`, `deaths.parquet`, `admissions.csv`: the age group 15 to 19 lies in two age bands and
  has two lines, one of 15-year-olds and one of 16 to 19. Added up by `age_from` they are one.
- `deaths`, `admissions`, `offences`, `dispatch`, `casualties` and `fires` have no line where nothing
  happened: zero.
- In March 2020 a pandemic begins: less travel, fewer offences, more deaths, more done online and from afar.
  It fades over two years. In 2022 and 2023 heating is dear. Both hit all districts alike.
- Homicides are about four a year in the whole city: too few to rank districts by.
- Merged collection rounds have a negative cost: a saving.
"""
