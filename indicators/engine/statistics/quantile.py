"""Medians and percentiles, exact from kept values or within 0.5 % from histograms that can be added up.

A histogram counts values in bins whose width grows with the value, so that every bin's own value is within
`RELATIVE_ERROR` of whatever fell into it (DDSketch: Masson, Rim & Lee 2019). Adding up the weights bin by bin
gives the histogram of two districts or years together, and so their percentile, which two percentiles never
give.
"""

from typing import Final

import numpy as np
import numpy.typing as npt

from indicators.engine.statistics.intervals import FloatArray

IntArray = npt.NDArray[np.int64]

RELATIVE_ERROR: Final = 0.005
MISSING_BIN: Final = np.iinfo(np.int64).min
LOG_GAMMA: Final = float(np.log((1 + RELATIVE_ERROR) / (1 - RELATIVE_ERROR)))
# Moves the logarithms of all positive doubles above zero, so that bins rise with the value across the sign.
SHIFT: Final = 100_000


def bin_of(values: npt.ArrayLike) -> IntArray:
    """The bin of each value: 0 for zero, negative for negatives, `MISSING_BIN` for missing or infinite ones.

    Bins rise with the value; two values in the same bin are at most 1 % apart.
    """
    numbers = np.asarray(values, dtype=np.float64)
    size = np.abs(numbers)
    with np.errstate(divide="ignore", invalid="ignore"):
        index = np.sign(numbers) * (np.ceil(np.log(size) / LOG_GAMMA) + SHIFT)
    index = np.where(size > 0, index, 0.0)
    return np.where(np.isfinite(numbers), index, MISSING_BIN).astype(np.int64)


def value_of(bins: npt.ArrayLike) -> FloatArray:
    """The value that stands for a bin, within `RELATIVE_ERROR` of all values in it; NaN for `MISSING_BIN`."""
    codes = np.asarray(bins, dtype=np.int64)
    missing = codes == MISSING_BIN
    index = np.abs(np.where(missing, 0, codes)) - SHIFT
    with np.errstate(over="ignore", under="ignore"):
        size = np.exp(index * LOG_GAMMA) * (1 - RELATIVE_ERROR)
    return np.where(missing, np.nan, np.where(codes == 0, 0.0, np.sign(codes) * size))


def histogram(values: npt.ArrayLike, weights: npt.ArrayLike = 1.0) -> tuple[IntArray, FloatArray]:
    """The bins that values fall into, rising, and the weight in each; missing values are left out."""
    bins, weight = np.broadcast_arrays(bin_of(values), np.asarray(weights, dtype=np.float64))
    return merge((bins.ravel(), weight.ravel()))


def merge(*histograms: tuple[IntArray, FloatArray]) -> tuple[IntArray, FloatArray]:
    """The histogram of everything in several: their weights added up bin by bin."""
    bins = np.concatenate([part for part, _ in histograms])
    weights = np.concatenate([part for _, part in histograms])
    kept = bins != MISSING_BIN
    together, position = np.unique(bins[kept], return_inverse=True)
    total = np.bincount(position, weights=weights[kept], minlength=len(together))
    return together, total.astype(np.float64)


def percentile_from_bins(
    bins: npt.ArrayLike,
    weights: npt.ArrayLike,
    q: float,
    level: float = 0.95,
    n_effective: float | None = None,
) -> tuple[float, float, float]:
    """A percentile (0 < q < 100) of a histogram with its limits: (value, lower, upper), each within 0.5 %."""
    return percentile(value_of(bins), weights, q, level, n_effective)


def percentile(
    values: npt.ArrayLike,
    weights: npt.ArrayLike = 1.0,
    q: float = 50,
    level: float = 0.95,
    n_effective: float | None = None,
) -> tuple[float, float, float]:
    """A percentile (0 < q < 100) of values kept one by one: (value, lower, upper). See `percentiles`."""
    numbers, weight = np.broadcast_arrays(
        np.asarray(values, dtype=np.float64), np.asarray(weights, dtype=np.float64)
    )
    effective = None if n_effective is None else np.array([n_effective], dtype=np.float64)
    cell = np.zeros(numbers.size, dtype=np.intp)
    value, lower, upper = percentiles(cell, numbers.ravel(), weight.ravel(), 1, q, level, effective)
    return float(value[0]), float(lower[0]), float(upper[0])


