"""Differences and their words, against published figures and laws."""

import csv
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import ArrayLike

from indicators.compare.change.change import (
    CANNOT_TELL,
    VERDICTS,
    Change,
    Estimated,
    difference,
    overlapping,
    verdict,
    verdicts,
)
from indicators.engine.statistics.intervals import wilson
from tests.support.reference import case, expected

LAWS = settings(max_examples=50, deadline=None)
sizes = st.integers(1, 400)


@st.composite
def samples(draw: st.DrawFn) -> tuple[int, int]:
    n = draw(sizes)
    return draw(st.integers(0, n)), n


def shares_difference(
    x_a: ArrayLike, n_a: ArrayLike, x_b: ArrayLike, n_b: ArrayLike, level: float = 0.95
) -> Change:
    """Method 10 of Newcombe 1998: the difference of two shares by Wilson's limits of each."""
    sides = []
    for x, n in ((x_a, n_a), (x_b, n_b)):
        people = np.asarray(n, dtype=float)
        with np.errstate(divide="ignore", invalid="ignore"):
            sides += [np.asarray(x) / people, *wilson(x, people, level)]
    return difference(Estimated(*sides[:3]), Estimated(*sides[3:]))


def table(path: Path) -> dict[str, np.ndarray]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {name: np.array([float(row[name]) for row in rows]) for name in rows[0]}


def test_the_eight_examples_of_newcombe_in_the_reference_case_are_reproduced() -> None:
    folder = case("comparison/newcombe1998_difference")
    given_, answer = table(folder / "input.csv"), table(folder / "expected.csv")
    got = shares_difference(given_["x1"], given_["n1"], given_["x2"], given_["n2"])
    tolerance = expected(folder)["tolerance"]["atol"]
    np.testing.assert_allclose(got.value, answer["difference"], atol=1e-9)
    np.testing.assert_allclose(got.lower, answer["lower"], atol=tolerance)
    np.testing.assert_allclose(got.upper, answer["upper"], atol=tolerance)


@pytest.mark.parametrize(
    ("counts", "limits"),
    [
        ((56, 70, 48, 80), (0.0524, 0.3339)),
        ((9, 10, 3, 10), (0.1705, 0.8090)),
        ((0, 10, 0, 20), (-0.1611, 0.2775)),
        ((10, 10, 0, 10), (0.6075, 1.0000)),
    ],
)
def test_shares_differ_by_the_limits_newcombe_1998_prints(counts: tuple, limits: tuple) -> None:
    # Newcombe 1998, Stat Med 17:873, table II, method 10.
    got = shares_difference(*counts)
    assert (got.lower, got.upper) == pytest.approx(limits, abs=1e-4)


def test_windows_that_share_four_of_five_years_leave_a_fifth_of_the_variance() -> None:
    apart = difference(Estimated(50, 47, 53), Estimated(40, 36, 44))
    got = overlapping(apart, 0.8)
    assert got.upper - got.value == pytest.approx(math.sqrt(0.2) * 5)


def test_the_overlap_formula_is_the_correlation_formula_for_equal_errors() -> None:
    by_overlap = overlapping(difference(Estimated(5, 4, 6), Estimated(3, 2, 4)), 0.6)
    by_correlation = difference(Estimated(5, 4, 6), Estimated(3, 2, 4), correlation=0.6)
    assert by_overlap.lower == pytest.approx(by_correlation.lower)


def test_the_same_window_twice_has_no_limits() -> None:
    assert np.isnan(overlapping(difference(Estimated(5, 4, 6), Estimated(5, 4, 6)), 1.0).lower)


def test_windows_that_share_more_than_all_of_their_years_are_refused() -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        overlapping(difference(Estimated(5, 4, 6), Estimated(5, 4, 6)), 1.2)


@LAWS
@given(samples(), samples())
def test_a_difference_turned_round_changes_only_its_sign(a: tuple[int, int], b: tuple[int, int]) -> None:
    there, back = shares_difference(*a, *b), shares_difference(*b, *a)
    assert there.value == pytest.approx(-back.value, abs=1e-12)
    assert (there.lower, there.upper) == pytest.approx((-back.upper, -back.lower), abs=1e-12)


@LAWS
@given(samples(), samples(), st.floats(0.5, 0.95))
def test_limits_hold_the_difference_and_widen_with_the_level(
    a: tuple[int, int], b: tuple[int, int], level: float
) -> None:
    narrow, wide = shares_difference(*a, *b, level=level), shares_difference(*a, *b, level=level + 0.04)
    assert narrow.lower <= narrow.value <= narrow.upper
    assert wide.lower <= narrow.lower + 1e-12
    assert wide.upper >= narrow.upper - 1e-12


@LAWS
@given(samples(), samples())
def test_a_difference_of_shares_stays_between_minus_one_and_one(a: tuple, b: tuple) -> None:
    got = shares_difference(*a, *b)
    assert -1 - 1e-9 <= got.lower <= got.upper <= 1 + 1e-9


@LAWS
@given(st.lists(st.tuples(samples(), samples()), min_size=2, max_size=6))
def test_many_pairs_at_once_give_what_each_gives_alone(pairs: list) -> None:
    a, b = np.array([pair[0] for pair in pairs]).T, np.array([pair[1] for pair in pairs]).T
    together = shares_difference(a[0], a[1], b[0], b[1])
    alone = [shares_difference(*first, *second).upper for first, second in pairs]
    np.testing.assert_allclose(together.upper, alone, rtol=1e-9)


def test_nobody_asked_means_no_limits_and_cannot_tell() -> None:
    changes = [shares_difference(0, 0, 5, 10), difference(Estimated(1, np.nan, 2), Estimated(1, 0, 2))]
    assert [verdict(change.lower, change.upper, "higher") for change in changes] == [CANNOT_TELL] * 2


def test_an_infinite_limit_stays_infinite() -> None:
    assert difference(Estimated(1, 0, np.inf), Estimated(1, 0, 2)).upper == np.inf


@pytest.mark.parametrize(
    ("lower", "upper", "better", "word"),
    [
        (0.1, 0.3, "higher", "better"),
        (0.1, 0.3, "lower", "worse"),
        (-0.3, -0.1, "higher", "worse"),
        (-0.3, -0.1, "lower", "better"),
        (0.1, 0.3, "neutral", "different"),
        (-0.1, 0.3, "higher", "no_clear_difference"),
        (0.0, 0.3, "higher", "no_clear_difference"),
        (-0.1, 0.3, "neutral", "no_clear_difference"),
        (math.nan, 0.3, "higher", "cannot_tell"),
        (None, None, "neutral", "cannot_tell"),
    ],
)
def test_each_change_has_one_fixed_word(lower: float, upper: float, better: str, word: str) -> None:
    assert verdict(lower, upper, better) == word


def test_the_four_words_are_those_of_the_files_and_an_unknown_polarity_is_refused() -> None:
    assert VERDICTS == ("better", "worse", "no_clear_difference", "cannot_tell")
    with pytest.raises(ValueError, match="good"):
        verdict(1, 2, "good")


def test_verdicts_of_arrays_keep_their_shape() -> None:
    assert verdicts(np.array([[1, -2], [-1, np.nan]]), np.array([[2, -1], [1, 1]]), "lower").tolist() == [
        ["worse", "better"],
        ["no_clear_difference", "cannot_tell"],
    ]
