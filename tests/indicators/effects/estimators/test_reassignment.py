"""Comparing two groups of districts by reassignment agrees with answers from outside."""

from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from indicators.effects.estimators.reassignment import DRAWS, NOTHING, difference, reassignments


def flags(count, size):
    return np.arange(size) < count


def test_the_lady_tasting_tea_is_right_by_chance_once_in_seventy():
    """Fisher 1935, The Design of Experiments, chapter II: eight cups, all four rightly chosen."""
    found = difference(np.array([1.0, 1, 1, 1, 0, 0, 0, 0]), flags(4, 8))
    assert found.possible == 70
    assert found.p_above == pytest.approx(1 / 70)
    assert found.p_value == pytest.approx(2 / 70)


@pytest.mark.parametrize(("treated", "size"), [(3, 11), (5, 12), (6, 12)])
def test_all_choices_give_the_p_value_of_scipys_permutation_test(treated, size):
    random = np.random.default_rng(treated)
    score = random.normal(0, 1, size) + flags(treated, size)
    own_spread = min(treated, size - treated) >= 5

    def statistic(first, second, axis):
        if not own_spread:
            return first.mean(axis=axis) - second.mean(axis=axis)
        spread = first.var(ddof=1, axis=axis) / first.shape[axis]
        spread = spread + second.var(ddof=1, axis=axis) / second.shape[axis]
        return np.abs(first.mean(axis=axis) - second.mean(axis=axis)) / np.sqrt(spread)

    answer = stats.permutation_test(
        (score[:treated], score[treated:]), statistic, vectorized=True, n_resamples=np.inf, axis=0
    )
    outside = answer.null_distribution
    expected = (np.abs(outside) >= abs(answer.statistic) - 1e-9).mean()
    assert difference(score, flags(treated, size)).p_value == pytest.approx(expected)


def test_limits_are_near_students_where_the_noise_is_a_bell_curve():
    random = np.random.default_rng(5)
    score = random.normal(0, 1, 60)
    found = difference(score, flags(20, 60))
    outside = stats.ttest_ind(score[:20], score[20:], equal_var=False).confidence_interval()
    assert (found.lower, found.upper) == pytest.approx(tuple(outside), abs=0.08)


def test_many_choices_are_drawn_and_the_draws_stay_the_same():
    picked = reassignments(24, 6)
    assert picked.shape == (DRAWS, 24)
    assert (picked.sum(axis=1) == 6).all()
    assert reassignments(24, 6) is picked
    assert len(reassignments(10, 4)) == comb(10, 4)
    assert difference(flags(6, 24).astype(float), flags(6, 24)).p_value == 1 / (DRAWS + 1)


def test_too_few_choices_give_no_limits_and_no_groups_give_nothing():
    alone = difference(np.array([9.0, 1, 2, 3, 4]), flags(1, 5))
    assert np.isnan([alone.lower, alone.upper]).all()
    assert alone.p_value == pytest.approx(1 / 5)
    assert alone.clear == 0
    assert difference(np.array([1.0, 2.0]), flags(1, 2)) is NOTHING
    assert difference(np.array([1.0, 2.0, 3.0]), flags(0, 3)) is NOTHING


def test_districts_without_a_score_are_left_out():
    with_gap = difference(np.array([4.0, 6, np.nan, 1, 2, 3, np.nan, 2, 0, 5]), flags(3, 10))
    without = difference(np.array([4.0, 6, 1, 2, 3, 2, 0, 5]), flags(2, 8))
    assert with_gap == without


scores = st.lists(st.integers(-50, 50), min_size=8, max_size=8)


@given(scores, st.integers(2, 6), st.integers(-5, 5), st.sampled_from([0.5, 2.0, 10.0]))
@settings(max_examples=50, deadline=None)
def test_a_shift_changes_nothing_and_a_scale_scales(values, treated, shift, scale):
    score, member = np.array(values, dtype=float), flags(treated, 8)
    found, moved = difference(score, member), difference(score * scale + shift, member)
    assert moved.estimate == pytest.approx(found.estimate * scale, abs=1e-9)
    assert moved.p_value == pytest.approx(found.p_value)
    assert found.p_value >= 1 / found.possible
    if found.lower == found.lower:
        assert found.lower - 1e-9 <= found.estimate <= found.upper + 1e-9


def test_unequal_noise_in_unequal_groups_does_not_make_false_alarms():
    """Two thousand draws without a difference; the small group is three times as noisy (Chung & Romano 2013)."""
    random = np.random.default_rng(1)
    noise = random.normal(0, 1, (2000, 24)) * np.where(flags(6, 24), 3.0, 1.0)
    alarms = np.mean([difference(score, flags(6, 24)).clear != 0 for score in noise])
    assert alarms < 0.09
