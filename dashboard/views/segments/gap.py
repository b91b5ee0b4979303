"""The gap over time: a measure as a line with its limits, all measures of two periods, and what they mean."""

import pandas as pd
import streamlit as st

from dashboard import queries
from dashboard.charts import chart_files
from dashboard.charts.chart_files import Spec
from dashboard.exports import downloads
from dashboard.shell.links import linked
from dashboard.views.segments import data
from dashboard.views.segments.data import GapQuery
from dashboard.views.segments.measures_text import MEASURES, MOVED, UNITS
from indicators.compare.gaps.gap_verdict import equality
from indicators.compare.gaps.groups import UNIT_KINDS
from indicators.engine.text.formatting import limits, number, period, signed
from indicators.engine.text.messages import translated as _

_FIRST = "difference"


def show(query: GapQuery) -> None:
    """A measure is chosen, explained, drawn; the table has all of them."""
    if not query.dimension:
        return
    st.header(_("The gap over time"), anchor=False)
    rows = data.gaps(query)
    names = list(dict.fromkeys(rows.loc[rows["value"].notna(), "measure"]))
    if not names:
        st.write(_("No period has two groups with a value, so there is no gap to show."))
        return
    measure = linked(
        st.selectbox, _("Measure of the gap"), names, "measure", _FIRST,
        format_func=lambda name: _(MEASURES[name].title), width=320,
    )  # fmt: skip
    one = MEASURES[measure]
    st.write(_("{what} {equal}.", what=_(one.note), equal=_(one.equal)))
    series = rows[rows["measure"] == measure]
    chart = _chart(query, measure, series)
    title = f"{_(query.measure.title)}: {_(one.title)}"
    about = _(
        "{title}, by {dimension}, {place}", title=title, dimension=_(query.segments.title), place=query.place
    )
    chart_files.show(chart, "gap over time", _alt(about, series))
    with st.container(horizontal=True, key="gap files"):
        downloads.offer(
            f"gap {query.id} {query.dimension}",
            query.at.city,
            about,
            lambda: rows,
            lambda: chart_files.picture(chart, query.at.city, title, about),
        )
    _by_period(query, measure, series, about)
    _all(query)
    _glossary(names)


def _unit(query: GapQuery, measure: str) -> str:
    """What a measure is counted in, in words."""
    gaps = data.gaps(query)
    unit = str(gaps.loc[gaps["measure"] == measure, "unit"].iloc[0])
    if UNIT_KINDS[measure] == "unit_squared":
        return _("{unit}, squared", unit=_(unit.removesuffix(", squared")))
    return _(UNITS.get(unit, unit))


def _chart(query: GapQuery, measure: str, rows: pd.DataFrame) -> Spec:
    def make() -> Spec:
        from dashboard.charts.gap_chart import gap_chart

        return gap_chart(rows, _unit(query, measure), equality(UNIT_KINDS[measure]))

    return queries.cached(("gap chart", *query.key, measure), make)


def _alt(about: str, rows: pd.DataFrame) -> str:
    known = rows[rows["value"].notna()]
    if known.empty:
        return about
    ends = [
        _("{period}: {value} (95 % limits {limits})", period=period(row["period"]), value=number(row["value"]),
          limits=limits(row["lower"], row["upper"]))
        for row in (known.iloc[0], known.iloc[-1])
    ]  # fmt: skip
    return f"{about}. {'; '.join(ends)}."


def _written(measure: str, value: float) -> str:
    """A value in words; an index has four decimals."""
    return number(value, 4 if UNIT_KINDS[measure] == "index" else None)


def _around(measure: str, lower: float, upper: float) -> str:
    if UNIT_KINDS[measure] != "index" or pd.isna(lower) or pd.isna(upper):
        return limits(lower, upper)
    return _("{lower} to {upper}", lower=_written(measure, lower), upper=_written(measure, upper))


def _by_period(query: GapQuery, measure: str, rows: pd.DataFrame, about: str) -> None:
    with st.expander(_("The same figures as a table"), key="gap table", on_change="rerun") as box:
        if box.open:
            frame = pd.DataFrame(
                {
                    _("Period"): [period(code) for code in rows["period"]],
                    f"{_(MEASURES[measure].title)} ({_unit(query, measure)})": [
                        _written(measure, v) if pd.notna(v) else _("cannot tell") for v in rows["value"]
                    ],
                    _("95 % limits"): [
                        _around(measure, *pair) for pair in zip(rows["lower"], rows["upper"], strict=True)
                    ],
                }
            )
            st.dataframe(frame, hide_index=True, alt=about)


def _all(query: GapQuery) -> None:
    """Every measure in the two periods, its change with limits, and the fixed word."""
    before, after = query.ends
    moves = data.moves(query)
    moves = moves[moves["before"].notna() | moves["after"].notna()]
    if before == after or moves.empty:
        return
    st.subheader(
        _("All measures, {before} and {after}", before=period(before), after=period(after)), anchor=False
    )
    frame = pd.DataFrame(
        {
            _("Measure"): [_(MEASURES[name].title) for name in moves["measure"]],
            _("Unit"): [_unit(query, name) for name in moves["measure"]],
            period(before): [_written(*pair) for pair in zip(moves["measure"], moves["before"], strict=True)],
            period(after): [_written(*pair) for pair in zip(moves["measure"], moves["after"], strict=True)],
            _("Change"): [
                signed(value, 4 if UNIT_KINDS[name] == "index" else None)
                for name, value in zip(moves["measure"], moves["change"], strict=True)
            ],
            _("95 % limits of the change"): [
                _around(*each) for each in zip(moves["measure"], moves["lower"], moves["upper"], strict=True)
            ],
            _("The gap"): [_(MOVED[word]) for word in moves["verdict"]],
        }
    )
    st.dataframe(frame, hide_index=True, height="content", alt=_("All measures of the gap in two periods"))
    st.caption(
        _("The measures look at the same gap in different ways and need not agree. Those of unevenness are never "
          "below 0, and chance alone lifts them a little.")
    )  # fmt: skip


def _glossary(names: list[str]) -> None:
    listed = [
        f"- **{_(MEASURES[name].title)}**: {_(MEASURES[name].note)} *{_(MEASURES[name].equal)}.*"
        for name in names
    ]
    with st.expander(_("What each measure means")):
        st.markdown("\n".join(listed))
