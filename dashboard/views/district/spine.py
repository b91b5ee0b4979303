"""The spine chart of a district with its legend, table and files."""

from collections.abc import Iterable, Mapping, Sequence

import pandas as pd
import streamlit as st

from dashboard.charts import chart_files, spine_chart
from dashboard.charts.colours import VERDICT_SIGN
from dashboard.charts.spine_chart import SpineHeads, SpineRow, spine_places
from dashboard.exports import downloads
from dashboard.shell import navigation
from dashboard.shell.links import linked
from dashboard.text import escaped, limits, number, period, plain
from dashboard.views.district import text as page_text
from dashboard.views.district.data import CITY, IndicatorResult, by_domain, started, tally
from dashboard.views.district.head import DistrictHome
from dashboard.views.district.interventions import long_date
from indicators.city import City
from indicators.engine.text.messages import translated as _

ROWS = "rows"
_ALL, _CLEAR = "all", "clear"


def show(home: DistrictHome) -> None:
    """Every indicator in its place, by domain."""
    st.header(_("Every indicator in its place"), anchor=False)
    results = _chosen(home)
    st.caption(legend(home))
    if not results:
        st.write(_("No indicator differs clearly here."))
    else:
        label = _("{name}: every indicator beside {place}", name=home.name, place=home.yardstick)
        st.html(spine_chart.spine_html(heads(home), blocks(results, notes(home)), label))
    st.caption(page_text.chance(tally(results).conclusive) if tally(results).conclusive else "")
    _table(results)
    downloads.offer(
        f"district-{home.id}",
        home.at.city,
        _("{name} beside {place}", name=home.name, place=home.yardstick),
        lambda: frame(results),
        lambda: drawing(home.at.city, home.name, home.yardstick, heads(home), blocks(results)),
    )


def _chosen(home: DistrictHome) -> tuple[IndicatorResult, ...]:
    domains = by_domain(home.results)
    named = {_ALL: _("All indicators"), _CLEAR: _("Only what clearly differs")}
    named |= {code: page_text.domain_name(code) for code in domains}
    code = linked(st.selectbox, _("Show"), list(named), ROWS, format_func=named.__getitem__, width=260)
    if code == _CLEAR:
        return tuple(result for result in home.results if result.verdict in ("better", "worse", "different"))
    return domains.get(code, home.results)


def legend(home: DistrictHome) -> str:
    """How the chart is to be read."""
    said_of_it = [
        plain(page_text.marks()) + ".",
        _(
            "The line in the middle is {city}; better lies to the right in every row. The pale bar spans all "
            "districts, the dark one the middle half of them; the thin line is the district's 95 % limits.",
            city=plain(home.city),
        ),
    ]
    if home.against != CITY:
        said_of_it.append(_("◇ is {place}.", place=plain(home.yardstick)))
    return " ".join(said_of_it)


def heads(home: DistrictHome) -> SpineHeads:
    """The words above the columns."""
    return SpineHeads(
        name=_("Indicator"),
        district=home.name,
        worse=_("worse"),
        better=_("better"),
        word=_("Beside {place}", place=home.short),
        city=home.city,
        group="" if home.against == CITY else home.short,
        trend=_("Lately"),
    )


def notes(home: DistrictHome) -> dict[str, tuple[str, str]]:
    """What is said in the rows at which an intervention aims, with the address of its page."""
    return {
        id: (page_text.intervention(long_date(since)), navigation.href("interventions", entry=entry.id))
        for id, entry in home.aimed.items()
        for since in started(entry, home.id)
    }


def blocks(
    results: tuple[IndicatorResult, ...], noted: Mapping[str, tuple[str, str]] | None = None
) -> list[tuple[str, str, list[SpineRow]]]:
    """The rows by domain, with the domain's name and words."""
    noted = noted or {}
    return [
        (
            page_text.domain_name(code),
            page_text.domain(tally(some)),
            [row(result, noted.get(result.measure.id, ("", ""))) for result in some],
        )
        for code, some in by_domain(results).items()
    ]


