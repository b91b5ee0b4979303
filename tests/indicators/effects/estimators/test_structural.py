"""A forecast from a series' own level and from series that the intervention did not reach."""

import numpy as np
import pandas as pd
import pytest

from indicators.effects.estimators.structural import causal_impact, counterfactual, forecast, mixed
from indicators.effects.study import NEVER
from tests.indicators.effects.estimators.test_staggered import study_of
from tests.support.reference import case, expected


def city(effect: float, comparison: int = 4):
    rng = np.random.default_rng(8)
    common = 100 + rng.normal(size=40).cumsum()
    value = 1.2 * common + 0.3 * rng.normal(size=(2 + comparison, 40))
    first = np.where(np.arange(2 + comparison) < 2, 30, NEVER)
    value[:2, 30:] += effect
    return study_of(value, first)


def test_an_effect_is_found_beside_comparison_districts():
    effect = causal_impact(city(6.0))
    assert effect.lower < 6 < effect.upper
    assert effect.lower > 5
    assert effect.p_value < 0.001
    assert (effect.observed - effect.counterfactual)[30:].mean() == pytest.approx(effect.estimate)
    assert effect.relative == pytest.approx(100 * effect.estimate / effect.counterfactual[30:].mean())


def test_without_comparison_districts_only_the_level_is_known_and_limits_are_wide():
    alone, beside = causal_impact(city(6.0, comparison=0)), causal_impact(city(6.0))
    assert alone.upper - alone.lower > 3 * (beside.upper - beside.lower)


def test_no_effect_is_not_found():
    found = counterfactual(city(0.0).value[0], 30, city(0.0).value[2:].T[:, :1])
    assert found.lower < 0 < found.upper
    assert found.cumulative == pytest.approx(10 * found.average)
    assert (found.path_lower[5:] < found.path[5:]).all()
    assert (found.path[5:] < found.path_upper[5:]).all()


def test_a_forecast_of_a_level_widens_with_time():
    found = counterfactual(city(0.0).value[0], 30)
    width = found.path_upper - found.path_lower
    assert (np.diff(width[30:]) > 0).all()
    # Without controls nothing else than the last level is expected.
    assert found.path[30:] == pytest.approx(np.full(10, found.path[30]))


def test_for_one_strength_of_wandering_the_forecast_is_that_of_a_kalman_filter():
    from statsmodels.tsa.api import UnobservedComponents

    value = city(0.0).value
    outcome, controls = value[0], value[2:4].T
    model = UnobservedComponents(outcome[:30], level="llevel", exog=controls[:30], mle_regression=False)
    model.initialize_approximate_diffuse(1e9)
    theirs = model.smooth([2.0, 0.6]).get_forecast(10, exog=controls[30:])
    ours = forecast(outcome, np.column_stack([np.ones(40), controls]), 30, strength=0.3)
    assert ours.path[30:] == pytest.approx(theirs.predicted_mean, abs=1e-4)
    # Theirs knows the variances, ours estimates their scale.
    ratio = np.diag(ours.covariance) / theirs.se_mean**2
    assert ratio == pytest.approx(np.full(10, ratio[0]), rel=1e-4)


def test_strengths_count_by_their_likelihood():
    outcome = np.random.default_rng(2).normal(size=200).cumsum()
    ones = np.ones((200, 1))
    still, restless = (forecast(outcome, ones, 190, strength) for strength in (1e-4, 10.0))
    assert restless.likelihood > still.likelihood + 10
    path, covariance, _before = mixed([still, restless])
    assert path == pytest.approx(restless.path, abs=0.01)
    assert covariance == pytest.approx(restless.covariance, rel=0.01)


def test_too_short_a_past_or_several_starts_are_refused():
    with pytest.raises(ValueError, match="at least 10 periods"):
        counterfactual(np.ones(12), 9)
    with pytest.raises(ValueError, match="at least 13 periods"):
        counterfactual(np.ones(20), 12, np.ones((20, 8)))
    with pytest.raises(ValueError, match="can't be told apart"):
        counterfactual(np.arange(20.0), 15, np.ones((20, 1)))
    study = city(0.0)
    with pytest.raises(ValueError, match="one start"):
        causal_impact(study_of(study.value, np.where(np.arange(6) == 0, 20, study.first)))


def test_the_example_of_brodersen_2015_with_a_planted_effect_of_10():
    folder = case("causal_impact/r_vignette_example")
    answers, data = expected(folder), pd.read_csv(folder / "input.csv")
    found = counterfactual(data.y.to_numpy(), 70, data[["x1"]].to_numpy())
    low, high = answers["tolerance"]["average_effect_range"]
    assert low <= found.average <= high
    assert found.lower <= answers["expected"]["true_average_effect"] <= found.upper
    assert found.lower > 0
    actual = data.y[70:].mean()
    assert actual == pytest.approx(answers["expected"]["actual_average"], abs=0.001)
    low, high = answers["tolerance"]["relative_effect_percent_range"]
    assert low <= 100 * found.average / (actual - found.average) <= high


def test_three_controls_and_no_effect_to_be_sure_of():
    folder = case("causal_impact/three_controls_no_effect")
    answers, data = expected(folder), pd.read_csv(folder / "input.csv")
    start = int((data.DATE < "2019-07-15").sum())
    controls = data.filter(like="NOT_CHANGED").to_numpy(float)
    found = counterfactual(data.CHANGED.to_numpy(float), start, controls)
    low, high = answers["tolerance"]["average_effect_range"]
    assert low <= found.average <= high
    assert found.lower < 0 < found.upper
    assert data.CHANGED[start:].mean() == pytest.approx(answers["expected"]["actual_average"], abs=0.01)
