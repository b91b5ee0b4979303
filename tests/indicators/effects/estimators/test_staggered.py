"""Different starts: every start group against districts that are not treated, then averaged."""

import warnings

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.effects.estimators.aggregates import aggregate, pretest
from indicators.effects.estimators.staggered import callaway_santanna, group_time, permuted, weights
from indicators.effects.study import NEVER, Study
from tests.support.reference import case, expected

# Starts at 2 (two districts), at 3 (one), never (two); four periods.
FIRST = np.array([2, 2, 3, NEVER, NEVER])
VALUE = np.array(
    [
        [1, 1, 4, 6],
        [3, 5, 6, 8],
        [2, 2, 3, 9],
        [0, 1, 2, 3],
        [4, 5, 6, 7],
    ],
    dtype=float,
)


def study_of(value: np.ndarray, first: np.ndarray) -> Study:
    n, t = value.shape
    names = tuple(f"d{i}" for i in range(n)), tuple(str(2000 + i) for i in range(t))
    return Study(value, np.zeros_like(value), first, *names)


def test_the_average_is_over_treated_district_periods():
    # By hand, against comparison districts that gain 1 a period:
    # start 2, period 2: changes 3 and 1, less 1 -> 1; period 3: 5 and 3, less 2 -> 2; start 3: 6 less 1 -> 5.
    found = group_time(VALUE, FIRST)
    after = {
        (cell.group, cell.period): effect for cell, effect in zip(found.cells, found.estimate, strict=True)
    }
    assert [after[2, 2], after[2, 3], after[3, 3]] == pytest.approx([1, 2, 5])
    effect = callaway_santanna(study_of(VALUE, FIRST))
    assert effect.estimate == pytest.approx((2 * 1 + 2 * 2 + 5) / 5)
    assert effect.counterfactual == pytest.approx(
        [2, 8 / 3, (4 + 6 - 2 * 1 + 3) / 3, (6 + 8 - 2 * 2 + 4) / 3]
    )
    assert effect.observed == pytest.approx(VALUE[:3].mean(axis=0))
    # Observed under treatment: (4 + 6 + 6 + 8 + 9) / 5 = 6.6.
    assert effect.relative == pytest.approx(100 * 2.2 / 4.4)


def test_districts_that_start_later_may_be_compared_with_until_they_start():
    first, value = FIRST[:3], VALUE[:3]
    effect = callaway_santanna(study_of(value, first), control="not_yet")
    # Only start 2 in period 2 has a comparison: changes 3 and 1, less 1.
    assert effect.estimate == pytest.approx(1)
    assert np.isnan(effect.counterfactual[3])
    assert effect.counterfactual[2] == pytest.approx((4 + 6 - 2 + 3) / 3)


def test_anticipation_moves_the_base_back():
    early = group_time(VALUE, FIRST, anticipation=1)
    base = {(cell.group, cell.period): cell.base for cell in early.cells}
    assert base[2, 2] == 0
    assert base[3, 3] == 1


def test_what_cannot_be_used_is_left_out_and_what_cannot_be_compared_refused():
    value, first = VALUE.copy(), FIRST.copy()
    value[4, 0] = np.nan
    always = np.vstack([value, value[3] * 7])
    effect = callaway_santanna(study_of(always, np.append(first, 0)))
    assert effect.estimate == pytest.approx(2.2)
    two = callaway_santanna(study_of(VALUE[[0, 3]], FIRST[[0, 3]]))
    assert np.isnan([two.lower, two.upper, two.p_value]).all(), (
        "two districts leave nothing to judge noise by"
    )
    with pytest.raises(ValueError, match="No comparison district"):
        callaway_santanna(study_of(VALUE[:3], FIRST[:3]))
    with pytest.raises(ValueError, match="No treated district"):
        callaway_santanna(study_of(VALUE, np.array([0, 0, 9, NEVER, NEVER])))
    with pytest.raises(ValueError, match="has a comparison"):
        callaway_santanna(study_of(VALUE[:2], FIRST[:2]), control="not_yet")


def test_nothing_before_the_start_leaves_nothing_to_test():
    assert pretest(group_time(VALUE[:, 1:], np.where(FIRST == NEVER, NEVER, 1))).tests == 0


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from(["never", "not_yet"]), st.integers(0, 1))
def test_the_average_is_a_weighted_sum_of_the_outcome(seed, control, anticipation):
    rng = np.random.default_rng(seed)
    first = rng.permutation([2, 2, 3, 5, 5, 5, NEVER, NEVER, NEVER])
    value = rng.normal(size=(9, 7)) + 10 * rng.random((9, 1)) + rng.random(7)
    effect = callaway_santanna(study_of(value, first), control, anticipation)
    assert (weights(first, 7, control, anticipation) * value).sum() == pytest.approx(effect.estimate)
    dealt = np.stack([rng.permutation(first) for _draw in range(5)])
    by_hand = [(weights(row, 7, control, anticipation) * value).sum() for row in dealt]
    assert permuted(value, dealt, control, anticipation) == pytest.approx(np.array(by_hand))
    moved = value + 3 * (first != NEVER)[:, None] * (np.arange(7) >= first[:, None])
    assert callaway_santanna(study_of(moved, first), control, anticipation).estimate == pytest.approx(
        effect.estimate + 3
    )


