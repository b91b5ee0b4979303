"""What is counted: the engine's specification as small tables, on every engine."""

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest

from indicators.engine.counting.count import Counts
from indicators.engine.counting.parts import BASE, EVENTS, WHOLE
from indicators.engine.definitions.registry import BadIndicator, Indicator
from indicators.engine.definitions.row import UnknownColumn
from tests.support.engine_cases import ENGINES, answer_of, measure, statuses
from tests.support.small import Margin, counts_small, estimate_small, rows, small_table

engines = pytest.mark.parametrize("engine", ENGINES)

WALK = measure("share", lambda row: row.minutes <= 15)
ADULTS = measure("share", lambda row: (row.answer == "good", row.age >= 18))
WEIGHTED = measure("share", lambda row: row.yes, weight="weight")
AVERAGE = measure("mean", lambda row: (row.minutes, row.age >= 18), weight="weight")
PUBLISHED_SHARE = measure("share", lambda row: row.k, out_of="n")


def totals(
    definition: Indicator, lines: Any, engine: str, role: str = WHOLE, **details: Any
) -> dict[str, float]:
    """The totals of one part over everything."""
    counted: Counts = counts_small(definition, {"t": small_table("t", lines, engine, **details)})[role]
    numbers = counted.frame.select_dtypes("number")
    return {name: float(numbers[name].sum()) for name in numbers}


@engines
def test_the_unknown_is_missing_and_never_no(engine: str) -> None:
    sums = totals(WALK, rows("minutes\n5\n15\n16\n-\n-"), engine)
    assert (sums["value"], sums["rows"], sums["missing"]) == (2, 3, 2)


@engines
def test_who_may_not_belong_is_missing_and_who_does_not_belong_is_not(engine: str) -> None:
    table = rows("""
        answer age
        good   30
        bad    30
        -      30
        good   -
        -      -
        good   12
        -      12
        """)
    sums = totals(ADULTS, table, engine)
    assert (sums["value"], sums["rows"], sums["missing"]) == (1, 2, 3)


@engines
def test_an_answer_without_weight_is_missing(engine: str) -> None:
    sums = totals(WEIGHTED, rows("yes weight\ntrue 2.0\nfalse 3.0\ntrue -\n- 1.0"), engine)
    assert (sums["value"], sums["weight"], sums["weight2"], sums["missing"]) == (2, 5, 13, 2)


@engines
def test_a_mean_is_kept_as_deviations_from_a_centre(engine: str) -> None:
    table = rows("minutes age weight\n10 20 1.0\n20 20 3.0\n- 20 1.0\n99 12 1.0\n99 - 1.0")
    table = small_table("t", table, engine)
    counts = counts_small(AVERAGE, {"t": table})[WHOLE]
    frame, centre = counts.frame, counts.centre
    assert frame["weight"].sum() == 4
    assert frame["first"].sum() + centre * 4 == pytest.approx(10 + 3 * 20)
    assert frame["second"].sum() == pytest.approx((10 - centre) ** 2 + 3 * (20 - centre) ** 2)
    assert (frame["rows"].sum(), frame["missing"].sum()) == (2, 2)


@engines
def test_a_centre_depends_neither_on_the_order_of_rows_nor_on_the_engine(engine: str) -> None:
    minutes = np.random.default_rng(1).gamma(2.0, 6.0, 500).round(3)
    centres = []
    for order in (minutes, np.sort(minutes), np.sort(minutes)[::-1]):
        table = rows("minutes age weight\n" + "\n".join(f"{minute} 20 1.0" for minute in order))
        counts = counts_small(AVERAGE, {"t": small_table("t", table, engine)})[WHOLE]
        centres.append(counts.centre)
    assert centres == [float(f"{minutes.mean():.4g}")] * 3


@engines
def test_a_column_of_a_published_table_is_unknown_as_a_whole(engine: str) -> None:
    sums = totals(PUBLISHED_SHARE, rows("k n\n3 10\n- 10\n4 -"), engine)
    assert (sums["value"], sums["weight"], sums["rows"], sums["missing"]) == (3, 10, 1, 2)


@engines
def test_suppressed_and_not_collected_are_told_apart_from_missing(engine: str) -> None:
    table = rows("k k__state n\n3 0 10\n- 1 10\n- 2 10\n- 3 10")
    sums = totals(PUBLISHED_SHARE, table, engine, stateful=frozenset({"k"}))
    assert [sums[name] for name in ("rows", "missing", "suppressed", "not_collected")] == [1, 1, 1, 1]


@engines
def test_events_and_their_base_are_counted_each_where_it_lives(engine: str) -> None:
    crimes = measure("rate", lambda row: (row.n, row.type == "x"), out_of="population.persons")
    events = small_table("t", rows("type n\nx 3\ny 5\nx -\n- 7"), engine)
    base = small_table("population", rows("sex persons\nf 100\nm 200"), engine)
    counted = counts_small(crimes, {"t": events, "population": base})
    assert (counted[EVENTS].frame["value"].sum(), counted[EVENTS].frame["missing"].sum()) == (3, 2)
    assert counted[BASE].frame["weight"].tolist() == [100, 200]