def row(result: IndicatorResult, note: tuple[str, str] = ("", "")) -> SpineRow:
    """One indicator in words, with the link to its map."""
    measure = result.measure
    return SpineRow(
        title=_(measure.title),
        href=navigation.href(
            "map", domain=measure.domain, indicator=measure.id, period=result.period, people=None
        ),
        when=period(result.period),
        unit=_(measure.unit),
        value=page_text.amount(result.value, measure.unit) if result.known else page_text.value(result),
        limits=limits(result.lower, result.upper),
        verdict=result.verdict if result.known else "cannot_tell",
        mark=page_text.mark(result) if result.known else "",
        word=page_text.verdict(result) if result.known else "",
        outlier=page_text.outlier(result) or page_text.direction_without_limits(result),
        city=page_text.amount(result.city, measure.unit) or _("not known"),
        group=page_text.amount(result.group, measure.unit) or _("not known"),
        trend=page_text.trend(result),
        arrow=page_text.arrow(result),
        trend_code=result.trend,
        bell=page_text.bell(result),
        places=spine_places(result),
        note=note[0],
        note_href=note[1],
    )


def _table(results: tuple[IndicatorResult, ...]) -> None:
    with st.expander(_("The same figures as a table"), key="spine-table", on_change="rerun") as box:
        if box.open:
            st.dataframe(shown(results), hide_index=True, alt=_("Every indicator of the district"))


def shown(results: tuple[IndicatorResult, ...]) -> pd.DataFrame:
    """The figures as a reader reads them."""
    return pd.DataFrame(
        [
            {
                _("Domain"): page_text.domain_name(result.measure.domain),
                _("Indicator"): _(result.measure.title),
                _("Period"): period(result.period),
                _("Value"): page_text.value(result),
                _("95 % limits"): limits(result.lower, result.upper),
                _("City"): number(result.city),
                _("Compared"): number(result.group),
                _("Lowest to highest district"): limits(result.spread.low, result.spread.high),
                _("In words"): page_text.verdict_with_direction(result),
                _("Lately"): page_text.trend(result),
            }
            for result in results
        ]
    )


def frame(results: tuple[IndicatorResult, ...]) -> pd.DataFrame:
    """The figures for a file, by codes."""
    return pd.DataFrame(
        [
            {
                "domain": result.measure.domain, "indicator": result.measure.id, "title": _(result.measure.title),
                "period": result.period, "unit": result.measure.unit, "better": result.measure.better,
                "status": result.status, "value": result.value, "lower": result.lower, "upper": result.upper,
                "city": result.city, "compared": result.group, "lowest_district": result.spread.low,
                "lower_quartile": result.spread.q1, "median_district": result.spread.median,
                "upper_quartile": result.spread.q3, "highest_district": result.spread.high,
                "verdict": result.verdict, "outlier": result.unusual, "trend": result.trend,
                "trend_since": result.since, "trend_of_city": result.city_trend, "bell": result.rings,
                "bell_by_pattern_alone": result.pattern, "all_years_since": result.first, "all_years": result.long,
            }
            for result in results
        ]
    )  # fmt: skip


WIDE, HIGH, TOP = 1440, 30, 118
_NAME, _VALUE, _TRACK, _TRACK_WIDE, _WORD, _CITY = 16, 800, 820, 300, 1135, 1345
_LETTERS = 82
Blocks = Sequence[tuple[str, str, Sequence[SpineRow]]]


def drawing(city: City, name: str, yardstick: str, heads: SpineHeads, blocks: Blocks) -> str:
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


def _row(row: SpineRow, y: int) -> Iterable[str]:
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
            f'stroke-width="3" paint-order="stroke" fill="{VERDICT_SIGN[row.verdict]}">{row.mark}</text>'
        )
    yield _text(_WORD, middle + 5, row.word, "font-size:13px")
    yield _text(_CITY, middle + 5, row.city[:18], "font-size:13px")


def _bar(one: float | None, other: float | None, middle: float, high: int, colour: str) -> str:
    if one is None or other is None:
        return ""
    left, right = sorted((_at(one), _at(other)))
    return f'<rect x="{left}" y="{middle - high / 2}" width="{right - left:.1f}" height="{high}" fill="{colour}"/>'
