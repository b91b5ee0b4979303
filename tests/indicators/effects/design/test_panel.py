"""From a registered entry to a study: which districts and periods are compared, and what is said where none can be."""

import datetime as dt

import numpy as np
import pytest

from indicators.city import City
from indicators.effects.assess import assess
from indicators.effects.design.panel import Options, study_of
from indicators.effects.register.intervention import Intervention
from indicators.engine.text.errors import TownbellError
from tests.support.packs import small_pack

IDS = [f"D{row:02d}" for row in range(12)]
YEARS = range(2016, 2022)
ID = "disability_prevalence"


def square(id: str, west: float) -> dict:
    corners = [[west, 0.0], [west + 1, 0.0], [west + 1, 1.0], [west, 1.0], [west, 0.0]]
    about = {"id": id, "name": f"Place {id[1:]}", "parent": "Smallville"}
    return {"type": "Feature", "properties": about, "geometry": {"type": "Polygon", "coordinates": [corners]}}


def people(years=YEARS, without=(), persons=1000) -> str:
    """Persons by district, year and sex; one in twenty is disabled, a little more or less."""
    lines = ["district_id,period,sex,persons,disabled"]
    for row, id in enumerate(IDS):
        for year in years:
            for sex in ("female", "male"):
                disabled = persons // 20 + (row * 7 + year * 3 + len(sex)) % (persons // 90 + 1)
                if (id, year) not in without:
                    lines.append(f"{id},{year},{sex},{persons},{disabled}")
    return "\n".join(lines) + "\n"


def city(folder, text: str) -> City:
    row = {"type": "FeatureCollection", "features": [square(id, float(at)) for at, id in enumerate(IDS)]}
    return City(small_pack(folder, people=text, districts=row))


@pytest.fixture(scope="module")
def smallville(tmp_path_factory) -> City:
    return city(tmp_path_factory.mktemp("panel"), people())


def entry(districts=IDS[:4], start="2019-01-01", **more) -> Intervention:
    starts = dict.fromkeys(districts, dt.date.fromisoformat(start)) if isinstance(start, str) else start
    return Intervention(
        "ramps",
        title="Ramps",
        indicator=ID,
        status="running",
        districts=tuple(districts),
        starts=starts,
        **more,
    )


def test_years_before_and_after_the_start_and_all_other_districts(smallville):
    found = study_of(smallville, ID, entry())
    assert found.before == ("2016", "2017", "2018")
    assert found.after == ("2019", "2020", "2021")
    assert found.left_out == ()
    assert found.study.treated.tolist() == [True] * 4 + [False] * 8
    assert found.study.first.max() == 3
    assert found.touching == ("D04",)
    assert found.study.counts.min() == 2000
    assert np.isfinite(found.study.variance).all()


def test_a_period_in_which_it_began_belongs_to_neither_side(smallville):
    found = study_of(smallville, ID, entry(start="2019-05-20"))
    assert (found.before, found.after) == (("2016", "2017", "2018"), ("2020", "2021"))
    assert "began within: 2019" in str(found.left_out[0])


def test_what_came_after_the_end_is_left_out(smallville):
    found = study_of(smallville, ID, entry(end=dt.date(2020, 12, 31)))
    assert found.after == ("2019", "2020")
    assert "December 31, 2020" in str(found.left_out[0])


def test_several_starts_are_kept_apart(smallville):
    starts = {"D00": dt.date(2018, 1, 1), "D01": dt.date(2020, 1, 1)}
    found = study_of(smallville, ID, entry(["D00", "D01"], starts))
    assert found.study.staggered
    assert found.study.first.tolist()[:3] == [2, 4, -1]


def test_only_some_residents(smallville):
    assert study_of(smallville, ID, entry(), {"sex": "female"}).study.counts.max() == 1000


def test_neighbours_can_be_left_out_and_comparisons_named(smallville):
    near = study_of(smallville, ID, entry(), options=Options(without_touching=True))
    assert "D04" not in near.study.districts
    assert "next to a treated one" in str(near.left_out[0])
    named = study_of(smallville, ID, entry(), options=Options(comparison=("D07", "D08", "D09")))
    assert named.study.districts == (*IDS[:4], "D07", "D08", "D09")
    by_hand = assess(smallville, ID, entry(), options=Options(comparison=tuple(IDS[5:])))
    assert "chosen by hand" in str(by_hand.trial.comparison)


def test_a_district_with_a_gap_is_left_out_and_never_filled(tmp_path):
    found = study_of(city(tmp_path, people(without={("D09", 2017)})), ID, entry())
    assert "D09" not in found.study.districts
    assert tuple(map(str, found.left_out)) == (
        "1 district is left out because a figure is not known: Place 09.",
    )


def test_years_are_counted_together_where_single_ones_rest_on_too_few(tmp_path):
    found = study_of(city(tmp_path, people(persons=4)), ID, entry())
    assert found.added_up
    assert found.study.value.shape == (12, 2)
    assert found.study.periods == ("2016–2018", "2019–2021")
    assert found.before == ("2016", "2017", "2018")
    assert "counted together" in str(found.left_out[-1])


def other(**more) -> Intervention:
    return Intervention("lifts", title="Lifts", indicator=ID, status="running", **more)


def test_a_district_with_another_entry_on_the_same_indicator_is_no_comparison(smallville):
    lifts = other(districts=("D10",), starts={"D10": dt.date(2017, 1, 1)})
    found = study_of(smallville, ID, entry(), options=Options(others=(lifts,)))
    assert "D10" not in found.study.districts
    assert "Lifts" in str(found.left_out[0])


CASES = {
    "the data end with 2021": entry(start="2024-01-01"),
    "nothing is known from before": entry(start="2015-01-01"),
    "names no district": entry([], {}),
    "start is not known for 4": entry(start={}),
    "at least 8 periods": entry(IDS),
    "Fewer than four": entry(IDS[:1]),
}


@pytest.mark.parametrize("words", CASES)
def test_a_sentence_stands_where_no_number_can(smallville, words):
    options = Options(comparison=("D11",)) if words.startswith("Fewer") else None
    found = assess(smallville, ID, CASES[words], options=options)
    assert found.verdict == "cannot_tell"
    assert found.grade == "none"
    assert words in str(found.reason)
    assert words in str(found.sentence)
    assert found.effect is None


def test_measured_once_is_no_before_and_after(tmp_path):
    found = assess(city(tmp_path, people([2019])), ID, entry())
    assert "measured once (2019)" in str(found.reason)


def test_two_entries_at_the_same_time_in_the_same_places_cannot_be_told_apart(smallville):
    lifts = other(districts=tuple(IDS[:4]), starts=dict.fromkeys(IDS[:4], dt.date(2018, 1, 1)))
    found = assess(smallville, ID, entry(), options=Options(others=(lifts,)))
    assert found.verdict == "cannot_tell"
    assert "can't be told apart" in str(found.sentence)


@pytest.mark.parametrize(
    ("ask", "hint"),
    [
        (lambda c: assess(c, ID, entry(["D99"])), "no district 'D99'"),
        (lambda c: assess(c, "disabilty_prevalence", entry()), "Did you mean 'disability_prevalence'"),
        (lambda c: assess(c, ID, entry(), by="gender"), "can't be seen by 'gender'"),
        (lambda c: assess(c, ID, entry(), method="ols"), "no method 'ols'"),
    ],
)
def test_a_request_that_makes_no_sense_is_refused_with_a_hint(smallville, ask, hint):
    with pytest.raises(TownbellError, match=hint):
        ask(smallville)
