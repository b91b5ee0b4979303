"""Two-way differences in closed form, and what a two-way coefficient is made of when starts differ."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.effects.estimators.bacon import decompose
from indicators.effects.estimators.two_way import double_demean, regress, two_by_two, two_way
from indicators.effects.study import NEVER
from tests.support.reference import case, expected

# Two treated and three comparison districts, two periods before and two after.
OUTCOME = np.array(
    [
        [10, 12, 17, 19],
        [20, 21, 24, 27],
        [11, 12, 13, 15],
        [30, 30, 33, 34],
        [5, 7, 7, 8],
    ],
    dtype=float,
)
TREATED = np.outer([1, 1, 0, 0, 0], [0, 0, 1, 1])


def test_with_one_start_it_is_the_change_in_treated_less_the_change_in_comparison_districts():
    # By hand: changes of means 7, 5 | 2.5, 3.5, 1.5.
    assert two_way(OUTCOME, TREATED).estimate == pytest.approx(6 - 2.5)


def test_it_equals_least_squares_with_a_dummy_for_every_district_and_period():
    from statsmodels.api import OLS

    rng = np.random.default_rng(4)
    outcome, treated = rng.normal(size=(12, 7)), (rng.random((12, 7)) < 0.4).astype(float)
    district, period = (each.ravel() for each in np.indices(outcome.shape))
    dummies = np.column_stack([district[:, None] == np.arange(12), period[:, None] == np.arange(1, 7)])
    model = OLS(outcome.ravel(), np.column_stack([treated.ravel(), dummies.astype(float)]))
    found = two_way(outcome, treated)
    assert found.estimate == pytest.approx(model.fit().params[0], abs=1e-12)
    clustered = model.fit(
        cov_type="cluster", cov_kwds={"groups": district, "use_correction": False, "df_correction": False}
    )
    small_sample = 12 / 11 * (84 - 1) / (84 - 1 - 7)
    assert found.se == pytest.approx(clustered.bse[0] * np.sqrt(small_sample), rel=1e-10)
    assert found.lower < found.estimate < found.upper


def test_several_columns_at_once_agree_with_one():
    one, many = two_way(OUTCOME, TREATED), regress(OUTCOME, TREATED[None].astype(float))
    assert many.coefficient[0] == pytest.approx(one.estimate)
    assert many.se[0] == pytest.approx(one.se)
    with pytest.raises(ValueError, match="can't be told apart"):
        regress(OUTCOME, np.stack([TREATED, TREATED]).astype(float))


def test_a_panel_with_holes_is_refused():
    holed = OUTCOME.copy()
    holed[2, 1] = np.nan
    with pytest.raises(ValueError, match="needs all periods"):
        two_way(holed, TREATED)


def test_nothing_to_compare_is_refused():
    with pytest.raises(ValueError, match="nothing to compare"):
        two_way(OUTCOME, np.tile([0, 0, 1, 1], (5, 1)))


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.floats(-50, 50), st.floats(-5, 5))
def test_levels_of_districts_and_periods_change_nothing_and_an_effect_is_found_whole(seed, effect, tilt):
    rng = np.random.default_rng(seed)
    outcome = rng.normal(size=(9, 6))
    treated = np.outer(np.arange(9) < 4, np.arange(6) >= 3).astype(float)
    moved = outcome + effect * treated + 100 * rng.random((9, 1)) + tilt * np.arange(6)
    base, found = two_way(outcome, treated), two_way(moved, treated)
    assert found.estimate == pytest.approx(base.estimate + effect, abs=1e-9)
    assert found.se == pytest.approx(base.se, abs=1e-9)


def test_means_are_taken_out_of_every_row_and_column():
    left = double_demean(OUTCOME)
    assert left.mean(axis=0) == pytest.approx(np.zeros(4), abs=1e-12)
    assert left.mean(axis=1) == pytest.approx(np.zeros(5), abs=1e-12)


def test_growing_effects_of_early_starters_are_taken_off_by_the_forbidden_comparison():
    # Nothing but effects: 1, 2, 3, ... from the start on. Every true effect is at least 1.
    first = np.array([2, 2, 6, 6, NEVER, NEVER])
    since = np.arange(10) - first[:, None] + 1
    outcome = np.where((first[:, None] != NEVER) & (since > 0), since, 0).astype(float)
    parts = decompose(outcome, first)
    assert parts["later_vs_earlier"].estimate < 0 < parts["earlier_vs_later"].estimate
    assert sum(part.weight for part in parts.values()) == pytest.approx(1)
    whole = sum(part.weight * part.estimate for part in parts.values())
    assert whole == pytest.approx(two_way(outcome, since * (first[:, None] != NEVER) > 0).estimate)
    with pytest.raises(ValueError, match="no before"):
        decompose(outcome, np.where(first == 2, 0, first))


def test_fast_food_jobs_and_the_minimum_wage_card_and_krueger_1994():
    folder = case("did/card_krueger_1994")
    answers, data = expected(folder)["expected"], pd.read_csv(folder / "input.csv")
    new_jersey, pennsylvania = (
        data[data.treated_group == group].pivot(index="id", columns="after", values="outcome").to_numpy()
        for group in (1, 0)
    )
    found = two_by_two(new_jersey, pennsylvania)
    assert found.estimate == pytest.approx(answers["did_balanced"], abs=0.006)
    assert found.se == pytest.approx(answers["did_balanced_se"], abs=0.006)
    assert found.all_available == pytest.approx(answers["did_all_available"], abs=0.006)
    assert found.change_treated == pytest.approx(answers["change_NJ_balanced"], abs=0.006)
    assert found.change_comparison == pytest.approx(answers["change_PA_balanced"], abs=0.006)


def test_castle_doctrine_laws_and_their_decomposition_goodman_bacon_2021():
    folder = case("did/castle_doctrine_twfe_bacon")
    answers, data = expected(folder)["expected"], pd.read_csv(folder / "input.csv")
    homicide = data.pivot(index="state", columns="year", values="l_homicide").to_numpy()
    law = data.pivot(index="state", columns="year", values="post").to_numpy()
    found = two_way(homicide, law)
    assert found.estimate == pytest.approx(answers["twfe"], abs=1e-6)
    assert found.se == pytest.approx(answers["twfe_se_clustered"], abs=1e-6)
    parts = decompose(homicide, np.where(law.any(axis=1), law.argmax(axis=1), NEVER))
    assert set(parts) == set(answers["decomposition"])
    for kind, part in answers["decomposition"].items():
        assert parts[kind].weight == pytest.approx(part["weight"], abs=1e-5)
        assert parts[kind].estimate == pytest.approx(part["estimate"], abs=1e-5)


def test_treatment_may_be_given_as_true_and_false_whole_numbers_or_floats():
    found = [two_way(OUTCOME, TREATED.astype(kind)) for kind in (bool, int, float)]
    assert found[0] == found[1] == found[2]
