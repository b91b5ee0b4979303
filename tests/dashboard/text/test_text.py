"""Sentences and numbers of the dashboard, held to the figures that they tell."""

from pathlib import Path

import pandas as pd
import pytest

from dashboard import text as common_text
from indicators.compare.change.before_after import before_after
from indicators.engine.city import City
from indicators.engine.definitions.registry import indicator
from indicators.engine.pack.model import Segments
from tests.support.dashboard_rows import NAN, THREE
from tests.support.hostile import EVIL, PICTURE
from tests.support.packs import small_pack


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1234.5, "1,234"),
        (99.94, "99.9"),
        (3.14, "3.1"),
        (0.123, "0.12"),
        (-2.5, "−2.5"),
        (-0.0001, "0.000"),
        (0, "0.0"),
    ],
)
def test_numbers_are_written_as_people_write_them(value: float, text: str) -> None:
    assert common_text.number(value) == text


def test_a_missing_number_is_no_text() -> None:
    assert common_text.number(NAN) == common_text.limits(NAN, 3.0) == common_text.signed(NAN) == ""


def test_the_overview_names_the_whole_the_ends_and_what_is_unknown() -> None:
    total = pd.Series({"status": "ok", "value": 8.1, "lower": 7.0, "upper": 9.0})
    text = common_text.overview(indicator("robbery"), "Town", "2025", "Age: 65+", total, THREE)
    assert text.startswith("2025, age\\: 65\\+: **8.1 per 1,000 residents a year** in Town as a whole")
    assert "(95 % limits 7.0 to 9.0)" in text
    assert "lowest in South (4.6 per 1,000" in text
    assert "highest in North (12.3 per 1,000" in text
    assert text.endswith("1 of 3 districts has no value (too few people to say).")


def test_an_empty_overview_says_why_it_is_empty() -> None:
    nothing = THREE.assign(value=NAN, status=["suppressed", "missing", "missing"])
    text = common_text.overview(indicator("robbery"), "Town", "2025", "", None, nothing)
    assert text == (
        "2025: no district has a value (2 missing, 1 hidden: too few to protect people's privacy)."
    )


def test_a_single_district_is_neither_lowest_nor_highest() -> None:
    text = common_text.overview(indicator("robbery"), "Town", "2025", "", None, THREE.iloc[[0]])
    assert "only North has a value" in text
    assert "lowest" not in text


@pytest.mark.parametrize(
    ("after", "word"),
    [((30, 28, 32), "worse"), ((10, 8, 12), "better"), ((21, 18, 24), "no clear difference")],
)
def test_a_change_is_told_with_both_values_its_limits_and_the_fixed_word(
    tmp_path: Path, after: tuple[float, float, float], word: str
) -> None:
    frame = pd.DataFrame(
        [("2014", 20.0, 18.0, 22.0, "ok"), ("2024", *map(float, after), "ok")],
        columns=["period", "value", "lower", "upper", "status"],
    )
    small = City(small_pack(tmp_path))
    row = before_after(frame, small.window("2014"), small.window("2024"), "lower", []).iloc[0]
    text = common_text.change_sentence(indicator("robbery"), "Town", "2014", "2024", row)
    assert f"from 20.0 per 1,000 residents a year in 2014 to {after[0]:.1f} per 1,000" in text
    assert text.endswith(f": **{word}**.")
    assert common_text.limits(row["lower"], row["upper"]) in text


def test_a_change_that_cannot_be_told_says_which_period_is_the_reason() -> None:
    row = pd.Series({"change": NAN, "status_before": "not_collected", "status_after": "ok"})
    text = common_text.change_sentence(indicator("robbery"), "Town", "2016", "2025", row)
    assert text == "In Town the change can't be told (2016: not collected)."


def test_few_districts_are_named_in_the_tally_and_many_counted() -> None:
    few = pd.DataFrame({"district": ["B", "A", "C"], "verdict": ["worse", "worse", "no_clear_difference"]})
    assert common_text.tally(few) == "Of 3 districts: 2 worse (A, B), 1 no clear difference."
    many = pd.DataFrame({"district": [f"D{i}" for i in range(9)], "verdict": "better"})
    assert common_text.tally(many) == "Of 9 districts: 9 better."
    assert common_text.tally(few.head(1)) == "Of 1 district: 1 worse (B)."


def test_names_lose_what_markdown_would_take_for_more_than_text() -> None:
    for name in (EVIL, PICTURE, "a_b_ *c* `d` $x$ :red[e] # f | g"):
        assert not set("!*_`$#|<>[]") & {
            c for i, c in enumerate(common_text.plain(name)) if common_text.plain(name)[i - 1] != "\\"
        }
    assert "<" not in common_text.escaped(EVIL)


def test_groups_are_called_by_their_labels() -> None:
    fifths = Segments("income_q", "Income", "", ("1", "2"), True, "", {"1": "poorest fifth"})
    assert common_text.segment(fifths, "1") == "Income: poorest fifth"
    assert common_text.segment(fifths, "2") == "Income: 2"