def test_with_few_districts_limits_come_from_dealing_the_starts_out_anew():
    rng = np.random.default_rng(6)
    first = np.repeat([4, 6, NEVER], [1, 2, 9])
    noise = rng.normal(size=(12, 9))
    few = callaway_santanna(study_of(noise, first))
    assert few.inference == "permutation"
    assert few.lower < 0 < few.upper
    moved = noise + 10 * (first != NEVER)[:, None] * (np.arange(9) >= first[:, None])
    shifted = callaway_santanna(study_of(moved, first))
    assert shifted.estimate == pytest.approx(few.estimate + 10)
    assert shifted.upper - shifted.lower == pytest.approx(few.upper - few.lower)
    many = callaway_santanna(study_of(rng.normal(size=(60, 9)), np.repeat([4, 6, NEVER], 20)))
    assert many.inference == "clustered"


def test_an_outcome_that_never_varies_has_no_limits():
    flat = callaway_santanna(study_of(np.full((12, 9), 0.1), np.repeat([4, 6, NEVER], [1, 2, 9])))
    assert flat.estimate == pytest.approx(0)
    assert np.isnan([flat.lower, flat.upper, flat.p_value]).all()


def minimum_wage() -> tuple[pd.DataFrame, np.ndarray, np.ndarray]:
    data = pd.read_csv(case("did/mpdta_callaway_santanna") / "input.csv")
    wide = data.pivot(index="countyreal", columns="year", values="lemp")
    start = data.groupby("countyreal")["first.treat"].first().reindex(wide.index).to_numpy()
    return data, wide.to_numpy(), np.where(start == 0, NEVER, start - 2003).astype(int)


def test_minimum_wage_and_teen_employment_callaway_santanna_2021():
    folder = case("did/mpdta_callaway_santanna")
    _data, value, first = minimum_wage()
    found = group_time(value, first)
    table = pd.read_csv(folder / "expected_attgt.csv")
    assert [(c.group + 2003, c.period + 2003) for c in found.cells] == list(
        zip(table.group, table.t, strict=True)
    )
    assert found.estimate == pytest.approx(table.att.to_numpy(), abs=1e-6)
    assert found.se == pytest.approx(table.se.to_numpy(), abs=1e-5)
    answers, test = expected(folder)["expected"], pretest(found)
    assert test.statistic == pytest.approx(answers["pretest_wald"], rel=1e-3)
    assert test.p_value == pytest.approx(answers["pretest_p"], rel=1e-3)


@pytest.mark.parametrize(("by", "origin"), [("group", 2003), ("dynamic", 0), ("calendar", 2003)])
def test_minimum_wage_averaged_by(by, origin):
    table = pd.read_csv(case("did/mpdta_callaway_santanna") / "expected_aggregates.csv")
    table = table[table.type == by]
    _data, value, first = minimum_wage()
    found = aggregate(group_time(value, first), by)
    assert (found.level + origin).tolist() == table.level.astype(int).tolist()
    assert found.estimate == pytest.approx(table.att.to_numpy(), abs=1e-6)
    assert found.se == pytest.approx(table.se.to_numpy(), abs=1e-5)
    assert found.overall == pytest.approx(table.overall_att.iloc[0], abs=1e-6)
    assert found.overall_se == pytest.approx(table.overall_se.iloc[0], abs=1e-5)


def test_minimum_wage_in_one_number():
    table = pd.read_csv(case("did/mpdta_callaway_santanna") / "expected_aggregates.csv")
    simple = table[table.type == "simple"].iloc[0]
    _data, value, first = minimum_wage()
    effect = callaway_santanna(study_of(value, first))
    assert effect.estimate == pytest.approx(simple.overall_att, abs=1e-6)
    half = (effect.upper - effect.lower) / 2
    assert half / 1.9647 == pytest.approx(simple.overall_se, abs=1e-5)  # Student's t, 499 degrees of freedom


def test_an_independent_package_agrees_also_with_later_starters_as_comparison():
    diff_diff = pytest.importorskip("diff_diff")
    data, value, first = minimum_wage()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = diff_diff.CallawaySantAnna(control_group="not_yet_treated").fit(
            data, outcome="lemp", unit="countyreal", time="year", first_treat="first.treat"
        )
    ours = group_time(value, first, control="not_yet")
    for cell, effect, se in zip(ours.cells, ours.estimate, ours.se, strict=True):
        other = theirs.group_time_effects[cell.group + 2003, cell.period + 2003]
        assert (effect, se) == pytest.approx((other["effect"], other["se"]), abs=1e-10)
    assert callaway_santanna(study_of(value, first), "not_yet").estimate == pytest.approx(theirs.overall_att)
