"""What each check of an effect says, where it fails, and where it can't be made."""

from dataclasses import replace
from functools import partial

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.effects.checks import placebo, sensitivity, start
from indicators.effects.checks import trends as paths
from indicators.effects.checks.all_checks import TITLES, CheckContext, Other, all_checks
from indicators.effects.checks.context import unknown
from indicators.effects.estimators.did import did as differences
from indicators.effects.estimators.reassignment import difference
from indicators.effects.results import NOWHERE, Check, Effect
from indicators.effects.study import NEVER
from indicators.effects.verdict import DECIDE
from tests.support.checks_cases import city, did, study
from tests.support.reference import case, expected

NO_EFFECT = Effect(NOWHERE, NOWHERE, NOWHERE, NOWHERE, "did", "clustered")
KNOWN = CheckContext(
    unit="%",
    names={"A": "Old Quay", "B": "Elm Row"},
    start="2021-01-01",
    entered="2020-06-30",
    others=(),
    boundary_changes=(),
    definition_changes=(),
    neighbours=("H", "J", "K", "M"),
)


def checked(found, context=KNOWN, effect=None, estimator=did):
    """Every check by its name."""
    return {check.name: check for check in all_checks(found, effect or estimator(found), estimator, context)}


def test_a_clean_effect_passes_every_check():
    found = checked(city(seed=4, effect=-3))
    assert {name: check.passed for name, check in found.items()} == dict.fromkeys(TITLES, True)
    assert set(TITLES) > DECIDE
    assert all(TITLES.values())


# Paths before the start


def test_a_drift_is_the_slope_of_numpys_polyfit_also_with_gaps():
    random = np.random.default_rng(2)
    path = random.normal(0, 1, (3, 7))
    path[1, [0, 4]] = np.nan
    path[2, 2:] = np.nan
    for row in (0, 1):
        known = np.isfinite(path[row])
        slope = np.polyfit(np.arange(7)[known], path[row][known], 1)[0]
        assert paths.drift(path)[row] == pytest.approx(slope)
    assert np.isnan(paths.drift(path)[2])


def test_a_steady_drift_before_the_start_fails_and_says_how_strong():
    drifted = city(seed=3, drift=0.8)
    found = checked(drifted)["parallel_paths"]
    assert found.passed is False
    assert str(found.text).startswith("Already before the start the districts drifted apart")
    assert "percentage points" in str(found.text)
    assert "would explain the result" in str(found.text)


def test_a_clear_drift_that_can_not_explain_the_result_is_informative():
    calm = city(seed=3)
    value = 50 + 0.2 * (calm.value - 50)
    value[:6] += 0.2 * np.arange(10)
    value[:6, 6:] += 20
    found = checked(replace(calm, value=value))["parallel_paths"]
    assert found.passed is None
    assert "can't explain the result" in str(found.text)


def test_the_pull_of_a_drift_is_the_mean_time_after_less_the_mean_time_before():
    calm = city(seed=1, effect=-2)
    assert sensitivity.pull_of_drift(calm, did(calm), did) == pytest.approx(7.5 - 2.5)


def test_the_drift_that_overturns_a_result_brings_its_limits_to_zero():
    treated = city(seed=1, effect=-3)
    breaks = sensitivity.drift_that_overturns(treated, did(treated), did)
    assert breaks < 0
    value = treated.value.copy()
    value[:6] -= breaks * np.arange(10)
    assert did(replace(treated, value=value)).upper == pytest.approx(0, abs=1e-6)


def test_without_a_clear_result_nothing_can_be_overturned():
    calm = city(seed=1)
    assert np.isnan(sensitivity.drift_that_overturns(calm, did(calm), did))
    assert "no clear result" in str(checked(calm)["parallel_paths"].text)


@pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::UserWarning")
def test_taking_a_drift_out_agrees_with_rambachan_and_roths_smoothness_bounds():
    """diff-diff's HonestDiD with no bend allowed extrapolates the drift seen before along a straight line."""
    diff_diff = pytest.importorskip("diff_diff")
    random = np.random.default_rng(3)
    pairs = np.repeat(random.normal(0, 1, (3, 8)), 2, axis=0) * np.array([[1], [-1]] * 3)
    value = np.vstack([pairs, pairs]) + 10
    value[:6] += 0.3 * np.arange(8)
    value[:6, 5:] += 2
    planted = study(value, [5] * 6 + [None] * 6)

    def from_last_year(study):
        change = study.value[:, 5:].mean(axis=1) - study.value[:, 4]
        estimate = float(change[:6].mean() - change[6:].mean())
        return Effect(estimate, estimate - 1, estimate + 1, 0.05, "did", "clustered")

    rows = [
        {"unit": unit, "time": time, "treated": int(unit < 6), "y": value[unit, time]}
        for unit in range(12)
        for time in range(8)
    ]
    model = diff_diff.MultiPeriodDiD().fit(
        pd.DataFrame(rows), "y", "treated", "time", post_periods=[5, 6, 7], unit="unit", reference_period=4
    )
    outside = diff_diff.HonestDiD(method="smoothness", M=0.0).fit(model)
    effect = from_last_year(planted)
    seen = difference(paths.scores(planted, paths.drift, lambda _: 0), planted.treated)
    pull = sensitivity.pull_of_drift(planted, effect, from_last_year)
    assert seen.estimate == pytest.approx(0.3)
    assert effect.estimate - pull * seen.estimate == pytest.approx(outside.lb, abs=1e-6)
    assert outside.lb == pytest.approx(2.0, abs=1e-6)


def test_districts_chosen_at_their_worst_are_found_out():
    calm = city(seed=8)
    value = calm.value.copy()
    value[:6, 5] += 3
    found = checked(replace(calm, value=value))["regression_to_the_mean"]
    assert found.passed is False
    assert "come back by themselves" in str(found.text)
    assert "Measured from their earlier level, the effect would be" in str(found.text)


def test_a_result_that_stays_without_the_bad_year_is_informative():
    helped = city(seed=8, effect=-8)
    value = helped.value.copy()
    value[:6, 5] += 3
    found = checked(replace(helped, value=value))["regression_to_the_mean"]
    assert found.passed is None
    assert str(found.text).endswith("The answer would be the same.")


def test_a_good_last_year_is_not_regression_to_the_mean_but_anticipation():
    helped = city(seed=8, effect=-3)
    value = helped.value.copy()
    value[:6, 5] -= 3
    found = checked(replace(helped, value=value))
    assert found["regression_to_the_mean"].passed is True
    assert found["anticipation"].passed is False
    assert "began earlier" in str(found["anticipation"].text)


@pytest.mark.parametrize("events", [False, True])
def test_the_earlier_level_is_that_of_the_own_start_and_moves_with_the_others(events):
    """Comparison 10, 10, 14, 14 …; the first treated lay 2 above (or a fifth), the second 6 above before."""
    common = np.array([10.0, 10, 14, 14, 14, 10])
    value = np.vstack([common, common, common + 2, common + 6])
    value[2, 2] += 9
    value[3, 3] += 9
    known = {"events": value * 10, "exposure": np.full(value.shape, 10.0)} if events else {}
    found = start.at_earlier_level(study(value, [None, None, 3, 4], **known))
    level = (14 * 1.2, 14 * 1.5294117647) if events else (16, 20)
    assert (found.value[2, 2], found.value[3, 3]) == pytest.approx(level)
    untouched = np.ones(value.shape, dtype=bool)
    untouched[2, 2] = untouched[3, 3] = False
    assert found.value[untouched] == pytest.approx(value[untouched])
    if events:
        assert found.events == pytest.approx(found.value * 10)


def test_a_tenth_less_everywhere_is_parallel_for_rates_of_counted_events():
    """Levels from 2 to 40 fall by a tenth a year: parallel as multiples, far from it as differences."""
    random = np.random.default_rng(1)
    level = np.linspace(2, 40, 24)[::-1, None]
    value = level * 0.9 ** np.arange(10) * np.exp(random.normal(0, 0.01, (24, 10)))
    first = [6] * 6 + [None] * 18
    plain = study(value, first)
    counted = replace(plain, events=value * 100, exposure=np.full(value.shape, 100.0))
    assert checked(plain)["parallel_paths"].passed is False
    found = checked(counted)
    assert [found[name].passed for name in ("parallel_paths", "anticipation", "regression_to_the_mean")] == [
        True
    ] * 3
    assert placebo.reassigned(counted).p_value > 0.05 > placebo.reassigned(plain).p_value


