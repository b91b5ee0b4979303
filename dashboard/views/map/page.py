"""The map page: one indicator as value, before and after, gap, against the whole, or clusters."""

from collections.abc import Callable

import streamlit as st

from dashboard.shell import navigation
from dashboard.shell.controls import Place
from dashboard.shell.frame import city_page
from dashboard.shell.style import set_tab_title
from dashboard.text import plain
from dashboard.views.map import against_whole, before_after, clusters, gap, method_note, value
from dashboard.views.map.controls import MapQuery, map_query
from dashboard.views.where import data as hexagons
from indicators.engine.text.messages import translated as _

VIEWS: dict[str, Callable[[MapQuery], None]] = {
    "value": value.show,
    "change": before_after.show,
    "gap": gap.show,
    "against": against_whole.show,
    "clusters": clusters.show,
}


def page() -> None:
    """Any indicator, for everyone or a group, in any period."""
    city_page(_("Map"), _body)


def _body(at: Place) -> None:
    question = map_query(at)
    chosen = question.chosen
    title = _(chosen.view.measure.title)
    set_tab_title(title, chosen.place, chosen.period)
    st.title(plain(title), anchor=False)
    VIEWS[question.view](question)
    if chosen.view.indicator in hexagons.offered(at.city):
        navigation.link("where", _("Where exactly"))
    method_note.show(chosen)
