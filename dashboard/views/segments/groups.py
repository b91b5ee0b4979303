"""Who is behind: the groups of the chosen period one by one, and the equiplot over periods or districts."""

import pandas as pd
import streamlit as st

from dashboard import text as common_text
from dashboard.charts import chart_files, equiplot, tables
from dashboard.charts.equiplot import Dot, DotRow, ReferenceLine
from dashboard.exports import downloads
from dashboard.shell.links import linked
from dashboard.views.segments import data
from dashboard.views.segments import text as page_text
from dashboard.views.segments.data import GapQuery
from indicators.engine.text.formatting import limits, period, quantity
from indicators.engine.text.messages import N_
from indicators.engine.text.messages import translated as _

_ROWS = {"period": N_("a row a period"), "district": N_("a row a district")}


def show(query: GapQuery) -> None:
    """The chosen period in large, then the equiplot, then the figures."""
    if not query.dimension:
        return
    st.header(_("Groups in {period}", period=period(query.period)), anchor=False)
    unit = _(query.measure.unit)
    large = _large(query, data.groups_in_period(query))
    average = _average(query)
    line = None if average is None else ReferenceLine(average, dashed=True)
    st.html(equiplot.equiplot_html(large, unit, _("Groups in the chosen period"), "dots", line))
    dashed = _("Dashed line: all people in {place} together.", place=common_text.plain(query.place))
    st.caption(f"{dashed} {page_text.caution()}" if average is not None else page_text.caution())
    st.header(_("Equiplot: how far apart the groups lie"), anchor=False)
    by = linked(
        st.radio,
        _("Rows"),
        list(_ROWS),
        "rows",
        format_func=lambda code: _(_ROWS[code]),
        horizontal=True,
        label_visibility="collapsed",
    )
    rows = _over_time(query) if by == "period" else _over_districts(query)
    st.html(equiplot.legend(_key(query), _("the gap: from the lowest to the highest group")))
    with st.container(key="equiplot"):
        st.html(equiplot.equiplot_html(rows, unit, _("Equiplot"), notes_head=_("lowest to highest")))
    if any(dot.why for row in rows for dot in row.dots):
        st.caption(_("A group without a dot has no value there; the table says why."))
    _figures(query, by, rows)


def _average(query: GapQuery) -> float | None:
    """All people of the place together in the chosen period."""
    rows = data.everyone(query)
    total = rows[(rows["period"] == query.period) & (rows["status"] == "ok")]
    return float(total["value"].iloc[0]) if len(total) else None


def _style(query: GapQuery) -> dict[str, tuple[str, str]]:
    return equiplot.group_styles(query.segments.order, query.segments.ordinal)


def _key(query: GapQuery) -> list[tuple[str, str, str]]:
    among, style = data.collected_groups(query), _style(query)
    return [
        (common_text.group_name(query.segments, g), *style[g]) for g in query.segments.order if g in among
    ]


def _dot(row: pd.Series, style: dict[str, tuple[str, str]]) -> Dot:
    value, lower, upper = (float(row[name]) for name in ("value", "lower", "upper"))
    return Dot(
        str(row["name"]), value, lower, upper, *style[row["group"]], _(common_text.STATUS[row["status"]])
    )


def _large(query: GapQuery, rows: pd.DataFrame) -> list[DotRow]:
    """A row a group, with its value in words at the end."""
    style = _style(query)
    return [
        DotRow(
            str(row["name"]),
            (_dot(row, style),),
            quantity(row["value"], query.measure.unit) if row["status"] == "ok" else "",
            why=_(common_text.STATUS[row["status"]]),
        )
        for at, row in rows.iterrows()
    ]


def _over_time(query: GapQuery) -> list[DotRow]:
    """A row a period, the newest on top."""
    rows = data.groups(query)
    codes = list(dict.fromkeys(rows["period"]))
    return [
        _row(query, rows[rows["period"] == code], period(code), chosen=code == query.period)
        for code in reversed(codes)
    ]


def _over_districts(query: GapQuery) -> list[DotRow]:
    """A row a district in the chosen period, by name."""
    rows = data.district_groups(query)
    return [
        _row(query, mine, str(mine["district"].iloc[0]), chosen=id in query.at.highlighted)
        for id, mine in rows.sort_values(["district", "place"]).groupby("district_id", sort=False)
    ]


def _row(query: GapQuery, rows: pd.DataFrame, name: str, chosen: bool) -> DotRow:
    among, style = data.collected_groups(query), _style(query)
    mine = rows[rows["group"].isin(among)]
    known = mine[mine["status"] == "ok"]["value"]
    spread = float(known.max() - known.min()) if len(known) > 1 else float("nan")
    dots = tuple(_dot(row, style) for at, row in mine.iterrows())
    text = (
        f"{common_text.number(spread)} {common_text.change_unit(query.measure.unit)}"
        if spread == spread
        else ""
    )
    return DotRow(name, dots, text, why=common_text.reasons(mine) if len(mine) else "", chosen=chosen)


def _figures(query: GapQuery, by: str, rows: list[DotRow]) -> None:
    frame = data.groups(query) if by == "period" else data.district_groups(query)
    title = _(query.measure.title)
    about = _(
        "{indicator} by {dimension}, {place}",
        indicator=title,
        dimension=_(query.segments.title),
        place=query.place,
    )

    def picture() -> str:
        from dashboard.charts.equiplot_chart import equiplot_chart

        return chart_files.picture(equiplot_chart(rows, _(query.measure.unit)), query.at.city, title, about)

    with st.container(horizontal=True, key="equiplot files"):
        downloads.offer(
            f"segments {query.id} {query.dimension} {by}",
            query.at.city,
            about,
            lambda: frame.drop(columns=["place", "time", "group"]),
            picture,
        )
    with st.expander(_("The same figures as a table"), key="segments table", on_change="rerun") as box:
        if box.open:
            st.dataframe(_table(query, frame, by), hide_index=True, alt=about)


def _table(query: GapQuery, frame: pd.DataFrame, by: str) -> pd.DataFrame:
    first = [period(code) for code in frame["period"]] if by == "period" else list(frame["district"])
    unit = _(query.measure.unit)
    return pd.DataFrame(
        {
            _("Period") if by == "period" else _("District"): first,
            _("Group"): frame["name"],
            _("Value ({unit})", unit=unit): tables.estimates(
                frame.assign(district=""), query.measure.unit
            ).iloc[:, 1],
            _("95 % limits"): [limits(*pair) for pair in zip(frame["lower"], frame["upper"], strict=True)],
        }
    )
