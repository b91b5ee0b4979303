"""Power before the start agrees with textbook formulas, and an effect of the promised size is found as promised."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.effects.design.power import carried_on, detectable, semivariogram, standard_error
from tests.support.checks_cases import city, did, study


def flags(count, size):
    return np.arange(size) < count


def test_for_noise_without_memory_it_is_blooms_multiple_of_the_standard_error():
    """Bloom 1995, Evaluation Review 19: 2.80 standard errors for 80 % power, two-sided at 5 %, many units."""
    past = city(seed=1, size=2000, treated=500, before=8, after=1)
    found = detectable(past, 8, flags(500, 2000), 4)
    textbook = np.sqrt((1 / 8 + 1 / 4) * (1 / 500 + 1 / 1500))
    assert found.change == pytest.approx(2.80 * textbook, rel=0.02)
    assert found.change / found.error == pytest.approx(2.80, abs=0.005)


def test_with_few_districts_the_multiple_is_students():
    found = detectable(city(seed=1), 6, flags(6, 24), 4)
    assert found.change / found.error == pytest.approx(2.0739 + 0.8583, abs=1e-3)
    assert (found.freedom, found.treated, found.comparison, found.periods_before) == (22, 6, 18, 6)


def test_the_chance_of_seeing_an_effect_is_that_of_statsmodels():
    power = pytest.importorskip("statsmodels.stats.power").TTestIndPower()
    found = detectable(city(seed=1), 6, flags(6, 24), 4)
    spread = found.error / np.sqrt(1 / 6 + 1 / 18)
    for effect in (0.5, 1.0, 2.0):
        outside = power.power(effect / spread, nobs1=6, alpha=0.05, ratio=3)
        assert found.chance(effect) == pytest.approx(outside, abs=1e-6)
        assert found.chance(-effect) == found.chance(effect)
    assert found.chance(0) == pytest.approx(0.05)
    assert found.chance(found.change) == pytest.approx(0.8, abs=0.01)


@pytest.mark.parametrize("hold", [0.4, 0.8])
def test_what_fades_from_period_to_period_is_carried_on_as_it_fades(hold):
    """For a fading deviation the covariance of periods k apart is hold^k; the formula from it must agree."""
    steps = np.arange(1, 7)
    curve = carried_on(steps, 1 - hold**steps, 10)
    assert curve == pytest.approx(1 - hold ** np.arange(11), abs=1e-6)
    weight = np.r_[np.full(7, -1 / 7), np.full(4, 1 / 4)]
    apart = np.abs(np.arange(11)[:, None] - np.arange(11)[None, :])
    assert -weight @ curve[apart] @ weight == pytest.approx(weight @ hold**apart @ weight, abs=1e-6)


def test_half_the_mean_square_difference_of_periods_is_counted_by_hand():
    """Two periods, three districts: moves 1, 2, 6 have mean 3 and squares 4 + 1 + 9 = 14 over 2, halved 3.5."""
    steps, found = semivariogram(np.array([[0.0, 1], [10, 12], [5, 11]]))
    assert (steps.tolist(), found.tolist()) == ([1], [3.5])


@pytest.mark.slow
@pytest.mark.parametrize(("memory", "least", "most"), [(0.0, 0.77, 0.90), (0.6, 0.72, 0.88)])
def test_an_effect_of_the_promised_size_is_found_in_about_eighty_of_a_hundred(memory, least, most):
    treated, seen = flags(6, 24), 0
    for seed in range(600):
        drawn = city(seed=seed, memory=memory)
        value = drawn.value.copy()
        value[:6, 6:] += detectable(drawn, 6, treated, 4).change
        effect = did(replace(drawn, value=value))
        seen += effect.lower > 0
    assert least <= seen / 600 <= most


def test_nothing_after_the_start_is_looked_at():
    drawn = city(seed=1)
    changed = drawn.value.copy()
    changed[:, 6:] = np.nan
    changed[0, 7] = 1e9
    both = [
        detectable(one, 6, flags(6, 24), 4)
        for one in (drawn, replace(drawn, value=changed, first=drawn.first))
    ]
    assert both[0] == both[1]


def test_a_noisier_treated_group_needs_a_larger_effect():
    random = np.random.default_rng(1)
    value = random.normal(0, 1, (24, 8)) * np.where(flags(6, 24), 3, 1)[:, None]
    noisy, calm = (
        standard_error(value, member, 4) for member in (flags(6, 24), flags(24, 24) & ~flags(18, 24))
    )
    assert noisy > 1.5 * calm


@given(st.integers(0, 50), st.sampled_from([0.1, 3.0, 40.0]), st.integers(-20, 20))
@settings(max_examples=25, deadline=None)
def test_it_scales_with_the_unit_and_knows_no_levels_and_no_moods(seed, scale, mood):
    past = city(seed=seed, size=12, treated=4, before=6, after=1)
    treated = flags(4, 12)
    moved = past.value * scale + 7 * np.arange(12)[:, None]
    moved[:, 3] += mood
    first = detectable(past, 6, treated, 3)
    assert detectable(replace(past, value=moved), 6, treated, 3).change == pytest.approx(
        first.change * scale, rel=1e-3
    )
    assert detectable(past, 6, treated, 3, power=0.9).change > first.change


def test_the_sentence_says_districts_periods_unit_and_chance():
    value = np.array(
        [[20.0, 21, 20, 22], [30, 30, 31, 29], [25, 24, 25, 26], [22, 22, 21, 22], [28, 29, 28, 28]]
    )
    found = detectable(study(value, [None] * 5), 4, flags(2, 5), 3)
    said = str(found.sentence("%")).replace("\u00a0", " ")
    assert said.startswith(
        "With 2 treated and 3 comparison districts, 4 periods before and 3 after the start, you could see a "
        "change of "
    )
    assert "percentage points (" in said
    assert "found in 80 % of all cases" in said
    assert found.percent == pytest.approx(100 * found.change / 25.375)
    assert "rough figure" not in said
    assert str(detectable(study(value, [None] * 5), 3, flags(2, 5), 3).sentence("%")).endswith(
        "the past is short."
    )
    assert "the chance of seeing that is 99\u00a0%" in str(found.chance_sentence(50, "%"))


def test_rates_of_counted_events_are_as_noisy_as_a_share_of_their_level():
    """The same relative noise on levels from 2 to 40: what can be seen is a share of the treated districts' level."""
    random = np.random.default_rng(1)
    noise = np.exp(random.normal(0, 0.05, (24, 8)))
    found = []
    for level in (np.full(24, 10.0), np.linspace(2, 40, 24)):
        value = level[:, None] * noise
        counted = replace(study(value, [None] * 24), events=value * 100, exposure=np.full(value.shape, 100.0))
        found.append(detectable(counted, 8, flags(6, 24), 4).percent)
    assert found[1] == pytest.approx(found[0], rel=0.02)


