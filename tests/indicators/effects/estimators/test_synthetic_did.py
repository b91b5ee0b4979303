"""Synthetic comparison districts: weights, estimates, and placebos."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.effects.estimators.synthetic_did import (
    Fit,
    average_effect,
    fit,
    fits,
    limits,
    nearest_weights,
    placebos,
    sampling_excess,
    synthetic_did,
)
from indicators.effects.study import NEVER, Study
from tests.support.reference import case, expected, shared
from tests.support.studies import study_of


def factor_city(districts: int = 14, treated: int = 1, effect: float = 0.0, seed: int = 5) -> Study:
    rng = np.random.default_rng(seed)
    common = rng.normal(size=(2, 12)).cumsum(axis=1)
    value = 20 + rng.random((districts, 2)) @ common + 0.2 * rng.normal(size=(districts, 12))
    first = np.where(np.arange(districts) < treated, 8, NEVER)
    value[:treated, 8:] += effect
    return study_of(value, first)


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 10_000), st.integers(2, 30), st.integers(2, 12), st.sampled_from([0.0, 0.05, 3.0]))
def test_weights_are_the_best_that_are_not_negative_and_add_up_to_one(seed, districts, periods, ridge):
    rng = np.random.default_rng(seed)
    columns, target = rng.normal(size=(periods, districts)), rng.normal(size=periods)
    weights = nearest_weights(columns, target, ridge)
    assert weights.min() >= 0
    assert weights.sum() == pytest.approx(1)
    # Where it is best, no single district promises to get nearer (Karush, Kuhn & Tucker).
    slope = (columns @ weights - target) @ columns + ridge * weights
    assert slope.min() >= slope @ weights - 1e-7


def test_an_intercept_lets_a_district_lie_above_all_others():
    rng = np.random.default_rng(1)
    others = rng.normal(size=(6, 10)).cumsum(axis=1)
    treated = others[:2].mean(axis=0, keepdims=True) + 100 + np.where(np.arange(10) >= 7, 3, 0)
    # The ridge keeps weights apart from the two districts it is made of, so not exactly 3.
    assert fit(others, treated, 7).estimate == pytest.approx(3, abs=0.2)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 1_000), st.floats(-9, 9))
def test_levels_of_districts_and_a_common_trend_change_nothing_and_the_effect_is_found_whole(seed, effect):
    study = factor_city(9, 2, seed=seed)
    rng = np.random.default_rng(seed)
    moved = study.value + 5 * rng.random((9, 1)) + 3 * np.arange(12) + effect * study.after
    before = average_effect(study.value, study.first)
    assert average_effect(moved, study.first) == pytest.approx(before + effect, abs=1e-5)


def test_an_effect_is_told_with_paths_weights_limits_and_per_cent():
    study = factor_city(effect=-4.0)
    effect = synthetic_did(study)
    assert (effect.method, effect.inference) == ("sdid", "placebo")
    assert effect.lower < effect.estimate < effect.upper < 0
    assert effect.estimate == pytest.approx(-4, abs=1)
    assert effect.p_value < 0.05
    assert (effect.observed - effect.counterfactual)[8:].mean() == pytest.approx(effect.estimate)
    assert effect.relative_lower < effect.relative < effect.relative_upper < 0
    assert set(effect.weights) <= set(study.districts[1:])
    assert sum(effect.weights.values()) == pytest.approx(1, abs=0.02)
    assert list(effect.weights.values()) == sorted(effect.weights.values(), reverse=True)


def test_different_starts_weigh_by_treated_district_periods():
    study = factor_city(14, 3)
    first = np.where(np.arange(14) == 0, 10, study.first)
    early, late = (
        average_effect(study.value[keep], first[keep])
        for keep in (np.arange(14) != 0, (first != 8) | (np.arange(14) == 0))
    )
    whole = average_effect(study.value, first)
    assert whole == pytest.approx((2 * 4 * early + 2 * late) / 10)
    effect = synthetic_did(study_of(study.value, first), draws=40)
    assert effect.estimate == pytest.approx(whole)
    assert effect.lower < whole < effect.upper


def test_too_little_to_compare_is_refused():
    study = factor_city()
    with pytest.raises(ValueError, match="at least 3 periods before"):
        synthetic_did(study_of(study.value[:, 6:], np.where(study.treated, 2, NEVER)))
    with pytest.raises(ValueError, match="two comparison districts"):
        synthetic_did(study_of(study.value[:2], study.first[:2]))


def test_without_enough_districts_for_placebos_there_are_no_limits():
    effect = synthetic_did(factor_city(6, 3))
    assert np.isfinite(effect.estimate)
    assert np.isnan([effect.lower, effect.upper, effect.p_value]).all()


def test_each_comparison_district_has_its_turn_as_placebo():
    study = factor_city(8)
    tried = placebos(study.value, study.first)
    others = study.value[1:]
    by_hand = [fit(np.delete(others, i, axis=0), others[i : i + 1], 8).estimate for i in range(7)]
    assert np.sort(tried.estimates) == pytest.approx(np.sort(by_hand))
    assert tried.se == pytest.approx(np.std(by_hand))


def test_the_noise_of_a_small_treated_sample_widens_the_limits():
    study = factor_city()
    tried = placebos(study.value, study.first)
    variance = np.where(study.treated[:, None], 4.0, 1.0) * np.ones((14, 12))
    noisy = Study(study.value, variance, study.first, study.districts, study.periods)
    assert sampling_excess(noisy) == pytest.approx(4 * (4.0 - 1.0) / 16)
    assert limits(noisy, 0.0, tried, 0.95)[1] > limits(study, 0.0, tried, 0.95)[1]


def california() -> Study:
    data = pd.read_csv(case("synthetic_control/prop99_did_sc_sdid") / "input.csv")
    wide = data.pivot(index="State", columns="Year", values="PacksPerCapita")
    first = np.where(wide.index == "California", 19, NEVER)
    return Study(
        wide.to_numpy(),
        np.zeros(wide.shape),
        first,
        tuple(wide.index),
        tuple(map(str, wide.columns)),
        "lower",
    )


def california_fit() -> tuple[Fit, list[str], dict]:
    study = california()
    answers = expected(case("synthetic_control/prop99_did_sc_sdid"))["expected"]
    return fits(study.value, study.first)[0][1], [n for n in study.districts if n != "California"], answers


def test_proposition_99_by_the_best_weights_is_near_where_the_published_steps_stop():
    # Arkhangelsky et al. 2021, table 1: -15.6 packs; their steps end a little before the best weights.
    best, _others, answers = california_fit()
    assert best.estimate == pytest.approx(answers["estimates"]["sdid"], abs=0.005)
    assert best.estimate == pytest.approx(answers["table1_paper"]["SDID"][0], abs=0.06)
    study = california()
    assert placebos(study.value, study.first).se == pytest.approx(
        answers["placebo_se_200_draws"]["sdid"], rel=0.25
    )


def test_the_weights_for_proposition_99_are_the_published_ones():
    best, others, answers = california_fit()
    published = np.array([answers["sdid_omega_above_0.001"].get(name, 0) for name in others])
    assert best.districts == pytest.approx(published, abs=0.01)
    lasts = [answers["sdid_lambda_above_0.001"].get(str(1970 + i), 0) for i in range(19)]
    assert best.periods == pytest.approx(np.array(lasts), abs=0.01)


def test_proposition_99_as_a_city_would_be_told():
    data = pd.read_csv(shared("interventions/california_prop99_1989/panel_annual.csv"))
    wide = data.pivot(index="district_name", columns="year", values="packs_per_capita")
    first = np.where(wide.index == "California", 19, NEVER)
    names = tuple(wide.index), tuple(map(str, wide.columns))
    study = Study(wide.to_numpy(), np.zeros(wide.shape), first, *names, "lower")
    effect = synthetic_did(study)
    assert effect.estimate == pytest.approx(-15.6, abs=0.05)
    assert effect.relative == pytest.approx(100 * -15.6 / (60.35 + 15.6), abs=0.1)
    # 38 comparison states and one treated: by Table 1 z = 1.9, by the placebos of this test even less clear.
    assert effect.lower < -15.6 - 1.96 * 8.4 < -15.6 + 1.96 * 8.4 < effect.upper
    assert 0.05 < effect.p_value < 0.2


def weighted(data: pd.DataFrame, treated: str, importance: np.ndarray) -> tuple[list[str], np.ndarray]:
    """Names and weights for a table of predictors by district, each scaled to unit variance as in these cases."""
    scaled = data.div(data.std(axis=1, ddof=1), axis=0).mul(np.sqrt(importance), axis=0)
    others = [name for name in data.columns if name != treated]
    return others, nearest_weights(scaled[others].to_numpy(), scaled[treated].to_numpy())


def predictors(data: pd.DataFrame, unit: str, wanted: list[tuple[str, list[int]]]) -> pd.DataFrame:
    """A row for each predictor: its mean over its years."""
    rows = [data[data.year.isin(years)].groupby(unit, sort=False)[column].mean() for column, years in wanted]
    return pd.DataFrame([row.to_numpy() for row in rows], columns=rows[0].index)


def gaps(data: pd.DataFrame, unit: str, outcome: str, treated: str, others: list[str], weights: np.ndarray):
    wide = data.pivot(index="year", columns=unit, values=outcome)
    return wide[treated] - wide[others] @ weights


def test_the_cost_of_conflict_in_the_basque_country_abadie_gardeazabal_2003():
    folder = case("synthetic_control/basque_country")
    answers = expected(folder)
    data = pd.read_csv(folder / "input.csv")
    schooling = ["school.illit", "school.prim", "school.med", "school.high", "school.post.high"]
    sectors = ["sec.agriculture", "sec.energy", "sec.industry", "sec.construction"]
    sectors += ["sec.services.venta", "sec.services.nonventa"]
    wanted = [(column, list(range(1964, 1970))) for column in [*schooling, "invest"]]
    wanted += [("gdpcap", list(range(1960, 1970)))]
    wanted += [(column, [1961, 1963, 1965, 1967, 1969]) for column in sectors]
    wanted += [("popdens", [1969])]
    basque = "Basque Country (Pais Vasco)"
    importance = np.array(list(answers["parameters"]["V_found"].values()))
    others, weights = weighted(predictors(data, "regionname", wanted), basque, importance)
    found = dict(zip(others, weights, strict=True))
    for name, weight in answers["expected"]["weights"].items():
        assert found.pop(name) == pytest.approx(weight, abs=0.025)
    assert max(found.values()) < answers["expected"]["all_other_weights_below"]
    gap = gaps(data, "regionname", "gdpcap", basque, others, weights)
    assert gap.loc[1970:1997].mean() == pytest.approx(answers["expected"]["mean_gap_1970_1997"], abs=0.03)
    mspe = (gap.loc[1960:1969] ** 2).mean()
    assert mspe == pytest.approx(answers["expected"]["pre_period_mspe_1960_1969"], rel=0.1)


def test_prisons_in_texas_cunningham_2021():
    folder = case("synthetic_control/texas_prisons")
    answers = expected(folder)
    data = pd.read_csv(folder / "input.csv")
    wanted = [(column, list(range(1985, 1994))) for column in ("income", "ur", "poverty")]
    wanted += [("bmprison", [year]) for year in (1988, 1990, 1991, 1992)]
    wanted += [("alcohol", [1990]), ("aidscapita", [1990]), ("aidscapita", [1991])]
    wanted += [("black", [year]) for year in (1990, 1991, 1992)] + [("perc1519", [1990])]
    importance = np.array(list(answers["parameters"]["V_found"].values()))
    others, weights = weighted(predictors(data, "state", wanted), "Texas", importance)
    found = dict(zip(others, weights, strict=True))
    for name, weight in answers["expected"]["weights"].items():
        assert found.pop(name) == pytest.approx(weight, abs=0.03)
    assert max(found.values()) < answers["expected"]["all_other_weights_below"]
    gap = gaps(data, "state", "bmprison", "Texas", others, weights)
    assert gap.loc[1993:2000].mean() == pytest.approx(answers["expected"]["mean_gap_1993_2000"], rel=0.03)
