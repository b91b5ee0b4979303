"""How sure a rank in an index is: the ranks a unit would have had with other errors, weights and methods."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
from numpy.typing import ArrayLike, NDArray

from indicators.compare.index.composite import (
    Aggregation,
    Recipe,
    aggregate,
    chosen_weights,
    index,
    normalised,
    ranks,
    without_outliers,
)
from indicators.compare.index.normalisation import Normalisation

Floats = NDArray[np.float64]
SEED = 20_080_819
_CHUNK = 1_000_000  # numbers held at once
_UNITS = 1_000


@dataclass(frozen=True)
class RankIntervals:
    """The rank of each unit by the recipe, 1 = best, and where it lies in `level` of the draws.

    `lower` is the better end. The middle rank of the draws need not be the recipe's: if the recipe's rank
    lies far from `median`, it owes its rank to the choice of method. Intervals contain both.
    """

    rank: Floats
    median: Floats
    lower: Floats
    upper: Floats
    level: float


@dataclass(frozen=True)
class Draws:
    """What is drawn, how often, and at which level intervals are given.

    Weights are each multiplied by up to 1 +- `weight_spread` and then made to add up, or drawn from the rows of
    `weight_choices`, such as the budgets of residents. Methods are drawn among the combinations of `normalisations`
    and `aggregations`, the recipe's own where none are given.
    """

    weight_spread: float = 0.25
    weight_choices: ArrayLike | None = None
    normalisations: Sequence[Normalisation] = ()
    aggregations: Sequence[Aggregation] = ()
    number: int = 1000
    level: float = 0.90
    seed: int = SEED


def rank_intervals(
    values: ArrayLike,
    errors: ArrayLike | None,
    recipe: Recipe,
    draws: Draws = Draws(),
) -> RankIntervals:
    """Ranks over seeded draws of everything an index takes on trust (Saisana, Saltelli & Tarantola 2005).

    Values are drawn within their standard `errors` (units, indicators), None or nan for none, weights and methods
    as `draws` says. Outliers are treated once, before the draws.
    """
    table, rng = without_outliers(values, recipe.outlier_points), np.random.default_rng(draws.seed)
    recipe = replace(recipe, outlier_points=0)
    methods = _methods(recipe, draws.normalisations, draws.aggregations)
    sigma = np.zeros_like(table) if errors is None else np.nan_to_num(np.asarray(errors, dtype=float))
    weights = _weights(recipe, draws.weight_spread, draws.weight_choices, draws.number, rng)
    method = rng.integers(len(methods), size=draws.number)
    drawn_ranks = np.empty((draws.number, len(table)), dtype=np.min_scalar_type(len(table)))
    done = 0
    for n, one in enumerate(methods):
        for block in _ranks(table, sigma, one, weights[method == n], rng):
            drawn_ranks[done : done + len(block)] = np.nan_to_num(block)
            done += len(block)
    own = ranks(index(table, recipe))
    ends = _quantiles(drawn_ranks, [(1 - draws.level) / 2, 0.5, (1 + draws.level) / 2])
    ends[:, np.isnan(own)] = np.nan
    return RankIntervals(own, ends[1], np.minimum(ends[0], own), np.maximum(ends[2], own), draws.level)


def _quantiles(ranks_of: NDArray[np.int64], shares: list[float]) -> Floats:
    """(shares, units) of whole ranks (draws, units), the inverse of their distribution; 0 stands for unknown.

    A unit that is unknown in any of the draws has none.
    """
    draws, units = ranks_of.shape
    at = np.quantile(np.arange(draws), shares, method="inverted_cdf")
    quantiles = np.empty((len(shares), units))
    for start in range(0, units, _UNITS):
        ascending = np.sort(ranks_of[:, start : start + _UNITS].T, axis=1)
        quantiles[:, start : start + _UNITS] = np.where(ascending[:, 0] > 0, ascending[:, at].T, np.nan)
    return quantiles


def _methods(
    recipe: Recipe, normalisations: Sequence[Normalisation], aggregations: Sequence[Aggregation]
) -> list[Recipe]:
    pairs = product(normalisations or (recipe.normalisation,), aggregations or (recipe.aggregation,))
    return [replace(recipe, normalisation=first, aggregation=second) for first, second in pairs]


def _weights(
    recipe: Recipe, spread: float, choices: ArrayLike | None, draws: int, rng: np.random.Generator
) -> Floats:
    """(draws, indicators)"""
    if choices is not None:
        rows = chosen_weights(np.atleast_2d(choices))
        return rows[rng.integers(len(rows), size=draws)]
    if not 0 <= spread < 1:
        raise ValueError(f"weight_spread is a share between 0 and 1, not {spread}.")
    plain = chosen_weights(recipe.weights)
    return chosen_weights(plain * rng.uniform(1 - spread, 1 + spread, (draws, len(plain))))


def _ranks(
    values: Floats, errors: Floats, recipe: Recipe, weights: Floats, rng: np.random.Generator
) -> Iterator[Floats]:
    """Ranks of (draws, units), in blocks that fit in memory; normalised once if there are no errors."""
    certain = not errors.any()  # then one table serves for all draws
    fixed = normalised(values, recipe) if certain else None
    size = max(1, _CHUNK // max(1, len(values) if certain else values.size))
    for start in range(0, len(weights), size):
        some = weights[start : start + size]
        if fixed is None:
            drawn = values + errors * rng.standard_normal((len(some), *values.shape))
            scores = normalised(drawn, recipe)
        else:
            scores = fixed
        yield ranks(aggregate(scores, some, recipe.aggregation, recipe.minimum_known))