def test_who_was_chosen_by_the_indicator_itself_never_passes():
    chosen = replace(KNOWN, chosen_on_outcome=True)
    found = checked(city(seed=4, effect=-3), chosen)["regression_to_the_mean"]
    assert found.passed is None
    assert "chosen because of this indicator" in str(found.text)
    quoted = replace(KNOWN, selection="Chosen by borough councils.")
    assert str(checked(city(seed=4, effect=-3), quoted)["regression_to_the_mean"].text).endswith(
        "The entry says: “Chosen by borough councils.”"
    )


@given(st.integers(0, 30), st.sampled_from([-7.0, 0.0, 12.0]), st.integers(0, 5))
@settings(max_examples=20, deadline=None)
def test_levels_of_districts_and_moods_of_periods_leave_the_paths_alone(seed, level, period):
    drawn = city(seed=seed, size=9, treated=3)
    moved = drawn.value + level * np.arange(9)[:, None]
    moved[:, period] += 5
    before = paths.scores(drawn, paths.drift, lambda _: 0)
    after = paths.scores(replace(drawn, value=moved), paths.drift, lambda _: 0)
    assert after == pytest.approx(before, abs=1e-9)
    assert start.last_jump(replace(drawn, value=moved)).estimate == pytest.approx(
        start.last_jump(drawn).estimate, abs=1e-9
    )


def test_each_district_of_a_staggered_start_counts_up_to_its_own_start():
    drawn = city(seed=2, effect=0)
    first = np.array([3, 3, 5, 5, 7, 7] + [NEVER] * 18)
    later = drawn.value.copy()
    for index, begun in enumerate(first[:6]):
        later[index, begun:] += 100
    one, other = (replace(drawn, first=first, value=value) for value in (drawn.value, later))
    assert paths.scores(one, paths.drift, lambda _: 0) == pytest.approx(
        paths.scores(other, paths.drift, lambda _: 0)
    )


# Placebos


def test_a_pretended_start_finds_nothing_where_nothing_happened_and_a_drift_where_there_is_one():
    calm, drifted = (checked(city(seed=4, effect=-3, drift=d))["placebo_in_time"] for d in (0, 0.8))
    assert calm.passed is True
    assert str(calm.text).startswith("Had it started in 2018, when nothing had begun yet, no clear effect")
    assert drifted.passed is False
    assert str(drifted.text).endswith("So something else was at work.")


def test_the_placebo_in_time_never_sees_a_period_after_the_start():
    seen = []

    def watched(study):
        seen.append(study.periods)
        return did(study)

    staggered = replace(city(seed=1), first=np.array([2, 4, 4, 6, 6, 6] + [NEVER] * 18))
    placebo.in_time(staggered, did(staggered), watched, KNOWN)
    assert seen == [("2015", "2016", "2017", "2018")]


def test_californias_fall_is_the_published_one_and_ranks_among_the_39_states():
    """Arkhangelsky et al. 2021, table 1: difference in differences −27.3 packs for California."""
    folder = case("synthetic_control/prop99_did_sc_sdid")
    table = pd.read_csv(folder / "input.csv")
    wide = table.pivot(index="State", columns="Year", values="PacksPerCapita")
    first = [19 if state == "California" else None for state in wide.index]
    states = study(wide.to_numpy(), first, start_year=1970)
    found = placebo.reassigned(states)
    assert found.change == pytest.approx(expected(folder)["expected"]["estimates"]["did"])
    assert found.change == pytest.approx(-27.3, abs=0.05)
    assert (found.possible, found.chosen, found.size) == (39, 1, 39)
    change = wide.loc[:, 1989:].mean(axis=1) - wide.loc[:, :1988].mean(axis=1)
    others = (change.sum() - change) / 38
    rank = ((change - others).abs() >= abs(found.change) - 1e-9).sum()
    assert found.p_value == pytest.approx(rank / 39)


def test_the_checks_of_california_say_what_is_known_of_it():
    """Its synthetic difference in differences has placebo limits that include nothing at all (ibid., SE 8.4)."""
    folder = case("synthetic_control/prop99_did_sc_sdid")
    table = pd.read_csv(folder / "input.csv")
    wide = table.pivot(index="State", columns="Year", values="PacksPerCapita")
    first = [19 if state == "California" else None for state in wide.index]
    states = replace(study(wide.to_numpy(), first, start_year=1970), districts=tuple(wide.index))
    sdid = Effect(-15.6, -15.6 - 1.96 * 8.4, -15.6 + 1.96 * 8.4, 0.06, "sdid", "placebo")
    found = checked(states, CheckContext(unit="packs"), sdid, lambda _: sdid)
    assert found["enough_districts"].passed is True
    assert found["parallel_paths"].passed is True
    assert found["placebo_in_space"].passed is True
    assert "Had 1 of the 39 districts been picked by lot" in str(found["placebo_in_space"].text)


