"""Laws for every table: counts add in any order, values lie within limits, parts make the whole."""

import random

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.engine.counting.parts import WHOLE
from tests.support.engine_cases import measure
from tests.support.small import counts_small, estimate_small, small_table

lightly = settings(max_examples=12, deadline=None)
on_engines = pytest.mark.parametrize("engine", ["polars", pytest.param("duckdb", marks=pytest.mark.slow)])
"""A small table is counted twice as fast by Polars; before a change is taken every law is held on DuckDB too."""

YES = measure("share", lambda row: (row.yes, row.age >= 18), weight="weight")
MEAN = measure("mean", lambda row: row.minutes, weight="weight")
MEDIAN = measure("median", lambda row: row.minutes)
SHARE = measure("share", lambda row: row.k, out_of="n")
RATE = measure("rate", lambda row: row.k, per=1_000, out_of="n")
RATIO = measure("ratio", lambda row: row.k, out_of="n")

ANSWERS = st.fixed_dictionaries(
    {
        "district_id": st.sampled_from("ABC"),
        "period": st.sampled_from(["2023", "2024"]),
        "sex": st.sampled_from(["f", "m"]),
        "yes": st.sampled_from([True, False, None]),
        "age": st.sampled_from([10, 17, 18, 40, None]),
        "minutes": st.one_of(st.none(), st.floats(0, 500).map(lambda x: round(x, 2))),
        "weight": st.sampled_from([0.5, 1.0, 2.5, None]),
    }
)
SURVEY = st.lists(ANSWERS, min_size=1, max_size=30)
# every district, period and sex once, so that nothing is lacking
PLACES = [(d, p, s) for d in "ABC" for p in ("2023", "2024") for s in ("f", "m")]
NUMBERS = st.lists(st.tuples(st.integers(0, 50), st.integers(0, 500)), min_size=12, max_size=12)


def published(numbers: list[tuple[int, int]]) -> list[dict]:
    """A published table in which `k` are part of `n`."""
    return [
        {"district_id": d, "period": p, "sex": s, "k": k, "n": k + more}
        for (d, p, s), (k, more) in zip(PLACES, numbers, strict=True)
    ]


def whole(definition: object, lines: list[dict], engine: str) -> pd.Series:
    """All totals of an indicator, deviations taken from zero so that tables can be compared."""
    counts = counts_small(definition, {"t": small_table("t", lines, engine)})[WHOLE]  # type: ignore[arg-type]
    sums = counts.frame.select_dtypes("number").sum()
    if "first" in sums:
        centre, weight, first = counts.centre, sums["weight"], sums["first"]
        sums["second"] += 2 * centre * first + centre**2 * weight
        sums["first"] += centre * weight
    return sums


@on_engines
@lightly
@given(SURVEY, st.randoms(use_true_random=False))
@pytest.mark.parametrize("definition", [YES, MEAN, MEDIAN])
def test_the_order_of_rows_does_not_matter(
    engine: str, definition: object, lines: list[dict], chance: random.Random
) -> None:
    mixed = chance.sample(lines, len(lines))
    one, other = (estimate_small(definition, {"t": given}, engine=engine) for given in (lines, mixed))  # type: ignore[arg-type]
    pd.testing.assert_frame_equal(one, other, rtol=1e-9)


@on_engines
@lightly
@given(SURVEY, SURVEY)
@pytest.mark.parametrize("definition", [YES, MEAN])
def test_counting_two_halves_and_adding_is_counting_the_whole(
    engine: str, definition: object, one: list[dict], other: list[dict]
) -> None:
    together = whole(definition, one + other, engine)
    added = whole(definition, one, engine).add(whole(definition, other, engine), fill_value=0)
    np.testing.assert_allclose(added[together.index], together, rtol=1e-9, atol=1e-6)


