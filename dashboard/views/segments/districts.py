"""Districts by gap: the same two groups in every district, in order, with limits and a link to the map."""

import pandas as pd
import streamlit as st

from dashboard import queries
from dashboard import text as common_text
from dashboard.charts import chart_files, equiplot, tables
from dashboard.charts.colours import VERDICT
from dashboard.charts.equiplot import Dot, DotRow, ReferenceLine
from dashboard.exports import downloads
from dashboard.shell import navigation
from dashboard.views.segments import data
from dashboard.views.segments import text as page_text
from dashboard.views.segments.data import GapQuery
from indicators.engine.text.formatting import change_unit, limits, period, signed
from indicators.engine.text.messages import N_
from indicators.engine.text.messages import translated as _

_WHOLE = N_("The gap of the whole is no average of these, as the groups also live in different districts.")


def show(query: GapQuery) -> None:
    """Sentences, the list in order, the table, the map."""
    if not query.dimension:
        return
    both = data.compared_groups(query)
    if both is None:
        st.write(_("There are no two groups with a value in this period whose gap could be followed."))
        return
    behind, against = (common_text.group_name(query.segments, group) for group in both)
    st.header(_("Districts by gap in {period}", period=period(query.period)), anchor=False)
    rows = data.district_gaps(query)
    said_first = [page_text.by_districts(behind, against, rows), page_text.furthest(query.measure, rows)]
    st.markdown("  \n".join(filter(None, said_first)))
    navigation.link("map", _("See this gap on the map"), view="gap", groups=_code(query, *both))
    seen = tables.excerpt(rows, query.at.highlighted)
    drawn = [_row(query, row) for at, row in seen.iterrows()]
    present = [word for word in VERDICT if word in set(rows.loc[rows["status"] == "ok", "verdict"])]
    st.html(
        equiplot.legend(
            [(f"{behind}: {_(common_text.DIFFERENCE[word])}", VERDICT[word], "circle") for word in present]
        )
    )
    with st.container(key="gaps"):
        unit, end = change_unit(query.measure.unit), _("gap (95 % limits)")
        name, line = _("Districts by gap"), ReferenceLine(0.0)
        st.html(equiplot.equiplot_html(drawn, unit, name, "dots", line, end))
    what = _(
        "The gap is {against} less {behind}.",
        against=common_text.plain(against),
        behind=common_text.plain(behind),
    )
    st.caption(f"{what} {_area(query)} {_(_WHOLE)} {tables.excerpt_note(seen, rows)}".strip())
    _files(query, behind, against, rows, drawn)


def _files(query: GapQuery, behind: str, against: str, rows: pd.DataFrame, drawn: list[DotRow]) -> None:
    unit = _(
        "{against} less {behind}, {unit}",
        against=against,
        behind=behind,
        unit=change_unit(query.measure.unit),
    )
    title = _(query.measure.title)
    about = _("{indicator}: {unit}, {period}", indicator=title, unit=unit, period=period(query.period))

    def picture() -> str:
        from dashboard.charts.equiplot_chart import equiplot_chart

        return chart_files.picture(equiplot_chart(drawn, unit, 0.0), query.at.city, title, about)

    with st.container(horizontal=True, key="district gap files"):
        downloads.offer(
            f"district gaps {query.id} {query.dimension} {query.period}",
            query.at.city,
            about,
            lambda: rows.drop(columns="gap"),
            picture,
            lambda: queries.outlines(query.view),
        )
    with st.expander(_("The same figures as a table"), key="gaps table", on_change="rerun") as box:
        if box.open:
            seen = tables.excerpt(rows, query.at.highlighted)
            st.dataframe(_table(query, seen, behind, against), hide_index=True, alt=about)


def _code(query: GapQuery, behind: str, against: str) -> str:
    """The pair as the map's address writes it, in the order of the dimension."""
    first, second = sorted((behind, against), key=query.segments.order.index)
    return f"{query.dimension}:{first};{second}"


def _row(query: GapQuery, row: pd.Series) -> DotRow:
    name, word = str(row["district"]), str(row["verdict"])
    value, lower, upper = (float(row[part]) for part in ("value", "lower", "upper"))
    text = ""
    if row["status"] == "ok":
        text = f"{signed(value)} ({limits(lower, upper)})"
    return DotRow(
        name,
        (Dot(_(common_text.DIFFERENCE[word]), value, lower, upper, VERDICT[word]),),
        text,
        why=_(common_text.STATUS[row["status"]]),
        href=navigation.href("district", district=str(row["district_id"])),
        chosen=row["district_id"] in query.at.highlighted,
    )


def _area(query: GapQuery) -> str:
    """The whole area's gap, for comparison."""
    whole = data.area_gap(query)
    if whole is None:
        return _("In {place} as a whole the gap can't be told.", place=common_text.plain(query.at.name))
    return _(
        "In {place} as a whole: {size} (95 % limits {limits}). The solid line is no gap.",
        place=common_text.plain(query.at.name),
        size=f"{signed(float(whole['value']))} {change_unit(query.measure.unit)}",
        limits=limits(float(whole["lower"]), float(whole["upper"])),
    )


def _table(query: GapQuery, rows: pd.DataFrame, behind: str, against: str) -> pd.DataFrame:
    unit = query.measure.unit
    cells = {
        name: [
            common_text.cell(value, unit, status)
            for value, status in zip(rows[f"value_{side}"], rows[f"status_{side}"], strict=True)
        ]
        for name, side in ((behind, "second"), (against, "first"))
    }
    return pd.DataFrame(
        {
            _("District"): rows["district"],
            **cells,
            _("Gap ({unit})", unit=change_unit(unit)): [signed(value) for value in rows["value"]],
            _("95 % limits"): [limits(*pair) for pair in zip(rows["lower"], rows["upper"], strict=True)],
            _("{group} is", group=behind): [_(common_text.DIFFERENCE[word]) for word in rows["verdict"]],
        }
    )
