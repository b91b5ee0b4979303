"""The bells of a whole city: which indicator got worse in which district, beyond chance, when all are looked at.

A city of 24 districts and 50 indicators is 1 200 questions at once: at 95 % sixty would answer "changed" where
nothing did. Hence all are adjusted together, and what a year differs by itself counts as chance too.
"""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pandas as pd
from scipy import special

from indicators.compare.change import signals
from indicators.compare.change.before_after import before_after
from indicators.compare.change.change import Floats
from indicators.compare.change.trend_frame import PLACE, trends
from indicators.compare.multiple_testing import adjusted_p
from indicators.engine.definitions.enums import Status
from indicators.engine.definitions.registry import Indicator
from indicators.engine.statistics.intervals import z
from indicators.engine.text.periods import Period

BY_CHANGE, BY_CHART = "change", "chart"
LEVEL = 0.95
FALSE_ALARMS = 0.007
"""How often a quiet control chart rings at its latest point: measured, see the table of `signals`."""


def compared(windows: Sequence[Period]) -> Period | None:
    """The period that the last one is compared with; `windows` in order, those with values only.

    The first of the last five, the same stretch as the recent trend; an earlier one where that shares years with
    the last (pooled years, rolling windows); the first of all where every one does. None for a single period.
    """
    if len(windows) < 2:
        return None
    earlier = list(windows[: max(len(windows) - signals.TREND_POINTS + 1, 1)])
    apart = [window for window in windows if window.end < windows[-1].start]
    reached = [window for window in earlier if window in apart]
    return (reached or apart[:1] or list(windows[:1]))[-1]


def changes(indicator: Indicator, rows: pd.DataFrame, windows: Sequence[Period]) -> pd.DataFrame:
    """The change of every district with its p-value, and whether its own control chart rings.

    `rows` are the estimates of one indicator by district and period, `windows` its periods with values, in order.
    Columns: those of `before_after`, `before, after` (codes), `worse` (is the change to the worse side?),
    `scatter`, `p_value`, `bell, rule` (of `views.trends`). The p-value takes the years' own ups and downs for
    chance: the variance is multiplied by `scatter`, the mean square about the recent line in units of sampling
    error, pooled over districts. With fewer than five separate periods nobody can know it, and it is 1.
    """
    before = compared(windows)
    if before is None:
        return pd.DataFrame()
    changed = before_after(rows, before, windows[-1], indicator.better, PLACE)
    separate = all(one.end < other.start for one, other in pairwise(windows))
    spread = scatter(rows, windows) if separate else 1.0
    good = {"higher": 1, "lower": -1}.get(indicator.better, 0)
    change, lower, upper = (changed[name].to_numpy(dtype=float) for name in ("change", "lower", "upper"))
    changed = changed.assign(
        before=before.code,
        after=windows[-1].code,
        worse=changed["change"] * good < 0,
        scatter=spread,
        p_value=p_values(change, lower, upper, spread),
    )
    return _with_charts(indicator, rows, changed, separate)


def p_values(change: Floats, lower: Floats, upper: Floats, scatter: float = 1.0) -> Floats:
    """Two-sided p-values of changes from their own limits: from the side that looks towards no change."""
    half = np.where(change > 0, change - lower, upper - change)
    with np.errstate(divide="ignore", invalid="ignore"):
        score = np.where(change == 0, 0.0, np.abs(change) / (half / z(LEVEL)))
    known = np.isfinite(half) & (half > 0)
    return np.asarray(np.where(known, special.erfc(score / np.sqrt(2 * max(scatter, 1.0))), np.nan))


def scatter(rows: pd.DataFrame, windows: Sequence[Period]) -> float:
    """How much more the last five periods differ from a line than sampling explains; at least 1.

    The mean over districts, a tenth at either end cut off (as `benchmark.over_dispersion` does with scores).
    """
    wide = _wide(rows, windows)
    spread = signals.values_trend(wide["value"], wide["lower"], wide["upper"]).scatter
    known = spread[np.isfinite(spread)]
    if not known.size:
        return 1.0
    return max(1.0, float(np.mean(np.clip(known, *np.quantile(known, [0.1, 0.9])))))


def _wide(rows: pd.DataFrame, windows: Sequence[Period]) -> dict[str, Floats]:
    codes = [window.code for window in windows]
    known = rows[rows["period"].isin(codes)]
    names = ["value", "lower", "upper"]
    known = known.assign(**{name: known[name].where(known["status"] == Status.OK) for name in names})
    wide = known.pivot(index="district_id", columns="period", values=names)
    return {name: wide[name][codes].to_numpy(dtype=float) for name in names}


def _with_charts(
    indicator: Indicator, rows: pd.DataFrame, changed: pd.DataFrame, separate: bool
) -> pd.DataFrame:
    if not separate or indicator.better == "neutral":
        return changed.assign(bell=False, rule="")
    own = trends(indicator, rows, ["district"])[["district_id", "bell", "rule"]]
    joined = changed.merge(own, on="district_id", how="left")
    return joined.assign(bell=joined["bell"].fillna(False).astype(bool), rule=joined["rule"].fillna(""))


def rung(changed: pd.DataFrame, level: float = LEVEL) -> pd.DataFrame:
    """Everything that is looked at, adjusted together: `p_adjusted, rings, how`.

    A bell rings for a change to the worse that stays clear when all p-values are adjusted (Benjamini & Hochberg
    1995): of those that ring at most one in twenty should be false. The question is one-sided, "worse or not": with
    two-sided p-values every true improvement would loosen the threshold, and where much gets better most of the
    bells could be false. `p_adjusted` is that of the one-sided question, `p_value` stays two-sided.

    What has no limits has no p-value; there it rings by the district's own control chart, which rings in some
    0.7 % of quiet series, and only where the change is to the worse too. Improvements never ring.
    """
    both, worse = changed["p_value"].to_numpy(dtype=float), changed["worse"].to_numpy(dtype=bool)
    adjusted = adjusted_p(np.where(worse, both / 2, 1 - both / 2))
    clear = worse & (np.nan_to_num(adjusted, nan=1.0) <= 1 - level)
    chart = worse & changed["bell"].to_numpy(dtype=bool) & np.isnan(adjusted)
    how = np.select([clear, chart], [BY_CHANGE, BY_CHART], "")
    return changed.assign(p_adjusted=adjusted, rings=clear | chart, how=how)


def by_people(rung: pd.DataFrame, persons: pd.Series) -> pd.DataFrame:
    """The bells that ring, those of the indicator that touches most people first; `persons` by district id.

    What changed more clearly than chance explains comes before what rings by its pattern alone (`how`).
    `people` live in the district: an upper bound of those touched, not a count of them. `touched` is their sum
    over the districts in which the same indicator rings in the same way. Where no number is known both are empty and
    come last.
    """
    rows = rung[rung["rings"]]
    people = rows["district_id"].map(persons).astype(float)
    touched = people.groupby([rows["how"], rows["indicator"]]).transform(lambda known: known.sum(min_count=1))
    rows = rows.assign(people=people, touched=touched, by_chart=rows["how"] == BY_CHART)
    order = rows.sort_values(
        ["by_chart", "touched", "indicator", "people", "district"],
        ascending=[True, False, True, False, True],
        na_position="last",
    )
    return order.drop(columns="by_chart").reset_index(drop=True)
