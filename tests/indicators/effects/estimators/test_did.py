"""Difference in differences and its limits, against answers from elsewhere and by the laws that must hold."""

import warnings

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from indicators.effects.checks.regression_to_mean import selection, without_selection
from indicators.effects.design.subset import only_periods
from indicators.effects.design.windows import windows
from indicators.effects.estimators import permutation
from indicators.effects.estimators.did import did
from indicators.effects.study import NEVER, Study
from tests.support.reference import case, expected


def study(value, starts, better="lower", events=None, exposure=None, scale=1.0) -> Study:
    """A study from values (N, T); `starts` is the first treated period of each district, or None."""
    value = np.asarray(value, dtype=float)
    first = np.array([NEVER if start is None else start for start in starts])
    ids = tuple(f"D{row}" for row in range(len(value)))
    periods = tuple(str(2016 + at) for at in range(value.shape[1]))
    return Study(value, np.zeros_like(value), first, ids, periods, better, events, exposure, scale)


def noise(districts=24, periods=10, seed=1):
    rng = np.random.default_rng(seed)
    return (
        20
        + rng.normal(0, 3, (districts, 1))
        + rng.normal(0, 1, (1, periods))
        + rng.normal(0, 1, (districts, periods))
    )


def counted(rate, exposure, starts, seed=1) -> Study:
    events = np.random.default_rng(seed).poisson(rate * exposure).astype(float)
    return study(1000 * events / exposure, starts, "lower", events, exposure * np.ones_like(events), 1000.0)


def test_two_by_two_is_the_difference_of_two_changes():
    """Card & Krueger 1994, Table 3, rows 1 to 4: full-time employment a shop, New Jersey and Pennsylvania."""
    found = did(study([[20.44, 21.03], [23.33, 21.17]], [1, None]))
    assert found.estimate == pytest.approx(2.75, abs=0.005)
    assert np.isnan(found.lower)
    assert found.observed == pytest.approx([20.44, 21.03])
    assert found.counterfactual == pytest.approx([20.44, 18.28])


def test_minimum_wage_and_jobs_in_two_states():
    folder = case("did/card_krueger_1994")
    answers = expected(folder)["expected"]
    rows = pd.read_csv(folder / "input.csv")
    shops = rows.pivot(index=["id", "treated_group"], columns="after", values="outcome").dropna()
    states = shops.index.get_level_values("treated_group")
    found = did(study(shops.to_numpy(), [1 if state else None for state in states]))
    assert found.inference == "clustered"
    assert found.estimate == pytest.approx(answers["did_balanced"], abs=0.006)
    assert (found.upper - found.lower) / 2 == pytest.approx(1.98 * answers["did_balanced_se"], rel=0.01)


def test_limits_of_few_districts_come_from_all_reassignments():
    """The same p-value as scipy's exact permutation test of Student's t on the districts' gains."""
    value = noise(10, 6, seed=3)
    value[:4, 3:] += 1.2
    found = windows(study(value, [3] * 4 + [None] * 6), ratio=False)
    gain = value[:, 3:].mean(axis=1) - value[:, :3].mean(axis=1)
    outside = stats.permutation_test(
        (gain[:4], gain[4:]),
        lambda a, b: stats.ttest_ind(a, b).statistic,
        n_resamples=np.inf,
        vectorized=False,
    )
    assigned = permutation.assignments(found.group)
    assert len(assigned) == 210
    both_sides = (np.abs(outside.null_distribution) >= abs(outside.statistic) - 1e-9).mean()
    assert permutation.p_value(found, 0.0, assigned) == pytest.approx(both_sides)


def test_very_few_districts_have_students_limits():
    value = noise(6, 4)
    found = did(study(value, [2, 2, None, None, None, None]))
    gain = value[:, 2:].mean(axis=1) - value[:, :2].mean(axis=1)
    outside = stats.ttest_ind(gain[:2], gain[2:])
    assert found.inference == "student"
    assert (found.lower, found.upper) == pytest.approx(tuple(outside.confidence_interval()))
    assert found.p_value == pytest.approx(outside.pvalue)


