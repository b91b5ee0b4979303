"""Effects by time since the start."""

import numpy as np
import pandas as pd
import pytest

from indicators.effects.estimators import event_study, staggered
from indicators.effects.estimators.staggered import group_time
from indicators.effects.study import NEVER
from tests.indicators.effects.estimators.test_staggered import study_of
from tests.support.reference import case, expected


def city(districts: int = 12, treated: int = 5, periods: int = 9, effect: float = 0.0, seed: int = 2):
    rng = np.random.default_rng(seed)
    first = np.full(districts, NEVER)
    first[:treated] = 4
    first[: treated // 2] = 6
    since = np.arange(periods) - first[:, None]
    value = 10 * rng.random((districts, 1)) + rng.normal(size=(districts, periods))
    value += effect * ((first[:, None] != NEVER) & (since >= 0)) * (since + 1)
    return study_of(value, first)


def test_a_path_is_measured_from_the_last_period_before_the_start():
    path = event_study.path(city())
    assert path.time.tolist() == list(range(-6, 5))
    base = path.time == -1
    for values in (path.estimate, path.lower, path.upper, path.band_lower, path.band_upper):
        assert values[base] == pytest.approx([0], abs=1e-12)


@pytest.mark.parametrize("districts", [12, 60])
def test_the_band_holds_the_limits_and_both_hold_the_estimate(districts):
    path = event_study.path(city(districts, districts // 2))
    assert (path.band_lower <= path.lower).all()
    assert (path.lower <= path.estimate).all()
    assert (path.estimate <= path.upper).all()
    assert (path.upper <= path.band_upper).all()
    assert (path.band_upper[:5] > path.upper[:5]).all()


@pytest.mark.parametrize("districts", [12, 60])
def test_a_growing_effect_is_seen_growing(districts):
    quiet = event_study.path(city(districts, districts // 2))
    path = event_study.path(city(districts, districts // 2, effect=4.0))
    assert path.estimate - quiet.estimate == pytest.approx(np.clip(4.0 * (path.time + 1), 0, None))
    # The effects are taken out before the starts are dealt out anew, so they don't widen the limits.
    assert path.upper - path.lower == pytest.approx(quiet.upper - quiet.lower)


def test_the_same_question_has_the_same_answer_twice():
    assert (event_study.path(city()).band_upper == event_study.path(city()).band_upper).all()


def test_dealt_anew_and_influence_functions_agree_where_both_can_be_used(monkeypatch):
    many = city(80, 40)
    clustered = event_study.path(many)
    monkeypatch.setattr(staggered, "ENOUGH", 1000)
    dealt = event_study.path(many)
    known = clustered.time != -1
    ratio = (dealt.upper - dealt.lower)[known] / (clustered.upper - clustered.lower)[known]
    assert ratio == pytest.approx(np.ones(known.sum()), abs=0.35)


def test_one_treated_district_still_has_limits():
    study = city(15, 1)
    path = event_study.path(study)
    assert (path.upper - path.lower)[path.time >= 0].min() > 1


def test_two_districts_give_no_limits():
    study = study_of(np.arange(8.0).reshape(2, 4) ** 2, np.array([2, NEVER]))
    path = event_study.path(study)
    assert np.isnan(path.lower).all()
    assert not np.isnan(path.estimate).any()


def test_the_weights_by_time_give_the_path():
    study = city()
    found = group_time(study.value, study.first, base="universal")
    path = event_study.path(study)
    rows = event_study.time_rows(study.first, found, path.time, 9)
    assert np.einsum("nt,knt->k", study.value, rows[:, found.member]) == pytest.approx(path.estimate)


def test_sun_and_abraham_without_covariates_is_the_path_of_one_regression():
    study = city(12, 5, effect=2.0)
    found = event_study.sun_abraham(study.value, study.first)
    path = event_study.path(study)
    assert found.estimate == pytest.approx(path.estimate[path.time != -1])
    with pytest.raises(ValueError, match="districts that never are"):
        event_study.sun_abraham(study.value[:5], study.first[:5])


def test_medicaid_and_insurance_roth_2023():
    folder = case("event_study/medicaid_twfe_event_study")
    data, table = pd.read_csv(folder / "input.csv"), pd.read_csv(folder / "expected.csv")
    insured = data.pivot(index="stfips", columns="year", values="dins").to_numpy()
    expanded = data.groupby("stfips").D.max().to_numpy()
    found = event_study.by_period(insured, expanded, reference=5)
    assert found.coefficient == pytest.approx(table.coef.to_numpy(), abs=1e-6)
    assert found.se == pytest.approx(table.se.to_numpy(), abs=1e-6)
    assert found.districts == expected(folder)["expected"]["n_clusters"]
    path = event_study.path(study_of(insured, np.where(expanded == 1, 6, NEVER)))
    assert path.estimate[path.time != -1] == pytest.approx(table.coef.to_numpy(), abs=1e-6)
    assert (path.band_lower[-2:] > 0).all()
    assert (path.band_lower[:-2] <= 0).all()


def test_growing_effects_with_a_covariate_sun_abraham_2021():
    folder = case("event_study/sun_abraham_base_stagg")
    data, table = pd.read_csv(folder / "input.csv"), pd.read_csv(folder / "expected.csv")
    answers = expected(folder)["expected"]
    outcome = data.pivot(index="id", columns="year", values="y")
    covariate = data.pivot(index="id", columns="year", values="x1").to_numpy()
    start = data.groupby("id").year_treated.first().reindex(outcome.index).to_numpy()
    first = np.where(start == 10_000, NEVER, start - 1).astype(int)
    found = event_study.sun_abraham(outcome.to_numpy(), first, covariate[None])
    assert found.time.tolist() == table.relative_time.tolist()
    assert found.estimate == pytest.approx(table.coef.to_numpy(), abs=1e-5)
    assert found.se == pytest.approx(table.se.to_numpy(), abs=1e-5)
    assert found.overall == pytest.approx(answers["att"], abs=1e-5)
    assert found.overall_se == pytest.approx(answers["att_se"], abs=1e-5)
