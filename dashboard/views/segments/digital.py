"""Access and use: how much of a gap in use is lack of access (the divide), how much little use (the inequality)."""

from dataclasses import replace

import pandas as pd
import streamlit as st

from dashboard import queries
from dashboard import text as common_text
from dashboard.charts import access_bars, chart_files
from dashboard.exports import downloads
from dashboard.shell.links import linked
from dashboard.views.segments import data
from dashboard.views.segments import text as page_text
from dashboard.views.segments.data import GapQuery
from indicators.engine.definitions.registry import Indicator
from indicators.engine.text.formatting import limits, number, period
from indicators.engine.text.messages import translated as _


def show(query: GapQuery) -> None:
    """The pair, the dimension that both know, the bars, the sentences; or why there is nothing to split."""
    st.header(_("Access and use"), anchor=False)
    pairs = data.divide_pairs_first(query)
    if not pairs:
        st.write(_no_pair(query))
        return
    access, use = _pair(pairs)
    both = _common(query, access, use)
    if both is None:
        st.write(_("No dimension of groups is known for both access and use."))
        return
    mine, code = both
    rows = data.divide_split(mine, access.id, use.id, code)
    _sentences(mine, access, use, code, rows)
    if (rows["status"] == "ok").any():
        st.html(access_bars.legend())
        st.html(access_bars.access_html(rows, _("Access and use by group")))
    _files(mine, access, use, code, rows)


def _no_pair(query: GapQuery) -> str:
    return _(
        "{city} has no pair of indicators that could be split: one for who has access, and one for who uses it, "
        "asked of the same people and counted out of those with access. Published tables seldom have it; a survey "
        "that asks both does.",
        city=common_text.plain(common_text.city_name(_(query.at.city.pack.title))),
    )


def _pair(pairs: list[tuple[Indicator, Indicator]]) -> tuple[Indicator, Indicator]:
    """The chosen pair; a choice only where there are several."""
    named = {use.id: (access, use) for access, use in pairs}
    if len(named) == 1:
        return pairs[0]
    code = linked(
        st.selectbox,
        _("Use of"),
        list(named),
        "use",
        format_func=lambda code: _(named[code][1].title),
        width=400,
    )
    return named[code]


def _common(query: GapQuery, access: Indicator, use: Indicator) -> tuple[GapQuery, str] | None:
    """The page's dimension and period where both indicators know them, else the first and the last they know."""
    city = query.at.city
    of_use = data.dimensions(city, use.id)
    dimensions = [each for each in data.dimensions(city, access.id) if each in of_use]
    if not dimensions:
        return None
    dimension = query.dimension if query.dimension in dimensions else dimensions[0]
    mine = replace(query, id=use.id, dimension=dimension)
    codes = queries.periods(mine.view)
    return mine, query.period if query.period in codes else codes[-1]


def _sentences(query: GapQuery, access: Indicator, use: Indicator, code: str, rows: pd.DataFrame) -> None:
    st.write(
        _(
            "Access: “{access}”. Use: “{use}”. {place}, {period}, by {by}. Who uses it needs access first: so a gap "
            "in use has two parts, lack of access (the digital divide) and little use among those who have it (the "
            "digital inequality).",
            access=common_text.plain(_(access.title)),
            use=common_text.plain(_(use.title)),
            place=common_text.plain(query.place),
            period=period(code),
            by=common_text.plain(_(query.segments.title).lower()),
        )
    )
    best = rows[rows["best"]]
    if best.empty:
        st.write(_("No group has both values ({why}).", why=common_text.reasons(rows)))
        return
    lines = page_text.divided(str(best["name"].iloc[0]), rows)
    st.markdown("\n".join(f"- {line}" for line in lines))


def _files(query: GapQuery, access: Indicator, use: Indicator, code: str, rows: pd.DataFrame) -> None:
    title = _(use.title)
    about = _(
        "{access} and {use} by {dimension}, {place}, {period}", access=_(access.title), use=title,
        dimension=_(query.segments.title), place=query.place, period=period(code),
    )  # fmt: skip

    def picture() -> str:
        from dashboard.charts.access_chart import access_chart

        return chart_files.picture(access_chart(rows), query.at.city, title, about)

    with st.container(horizontal=True, key="digital files"):
        downloads.offer(
            f"divide {use.id} {query.dimension} {code}",
            query.at.city,
            about,
            lambda: rows,
            picture,
        )
    with st.expander(_("The same figures as a table"), key="divide table", on_change="rerun") as box:
        if box.open:
            st.dataframe(_table(rows), hide_index=True, alt=about)
    st.caption(
        _("The gap is set against the group with most use. A part over 100 % or below 0 % means that access and use "
          "pull in opposite directions. Limits by the delta method.")
    )  # fmt: skip


def _table(rows: pd.DataFrame) -> pd.DataFrame:
    def with_limits(value: str, name: str, times: float = 1) -> list[str]:
        columns = (rows[value], rows[f"{name}_lower"], rows[f"{name}_upper"])
        return [
            f"{number(times * v)} ({limits(times * low, times * high)})"
            if pd.notna(low)
            else number(times * v)
            for v, low, high in zip(*(column.astype(float) for column in columns), strict=True)
        ]

    return pd.DataFrame(
        {
            _("Group"): rows["name"],
            _("Have access (%)"): with_limits("access", "access"),
            _("Use it, of those with access (%)"): [
                number(v) for v in rows["use_given_access"].astype(float)
            ],
            _("Use it, of all (%)"): with_limits("use", "use"),
            _("Use against the best group (times)"): with_limits("ratio", "ratio"),
            _("Part of the gap that is access (%)"): with_limits("access_share", "access_share", 100),
            _("State"): [_(common_text.STATUS[status]) for status in rows["status"]],
        }
    )
