"""The district over time: small drawings in one style, what moved first, or a whole domain."""

import base64
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from dashboard.charts import chart_files, html_charts
from dashboard.charts.colours import TEXT, VERDICT, VERDICT_SIGN
from dashboard.exports import downloads
from dashboard.shell.links import linked
from dashboard.text import STATUS, escaped, limits, number, period, plain, quantity
from dashboard.views.district import text as page_text
from dashboard.views.district.data import IndicatorResult, by_domain
from dashboard.views.district.head import DistrictHome
from dashboard.views.district.inside_data import series
from dashboard.views.district.spine import notes
from indicators.engine.text.messages import translated as _

TRENDS = "trends"
_FIRST = "first"
_MOST = 8


def show(home: DistrictHome) -> None:
    """One small drawing an indicator."""
    st.header(_("Over the years"), anchor=False)
    results = _chosen(home)
    st.caption(
        _(
            "Solid line: {name}, with 95 % limits. Dashed: {city}. A ring marks a point that is more than the "
            "ordinary ups and downs of the series, orange on the worse side, blue on the better; "
            "× is a year without a value. Each drawing has a scale of its own.",
            name=plain(home.name),
            city=plain(home.city),
        )
    )
    rows = {result.measure.id: series(home.at.city, home.id, result.measure.id) for result in results}
    figures = [_figure(home, result, rows[result.measure.id]) for result in results]
    st.html(f'<div class="trends">{"".join(figures)}</div>')
    _table(results, rows)
    downloads.offer(
        f"district-{home.id}-years",
        home.at.city,
        _("{name} over the years", name=home.name),
        lambda: frame(results, rows),
        lambda: picture(home, results, rows),
    )


def _chosen(home: DistrictHome) -> list[IndicatorResult]:
    named = {_FIRST: _("What moved first")}
    domains = by_domain(home.results)
    named |= {code: page_text.domain_name(code) for code in domains}
    code = linked(st.selectbox, _("Trends of"), list(named), TRENDS, format_func=named.__getitem__, width=260)
    return list(domains[code]) if code in domains else first(home.results)


def first(results: tuple[IndicatorResult, ...]) -> list[IndicatorResult]:
    """What rings, then what got worse, then better, then what stands worst; the most that fit on a screen."""
    rank = {"worse": 0, "better": 1, "different": 2}

    def order(result: IndicatorResult) -> tuple[bool, int, bool]:
        clear = result.rings and not result.pattern
        return (not clear, rank.get(result.trend, 2 if result.pattern else 3), result.verdict != "worse")

    judged = [result for result in results if result.judged and result.known]
    return sorted(judged, key=order)[:_MOST]


def _figure(home: DistrictHome, result: IndicatorResult, rows: pd.DataFrame) -> str:
    measure = result.measure
    drawing = base64.b64encode(small(rows, measure.better).encode()).decode()
    arrow = page_text.arrow(result)
    sign = f'<span class="sign {result.trend}" aria-hidden="true">{arrow}</span> ' if arrow else ""
    bell = f"<b>{escaped(page_text.bell(result))}</b>" if result.rings else ""
    note, href = notes(home).get(measure.id, ("", ""))
    link = f'<br><a href="{escaped(href)}" target="_self">{escaped(note)}</a>' if note else ""
    alt = described(home.name, result, rows)
    return (
        f"<figure><h3>{escaped(_(measure.title))}</h3><small>{escaped(_(measure.unit))}</small>"
        f'<img alt="{escaped(alt)}" src="data:image/svg+xml;base64,{drawing}">'
        f"<figcaption>{sign}{escaped(page_text.trend(result))}. {bell}{link}</figcaption></figure>"
    )


def described(name: str, result: IndicatorResult, rows: pd.DataFrame) -> str:
    """What the drawing shows, in words."""
    known = rows[rows["status"] == "ok"]
    title = _(result.measure.title)
    if known.empty:
        return _("{title}: no value is known in {name}.", title=title, name=name)
    one, other = known.iloc[0], known.iloc[-1]
    return _(
        "{title} in {name}: {first} in {before}, {then} in {after}.",
        title=title,
        name=name,
        first=quantity(one["value"], result.measure.unit),
        before=period(one["period"]),
        then=quantity(other["value"], result.measure.unit),
        after=period(other["period"]),
    )


