"""The equiplot as a Vega-Lite chart, for the picture that leaves the page: the rows that `equiplot` has as HTML."""

from collections.abc import Iterable, Sequence

import altair as alt
import numpy as np
import pandas as pd

from dashboard.charts.chart_files import Spec
from dashboard.charts.colours import INK, LIMITS, TEXT
from dashboard.charts.equiplot import DotRow, dot_ends
from dashboard.charts.theme import specification

_POINTS_PER_TICK = 90


def equiplot_chart(
    rows: Sequence[DotRow], unit: str, no_gap: float | None = None, notes: bool = False, width: int = 760
) -> Spec:
    """The rows on an axis that is `width` points wide, with a line at `no_gap`.

    With `notes` every row has its dots' names and its note at its end, and there is no legend: dots that need none
    look alike. Limits without an end go to the edge, with an arrow.
    """
    ends = [*dot_ends(rows), *([] if no_gap is None else [no_gap])] or [0.0]
    pad = 0.05 * ((max(ends) - min(ends)) or 1.0)
    edges = (min(ends) - pad, max(ends) + pad)
    layers = [*_dots(rows, edges, unit, width, legend=not notes), *_arrows(rows, edges)]
    layers += _texts([(row.name, row.why) for row in rows if not row.known], 6, italic=True)
    if notes:
        named = [(row.name, "; ".join([*(dot.name for dot in row.known), row.note])) for row in rows]
        layers += _texts(named, width + 12)
    y = alt.Y(
        "row:N", sort=[row.name for row in rows], title=None, axis=alt.Axis(ticks=False, labelPadding=6)
    )
    layers = [layer.encode(y=y, yOffset=alt.YOffset("lane:O")) for layer in layers]
    if no_gap is not None:
        line = alt.Chart(pd.DataFrame({"no_gap": [no_gap]})).mark_rule(color=TEXT, strokeWidth=1.5)
        layers.insert(0, line.encode(x=alt.X("no_gap:Q", title=unit)))
    lanes = max((len(row.dots) for row in rows), default=1)
    height = alt.Step(9 * lanes + 12, **{"for": "position"})
    return specification(alt.layer(*layers).properties(width=width, height=height))


def _dots(
    rows: Sequence[DotRow], edges: tuple[float, float], unit: str, width: int, legend: bool
) -> Iterable[alt.Chart]:
    """The limits, and the dots upon them in their groups' colours and shapes."""
    values = [
        (row.name, lane, dot.name, dot.value, *np.clip((dot.lower, dot.upper), *edges))
        for row in rows for lane, dot in enumerate(row.dots) if np.isfinite(dot.value)
    ]  # fmt: skip
    frame = pd.DataFrame(values, columns=["row", "lane", "name", "value", "lower", "upper"])
    base = alt.Chart(frame.astype({"lower": float, "upper": float}))
    ticks = alt.Axis(tickCount=max(width // _POINTS_PER_TICK, 2))

    def x(field: str) -> alt.X:
        return alt.X(field, title=unit, scale=alt.Scale(zero=False), axis=ticks)

    yield base.mark_rule(color=LIMITS).encode(x=x("lower:Q"), x2="upper")
    looks = {dot.name: dot for row in rows for dot in row.known}
    names, key = list(looks), alt.Legend(orient="top") if looks and legend else None
    fill = alt.Scale(domain=names, range=[dot.colour for dot in looks.values()])
    shape = alt.Scale(domain=names, range=[dot.shape for dot in looks.values()])
    yield base.mark_point(filled=True, size=70, stroke=INK, strokeWidth=1, opacity=1).encode(
        x=x("value:Q"),
        fill=alt.Fill("name:N", title=None, sort=names, scale=fill, legend=key),
        shape=alt.Shape("name:N", title=None, sort=names, scale=shape, legend=key),
    )


def _arrows(rows: Sequence[DotRow], edges: tuple[float, float]) -> Iterable[alt.Chart]:
    """Arrows at the ends of limits that go on beyond the edge."""
    for end, shape, edge in (("lower", "triangle-left", edges[0]), ("upper", "triangle-right", edges[1])):
        open_ends = [
            (row.name, lane, edge)
            for row in rows for lane, dot in enumerate(row.dots)
            if np.isfinite(dot.value) and np.isinf(getattr(dot, end))
        ]  # fmt: skip
        if open_ends:
            ends = alt.Chart(pd.DataFrame(open_ends, columns=["row", "lane", "edge"]))
            yield ends.mark_point(shape=shape, filled=True, size=70, color=LIMITS, opacity=1).encode(
                x="edge:Q"
            )


def _texts(texts: Sequence[tuple[str, str]], x: float, italic: bool = False) -> Iterable[alt.Chart]:
    """Words of rows, so many points to the right of the axis' beginning."""
    if texts:
        frame = pd.DataFrame(texts, columns=["row", "text"]).assign(lane=0)
        style = "italic" if italic else "normal"
        yield alt.Chart(frame).mark_text(align="left", fontStyle=style).encode(x=alt.value(x), text="text:N")
