"""Places set against the first of them, and two indicators set against each other."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.compare.benchmarking.side_by_side import against_first, association, level_for


def test_the_first_place_is_set_against_nothing_and_the_others_against_it() -> None:
    change, words = against_first([10, 14, 10.5], [9, 13, 9.5], [11, 15, 11.5], "lower")
    assert np.isnan(change.value[0])
    assert change.value[1:] == pytest.approx([4, 0.5])
    assert change.lower[1] == pytest.approx(4 - np.sqrt(2))
    assert list(words) == ["cannot_tell", "worse", "no_clear_difference"]


def test_a_place_without_a_value_cannot_be_told() -> None:
    assert list(against_first([10, np.nan], [9, np.nan], [11, np.nan], "higher")[1]) == ["cannot_tell"] * 2


def test_more_comparisons_need_wider_limits() -> None:
    assert level_for(1) == pytest.approx(0.95)
    assert level_for(4) == pytest.approx(0.9875)
    assert level_for(0) == pytest.approx(0.95)


def test_rank_correlation_of_a_textbook_example_with_its_limits() -> None:
    # Ranks by two judges of ten: sum of squared differences 24, so rho = 1 - 6 * 24 / 990 (Kendall & Gibbons 1990).
    first = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
    second = [2, 1, 4, 3, 6, 5, 10, 9, 8, 7]
    found = association(first, second)
    assert found.value == pytest.approx(
        1 - 6 * sum((a - b) ** 2 for a, b in zip(first, second, strict=True)) / 990
    )
    wide = 1.959964 * np.sqrt((1 + found.value**2 / 2) / 7)
    assert found.lower == pytest.approx(np.tanh(np.arctanh(found.value) - wide))
    assert found.upper == pytest.approx(np.tanh(np.arctanh(found.value) + wide))


@pytest.mark.parametrize("second", [[1, 2, 3, 4], [1, 1, 1, 1, 1], [1, 2, 3, np.nan, np.nan]])
def test_too_few_places_or_values_all_alike_have_no_correlation(second: list[float]) -> None:
    assert np.isnan(association(list(range(len(second))), second).value)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), min_size=6, max_size=30))
def test_the_order_of_places_does_not_matter_and_the_value_lies_within_its_limits(pairs) -> None:
    a, b = np.array(pairs, dtype=float).T
    found, turned = association(a, b), association(a[::-1], b[::-1])
    assert np.isnan(found.value) or found.value == pytest.approx(turned.value)
    assert np.isnan(found.lower) or found.lower <= found.value <= found.upper
