"""How a gap moved between two periods, in a fixed word, from the gaps themselves (as `City.gap` gives them)."""

import numpy as np
import pandas as pd

from indicators.compare.change.change import CANNOT_TELL, NO_CLEAR_DIFFERENCE
from indicators.compare.gaps.gap_change import GapChange, average_better_gap_wider, gap_change
from indicators.compare.gaps.groups import UNIT_KINDS, Measure, UnitKind

WIDER, NARROWER, REVERSED = "wider", "narrower", "reversed"
WORDS = (WIDER, NARROWER, REVERSED, NO_CLEAR_DIFFERENCE, CANNOT_TELL)
COLUMNS = ("measure", "before", "after", "change", "lower", "upper", "unit", "wider", "verdict")


def gap_moves(gaps: pd.DataFrame, before: str, after: str) -> pd.DataFrame:
    """Every measure in both periods with its change, limits and word: `measure, before, after, change, lower,
    upper, unit, wider, verdict`.

    `gaps` is what `City.gap` gives by period, of one place: the same as `City.gap_change`, and for a district or
    a part of the city too. The periods count as independent. Measures that one of the periods lacks are left out.
    """
    units = dict(zip(gaps["measure"], gaps["unit"], strict=True))
    sides = [{one.name: one for one in _measures(gaps, code)} for code in (before, after)]
    rows = [_row(sides[0][name], sides[1][name], str(units[name])) for name in sides[0] if name in sides[1]]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _measures(gaps: pd.DataFrame, code: str) -> list[Measure]:
    rows = gaps[gaps["period"] == code]
    return [
        Measure(str(name), float(value), float(lower), float(upper), UNIT_KINDS[str(name)])
        for name, value, lower, upper in zip(
            rows["measure"], rows["value"], rows["lower"], rows["upper"], strict=True
        )
    ]


def _row(first: Measure, last: Measure, unit: str) -> dict[str, object]:
    moved = gap_change(first, last)
    return {
        "measure": moved.name,
        "before": moved.before,
        "after": moved.after,
        "change": moved.value,
        "lower": moved.lower,
        "upper": moved.upper,
        "unit": unit,
        "wider": moved.wider,
        "verdict": gap_verdict(first, last, moved),
    }


def gap_verdict(first: Measure, last: Measure, moved: GapChange) -> str:
    """One of `WORDS`. A clear change is wider or narrower by the distance from equality.

    A gap that lay clearly on one side and lies clearly on the other is reversed: neither wider nor narrower says
    what happened. Without limits nothing can be told.
    """
    if np.isnan([moved.value, moved.lower, moved.upper]).any():
        return CANNOT_TELL
    if not moved.clear:
        return NO_CLEAR_DIFFERENCE
    if side(first) * side(last) < 0:
        return REVERSED
    return WIDER if moved.wider else NARROWER


def side(one: Measure) -> int:
    """On which side of equality a measure clearly lies: 1 above, -1 below, 0 where its limits hold equality."""
    equal = equality(one.unit_kind)
    return int(one.lower > equal) - int(one.upper < equal)


def equality(kind: UnitKind) -> float:
    """What a measure is where all groups are alike: 1 for ratios, else 0."""
    return 1.0 if kind == "ratio" else 0.0


def better_but_wider(average: pd.Series, gaps: pd.DataFrame, before: str, after: str, better: str) -> bool:
    """Has the average got better while the difference between the groups grew, both beyond their limits?

    `average` is a row of `before_after` for the same place.
    """
    sides = [{one.name: one for one in _measures(gaps, code)} for code in (before, after)]
    if any("difference" not in side for side in sides):
        return False
    first, last = (side["difference"] for side in sides)
    moved = gap_change(first, last)
    if gap_verdict(first, last, moved) != WIDER:
        return False
    return average_better_gap_wider(_MovedGap(average), moved, better)


class _MovedGap:
    """The change of the average with its limits."""

    def __init__(self, row: pd.Series):
        self.value, self.lower, self.upper = (float(row[name]) for name in ("change", "lower", "upper"))
