"""Rows of dots with their limits and a bar for the gap between them, as an HTML table; `equiplot_chart` draws the same.

One drawing for the equiplot (a row a period or district, a dot a group), for dumbbells (a row a group, a dot a
period) and for gaps in order (a row a district, one dot). Dots of a row keep their order in lanes, so that colour
is never the only carrier and limits never hide each other.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from dashboard.charts.colours import GROUPS, GROUPS_IN_ORDER
from dashboard.charts.html_charts import Axis, axis
from dashboard.text import escaped, number
from indicators.effects.estimators.open_limits import limits
from indicators.engine.text.formatting import digits
from indicators.engine.text.messages import translated as _

SHAPES = ("circle", "square", "triangle-up", "diamond", "triangle-down")
_LANE, _WIDE_LANE = 0.52, 1.25
"""Heights of a dot's lane, in rem."""


@dataclass(frozen=True)
class Dot:
    """A group's value with its limits and its look; `why` says why there is no value."""

    name: str
    value: float
    lower: float
    upper: float
    colour: str = "#ffffff"
    shape: str = "circle"
    why: str = ""


@dataclass(frozen=True)
class DotRow:
    """A row: its name, its dots, the note at its end; `why` stands in the place of dots where there are none."""

    name: str
    dots: tuple[Dot, ...]
    note: str = ""
    why: str = ""
    href: str = ""
    chosen: bool = False

    @property
    def known(self) -> list[Dot]:
        """The dots that have a value."""
        return [dot for dot in self.dots if np.isfinite(dot.value)]


@dataclass(frozen=True)
class ReferenceLine:
    """A line from top to bottom: solid where there is no gap, dashed at an average."""

    value: float
    dashed: bool = False


def group_styles(groups: Sequence[str], ordered: bool) -> dict[str, tuple[str, str]]:
    """Colour and shape of each group: shades in their order, or shapes where there is none."""
    if not ordered:
        return {name: (GROUPS[at % len(GROUPS)], SHAPES[at % len(SHAPES)]) for at, name in enumerate(groups)}
    places = np.linspace(0, len(GROUPS_IN_ORDER) - 1, max(len(groups), 2)).round().astype(int)
    return {name: (GROUPS_IN_ORDER[at], "circle") for name, at in zip(groups, places, strict=False)}


def equiplot_html(
    rows: Sequence[DotRow],
    unit: str,
    name: str,
    kind: Literal["gaps", "dots", "dumbbells"] = "gaps",
    line: ReferenceLine | None = None,
    notes_head: str = "",
) -> str:
    """The rows as an HTML table called `name`; `notes_head` heads the notes at their ends.

    `gaps` joins the dots of a row by a bar, `dots` does not, `dumbbells` gives every dot a tall lane to itself as well.
    """
    scale = axis([*dot_ends(rows), *([line.value] if line else [])])
    step = 100 / (len(scale.marks) - 1)
    place = f";--area:{scale.at(line.value)}%" if line else ""
    lane = _WIDE_LANE if kind == "dumbbells" else _LANE
    body = "".join(_tr(row, scale, kind != "dots", lane) for row in rows)
    classes = " wide" * (kind == "dumbbells") + " dashed" * (line is not None and line.dashed)
    head = f'<tr><th scope="col">{escaped(unit)}</th><td class="track axis">{_marks(scale)}</td>'
    head += f'<td class="said">{escaped(notes_head)}</td></tr>'
    return (
        f'<div class="chart equi{classes}" tabindex="0" role="region" aria-label="{escaped(name)}">'
        f'<table style="--step:{step:.4f}%{place}"><thead>{head}</thead><tbody>{body}</tbody></table></div>'
    )


def dot_ends(rows: Iterable[DotRow]) -> list[float]:
    """Every value and limit that has a place on the axis."""
    return [
        end for row in rows for dot in row.dots for end in (dot.value, dot.lower, dot.upper) if np.isfinite(end)
    ]  # fmt: skip


