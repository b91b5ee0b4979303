"""A composite index: indicators made comparable, weighted, added up, ranked, and looked at critically.

An index is a point of view. Weights, the way of adding up and the errors of the indicators move ranks: show
the rank intervals of `index_uncertainty` beside every rank. Methods: OECD/JRC 2008.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from indicators.compare.index.normalisation import METHODS, Normalisation, ascending_ranks, min_max, winsorise

Floats = NDArray[np.float64]
Aggregation = Literal["arithmetic", "geometric", "harmonic"]
_WORST = 1e200
_REACHES_ZERO = ("z_score", "borda", "percentile", "distance_to_maximum")


@dataclass(frozen=True)
class Recipe:
    """How an index is made. `direction` is 1 or -1 for each indicator, `weights` need not add up to one.

    A unit gets an index when indicators of at least `minimum_known` of the weight are known; the others'
    weight is shared among them. `outlier_points` is the most that may be moved in an indicator; 0 leaves
    outliers alone.
    """

    direction: tuple[int, ...]
    weights: tuple[float, ...]
    normalisation: Normalisation = "min_max"
    aggregation: Aggregation = "arithmetic"
    minimum_known: float = 2 / 3
    outlier_points: int = 0


@dataclass(frozen=True)
class Influence:
    """What one indicator does to the index.

    `correlation` with the index: an indicator with little or negative correlation has weight but no say.
    `closest` is its highest correlation with another indicator: near 1, both count the same thing twice.
    `mean_shift` and `largest_shift` are in ranks, when the indicator is left out.
    """

    weight: float
    correlation: float
    closest: float
    mean_shift: float
    largest_shift: float


def equal_weights(count: int) -> Floats:
    """Each indicator alike."""
    return np.full(count, 1 / count)


def chosen_weights(weights: ArrayLike) -> Floats:
    """Weights as shares. Raises ValueError for negative ones or when all are zero."""
    given = np.asarray(weights, dtype=float)
    if not (np.isfinite(given).all() and (given >= 0).all() and (given.sum(axis=-1) > 0).all()):
        raise ValueError("Weights must be known, not negative, and above zero for at least one indicator.")
    return given / given.sum(axis=-1, keepdims=True)


def aggregate(
    scores: ArrayLike,
    weights: ArrayLike,
    how: Aggregation = "arithmetic",
    minimum_known: float = 2 / 3,
) -> Floats:
    """Weighted mean over the last axis: scores (..., units, indicators), weights (..., indicators), answer
    (..., units).

    Weights are (..., indicators), the answer (..., units). In an arithmetic mean a strong indicator makes
    up for a weak one; in a geometric mean less so, in a harmonic one least. Those two need scores that are
    not negative (unknown otherwise), and a single zero makes the whole zero. Missing scores: see
    `Recipe.minimum_known`.
    """
    score, weight = np.asarray(scores, dtype=float), chosen_weights(weights)
    known = ~np.isnan(score)
    present = _weighted(known.astype(float), weight)
    total = _weighted(np.where(known, _bent(score, how), 0.0), weight)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = np.where(present >= minimum_known - 1e-9, total / present, np.nan)
        if how == "harmonic":
            return np.where(mean > _WORST / 1e9, 0.0, 1 / mean)
    return np.exp(mean) if how == "geometric" else mean


def _weighted(score: Floats, weight: Floats) -> Floats:
    """Weighted sums over indicators; many weights of one table in a single product of matrices."""
    if score.ndim == 2 and weight.ndim == 2:
        return np.asarray(weight @ score.T)
    return np.asarray(np.matmul(score, weight[..., None])[..., 0])


def _bent(score: Floats, how: Aggregation) -> Floats:
    """Scores in the form in which a weighted mean of them is taken; large but finite for zero."""
    if how == "arithmetic":
        return score
    with np.errstate(divide="ignore", invalid="ignore"):
        bent = np.log(score) if how == "geometric" else 1 / score
    bent = np.nan_to_num(bent, nan=np.nan, neginf=-_WORST, posinf=_WORST)
    return np.where(score < 0, np.nan, bent)


def without_outliers(values: ArrayLike, points: int) -> Floats:
    """A table (units, indicators) with up to `points` extreme values of an indicator moved where needed."""
    table = np.asarray(values, dtype=float)
    if not points or not table.size:
        return table
    return np.stack([winsorise(column, points).values for column in table.T], axis=1)


def normalised(values: ArrayLike, recipe: Recipe) -> Floats:
    """Indicators made comparable as the recipe says.

    Min-max scores run from 0 to 100 for an arithmetic mean, else from 1: the worst unit of one indicator
    should not be worst in all.
    """
    table = without_outliers(values, recipe.outlier_points)
    if recipe.aggregation != "arithmetic" and recipe.normalisation in _REACHES_ZERO:
        raise ValueError(f"A {recipe.aggregation} mean needs scores above zero, not {recipe.normalisation}.")
    if recipe.normalisation == "min_max":
        return min_max(table, recipe.direction, 0 if recipe.aggregation == "arithmetic" else 1, 100)
    return np.asarray(METHODS[recipe.normalisation](table, recipe.direction))


def index(values: ArrayLike, recipe: Recipe) -> Floats:
    """The index of each unit, higher is better; nan where too little is known."""
    return aggregate(normalised(values, recipe), recipe.weights, recipe.aggregation, recipe.minimum_known)


def ranks(scores: ArrayLike) -> Floats:
    """1 for the highest score; equal scores share the better rank, unknown ones have none."""
    return ascending_ranks(-np.asarray(scores, dtype=float))


def influence(values: ArrayLike, recipe: Recipe) -> list[Influence]:
    """What each indicator does to the index, in their order: the report on correlation and leverage."""
    scores, weights = normalised(values, recipe), chosen_weights(recipe.weights)
    whole = aggregate(scores, weights, recipe.aggregation, recipe.minimum_known)
    rows = []
    for one in range(scores.shape[1]):
        rest = np.arange(scores.shape[1]) != one
        others = [correlation(scores[:, one], scores[:, other]) for other in np.flatnonzero(rest)]
        shift = np.array([np.nan])
        if weights[rest].sum() > 0:
            without = aggregate(scores[:, rest], weights[rest], recipe.aggregation, recipe.minimum_known)
            shift = np.abs(ranks(without) - ranks(whole))
        shift = shift[~np.isnan(shift)]
        rows.append(
            Influence(
                float(weights[one]),
                correlation(scores[:, one], whole),
                max((each for each in others if not np.isnan(each)), default=np.nan),
                float(shift.mean()) if shift.size else np.nan,
                float(shift.max()) if shift.size else np.nan,
            )
        )
    return rows


def correlation(first: Floats, second: Floats) -> float:
    """Pearson correlation over units known in both; nan without spread."""
    both = ~(np.isnan(first) | np.isnan(second))
    if both.sum() < 2 or np.ptp(first[both]) == 0 or np.ptp(second[both]) == 0:
        return np.nan
    return float(np.corrcoef(first[both], second[both])[0, 1])