def _table(results: list[IndicatorResult], rows: dict[str, pd.DataFrame]) -> None:
    with st.expander(_("The years as a table"), key="trend-table", on_change="rerun") as box:
        if box.open:
            st.dataframe(shown(results, rows), hide_index=True, alt=_("The district over the years"))


def shown(results: list[IndicatorResult], rows: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Every drawn point as a reader reads it."""
    return pd.DataFrame(
        [
            {
                _("Indicator"): _(result.measure.title),
                _("Period"): period(row["period"]),
                _("Value"): quantity(row["value"], result.measure.unit)
                if row["status"] == "ok"
                else _(STATUS[row["status"]]),
                _("95 % limits"): limits(row["lower"], row["upper"]),
                _("City"): number(row["whole"]),
                _("More than ups and downs"): _("yes") if row["signal"] else "",
            }
            for result in results
            for _at, row in rows[result.measure.id].iterrows()
        ]
    )


def frame(results: list[IndicatorResult], rows: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Every drawn point for a file."""
    return pd.concat(
        [
            rows[result.measure.id].assign(indicator=result.measure.id, unit=result.measure.unit)
            for result in results
        ],
        ignore_index=True,
    )


def picture(home: DistrictHome, results: list[IndicatorResult], rows: dict[str, pd.DataFrame]) -> str:
    """All drawings as one picture."""
    drawings = [small(rows[result.measure.id], result.measure.better) for result in results]
    titles = [f"{_(result.measure.title)} ({_(result.measure.unit)})" for result in results]
    heading = _("{name} over the years", name=home.name)
    return sheet(titles, drawings, heading, chart_files.source_line(home.at.city))


WIDE, HIGH = 340, 170
_LEFT, _RIGHT, _TOP, _BOTTOM = 46, 330, 12, 138
_INK, _CITY = TEXT, VERDICT_SIGN["different"]


@dataclass(frozen=True)
class TrendScale:
    """Where values and periods stand in the drawing."""

    axis: html_charts.Axis
    count: int

    def y(self, value: float) -> float:
        """A value's height."""
        return round(_BOTTOM - (_BOTTOM - _TOP) * self.axis.at(value) / 100, 1)

    def x(self, at: int) -> float:
        """A period's place."""
        return round(_LEFT + 12 + (_RIGHT - _LEFT - 24) * (at + 0.5) / self.count, 1)


def small(rows: pd.DataFrame, better: str) -> str:
    """The drawing without its title; `rows` as from `data.district_inside.series`."""
    values = pd.concat([rows[name] for name in ("value", "lower", "upper", "whole")]).astype(float)
    frame = TrendScale(html_charts.axis(values, 4), max(len(rows), 1))
    inner = "".join(
        [
            *_grid(frame),
            *_periods(frame, list(rows["period"])),
            *_lines(frame, rows),
            *_points(frame, rows, better),
        ]
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDE}" height="{HIGH}" viewBox="0 0 {WIDE} {HIGH}" '
        f'font-family="Source Sans Pro, Helvetica, Arial, DejaVu Sans, sans-serif" font-size="13">{inner}</svg>'
    )


def _grid(frame: TrendScale) -> Iterable[str]:
    decimals = max((_decimals(mark) for mark in frame.axis.marks), default=0)
    for mark in frame.axis.marks:
        y = frame.y(mark)
        yield f'<path d="M{_LEFT} {y}H{_RIGHT}" stroke="#dcdcdc"/>'
        yield f'<text x="{_LEFT - 6}" y="{y + 4}" text-anchor="end" fill="{_INK}">{number(mark, decimals)}</text>'


def _decimals(mark: float) -> int:
    text = f"{mark:.10g}"
    return len(text.partition(".")[2]) if "e" not in text else 0


