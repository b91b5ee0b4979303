"""The small line of a tile: the area's value in every period with its limits, as SVG that prints."""

import base64
import textwrap
from collections.abc import Callable
from html import escape

import numpy as np
import pandas as pd

from dashboard.charts import chart_files
from dashboard.charts.colours import VERDICT
from dashboard.shell.controls import Place
from dashboard.text import VERDICT as VERDICT_WORDS
from dashboard.text import escaped, period
from dashboard.views.city import text as page_text
from dashboard.views.city.data import Overview, Tile
from indicators.engine.definitions.registry import domain_title
from indicators.engine.text.messages import translated as _

WIDE, HIGH = 320, 84
_TOP, _BOTTOM, _SIDE = 8, 62, 10
_LINE = "#111111"


def sparkline_paths(series: pd.DataFrame, before: str, verdict: str) -> str:
    """The inside of the SVG. A period without a value breaks the line and is marked by a cross on the ground."""
    codes = list(series["period"])
    ok = (series["status"] == "ok").to_numpy()
    value, lower, upper = (series[n].where(ok).to_numpy(dtype=float) for n in ("value", "lower", "upper"))
    x = np.linspace(_SIDE, WIDE - _SIDE, len(codes)) if len(codes) > 1 else np.array([WIDE / 2])
    down = _scale(np.concatenate([value, lower, upper]), int(ok.sum()))
    drawn = [f'<path d="M{_SIDE} {_BOTTOM}H{WIDE - _SIDE}" stroke="#8a8a8a" stroke-width="1"/>']
    for run in _runs(ok):
        drawn += _line_with_band(x[run], down(value[run]), down(lower[run]), down(upper[run]))
    drawn += [_cross(float(at)) for at in x[~ok]]
    for i in np.flatnonzero(ok):
        drawn.append(
            _dot(float(x[i]), float(down(value[i])), codes[i] == before, i == np.flatnonzero(ok)[-1], verdict)
        )
    return "".join(drawn) + _ends(codes, x)


