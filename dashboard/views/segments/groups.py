"""Who is behind: the groups of the chosen period one by one, and the equiplot over periods or districts."""

import pandas as pd
import streamlit as st

from dashboard import text as words
from dashboard.charts import chart_files, equiplot, tables
from dashboard.charts.equiplot import Dot, DotRow, ReferenceLine
from dashboard.exports import downloads
from dashboard.shell.links import linked
from dashboard.views.segments import data
from dashboard.views.segments import text as said
from dashboard.views.segments.data import Looked
from indicators.engine.text.formatting import limits, period, quantity
from indicators.engine.text.messages import N_
from indicators.engine.text.messages import translated as _

_ROWS = {"period": N_("a row a period"), "district": N_("a row a district")}


def show(look: Looked) -> None:
    """The chosen period in large, then the equiplot, then the figures."""
    if not look.dimension:
        return
    st.header(_("Groups in {period}", period=period(look.period)), anchor=False)
    unit = _(look.measure.unit)
    large = _large(look, data.now(look))
    average = _average(look)
    line = None if average is None else ReferenceLine(average, dashed=True)
    st.html(equiplot.equiplot_html(large, unit, _("Groups in the chosen period"), "dots", line))
    dashed = _("Dashed line: all people in {place} together.", place=words.plain(look.place))
    st.caption(f"{dashed} {said.caution()}" if average is not None else said.caution())
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
    rows = _over_time(look) if by == "period" else _over_districts(look)
    st.html(equiplot.legend(_key(look), _("the gap: from the lowest to the highest group")))
    with st.container(key="equiplot"):
        st.html(equiplot.equiplot_html(rows, unit, _("Equiplot"), notes_head=_("lowest to highest")))
    if any(dot.why for row in rows for dot in row.dots):
        st.caption(_("A group without a dot has no value there; the table says why."))
    _figures(look, by, rows)


def _average(look: Looked) -> float | None:
    """All people of the place together in the chosen period."""
    rows = data.everyone(look)
    found = rows[(rows["period"] == look.period) & (rows["status"] == "ok")]
    return float(found["value"].iloc[0]) if len(found) else None


def _style(look: Looked) -> dict[str, tuple[str, str]]:
    return equiplot.group_styles(look.segments.order, look.segments.ordinal)


def _key(look: Looked) -> list[tuple[str, str, str]]:
    asked, style = data.asked(look), _style(look)
    return [(words.group_name(look.segments, g), *style[g]) for g in look.segments.order if g in asked]


def _dot(row: pd.Series, style: dict[str, tuple[str, str]]) -> Dot:
    value, lower, upper = (float(row[name]) for name in ("value", "lower", "upper"))
    return Dot(str(row["name"]), value, lower, upper, *style[row["group"]], _(words.STATUS[row["status"]]))


def _large(look: Looked, rows: pd.DataFrame) -> list[DotRow]:
    """A row a group, with its value in words at the end."""
    style = _style(look)
    return [
        DotRow(
            str(row["name"]),
            (_dot(row, style),),
            quantity(row["value"], look.measure.unit) if row["status"] == "ok" else "",
            why=_(words.STATUS[row["status"]]),
        )
        for at, row in rows.iterrows()
    ]


def _over_time(look: Looked) -> list[DotRow]:
    """A row a period, the newest on top."""
    rows = data.groups(look)
    codes = list(dict.fromkeys(rows["period"]))
    return [
        _row(look, rows[rows["period"] == code], period(code), chosen=code == look.period)
        for code in reversed(codes)
    ]


def _over_districts(look: Looked) -> list[DotRow]:
    """A row a district in the chosen period, by name."""
    rows = data.district_groups(look)
    return [
        _row(look, mine, str(mine["district"].iloc[0]), chosen=id in look.at.looked_at)
        for id, mine in rows.sort_values(["district", "place"]).groupby("district_id", sort=False)
    ]


def _row(look: Looked, rows: pd.DataFrame, name: str, chosen: bool) -> DotRow:
    asked, style = data.asked(look), _style(look)
    mine = rows[rows["group"].isin(asked)]
    known = mine[mine["status"] == "ok"]["value"]
    spread = float(known.max() - known.min()) if len(known) > 1 else float("nan")
    dots = tuple(_dot(row, style) for at, row in mine.iterrows())
    text = f"{words.number(spread)} {words.change_unit(look.measure.unit)}" if spread == spread else ""
    return DotRow(name, dots, text, why=words.reasons(mine) if len(mine) else "", chosen=chosen)


def _figures(look: Looked, by: str, rows: list[DotRow]) -> None:
    frame = data.groups(look) if by == "period" else data.district_groups(look)
    title = _(look.measure.title)
    about = _(
        "{indicator} by {dimension}, {place}",
        indicator=title,
        dimension=_(look.segments.title),
        place=look.place,
    )

    def picture() -> str:
        from dashboard.charts.equiplot_chart import equiplot_chart

        return chart_files.picture(equiplot_chart(rows, _(look.measure.unit)), look.at.city, title, about)

    with st.container(horizontal=True, key="equiplot files"):
        downloads.offer(
            f"segments {look.id} {look.dimension} {by}",
            look.at.city,
            about,
            lambda: frame.drop(columns=["place", "time", "group"]),
            picture,
        )
    with st.expander(_("The same figures as a table"), key="segments table", on_change="rerun") as box:
        if box.open:
            st.dataframe(_table(look, frame, by), hide_index=True, alt=about)


def _table(look: Looked, frame: pd.DataFrame, by: str) -> pd.DataFrame:
    first = [period(code) for code in frame["period"]] if by == "period" else list(frame["district"])
    unit = _(look.measure.unit)
    return pd.DataFrame(
        {
            _("Period") if by == "period" else _("District"): first,
            _("Group"): frame["name"],
            _("Value ({unit})", unit=unit): tables.estimates(
                frame.assign(district=""), look.measure.unit
            ).iloc[:, 1],
            _("95 % limits"): [limits(*pair) for pair in zip(frame["lower"], frame["upper"], strict=True)],
        }
    )
