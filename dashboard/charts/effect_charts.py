"""Charts of an effect: what was and what would have been, the effect over time, what was expected and observed."""

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import altair as alt
import pandas as pd

from dashboard.charts.chart_files import Spec
from dashboard.charts.colours import (
    AFTER_START,
    COUNTERFACTUAL,
    COUNTERFACTUAL_BAND,
    ELSEWHERE,
    ELSEWHERE_TEXT,
    INK,
    TEXT,
    TREATED,
    TREATED_BAND,
)
from dashboard.charts.theme import LARGE_TEXT, specification
from indicators.engine.text.messages import translated as _

HEIGHT = 300
_MOST_TICKS = 12
_ROOM_OF_A_NAME = 22
"""Names at the ends of lines stand at least so many points apart."""
_DRAWN = (
    "observed_lower", "observed_upper", "without_lower", "without_upper", "observed", "without", "others",
)  # fmt: skip


@dataclass(frozen=True)
class TimePlane:
    """Time across and a unit up: the axes that all layers of such a chart share, and the marks on them."""

    time: str
    x_axis: alt.Axis
    x_domain: tuple[float, float]
    unit: str
    y_domain: tuple[float, float]

    def x(self, field: str = "") -> alt.X:
        """A field across; the time where none is named."""
        scale = alt.Scale(domain=self.x_domain, nice=False, zero=False)
        return alt.X(f"{field or self.time}:Q", axis=self.x_axis, scale=scale)

    def y(self, field: str) -> alt.Y:
        """A field up."""
        axis = alt.Axis(title=self.unit, titleLimit=260, tickCount=5)
        return alt.Y(f"{field}:Q", axis=axis, scale=alt.Scale(domain=self.y_domain, zero=False, nice=False))

    def line(self, field: str, colour: str, width: float, dash: Sequence[int] = ()) -> alt.Chart:
        """A line over time."""
        line = alt.Chart().mark_line(color=colour, strokeWidth=width, strokeDash=list(dash) or alt.Undefined)
        return line.encode(x=self.x(), y=self.y(field))

    def dots(self, field: str, colour: str) -> alt.Chart:
        """A dot a time."""
        dots = alt.Chart().mark_point(filled=True, size=70, color=colour, opacity=1)
        return dots.encode(x=self.x(), y=self.y(field))

    def bars(self, name: str, colour: str, width: float = 1.5) -> alt.Chart:
        """A bar a time from `name_lower` to `name_upper`; `lower` and `upper` where the name is empty."""
        lower, upper = (f"{name}_{end}".lstrip("_") for end in ("lower", "upper"))
        bars = alt.Chart().mark_rule(color=colour, strokeWidth=width, opacity=1 if width < 10 else 0.75)
        return bars.encode(x=self.x(), y=self.y(lower), y2=upper)

    def band(self, name: str, colour: str) -> alt.Chart:
        """A band over time from `name_lower` to `name_upper`."""
        band = alt.Chart().mark_area(color=colour, opacity=0.75)
        return band.encode(x=self.x(), y=self.y(f"{name}_lower"), y2=f"{name}_upper")

    def after(self, start: float, end: float) -> Iterator[alt.Chart]:
        """The time after the start on a shade, with a line and a word where it begins."""
        low, high = self.y_domain
        frame = pd.DataFrame({"from": [start - 0.5], "to": [end], "low": [low], "high": [high]})
        shade = alt.Chart(frame).encode(x=self.x("from"))
        yield shade.mark_rect(color=AFTER_START).encode(x2="to", y=self.y("low"), y2="high")
        yield shade.mark_rule(color=TEXT, strokeDash=[4, 3])
        word = shade.mark_text(align="left", dx=5, dy=11, text=_("start"), fontSize=16)
        yield word.encode(y=self.y("high"))

    def chart(self, rows: pd.DataFrame, layers: Sequence[alt.Chart], height: int) -> Spec:
        """The layers over the rows, with letters that are read from the back of a room."""
        chart = alt.LayerChart(data=rows, layer=layers, height=height, width="container")
        return specification(chart.configure_axis(labelFontSize=LARGE_TEXT, titleFontSize=LARGE_TEXT))


def effect_chart(rows: pd.DataFrame, unit: str, height: int = HEIGHT) -> Spec:
    """The treated districts' mean, what it would have been without, and the comparison districts' mean.

    `rows` as from `results.path_rows`. The time after the start is shaded; limits of what would have been are those of
    the average difference. Periods that do not count are hollow dots off the line. The axis does not begin at zero.
    """
    rows = rows.assign(
        line=rows["observed"].where(rows["counts"]), left_out=rows["observed"].where(~rows["counts"])
    )
    names, last = list(rows["name"]), len(rows) - 1
    axis = alt.Axis(
        values=list(range(0, len(names), math.ceil(len(names) / _MOST_TICKS))),
        labelExpr=f"{json.dumps(names)}[datum.value]", labelOverlap=True, title=None, grid=False,
    )  # fmt: skip
    plane = TimePlane("at", axis, (-0.4, last + max(0.9, 0.28 * last)), unit, _padded(rows[list(_DRAWN)]))
    one_period = rows["without_lower"].notna().sum() <= 1  # too few for a band, so there is a broad bar
    layers = [
        *plane.after(int(rows.loc[rows["after"], "at"].min()), last + 0.4),
        plane.bars("without", COUNTERFACTUAL_BAND, 16) if one_period else plane.band("without", COUNTERFACTUAL_BAND),
        plane.line("others", ELSEWHERE, 1.5, [2, 3]),
        plane.line("without", COUNTERFACTUAL, 2.5, [7, 4]),
        plane.bars("observed", TREATED),
        plane.line("line", TREATED, 3),
        plane.dots("line", TREATED),
        *_left_out(rows, plane),
        *_line_names(rows, plane, height),
    ]  # fmt: skip
    return plane.chart(rows.drop(columns=["name", "period", "after", "counts"]), layers, height)


