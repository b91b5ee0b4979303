"""Change between two periods, or gap between two groups, with limits and a fixed word for it.

Everywhere `a` is the later period (or the group looked at) and `b` the earlier one (or the reference group):
a difference is `a - b`, a ratio is `a / b`. All functions take scalars or numpy arrays that broadcast, in the
unit of the indicator; a missing value or limit is NaN and stays NaN. The limits handed in must all have the
same level, which is then that of the result.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from indicators.engine.definitions.enums import Polarity, Verdict

Floats = NDArray[np.float64]

BETTER, WORSE, DIFFERENT = Verdict.BETTER, Verdict.WORSE, Verdict.DIFFERENT
NO_CLEAR_DIFFERENCE, CANNOT_TELL = Verdict.NO_CLEAR_DIFFERENCE, Verdict.CANNOT_TELL
VERDICTS = (BETTER, WORSE, NO_CLEAR_DIFFERENCE, CANNOT_TELL)


@dataclass(frozen=True)
class Change:
    """A difference or ratio with its limits, arrays of one shape; NaN where there is none."""

    value: Floats
    lower: Floats
    upper: Floats


class Estimated(NamedTuple):
    """An estimate with its limits: numbers, or arrays that broadcast; NaN where something is not known."""

    value: ArrayLike
    lower: ArrayLike
    upper: ArrayLike


def difference(a: Estimated, b: Estimated, correlation: ArrayLike = 0.0) -> Change:
    """Difference `a - b` of any two estimates from their own limits (MOVER; Zou & Donner 2008).

    With Wilson limits this is method 10 of Newcombe 1998, with normal limits the square root of the summed
    squares. Both pairs of limits must have the same level. Overlapping limits of `a` and `b` do not mean "no
    difference": that is why the limits of the difference are needed. `correlation` between the two estimates
    narrows the limits (Zou & Donner 2008; Newcombe 1998c); leave 0 for separate people in separate years.
    """
    one, low_one, high_one, other, low_other, high_other, rho = _floats(*a, *b, correlation)
    value = one - other
    return Change(
        value,
        value - _combined(one - low_one, high_other - other, rho),
        value + _combined(high_one - one, other - low_other, rho),
    )


def overlapping(change: Change, overlap: ArrayLike) -> Change:
    """The difference of two windows of equal length that share the part `overlap` (0 to 1) of their years.

    2017-2021 and 2018-2022 share four of five years, 0.8. The shared years are the same answers in both
    estimates, so SE = sqrt(1 - overlap) sqrt(SE_a^2 + SE_b^2) (US Census Bureau, ACS General Handbook, 2020),
    here applied to each half of the limits that `difference` gave. What is compared is the years that are
    *not* shared. Windows that share everything can't be compared: NaN limits. For windows of m and n years
    with k shared, use `difference` with correlation k / sqrt(m n), which is the same for equal windows with
    equal errors.
    """
    share = np.asarray(overlap, dtype=float)
    if np.any((share < 0) | (share > 1)):
        raise ValueError("overlap is the shared part of the years, between 0 and 1")
    factor = np.where(share < 1, np.sqrt(1 - share), np.nan)
    return Change(
        change.value,
        change.value - factor * (change.value - change.lower),
        change.value + factor * (change.upper - change.value),
    )


def verdict(lower: ArrayLike | None, upper: ArrayLike | None, better: str, null: float = 0.0) -> str:
    """The fixed word for a change with these limits, where `better` is "higher", "lower" or "neutral".

    For single limits; `verdicts` takes arrays. `null` is what no change looks like: 0 for a difference, 1 for
    a ratio. No limits: "cannot_tell", never "no_clear_difference", which is a statement about data that are
    there. Limits that touch `null` are "no_clear_difference". A neutral indicator is never better or worse: a
    clear change of it is "different", a word for the screen only. Files know the four `VERDICTS`; there it is
    written "cannot_tell".
    """
    low, high = (np.nan if limit is None else limit for limit in (lower, upper))
    return str(verdicts(low, high, better, null))


def verdicts(lower: ArrayLike, upper: ArrayLike, better: str, null: float = 0.0) -> NDArray[np.str_]:
    """`verdict` for arrays of limits: an array of words of the same shape."""
    if better not in list(Polarity):
        raise ValueError(f"better is {better!r}, expected one of {', '.join(Polarity)}")
    low, high = _floats(lower, upper)
    up, down = (BETTER, WORSE) if better == "higher" else (WORSE, BETTER)
    if better == "neutral":
        up = down = DIFFERENT
    unclear = (low <= null) & (null <= high)
    return np.select(
        [np.isnan(low) | np.isnan(high), unclear, low > null], [CANNOT_TELL, NO_CLEAR_DIFFERENCE, up], down
    )


def _floats(*values: ArrayLike) -> list[Floats]:
    return [np.asarray(value, dtype=float) for value in values]


def _combined(first: Floats, second: Floats, correlation: Floats) -> Floats:
    # Infinite limits times a correlation of 0 would be missing.
    shared = np.where(correlation == 0, 0.0, 2 * correlation) * np.where(
        correlation == 0, 0.0, first * second
    )
    return np.asarray(np.sqrt(np.maximum(first**2 + second**2 - shared, 0)))
