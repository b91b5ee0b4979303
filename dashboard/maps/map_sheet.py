"""A map as a drawing that leaves the page: title, what is shown, one map or several, legend, source and date."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.charts.legend import Entry
from dashboard.maps.map_frame import MapFrame
from dashboard.maps.outlines import Shapes
from dashboard.text import escaped

_WIDE, _EDGE, _GAP, _TALL = 1200, 36, 24, 720
_GREY = 'stroke="#6e6e6e" stroke-width="3" fill="none"'
_TURNED = {"suppressed": 45, "too_few": 0, "missing": 45, "not_collected": 0}
_DRAWN = {
    "suppressed": (10, f'<path d="M0 0H10" {_GREY}/>'),
    "too_few": (11, '<circle cx="5" cy="5" r="2" fill="#464646"/>'),
    "missing": (15, f'<path d="M0 0H15M0 0V15" {_GREY}/>'),
    "not_collected": (11, f'<path d="M0 0H11" {_GREY}/>'),
}
_LINES = 'stroke="#555" stroke-width="{wide:.3f}" stroke-linejoin="round" fill-rule="evenodd"'


@dataclass(frozen=True)
class Sheet:
    """What stands on the drawing besides its maps."""

    title: str
    subtitle: str
    unit: str
    entries: Sequence[Entry]
    source: str
    selected: str | None = None
    marked: Sequence[str] = ()
    wide: int = _WIDE
    """Points; letters keep their size, so on a narrower drawing that fills a slide they are larger."""
    named: bool = True
    """Do districts bear names where there is room, and marked ones always?"""


def drawn(shape: Shapes, frames: Sequence[MapFrame], sheet: Sheet) -> str:
    """The drawing as SVG. Nothing in it points elsewhere."""
    parts: list[str] = []
    y = _EDGE + 20.0 if sheet.title else 0.0
    for text in textwrap.wrap(sheet.title, sheet.wide // 15):
        parts.append(_text(_EDGE, y, text, 26, "700"))
        y += 32
    for text in textwrap.wrap(sheet.subtitle, sheet.wide // 8):
        parts.append(_text(_EDGE, y, text, 16))
        y += 22
    room = (sheet.wide - 2 * _EDGE - _GAP * (len(frames) - 1)) / len(frames)
    scale = min(room / shape.width, _TALL / shape.height)
    y += 12 if len(frames) == 1 else 26
    for n, frame in enumerate(frames):
        x = _EDGE + n * (room + _GAP)
        if len(frames) > 1:
            parts.append(_text(x, y - 8, frame.title, 18, "700"))
        parts.append(_map(shape, frame, sheet, x, y, scale))
    y += shape.height * scale + 34
    listed, y = _legend(sheet, y)
    parts += listed
    for text in textwrap.wrap(sheet.source, int(sheet.wide / 7.3)):
        parts.append(_text(_EDGE, y, text, 13))
        y += 18
    return _whole(parts, y + 10, sheet.wide)


def fills(shape: Shapes, frame: MapFrame) -> str:
    """The districts of a frame and nothing else as SVG, as large as the shapes' sheet."""
    districts = _fills(shape, frame)
    box = f'width="{shape.width}" height="{shape.height}" viewBox="0 0 {shape.width} {shape.height}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {box}><defs>{_patterns()}</defs>{districts}</svg>'


def _whole(parts: Sequence[str], height: float, wide: int) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide}" height="{height:.0f}" '
        f'viewBox="0 0 {wide} {height:.0f}" font-family="Source Sans, Source Sans Pro, Arial, sans-serif" '
        f'fill="#111"><defs>{_patterns()}</defs><rect width="100%" height="100%" fill="#fff"/>{"".join(parts)}</svg>'
    )


def _patterns() -> str:
    return "".join(_pattern(state, *lines) for state, lines in _DRAWN.items())


def _pattern(state: str, size: int, lines: str) -> str:
    return (
        f'<pattern id="{state}" width="{size}" height="{size}" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate({_TURNED[state]})"><rect width="{size}" height="{size}" fill="#fff"/>'
        f"{lines}</pattern>"
    )


