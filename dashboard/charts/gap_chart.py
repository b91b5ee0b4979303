"""The gap between groups over time: a line through its values, with their limits."""

import altair as alt
import pandas as pd

from dashboard.charts.chart_files import Spec
from dashboard.charts.colours import ACCENT, ACCENT_BAND, TEXT
from dashboard.charts.theme import specification
from indicators.engine.text.formatting import period


def gap_chart(rows: pd.DataFrame, unit: str, equality: float) -> Spec:
    """A measure of the gap, `rows` as from `City.gap`: `period, value, lower, upper`; the line at `equality` is no gap.

    A period without a value is a hole in the line. The axis need not begin at zero.
    """
    values = rows[["value", "lower", "upper"]].assign(period=[period(code) for code in rows["period"]])
    axis = alt.Axis(labelAngle=0, labelOverlap="greedy", labelSeparation=8)
    base = alt.Chart().encode(x=alt.X("period:O", sort=None, title=None, axis=axis))
    y = alt.Y("value:Q", title=unit, scale=alt.Scale(zero=False))
    limits = base.encode(y=alt.Y("lower:Q", title=unit, scale=alt.Scale(zero=False)), y2="upper")
    no_gap = alt.Chart(pd.DataFrame({"equality": [equality]})).mark_rule(color=TEXT, strokeWidth=1.5)
    layers = (
        limits.mark_area(color=ACCENT_BAND, opacity=0.6),
        no_gap.encode(y=alt.Y("equality:Q", title=unit)),
        limits.mark_rule(color=ACCENT),
        base.mark_line(color=ACCENT).encode(y=y),
        base.mark_point(filled=True, size=80, opacity=1, color=ACCENT).encode(y=y),
    )
    return specification(alt.layer(*layers, data=values).properties(width="container", height=300))
