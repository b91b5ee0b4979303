"""The spine chart as a picture of its own, with title, source and date."""

from collections.abc import Iterable, Sequence

from dashboard.charts import chart_files
from dashboard.charts.spine_chart import COLOUR, Heads, Row
from dashboard.text import escaped
from indicators.city import City
from indicators.engine.text.messages import translated as _

WIDE, HIGH, TOP = 1440, 30, 118
_NAME, _VALUE, _TRACK, _TRACK_WIDE, _WORD, _CITY = 16, 800, 820, 300, 1135, 1345
_LETTERS = 82
Blocks = Sequence[tuple[str, str, Sequence[Row]]]


def drawing(city: City, name: str, yardstick: str, heads: Heads, blocks: Blocks) -> str:
    """All rows of the chart as SVG."""
    lines: list[str] = []
    y = TOP
    for title, summary, rows in blocks:
        lines.append(_text(_NAME, y + 24, f"{title}: {summary}", "font-weight:700;font-size:16px"))
        y += HIGH + 4
        for row in rows:
            lines.extend(_row(row, y))
            y += HIGH
    spine = f'<path d="M{_at(50)} {TOP}V{y}" stroke="#111" stroke-dasharray="5 3"/>'
    title = _("{name} beside {place}", name=name, place=yardstick)
    words = [
        _text(_NAME, 34, title, "font-size:24px;font-weight:700"),
        _text(_NAME, 62, chart_files.source_line(city), "font-size:12px"),
        _text(_VALUE, 104, heads.district, "text-anchor:end;font-weight:700"),
        _text(_TRACK, 104, f"◂ {heads.worse}", ""),
        _text(_TRACK + _TRACK_WIDE, 104, f"{heads.better} ▸", "text-anchor:end"),
        _text(_WORD, 104, heads.word, ""),
        _text(_CITY, 104, heads.city, ""),
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDE}" height="{y + 20}" viewBox="0 0 {WIDE} {y + 20}" '
        f'role="img" font-family="Source Sans Pro, Helvetica, Arial, DejaVu Sans, sans-serif" font-size="14">'
        f'<rect width="100%" height="100%" fill="#fff"/>{"".join(words)}{spine}{"".join(lines)}</svg>'
    )


def _at(percent: float) -> float:
    return round(_TRACK + _TRACK_WIDE * percent / 100, 1)


def _text(x: float, y: float, text: str, style: str) -> str:
    return f'<text x="{x}" y="{y}" fill="#111" style="{style}">{escaped(text)}</text>'


def _row(row: Row, y: int) -> Iterable[str]:
    middle, at = y + HIGH / 2, row.places
    about = f" ({row.unit}, {row.when})"
    room = _LETTERS - len(about)
    title = row.title if len(row.title) <= room else row.title[: room - 1] + "…"
    yield _text(_NAME, middle + 5, title + about, "font-size:13px")
    value = f"{row.value} ({row.limits})" if row.limits else row.value
    yield _text(_VALUE, middle + 5, value, "text-anchor:end;font-size:13px")
    yield _bar(at.low, at.high, middle, 12, "#e3e3e3")
    yield _bar(at.q1, at.q3, middle, 12, "#bdbdbd")
    yield _bar(at.lower, at.upper, middle, 2, "#111")
    if at.group is not None:
        yield _text(_at(at.group), middle + 5, "◇", "text-anchor:middle")
    if at.value is not None:
        yield (
            f'<text x="{_at(at.value)}" y="{middle + 6}" text-anchor="middle" font-size="17" stroke="#fff" '
            f'stroke-width="3" paint-order="stroke" fill="{COLOUR[row.verdict]}">{row.mark}</text>'
        )
    yield _text(_WORD, middle + 5, row.word, "font-size:13px")
    yield _text(_CITY, middle + 5, row.city[:18], "font-size:13px")


def _bar(one: float | None, other: float | None, middle: float, high: int, colour: str) -> str:
    if one is None or other is None:
        return ""
    left, right = sorted((_at(one), _at(other)))
    return f'<rect x="{left}" y="{middle - high / 2}" width="{right - left:.1f}" height="{high}" fill="{colour}"/>'