@engines
def test_what_is_counted_never_narrows_a_base_in_the_same_table(engine: str) -> None:
    crimes = measure("rate", lambda row: (row.n, row.type == "x"), out_of="persons")
    sums = totals(crimes, rows("type n persons\nx 5 100\ny 7 200\ny - 300"), engine)
    assert (sums["value"], sums["weight"], sums["missing"]) == (5, 600, 0)


@engines
def test_conditions_count_rows(engine: str) -> None:
    violent = measure("rate", lambda row: row.type == "violence", out_of="population.persons")
    events = small_table("t", rows("type\nviolence\nviolence\ntheft\n-"), engine)
    people = small_table("population", rows("persons\n10"), engine)
    counted = counts_small(violent, {"t": events, "population": people})[EVENTS].frame
    assert (counted["value"].sum(), counted["rows"].sum(), counted["missing"].sum()) == (2, 3, 1)


@engines
def test_rows_without_district_or_period_are_left_out(engine: str) -> None:
    table = rows("district_id minutes\nA 5\n- 5")
    assert totals(WALK, table, engine)["rows"] == 1


@engines
def test_an_unknown_group_counts_in_the_city_and_in_no_group(engine: str) -> None:
    table = [{"sex": sex, "minutes": 5} for sex in ["f"] * 10 + ["m"] * 20 + [None] * 30]
    assert answer_of(WALK, table, engine=engine)["denominator"] == 60
    estimates = estimate_small(WALK, {"t": table}, by=("sex",), engine=engine)
    assert estimates["denominator"].tolist() == [10, 20]


@engines
def test_negation_keeps_the_unknown_unknown(engine: str) -> None:
    cold = measure("share", lambda row: ~row.warm)
    sums = totals(cold, rows("warm\ntrue\nfalse\n-"), engine)
    assert (sums["value"], sums["rows"], sums["missing"]) == (1, 2, 1)


@engines
def test_or_and_and_follow_what_is_known(engine: str) -> None:
    # yes or unknown is yes; no and unknown is no: the answer does not depend on the unknown part
    either = measure("share", lambda row: row.a | row.b)
    both = measure("share", lambda row: row.a & row.b)
    table = [{"a": a, "b": b} for a in (True, False) for b in (True, False, None)]
    sums = totals(either, table, engine)
    assert (sums["value"], sums["rows"], sums["missing"]) == (4, 5, 1)
    sums = totals(both, table, engine)
    assert (sums["value"], sums["rows"], sums["missing"]) == (1, 5, 1)


@engines
def test_every_engine_gives_the_same_answer_with_its_limits(engine: str) -> None:
    table = [
        {
            "minutes": 10 + i % 37,
            "age": 10 + i % 60,
            "weight": 1.0 + i % 3,
            "stratum": f"s{i % 2}",
            "psu": f"p{i % 14}",
        }
        for i in range(200)
    ]
    survey = small_table("t", table, engine, strata="stratum", clusters="psu")
    expected = small_table("t", table, "duckdb", strata="stratum", clusters="psu")
    for definition in (AVERAGE, measure("median", lambda row: row.minutes, weight="weight")):
        one, other = answer_of(definition, survey), answer_of(definition, expected)
        for name in ("value", "lower", "upper", "denominator"):
            assert one[name] == pytest.approx(other[name], rel=1e-12)


@engines
def test_variances_of_a_sum_of_columns_add(engine: str) -> None:
    either = measure("share", lambda row: row.a + row.b, out_of="n")
    margins = {name: Margin(f"{name}_moe", 0.90) for name in ("a", "b", "n")}
    sums = totals(either, rows("a a_moe b b_moe n n_moe\n100 30 50 40 1000 60"), engine, margins=margins)
    assert math.sqrt(sums["variance"]) * 1.6448536 == pytest.approx(50)
    assert math.sqrt(sums["variance_out_of"]) * 1.6448536 == pytest.approx(60)


def test_a_misspelt_column_is_answered_with_the_right_one() -> None:
    with pytest.raises(UnknownColumn, match="Did you mean 'minutes'"):
        answer_of(measure("share", lambda row: row.minuts <= 15), rows("minutes\n5"))


def test_a_share_of_two_tables_is_refused() -> None:
    with pytest.raises(BadIndicator, match="one table"):
        measure("share", lambda row: row.k, out_of="population.persons")


def test_what_is_no_expression_is_refused() -> None:
    with pytest.raises(BadIndicator, match="expression"):
        answer_of(measure("share", lambda row: (row.minutes, "x")[1:] and [row.minutes]), rows("minutes\n5"))


def test_nobody_who_answered_is_missing() -> None:
    estimates = estimate_small(WALK, {"t": rows("minutes\n-\n-")})
    assert statuses(estimates) == ["missing"]
    assert pd.isna(estimates["value"]).all()
