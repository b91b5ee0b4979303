"""How something has moved lately: one rule for every page, so that no two of them say different things."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from indicators.compare.change.alerts import compared
from indicators.compare.change.before_after import before_after
from indicators.compare.change.change import CANNOT_TELL
from indicators.engine.definitions.registry import Indicator
from indicators.engine.text.periods import Period


def lately(
    indicator: Indicator, rows: pd.DataFrame, windows: Sequence[Period], keys: Sequence[str]
) -> pd.DataFrame:
    """Every group's move: `keys, trend, rises, since, until`, and `first, long, value_first, value_last`.

    `windows` are those with values, in order. `trend` is the fixed word for the change from `bells.compared` to
    the last period by its own 95 % limits: the same change that tiles, map and bells show, which a reader can
    check from two numbers. A line through all five points has more power, but takes lopsided limits (medians in
    whole minutes) for even ones and so calls clear what is not. `rises` is the sign of the change.
    `long` is the word for the whole length of the data, from `first` on; `first` is "" where that is not longer.
    Each is judged alone: of 20 that do not move one is called changed.
    """
    nothing = rows[list(keys)].drop_duplicates().reset_index(drop=True)
    nothing = nothing.assign(trend=CANNOT_TELL, rises=0.0, since="", until="", first="", long=CANNOT_TELL)
    nothing = nothing.assign(value_first=np.nan, value_last=np.nan)
    before = compared(windows)
    if before is None:
        return nothing
    last = windows[-1]
    moved = before_after(rows, before, last, indicator.better, keys)
    trends = moved[list(keys)].assign(
        trend=moved["verdict"],
        rises=np.sign(moved["change"].fillna(0)),
        since=before.code,
        until=last.code,
    )
    first = _first(windows, before)
    if first is None:
        return trends.assign(first="", long=CANNOT_TELL, value_first=np.nan, value_last=np.nan)
    whole = before_after(rows, first, last, indicator.better, keys).set_index(list(keys))
    whole = whole[["verdict", "value_before", "value_after"]].set_axis(
        ["long", "value_first", "value_last"], axis=1
    )
    joined = trends.assign(first=first.code).join(whole, on=list(keys))
    return joined.assign(long=joined["long"].fillna(CANNOT_TELL))


def _first(windows: Sequence[Period], before: Period) -> Period | None:
    """The first period, where it is earlier than the one that the last is compared with."""
    return windows[0] if windows[0].start < before.start else None
