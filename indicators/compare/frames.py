"""Comparisons of estimates as frames: what `City` in notebooks hands out. The statistics are in their own modules."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from indicators.compare.benchmarking import funnel as benchmark
from indicators.compare.benchmarking.similar_districts import neighbours
from indicators.compare.change import control_charts, signals
from indicators.compare.change.change import CANNOT_TELL, DIFFERENT, NO_CLEAR_DIFFERENCE
from indicators.compare.gaps.decomposition import Decomposition, Steps, decompose
from indicators.compare.multiple_testing import adjusted_p
from indicators.engine.definitions.registry import Indicator
from indicators.engine.statistics.intervals import z
from indicators.engine.text.errors import TownbellError
from indicators.engine.text.messages import _

PLACE = ["district_id", "district"]
_NEUTRAL = {"higher": DIFFERENT, "lower": DIFFERENT, benchmark.SIMILAR: NO_CLEAR_DIFFERENCE}


def funnel(
    indicator: Indicator, rows: pd.DataFrame, level: float = 0.95, average: float | None = None
) -> pd.DataFrame:
    """Districts against the average: `value, z, p_value, p_adjusted, judged` (Spiegelhalter 2005).

    All are judged at once, so p-values are adjusted (Benjamini & Hochberg 1995), and the spread between
    districts that chance does not explain widens the limits (additive over-dispersion). `average`, in the
    indicator's unit, is the yardstick: the value of the whole area, a target, or the value of a group of
    districts; None is the districts with a value taken together, which is not the whole where some have none.
    NaN, a yardstick that nobody knows, judges nothing. Shares and rates only; a survey's shares count by their
    own denominators. `judged` is better, worse, no_clear_difference, cannot_tell, or different for neutral
    indicators.
    """
    if indicator.kind not in ("share", "rate"):
        raise TownbellError(
            _(
                "'{id}' has no count behind it; only shares and rates can be set against a funnel.",
                id=indicator.id,
            )
        )
    ok = rows["status"] == "ok"
    number, base = (rows[name].where(ok).to_numpy(dtype=float) for name in ("numerator", "denominator"))
    compare = benchmark.funnel_shares if indicator.kind == "share" else benchmark.funnel_rates
    against = None if average is None else average / indicator.per
    limits = compare(number, base, against, dispersion="additive")
    adjusted = adjusted_p(limits.p_value)
    words = pd.Series(benchmark.judge(limits.significance, indicator.better, level)).replace(_NEUTRAL)
    clear = np.nan_to_num(adjusted, nan=1.0) <= 1 - level
    judged = np.where(np.isnan(limits.z), CANNOT_TELL, np.where(clear, words, NO_CLEAR_DIFFERENCE))
    return rows[[*PLACE, "value", "unit", "status"]].assign(
        average=limits.average * indicator.per,
        z=limits.z,
        p_value=limits.p_value,
        p_adjusted=adjusted,
        judged=judged,
    )


def trends(indicator: Indicator, rows: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """The recent trend of each group in words, and whether its bell rings, by which rule.

    The trend is that of the last five periods at 99.8 % (OHID); the bell rings for what has got worse by a
    control chart's rules or a trend that is steadier than the years' own ups and downs (`compare.signals`).
    """
    keys = [name for key in by for name in (PLACE if key == "district" else [key])]
    ordered = rows.assign(status_ok=rows["status"] == "ok")
    names = ["value", "lower", "upper", "numerator", "denominator"]
    ordered[names] = ordered[names].where(ordered["status_ok"])
    every = ordered.pivot(index=keys, columns="period", values=names)
    wide = {name: every[name] for name in names}
    arrays = {name: frame.to_numpy(dtype=float) for name, frame in wide.items()}
    trend, chart = _trend(indicator, arrays), chart_of(indicator, arrays)
    bell = signals.bell(chart, indicator.better, trend)
    return (
        wide["value"]
        .index.to_frame(index=False)
        .assign(
            slope=trend.slope,
            trend=signals.trend_verdict(trend, indicator.better),
            bell=bell.rings,
            rule=bell.rule,
        )
    )


def _trend(indicator: Indicator, arrays: dict[str, np.ndarray]) -> signals.Trend:
    if indicator.kind == "share" and indicator.weight is None and np.isfinite(arrays["numerator"]).any():
        return signals.shares_trend(arrays["numerator"], arrays["denominator"])
    return signals.values_trend(arrays["value"], arrays["lower"], arrays["upper"])


def chart_of(indicator: Indicator, arrays: dict[str, np.ndarray]) -> control_charts.Chart:
    """The control chart that fits the kind of an indicator: shares, rates, or single measurements."""
    if indicator.kind == "share" and indicator.weight is None:
        return control_charts.shares_chart(arrays["numerator"], arrays["denominator"])
    if indicator.kind == "rate":
        return control_charts.rates_chart(arrays["numerator"], arrays["denominator"])
    return control_charts.measurements_chart(arrays["value"])


def neighbour_table(wide: pd.DataFrame, count: int) -> pd.DataFrame:
    """The nearest districts of each district of a frame districts x indicators, nearest first."""
    nearest = neighbours(wide.to_numpy(dtype=float), count)
    ids = wide.index.to_numpy()
    one, at = np.nonzero(nearest.index >= 0)
    return pd.DataFrame(
        {
            "district_id": ids[one],
            "neighbour_id": ids[nearest.index[one, at]],
            "distance": nearest.distance[one, at],
        }
    )


def clusters(rows: pd.DataFrame, districts: Any) -> pd.DataFrame:
    """Districts whose neighbours are alike beyond chance: `cluster, moran, p, p_adjusted`.

    `attrs["association"]` holds the global test."""
    from indicators.compare.spatial.adjacency import contiguity
    from indicators.compare.spatial.autocorrelation import association
    from indicators.compare.spatial.autocorrelation import clusters as local

    values = rows.set_index("district_id")["value"].reindex(districts["district_id"]).to_numpy(dtype=float)
    adjacency = contiguity(districts)
    local_moran, whole = local(values, adjacency), association(values, adjacency)
    frame = pd.DataFrame(districts[PLACE]).assign(
        value=values,
        cluster=local_moran.label,
        moran=local_moran.moran,
        p=local_moran.p,
        p_adjusted=local_moran.p_adjusted,
    )
    frame.attrs["association"] = whole
    return frame


def divide(access: pd.DataFrame, use: pd.DataFrame, across: str, level: float = 0.95) -> pd.DataFrame:
    """How a gap in use splits into divide (access) and inequality (use given access), against the last group.

    `access` is the share of all who have access, `use` the share of *those* who use, a row a group. A row for
    each group and part: `ratio, lower, upper, share_of_gap`. Parts multiply to the whole; limits by the delta
    method. A survey's effective numbers are worked back from its limits.
    """
    both = access[[across, "value", "denominator", "status", "lower", "upper"]].merge(
        use[[across, "value", "status"]], on=across, suffixes=("", "_use")
    )
    both = both.set_index(across)
    both = both[(both["status"] == "ok") & (both["status_use"] == "ok")]
    steps = {group: _steps(row, level) for group, row in both.iterrows()}
    groups = list(steps)
    if len(groups) < 2:
        return pd.DataFrame(columns=[across, "part", "ratio", "lower", "upper", "share_of_gap"])
    return pd.DataFrame(
        [
            r
            for group in groups[:-1]
            for r in _parts(across, group, decompose(steps[group], steps[groups[-1]], level))
        ]
    )


def _steps(row: pd.Series, level: float) -> Steps:
    persons = float(row["denominator"])
    with_access = persons * row["value"] / 100
    share = row["value"] / 100
    error = (row["upper"] - row["lower"]) / 100 / (2 * z(level))
    effective = share * (1 - share) / error**2 if error > 0 and 0 < share < 1 else persons
    return Steps(persons, with_access, with_access * row["value_use"] / 100, effective)


def _parts(across: str, group: object, decomposition: Decomposition) -> list[dict[str, object]]:
    named = {
        "use": decomposition.use,
        "access": decomposition.access,
        "use_given_access": decomposition.use_given_access,
    }
    return [
        {
            across: group,
            "part": name,
            "ratio": float(part.ratio),
            "lower": float(part.ratio_lower),
            "upper": float(part.ratio_upper),
            "share_of_gap": float(part.share),
        }
        for name, part in named.items()
    ]


def composite(
    values: pd.DataFrame, errors: pd.DataFrame, better: Sequence[str], **recipe: Any
) -> pd.DataFrame:
    """A composite index of a frame districts x indicators: `index, rank, rank_lower, rank_upper`.

    Rank 1 is best; the interval covers estimate errors, weights and (where named) methods over 1,000 seeded
    draws. `attrs` hold what each indicator does to the index. `recipe`: weights, normalisation, aggregation,
    minimum_known, outlier_points. Neutral indicators can't be in an index.
    """
    from indicators.compare.index.composite import Recipe, equal_weights, index, influence
    from indicators.compare.index.uncertainty import rank_intervals

    if "neutral" in better:
        raise TownbellError(_("An index needs indicators with a good end; a neutral one can't be in it."))
    directions = tuple(1 if word == "higher" else -1 for word in better)
    weights = tuple(recipe.pop("weights", equal_weights(len(directions))))
    made = Recipe(directions, weights, **recipe)
    table, spread = values.to_numpy(dtype=float), errors.to_numpy(dtype=float)
    ranks = rank_intervals(table, spread, made)
    frame = pd.DataFrame(
        {
            "index": index(table, made),
            "rank": ranks.rank,
            "rank_lower": ranks.lower,
            "rank_upper": ranks.upper,
        },
        index=values.index,
    ).reset_index()
    frame.attrs["influence"] = dict(zip(values.columns, influence(table, made), strict=True))
    return frame