def _periods(frame: TrendScale, codes: Sequence[str]) -> Iterable[str]:
    """The first and the last period; one between where there is room."""
    between = [len(codes) // 2] if len(codes) > 4 and all(len(code) <= 4 for code in codes) else []
    ends = ("start", frame.x(0) - 14), ("end", frame.x(len(codes) - 1) + 14)
    for (anchor, x), code in zip(ends, (codes[0], codes[-1]), strict=True):
        yield f'<text x="{x}" y="{_BOTTOM + 20}" text-anchor="{anchor}" fill="{_INK}">{escaped(period(code))}</text>'
    for at in between:
        place = f'x="{frame.x(at)}" y="{_BOTTOM + 20}" text-anchor="middle"'
        yield f'<text {place} fill="{_INK}">{escaped(codes[at])}</text>'


def _lines(frame: TrendScale, rows: pd.DataFrame) -> Iterable[str]:
    whole = _path(frame, rows["whole"])
    yield (
        f'<path d="{whole}" fill="none" stroke="{_CITY}" stroke-width="2" stroke-dasharray="5 3"/>'
        if whole
        else ""
    )
    mine = _path(frame, rows["value"])
    yield f'<path d="{mine}" fill="none" stroke="{_INK}" stroke-width="2"/>' if mine else ""


def _path(frame: TrendScale, values: Iterable[float]) -> str:
    """A line that breaks where nothing is known."""
    steps, pen = [], "M"
    for at, value in enumerate(values):
        if not math.isfinite(value):
            pen = "M"
            continue
        steps.append(f"{pen}{frame.x(at)} {frame.y(value)}")
        pen = "L"
    return "".join(steps)


def _points(frame: TrendScale, rows: pd.DataFrame, better: str) -> Iterable[str]:
    for at, row in enumerate(rows.itertuples()):
        value, lower, upper = (float(part) for part in (row.value, row.lower, row.upper))  # type: ignore[arg-type]
        x = frame.x(at)
        if not math.isfinite(value):
            yield f'<text x="{x}" y="{_BOTTOM - 2}" text-anchor="middle" fill="{_INK}">×</text>'
            continue
        if math.isfinite(lower) and math.isfinite(upper):
            yield f'<path d="M{x} {frame.y(lower)}V{frame.y(upper)}" stroke="#777" stroke-width="1.5"/>'
        yield f'<circle cx="{x}" cy="{frame.y(value)}" r="3.5" fill="{_INK}"/>'
        if row.signal:
            colour = _colour(int(row.signal), better)  # type: ignore[arg-type]
            yield f'<circle cx="{x}" cy="{frame.y(value)}" r="7" fill="none" stroke="{colour}" stroke-width="2"/>'


def _colour(signal: int, better: str) -> str:
    good = {"higher": 1, "lower": -1}.get(better)
    if good is None:
        return VERDICT["different"]
    return VERDICT["better" if signal == good else "worse"]


def sheet(titles: Sequence[str], drawings: Sequence[str], heading: str, source: str, columns: int = 3) -> str:
    """Several small drawings as one picture with title and source."""
    wide, high, top = WIDE + 60, HIGH + 40, 80
    height = top + high * math.ceil(len(drawings) / columns)
    cells = []
    for at, (title, drawing) in enumerate(zip(titles, drawings, strict=True)):
        x, y = wide * (at % columns) + 10, top + high * (at // columns)
        shown = title if len(title) <= 48 else title[:47] + "…"
        cells.append(f'<text x="{x}" y="{y + 18}" font-weight="700" font-size="13">{escaped(shown)}</text>')
        cells.append(drawing.replace("<svg ", f'<svg x="{x}" y="{y + 26}" ', 1))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide * columns}" height="{height}" '
        f'font-family="Source Sans Pro, Helvetica, Arial, DejaVu Sans, sans-serif" font-size="13">'
        f'<rect width="100%" height="100%" fill="#fff"/><text x="10" y="30" font-size="22" font-weight="700">'
        f'{escaped(heading)}</text><text x="10" y="56">{escaped(source)}</text>{"".join(cells)}</svg>'
    )
