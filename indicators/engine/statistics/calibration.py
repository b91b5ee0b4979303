"""Weights that make a survey's groups add up to known totals, and the standard errors that follow from it."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from indicators.engine.statistics.intervals import FloatArray
from indicators.engine.statistics.survey import Codes, Design, Estimate, spread


def calibrated_ratio(
    y: npt.ArrayLike,
    x: npt.ArrayLike,
    weights: FloatArray,
    design_weights: FloatArray,
    margins: Sequence[npt.ArrayLike],
    psu: Codes,
    design: Design,
) -> Estimate:
    """A ratio after `post_stratify` or `rake`, with the smaller standard error that known totals bring.

    `y` and `x` are unweighted values of single respondents (x = 1 for a mean). The error is that of the
    residuals which the margins leave of the linearised values (Deville & Sarndal 1992), an array of one.
    """
    above, below = _everywhere(y, weights), _everywhere(x, weights)
    base = weights @ below
    value = weights @ above / base
    residual = calibrated_residuals((above - value * below) / base, design_weights, margins)
    one = np.zeros(len(weights), dtype=np.intp)
    return Estimate(np.array([value]), *spread(one, psu, weights * residual, 1, design))


def calibrated_total(
    y: npt.ArrayLike,
    weights: FloatArray,
    design_weights: FloatArray,
    margins: Sequence[npt.ArrayLike],
    psu: Codes,
    design: Design,
) -> Estimate:
    """A total after `post_stratify` or `rake`; as `calibrated_ratio`."""
    amount = _everywhere(y, weights)
    residual = calibrated_residuals(amount, design_weights, margins)
    one = np.zeros(len(weights), dtype=np.intp)
    return Estimate(np.array([weights @ amount]), *spread(one, psu, weights * residual, 1, design))


def post_stratify(weights: npt.ArrayLike, group: npt.ArrayLike, totals: Mapping[Any, float]) -> FloatArray:
    """The weights scaled so that every group adds up to its known total.

    Raises ValueError for a group without a total or a total without a respondent: merge such groups first.
    """
    current = np.asarray(weights, dtype=np.float64)
    labels, code = np.unique(np.asarray(group), return_inverse=True)
    sums = np.bincount(code, weights=current)
    differing = set(labels.tolist()) ^ set(totals)
    if differing or (sums <= 0).any():
        raise ValueError(
            f"groups need respondents and a total, merge them first: {sorted(map(str, differing))}"
        )
    targets = np.array([totals[label] for label in labels.tolist()], dtype=np.float64)
    return np.asarray(current * (targets / sums)[code])


def rake(
    weights: npt.ArrayLike,
    groups: Sequence[npt.ArrayLike],
    totals: Sequence[Mapping[Any, float]],
    tolerance: float = 1e-10,
    maximum_rounds: int = 1000,
) -> FloatArray:
    """Weights that meet several margins at once, post-stratifying by each in turn (Deming & Stephan 1940).

    Raises ValueError when the margins contradict each other (different grand totals, impossible empty
    crossings).
    """
    current = np.asarray(weights, dtype=np.float64)
    for _ in range(maximum_rounds):
        before = current
        for group, known in zip(groups, totals, strict=True):
            current = post_stratify(current, group, known)
        if np.allclose(current, before, rtol=tolerance, atol=0):
            return _agreeing(current, groups, totals)
    raise ValueError(
        f"raking hasn't settled after {maximum_rounds} rounds: the margins contradict each other"
    )


def calibrated_residuals(
    values: FloatArray, design_weights: FloatArray, margins: Sequence[npt.ArrayLike], tolerance: float = 1e-12
) -> FloatArray:
    """What group means of the margins leave unexplained: the residuals of a weighted least squares fit."""
    codes = [np.unique(np.asarray(margin), return_inverse=True)[1] for margin in margins]
    sizes = [np.bincount(code, weights=design_weights) for code in codes]
    scale = np.abs(values).max(initial=0.0)
    for _ in range(1000):
        moved = 0.0
        for code, size in zip(codes, sizes, strict=True):
            mean = np.bincount(code, weights=design_weights * values) / size
            values = values - mean[code]
            moved = max(moved, np.abs(mean).max(initial=0.0))
        if moved <= tolerance * scale:
            break
    return values


def _agreeing(
    weights: FloatArray, groups: Sequence[npt.ArrayLike], totals: Sequence[Mapping[Any, float]]
) -> FloatArray:
    for group, known in zip(groups, totals, strict=True):
        if not np.allclose(post_stratify(weights, group, known), weights, rtol=1e-6, atol=0):
            raise ValueError("the margins contradict each other: no weights meet all of them")
    return weights


def _everywhere(values: npt.ArrayLike, weights: FloatArray) -> FloatArray:
    return np.broadcast_to(np.asarray(values, dtype=np.float64), weights.shape)
