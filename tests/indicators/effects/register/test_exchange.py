"""The register leaves and comes back as a file, and loses nothing on the way."""

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.effects.register import exchange
from indicators.effects.register.history import Register
from indicators.effects.register.intervention import Intervention
from indicators.effects.register.versions import Version
from indicators.engine.text.errors import TownbellError

WARDENS = Intervention(
    id="wardens",
    title="Night wardens",
    domain="safety",
    status="running",
    indicator="violent_crime",
    districts=("A", "B"),
    segments={"sex": ("female",)},
    starts={"A": dt.date(2021, 1, 1), "B": dt.date(2022, 7, 1)},
    cost=1000.0,
    currency="EUR",
    expected_low=-30,
    expected_high=-10,
    expected_unit="percent",
    lessons="Ask the wardens.",
)
PLACE = {"A": "North", "B": "South"}


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'register.sqlite'}"


texts = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=20)
ids = st.text("abcæß019.-'", min_size=1, max_size=6)
dates = st.dates(dt.date(1990, 1, 1), dt.date(2040, 1, 1))
numbers = st.none() | st.floats(-1e9, 1e9).map(lambda value: round(value, 3))
interventions = st.builds(
    Intervention,
    id=ids,
    title=texts.map(str.strip),
    status=st.sampled_from(["idea", "failed"]),
    districts=st.just(("A", "B")),
    segments=st.sampled_from([{}, {"sex": ("female", "male")}]),
    starts=st.fixed_dictionaries({"A": dates, "B": dates}) | st.just({}),
    end=st.none() | dates,
    cost=numbers,
    expected_low=numbers,
    evidence=texts,
    notes=texts,
    lessons=texts,
)


@given(st.lists(interventions, max_size=3, unique_by=lambda entry: entry.id))
@settings(max_examples=50, deadline=None)
def test_a_register_written_as_csv_is_read_back_as_it_was(entries: list[Intervention]) -> None:
    found, problems = exchange.read_csv(exchange.as_csv(entries).encode(), PLACE, "own.csv")
    assert list(found) == entries
    assert problems == ()


@given(interventions)
@settings(max_examples=20, deadline=None)
def test_a_version_written_as_json_is_read_back_as_it_was(entry: Intervention) -> None:
    version = Version(
        "smallville", entry, 1, dt.datetime(2024, 1, 1, 12, 0, 0, 5, dt.UTC), "ann", "saved", "d"
    )
    assert exchange.read_json(exchange.as_json([version])) == (version,)


def test_the_csv_has_the_fixed_columns_and_lessons_only_where_there_are_any() -> None:
    header = exchange.as_csv([replace(WARDENS, lessons="")]).splitlines()[0]
    assert header == (
        "id,title,domain,status,indicator,districts,segments,start,end,cost,currency,expected_low,expected_high,"
        "expected_unit,evidence,stop_rule,partners,notes"
    )
    assert exchange.as_csv([WARDENS]).splitlines()[0] == f"{header},lessons"


def test_a_text_that_a_spreadsheet_would_run_leaves_with_an_apostrophe() -> None:
    text = exchange.as_csv([replace(WARDENS, notes='=HYPERLINK("x")')])
    assert "'=HYPERLINK" in text


def test_a_file_adds_what_is_new_and_leaves_to_people_what_differs(url: str) -> None:
    register = Register(url)
    register.save("smallville", WARDENS, 0, "ann")
    other = replace(WARDENS, id="other")
    changed = replace(WARDENS, cost=7.0)
    came = exchange.take_in(register, "smallville", [other, changed], "ben")
    assert came.added == ("other",)
    assert {id: tuple(map(str, lines)) for id, lines in came.undecided.items()} == {
        "wardens": ("cost: yours '7', saved '1000'.",)
    }
    assert str(came.sentence) == "1 entry added, 0 replaced, 0 already there, 1 to be decided."
    came = exchange.take_in(register, "smallville", [other, changed], "ben", replacing=["wardens"])
    assert (came.same, came.replaced) == (("other",), ("wardens",))
    assert [v.intervention.cost for v in register.history("smallville", "wardens")] == [1000.0, 7.0]


def test_a_history_can_be_moved_to_another_register_and_does_not_overwrite_there(
    tmp_path: Path, url: str
) -> None:
    first, second = Register(url), Register(f"sqlite:///{tmp_path / 'second.sqlite'}")
    first.save("smallville", WARDENS, 0, "ann")
    first.withdraw("smallville", "wardens", 1, "ben")
    kept = exchange.read_json(exchange.as_json(first.history("smallville")))
    assert second.put_back(kept) == ()
    assert second.put_back(kept) == ()
    assert second.history("smallville") == first.history("smallville")
    third = Register(f"sqlite:///{tmp_path / 'third.sqlite'}")
    third.save("smallville", replace(WARDENS, cost=3.0), 0, "cyd")
    assert [v.version for v in third.put_back(kept)] == [1]
    assert third.history("smallville")[0].intervention.cost == 3.0


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"format": "other", "versions": []}',
        '{"format": "townbell-register", "versions": [{}]}',
    ],
)
def test_another_file_is_not_taken_for_a_history(text: str) -> None:
    with pytest.raises(TownbellError, match="not the history of a register"):
        exchange.read_json(text)


def test_a_history_is_readable_json(url: str) -> None:
    register = Register(url)
    register.save("smallville", WARDENS, 0, "ann")
    (version,) = json.loads(exchange.as_json(register.history("smallville")))["versions"]
    assert version["saved_by"] == "ann"
    assert version["entry"]["starts"] == {"A": "2021-01-01", "B": "2022-07-01"}


def test_a_file_in_an_old_encoding_is_refused_with_its_row() -> None:
    entries, (problem,) = exchange.read_csv("id,title\nx,Straße".encode("latin-1"), PLACE, "own.csv")
    assert entries == ()
    assert (problem.row, str(problem.what)) == (2, "The text is not UTF-8.")
