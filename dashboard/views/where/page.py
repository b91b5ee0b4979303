"""The page *Where exactly*: what was counted at points, by hexagon inside districts, before and after."""

import streamlit as st

from dashboard import queries
from dashboard.shell import links, navigation
from dashboard.shell.controls import Place, row
from dashboard.shell.frame import city_page
from dashboard.shell.links import linked
from dashboard.shell.style import set_tab_title
from dashboard.text import city_name, period, plain
from dashboard.views.shared.by_hexagon import shown_by_hexagon
from dashboard.views.where import data, sections, text
from dashboard.views.where.data import Question
from indicators.engine.definitions.registry import Indicator
from indicators.engine.text.messages import translated as _


def page() -> None:
    """One indicator whose table has points, in one period or two."""
    city_page(_("Where exactly"), _body)


def _body(at: Place) -> None:
    known = shown_by_hexagon(at.city)
    if not known:
        _no_points(at)
        return
    with row("what"):
        measure = _indicator(known)
        question = _question(at, measure)
    set_tab_title(_("Where exactly"), _(measure.title), at.name)
    st.title(plain(_(measure.title)), anchor=False)
    with st.spinner(_("Counting by hexagon"), show_time=False):
        rows = data.cells(question)
    best = data.most(rows, question.periods[-1])
    sentences = text.opening(question, rows, best, data.totals(question))
    st.markdown("  \n".join(filter(None, sentences)))
    sections.show(at, question)
    navigation.link("map", _("The same indicator by district"))


def _no_points(at: Place) -> None:
    st.title(_("Where exactly"), anchor=False)
    st.write(
        _(
            "{place} has no table that says where exactly something happened: its tables have a district, and no "
            "point for each row.",
            place=plain(city_name(_(at.city.pack.title))),
        )
    )
    for name, city in queries.cities().items():
        if queries.has_points(city):
            label = _("Open {city}", city=plain(city_name(_(city.pack.title))))
            navigation.link("where", label, city=name, district=None, area=None, marked=None)


def _indicator(known: dict[str, Indicator]) -> Indicator:
    chosen = linked(
        st.selectbox,
        _("Indicator"),
        list(known),
        "indicator",
        format_func=lambda code: _(known[code].title),
        width=300,
    )
    links.keep("domain", known[chosen].domain)
    return known[chosen]


def _question(at: Place, measure: Indicator) -> Question:
    view = queries.View(at.city, measure.id, at.area)
    width, sizes = data.sizes(at.city, measure.id)
    together = linked(
        st.selectbox,
        _("Width of hexagons"),
        [str(each) for each in sizes],
        "hexagons",
        format_func=lambda code: text.size(width, int(code)),
        width=250,
    )
    codes, with_values = data.periods_with_values(view)
    first, last = (with_values[0], with_values[-1]) if with_values else (codes[0], codes[-1])
    before = linked(st.selectbox, _("Before"), codes, "before", first, format_func=period, width=150)
    after = linked(st.selectbox, _("After"), codes, "after", last, format_func=period, width=150)
    periods = tuple(dict.fromkeys(queries.in_time(codes, before, after)))
    return Question(view, periods, int(together), at.district)
