"""Interrupted time series: a trend, a season, a step, a change of slope."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.effects.estimators.interrupted_time_series import (
    autocorrelated,
    fit_counts,
    fit_values,
    guess_season,
    segmented,
    terms,
)
from indicators.effects.study import NEVER, Study
from tests.support.reference import case, expected
from tests.support.studies import study_of


def monthly(count: int, start: int = 2010) -> tuple[str, ...]:
    return tuple(f"{start + t // 12}-{t % 12 + 1:02d}" for t in range(count))


def test_a_step_and_a_change_of_slope_without_noise_are_found_exactly():
    time = np.arange(20.0)
    series = 10 + 0.5 * time + np.where(time >= 12, 3 + 0.25 * (time - 11), 0)
    fit = fit_values(series, terms(20, 12), 12)
    assert fit.coefficient == pytest.approx([9.5, 3, 0.5, 0.25])
    assert fit.without == pytest.approx(10 + 0.5 * time)
    assert fit.total == pytest.approx(sum(3 + 0.25 * k for k in range(1, 9)))


def test_what_would_have_been_is_subtracted_and_comparison_districts_are_not_looked_at():
    time = np.arange(16.0)
    value = np.stack([5 + time + np.where(time >= 10, 4, 0), 100 - time])
    value[0] += np.resize([0.1, -0.1, -0.1, 0.1], 16)
    effect = segmented(study_of(value, np.array([10, NEVER])))
    assert effect.estimate == pytest.approx(4, abs=0.3)
    assert effect.lower < effect.estimate < effect.upper
    assert (effect.method, effect.inference) == ("its", "hac")
    assert (effect.observed - effect.counterfactual)[10:].mean() == pytest.approx(effect.estimate)
    assert effect.relative == pytest.approx(100 * effect.estimate / effect.counterfactual[10:].mean())
    alone = segmented(study_of(value[:1], np.array([10])))
    assert alone.estimate == effect.estimate


def test_a_rate_counts_its_events_and_its_effect_is_per_exposure():
    exposure = np.linspace(1000, 1300, 40)[None]
    without = 0.05 * np.exp(0.01 * np.arange(40)) * exposure
    events = np.where(np.arange(40) >= 30, 0.8, 1.0) * without
    study = study_of(100 * events / exposure, np.array([30]))
    effect = segmented(replace(study, events=events, exposure=exposure, scale=100.0))
    assert effect.relative == pytest.approx(-20, abs=0.05)
    by_hand = 100 * (events - without)[:, 30:].sum() / exposure[:, 30:].sum()
    assert effect.estimate == pytest.approx(by_hand)


def test_districts_with_different_starts_are_averaged_by_district_periods():
    time = np.arange(24.0)
    value = np.stack([time + np.where(time >= 12, 2, 0), 3 * time + np.where(time >= 18, 5, 0)])
    effect = segmented(study_of(value, np.array([12, 18])))
    assert effect.estimate == pytest.approx((12 * 2 + 6 * 5) / 18)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 1_000), st.floats(-20, 20), st.floats(-3, 3))
def test_an_effect_added_is_an_effect_found(seed, effect, tilt):
    noise = np.random.default_rng(seed).normal(size=(1, 24))
    before = segmented(study_of(noise, np.array([14])))
    after = np.where(np.arange(24) >= 14, effect, 0) + tilt * np.arange(24)
    found = segmented(study_of(noise + after, np.array([14])))
    assert found.estimate == pytest.approx(before.estimate + effect, abs=1e-8)
    assert found.upper - found.lower == pytest.approx(before.upper - before.lower, abs=1e-8)


def test_a_season_is_read_from_the_names_of_the_periods():
    assert guess_season(monthly(36)) == 12
    assert guess_season(monthly(30)) == 1
    assert guess_season(tuple(f"{2010 + t // 4}-Q{t % 4 + 1}" for t in range(20))) == 4
    assert guess_season(("2010", "2011")) == 1
    assert terms(20, 10, 4).shape == (20, 4 + 3)
    assert terms(40, 10, 12, slope=False).shape == (40, 3 + 4)


def test_a_season_is_not_taken_for_an_effect():
    months = np.arange(48)
    value = (20 + 5 * np.cos(2 * np.pi * months / 12) + 0.05 * np.resize([1.0, -1.0], 48))[None]
    study = Study(value, np.zeros_like(value), np.array([40]), ("a",), monthly(48))
    assert segmented(study).estimate == pytest.approx(0, abs=0.2)
    assert abs(segmented(study, season=1).estimate) > 1


def test_too_short_a_series_is_refused():
    for count, start in ((15, 7), (15, 13)):
        with pytest.raises(ValueError, match="at least 8 periods before the start and 3 after"):
            segmented(study_of(np.ones((1, count)), np.array([start])))
    study = study_of(np.zeros((1, 20)), np.array([10]))
    with pytest.raises(ValueError, match="needs events before the start"):
        segmented(replace(study, events=np.zeros((1, 20)), exposure=np.ones((1, 20))))


def test_restless_series_have_wider_limits():
    rng = np.random.default_rng(3)
    design, noise = terms(60, 40), rng.normal(size=60)
    restless = noise.copy()
    for t in range(1, 60):
        restless[t] += 0.7 * restless[t - 1]
    for series, low, high in ((noise, 0.9, 1.3), (restless, 1.8, 6.0)):
        left = series - design @ np.linalg.lstsq(design, series, rcond=None)[0]
        usual = left @ left / (60 - 4) * np.linalg.inv(design.T @ design)
        ratio = np.sqrt(autocorrelated(design, left)[1, 1] / usual[1, 1])
        assert low < ratio < high


def sicily() -> tuple[np.ndarray, np.ndarray, int, pd.DataFrame]:
    data = pd.read_csv(case("interrupted_time_series/sicily_smoking_ban") / "input.csv")
    return data.aces.to_numpy(float), data.stdpop.to_numpy(float), int((data.smokban == 0).sum()), data


def test_the_smoking_ban_in_sicily_lopez_bernal_2017():
    answers = expected(case("interrupted_time_series/sicily_smoking_ban"))["expected"]
    events, people, start, _data = sicily()
    plain = fit_counts(events, people, terms(59, start, slope=False), start)
    step = answers["model2_quasipoisson_step"]
    assert (plain.coefficient[1], plain.se[1]) == pytest.approx((step["coef"], step["se"]), rel=1e-4)
    assert plain.dispersion == pytest.approx(answers["model2_dispersion"], rel=1e-4)
    poisson = plain.se[1] / np.sqrt(plain.dispersion)
    assert poisson == pytest.approx(answers["model1_poisson_step"]["se"], rel=1e-4)
    ratio = np.exp(plain.coefficient[1] + 1.959964 * plain.se[1] * np.array([-1, 0, 1]))
    assert ratio == pytest.approx([step["lower"], step["rr"], step["upper"]], rel=1e-4)
    seasonal = fit_counts(events, people, terms(59, start, 12, slope=False), start)
    step = answers["model3_seasonal_step"]
    assert (seasonal.coefficient[1], seasonal.se[1]) == pytest.approx((step["coef"], step["se"]), rel=1e-4)
    assert seasonal.dispersion == pytest.approx(answers["model3_dispersion"], rel=1e-4)
    assert np.exp(12 * seasonal.coefficient[2]) == pytest.approx(answers["model3_trend_per_year"], rel=1e-4)


def test_the_events_expected_without_the_ban_lopez_bernal_2017():
    answers = expected(case("interrupted_time_series/sicily_slope_change_counterfactual"))["expected"]
    events, people, start, _data = sicily()
    seasonal = fit_counts(events, people, terms(59, start, 12, slope=False), start)
    without = answers["model3_counterfactual_events_2005_2006"]
    assert seasonal.without[start:].sum() == pytest.approx(without, rel=1e-4)
    assert events[start:].sum() == answers["observed_events_2005_2006"]
    assert seasonal.total == pytest.approx(answers["observed_events_2005_2006"] - without, rel=1e-4)
    sloped = fit_counts(events, people, terms(59, start, 12), start)
    for place, name in ((1, "model4_step"), (2, "model4_trend"), (3, "model4_slope_change")):
        answer = answers[name]
        assert sloped.coefficient[place] == pytest.approx(answer["coef"], rel=1e-4)
        assert sloped.se[place] == pytest.approx(answer["se"], rel=1e-4)


def test_the_smoking_ban_as_a_city_would_be_told():
    events, people, start, data = sicily()
    names = tuple(f"{year}-{month:02d}" for year, month in zip(data.year, data.month, strict=True))
    rate = (1e5 * events / people)[None]
    study = Study(rate, np.zeros_like(rate), np.array([start]), ("Sicily",), names, "lower")
    effect = segmented(replace(study, events=events[None], exposure=people[None], scale=1e5))
    # The paper: 11 per cent fewer, without a change of slope.
    assert effect.relative == pytest.approx(-11, abs=1)
    assert effect.upper < 0
    # The same by least squares on the rate.
    assert segmented(study).relative == pytest.approx(effect.relative, abs=1.5)
