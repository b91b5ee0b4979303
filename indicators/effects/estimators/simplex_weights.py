"""Weights that are not negative and add up to one, as near as possible to a target, exactly and fast."""

import numpy as np
from scipy.optimize import nnls

from indicators.effects.study import Floats

ROUNDS = 60
FELT = 1e-6
"""Share of the columns' mean square from which on a ridge is large enough to divide by."""


def nearest(columns: Floats, target: Floats, ridge: float = 0.0) -> Floats:
    """The weights w (J,) >= 0, sum(w) = 1, that minimise |columns w - target|^2 + ridge |w|^2.

    `columns` (T, J). Without a ridge there may be several solutions; one with few districts is taken. Both ways
    end after finitely many steps at the exact solution, unlike the usual Frank-Wolfe steps.
    """
    if columns.shape[1] == 1:
        return np.ones(1)
    felt = ridge > FELT * float((columns**2).mean())
    weights = _by_distance(columns, target, ridge) if felt else None
    return _by_corners(columns, target, ridge) if weights is None else weights


def _by_corners(columns: Floats, target: Floats, ridge: float) -> Floats:
    """By non-negative least squares.

    The nearest point to 0 of the hull of D = columns - target is wanted. Minimising |D u|^2 + (1 - sum u)^2 over
    u >= 0 finds its direction: for a given direction w and u = s w the best s leaves d / (1 + d) with
    d = |D w|^2, which grows with d alone (after Wolfe 1976). Scaling makes the last row as heavy as the others.
    """
    apart = columns - target[:, None]
    if ridge:
        apart = np.vstack([apart, np.sqrt(ridge) * np.eye(columns.shape[1])])
    scale = float(np.sqrt((apart**2).sum(axis=0).mean())) or 1.0
    system = np.vstack([apart / scale, np.ones(columns.shape[1])])
    goal = np.zeros(len(system))
    goal[-1] = 1.0
    raw, _left = nnls(system, goal, maxiter=30 * columns.shape[1])
    return raw / raw.sum()


def _by_distance(columns: Floats, target: Floats, ridge: float) -> Floats | None:
    """With a ridge: Newton steps on the dual, which has as many unknowns as periods, not districts.

    At the solution w = max(0, columns' v + m) / ridge, where v is what is left of the target; the set of
    districts with a weight is guessed, v and m solved for, and the set corrected. None where that goes round.
    """
    periods, districts = columns.shape
    kept = np.ones(districts, dtype=bool)
    for _round in range(ROUNDS):
        chosen = columns[:, kept]
        total = chosen.sum(axis=1)
        system = np.zeros((periods + 1, periods + 1))
        system[:periods, :periods] = chosen @ chosen.T / ridge + np.eye(periods)
        system[:periods, periods] = system[periods, :periods] = total / ridge
        system[periods, periods] = kept.sum() / ridge
        solved = np.linalg.solve(system, np.append(target, 1.0))
        weights = (columns.T @ solved[:periods] + solved[periods]) / ridge
        if (kept == (weights > 0)).all():
            return np.where(kept, weights, 0.0)
        kept = weights > 0
        if not kept.any():
            return None
    return None


def frank_wolfe(columns: Floats, target: Floats, ridge: float, smallest: float, steps: int) -> Floats:
    """The published way to the same weights (Arkhangelsky et al. 2021): from equal weights, a step at a time.

    Each step goes towards the district that promises most, as far as is best, until a step gains less than
    `smallest` squared per period. It may stop well before the best weights; it is here to retrace published
    figures, in which that shows. Scale: |columns w - target|^2 / periods + ridge / periods x |w|^2.
    """
    equal = np.full(columns.shape[1], 1 / columns.shape[1])
    weights = _stepped(columns, target, ridge, smallest, min(steps, 100), equal)
    weights = np.where(weights <= weights.max() / 4, 0.0, weights)
    return _stepped(columns, target, ridge, smallest, steps, weights / weights.sum())


def _stepped(
    columns: Floats, target: Floats, ridge: float, smallest: float, steps: int, weights: Floats
) -> Floats:
    periods, last = len(target), np.inf
    for step in range(steps):
        left = columns @ weights - target
        gradient = left @ columns + ridge * weights
        best = int(gradient.argmin())
        towards = -weights
        towards[best] += 1
        moved = columns[:, best] - (left + target)
        bend = float(moved @ moved + ridge * (towards @ towards))
        if bend == 0:
            return weights
        weights = weights + min(1.0, max(0.0, float(-(gradient @ towards)) / bend)) * towards
        left = columns @ weights - target
        size = float(left @ left + ridge * (weights @ weights)) / periods
        if step and last - size <= smallest**2:
            return weights
        last = size
    return weights
