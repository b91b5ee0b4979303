"""How a gap changed between two periods, and whether a better average hides a wider gap."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from indicators.compare.change import change
from indicators.compare.gaps.groups import Measure, UnitKind


class HasLimits(Protocol):
    """Anything with a value and limits: a change, an effect."""

    @property
    def value(self) -> float: ...
    @property
    def lower(self) -> float: ...
    @property
    def upper(self) -> float: ...


@dataclass(frozen=True)
class GapChange:
    """Change of a measure of inequality, `after - before`, with limits.

    A positive value means *larger*, which is *wider* only where the measure lies above equality: ask
    `wider`. A gap that went from -3 to +1 is narrower.
    """

    name: str
    before: float
    after: float
    value: float
    lower: float
    upper: float
    unit_kind: UnitKind

    @property
    def clear(self) -> bool:
        """Whether the limits leave out no change. False without limits."""
        return bool(self.lower > 0 or self.upper < 0)

    @property
    def wider(self) -> bool:
        """Whether the groups lie further apart than before, clearly or not. False when unknown."""
        return bool(_distance(self.after, self.unit_kind) > _distance(self.before, self.unit_kind))


def gap_change(before: Measure, after: Measure) -> GapChange:
    """The change of one measure between two periods, limits from the limits of both (MOVER; Zou & Donner
    2008).

    Both must have limits of the same level. The periods count as independent; people seen in both make the
    limits wider than need be. Raises ValueError for two different measures.
    """
    if before.name != after.name:
        raise ValueError(f"Can't compare {after.name} with {before.name}: a change is of one measure.")
    later, earlier = (change.Estimated(each.value, each.lower, each.upper) for each in (after, before))
    moved = change.difference(later, earlier)
    return GapChange(
        after.name,
        before.value,
        after.value,
        float(moved.value),
        float(moved.lower),
        float(moved.upper),
        after.unit_kind,
    )


def average_better_gap_wider(
    average_change: HasLimits, gap_change: GapChange, better: str, clear: bool = True
) -> bool:
    """The flag *average better, gap wider*.

    With `clear`, both changes must lie beyond their limits; without, their values are enough (say so beside
    it). A neutral indicator can't be better. Unknown changes never raise the flag.
    """
    if better not in ("higher", "lower"):
        return False
    word = (
        change.verdict(average_change.lower, average_change.upper, better)
        if clear
        else _direction(average_change, better)
    )
    return word == change.BETTER and gap_change.wider and (gap_change.clear or not clear)


def _direction(moved: HasLimits, better: str) -> str:
    return change.verdict(moved.value, moved.value, better)


def _distance(value: float, kind: UnitKind) -> float:
    """How far from equality: a ratio of one half is as far as a ratio of two."""
    if kind != "ratio":
        return abs(value)
    return float(abs(np.log(value))) if value > 0 else np.nan
