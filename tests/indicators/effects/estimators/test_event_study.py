"""Effects by time since the start."""

import warnings

import numpy as np
import pandas as pd
import pytest

from indicators.effects.estimators import event_study
from indicators.effects.estimators.event_study import by_time, group_time
from indicators.effects.study import NEVER
from tests.support.reference import case, expected
from tests.support.studies import study_of

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


def city(districts: int = 12, treated: int = 5, periods: int = 9, effect: float = 0.0, seed: int = 2):
    rng = np.random.default_rng(seed)
    first = np.full(districts, NEVER)
    first[:treated] = 4
    first[: treated // 2] = 6
    since = np.arange(periods) - first[:, None]
    value = 10 * rng.random((districts, 1)) + rng.normal(size=(districts, periods))
    value += effect * ((first[:, None] != NEVER) & (since >= 0)) * (since + 1)
    return study_of(value, first)


def test_each_start_group_is_set_against_districts_that_are_never_treated():
    # By hand, against comparison districts that gain 1 a period:
    # start 2, period 2: changes 3 and 1, less 1 -> 1; period 3: 5 and 3, less 2 -> 2; start 3: 6 less 1 -> 5.
    found = group_time(VALUE, FIRST)
    after = {
        (cell.group, cell.period): effect for cell, effect in zip(found.cells, found.estimate, strict=True)
    }
    assert [after[2, 2], after[2, 3], after[3, 3]] == pytest.approx([1, 2, 5])
    # Time 0: two districts with 1 and one with 5; time 1: only those of start 2.
    times = by_time(found)
    assert times.estimate[times.time >= 0] == pytest.approx([(2 * 1 + 5) / 3, 2])


def test_what_cannot_be_used_is_left_out_and_what_cannot_be_compared_refused():
    value, first = VALUE.copy(), FIRST.copy()
    value[4, 0] = np.nan
    always = np.vstack([value, value[3] * 7])
    path = event_study.path(study_of(always, np.append(first, 0)))
    assert path.estimate[path.time >= 0] == pytest.approx([(2 * 1 + 5) / 3, 2])
    with pytest.raises(ValueError, match="No comparison district"):
        event_study.path(study_of(VALUE[:3], FIRST[:3]))
    with pytest.raises(ValueError, match="No treated district"):
        event_study.path(study_of(VALUE, np.array([0, 0, 9, NEVER, NEVER])))


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
    monkeypatch.setattr(event_study, "ENOUGH", 1000)
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
    found = group_time(study.value, study.first)
    path = event_study.path(study)
    rows = event_study.time_rows(study.first, found, path.time, 9)
    assert np.einsum("nt,knt->k", study.value, rows[:, found.member]) == pytest.approx(path.estimate)


def test_medicaid_and_insurance_roth_2023():
    folder = case("event_study/medicaid_twfe_event_study")
    data, table = pd.read_csv(folder / "input.csv"), pd.read_csv(folder / "expected.csv")
    insured = data.pivot(index="stfips", columns="year", values="dins").to_numpy()
    expanded = data.groupby("stfips").D.max().to_numpy()
    assert len(insured) == expected(folder)["expected"]["n_clusters"]
    path = event_study.path(study_of(insured, np.where(expanded == 1, 6, NEVER)))
    assert path.estimate[path.time != -1] == pytest.approx(table.coef.to_numpy(), abs=1e-6)
    assert (path.band_lower[-2:] > 0).all()
    assert (path.band_lower[:-2] <= 0).all()


def minimum_wage() -> tuple[pd.DataFrame, np.ndarray, np.ndarray]:
    data = pd.read_csv(case("did/mpdta_callaway_santanna") / "input.csv")
    wide = data.pivot(index="countyreal", columns="year", values="lemp")
    start = data.groupby("countyreal")["first.treat"].first().reindex(wide.index).to_numpy()
    return data, wide.to_numpy(), np.where(start == 0, NEVER, start - 2003).astype(int)


def test_minimum_wage_and_teen_employment_callaway_santanna_2021():
    folder = case("did/mpdta_callaway_santanna")
    _data, value, first = minimum_wage()
    found = group_time(value, first)
    table = pd.read_csv(folder / "expected_attgt.csv").set_index(["group", "t"])
    table = table[table.index.get_level_values("t") >= table.index.get_level_values("group")]
    after = [k for k, cell in enumerate(found.cells) if cell.time >= 0]
    assert [(found.cells[k].group + 2003, found.cells[k].period + 2003) for k in after] == list(table.index)
    assert found.estimate[after] == pytest.approx(table.att.to_numpy(), abs=1e-6)
    assert found.se[after] == pytest.approx(table.se.to_numpy(), abs=1e-5)


def test_minimum_wage_by_time_since_the_start():
    table = pd.read_csv(case("did/mpdta_callaway_santanna") / "expected_aggregates.csv")
    table = table[(table.type == "dynamic") & (table.level >= 0)]
    _data, value, first = minimum_wage()
    found = by_time(group_time(value, first))
    after = found.time >= 0
    assert found.time[after].tolist() == table.level.astype(int).tolist()
    assert found.estimate[after] == pytest.approx(table.att.to_numpy(), abs=1e-6)
    se = event_study.standard_error(found.influence)
    assert se[after] == pytest.approx(table.se.to_numpy(), abs=1e-5)


def test_an_independent_package_agrees_also_before_the_start():
    diff_diff = pytest.importorskip("diff_diff")
    data, value, first = minimum_wage()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = diff_diff.CallawaySantAnna(control_group="never_treated", base_period="universal").fit(
            data, outcome="lemp", unit="countyreal", time="year", first_treat="first.treat"
        )
    ours = group_time(value, first)
    for cell, effect, se in zip(ours.cells, ours.estimate, ours.se, strict=True):
        if cell.time != -1:
            other = theirs.group_time_effects[cell.group + 2003, cell.period + 2003]
            assert (effect, se) == pytest.approx((other["effect"], other["se"]), abs=1e-10)
