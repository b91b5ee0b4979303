import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.engine.statistics import quantile

LAWS = settings(max_examples=50, deadline=None)
samples = st.lists(st.one_of(st.integers(-50, 50).map(float), st.floats(-1e6, 1e6)), min_size=1, max_size=60)


def percentile(
    values: npt.ArrayLike,
    weights: npt.ArrayLike = 1.0,
    q: float = 50,
    level: float = 0.95,
    n_effective: float | None = None,
) -> tuple[float, float, float]:
    """Value, lower and upper limit of a percentile of one cell."""
    numbers, weight = np.broadcast_arrays(np.asarray(values, dtype=float), np.asarray(weights, dtype=float))
    sample = None if n_effective is None else np.array([n_effective], dtype=float)
    cell = np.zeros(numbers.size, dtype=np.intp)
    rows = quantile.WeightedValues(cell, numbers.ravel(), weight.ravel(), 1)
    limits = quantile.percentiles(rows, q, level, sample)
    return tuple(float(each[0]) for each in limits)


def test_ranks_of_the_median_are_the_tabulated_ones() -> None:
    # Exact binomial ranks for 95 % limits of a median, as tabulated in Altman, Machin, Bryant & Gardner 2000,
    # Statistics with Confidence, 2nd ed.
    low, high = quantile.order_ranks([6, 8, 9, 10, 12, 15, 20, 25, 30, 50, 100], 50)
    assert low.tolist() == [1, 1, 2, 2, 3, 4, 6, 8, 10, 18, 40]
    assert high.tolist() == [6, 8, 8, 9, 10, 12, 15, 18, 21, 33, 61]


def test_ranks_agree_with_scipys_binomial_quantiles() -> None:
    from scipy import stats

    n = np.array([40, 41, 500, 12_345, 10**6, 10**9])
    for q in (10, 50, 90, 97.5):
        low, high = quantile.order_ranks(n, q, 0.9)
        wanted_low, wanted_high = stats.binom.ppf(0.05, n, q / 100), stats.binom.ppf(0.95, n, q / 100) + 1
        np.testing.assert_array_equal(low, np.where(wanted_low >= 1, wanted_low, np.nan))
        np.testing.assert_array_equal(high, np.where(wanted_high <= n, wanted_high, np.nan))


def test_too_few_values_have_a_median_but_no_limits() -> None:
    value, lower, upper = percentile([3, 1, 2, 5, 4])
    assert value == 3
    assert np.isnan([lower, upper]).all()
    assert percentile([3, 1, 2, 5, 4, 6]) == (3.5, 1, 6)
    assert np.isnan(percentile([], [])).all()
    assert np.isnan(percentile([np.nan, 1], [1, 0])).all()


def test_the_90th_percentile_of_few_values_has_no_upper_limit() -> None:
    value, lower, upper = percentile(np.arange(1, 21), q=90)
    assert value == 18.5
    assert lower == 15
    assert np.isnan(upper)


def test_limits_are_the_values_at_the_ranks() -> None:
    value, lower, upper = percentile(np.arange(1, 101) ** 2.0)
    assert (value, lower, upper) == ((50**2 + 51**2) / 2, 40**2, 61**2)


def test_weights_count_like_repeated_values() -> None:
    repeated = percentile(np.repeat([1.0, 2, 7, 9], [5, 20, 30, 3]))
    assert percentile([9, 2, 1, 7], [3, 20, 5, 30]) == repeated


def test_a_smaller_effective_sample_widens_the_limits() -> None:
    values, weights = np.arange(1000.0), np.full(1000, 12.5)
    wide = percentile(values, weights, n_effective=100)
    narrow = percentile(values, weights, n_effective=1000)
    assert wide[0] == narrow[0] == 499.5
    assert wide[1] < narrow[1] < narrow[0] < narrow[2] < wide[2]


def test_many_cells_at_once_equal_each_alone_and_empty_cells_are_missing() -> None:
    random = np.random.default_rng(4)
    cell = random.integers(0, 30, 500) * 2
    values, weights = random.lognormal(2, 1, 500), random.uniform(0.5, 3, 500)
    effective = np.bincount(cell, minlength=60).astype(float)
    together = np.array(
        quantile.percentiles(quantile.WeightedValues(cell, values, weights, 60), 75, 0.9, effective)
    )
    for one in range(60):
        own = cell == one
        alone = percentile(values[own], weights[own], 75, 0.9, effective[one])
        np.testing.assert_allclose(together[:, one], alone, rtol=1e-12)
    assert np.isnan(together[:, 1::2]).all()


@pytest.mark.parametrize("q", [0, 100, -5])
def test_a_percentile_outside_0_to_100_is_refused(q: float) -> None:
    with pytest.raises(ValueError, match="percentile"):
        percentile([1, 2], q=q)


@LAWS
@given(samples)
def test_the_median_of_equal_weights_is_the_ordinary_median(values: list[float]) -> None:
    assert percentile(values, 1.37)[0] == pytest.approx(np.median(values), rel=1e-12, abs=1e-300)


@LAWS
@given(samples, st.floats(1, 99), st.floats(0.01, 0.999), st.floats(0.01, 0.999))
def test_limits_contain_the_percentile_and_widen_with_the_level(
    values: list[float], q: float, one: float, other: float
) -> None:
    inner, outer = (percentile(values, q=q, level=level) for level in sorted((one, other)))
    for value, lower, upper in (inner, outer):
        assert not lower > value
        assert not upper < value
    assert not outer[1] > inner[1]
    assert not outer[2] < inner[2]


@LAWS
@given(samples, st.randoms())
def test_the_order_of_values_changes_nothing(values: list[float], random: object) -> None:
    shuffled = list(values)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    np.testing.assert_array_equal(percentile(values), percentile(shuffled))
