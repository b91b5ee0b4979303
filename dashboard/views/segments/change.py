"""Before and after: every group in two periods on one scale, with the fixed word for its change."""

import pandas as pd
import streamlit as st

from dashboard import text as common_text
from dashboard.charts import chart_files, equiplot, tables
from dashboard.charts.colours import VERDICT
from dashboard.charts.equiplot import Dot, DotRow
from dashboard.exports import downloads
from dashboard.views.segments import data
from dashboard.views.segments.data import GapQuery
from indicators.engine.text.formatting import limits, period, signed
from indicators.engine.text.messages import translated as _

_BEFORE = ("#ffffff", "circle")


def show(query: GapQuery) -> None:
    """Sentence, dumbbells, table. The two periods are chosen above."""
    if not query.dimension:
        return
    before, after = query.ends
    st.header(_("Groups in {before} and {after}", before=period(before), after=period(after)), anchor=False)
    if before == after:
        st.info(_("Choose two different periods above to see a change."))
        return
    rows = data.changes(query)
    named = rows.assign(group=rows["name"])
    st.markdown(common_text.by_group(query.place, query.segments, named))
    unit = _(query.measure.unit)
    drawn = [_row(row, before, after) for at, row in rows.iterrows()]
    st.html(equiplot.legend(_key(rows, before, after), _("the change")))
    st.html(
        equiplot.equiplot_html(drawn, unit, _("Groups before and after"), "dumbbells", notes_head=_end(query))
    )
    st.caption(common_text.change_caveat())
    title = _(query.measure.title)
    about = _("{indicator} by group, {place}, {before} and {after}", indicator=title, place=query.place,
              before=period(before), after=period(after))  # fmt: skip

    def picture() -> str:
        from dashboard.charts.equiplot_chart import equiplot_chart

        return chart_files.picture(equiplot_chart(drawn, unit), query.at.city, title, about)

    with st.container(horizontal=True, key="change files"):
        downloads.offer(
            f"change {query.id} {query.dimension} {before} {after}",
            query.at.city,
            about,
            lambda: rows,
            picture,
        )
    with st.expander(_("The same figures as a table"), key="changes table", on_change="rerun") as box:
        if box.open:
            frame = tables.changes(
                named.rename(columns={"group": _("Group")}), _("Group"), query.measure.unit, before, after
            )
            st.dataframe(frame, hide_index=True, alt=about)


def _end(query: GapQuery) -> str:
    return _("change, {unit} (95 % limits)", unit=common_text.change_unit(query.measure.unit))


def _key(rows: pd.DataFrame, before: str, after: str) -> list[tuple[str, str, str]]:
    """The ring of the earlier period, and the later one in the colour of each verdict that occurs."""
    present = [word for word in VERDICT if word in set(rows["verdict"])]
    return [
        (period(before), *_BEFORE),
        *((_later(after, word), VERDICT[word], "diamond") for word in present),
    ]


def _later(after: str, word: str) -> str:
    return _("{period}: {verdict}", period=period(after), verdict=_(common_text.VERDICT[word]))


def _row(row: pd.Series, before: str, after: str) -> DotRow:
    word = str(row["verdict"])
    later = _later(after, word)
    dots = (
        _dot(row, "before", period(before), *_BEFORE),
        _dot(row, "after", later, VERDICT[word], "diamond"),
    )
    states = [row[f"status_{side}"] for side in ("before", "after") if row[f"status_{side}"] != "ok"]
    why = "; ".join(
        dict.fromkeys(_(common_text.STATUS.get(s, common_text.STATUS["missing"])) for s in states)
    )
    return DotRow(str(row["name"]), dots, _change_text(row, word, why), why=why)


def _dot(row: pd.Series, side: str, name: str, colour: str, shape: str) -> Dot:
    value, lower, upper = (float(row[f"{part}_{side}"]) for part in ("value", "lower", "upper"))
    return Dot(name, value, lower, upper, colour, shape)


def _change_text(row: pd.Series, word: str, why: str) -> str:
    verdict = _(common_text.VERDICT[word])
    if pd.isna(row["change"]):
        return f"{verdict} ({why})" if why else verdict
    around = limits(float(row["lower"]), float(row["upper"]))
    change = signed(float(row["change"]))
    return f"{change} ({around}): {verdict}" if around else f"{change}: {verdict}"
