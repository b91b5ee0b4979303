"""The choices of the page of segments: indicator, dimension, two periods, and which part of the page is open."""

import streamlit as st

from dashboard import queries
from dashboard.shell import controls, links
from dashboard.shell.controls import Place
from dashboard.shell.links import linked
from dashboard.views.segments import data
from dashboard.views.segments.data import GapQuery
from dashboard.views.segments.text import SECTIONS
from indicators.engine.text import formatting
from indicators.engine.text.messages import translated as _


def gap_query(at: Place) -> GapQuery:
    """The row of choices. Where an indicator has no groups the dimension is empty; `period` and `other` still hold."""
    _begin_with_groups(at)
    with controls.row("what"):
        id = controls.indicator(at.city).id
        dimension = _dimension(at, id)
        view = queries.View(at.city, id, at.area)
        codes = queries.periods(view)
        rows = queries.by_group(view, dimension, at.district) if dimension else queries.whole(view)
        ok = set(rows.loc[rows["status"] == "ok", "period"])
        known = [code for code in codes if code in ok] or codes
        period = _period(_("Period"), codes, "period", known[-1])
        other = _period(_("Compared with"), codes, "before", known[0])
    return GapQuery(at, id, dimension, period, other)


def _begin_with_groups(at: Place) -> None:
    """Where no indicator is chosen yet, the page opens with one that has groups."""
    if "indicator" in st.session_state or st.query_params.get("indicator") or "indicator" in links.state():
        return
    domain = st.session_state.get("domain") or st.query_params.get("domain") or links.state().get("domain")
    first = data.first_with_groups(at.city, domain)
    if first is not None:
        links.choose("domain", first.domain)
        links.choose("indicator", first.id)


def _dimension(at: Place, id: str) -> str:
    dimensions, records = data.dimensions(at.city, id), at.city.pack.segments
    if not dimensions:
        return ""
    return linked(
        st.selectbox,
        _("Groups by"),
        dimensions,
        "by",
        format_func=lambda code: _(records[code].title),
        width=150,
    )


def _period(label: str, codes: list[str], key: str, default: str) -> str:
    return linked(st.selectbox, label, codes, key, default, format_func=formatting.period, width=150)


def section() -> str:
    """Which part of the page is open; kept in the address."""
    return linked(
        st.radio,
        _("Show"),
        list(SECTIONS),
        "show",
        format_func=lambda code: _(SECTIONS[code]),
        horizontal=True,
        label_visibility="collapsed",
    )