def _marks(scale: Axis) -> str:
    first, second = scale.marks[:2]
    decimals = next((n for n in range(6) if abs(round(second - first, n) - (second - first)) < 1e-9), 6)
    return "".join(
        f'<span class="mark" style="left:{scale.at(mark)}%">{number(mark, decimals)}</span>'
        for mark in scale.marks
    )


def _tr(row: DotRow, scale: Axis, bar: bool, lane: float) -> str:
    height = max(1.3, lane * len(row.dots) + 0.95)
    inside = _bar(row.known, scale) * bar if row.known else f"<i>{escaped(row.why)}</i>"
    inside += "".join(_dot(dot, at, len(row.dots), scale) for at, dot in enumerate(row.dots))
    name = f'<a href="{escaped(row.href)}">{escaped(row.name)}</a>' if row.href else escaped(row.name)
    current = ' class="chosen"' * row.chosen
    return (
        f'<tr{current}><th scope="row">{name}</th>'
        f'<td class="track" style="height:{height:.2f}rem">{inside}</td>'
        f'<td class="said">{escaped(row.note)}</td></tr>'
    )


def _bar(known: Sequence[Dot], scale: Axis) -> str:
    left, right = (scale.at(end(dot.value for dot in known)) for end in (min, max))
    return f'<span class="bar" style="left:{left}%;width:{right - left:.2f}%"></span>'


def _dot(dot: Dot, at: int, lanes: int, scale: Axis) -> str:
    if not np.isfinite(dot.value):
        no_value = _("{name}: {why}.", name=dot.name, why=dot.why)
        return f'<span class="read">{escaped(no_value)}</span>' if dot.why and lanes > 1 else ""
    top = f"top:{100 * (at + 0.5) / lanes if lanes > 1 else 50:.1f}%"
    around = ""
    if not np.isnan(dot.lower) and not np.isnan(dot.upper):
        left = scale.at(dot.lower) if np.isfinite(dot.lower) else 0.0
        right = scale.at(dot.upper) if np.isfinite(dot.upper) else 100.0
        around = f'<span class="limits" style="{top};left:{left}%;width:{right - left:.2f}%"></span>'
        around += _arrow(top, "left:-.3rem", "◀") * bool(np.isneginf(dot.lower))
        around += _arrow(top, "right:-.3rem", "▶") * bool(np.isposinf(dot.upper))
    shape = (
        f'<span class="shape {dot.shape}" style="{top};left:{scale.at(dot.value)}%;'
        f'background:{dot.colour}"></span>'
    )
    return f'{around}{shape}<span class="read">{escaped(dot_words(dot))}</span>'


def _arrow(top: str, side: str, sign: str) -> str:
    """The end of a line that goes on beyond the axis."""
    style = (
        f"position:absolute;{top};{side};transform:translateY(-50%);font-size:.8rem;line-height:1;color:#555"
    )
    return f'<span class="endless" aria-hidden="true" style="{style}">{sign}</span>'


def dot_words(dot: Dot) -> str:
    """A dot in words, for screen readers."""
    around = limits(dot.lower, dot.upper)
    value = number(dot.value, digits(dot.value))
    if not around:
        return _("{name}: {value}.", name=dot.name, value=value)
    return _("{name}: {value} (95 % limits {limits}).", name=dot.name, value=value, limits=around)


def legend(dots: Sequence[tuple[str, str, str]], bar: str = "") -> str:
    """What the dots mean: `name, colour, shape` in their order, from the top lane down; `bar` says what bars are."""
    items = [
        f'<li><span class="shape {shape}" style="background:{colour}" aria-hidden="true"></span>{escaped(name)}</li>'
        for name, colour, shape in dots
    ]
    more = [f'<li><span class="line" aria-hidden="true"></span>{_("95 % limits")}</li>']
    more += [f'<li><span class="grey" aria-hidden="true"></span>{escaped(bar)}</li>'] if bar else []
    return f'<ul class="equi-legend" aria-label="{escaped(_("Legend"))}">{"".join(items + more)}</ul>'