def _text(x: float, y: float, text: str, size: float, weight: str = "400") -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:.1f}" font-weight="{weight}">{escaped(text)}</text>'
    )


def _fill(fill: str) -> str:
    return fill if fill.startswith("#") else f"url(#{fill})"


def _map(shape: Shapes, frame: MapFrame, sheet: Sheet, x: float, y: float, scale: float) -> str:
    rings = "".join(
        f'<path d="{shape.paths[i]}" fill="none" stroke="#000" stroke-width="{wide}"{dashes}/>'
        for i, wide, dashes in _ringed(shape, sheet)
    )
    names = "".join(_names(shape, sheet, scale))
    return f'<g transform="translate({x:.1f} {y:.1f}) scale({scale:.4f})">{_fills(shape, frame, rings)}{names}</g>'


def _fills(shape: Shapes, frame: MapFrame, above: str = "") -> str:
    """Each district in its colour or pattern, and what is drawn above them with the same lines."""
    lines = _LINES.format(wide=min(1.3, 26 / len(shape.ids) ** 0.5))
    paths = "".join(
        f'<path d="{path}" fill="{_fill(fill)}"/>'
        for path, fill in zip(shape.paths, frame.fills, strict=True)
    )
    return f"<g {lines}>{paths}{above}</g>"


def _ringed(shape: Shapes, sheet: Sheet) -> list[tuple[int, int, str]]:
    """Which outlines are drawn thick: the chosen district, and the marked ones with dashes."""
    marked = [(i, 5, ' stroke-dasharray="12 6"') for i, code in enumerate(shape.ids) if code in sheet.marked]
    return marked + [(i, 6, "") for i, code in enumerate(shape.ids) if code == sheet.selected]


def _names(shape: Shapes, sheet: Sheet, scale: float) -> list[str]:
    """Names where there is room, and the numbers of the marked districts; in a size that is the same on any map."""
    size = 12 / scale
    written = []
    for code, name, (x, y, room) in zip(shape.ids, shape.names, shape.spots, strict=True):
        number = list(sheet.marked).index(code) + 1 if code in sheet.marked else 0
        if number:
            written.append(
                f'<circle cx="{x}" cy="{y - 1.2 * size:.1f}" r="{0.8 * size:.1f}" stroke="#fff"/>'
                f'<text x="{x}" y="{y - 0.82 * size:.1f}" font-size="{size:.1f}" text-anchor="middle" '
                f'fill="#fff" font-weight="700">{number}</text>'
            )
        fits = sheet.named and 0.56 * size * len(name) <= room
        if (number and sheet.named) or code == sheet.selected or fits:
            written.append(
                f'<text x="{x}" y="{y + size * (0.9 if number else 0.35):.1f}" font-size="{size:.1f}" '
                f'text-anchor="middle" font-weight="600" stroke="#fff" stroke-width="{0.28 * size:.1f}" '
                f'paint-order="stroke" stroke-linejoin="round">{escaped(name)}</text>'
            )
    return written + [
        f'<text x="{x}" y="{y}" font-size="{1.15 * size:.1f}" text-anchor="middle" font-weight="700">'
        f"{escaped(name)}</text>"
        for x, y, name in shape.parts
    ]


def _legend(sheet: Sheet, y: float) -> tuple[list[str], float]:
    """The legend in lines as wide as the drawing, and where the next line stands."""
    parts = [_text(_EDGE, y, sheet.unit, 15, "700")] if sheet.unit else []
    x = _EDGE + (8.2 * len(sheet.unit) + 18 if sheet.unit else 0)
    for fill, text in sheet.entries:
        wide = 34 + 7.6 * len(text) + 16
        if x + wide > sheet.wide - _EDGE:
            x, y = float(_EDGE), y + 26
        parts.append(
            f'<rect x="{x:.1f}" y="{y - 14:.1f}" width="26" height="18" fill="{_fill(fill)}" stroke="#555"/>'
            + _text(x + 33, y, text, 15)
        )
        x += wide
    return parts, y + 34
