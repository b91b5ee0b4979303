"""The district over time: small drawings in one style, what moved first, or a whole domain."""

import base64

import pandas as pd
import streamlit as st

from dashboard.charts import chart_files
from dashboard.exports import downloads
from dashboard.shell.links import linked
from dashboard.text import STATUS, escaped, limits, number, period, plain, quantity
from dashboard.views.district import text as page_text
from dashboard.views.district.data import IndicatorResult, by_domain
from dashboard.views.district.head import DistrictHome
from dashboard.views.district.inside_data import series
from dashboard.views.district.spine import notes
from dashboard.views.district.trend_drawing import sheet, small
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
