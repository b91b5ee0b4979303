"""Two periods side by side: the change of every group with its limits and its fixed word."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from indicators.compare.change.change import CANNOT_TELL, Estimated, difference, overlapping, verdicts
from indicators.engine.text.periods import Period

SIDES = ("value", "lower", "upper", "status")


def before_after(
    estimates: pd.DataFrame, before: Period, after: Period, better: str, keys: Sequence[str]
) -> pd.DataFrame:
    """One row a group: `keys`, value, limits and status of both periods (`_before`, `_after`), `change, lower,
    upper, verdict`.

    `estimates` are those of one indicator by period and `keys` (an empty list for the whole city). The change has
    the unit of the indicator; windows that share years are compared by what they do not share. Without limits on
    both sides the verdict is `cannot_tell`.
    """
    sides = [
        _side(estimates, period.code, name, keys) for period, name in ((before, "before"), (after, "after"))
    ]
    both = sides[0].join(sides[1], how="outer") if keys else pd.concat(sides, axis=1)
    later, earlier = (
        Estimated(*(both[f"{name}_{side}"] for name in SIDES[:3])) for side in ("after", "before")
    )
    change = difference(later, earlier)
    shared = shared_part(before, after)
    if shared:
        change = overlapping(change, shared)
    words = verdicts(change.lower, change.upper, better)
    return both.assign(
        change=change.value,
        lower=change.lower,
        upper=change.upper,
        verdict=np.where(np.isnan(change.value), CANNOT_TELL, words),
    ).reset_index(drop=not keys)


def _side(estimates: pd.DataFrame, code: str, name: str, keys: Sequence[str]) -> pd.DataFrame:
    rows = estimates[estimates["period"] == code]
    rows = rows.set_index(list(keys)) if keys else rows.reset_index(drop=True)
    return rows[list(SIDES)].add_suffix(f"_{name}")


def shared_part(before: Period, after: Period) -> float:
    """The part of its years that the later window shares with the earlier one, 0 to 1."""
    first, last = max(before.start, after.start), min(before.end, after.end)
    if first > last:
        return 0.0
    return min(1.0, Period(first, last, "").years / max(before.years, after.years))