def test_a_clear_result_that_many_choices_would_give_fails_in_space():
    calm = city(seed=4)
    sure = Effect(-3.0, -4.0, -2.0, 0.001, "did", "clustered")
    found = placebo.in_space(calm, sure, KNOWN)
    assert found.passed is False
    assert "of 1,000 picks would show a difference at least as large" in str(found.text)


def test_treated_that_stand_out_without_a_clear_result_are_informative():
    helped = city(seed=4, effect=-4)
    unsure = Effect(-3.0, -7.0, 1.0, 0.2, "did", "clustered")
    assert placebo.in_space(helped, unsure, KNOWN).passed is None


def test_one_treated_of_five_can_not_stand_out():
    few = study([[1, 2, 9, 9], [1, 1, 1, 1], [2, 2, 1, 2], [3, 3, 3, 3], [4, 4, 5, 4]], [2] + [None] * 4)
    found = placebo.in_space(few, did(few), KNOWN)
    assert found.passed is None
    assert str(found.text).endswith("With only 5 ways to pick, no difference could be called clear.")


def test_staggered_starts_are_reassigned_as_starts():
    value = np.zeros((8, 6))
    value[0, 2:], value[1, 4:] = 5, 5
    value += np.random.default_rng(1).normal(0, 0.01, value.shape)
    found = placebo.reassigned(study(value, [2, 4] + [None] * 6))
    assert found.change == pytest.approx(5, abs=0.05)
    assert found.p_value < 0.05


# Leaving out


def test_a_result_that_hangs_on_one_district_names_it():
    calm = city(seed=1, treated=4)
    value = calm.value - calm.value.mean(axis=1, keepdims=True) - calm.value.mean(axis=0)
    value[0, 6:] -= 9
    one = replace(calm, value=value)
    effect = did(one)
    assert effect.upper < 0
    found = sensitivity.leave_one_out(one, effect, did, KNOWN)
    assert found.passed is False
    assert "Old Quay" in str(found.text) or "one of these" in str(found.text)


def test_left_out_estimates_are_those_of_the_smaller_studies():
    drawn = city(seed=1, effect=-3)
    found = sensitivity.leave_each_out(drawn, did)
    smaller = replace(drawn, value=drawn.value[1:], first=drawn.first[1:], districts=drawn.districts[1:])
    assert found.estimate[0] == pytest.approx(did(smaller).estimate)
    assert np.isfinite(found.estimate).all()


@pytest.mark.parametrize("ratio", [False, True])
@pytest.mark.parametrize("effect", [pytest.param(-9.0, marks=pytest.mark.slow), -1.0, 0.0, 1.5])
@pytest.mark.parametrize("seed", range(2))
def test_rough_limits_lie_on_the_same_side_of_nothing(effect: float, seed: int, ratio: bool) -> None:
    drawn = city(seed=seed, effect=effect, treated=4)
    drawn = replace(drawn, value=np.abs(drawn.value) + 1)
    if seed % 2:
        drawn = replace(drawn, first=np.where(np.arange(len(drawn.first)) == 0, 8, drawn.first))
    exact = sensitivity.leave_each_out(drawn, partial(differences, ratio=ratio, draws=99))
    rough = sensitivity.leave_each_out(drawn, partial(differences, ratio=ratio, draws=99, rough=True))
    np.testing.assert_array_equal(rough.direction, exact.direction)
    np.testing.assert_array_equal(rough.estimate, exact.estimate)


# The comparison itself


def test_three_treated_districts_are_too_few():
    found = checked(city(seed=1, treated=3, effect=-3))["enough_districts"]
    assert found.passed is False
    assert "3 treated and 21 comparison districts" in str(found.text)


def test_four_of_eight_districts_can_be_chosen_in_too_few_ways():
    found = checked(city(seed=1, treated=4, size=8, effect=-3))["enough_districts"]
    assert found.passed is False
    assert str(found.text).startswith("There are only 70 ways to choose the treated districts")


