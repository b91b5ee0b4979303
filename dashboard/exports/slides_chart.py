"""A line chart on a slide that PowerPoint can edit: values by period with their limits as bars."""

import math
from dataclasses import dataclass
from typing import Any

from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION, XL_MARKER_STYLE, XL_TICK_LABEL_POSITION
from pptx.enum.dml import MSO_LINE
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls
from pptx.util import Pt

from dashboard.charts.html_charts import Axis, axis

_DASHES = {"dash": MSO_LINE.DASH, "dot": MSO_LINE.ROUND_DOT}
_LARGE = 16


@dataclass(frozen=True)
class Curve:
    """A line: its name, a value a period or None, limits where both ends are known, its colour (`#rrggbb`).

    `dash` is `solid`, `dash`, `dot`, or `none` for pale dots without a line.
    """

    name: str
    values: tuple[float | None, ...]
    lower: tuple[float, ...]
    upper: tuple[float, ...]
    colour: str
    dash: str = "solid"


@dataclass(frozen=True)
class Curves:
    """Lines over the same periods in one unit, and what they show in words."""

    periods: tuple[str, ...]
    unit: str
    curves: tuple[Curve, ...]
    alt: str

    @property
    def axis(self) -> Axis:
        """It spans what is drawn, and need not begin at zero."""
        return axis(end for curve in self.curves for end in _drawn_ends(curve))


def draw(page: Any, shown: Curves, room: tuple[int, int, int, int]) -> None:
    """Puts the chart on a slide."""
    data = CategoryChartData()
    data.categories = shown.periods
    for curve in shown.curves:
        data.add_series(curve.name, curve.values)
    frame = page.shapes.add_chart(XL_CHART_TYPE.LINE_MARKERS, *room, data)
    describe(frame, shown.alt)
    chart = frame.chart
    chart.font.size = Pt(_LARGE)
    chart.has_title = False
    chart.has_legend = True
    chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
    _axes(chart, shown)
    for series, curve in zip(chart.plots[0].series, shown.curves, strict=True):
        _look(series, curve)
        _limits(series, curve)


def describe(shape: Any, alt: str) -> None:
    """Says in words what a shape shows."""
    shape._element.xpath(".//p:cNvPr")[0].set("descr", alt)


def _axes(chart: Any, shown: Curves) -> None:
    marks = shown.axis.marks
    values, periods = chart.value_axis, chart.category_axis
    values.minimum_scale, values.maximum_scale = float(marks[0]), float(marks[-1])
    values.major_unit = float(marks[1] - marks[0])
    values.has_title = True
    values.axis_title.text_frame.text = shown.unit
    values.axis_title.text_frame.paragraphs[0].runs[0].font.size = Pt(_LARGE)
    values.axis_title.text_frame.paragraphs[0].runs[0].font.bold = False
    values.major_gridlines.format.line.color.rgb = RGBColor(0xDC, 0xDC, 0xDC)
    periods.tick_label_position = XL_TICK_LABEL_POSITION.LOW


def _pairs(curve: Curve) -> list[tuple[float, float]]:
    """How far the limits lie below and above each value; nothing where an end is unknown or has no end."""
    distances = []
    for value, low, high in zip(curve.values, curve.lower, curve.upper, strict=True):
        drawn = value is not None and math.isfinite(low) and math.isfinite(high)
        distances.append((value - low, high - value) if drawn and value is not None else (0.0, 0.0))
    return distances


def _drawn_ends(curve: Curve) -> list[float]:
    pairs = zip(curve.values, _pairs(curve), strict=True)
    return [end for value, (down, up) in pairs if value is not None for end in (value - down, value + up)]


def _look(series: Any, curve: Curve) -> None:
    colour = RGBColor.from_string(curve.colour.removeprefix("#").upper())
    series.smooth = False
    line, marker = series.format.line, series.marker
    marker.style, marker.size = XL_MARKER_STYLE.CIRCLE, 8
    marker.format.fill.solid()
    marker.format.line.color.rgb = colour
    if curve.dash == "none":
        line.fill.background()
        marker.style, marker.size = XL_MARKER_STYLE.DIAMOND, 11
        marker.format.fill.fore_color.rgb = RGBColor(
            0xB9, 0xC9, 0xE4
        )  # not white: some programs draw no border
        return
    marker.format.fill.fore_color.rgb = colour
    line.color.rgb, line.width = colour, Pt(3.5 if curve.dash == "solid" else 2.5)
    if curve.dash in _DASHES:
        line.dash_style = _DASHES[curve.dash]
        marker.style = XL_MARKER_STYLE.NONE


def _limits(series: Any, curve: Curve) -> None:
    """Bars from the lower to the upper limit, which the library has no words for (ECMA-376, part 1, 21.2.2.55)."""
    pairs = _pairs(curve)
    if not any(down or up for down, up in pairs):
        return
    down, up = (
        "".join(f'<c:pt idx="{at}"><c:v>{pair[side]!r}</c:v></c:pt>' for at, pair in enumerate(pairs))
        for side in (0, 1)
    )
    many = f'<c:formatCode>General</c:formatCode><c:ptCount val="{len(pairs)}"/>'
    colour = curve.colour.removeprefix("#").upper()
    bars = parse_xml(
        f'<c:errBars {nsdecls("c", "a")}><c:errDir val="y"/><c:errBarType val="both"/><c:errValType val="cust"/>'
        f'<c:noEndCap val="0"/><c:plus><c:numLit>{many}{up}</c:numLit></c:plus>'
        f"<c:minus><c:numLit>{many}{down}</c:numLit></c:minus>"
        f'<c:spPr><a:ln w="15875"><a:solidFill><a:srgbClr val="{colour}"/></a:solidFill></a:ln></c:spPr></c:errBars>'
    )
    series._element.xpath("c:cat")[0].addprevious(bars)
