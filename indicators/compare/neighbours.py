"""Districts like this one, for a comparison that is fairer than the average of all."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Metric = Literal["euclid", "mahalanobis"]


@dataclass(frozen=True)
class Neighbours:
    """The nearest districts, one row a district, nearest first; index -1 and distance NaN for none."""

    index: NDArray[np.intp]
    distance: Floats


def neighbours(characteristics: ArrayLike, count: int = 5, metric: Metric = "euclid") -> Neighbours:
    """The `count` districts most like each one, from a table districts x characteristics (not the indicator
    itself).

    Characteristics are standardised first, so that none wins by its unit; a constant one is ignored.
    Mahalanobis (1936) also counts correlated characteristics once. Equal distances keep the order of the
    districts. A district with a missing characteristic has no neighbours and is nobody's.
    """
    table = np.atleast_2d(np.asarray(characteristics, dtype=float))
    known = np.flatnonzero(~np.isnan(table).any(axis=1))
    apart = _distances(table[known], metric)
    np.fill_diagonal(apart, np.inf)
    nearest = np.argsort(apart, axis=1, kind="stable")[:, : max(0, min(count, known.size - 1))]
    index = np.full((len(table), count), -1, dtype=np.intp)
    distance = np.full((len(table), count), np.nan)
    index[known, : nearest.shape[1]] = known[nearest]
    distance[known, : nearest.shape[1]] = np.take_along_axis(apart, nearest, axis=1)
    return Neighbours(index, distance)


def _distances(table: Floats, metric: Metric) -> Floats:
    spread = table.std(axis=0) if len(table) else np.ones(table.shape[1])
    scaled = (table - table.mean(axis=0)) / np.where(spread > 0, spread, np.inf) if len(table) else table
    if metric == "mahalanobis" and len(table) > 1:
        roots, vectors = np.linalg.eigh(np.atleast_2d(np.cov(scaled, rowvar=False)))
        useful = roots > 1e-9 * max(roots.max(), 1e-300)
        scaled = scaled @ vectors[:, useful] / np.sqrt(roots[useful])
    apart = scaled[:, None, :] - scaled[None, :, :]
    # Rounded, so that equal districts tie whatever the order of the sums.
    return np.asarray(np.round(np.sqrt((apart**2).sum(axis=2)), 12))
