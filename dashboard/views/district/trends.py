"""The district over time: small drawings in one style, what moved first, or a whole domain."""

import base64

import pandas as pd
import streamlit as st

from dashboard.charts import chart_files
from dashboard.exports import downloads
from dashboard.shell.links import linked
from dashboard.text import STATUS, escaped, limits, number, period, plain, quantity
from dashboard.views.district import text as said
from dashboard.views.district.data import Stand, by_domain
from dashboard.views.district.head import Home
from dashboard.views.district.inside_data import series
from dashboard.views.district.spine import notes
from dashboard.views.district.trend_drawing import sheet, small
from indicators.engine.text.messages import translated as _

TRENDS = "trends"
_FIRST = "first"
_MOST = 8


def show(found: Home) -> None:
    """One small drawing an indicator."""
    st.header(_("Over the years"), anchor=False)
    stands = _chosen(found)
    st.caption(
        _(
            "Solid line: {name}, with 95 % limits. Dashed: {city}. A ring marks a point that is more than the "
            "ordinary ups and downs of the series, orange on the worse side, blue on the better; "
            "× is a year without a value. Each drawing has a scale of its own.",
            name=plain(found.name),
            city=plain(found.city),
        )
    )
    rows = {stand.measure.id: series(found.at.city, found.id, stand.measure.id) for stand in stands}
    figures = [_figure(found, stand, rows[stand.measure.id]) for stand in stands]
    st.html(f'<div class="trends">{"".join(figures)}</div>')
    _table(stands, rows)
    downloads.offer(
        f"district-{found.id}-years",
        found.at.city,
        _("{name} over the years", name=found.name),
        lambda: frame(stands, rows),
        lambda: picture(found, stands, rows),
    )


def _chosen(found: Home) -> list[Stand]:
    named = {_FIRST: _("What moved first")}
    domains = by_domain(found.stands)
    named |= {code: said.domain_name(code) for code in domains}
    code = linked(st.selectbox, _("Trends of"), list(named), TRENDS, format_func=named.__getitem__, width=260)
    return list(domains[code]) if code in domains else first(found.stands)


def first(stands: tuple[Stand, ...]) -> list[Stand]:
    """What rings, then what got worse, then better, then what stands worst; the most that fit on a screen."""
    rank = {"worse": 0, "better": 1, "different": 2}

    def order(stand: Stand) -> tuple[bool, int, bool]:
        clear = stand.rings and not stand.pattern
        return (not clear, rank.get(stand.trend, 2 if stand.pattern else 3), stand.verdict != "worse")

    judged = [stand for stand in stands if stand.judged and stand.known]
    return sorted(judged, key=order)[:_MOST]


def _figure(found: Home, stand: Stand, rows: pd.DataFrame) -> str:
    measure = stand.measure
    drawing = base64.b64encode(small(rows, measure.better).encode()).decode()
    arrow = said.arrow(stand)
    sign = f'<span class="sign {stand.trend}" aria-hidden="true">{arrow}</span> ' if arrow else ""
    bell = f"<b>{escaped(said.bell(stand))}</b>" if stand.rings else ""
    note, href = notes(found).get(measure.id, ("", ""))
    link = f'<br><a href="{escaped(href)}" target="_self">{escaped(note)}</a>' if note else ""
    alt = described(found.name, stand, rows)
    return (
        f"<figure><h3>{escaped(_(measure.title))}</h3><small>{escaped(_(measure.unit))}</small>"
        f'<img alt="{escaped(alt)}" src="data:image/svg+xml;base64,{drawing}">'
        f"<figcaption>{sign}{escaped(said.trend(stand))}. {bell}{link}</figcaption></figure>"
    )


def described(name: str, stand: Stand, rows: pd.DataFrame) -> str:
    """What the drawing shows, in words."""
    known = rows[rows["status"] == "ok"]
    title = _(stand.measure.title)
    if known.empty:
        return _("{title}: no value is known in {name}.", title=title, name=name)
    one, other = known.iloc[0], known.iloc[-1]
    return _(
        "{title} in {name}: {first} in {before}, {then} in {after}.",
        title=title,
        name=name,
        first=quantity(one["value"], stand.measure.unit),
        before=period(one["period"]),
        then=quantity(other["value"], stand.measure.unit),
        after=period(other["period"]),
    )


def _table(stands: list[Stand], rows: dict[str, pd.DataFrame]) -> None:
    with st.expander(_("The years as a table"), key="trend-table", on_change="rerun") as box:
        if box.open:
            st.dataframe(shown(stands, rows), hide_index=True, alt=_("The district over the years"))


def shown(stands: list[Stand], rows: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Every drawn point as a reader reads it."""
    return pd.DataFrame(
        [
            {
                _("Indicator"): _(stand.measure.title),
                _("Period"): period(row["period"]),
                _("Value"): quantity(row["value"], stand.measure.unit)
                if row["status"] == "ok"
                else _(STATUS[row["status"]]),
                _("95 % limits"): limits(row["lower"], row["upper"]),
                _("City"): number(row["whole"]),
                _("More than ups and downs"): _("yes") if row["signal"] else "",
            }
            for stand in stands
            for _at, row in rows[stand.measure.id].iterrows()
        ]
    )


def frame(stands: list[Stand], rows: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Every drawn point for a file."""
    return pd.concat(
        [
            rows[stand.measure.id].assign(indicator=stand.measure.id, unit=stand.measure.unit)
            for stand in stands
        ],
        ignore_index=True,
    )


def picture(found: Home, stands: list[Stand], rows: dict[str, pd.DataFrame]) -> str:
    """All drawings as one picture."""
    drawings = [small(rows[stand.measure.id], stand.measure.better) for stand in stands]
    titles = [f"{_(stand.measure.title)} ({_(stand.measure.unit)})" for stand in stands]
    heading = _("{name} over the years", name=found.name)
    return sheet(titles, drawings, heading, chart_files.source_line(found.at.city))
