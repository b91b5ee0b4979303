"""Medians and percentiles of weighted values, with limits from order statistics."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from indicators.engine.statistics.intervals import FloatArray


@dataclass(frozen=True)
class WeightedValues:
    """Rows of several cells: each row's cell as a position below `cells`, its value and its weight."""

    cell: npt.NDArray[np.integer]
    values: FloatArray
    weights: FloatArray
    cells: int


def percentiles(
    rows: WeightedValues, q: float = 50, level: float = 0.95, n_effective: FloatArray | None = None
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """The percentile of many cells at once, with order-statistic limits: (value, lower, upper), each [cells].

    Rows are a cell's position, a value (or the mean of a bin) and its weight. The value is the one where the
    cumulated weight passes q %, halfway to the next where it hits it exactly (definition 2 of Hyndman & Fan
    1996), so that the median of 1, 2, 3, 4 is 2.5. The limits are the values at the binomial ranks (Conover
    1999), for weights at the same share of the weight with `n_effective` [cells] as sample size; its default,
    the sum of the weights, is only right for counts. Missing limits mean too few values: the median needs 6
    for 95 %.
    """
    if not 0 < q < 100:
        raise ValueError(f"a percentile lies between 0 and 100; got {q}")
    cell, values, weights, cells = rows.cell, rows.values, rows.weights, rows.cells
    keep = np.isfinite(values) & (weights > 0)
    cell, values, weights = cell[keep], values[keep], weights[keep]
    order = np.lexsort((values, cell))
    values, cumulated = values[order], np.concatenate([[0.0], np.cumsum(weights[order])])
    ends = np.concatenate([[0], np.cumsum(np.bincount(cell, minlength=cells))])
    base = cumulated[ends[:-1]]
    total = cumulated[ends[1:]] - base
    n = np.floor((total if n_effective is None else n_effective) + 1e-9)
    low_rank, high_rank = order_ranks(n, q, level)

    def look_up(share: FloatArray) -> FloatArray:
        return _at(share, values, cumulated, ends, base, total)

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
