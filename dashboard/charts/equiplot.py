"""Rows of dots with their limits and a bar for the gap between them, as an HTML table and as a Vega-Lite twin.

One drawing for the equiplot (a row a period or district, a dot a group), for dumbbells (a row a group, a dot a
period) and for gaps in order (a row a district, one dot). Dots of a row keep their order in lanes, so that colour
is never the only carrier and limits never hide each other.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from dashboard.charts.html_charts import Axis, axis
from dashboard.text import escaped, number
from indicators.effects.estimators.open_limits import limits
from indicators.engine.text.formatting import digits
from indicators.engine.text.messages import translated as _

ORDERED = ("#00224e", "#3f4c6b", "#7c7b78", "#b8ad6f", "#fee838")
"""Dark to light (cividis): the order shows, and the common forms of colour blindness keep it."""
UNORDERED = ("#00224e", "#fee838", "#7c7b78", "#b8ad6f", "#3f4c6b")
SHAPES = ("circle", "square", "triangle-up", "diamond", "triangle-down")
_LANE, _WIDE = 0.52, 1.25


@dataclass(frozen=True)
class Mark:
    """A dot: whose it is, where, its limits, how it looks; without a value `why` there is none."""

    name: str
    value: float
    lower: float
    upper: float
    colour: str = "#ffffff"
    shape: str = "circle"
    why: str = ""


@dataclass(frozen=True)
class Row:
    """A row: its name, its dots, what stands at its end; `why` is said where there is no dot at all."""

    name: str
    marks: tuple[Mark, ...]
    said: str = ""
    why: str = ""
    href: str = ""
    chosen: bool = False
    group: str = ""


def looks(groups: Sequence[str], ordered: bool) -> dict[str, tuple[str, str]]:
    """Colour and shape of each group: shades in their order, or shapes where there is none."""
    if not ordered:
        return {
            name: (UNORDERED[at % len(UNORDERED)], SHAPES[at % len(SHAPES)]) for at, name in enumerate(groups)
        }
    places = np.linspace(0, len(ORDERED) - 1, max(len(groups), 2)).round().astype(int)
    return {name: (ORDERED[at], "circle") for name, at in zip(groups, places, strict=False)}


def drawn(
    rows: Sequence[Row],
    unit: str,
    name: str,
    bar: bool = True,
    equal: float | None = None,
    wide: bool = False,
    end: str = "",
    average: float | None = None,
) -> str:
    """The rows as HTML; `end` heads what stands at their ends.

    `equal` is where there is no gap, a solid line, `average` a dashed one; `wide` gives every dot a lane to itself.
    """
    equal, dashed = (average, True) if average is not None else (equal, False)
    scale = axis([*_ends(rows), *([equal] if equal is not None else [])])
    step = 100 / (len(scale.marks) - 1)
    line = f";--area:{scale.at(equal)}%" if equal is not None else ""
    body = "".join(_tr(row, scale, bar, _WIDE if wide else _LANE) for row in rows)
    more = " wide" * wide + " dashed" * dashed
    head = f'<tr><th scope="col">{escaped(unit)}</th><td class="track axis">{_marks(scale)}</td>'
    head += f'<td class="said">{escaped(end)}</td></tr>'
    return (
        f'<div class="chart equi{more}" tabindex="0" role="region" aria-label="{escaped(name)}">'
        f'<table style="--step:{step:.4f}%{line}"><thead>{head}</thead><tbody>{body}</tbody></table></div>'
    )


def _ends(rows: Iterable[Row]) -> list[float]:
    return [
        end for row in rows for mark in row.marks for end in (mark.value, mark.lower, mark.upper)
        if np.isfinite(end)
    ]  # fmt: skip


def _marks(scale: Axis) -> str:
    first, second = scale.marks[:2]
    decimals = next((n for n in range(6) if abs(round(second - first, n) - (second - first)) < 1e-9), 6)
    return "".join(
        f'<span class="mark" style="left:{scale.at(mark)}%">{number(mark, decimals)}</span>'
        for mark in scale.marks
    )


def _tr(row: Row, scale: Axis, bar: bool, lane: float) -> str:
    known = [mark for mark in row.marks if np.isfinite(mark.value)]
    height = max(1.3, lane * len(row.marks) + 0.95)
    inside = f"<i>{escaped(row.why)}</i>" if not known else _bar(known, scale) * bar
    inside += "".join(_dot(mark, at, len(row.marks), scale) for at, mark in enumerate(row.marks))
    name = f'<a href="{escaped(row.href)}">{escaped(row.name)}</a>' if row.href else escaped(row.name)
    current = ' class="chosen"' * row.chosen
    return (
        f'<tr{current}><th scope="row">{name}</th>'
        f'<td class="track" style="height:{height:.2f}rem">{inside}</td>'
        f'<td class="said">{escaped(row.said)}</td></tr>'
    )


def _bar(known: Sequence[Mark], scale: Axis) -> str:
    left, right = (scale.at(find(mark.value for mark in known)) for find in (min, max))
    return f'<span class="bar" style="left:{left}%;width:{right - left:.2f}%"></span>'


def _dot(mark: Mark, at: int, lanes: int, scale: Axis) -> str:
    if not np.isfinite(mark.value):
        unseen = _("{name}: {why}.", name=mark.name, why=mark.why)
        return f'<span class="read">{escaped(unseen)}</span>' if mark.why and lanes > 1 else ""
    top = f"top:{100 * (at + 0.5) / lanes if lanes > 1 else 50:.1f}%"
    around = ""
    if not np.isnan(mark.lower) and not np.isnan(mark.upper):
        left = scale.at(mark.lower) if np.isfinite(mark.lower) else 0.0
        right = scale.at(mark.upper) if np.isfinite(mark.upper) else 100.0
        around = f'<span class="limits" style="{top};left:{left}%;width:{right - left:.2f}%"></span>'
        around += _arrow(top, "left:-.3rem", "◀") * bool(np.isneginf(mark.lower))
        around += _arrow(top, "right:-.3rem", "▶") * bool(np.isposinf(mark.upper))
    dot = (
        f'<span class="shape {mark.shape}" style="{top};left:{scale.at(mark.value)}%;'
        f'background:{mark.colour}"></span>'
    )
    return f'{around}{dot}<span class="read">{escaped(told(mark))}</span>'


def _arrow(top: str, side: str, sign: str) -> str:
    """The end of a line that goes on beyond the axis."""
    style = (
        f"position:absolute;{top};{side};transform:translateY(-50%);font-size:.8rem;line-height:1;color:#555"
    )
    return f'<span class="endless" aria-hidden="true" style="{style}">{sign}</span>'


def told(mark: Mark) -> str:
    """A dot in words, for those who hear the chart."""
    around = limits(mark.lower, mark.upper)
    value = number(mark.value, digits(mark.value))
    if not around:
        return _("{name}: {value}.", name=mark.name, value=value)
    return _("{name}: {value} (95 % limits {limits}).", name=mark.name, value=value, limits=around)


def legend(marks: Sequence[tuple[str, str, str]], bar: str = "") -> str:
    """What the dots mean: `name, colour, shape` in their order, from the top lane down."""
    items = [
        f'<li><span class="shape {shape}" style="background:{colour}" aria-hidden="true"></span>{escaped(name)}</li>'
        for name, colour, shape in marks
    ]
    more = [f'<li><span class="line" aria-hidden="true"></span>{_("95 % limits")}</li>']
    more += [f'<li><span class="grey" aria-hidden="true"></span>{escaped(bar)}</li>'] if bar else []
    return f'<ul class="equi-legend" aria-label="{escaped(_("Legend"))}">{"".join(items + more)}</ul>'


def twin(
    rows: Sequence[Row], unit: str, equal: float | None = None, beside: bool = False, points: int = 760
) -> dict[str, Any]:
    """The same as Vega-Lite, for the picture that leaves the page; its axis is so many points wide.

    With `beside` what is said of a row stands at its end, and there is no legend: dots that need none look alike.
    A line without an end goes to the edge, with an arrow.
    """
    ends = [*_ends(rows), *([equal] if equal is not None else [])] or [0.0]
    pad = 0.05 * ((max(ends) - min(ends)) or 1.0)
    edges = (min(ends) - pad, max(ends) + pad)
    values = [
        {
            "row": row.name, "at": at, "name": mark.name, "value": mark.value, "lane": lane,
            "lower": _clipped(mark.lower, edges), "upper": _clipped(mark.upper, edges),
        }
        for at, row in enumerate(rows) for lane, mark in enumerate(row.marks) if np.isfinite(mark.value)
    ]  # fmt: skip
    seen = {mark.name: mark for row in rows for mark in row.marks if np.isfinite(mark.value)}
    lanes = max((len(row.marks) for row in rows), default=1)
    return {
        "width": points,
        "height": {"step": 9 * lanes + 12, "for": "position"},
        "data": {"values": values},
        "encoding": {
            "y": {"field": "row", "type": "nominal", "sort": [row.name for row in rows], "title": None},
            "yOffset": {"field": "lane", "type": "ordinal"},
        },
        "layer": [
            *_twin_line(equal, unit),
            *_twin_dots(seen, unit, not beside),
            *_twin_arrows(rows, edges),
            *_twin_reasons(rows),
            *(_twin_words(rows, points + 12) if beside else []),
        ],
    }


def _clipped(end: float, edges: tuple[float, float]) -> float | None:
    """An end of a line; the edge where there is none, None where nothing is known."""
    return None if np.isnan(end) else float(np.clip(end, *edges))


def _twin_arrows(rows: Sequence[Row], edges: tuple[float, float]) -> list[dict[str, Any]]:
    """Arrows at the ends of lines that go on beyond the edge."""
    drawn = []
    for end, shape, place in (("lower", "triangle-left", edges[0]), ("upper", "triangle-right", edges[1])):
        values = [
            {"row": row.name, "lane": lane, "edge": place}
            for row in rows
            for lane, mark in enumerate(row.marks)
            if np.isfinite(mark.value) and np.isinf(getattr(mark, end))
        ]
        mark = {"type": "point", "shape": shape, "filled": True, "size": 70, "color": "#666", "opacity": 1}
        encoding = {"x": {"field": "edge", "type": "quantitative"}}
        drawn += [{"data": {"values": values}, "mark": mark, "encoding": encoding}] if values else []
    return drawn


def _twin_words(rows: Sequence[Row], at: int) -> list[dict[str, Any]]:
    """What is said of each row, to the right of the axis."""
    values = [
        {"row": row.name, "lane": 0, "said": "; ".join([*_named(row), row.said])} for row in rows
    ]  # where there is no dot, why stands in its place
    text = {"type": "text", "align": "left", "fontSize": 13}
    return [
        {
            "data": {"values": values},
            "mark": text,
            "encoding": {"x": {"value": at}, "text": {"field": "said"}},
        }
    ]


def _named(row: Row) -> list[str]:
    return [mark.name for mark in row.marks if np.isfinite(mark.value)]


def _twin_line(equal: float | None, unit: str) -> list[dict[str, Any]]:
    """Where there is no gap, from top to bottom."""
    if equal is None:
        return []
    x = {"field": "equal", "type": "quantitative", "title": unit}
    mark = {"type": "rule", "color": "#111", "strokeWidth": 1.5}
    return [
        {
            "data": {"values": [{"equal": equal}]},
            "mark": mark,
            "encoding": {"x": x, "y": None, "yOffset": None},
        }
    ]


def _twin_reasons(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Why a row has no dot, in words."""
    empty = [
        {"row": row.name, "lane": 0, "why": row.why}
        for row in rows
        if not any(np.isfinite(mark.value) for mark in row.marks)
    ]
    text = {"type": "text", "align": "left", "fontStyle": "italic", "fontSize": 12}
    encoding = {"x": {"value": 6}, "text": {"field": "why"}}
    return [{"data": {"values": empty}, "mark": text, "encoding": encoding}] if empty else []


def _twin_dots(seen: dict[str, Mark], unit: str, legend: bool) -> list[dict[str, Any]]:
    names = list(seen)
    x = {"field": "value", "type": "quantitative", "title": unit, "scale": {"zero": False}}
    colour = {
        "field": "name", "type": "nominal", "title": None, "sort": names,
        "scale": {"domain": names, "range": [seen[name].colour for name in names]},
        "legend": None if not names or not legend else {"orient": "top", "symbolStrokeColor": "#333"},
    }  # fmt: skip
    shape = {
        "field": "name", "type": "nominal", "title": None, "sort": names,
        "scale": {"domain": names, "range": [seen[name].shape for name in names]},
        "legend": None if not names or not legend else {"orient": "top"},
    }  # fmt: skip
    line = {"x": {**x, "field": "lower"}, "x2": {"field": "upper"}}
    point = {"type": "point", "filled": True, "size": 70, "stroke": "#333", "strokeWidth": 1, "opacity": 1}
    return [
        {"mark": {"type": "rule", "color": "#666"}, "encoding": line},
        {"mark": point, "encoding": {"x": x, "fill": colour, "shape": shape}},
    ]
