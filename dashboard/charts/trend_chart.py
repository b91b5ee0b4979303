"""Places over time side by side: one panel a place, all on one scale, with the whole area as a grey line."""

from collections.abc import Iterator, Mapping

import altair as alt
import pandas as pd

from dashboard.charts.chart_files import Spec
from dashboard.charts.colours import PLACES, WHOLE_AREA
from dashboard.charts.theme import specification
from dashboard.text import cell, limits, period
from indicators.engine.definitions.registry import Indicator
from indicators.engine.text.messages import translated as _

_PANELS_IN_A_ROW, _PANEL_WIDTH = 3, 260


def trend_charts(rows: pd.DataFrame, whole: pd.DataFrame, measure: Indicator) -> dict[str, Spec]:
    """The panels by the places' ids: values over time with their limits.

    `rows` has `id, name, period, value, lower, upper, status`, `whole` has `period, value, status` of the area. A
    period without a value is a hole in the line.
    """
    return {id: specification(panel) for id, panel in _panels(rows, whole, measure)}


def trends_side_by_side(
    rows: pd.DataFrame, whole: pd.DataFrame, measure: Indicator, names: Mapping[str, str]
) -> Spec:
    """All panels as one picture, three in a row, each under its name."""
    panels = [
        panel.properties(title=alt.Title(names[id], fontSize=15), width=_PANEL_WIDTH)
        for id, panel in _panels(rows, whole, measure)
    ]
    return specification(alt.concat(*panels, columns=_PANELS_IN_A_ROW))


def _panels(
    rows: pd.DataFrame, whole: pd.DataFrame, measure: Indicator
) -> Iterator[tuple[str, alt.LayerChart]]:
    unit, area = _(measure.unit), whole[whole["status"] == "ok"]
    ends = pd.concat([rows["value"], rows["lower"], rows["upper"], area["value"]]).astype(float).dropna()
    scale = alt.Scale(domain=[ends.min(), ends.max()] if len(ends) else [0, 1], nice=True, zero=False)
    labelled = rows.assign(
        when=[period(code) for code in rows["period"]],
        value_text=[cell(v, measure.unit, s) for v, s in zip(rows["value"], rows["status"], strict=True)],
        limits_text=[limits(*pair) for pair in zip(rows["lower"], rows["upper"], strict=True)],
    ).drop(columns=["period", "status"])
    grey = pd.DataFrame({"when": [period(code) for code in area["period"]], "area": area["value"].tolist()})
    for (id, places), colour in zip(labelled.groupby("id", sort=False), PLACES, strict=False):
        yield str(id), _panel(places, grey, unit, scale, colour)


def _panel(
    rows: pd.DataFrame, area: pd.DataFrame, unit: str, scale: alt.Scale, colour: str
) -> alt.LayerChart:
    def y(field: str) -> alt.Y:
        return alt.Y(field, title=unit, scale=scale)

    axis = alt.Axis(labelAngle=0, labelOverlap="greedy", labelSeparation=8)
    x = alt.X("when:O", title=None, sort=None, axis=axis)
    tooltip = [
        alt.Tooltip("name:N", title=_("Place")),
        alt.Tooltip("when:N", title=_("Period")),
        alt.Tooltip("value_text:N", title=_("Value")),
        alt.Tooltip("limits_text:N", title=_("95 % limits")),
    ]
    place = alt.Chart().encode(x=x)
    layers = (
        alt.Chart(area).mark_line(color=WHOLE_AREA, strokeDash=[4, 3]).encode(x=x, y=y("area:Q")),
        place.mark_rule(color=colour, strokeWidth=2, opacity=0.55).encode(y=y("lower:Q"), y2="upper"),
        place.mark_line(color=colour, strokeWidth=2.5).encode(y=y("value:Q")),
        place.mark_point(color=colour, filled=True, size=60, opacity=1).encode(
            y=y("value:Q"), tooltip=tooltip
        ),
    )
    return alt.LayerChart(data=rows, layer=layers, height=190)
