"""Pictures of an effect as Vega-Lite: what was and what would have been, effects over time, expected and observed."""

import json
import math
from collections.abc import Sequence

import pandas as pd

from dashboard.charts.chart_files import STYLE, Spec
from indicators.engine.text import formatting as say
from indicators.engine.text.messages import translated as _

WITH, WITHOUT, OTHERS, BAND = "#08306b", "#b35806", "#6e6e6e", "#f4c08a"
HEIGHT = 300
LARGE: Spec = {"axis": {**STYLE["axis"], "labelFontSize": 15, "titleFontSize": 15}}
"""Letters that are read from the back of a room."""
_MOST_TICKS = 12
_APART = 0.09
"""Labels at the ends of lines stand at least this share of the height apart."""


_DRAWN = (
    "observed_lower", "observed_upper", "without_lower", "without_upper", "observed", "without", "others",
)  # fmt: skip


def paths(rows: pd.DataFrame, unit: str, height: int = HEIGHT) -> Spec:
    """The treated districts' mean, what it would have been without, and the comparison districts' mean.

    `rows` as from `tracks`. The time after the start is shaded; limits of what would have been are those of the
    average difference. Periods that do not count are hollow dots off the line. The picture does not begin at zero.
    """
    rows = rows.assign(line=rows["observed"].where(rows["counts"]))
    rows = rows.assign(left_out=rows["observed"].where(~rows["counts"]))
    names, last = list(rows["name"]), len(rows) - 1
    start = int(rows.loc[rows["after"], "at"].min())
    values = _plain(rows)
    low, high = _span(rows[list(_DRAWN)])
    y = _y(unit, low, high)
    x: Spec = {
        "field": "at",
        "type": "quantitative",
        "axis": {**_ticks(names), "title": None, "grid": False},
        "scale": {"domain": [-0.4, last + max(0.9, 0.28 * last)], "nice": False, "zero": False},
    }
    layers = [
        *_shade(start, last, low, high),
        _around(rows, x, y),
        _line(x, y, "others", OTHERS, 1.5, [2, 3]),
        _line(x, y, "without", WITHOUT, 2.5, [7, 4]),
        _bars(x, y, "observed_lower", "observed_upper", WITH),
        _line(x, y, "line", WITH, 3),
        _dots(x, y, "line", WITH),
        *_hollow(rows, x, y),
        *_ends(rows, x, y, high - low),
    ]
    return {
        "data": {"values": values},
        "layer": layers,
        "height": height,
        "width": "container",
        "config": LARGE,
    }


def over_time(rows: pd.DataFrame, unit: str, steps: str, height: int = HEIGHT) -> Spec:
    """Effects by time since the start, with limits for each time and a band for the whole path; zero is no effect."""
    low, high = _span(rows[["band_lower", "band_upper", "lower", "upper", "estimate"]].assign(none=0.0))
    y = _y(unit, low, high)
    x: Spec = {
        "field": "time",
        "type": "quantitative",
        "axis": {"title": steps, "tickMinStep": 1, "grid": False, "format": "d"},
        "scale": {
            "domain": [float(rows["time"].min()) - 0.4, float(rows["time"].max()) + 0.4],
            "nice": False,
        },
    }
    nothing = {
        "data": {"values": [{"y": 0}]},
        "mark": {"type": "rule", "color": "#111"},
        "encoding": {"y": {"field": "y", "type": "quantitative"}},
    }
    layers = [
        *_shade(0, float(rows["time"].max()) + 0.4, low, high, "time"),
        _band(x, y, "band_lower", "band_upper", "#c6d6ea"),
        nothing,
        _bars(x, y, "lower", "upper", WITH),
        _line(x, y, "estimate", WITH, 2),
        _dots(x, y, "estimate", WITH),
    ]
    return {
        "data": {"values": _plain(rows)},
        "layer": layers,
        "height": height,
        "width": "container",
        "config": LARGE,
    }


def ranges(rows: Sequence[tuple[str, float, float, float]], unit: str) -> Spec:
    """Expected and observed, one below the other: `(name, low, high, estimate)`; an open end is drawn to the edge."""
    finite = [each for _name, *ends in rows for each in ends if math.isfinite(each)] + [0.0]
    pad = (max(finite) - min(finite) or 1) * 0.12
    edge = min(finite) - pad, max(finite) + pad
    values = [
        {
            "name": name,
            "low": max(low, edge[0]),
            "high": min(high, edge[1]),
            "value": value if math.isfinite(value) else None,
        }
        for name, low, high, value in rows
    ]
    x = {"type": "quantitative", "title": unit, "scale": {"domain": list(edge), "nice": False}}
    y = {"field": "name", "type": "nominal", "sort": None, "title": None}
    return {
        "data": {"values": values},
        "height": {"step": 34},
        "width": "container",
        "layer": [
            {
                "mark": {"type": "bar", "height": 12, "color": "#c6d6ea", "stroke": "#333"},
                "encoding": {"x": {"field": "low", **x}, "x2": {"field": "high"}, "y": y},
            },
            {
                "mark": {"type": "point", "filled": True, "size": 110, "color": WITH, "opacity": 1},
                "transform": [{"filter": "datum.value !== null"}],
                "encoding": {"x": {"field": "value", **x}, "y": y},
            },
            {
                "data": {"values": [{"x": 0}]},
                "mark": {"type": "rule", "color": "#111"},
                "encoding": {"x": {"field": "x", "type": "quantitative"}},
            },
        ],
    }


def _plain(rows: pd.DataFrame) -> list[dict[str, object]]:
    """Rows as Vega reads them: what is not known is null."""
    found: list[dict[str, object]] = json.loads(rows.to_json(orient="records"))
    return found


