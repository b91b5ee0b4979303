"""Hidden small counts can't be worked out from anything that is shown."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from indicators.engine.disclosure.suppression import (
    PRIMARY,
    SECONDARY,
    equations,
    round_to_base,
    suppress,
    with_totals,
)
from tests.support.disclosure_audit import audit

laws = settings(max_examples=30, deadline=None)
tables = arrays.arrays(np.int64, st.tuples(st.integers(1, 6), st.integers(1, 4)), elements=st.integers(0, 40))
cubes = arrays.arrays(
    np.int64, st.tuples(st.integers(1, 4), st.integers(1, 3), st.integers(1, 3)), elements=st.integers(0, 40)
)
CITY = np.array([[3, 40, 50], [20, 30, 25], [60, 12, 41]])


def test_totals_stand_at_the_end_of_each_axis():
    assert with_totals([[1, 2], [3, 4]]).tolist() == [[1, 2, 3], [3, 4, 7], [4, 6, 10]]
    assert with_totals([[1, 2], [3, 4]], total_axes=(0,)).tolist() == [[1, 2], [3, 4], [4, 6]]


def test_one_small_count_takes_three_others_with_it():
    suppressed = suppress(CITY, threshold=10)
    assert suppressed.reason[0, 0] == PRIMARY
    assert (suppressed.reason == SECONDARY).sum() == 3
    assert not suppressed.hidden[-1].any()
    assert not suppressed.hidden[:, -1].any()
    assert np.isnan(suppressed.counts[suppressed.hidden]).all()
    assert suppressed.counts[~suppressed.hidden].tolist() == with_totals(CITY)[~suppressed.hidden].tolist()


def test_hiding_only_the_small_count_is_caught_because_the_total_gives_it_away():
    only_primary = with_totals(CITY) < 10
    limits = audit(CITY, only_primary, threshold=10)
    assert not limits.safe
    assert limits.lower[0] == limits.upper[0] == limits.count[0] == 3


def test_a_rectangle_with_too_little_play_is_caught():
    table = np.array([[3, 12, 50], [11, 11, 25], [60, 70, 41]])
    mask = np.zeros((4, 4), dtype=bool)
    mask[:2, :2] = True
    limits = audit(table, mask, threshold=10)  # the 3 can be 1 to 13, the 11 beside it can't be below 1
    assert limits.lower.min() == 1
    assert audit(table, mask, threshold=13).too_narrow.any()


def test_hiding_a_count_in_one_segment_is_not_undone_by_the_city():
    # Row alone would do against the district's total; the segments' city totals give it away.
    mask = np.zeros((4, 4), dtype=bool)
    mask[0, :2] = True
    assert audit(CITY, mask, threshold=10).too_narrow.all()


@laws
@given(tables, st.sampled_from([5, 10]))
def test_nothing_hidden_in_two_dimensions_can_be_bounded_more_narrowly_than_the_rule(table, threshold):
    suppressed = suppress(table, threshold)
    inside = audit(table, suppressed.hidden, threshold)
    assert inside.safe
    assert (inside.upper - inside.lower >= threshold - 1e-6).all()
    assert (inside.lower <= inside.count + 1e-6).all()
    assert (inside.upper >= inside.count - 1e-6).all()


@laws
@given(cubes)
def test_nothing_hidden_in_three_dimensions_can_be_bounded_even_by_whole_numbers(cube):
    suppressed = suppress(cube, 10)
    assert audit(cube, suppressed.hidden, 10).safe
    assert audit(cube, suppressed.hidden, 10, whole=True).safe


@laws
@given(tables)
def test_every_small_count_is_hidden_and_no_zero_ever(table):
    suppressed = suppress(table, 10)
    full = with_totals(table)
    small = (full > 0) & (full < 10)
    assert ((suppressed.reason == PRIMARY) == small).all()
    assert suppressed.hidden[small].all()
    assert not suppressed.hidden[full == 0].any()
    if not small.any():
        assert not suppressed.hidden.any()


@laws
@given(tables)
def test_districts_that_come_in_another_order_stay_safe(table):
    turned = suppress(table[::-1], 10)
    assert audit(table[::-1], turned.hidden, 10).safe


def test_limits_agree_with_trying_every_table():
    table, mask = np.array([[2, 5], [4, 3]]), np.zeros((3, 3), dtype=bool)
    mask[:2, :2] = True
    possible = [
        cells
        for cells in itertools.product(range(1, 10), repeat=4)
        if cells[0] + cells[1] == 7 == cells[2] + cells[3] and cells[0] + cells[2] == 6
    ]
    limits = audit(table, mask, threshold=10)
    assert limits.lower.tolist() == np.min(possible, axis=0).tolist()
    assert limits.upper.tolist() == np.max(possible, axis=0).tolist()


def test_a_period_that_is_never_added_up_shares_no_total():
    table = np.stack([CITY, CITY + 20], axis=-1)
    apart = suppress(table, 10, total_axes=(0, 1))
    assert not apart.hidden[..., 1].any()
    assert (apart.reason[..., 0] == suppress(CITY, 10).reason).all()


def test_the_same_periods_with_a_total_over_them_are_protected_against_it():
    table = np.stack([CITY, CITY + 20], axis=-1)
    suppressed = suppress(table, 10)
    assert suppressed.hidden[..., 1].any()
    assert audit(table, suppressed.hidden, 10).safe


def test_a_total_hidden_elsewhere_stays_hidden_here():
    also = np.zeros((4, 4), dtype=bool)
    also[1, -1] = True
    suppressed = suppress(CITY, 10, also=also)
    assert suppressed.reason[1, -1] == SECONDARY
    assert audit(CITY, suppressed.hidden, 10).safe


def test_the_rest_of_a_denominator_is_protected_when_stacked_beside_the_numerator():
    users, persons = np.array([[48, 30], [25, 60]]), np.array([[50, 70], [60, 90]])
    suppressed = suppress(np.stack([users, persons - users], axis=-1), 10)
    assert suppressed.reason[0, 0, 1] == PRIMARY  # 50 - 48 = 2 people
    assert suppressed.hidden[0, 0, 0]  # 48 of a known 50 would tell


def test_a_small_total_is_hidden_too():
    suppressed = suppress([[2, 3], [40, 50]], 10)
    assert suppressed.reason[0].tolist() == [PRIMARY] * 3
    assert audit([[2, 3], [40, 50]], suppressed.hidden, 10).safe


@pytest.mark.parametrize("counts", [[], [[]], np.zeros((3, 0))])
def test_an_empty_table_hides_nothing(counts):
    assert not suppress(np.asarray(counts, dtype=float), 10).hidden.any()


def test_a_single_cell_hides_its_total():
    assert suppress([3], 10).hidden.tolist() == [True, True]
    assert suppress([3, 40], 10, total_axes=()).hidden.tolist() == [True, False]


def test_threshold_zero_hides_nothing():
    assert not suppress(CITY, 0).hidden.any()


def test_missing_counts_are_refused():
    with pytest.raises(ValueError, match="must be known"):
        suppress([[1, np.nan]])
    with pytest.raises(ValueError, match="table with its totals has"):
        audit(CITY, np.zeros((3, 3), dtype=bool))


def test_equations_are_zero_on_every_true_table():
    table = with_totals(np.arange(24).reshape(2, 3, 4))
    assert not (equations(table.shape, (0, 1, 2)) @ table.ravel()).any()


def test_rounding_leaves_no_cell_further_than_half_the_base():
    rounded = round_to_base(CITY, 5)
    assert (rounded % 5 == 0).all()
    assert (np.abs(rounded - with_totals(CITY)) <= 2.5).all()
    assert round_to_base([2, 3], 5).tolist() == [0, 5, 5]
    with pytest.raises(ValueError, match="at least 1"):
        round_to_base([1], 0)


def test_sixty_districts_by_six_segments_are_safe_and_no_total_of_the_city_goes():
    table = np.random.default_rng(1).integers(0, 60, (60, 6))
    suppressed = suppress(table, 10)
    inside = audit(table, suppressed.hidden, 10)
    assert inside.safe
    assert not suppressed.hidden[-1].any()  # no total of the city has to go
    assert not suppressed.hidden[:, -1].any()
    assert (suppressed.reason == SECONDARY).sum() < (suppressed.reason == PRIMARY).sum()
