"""The page of a city: six domains, the bells, what is not known."""

import streamlit as st

from dashboard import queries
from dashboard.shell import navigation
from dashboard.shell.controls import Place
from dashboard.shell.frame import framed
from dashboard.shell.style import tab
from dashboard.text import plain
from dashboard.views.city import alerts, missing, tiles
from dashboard.views.city import alerts_text as bells
from dashboard.views.city import data as overview
from dashboard.views.city import text as words
from indicators.engine.text.messages import translated as _


def page() -> None:
    """How the city, or a part of it, stands; with a district chosen, how that one does."""
    framed(_("City"), _body)


def _body(at: Place) -> None:
    tab(at.name)
    st.title(_("How {place} stands", place=plain(at.name)), anchor=False)
    with st.spinner(_("Looking at every measure in every district; the first time takes some seconds …")):
        found = overview.of(at.city, at.area)
    key = ("city opening", at.city.key, at.area)
    st.markdown(
        queries.kept(key, lambda: "  \n".join([words.opening(at.name, found), bells.headline(found)]))
    )
    _district(at, found)
    st.caption(words.limits_gloss())
    tiles.show(at, found)
    alerts.show(at, found)
    missing.show(at, found)


def _district(at: Place, found: overview.Overview) -> None:
    """The chosen district against the whole; how to choose one where none is."""
    if at.district is None:
        st.caption(_("Your district: search it above; the tiles then say how it stands."))
        return
    name = at.called(at.district)
    with st.container(key="city-district"):
        st.markdown(words.district_line(name, at.name, found, at.district))
        navigation.link(
            "district", _("Open the page of {district}", district=plain(name)), district=at.district
        )