def test_rates_are_compared_as_a_poisson_regression_does():
    import statsmodels.api as sm

    found = counted(
        np.array([[0.02, 0.018], [0.03, 0.02], [0.01, 0.012], [0.02, 0.021], [0.015, 0.016]]),
        5000,
        [1, 1, None, None, None],
    )
    treated, late = np.repeat(found.treated, 2), np.tile([0, 1], 5)
    design = np.column_stack([np.ones(10), treated, late, treated * late])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = sm.GLM(
            found.events.ravel(), design, family=sm.families.Poisson(), offset=np.log(found.exposure.ravel())
        )
        ratio = np.exp(model.fit().params[3])
    answer = did(found)
    assert answer.method == "did_poisson"
    assert answer.relative == pytest.approx(100 * (ratio - 1))
    assert answer.estimate == pytest.approx(found.value[found.after].mean() * (1 - 1 / ratio))


def test_a_tenth_fewer_everywhere_is_no_effect_on_a_rate():
    before = np.array([[40.0], [30.0], [10.0], [12.0], [8.0], [11.0]])
    value = before * [1, 1, 0.9, 0.9]
    events = value * 20
    found = did(
        study(
            value,
            [2, 2, None, None, None, None],
            events=events,
            exposure=np.full_like(value, 20_000),
            scale=1000.0,
        )
    )
    assert found.estimate == pytest.approx(0, abs=1e-9)
    assert did(study(value, [2, 2, None, None, None, None])).estimate < -1


def two_way_coefficient(value: np.ndarray, under: np.ndarray) -> float:
    """The coefficient of treatment in a regression with effects of district and period."""
    rest = [
        x - x.mean(axis=0) - x.mean(axis=1, keepdims=True) + x.mean() for x in (value, under.astype(float))
    ]
    return float((rest[0] * rest[1]).sum() / (rest[1] ** 2).sum())


def test_growing_effects_and_several_starts_do_not_mislead():
    """Two-way fixed effects compare late starters with early ones and come out too small (Goodman-Bacon 2021)."""
    first = np.array([2, 2, 5, 5, NEVER, NEVER, NEVER])
    time = np.arange(10)
    since = np.where(first[:, None] == NEVER, -1, time[None, :] - first[:, None])
    effect = np.where(since >= 0, 2.0 * (since + 1), 0.0)
    value = np.arange(7)[:, None] * 1.0 + 0.5 * time[None, :] + effect
    under = since >= 0
    truth = effect[under].mean()
    found = did(study(value, [None if s == NEVER else s for s in first], better="higher"))
    assert found.method == "staggered"
    assert found.estimate == pytest.approx(truth)
    assert two_way_coefficient(value, under) < 0.8 * truth


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.floats(-5, 5), st.booleans())
def test_an_effect_more_moves_estimate_and_limits_by_as_much(seed, more, staggered):
    value = noise(12, 6, seed)
    starts = [2, 4 if staggered else 2, 2, 4 if staggered else 2] + [None] * 8
    plain = study(value, starts)
    moved = study(value + more * plain.after, starts)
    one, other = did(plain, draws=99), did(moved, draws=99)
    for name in ("estimate", "lower", "upper"):
        assert getattr(other, name) == pytest.approx(getattr(one, name) + more, abs=2e-3)
    assert one.lower <= one.estimate <= one.upper


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000))
def test_levels_of_districts_shocks_of_periods_and_order_do_not_matter(seed):
    rng = np.random.default_rng(seed)
    value, order = noise(10, 6, seed), rng.permutation(10)
    starts = np.array([3] * 4 + [NEVER] * 6)
    more = value + rng.normal(0, 50, (10, 1)) + rng.normal(0, 50, (1, 6))
    listed = [None if start == NEVER else int(start) for start in starts[order]]
    one = did(study(value, [3] * 4 + [None] * 6))
    assert did(study(more, [3] * 4 + [None] * 6)).lower == pytest.approx(one.lower, abs=1e-4)
    assert did(study(value[order], listed)).upper == pytest.approx(one.upper, abs=1e-4)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000))
