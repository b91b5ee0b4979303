"""Ranks and the ranks that a district could have."""

import numpy as np
import pytest

from indicators.compare.benchmarking.rank_limits import rank_limits

NAN = float("nan")


def test_districts_far_apart_have_one_rank_and_neighbours_share_theirs() -> None:
    found = rank_limits([10, 20, 21, NAN, 30], [9, 19, 20, NAN, 29], [11, 21, 22, NAN, 31], "higher")
    np.testing.assert_equal(found.rank, [4, 3, 2, NAN, 1])
    np.testing.assert_equal(found.lower, [4, 2, 2, NAN, 1])
    np.testing.assert_equal(found.upper, [4, 3, 3, NAN, 1])
    assert found.of == 4


def test_where_low_is_better_the_lowest_is_first() -> None:
    high = rank_limits([10, 20, 30], [9, 19, 25], [11, 22, 31], "higher")
    low = rank_limits([10, 20, 30], [9, 19, 25], [11, 22, 31], "lower")
    np.testing.assert_equal(low.rank, [1, 2, 3])
    np.testing.assert_equal(high.rank, [3, 2, 1])
    np.testing.assert_equal(low.lower, 4 - high.upper)
    np.testing.assert_equal(low.upper, 4 - high.lower)


def test_a_value_without_limits_has_a_rank_and_no_limits_of_it() -> None:
    found = rank_limits([1, 5, 9], [0.9, NAN, 8.9], [1.1, NAN, 9.1], "higher")
    np.testing.assert_equal(found.rank, [3, 2, 1])
    np.testing.assert_equal(found.lower, [2, NAN, 1])
    np.testing.assert_equal(found.upper, [3, NAN, 2])


@pytest.mark.parametrize("values", [[], [NAN], [3.0], [3.0, 3.0]])
def test_few_or_equal_values_have_ranks(values: list[float]) -> None:
    found = rank_limits(values, values, values, "neutral")
    known = [1.0 if value == value else NAN for value in values]
    np.testing.assert_equal(found.rank, known)
    assert np.all((found.lower <= found.rank) | np.isnan(found.rank))


def test_the_true_rank_lies_within_the_limits_at_least_as_often_as_said() -> None:
    rng, true = np.random.default_rng(2024), np.array([1, 2, 2.1, 2.2, 3, 5.0])
    ranks = 1 + (true[None] > true[:, None]).sum(axis=1)
    inside = []
    for _draw in range(1000):
        seen = true + 0.5 * rng.standard_normal(len(true))
        found = rank_limits(seen, seen - 0.98, seen + 0.98, "higher")
        inside.append((found.lower <= ranks) & (ranks <= found.upper))
    assert np.mean(inside, axis=0).min() >= 0.95