def sparkline_svg(series: pd.DataFrame, before: str, verdict: str) -> str:
    """A whole drawing, as wide as what holds it."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {HIGH}" width="{WIDE}" height="{HIGH}">'
        f"{sparkline_paths(series, before, verdict)}</svg>"
    )


def sparkline_image(series: pd.DataFrame, before: str, verdict: str, alt: str) -> str:
    """The same as an HTML image with its text alternative."""
    source = base64.b64encode(sparkline_svg(series, before, verdict).encode()).decode()
    return f'<img class="spark" alt="{escaped(alt)}" src="data:image/svg+xml;base64,{source}">'


def _scale(values: np.ndarray, value_count: int) -> Callable[[np.ndarray], np.ndarray]:
    known = values[np.isfinite(values)]
    low, high = float(known.min()), float(known.max())
    if value_count == 1:  # one value has no course: its limits keep to the middle
        low, high = low - 2 * (high - low), high + 2 * (high - low)
    span = (high - low) or abs(high) or 1.0

    def down(value: np.ndarray) -> np.ndarray:
        return np.asarray(_BOTTOM - 4 - (value - low) / span * (_BOTTOM - 4 - _TOP))

    return down


def _runs(ok: np.ndarray) -> list[np.ndarray]:
    """Stretches of periods with values that follow one another."""
    at = np.flatnonzero(ok)
    return [run for run in np.split(at, np.flatnonzero(np.diff(at) > 1) + 1) if len(run)]


def _line_with_band(x: np.ndarray, value: np.ndarray, lower: np.ndarray, upper: np.ndarray) -> list[str]:
    line = "L".join(f"{a:.1f} {b:.1f}" for a, b in zip(x, value, strict=True))
    drawn = []
    if np.isfinite(lower).all() and len(x) > 1:
        band = [*zip(x, lower, strict=True), *list(zip(x, upper, strict=True))[::-1]]
        drawn.append(f'<path d="M{"L".join(f"{a:.1f} {b:.1f}" for a, b in band)}Z" fill="#cfd8e3"/>')
    elif np.isfinite(lower).all():
        drawn.append(f'<path d="M{x[0]:.1f} {lower[0]:.1f}V{upper[0]:.1f}" stroke="#666" stroke-width="2"/>')
    return [*drawn, f'<path d="M{line}" fill="none" stroke="{_LINE}" stroke-width="2"/>']


def _cross(x: float) -> str:
    return f'<path d="M{x - 4:.1f} {_BOTTOM - 4}l8 8m0 -8l-8 8" stroke="#555" stroke-width="1.5"/>'


def _dot(x: float, y: float, first: bool, last: bool, verdict: str) -> str:
    """The first and the last of the compared periods; all others are only on the line."""
    if last:
        colour = VERDICT.get(verdict, "#ffffff")
        return (
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="6" fill="{colour}" stroke="{_LINE}" stroke-width="1.5"/>'
        )
    if first:
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="#ffffff" stroke="{_LINE}" stroke-width="2"/>'
    return ""


def _ends(codes: list[str], x: np.ndarray) -> str:
    """The names of the first and the last period."""
    style = f'font-family="Source Sans, Arial, sans-serif" font-size="14" fill="{_LINE}" y="{HIGH - 4}"'
    if len(codes) == 1:
        return f'<text {style} x="{x[0]:.1f}" text-anchor="middle">{escaped(period(codes[0]))}</text>'
    return (
        f'<text {style} x="{_SIDE}">{escaped(period(codes[0]))}</text>'
        f'<text {style} x="{WIDE - _SIDE}" text-anchor="end">{escaped(period(codes[-1]))}</text>'
    )


_TILE, _ROW, _GAP, _TOP_MARGIN, _ACROSS = 380, 310, 20, 70, 3
_FONT = 'font-family="Source Sans, Arial, sans-serif" fill="#111"'
_LONG = 22  # letters of the large number that fit beside each other


def tiles_svg(at: Place, overview: Overview) -> str:
    """All tiles in rows of three, on white; the source and the date stand below."""
    rows = -(-len(overview.tiles) // _ACROSS)
    wide, below = _ACROSS * (_TILE + _GAP) + _GAP, _TOP_MARGIN + rows * (_ROW + _GAP) + 14
    source = _lines(_GAP, below, chart_files.source_line(at.city), 14, 165)
    high = below + len(source) * 19
    drawn = [_svg_text(_GAP, 46, _("Headline measures of {place}", place=at.name), 28, bold=True), *source]
    for i, tile in enumerate(overview.tiles):
        x, y = _GAP + i % _ACROSS * (_TILE + _GAP), _TOP_MARGIN + i // _ACROSS * (_ROW + _GAP)
        drawn.append(f'<g transform="translate({x} {y})">{_tile(tile, at, overview)}</g>')
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide}" height="{high}" viewBox="0 0 {wide} {high}">'
        f'<rect width="{wide}" height="{high}" fill="#fff"/>{"".join(drawn)}</svg>'
    )


def _tile(tile: Tile, at: Place, overview: Overview) -> str:
    frame = f'<rect width="{_TILE}" height="{_ROW}" rx="8" fill="#fff" stroke="#888"/>'
    drawn = [frame, _svg_text(16, 30, _(domain_title(tile.domain)), 20, bold=True)]
    if tile.measure is None or tile.series is None:
        return "".join([*drawn, *_lines(16, 56, page_text.empty(tile, overview, at.name), 14, 52)])
    value, when = page_text.value(tile)
    drawn += _lines(16, 54, _(tile.measure.title), 14, 52)[:2]
    drawn += [
        _svg_text(16, 116, value, 26 if len(value) <= _LONG else 19, bold=True),
        _svg_text(16, 136, when, 14),
    ]
    drawn.append(
        f'<g transform="translate(24 142)">{sparkline_paths(tile.series, tile.before, tile.verdict)}</g>'
    )
    drawn += _lines(16, 246, f"{page_text.arrow(tile.change)} {page_text.change(tile)}".strip(), 14, 52)[:3]
    swatch = f'<rect x="16" y="286" width="14" height="14" fill="{VERDICT[tile.verdict]}" stroke="#333"/>'
    return "".join([*drawn, swatch, _svg_text(38, 298, _(VERDICT_WORDS[tile.verdict]), 15, bold=True)])


def _lines(x: float, y: float, text: str, size: int, wide: int) -> list[str]:
    lines = textwrap.wrap(text, wide)
    return [_svg_text(x, y + i * size * 1.3, line, size) for i, line in enumerate(lines)]


def _svg_text(x: float, y: float, text: str, size: int, bold: bool = False) -> str:
    weight = ' font-weight="bold"' if bold else ""
    return f'<text {_FONT} x="{x}" y="{y:.1f}" font-size="{size}"{weight}>{escape(text)}</text>'
