"""Limits of a measure over groups, each known only within a standard error.

A standard error belongs to a scale: plain numbers ("identity"), logarithms ("log", for rates), or log odds
("logit" for shares 0 to 1, "percent" for shares 0 to 100). Values themselves are always given in plain
numbers.
"""

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import expit, logit, ndtr, ndtri

Scale = Literal["identity", "log", "logit", "percent"]
Floats = NDArray[np.float64]
Limits = tuple[float, float]
UNKNOWN: Limits = (np.nan, np.nan)
SEED = 19_850_317
_CELLS = 3_000_000  # numbers drawn in all: bounds the time with thousands of groups
_CHUNK = 1_000_000  # numbers held at once: bounds the memory


def critical(level: float) -> float:
    """The two-sided normal quantile of a confidence level: 1.96 for 0.95."""
    if not 0 < level < 1:
        raise ValueError(f"A confidence level lies between 0 and 1, not {level}. Did you mean {level / 100}?")
    return float(ndtri(0.5 + level / 2))


def forward(values: ArrayLike, scale: Scale) -> Floats:
    """Plain values on `scale`. Zero has no logarithm and becomes -inf."""
    plain = np.asarray(values, dtype=float)
    with np.errstate(divide="ignore", invalid="ignore"):
        if scale == "log":
            return np.log(plain)
        if scale in ("logit", "percent"):
            return np.asarray(logit(plain / (100 if scale == "percent" else 1)))
    return plain


def backward(values: ArrayLike, scale: Scale) -> Floats:
    """Values on `scale` as plain numbers."""
    scaled = np.asarray(values, dtype=float)
    if scale == "log":
        return np.exp(scaled)
    if scale in ("logit", "percent"):
        return np.asarray(expit(scaled)) * (100 if scale == "percent" else 1)
    return scaled


def plain_errors(values: Floats, errors: Floats, scale: Scale) -> Floats:
    """Standard errors in plain numbers by the delta method: errors on `scale` times its slope."""
    if scale == "log":
        return errors * values
    if scale in ("logit", "percent"):
        top = 100 if scale == "percent" else 1
        return errors * values * (top - values) / top
    return errors


def standard_errors(
    lower: ArrayLike, upper: ArrayLike, level: float = 0.95, scale: Scale = "identity"
) -> Floats:
    """Standard errors on `scale` from limits in plain numbers.

    Wilson and Byar limits are nearly symmetric on the logit and log scale and lopsided in plain numbers:
    choose the scale by the kind of value. A limit at 0 (or at 100 %) has no logarithm and gives an infinite
    or unknown error.
    """
    with np.errstate(invalid="ignore"):
        width = forward(upper, scale) - forward(lower, scale)
    return np.asarray(width / (2 * critical(level)))


def draw_count(groups: int) -> int:
    """How many draws are made: 20,000 for a few groups, down to 200 for tens of thousands of districts."""
    return int(np.clip(_CELLS // max(groups, 1), 200, 20_000))


def draws(values: Floats, errors: Floats, scale: Scale, seed: int = SEED) -> Iterator[Floats]:
    """Seeded values the groups might as well have had, in blocks of (draws, groups)."""
    rng = np.random.default_rng(seed)
    left, block = draw_count(len(values)), max(1, _CHUNK // max(len(values), 1))
    centre = forward(values, scale)
    while left > 0:
        size = min(block, left)
        yield backward(centre + errors * rng.standard_normal((size, len(values))), scale)
        left -= size


def simulated(
    statistic: Callable[[Floats], Floats], values: Floats, errors: Floats, scale: Scale, seed: int = SEED
) -> Floats:
    """A statistic of every draw; it takes (draws, groups) and answers (draws,)."""
    return np.concatenate([statistic(block) for block in draws(values, errors, scale, seed)])


def containing(value: float, lower: float, upper: float) -> Limits:
    """The limits, widened to the value where rounding or simulation left it a hair outside."""
    if not (np.isfinite(value) and lower <= upper):
        return UNKNOWN
    return float(min(value, lower)), float(max(value, upper))


def percentile_limits(value: float, simulations: Floats, level: float) -> Limits:
    """Limits that cut off equal shares of the draws; infinite ones count, unknown ones void the limits."""
    if np.isnan(simulations).any():
        return UNKNOWN
    lower, upper = np.quantile(simulations, [(1 - level) / 2, (1 + level) / 2], method="inverted_cdf")
    return containing(value, float(lower), float(upper))


def dispersion_limits(
    value: float, simulations: Floats, level: float, squared: bool = False
) -> tuple[float, float, float]:
    """-> (lower, upper, noise) of a measure that is zero for equality and can't be negative.

    Errors in the groups make them look more different than they are: even equal groups show some
    inequality. What the errors add on average, `noise`, is taken off before normal limits are laid; the
    value itself is never left out. Percentiles of the draws would add the noise a second time and call
    sixty equal districts unequal. The spread of the draws holds the second-order term as well, so the
    limits don't collapse when all groups are alike. `squared` is for measures that grow with the distances
    themselves (Gini, standard deviation) and not with their squares (Theil, variance): only squares let the
    noise be taken off, so their limits are laid on the square.
    """
    if not (np.isfinite(value) and np.isfinite(simulations).all()):
        return np.nan, np.nan, np.nan
    power = 2 if squared else 1
    raised = simulations**power
    true = value**power - max(0.0, float(raised.mean()) - value**power)
    margin = critical(level) * float(raised.std())
    ends = (max(0.0, end) ** (1 / power) for end in (true - margin, true + margin))
    lower, upper = containing(value, *ends)
    return lower, upper, value - max(0.0, true) ** (1 / power)


@lru_cache(maxsize=256)
def range_critical(groups: int, level: float) -> float:
    """The multiple of a difference's standard error that holds for whichever two of `groups` are picked.

    Tukey's studentised range with known variances, divided by sqrt(2): 1.96 for two groups at 95 %, 3.16
    for ten. The largest of many differences is large by its choice, so the limits of a chosen pair must be
    wider than those of a pair named beforehand.
    """
    if groups == 2:
        return critical(level)
    grid = np.linspace(-8, 8, 4001)
    density = np.exp(-(grid**2) / 2) / np.sqrt(2 * np.pi)
    low, high = 0.0, 20.0
    for _ in range(60):
        middle = (low + high) / 2
        inside = np.maximum(ndtr(grid) - ndtr(grid - middle), 0) ** (groups - 1)
        covered = groups * np.trapezoid(density * inside, grid)
        low, high = (middle, high) if covered < level else (low, middle)
    return (low + high) / 2 / np.sqrt(2)
