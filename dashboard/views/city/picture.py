"""The tiles as one picture that leaves the page: with title, words, source and date."""

import textwrap
from html import escape

from dashboard.charts import chart_files
from dashboard.charts.colours import VERDICT
from dashboard.shell.controls import Place
from dashboard.text import VERDICT as VERDICT_WORDS
from dashboard.views.city import sparkline
from dashboard.views.city import text as page_text
from dashboard.views.city.data import Overview, Tile
from indicators.engine.definitions.registry import domain_title
from indicators.engine.text.messages import translated as _

_TILE, _ROW, _GAP, _TOP, _ACROSS = 380, 310, 20, 70, 3
_FONT = 'font-family="Source Sans, Arial, sans-serif" fill="#111"'
_LONG = 22  # letters of the large number that fit beside each other


def svg(at: Place, overview: Overview) -> str:
    """All tiles in rows of three, on white; the source and the date stand below."""
    rows = -(-len(overview.tiles) // _ACROSS)
    wide, below = _ACROSS * (_TILE + _GAP) + _GAP, _TOP + rows * (_ROW + _GAP) + 14
    source = _lines(_GAP, below, chart_files.source_line(at.city), 14, 165)
    high = below + len(source) * 19
    drawn = [_text(_GAP, 46, _("Headline measures of {place}", place=at.name), 28, bold=True), *source]
    for i, tile in enumerate(overview.tiles):
        x, y = _GAP + i % _ACROSS * (_TILE + _GAP), _TOP + i // _ACROSS * (_ROW + _GAP)
        drawn.append(f'<g transform="translate({x} {y})">{_tile(tile, at, overview)}</g>')
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide}" height="{high}" viewBox="0 0 {wide} {high}">'
        f'<rect width="{wide}" height="{high}" fill="#fff"/>{"".join(drawn)}</svg>'
    )


def _tile(tile: Tile, at: Place, overview: Overview) -> str:
    frame = f'<rect width="{_TILE}" height="{_ROW}" rx="8" fill="#fff" stroke="#888"/>'
    drawn = [frame, _text(16, 30, _(domain_title(tile.domain)), 20, bold=True)]
    if tile.measure is None or tile.series is None:
        return "".join([*drawn, *_lines(16, 56, page_text.empty(tile, overview, at.name), 14, 52)])
    value, when = page_text.value(tile)
    drawn += _lines(16, 54, _(tile.measure.title), 14, 52)[:2]
    drawn += [_text(16, 116, value, 26 if len(value) <= _LONG else 19, bold=True), _text(16, 136, when, 14)]
    drawn.append(
        f'<g transform="translate(24 142)">{sparkline.drawing(tile.series, tile.before, tile.verdict)}</g>'
    )
    drawn += _lines(16, 246, f"{page_text.arrow(tile.change)} {page_text.change(tile)}".strip(), 14, 52)[:3]
    swatch = f'<rect x="16" y="286" width="14" height="14" fill="{VERDICT[tile.verdict]}" stroke="#333"/>'
    return "".join([*drawn, swatch, _text(38, 298, _(VERDICT_WORDS[tile.verdict]), 15, bold=True)])


def _lines(x: float, y: float, text: str, size: int, wide: int) -> list[str]:
    lines = textwrap.wrap(text, wide)
    return [_text(x, y + i * size * 1.3, line, size) for i, line in enumerate(lines)]


def _text(x: float, y: float, text: str, size: int, bold: bool = False) -> str:
    weight = ' font-weight="bold"' if bold else ""
    return f'<text {_FONT} x="{x}" y="{y:.1f}" font-size="{size}"{weight}>{escape(text)}</text>'