def percentiles(
    cell: npt.NDArray[np.integer],
    values: FloatArray,
    weights: FloatArray,
    cells: int,
    q: float = 50,
    level: float = 0.95,
    n_effective: FloatArray | None = None,
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """The percentile of many cells at once, with order-statistic limits: (value, lower, upper), each [cells].

    Rows are a cell's position, a value (or `value_of` a bin) and its weight. The value is the one where the
    cumulated weight passes q %, halfway to the next where it hits it exactly (definition 2 of Hyndman & Fan
    1996), so that the median of 1, 2, 3, 4 is 2.5. The limits are the values at the binomial ranks (Conover
    1999), for weights at the same share of the weight with `n_effective` [cells] as sample size; its default,
    the sum of the weights, is only right for counts. Missing limits mean too few values: the median needs 6
    for 95 %.
    """
    if not 0 < q < 100:
        raise ValueError(f"a percentile lies between 0 and 100; got {q}")
    keep = np.isfinite(values) & (weights > 0)
    cell, values, weights = cell[keep], values[keep], weights[keep]
    order = np.lexsort((values, cell))
    values, cumulated = values[order], np.concatenate([[0.0], np.cumsum(weights[order])])
    rows = np.concatenate([[0], np.cumsum(np.bincount(cell, minlength=cells))])
    base = cumulated[rows[:-1]]
    total = cumulated[rows[1:]] - base
    n = np.floor((total if n_effective is None else n_effective) + 1e-9)
    low_rank, high_rank = order_ranks(n, q, level)

    def look_up(share: FloatArray) -> FloatArray:
        return _at(share, values, cumulated, rows, base, total)

    with np.errstate(invalid="ignore", divide="ignore"):
        value = look_up(np.full(cells, q / 100))
        lower, upper = look_up((low_rank - 0.5) / n), look_up((high_rank - 0.5) / n)
    return value, np.minimum(lower, value), np.maximum(upper, value)


def order_ranks(n: npt.ArrayLike, q: float = 50, level: float = 0.95) -> tuple[FloatArray, FloatArray]:
    """Ranks (1 = smallest) of the two values of a sample of n that hold its percentile at least at `level`.

    The exact binomial ranks, NaN where the sample is too small for one.
    """
    size, back = np.unique(np.floor(np.asarray(n, dtype=np.float64)), return_inverse=True)
    tail, share = (1 - level) / 2, q / 100
    low = _binomial_quantile(tail, size, share)
    high = _binomial_quantile(1 - tail, size, share) + 1
    low, high = np.where(low >= 1, low, np.nan), np.where(high <= size, high, np.nan)
    return low[back].reshape(np.shape(n)), high[back].reshape(np.shape(n))


def _binomial_quantile(probability: float, n: FloatArray, share: float) -> FloatArray:
    """Smallest k with P(Binomial(n, share) <= k) >= probability, by bisection."""
    from scipy import special  # slow to import, and medians only need it

    usable = np.isfinite(n) & (n >= 1)
    size = np.where(usable, n, 1.0)
    below, reached = np.full(size.shape, -1.0), size.copy()
    while (reached - below > 1).any():
        middle = np.floor((below + reached) / 2)
        enough = special.betainc(size - middle, middle + 1, 1 - share) >= probability
        open_ = reached - below > 1
        reached = np.where(enough & open_, middle, reached)
        below = np.where(~enough & open_, middle, below)
    return np.where(usable, reached, np.nan)


def _at(
    share: FloatArray,
    values: FloatArray,
    cumulated: FloatArray,
    rows: npt.NDArray[np.integer],
    base: FloatArray,
    total: FloatArray,
) -> FloatArray:
    usable = (total > 0) & np.isfinite(share)
    if not usable.any():
        return np.full(share.shape, np.nan)
    target = base + np.where(usable, share, 0.0) * total
    slack = 1e-9 * total
    first, last = rows[:-1], np.maximum(rows[1:] - 1, 0)
    # Row i ends at cumulated[i + 1]: the first row that reaches the target, and the first that passes it.
    reaches = np.clip(np.searchsorted(cumulated[1:], target - slack, side="left"), first, last)
    passes = np.clip(np.searchsorted(cumulated[1:], target + slack, side="right"), first, last)
    middle = (
        values[np.minimum(reaches, len(values) - 1)] / 2 + values[np.minimum(passes, len(values) - 1)] / 2
    )
    return np.where(usable, middle, np.nan)
