"""The page of a city: six domains, the bells, what is not known."""

import streamlit as st

from dashboard import queries
from dashboard.shell import navigation
from dashboard.shell.controls import Place
from dashboard.shell.frame import city_page
from dashboard.shell.style import set_tab_title
from dashboard.text import limits_gloss, plain
from dashboard.views.city import alerts, alerts_text, data, missing, tiles
from dashboard.views.city import text as page_text
from indicators.engine.text.messages import translated as _


def page() -> None:
    """How the city, or a part of it, stands; with a district chosen, how that one does."""
    city_page(_("City"), _body)


def _body(at: Place) -> None:
    set_tab_title(at.name)
    st.title(_("How {place} stands", place=plain(at.name)), anchor=False)
    with st.spinner(_("Looking at every measure in every district; the first time takes some seconds …")):
        overview = data.city_overview(at.city, at.area)
    key = ("city opening", at.city.key, at.area)
    st.markdown(
        queries.cached(
            key, lambda: "  \n".join([page_text.opening(at.name, overview), alerts_text.headline(overview)])
        )
    )
    _district(at, overview)
    st.caption(limits_gloss())
    tiles.show(at, overview)
    alerts.show(at, overview)
    missing.show(at, overview)


def _district(at: Place, overview: data.Overview) -> None:
    """The chosen district against the whole; how to choose one where none is."""
    if at.district is None:
        st.caption(_("Your district: search it above; the tiles then say how it stands."))
        return
    name = at.district_name(at.district)
    with st.container(key="city-district"):
        st.markdown(page_text.district_line(name, at.name, overview, at.district))
        navigation.link(
            "district", _("Open the page of {district}", district=plain(name)), district=at.district
        )
