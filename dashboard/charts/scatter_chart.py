"""Every district by two indicators: a dot each with the limits of both, or counted in rectangles."""

from collections.abc import Iterator
from dataclasses import dataclass

import altair as alt
import pandas as pd

from dashboard.charts.chart_files import Spec
from dashboard.charts.colours import ACCENT, PLACES
from dashboard.charts.theme import specification
from dashboard.text import quantity
from indicators.engine.definitions.registry import Indicator
from indicators.engine.text.messages import translated as _

_TICKS, _HEIGHT = 8, 420


@dataclass(frozen=True)
class IndicatorPair:
    """What lies across and what lies up, and the districts (by id) that have colour and name."""

    across: Indicator
    up: Indicator
    marked: tuple[str, ...] = ()

    def x(self, field: str) -> alt.X:
        """A field across."""
        return alt.X(
            field, title=_titled(self.across), scale=alt.Scale(zero=False), axis=alt.Axis(tickCount=_TICKS)
        )

    def y(self, field: str) -> alt.Y:
        """A field up."""
        return alt.Y(
            field, title=_titled(self.up), scale=alt.Scale(zero=False), axis=alt.Axis(tickCount=_TICKS)
        )


def _titled(measure: Indicator) -> str:
    return f"{_(measure.title)} ({_(measure.unit)})"


def scatter_chart(rows: pd.DataFrame, pair: IndicatorPair) -> Spec:
    """A dot a district with both values; `rows` has `district_id, district` and `value, lower, upper, status` of the
    two, with `_x` and `_y`."""
    return specification(_dots(rows, pair).properties(height=_HEIGHT))


def binned_scatter_chart(rows: pd.DataFrame, bins: pd.DataFrame, pair: IndicatorPair) -> Spec:
    """How many districts lie where (`bins`: `left, right, bottom, top, districts`), and the marked ones as dots."""
    shade = alt.Color(
        "districts:Q", title=_("Districts"), scale=alt.Scale(type="log", scheme="greys"),
        legend=alt.Legend(type="symbol", symbolType="square", values=[1, 10, 100, 1000], format=",d"),
    )  # fmt: skip
    counted = alt.Chart(bins).mark_rect().encode(
        x=pair.x("left:Q"), x2="right", y=pair.y("bottom:Q"), y2="top", color=shade,
        tooltip=alt.Tooltip("districts:Q", title=_("Districts")),
    )  # fmt: skip
    dots = _dots(rows[rows["district_id"].isin(pair.marked)], pair)
    return specification(alt.layer(counted, dots).properties(height=_HEIGHT))


def _dots(rows: pd.DataFrame, pair: IndicatorPair) -> alt.LayerChart:
    known = rows[(rows["status_x"] == "ok") & (rows["status_y"] == "ok")]
    known = known.assign(
        marked=known["district_id"].isin(pair.marked),
        right_half=known["value_x"] > (known["value_x"].min() + known["value_x"].max()) / 2,
        x_text=[quantity(value, pair.across.unit) for value in known["value_x"]],
        y_text=[quantity(value, pair.up.unit) for value in known["value_y"]],
    ).drop(columns=["district_id", "status_x", "status_y"])
    marked = alt.when(alt.datum.marked)
    colour = marked.then(alt.value(PLACES[1])).otherwise(alt.value(ACCENT))
    faint = marked.then(alt.value(0.9)).otherwise(alt.value(0.25))
    tooltip = [
        alt.Tooltip("district:N", title=_("District")),
        alt.Tooltip("x_text:N", title=_(pair.across.title)),
        alt.Tooltip("y_text:N", title=_(pair.up.title)),
    ]
    dots = alt.Chart().encode(x=pair.x("value_x:Q"), y=pair.y("value_y:Q"))
    limits = alt.Chart().mark_rule().encode(color=colour, opacity=faint)
    layers = (
        limits.encode(x=pair.x("lower_x:Q"), x2="upper_x", y=pair.y("value_y:Q")),
        limits.encode(x=pair.x("value_x:Q"), y=pair.y("lower_y:Q"), y2="upper_y"),
        dots.mark_point(filled=True, size=90, opacity=1).encode(color=colour, tooltip=tooltip),
        *_names(dots.encode(text="district:N")),
    )
    return alt.LayerChart(data=known, layer=layers)


def _names(dots: alt.Chart) -> Iterator[alt.Chart]:
    """The marked districts' names on white, towards the middle of the chart, where there is room for them."""
    left = dots.transform_filter(alt.datum.marked & ~alt.datum.right_half)
    right = dots.transform_filter(alt.datum.marked & alt.datum.right_half)
    for stroke in ("#ffffff", None):
        yield left.mark_text(align="left", dx=8, dy=-8, fontWeight="bold", stroke=stroke, strokeWidth=4)
        yield right.mark_text(align="right", dx=-8, dy=-8, fontWeight="bold", stroke=stroke, strokeWidth=4)