@pytest.mark.parametrize(
    ("value", "treated"),
    [
        (np.ones((5, 1)), flags(2, 5)),
        (np.ones((5, 4)), flags(0, 5)),
        (np.ones((5, 4)), flags(4, 5)),
        (np.full((5, 4), np.nan), flags(2, 5)),
    ],
)
def test_a_past_that_tells_nothing_is_said_so(value, treated):
    found = detectable(study(value, [None] * 5), value.shape[1], treated, 2)
    assert np.isnan([found.change, found.percent, found.error, found.chance(1.0)]).all()
    assert "can't be said" in str(found.sentence("%"))
    assert str(found.chance_sentence(1.0)) == ""


def test_gaps_in_the_past_are_left_out_and_no_period_to_come_is_refused():
    drawn = city(seed=1)
    value = drawn.value.copy()
    value[3, 2] = value[15, 0] = np.nan
    whole, gaps = (detectable(replace(drawn, value=v), 6, flags(6, 24), 4) for v in (drawn.value, value))
    assert gaps.change == pytest.approx(whole.change, rel=0.15)
    with pytest.raises(ValueError, match="at least one period"):
        detectable(drawn, 6, flags(6, 24), 0)


def test_without_any_noise_every_effect_is_seen():
    past = study(np.ones((6, 5)) * np.arange(6)[:, None], [None] * 6)
    found = detectable(past, 5, flags(2, 6), 2)
    assert found.change == pytest.approx(0, abs=1e-12)
    assert found.chance(1.0) == 1.0
