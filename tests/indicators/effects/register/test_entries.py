"""A pack's interventions: every row is kept, every doubt is said with file, row, column and what to do."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from indicators.cli import main
from indicators.effects.register.entries import of_pack, of_text
from indicators.effects.register.intervention import COLUMNS, Intervention, of_payload, payload_of, row_of
from indicators.effects.register.validation import CityFacts, overlapping, validate
from indicators.engine.text.errors import Problem
from indicators.engine.text.periods import period_from_code
from tests.support import packs

ROOT = Path(__file__).resolve().parents[4]
HEADER = ",".join(COLUMNS)
PLACE = {"A": "North", "B": "South", "C": "North", "D": "East"}
GROUPS = {"sex": ("female", "male")}


def row(**cells: str) -> str:
    given = {"id": "x", "title": "X", "indicator": "disability_prevalence", "districts": "A"} | cells
    return ",".join(f'"{given.get(name, "")}"' for name in COLUMNS)


def read(*rows: str) -> tuple[list[Intervention], tuple[Problem, ...]]:
    entries, problems = of_text("\n".join([HEADER, *rows]), PLACE)
    return list(entries.values()), problems


def doubts(entry: Intervention, **more: object) -> list[str]:
    others, row = more.pop("others", ()), more.pop("row", None)
    known = {"end": dt.date(2024, 12, 31), "start": dt.date(2014, 1, 1), **more}
    facts = CityFacts(PLACE, GROUPS, ["disability_prevalence", "burglary", "home_internet"], **known)
    found = validate(entry, facts, others, row)
    return [str(problem) for problem in found]


GOOD = Intervention(
    "x", "X", "health", "running", "disability_prevalence", ("A",), starts={"A": dt.date(2020, 1, 1)}
)

# Reading rows


def test_a_common_start_holds_for_every_district() -> None:
    ((entry,), problems) = read(row(districts="A; B", start="2021-03-01", segments="sex=female;sex=male"))
    assert problems == ()
    assert entry.districts == ("A", "B")
    assert entry.starts == {"A": dt.date(2021, 3, 1), "B": dt.date(2021, 3, 1)}
    assert entry.segments == {"sex": ("female", "male")}
    assert (entry.start, entry.staggered) == (dt.date(2021, 3, 1), False)


def test_a_staggered_start_is_written_as_pairs_and_written_back_so() -> None:
    ((entry,), problems) = read(row(districts="A;B", start="A=2021-01-01;South=2022-01-01"))
    assert problems == ()
    assert entry.starts == {"A": dt.date(2021, 1, 1), "B": dt.date(2022, 1, 1)}
    assert entry.staggered
    assert row_of(entry)["start"] == "A=2021-01-01;B=2022-01-01"


def test_districts_may_be_named_where_only_one_bears_the_name() -> None:
    ((entry,), _) = read(row(districts="South;East;North"))
    assert entry.districts == ("B", "D", "North")


def test_a_year_or_month_means_its_first_day_and_as_an_end_its_last() -> None:
    ((entry,), _) = read(row(start="2021-07", end="2022"))
    assert (entry.start, entry.end) == (dt.date(2021, 7, 1), dt.date(2022, 12, 31))


def test_a_start_without_districts_is_kept() -> None:
    ((entry,), _) = read(row(districts="", start="2021-07-01"))
    assert entry.start == dt.date(2021, 7, 1)
    assert row_of(entry)["start"] == "2021-07-01"


@pytest.mark.parametrize(
    ("column", "text", "what"),
    [
        ("start", "next spring", "'next spring' is not a date."),
        ("start", "2021-02-30", "'2021-02-30' is not a date."),
        ("start", "A=soon", "'A=soon' is not a date."),
        ("end", "31.12.2021", "'31.12.2021' is not a date."),
        ("cost", "1 850 000 €", "'1 850 000 €' is not a number."),
        ("cost", "nan", "'nan' is not a number."),
        ("expected_low", "a lot", "'a lot' is not a number."),
        ("segments", "women", "'women' is not a segment."),
    ],
)
def test_a_cell_that_can_not_be_understood_is_said_and_kept_as_written(
    column: str, text: str, what: str
) -> None:
    ((entry,), (problem,)) = read(row(**{column: text}))
    assert (problem.file, problem.row, problem.column, str(problem.what)) == (
        "interventions.csv",
        2,
        column,
        what,
    )
    assert problem.todo
    assert entry.title == "X"
    assert row_of(entry)[column] == text


def test_rows_without_an_id_or_with_anothers_are_kept_under_their_row() -> None:
    (entries, problems) = read(row(), row(title="Other"), row(id=""))
    assert [entry.id for entry in entries] == ["x", "x-row-3", "row-4"]
    assert [(problem.row, str(problem.what)) for problem in problems] == [
        (3, "The id 'x' stands twice."),
        (4, "The row has no id."),
    ]


def test_rows_are_counted_as_a_spreadsheet_does_also_after_empty_lines_and_broken_cells() -> None:
    entries, _ = of_text("\n".join([HEADER, row(notes="two\nlines"), "", row(id="y")]), PLACE)
    assert list(entries) == [2, 4]


def test_a_comma_without_quotes_loses_nothing() -> None:
    ((entry,), (problem,)) = read(row() + ",and so on")
    assert str(problem.what) == "The row has more cells than the header; 'and so on' has no column."
    assert "and so on" in entry.unread.values()


def test_unknown_columns_are_said_and_kept_and_missing_ones_are_empty() -> None:
    entries, problems = of_text("id,title,mayor\nx,X,Ann", {})
    assert entries[2].unread == {"mayor": "Ann"}
    assert "The column 'mayor' is not one of the register's" in " ".join(map(str, problems))
    assert all(problem.warning for problem in problems)
    _, problems = of_text("title\nX", {})
    assert any(problem.column == "id" and not problem.warning for problem in problems)


def test_semicolons_between_cells_are_read_with_a_word_about_them() -> None:
    entries, problems = of_text("id;title;districts\nx;X;A", PLACE)
    assert entries[2].districts == ("A",)
    assert "The cells are not separated by commas." in " ".join(map(str, problems))


def test_an_empty_file_is_said_and_harmless() -> None:
    entries, problems = of_text("", PLACE)
    assert entries == {}
    assert any(problem.column == "id" for problem in problems)


def test_an_entry_as_json_is_the_entry() -> None:
    assert of_payload(payload_of(GOOD)) == GOOD
    assert of_payload({"id": "x", "from_the_future": 1}) == Intervention("x")


# Does it make sense?


def test_a_sound_entry_raises_no_doubt() -> None:
    assert doubts(GOOD) == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"title": ""}, "The entry has no title."),
        ({"status": "runing"}, "There is no status 'runing'. Did you mean 'running'?"),
        (
            {"indicator": "disability"},
            "There is no indicator 'disability'. Did you mean 'disability_prevalence'?",
        ),
        ({"domain": "helth"}, "There is no domain 'helth'. Did you mean 'health'?"),
        ({"indicator": ""}, "The entry names no indicator."),
        ({"districts": ("A", "Z"), "starts": {}, "status": "idea"}, "There is no district 'Z'."),
        ({"districts": (), "starts": {}, "status": "idea"}, "The entry names no districts."),
        ({"segments": {"age": ("old",)}}, "There are no segments 'age'. There are: sex."),
        (
            {"segments": {"sex": ("femal",)}},
            "The segments 'sex' have no group 'femal'. Did you mean 'female'?",
        ),
        ({"end": dt.date(2019, 1, 1)}, "It ends on January 1, 2019, before it starts."),
        ({"starts": {}}, "The entry has no start."),
        (
            {"starts": {"A": dt.date(2020, 1, 1), "B": dt.date(2020, 1, 1)}},
            "'B', which is not among the districts",
        ),
        ({"districts": ("A", "B")}, "There is no start for B."),
        ({"starts": {"A": dt.date(2014, 1, 1)}}, "treated from the first period (January 1, 2014)"),
        ({"cost": 3.0}, "The cost has no currency."),
        ({"expected_low": 5.0, "expected_high": -5.0, "expected_unit": "percent"}, "starts above its end"),
        ({"expected_low": 5.0}, "The expected range has no unit."),
        ({"expected_high": 5.0, "expected_unit": "hours"}, "in 'hours', the indicator in '%'"),
        ({"expected_high": 5.0, "expected_unit": "%"}, "'%' may mean two things"),
        ({"stop_rule": "When in doubt."}, "The stop rule can't be evaluated by itself"),
    ],
)
def test_what_makes_no_sense_is_said(change: dict, words: str) -> None:
    (said,) = doubts(replace(GOOD, **change))
    assert words in said


def test_a_start_after_the_last_data_is_a_warning() -> None:
    (said,) = doubts(replace(GOOD, starts={"A": dt.date(2030, 1, 1)}))
    assert "warning: It starts on January 1, 2030, after the last data (December 31, 2024)." in said


def test_without_known_data_dates_are_not_set_against_them() -> None:
    early = replace(GOOD, starts={"A": dt.date(1900, 1, 1)})
    assert doubts(early, end=None, start=None) == []


def test_no_district_left_to_compare_with_is_said_unless_they_start_one_after_the_other() -> None:
    everywhere = replace(GOOD, districts=tuple(PLACE), starts=dict.fromkeys(PLACE, dt.date(2020, 1, 1)))
    assert "so none is left to compare with" in doubts(everywhere)[0]
    staggered = replace(everywhere, starts={**everywhere.starts, "A": dt.date(2022, 1, 1)})
    assert doubts(staggered) == []


def test_entries_on_the_same_indicator_district_and_time_overlap() -> None:
    other = replace(
        GOOD, id="y", title="Y", districts=("A", "B"), starts=GOOD.starts_for(dt.date(2021, 1, 1))
    )
    (said,) = doubts(GOOD, others=[other])
    assert "In 1 district 'Y' was tried on the same indicator at the same time." in said
    (found,) = overlapping(GOOD, [GOOD, other])
    assert found.districts == ("A",)


@pytest.mark.parametrize(
    "change",
    [
        {"indicator": "burglary"},
        {"end": dt.date(2019, 12, 31), "starts": {"A": dt.date(2019, 1, 1)}},
        {"starts": {}},
    ],
)
def test_entries_on_other_indicators_or_at_other_times_do_not_overlap(change: dict) -> None:
    assert overlapping(GOOD, [replace(GOOD, id="y", **change)]) == ()


# Whole packs


def test_a_packs_entries_are_read_with_everything_that_is_wrong_with_them(tmp_path: Path) -> None:
    folder = packs.small_pack(tmp_path)
    (folder / "interventions.csv").write_text(
        "\n".join(
            [HEADER, row(districts="A;Sout", start="2020"), row(id="y", status="fine", start="2030-01-01")]
        )
    )
    windows = [period_from_code("2014"), period_from_code("2024")]
    entries, problems = of_pack(folder, windows=windows)
    assert [entry.id for entry in entries] == ["x", "y"]
    assert entries[0].districts == ("A", "Sout")
    assert [(problem.row, problem.column, problem.warning) for problem in problems] == [
        (2, "districts", False),
        (3, "status", False),
        (3, "start", True),
        (3, "districts", True),
    ]


def test_check_says_what_is_wrong_with_a_packs_interventions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TOWNBELL_CACHE", str(tmp_path / "cache"))
    rows = [HEADER, row(districts="Nort", start="2020")]
    folder = packs.small_pack(tmp_path, files={"interventions.csv": "\n".join(rows)})
    assert main(["check", str(folder)]) == 1
    said = capsys.readouterr().err
    assert "interventions.csv, row 2, column districts: There is no district 'Nort'." in said
    (folder / "interventions.csv").write_text("\n".join([HEADER, row(districts="North", start="2020")]))
    assert main(["check", str(folder)]) == 0


def test_a_pack_without_interventions_has_none(tmp_path: Path) -> None:
    assert of_pack(packs.small_pack(tmp_path)) == ((), ())


def test_a_register_in_an_old_encoding_is_said_and_read_as_far_as_it_goes(tmp_path: Path) -> None:
    folder = packs.small_pack(tmp_path)
    (folder / "interventions.csv").write_bytes(f"{HEADER}\n{row(title='Straße')}".encode("latin-1"))
    ((entry,), problems) = of_pack(folder)
    assert entry.id == "x"
    assert str(problems[0].what) == "The text is not UTF-8."


@pytest.mark.parametrize(("pack", "count"), [("bellhaven", 6), ("morocco", 1)])
def test_the_packs_that_come_with_it_have_no_problem_and_are_written_back_as_they_are(
    pack: str, count: int
) -> None:
    entries, problems = of_pack(ROOT / "data" / pack)
    assert problems == ()
    assert len(entries) == count
    text = (ROOT / "data" / pack / "interventions.csv").read_text(encoding="utf-8")
    again, _ = of_text(text, {})
    assert [row_of(entry) for entry in entries] == [row_of(entry) for entry in again.values()]