def event_study_chart(rows: pd.DataFrame, unit: str, time: str, height: int = HEIGHT) -> Spec:
    """Effects by time since the start (`time` says in what steps), with limits for each time and a band for all.

    `rows` as from `results.over_time`. Zero is no effect.
    """
    ends = rows[["band_lower", "band_upper", "lower", "upper", "estimate"]].assign(no_effect=0.0)
    first, last = float(rows["time"].min()) - 0.4, float(rows["time"].max()) + 0.4
    axis = alt.Axis(title=time, tickMinStep=1, grid=False, format="d")
    plane = TimePlane("time", axis, (first, last), unit, _padded(ends))
    layers = [
        *plane.after(0, last),
        plane.band("band", TREATED_BAND),
        alt.Chart(pd.DataFrame({"no_effect": [0]})).mark_rule(color=TEXT).encode(y=plane.y("no_effect")),
        plane.bars("", TREATED),
        plane.line("estimate", TREATED, 2),
        plane.dots("estimate", TREATED),
    ]
    return plane.chart(rows, layers, height)


def expected_chart(rows: Sequence[tuple[str, float, float, float]], unit: str) -> Spec:
    """Expected and observed, one below the other: `(name, low, high, estimate)`; an open end is drawn to the edge."""
    finite = [each for _name, *ends in rows for each in ends if math.isfinite(each)] + [0.0]
    pad = (max(finite) - min(finite) or 1) * 0.12
    edges = min(finite) - pad, max(finite) + pad
    frame = pd.DataFrame(rows, columns=["name", "low", "high", "value"])
    frame = frame.assign(low=frame["low"].clip(*edges), high=frame["high"].clip(*edges))
    scale, axis = alt.Scale(domain=edges, nice=False), alt.Axis(tickCount=8)

    def x(field: str) -> alt.X:
        return alt.X(f"{field}:Q", title=unit, scale=scale, axis=axis)

    base = alt.Chart().encode(y=alt.Y("name:N", sort=None, title=None))
    layers = (
        base.mark_bar(height=12, color=TREATED_BAND, stroke=INK).encode(x=x("low"), x2="high"),
        base.mark_point(filled=True, size=110, color=TREATED, opacity=1)
        .transform_filter(alt.expr.isValid(alt.datum.value))
        .encode(x=x("value")),
        alt.Chart(pd.DataFrame({"no_effect": [0]})).mark_rule(color=TEXT).encode(x=x("no_effect")),
    )
    return specification(alt.LayerChart(data=frame, layer=layers, height=alt.Step(34), width="container"))


def _padded(values: pd.DataFrame) -> tuple[float, float]:
    """The lowest and the highest value, with some room beyond."""
    low, high = float(values.min().min()), float(values.max().max())
    pad = (high - low or abs(high) or 1) * 0.06
    return low - pad, high + pad


def _left_out(rows: pd.DataFrame, plane: TimePlane) -> Iterator[alt.Chart]:
    """Hollow dots for what was measured in periods that are left out of the comparison; the first bears the word."""
    if rows["counts"].all():
        return
    first = rows[~rows["counts"]].iloc[:1]
    known = alt.expr.isValid(alt.datum.left_out)
    dots = alt.Chart().mark_point(size=70, fill="#ffffff", stroke=TREATED, strokeWidth=2, opacity=1)
    yield dots.transform_filter(known).encode(x=plane.x(), y=plane.y("left_out"))
    side: Literal["left", "right"] = "left" if int(first["at"].iloc[0]) == 0 else "right"
    word = alt.Chart(first[["at", "left_out"]]).mark_text(
        align=side, dx=9 if side == "left" else -9, text=_("left out"), color=TREATED, fontSize=14
    )
    yield word.encode(x=plane.x(), y=plane.y("left_out"))


def _line_names(rows: pd.DataFrame, plane: TimePlane, height: int) -> Iterator[alt.Chart]:
    """The lines' names at their right ends, moved apart where they would touch."""
    last, (low, high) = rows.iloc[-1], plane.y_domain
    names = (
        ("observed", _("with it"), TREATED),
        ("without", _("without it"), COUNTERFACTUAL),
        ("others", _("elsewhere"), ELSEWHERE_TEXT),
    )
    known = sorted(
        (float(last[field]), text, colour) for field, text, colour in names if pd.notna(last[field])
    )
    y = -math.inf
    for value, text, colour in known:
        y = max(value, y + _ROOM_OF_A_NAME / height * (high - low))
        name = alt.Chart(pd.DataFrame({"at": [int(last["at"])], "y": [y]}))
        name = name.mark_text(align="left", dx=9, text=text, color=colour, fontSize=16, fontWeight="bold")
        yield name.encode(x=plane.x(), y=plane.y("y"))