@pytest.mark.parametrize(("others", "passed"), [(18, False), (19, True)])
def test_one_treated_district_is_enough_for_a_weighed_comparison_with_nineteen_others(others, passed):
    drawn = city(seed=1, treated=1, size=others + 1)
    weighed = Effect(-3.0, -4.0, -2.0, 0.01, "sdid", "placebo")
    assert checked(drawn, effect=weighed)["enough_districts"].passed is passed


def test_events_are_enough_up_to_one_small_value_in_five():
    drawn = city(seed=1)
    events = np.full(drawn.value.shape, 40.0)
    events[:4] = 9
    enough = replace(drawn, events=events, exposure=np.full(events.shape, 1000.0), scale=1000.0)
    found = checked(enough)["enough_events"]
    assert found.passed is True
    assert (
        str(found.text)
        == "17\u00a0% of the values rest on fewer than 10 events; half of them on at least 40."
    )
    events = events.copy()
    events[4:6] = 9
    assert checked(replace(enough, events=events))["enough_events"].passed is False


def test_changed_boundaries_fail_and_a_changed_definition_informs():
    drawn = city(seed=1)
    moved = replace(KNOWN, boundary_changes=("In 2019 Elm Row was split.",))
    asked = replace(KNOWN, definition_changes=("Since 2019 another question is asked.",))
    silent = replace(KNOWN, boundary_changes=None, definition_changes=None)
    found = [
        checked(drawn, context)["boundaries_and_definition"] for context in (moved, asked, silent, KNOWN)
    ]
    assert [check.passed for check in found] == [False, None, None, True]
    assert str(found[0].text) == "In 2019 Elm Row was split."
    assert str(found[2].text).startswith("This could not be checked because")


def test_a_population_that_jumps_is_named():
    drawn = city(seed=1)
    exposure = np.full(drawn.value.shape, 1000.0) * 1.1 ** np.arange(10)
    exposure[1, 4:] *= 1.5
    jumped = replace(drawn, events=exposure / 10, exposure=exposure, scale=1.0)
    found = checked(jumped)["boundaries_and_definition"]
    assert found.passed is None
    assert "Elm Row" in str(found.text)


@pytest.mark.parametrize(
    ("other", "passed"),
    [
        (Other("x", "Patrols", ("A", "B"), 4, same_indicator=True), False),
        (Other("x", "Patrols", ("X",), 4, same_indicator=True), False),
        (Other("x", "Patrols", ("A",), 4, same_domain=True), None),
        (Other("x", "Patrols", ("A",), 4), True),
        (Other("x", "Patrols", ("A",), -2, same_indicator=True), True),
        (Other("x", "Patrols", ("A",), -2, last=5, same_indicator=True), False),
        (Other("x", "Patrols", ("A",), 12, same_indicator=True), True),
        (Other("x", "Patrols", tuple("ABCDEFGHIJKLMNOPQRSTUVWX"), 4, same_indicator=True), True),
        (Other("x", "Patrols", ("Z",), 4, same_indicator=True), True),
    ],
)
def test_another_intervention_matters_where_it_begins_or_ends_in_some_of_the_districts(other, passed):
    found = checked(city(seed=1), replace(KNOWN, others=(other,)))["other_interventions"]
    assert found.passed is passed
    assert ("Patrols" in str(found.text)) is (passed is not True)


def test_what_ran_in_comparison_districts_only_is_not_said_to_have_run_in_treated_ones():
    there = Other("x", "Patrols", ("X",), 4, same_domain=True)
    here = Other("y", "Lamps", ("A", "X"), 4, same_domain=True)
    text = str(checked(city(seed=1), replace(KNOWN, others=(there, here)))["other_interventions"].text)
    assert "In some of the treated districts: Lamps." in text
    assert "In none of the treated districts, but in some that they are compared with: Patrols." in text


def test_treated_districts_beyond_the_comparison_are_named():
    drawn = city(seed=4)
    value = drawn.value.copy()
    value[:2] += 40
    found = checked(replace(drawn, value=value))["comparison_overlap"]
    assert found.passed is False
    assert str(found.text).endswith("Outside lay: Old Quay, Elm Row.")


def test_neighbours_that_moved_along_are_found():
    drawn = city(seed=4, effect=-3)
    value = drawn.value.copy()
    near = np.isin(drawn.districts, KNOWN.neighbours)
    value[near, 6:] -= 3
    found = checked(replace(drawn, value=value))["spill_over"]
    assert found.passed is False
    assert "Without the 4 comparison districts" in str(found.text)
    assert "next door something clearly changed" in str(found.text) or "two answers are not the same" in str(
        found.text
    )
    assert "nothing clear happened" in str(checked(drawn)["spill_over"].text)
    assert checked(drawn, replace(KNOWN, neighbours=()))["spill_over"].passed is True