@on_engines
@lightly
@given(SURVEY)
def test_every_row_is_counted_or_missing_or_outside(engine: str, lines: list[dict]) -> None:
    outside = sum(line["age"] is not None and line["age"] < 18 for line in lines)
    sums = whole(YES, lines, engine)
    assert sums["rows"] + sums["missing"] + outside == len(lines)


@on_engines
@lightly
@given(SURVEY)
@pytest.mark.parametrize("definition", [YES, MEAN, MEDIAN])
@pytest.mark.parametrize("by", [(), ("district",), ("sex", "period")])
def test_an_answer_lies_within_its_limits(
    engine: str, definition: object, by: tuple[str, ...], lines: list[dict]
) -> None:
    within_limits(estimate_small(definition, {"t": lines}, by=by, engine=engine))  # type: ignore[arg-type]


@on_engines
@lightly
@given(NUMBERS)
@pytest.mark.parametrize("definition", [SHARE, RATE, RATIO])
def test_a_published_number_lies_within_its_limits(engine: str, definition: object, numbers: list) -> None:
    within_limits(estimate_small(definition, {"t": published(numbers)}, engine=engine))  # type: ignore[arg-type]


def within_limits(estimates: pd.DataFrame) -> None:
    """Limits lie around the value where there are any; nothing is shown where the status is not ok."""
    ok = estimates[estimates["status"] == "ok"]
    slack = 1e-9 * (1 + ok["value"].abs())
    assert (ok["lower"].isna() | (ok["lower"] <= ok["value"] + slack)).all()
    assert (ok["upper"].isna() | (ok["upper"] >= ok["value"] - slack)).all()
    assert np.isfinite(ok["value"]).all()
    assert estimates.loc[estimates["status"] != "ok", ["value", "lower", "upper"]].isna().all(axis=None)


@on_engines
@lightly
@given(NUMBERS)
@pytest.mark.parametrize(
    "by", [("district",), ("period",), ("sex",), ("district", "period", "sex"), ("parent",)]
)
def test_parts_add_up_to_the_city(engine: str, by: tuple[str, ...], numbers: list) -> None:
    table = {"t": small_table("t", published(numbers), engine)}
    parts, city = estimate_small(RATIO, table, by=by), estimate_small(RATIO, table, by=()).iloc[0]
    assert parts["numerator"].sum() == pytest.approx(0 if city["status"] != "ok" else city["numerator"])
    assert parts["denominator"].sum() == pytest.approx(0 if city["status"] != "ok" else city["denominator"])


@on_engines
@lightly
@given(NUMBERS)
def test_a_published_total_beside_its_parts_changes_nothing(engine: str, numbers: list) -> None:
    parts = published(numbers)
    totals = [
        {"district_id": d, "period": p, "sex": "all"}
        | {
            name: sum(line[name] for line in parts if (line["district_id"], line["period"]) == (d, p))
            for name in "kn"
        }
        for d in "ABC"
        for p in ("2023", "2024")
    ]
    for by in ((), ("district", "period"), ("sex",)):
        one, other = (
            estimate_small(SHARE, {"t": lines}, by=by, engine=engine) for lines in (parts, parts + totals)
        )
        pd.testing.assert_frame_equal(one, other)


@on_engines
@lightly
@given(NUMBERS, st.integers(0, 11))
def test_where_is_the_same_as_picking_the_line(engine: str, numbers: list, at: int) -> None:
    table = {"t": small_table("t", published(numbers), engine)}
    d, p, s = PLACES[at]
    every = estimate_small(SHARE, table, by=("district", "period", "sex"))
    picked = every[(every["district_id"] == d) & (every["period"] == p) & (every["sex"] == s)]
    selected = estimate_small(SHARE, table, by=(), where={"district": (d,), "period": (p,), "sex": (s,)})
    assert selected["status"].tolist() == picked["status"].tolist()
    for name in ("value", "lower", "upper"):
        assert selected[name].tolist() == pytest.approx(picked[name].tolist(), nan_ok=True)
