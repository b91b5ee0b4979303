"""Tests whether two groups of districts differ in one number a district, by reassigning who belongs to which.

If the treated districts had been drawn by lot, every choice of as many districts was as likely as the real one
(Fisher 1935). With some 24 districts this needs neither large numbers nor a bell curve, and it does not matter
how the periods of a district hang together: each district enters with one number. Where both groups are large
enough, differences are divided by their standard error before they are compared, so that groups may be unequally
noisy (Janssen 1997; Chung & Romano 2013).
"""

from dataclasses import dataclass
from functools import lru_cache
from math import ceil, comb

import numpy as np
from numpy.typing import NDArray

from indicators.effects.estimators.relabelling import every_choice, flags
from indicators.effects.results import NOWHERE
from indicators.effects.study import Floats

Flags = NDArray[np.bool_]
DRAWS = 999
ALL_UP_TO = 2_000
"""Up to this many choices all are looked at; beyond, `DRAWS` are drawn."""
OWN_SPREAD_FROM = 5
"""Districts in a group before its own spread says enough; below, both groups are taken to be equally noisy."""
SEED = 2_023


@dataclass(frozen=True)
class Difference:
    """Mean of the treated less mean of the others, with limits, and how often chance gives as much.

    `p_value` looks both ways, `p_above` and `p_below` one way. `possible` is the number of ways to choose as
    many districts. Limits are NaN where there are too few ways for the level asked.
    """

    estimate: float
    lower: float
    upper: float
    p_value: float
    p_above: float
    p_below: float
    treated: int
    others: int
    possible: int

    @property
    def clear(self) -> int:
        """What the limits say: 1 above, -1 below, 0 that nothing is clear."""
        return int(self.lower > 0) - int(self.upper < 0)


NOTHING = Difference(NOWHERE, NOWHERE, NOWHERE, NOWHERE, NOWHERE, NOWHERE, 0, 0, 0)


@lru_cache(maxsize=8)
def reassignments(size: int, chosen: int) -> Flags:
    """(R, N) choices of `chosen` out of `size` districts: all where they are few, else the same random draws.

    Complete if there are `comb(size, chosen)` rows; only drawn choices leave the real one out.
    """
    if comb(size, chosen) <= ALL_UP_TO:
        picked = every_choice(size, chosen)
    else:
        order = np.random.default_rng(SEED).random((DRAWS, size)).argpartition(chosen, axis=1)
        picked = flags(order[:, :chosen], size)
    picked.setflags(write=False)
    return picked


def difference(score: Floats, treated: Flags, level: float = 0.95) -> Difference:
    """Compares the scores (N,) of treated and other districts; NaN scores are left out.

    `NOTHING` is answered without a treated district or with fewer than two others.
    """
    known = np.isfinite(score)
    score, treated = score[known], treated[known]
    size, chosen = len(score), int(treated.sum())
    if chosen < 1 or size - chosen < 2:
        return NOTHING
    score = score - score.mean()
    picked = reassignments(size, chosen)
    estimate, error = (float(part[0]) for part in _parts(score, treated[None, :]))
    seen, chance = estimate / error, _ratio(score, picked)
    shifted = np.abs(_ratio(score - estimate * treated, picked))
    reach = error * critical(shifted, level, len(picked) < comb(size, chosen))
    drawn = len(picked) < comb(size, chosen)
    p_above, p_below = share(chance >= seen - _TIE, drawn), share(chance <= seen + _TIE, drawn)
    p_value = share(np.abs(chance) >= abs(seen) - _TIE, drawn)
    return Difference(
        estimate,
        estimate - reach,
        estimate + reach,
        p_value,
        p_above,
        p_below,
        chosen,
        size - chosen,
        comb(size, chosen),
    )


_TIE = 1e-9


def share(as_much: Flags, drawn: bool) -> float:
    """How often chance gives as much; the real choice counts as one of those drawn (Phipson & Smyth 2010)."""
    return float((as_much.sum() + drawn) / (len(as_much) + drawn))


def critical(chance: Floats, level: float, drawn: bool) -> float:
    """What chance stays below in `level` of all cases; NaN with too few cases to say."""
    size = len(chance) + drawn
    if size * (1 - level) < 1:
        return NOWHERE
    return float(np.sort(chance)[min(ceil(level * size), len(chance)) - 1])


def _ratio(score: Floats, picked: Flags) -> Floats:
    estimate, error = _parts(score, picked)
    return estimate / error


def _parts(score: Floats, picked: Flags) -> tuple[Floats, Floats]:
    """Difference of means and its standard error for every row of `picked` (R, N)."""
    member = picked.astype(float)
    inside = member.sum(axis=1)
    outside = len(score) - inside
    total, squares = score.sum(), (score**2).sum()
    sums, own = member @ score, member @ score**2
    first, second = sums / inside, (total - sums) / outside
    around = np.maximum(own - inside * first**2, 0), np.maximum(squares - own - outside * second**2, 0)
    if min(inside.min(), outside.min()) >= OWN_SPREAD_FROM:
        variance = around[0] / (inside - 1) / inside + around[1] / (outside - 1) / outside
    else:
        pooled = (around[0] + around[1]) / max(len(score) - 2, 1)
        variance = pooled * (1 / inside + 1 / outside)
    floor = 1e-9 * max(float(np.sqrt(squares)), np.finfo(float).tiny * 1e12)
    return first - second, np.maximum(np.sqrt(variance), floor)