def test_an_entry_made_after_the_start_is_said_so():
    late = replace(KNOWN, entered="2022-01-01T10:00:00")
    assert checked(city(seed=1), late)["registered_before"].passed is False


# Where nothing can be checked


def refuses(_study):
    raise ValueError("this study can't be estimated")


NARROW = {
    "no comparison district": study([[1, 2, 3, 4], [2, 3, 4, 5]], [2, 2]),
    "one comparison district": study([[1, 2, 3, 4], [2, 3, 4, 5]], [2, None]),
    "two periods": study([[1, 2], [2, 3], [4, 4], [5, 4], [1, 3]], [1, 1, None, None, None]),
    "treated from the first period": study([[1, 2], [2, 3], [4, 4], [5, 4]], [0, 0, None, None]),
    "nothing known": study(np.full((5, 6), np.nan), [3, 3, None, None, None]),
    "nobody treated": study(np.ones((5, 6)), [None] * 5),
    "all the same": study(np.ones((8, 8)), [4, 4, 4] + [None] * 5),
    "starts after the end": study(np.arange(40).reshape(5, 8) % 7, [9, 9, None, None, None]),
}


@pytest.mark.parametrize("name", NARROW)
def test_what_can_not_be_checked_is_said_in_a_sentence_and_never_raises(name):
    for estimator, effect in ((refuses, NO_EFFECT), (lambda _: NO_EFFECT, NO_EFFECT)):
        found = checked(NARROW[name], CheckContext(), effect, estimator)
        assert set(found) == set(TITLES)
        assert all(str(check.text).endswith((".", "”")) for check in found.values())
        assert found["placebo_in_time"].passed is None
        assert str(found["leave_one_out"].text).startswith("This could not be checked because")


def test_without_comparison_only_the_pretended_start_is_left():
    def before_after(study):
        start = int(study.first[study.treated][0])
        change = study.value[:, start:].mean() - study.value[:, :start].mean()
        return Effect(float(change), float(change) - 9, float(change) + 9, 0.5, "its", "hac")

    alone = study(np.random.default_rng(1).normal(0, 1, (1, 10)), [6])
    found = checked(alone, CheckContext(), before_after(alone), before_after)
    assert found["placebo_in_time"].passed is True
    assert [found[name].passed for name in ("parallel_paths", "placebo_in_space", "anticipation")] == [
        None
    ] * 3
    assert found["enough_districts"].passed is False


def test_a_few_unknown_values_cost_no_check():
    drawn = city(seed=4, effect=-3)
    value = drawn.value.copy()
    value[2, 1] = value[20, 7] = value[10, 5] = np.nan

    def robust(study):
        return did(replace(study, value=np.where(np.isfinite(study.value), study.value, 50)))

    found = checked(replace(drawn, value=value), KNOWN, robust(drawn), robust)
    assert all(check.passed is not None for check in found.values())


# Trust in the checks themselves


@pytest.mark.slow
@pytest.mark.parametrize("memory", [0.0, 0.6])
def test_formal_checks_fail_by_chance_in_about_five_of_a_hundred(memory):
    formal = ("parallel_paths", "placebo_in_time", "regression_to_the_mean", "anticipation")
    failed = dict.fromkeys(formal, 0)
    for seed in range(500):
        drawn = city(seed=seed, memory=memory)
        effect = did(drawn)
        found = (
            paths.parallel_paths(drawn, effect, did, KNOWN),
            placebo.in_time(drawn, effect, did, KNOWN),
            start.regression_to_the_mean(drawn, effect, did, KNOWN),
            start.anticipation(drawn, effect, KNOWN),
        )
        for check in found:
            failed[check.name] += check.passed is False
    assert all(number <= 0.08 * 500 for number in failed.values()), failed


def test_what_is_to_be_borne_in_mind_is_told_from_what_could_not_be_looked_at() -> None:
    assert Check("a", True, "").state == "passed"
    assert Check("a", False, "").state == "failed"
    assert Check("a", None, "Something else began.").state == "noted"
    assert unknown("a", "nobody knows").state == "unknown"
