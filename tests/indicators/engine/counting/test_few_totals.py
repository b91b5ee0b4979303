"""What need not be counted: the same twice, what is missing. The totals stay what they are."""

from dataclasses import replace
from typing import Any

import narwhals as nw
import pandas as pd
import pytest

from indicators.engine.counting import count as counting
from indicators.engine.counting.columns import ROWS
from indicators.engine.counting.count import Counts, count
from indicators.engine.counting.parts import EVENTS, WHOLE, parts_of
from indicators.engine.definitions.registry import Indicator
from tests.support.engine_cases import ENGINES, measure
from tests.support.small import counts_small, estimate_small, rows, small_table

engines = pytest.mark.parametrize("engine", ENGINES)

QUICK = replace(measure("share", lambda row: row.minutes <= 8), id="quick")
SLOW = replace(measure("share", lambda row: row.minutes > 15.5), id="slow")
AVERAGE = replace(measure("mean", lambda row: row.minutes), id="average")


def together(lines: Any, *definitions: Indicator, engine: str = "duckdb") -> dict[str, Counts]:
    """The counts of several indicators of one table, made in one pass."""
    table = small_table("t", lines, engine)
    return count(table, [part for each in definitions for part in parts_of(each, {"t": table})])


def stored(counts: Counts) -> set[str]:
    """The totals that lie in the table of counts."""
    return {name for name in counts.columns.names if "/" in name}


@engines
@pytest.mark.parametrize(
    "definition", [QUICK, AVERAGE, measure("share", lambda row: row.minutes, out_of="n")]
)
def test_a_cell_in_which_nothing_is_known_adds_nothing_and_all_of_it_is_missing(
    definition: Indicator, engine: str
) -> None:
    lines = rows("district_id minutes n\nA 3 10\nB - 10\nB - 10")
    counted = counts_small(definition, {"t": small_table("t", lines, engine)})[WHOLE].frame
    unknown = counted[counted["district_id"] == "B"].iloc[0]
    assert unknown["missing"] == 2
    others = unknown.drop(["district_id", "period", "missing"])
    assert (others.astype(float) == 0).all(), others


@engines
def test_events_of_which_nothing_is_known_are_missing_too(engine: str) -> None:
    crimes = measure("rate", lambda row: row.n, out_of="population.persons")
    events = small_table("t", rows("district_id n\nA 3\nB -"), engine)
    base = small_table("population", rows("district_id persons\nA 9\nB 9"), engine)
    counted = counts_small(crimes, {"t": events, "population": base})[EVENTS].frame
    assert counted[["district_id", "rows", "missing", "value"]].values.tolist() == [
        ["A", 1, 0, 3],
        ["B", 0, 1, 0],
    ]


def test_what_is_missing_is_all_but_what_is_known_and_not_counted() -> None:
    counts = together(rows("minutes\n5\n20\n-\n-"), QUICK, AVERAGE)
    assert ROWS in stored(counts["quick/whole"])
    assert not [name for name in stored(counts["quick/whole"]) if name.endswith("/missing")]
    assert [each.frame["missing"].tolist() for each in counts.values()] == [[2], [2]]


def test_a_number_compared_is_known_just_where_it_is_and_counted_once() -> None:
    counts = together(rows("minutes\n5\n20\n-"), QUICK, SLOW, AVERAGE)
    known = [name for name in stored(counts["quick/whole"]) if name.endswith(("/rows", "/weight"))]
    assert sorted(known) == [ROWS, "quick/whole/rows"]
    assert [each.frame["rows"].tolist() for each in counts.values()] == [[2], [2], [2]]
    assert [counts[f"{id}/whole"].frame["value"].tolist() for id in ("quick", "slow")] == [[1], [1]]


def test_two_numbers_compared_are_unknown_where_either_is() -> None:
    less = replace(measure("share", lambda row: row.minutes <= row.promised), id="less")
    lines = rows("minutes promised\n5 8\n5 -\n20 8\n- 8")
    counts = together(lines, QUICK, less)
    assert [each.frame["rows"].tolist() for each in counts.values()] == [[3], [2]]
    assert [each.frame["missing"].tolist() for each in counts.values()] == [[1], [2]]


def test_what_a_function_makes_unknown_is_not_taken_for_known() -> None:
    short = replace(
        measure("share", lambda row: nw.when(row.minutes < 10).then(row.minutes) <= 8), id="short"
    )
    counts = together(rows("minutes\n5\n9\n20\n-"), QUICK, short)
    assert [each.frame["rows"].tolist() for each in counts.values()] == [[3], [2]]


@pytest.mark.parametrize(("lines", "centre"), [("10 30 500", 180), ("- - 500", 500), ("- - -", 0)])
def test_a_centre_is_the_mean_of_all_known_rows_and_zero_where_there_are_none(
    lines: str, centre: float
) -> None:
    table = rows("minutes\n" + lines.replace(" ", "\n"))
    counts = together(table, AVERAGE)["average/whole"]
    assert counts.centre == centre
    known = [line["minutes"] for line in table if line["minutes"] is not None]
    answer = estimate_small(AVERAGE, {"t": table}).iloc[0]
    assert answer["value"] == pytest.approx(sum(known) / len(known)) if known else pd.isna(answer["value"])


def test_keys_too_many_for_one_number_are_in_the_same_order(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = rows("district_id period sex minutes\nB 2024 f 1\nA 2024 - 2\nA 2023 m 3\nA 2024 f 4\nB 2023 m 5")
    frames = [together(lines, QUICK)["quick/whole"].frame]
    monkeypatch.setattr(counting, "_LARGEST", 0)
    frames.append(together(lines, QUICK)["quick/whole"].frame)
    pd.testing.assert_frame_equal(*frames)
    assert frames[0]["district_id"].tolist() == ["A", "A", "A", "B", "B"]
    assert frames[0]["sex"].isna().tolist() == [False, False, True, False, False]