def _span(values: pd.DataFrame) -> tuple[float, float]:
    low, high = float(values.min().min()), float(values.max().max())
    pad = (high - low or abs(high) or 1) * 0.06
    return low - pad, high + pad


def _y(unit: str, low: float, high: float) -> Spec:
    axis = {"title": unit, "titleLimit": 260, "tickCount": 5}
    return {
        "type": "quantitative",
        "axis": axis,
        "scale": {"domain": [low, high], "zero": False, "nice": False},
    }


def _ticks(names: Sequence[str]) -> Spec:
    """The names of the periods below, as many as there is room for."""
    step = math.ceil(len(names) / _MOST_TICKS)
    return {
        "values": list(range(0, len(names), step)),
        "labelExpr": f"{json.dumps(list(names))}[datum.value]",
        "labelOverlap": True,
    }


def _shade(start: float, last: float, low: float, high: float, field: str = "at") -> list[Spec]:
    """The time after the start shaded, with a line and a word where it begins."""
    values = [{"from": start - 0.5, "to": last + (0.4 if field == "at" else 0), "low": low, "high": high}]
    x = {"field": "from", "type": "quantitative"}
    word = {"type": "text", "align": "left", "dx": 5, "dy": 11, "text": _("start"), "fontSize": 16}
    return [
        {
            "data": {"values": values},
            "mark": {"type": "rect", "color": "#eef2f6"},
            "encoding": {
                "x": x,
                "x2": {"field": "to"},
                "y": {"field": "low", "type": "quantitative"},
                "y2": {"field": "high"},
            },
        },
        {
            "data": {"values": values},
            "mark": {"type": "rule", "color": "#111", "strokeDash": [4, 3]},
            "encoding": {"x": x},
        },
        {
            "data": {"values": values},
            "mark": word,
            "encoding": {"x": x, "y": {"field": "high", "type": "quantitative"}},
        },
    ]


def _line(x: Spec, y: Spec, field: str, colour: str, width: float, dash: Sequence[int] = ()) -> Spec:
    mark = {
        "type": "line",
        "color": colour,
        "strokeWidth": width,
        **({"strokeDash": list(dash)} if dash else {}),
    }
    return {"mark": mark, "encoding": {"x": x, "y": {"field": field, **y}}}


def _dots(x: Spec, y: Spec, field: str, colour: str) -> Spec:
    mark = {"type": "point", "filled": True, "size": 70, "color": colour, "opacity": 1}
    return {"mark": mark, "encoding": {"x": x, "y": {"field": field, **y}}}


def _band(x: Spec, y: Spec, lower: str, upper: str, colour: str) -> Spec:
    return {
        "mark": {"type": "area", "color": colour, "opacity": 0.75},
        "encoding": {"x": x, "y": {"field": lower, **y}, "y2": {"field": upper}},
    }


def _around(rows: pd.DataFrame, x: Spec, y: Spec) -> Spec:
    """The limits of what would have been: a band, which a single period does not have, there a broad line."""
    if rows["without_lower"].notna().sum() > 1:
        return _band(x, y, "without_lower", "without_upper", BAND)
    bar = _bars(x, y, "without_lower", "without_upper", BAND)
    return {**bar, "mark": {**bar["mark"], "strokeWidth": 16, "opacity": 0.75}}


def _hollow(rows: pd.DataFrame, x: Spec, y: Spec) -> list[Spec]:
    """What was measured in periods that are left out of the comparison, named so."""
    if rows["counts"].all():
        return []
    dots = _dots(x, y, "left_out", WITH)
    text = {"type": "text", "align": "left", "dx": 9, "text": _("left out"), "color": WITH, "fontSize": 14}
    where = {"transform": [{"filter": "isValid(datum.left_out)"}]}
    return [
        {**dots, **where, "mark": {**dots["mark"], "fill": "#ffffff", "stroke": WITH, "strokeWidth": 2}},
        {**where, "mark": text, "encoding": {"x": x, "y": {"field": "left_out", **y}}},
    ]


def _bars(x: Spec, y: Spec, lower: str, upper: str, colour: str) -> Spec:
    return {
        "mark": {"type": "rule", "color": colour, "strokeWidth": 1.5},
        "encoding": {"x": x, "y": {"field": lower, **y}, "y2": {"field": upper}},
    }


def _ends(rows: pd.DataFrame, x: Spec, y: Spec, height: float) -> list[Spec]:
    """The lines' names at their right ends, moved apart where they would touch."""
    last = rows.iloc[-1]
    named = [
        ("observed", _("with it"), WITH),
        ("without", _("without it"), WITHOUT),
        ("others", _("elsewhere"), OTHERS),
    ]
    known = sorted(
        (float(last[field]), text, colour) for field, text, colour in named if pd.notna(last[field])
    )
    placed: list[Spec] = []
    at = -math.inf
    for value, text, colour in known:
        at = max(value, at + _APART * height)
        placed.append(
            {
                "data": {"values": [{"at": int(last["at"]), "y": at}]},
                "mark": {
                    "type": "text",
                    "align": "left",
                    "dx": 9,
                    "text": text,
                    "color": colour if colour != OTHERS else "#444444",
                    "fontSize": 16,
                    "fontWeight": "bold",
                },
                "encoding": {"x": x, "y": {"field": "y", **y}},
            }
        )
    return placed


def described(rows: pd.DataFrame, unit: str) -> str:
    """The picture of paths in words: where it stood, and what would have been, in the last period."""
    last = rows.iloc[-1]
    said = {"period": last["name"], "observed": say.quantity(float(last["observed"]), unit)}
    if pd.isna(last["without"]):
        return _("{period}: {observed} in the treated districts.", **said)
    return _(
        "{period}: {observed} in the treated districts; without it, it would have been {without}.",
        without=say.quantity(float(last["without"]), unit),
        **said,
    )
