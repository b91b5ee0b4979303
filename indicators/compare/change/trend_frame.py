"""The recent trends of groups as a frame, with the control chart that fits an indicator's kind."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from indicators.compare.change import control_charts, signals
from indicators.engine.definitions.enums import Status
from indicators.engine.definitions.kinds import Noise
from indicators.engine.definitions.registry import Indicator

PLACE = ["district_id", "district"]


def trends(indicator: Indicator, rows: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """The recent trend of each group in words, and whether its bell rings, by which rule.

    The trend is that of the last five periods at 99.8 % (OHID); the bell rings for what has got worse by a
    control chart's rules or a trend that is steadier than the years' own ups and downs (`compare.signals`).
    """
    keys = [name for key in by for name in (PLACE if key == "district" else [key])]
    ordered = rows.assign(status_ok=rows["status"] == Status.OK)
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
    if (
        indicator.spec.noise is Noise.BINOMIAL
        and indicator.weight is None
        and np.isfinite(arrays["numerator"]).any()
    ):
        return signals.shares_trend(arrays["numerator"], arrays["denominator"])
    return signals.values_trend(arrays["value"], arrays["lower"], arrays["upper"])


def chart_of(indicator: Indicator, arrays: dict[str, np.ndarray]) -> control_charts.Chart:
    """The control chart that fits the kind of an indicator: shares, rates, or single measurements."""
    if indicator.spec.noise is Noise.BINOMIAL and indicator.weight is None:
        return control_charts.shares_chart(arrays["numerator"], arrays["denominator"])
    if indicator.spec.noise is Noise.POISSON:
        return control_charts.rates_chart(arrays["numerator"], arrays["denominator"])
    return control_charts.measurements_chart(arrays["value"])