def test_limits_without_zero_and_a_small_p_value_are_the_same(seed):
    value = noise(14, 6, seed)
    value[:5, 3:] += 1.0
    found = did(study(value, [3] * 5 + [None] * 9), draws=199)
    if abs(found.p_value - 0.05) > 0.006:
        assert (found.p_value < 0.05) == (not found.lower <= 0 <= found.upper)


def test_with_many_districts_limits_need_no_reassignment():
    value = noise(60, 8)
    found = did(study(value, [4] * 25 + [None] * 35))
    assert found.inference == "clustered"


@pytest.mark.parametrize(
    ("value", "starts", "words"),
    [
        ([[1.0, np.nan], [2.0, 1.0], [1.0, 1.0]], [1, None, None], "not known"),
        ([[1.0, 2.0], [2.0, 1.0]], [1, 1], "compare"),
        ([[1.0, 2.0], [2.0, 1.0]], [0, None], "before"),
    ],
)
def test_what_cannot_be_estimated_is_said(value, starts, words):
    with pytest.raises(ValueError, match=words):
        did(study(value, starts))


def test_districts_picked_in_their_worst_year_do_not_look_helped():
    """Nothing was done; the four worst districts of the last year before are 'treated' (Galton 1886)."""
    naive, wise, left = [], [], 0
    for seed in range(40):
        value = noise(24, 9, seed)
        value += 0.3 * np.arange(24)[:, None] / 24 - value.mean(axis=1, keepdims=True)
        worst = set(np.argsort(-value[:, 4])[:4].tolist())
        picked = study(value, [5 if row in worst else None for row in range(24)])
        found = selection(picked)
        left += found.at_worst
        naive.append(did(picked, draws=49).estimate)
        wise.append(did(without_selection(picked, found), draws=49).estimate)
    assert left >= 38
    assert np.mean(naive) < -0.2
    assert abs(np.mean(wise)) < 0.12


def test_a_bad_year_long_before_the_start_or_of_everybody_leaves_nothing_out():
    value = np.tile(np.linspace(10, 12, 8), (10, 1)) + noise(10, 8) * 0.01
    value[:, 4] += 5
    value[:3, 1] += 5
    assert not selection(study(value, [5] * 3 + [None] * 7)).at_worst


def test_periods_that_are_left_out_move_the_start():
    cut = only_periods(study(noise(4, 6), [3, 3, None, None]), np.array([1, 1, 0, 1, 1, 1], bool))
    assert cut.periods == ("2016", "2017", "2019", "2020", "2021")
    assert cut.first.tolist() == [2, 2, NEVER, NEVER]


def test_where_nothing_was_counted_afterwards_the_effect_is_all_that_would_have_been():
    exposure = np.full((12, 6), 1000.0)
    events = np.full((12, 6), 20.0) + np.arange(12)[:, None]
    events[:3, 3:] = 0
    starts = [3] * 3 + [None] * 9
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = did(study(events / exposure, starts, "lower", events, exposure))
    assert found.estimate == pytest.approx(-0.021)
    assert found.counterfactual[3:] == pytest.approx(0.021)


def test_limits_without_an_end_come_without_a_warning_and_with_their_sign():
    exposure = np.full((24, 2), 900.0)
    events = np.random.default_rng(3).poisson(0.7, (24, 2)).astype(float)
    starts = [1] * 3 + [None] * 21
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = did(study(events / exposure, starts, "lower", events, exposure))
    assert found.lower == -np.inf
    assert found.upper <= events[:3, 1].mean() / 900 + 1e-12
