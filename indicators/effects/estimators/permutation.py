"""Limits from reassigning the starts among the districts (randomisation inference), for few districts.

If the districts could as well have started elsewhere, the estimate is one draw of those that all reassignments
give (Fisher 1935). A strength of the effect belongs to the limits if, once it is taken out of the data, the
estimate is nothing unusual among them. Each is divided by its standard error before they are compared, which
keeps the limits right where districts are not equally noisy (Chung & Romano 2013).
"""

from math import comb

import numpy as np

from indicators.effects.design.windows import Windows
from indicators.effects.estimators.contrast import StartGroups, contrast, contrast_of, grouped
from indicators.effects.estimators.relabelling import dealt_anew, every_choice
from indicators.effects.study import NEVER, Whole

DRAWS = 1_999
EXHAUSTIVE = 2_500
"""Up to this many reassignments of one start are all looked at instead of drawn."""
FEWEST = 40
"""With fewer reassignments than this, none can be unusual enough for 95 % limits."""
STEPS = 22
FURTHEST = 200.0
"""Logarithm of the largest ratio that is taken out: no data tell it from an infinite one."""


def assignments(group: Whole, draws: int = DRAWS, seed: int = 1) -> Whole:
    """(R, N) reassignments of the starts, the real one first; all there are where they are few."""
    treated = int((group != NEVER).sum())
    if len(np.unique(group[group != NEVER])) == 1 and comb(len(group), treated) <= EXHAUSTIVE:
        return _every(group, treated)
    return np.concatenate([group[None, :], dealt_anew(group, draws, seed)])


def _every(group: Whole, treated: int) -> Whole:
    every = np.where(every_choice(len(group), treated), 0, NEVER)
    others = every[(every != group[None, :]).any(axis=1)]
    return np.concatenate([group[None, :], others])


def strength_of(effect: float, ratio: bool) -> float:
    """What takes an effect out of the data: itself, or one over a ratio given by its logarithm.

    A ratio is kept within e to the power of `FURTHEST`: beyond it, products with values overflow.
    """
    return float(np.exp(np.clip(-effect, -FURTHEST, FURTHEST))) if ratio else effect


def p_value(windows: Windows, effect: float, assigned: Whole) -> float:
    """The share of reassignments with an estimate at least as unusual, had the effect been this one.

    On the scale of ratios `effect` is the logarithm of the ratio.
    """
    return _p_value(windows, effect, grouped(windows, assigned))


def _p_value(windows: Windows, effect: float, groups: StartGroups) -> float:
    contrast = contrast_of(windows, strength_of(effect, windows.ratio), groups)
    unusual = np.abs(contrast.estimate) / np.maximum(contrast.error, 1e-300)
    return float((unusual >= unusual[0] * (1 - 1e-9) - 1e-12).mean())


def limits(windows: Windows, assigned: Whole, level: float = 0.95) -> tuple[float, float]:
    """The effects that the reassignments do not speak against, by bisection on either side of the estimate.

    Infinite on a side where not even twenty standard errors away is unusual.
    """
    real = contrast(windows, windows.untouched, assigned[:1])
    estimate, error = float(real.estimate[0]), float(real.error[0])
    groups = grouped(windows, assigned)
    lower, upper = (_edge(windows, groups, estimate, side * error, 1 - level) for side in (-1, 1))
    return lower, upper


def rough_limits(windows: Windows, assigned: Whole, level: float = 0.95) -> tuple[float, float]:
    """Limits on the same side of nothing as `limits` are, in a fraction of the time; no more than that holds of them.

    The bisection towards nothing ends as soon as nothing lies no longer between its ends; the other side is infinite.
    """
    real = contrast(windows, windows.untouched, assigned[:1])
    estimate, error = float(real.estimate[0]), float(real.error[0])
    if estimate == 0:
        return -np.inf, np.inf
    groups = grouped(windows, assigned)
    near = _edge(windows, groups, estimate, -np.copysign(error, estimate), 1 - level, rough=True)
    return (near, np.inf) if estimate > 0 else (-np.inf, near)


def _edge(
    windows: Windows, groups: StartGroups, estimate: float, error: float, alpha: float, rough: bool = False
) -> float:
    """The end of the limits on one side; `rough` stops once it is known on which side of nothing that lies."""
    if error == 0:
        return estimate

    def decided() -> bool:
        ends = estimate + inside * error, estimate + outside * error
        return rough and (ends[0] * estimate <= 0 or ends[1] * estimate > 0)

    inside, outside = 0.0, 4.0
    while _p_value(windows, estimate + outside * error, groups) >= alpha:
        inside, outside = outside, outside * 2
        if outside > 20:
            return float(np.copysign(np.inf, error))
    for _step in range(STEPS):
        if decided():
            break
        middle = (inside + outside) / 2
        if _p_value(windows, estimate + middle * error, groups) >= alpha:
            inside = middle
        else:
            outside = middle
    return estimate + outside * error
