"""What every page of a city has around it: the city, its districts, the language, the link, and what went wrong."""

from collections.abc import Callable

import streamlit as st

from dashboard import queries
from dashboard.shell import controls, language, links
from dashboard.shell.controls import Place
from dashboard.shell.copy_link import copy_link
from dashboard.shell.style import set_tab_title
from dashboard.text import KIND, plain
from indicators.city import City
from indicators.engine.text.errors import TownbellError
from indicators.engine.text.messages import translated as _

VERSION = "v"
_ARRIVED = "data version of the link"


def city_page(title: str, body: Callable[[Place], None]) -> None:
    """A page of a city: the row of places, notes on the link, the body, and the link written out.

    What can't be answered is said in place of the body; it never takes the controls away.
    """
    set_tab_title(title)
    cities = queries.cities()
    if not cities:
        st.title(_("No city can be opened"), anchor=False)
        st.write(_("The page “Cities” says what is wrong with each."))
        return
    links.begin()
    arrived = _arrived()
    place = controls.place(cities)
    _notes_below = st.container()
    try:
        body(place)
    except TownbellError as error:
        st.error(_("This can't be shown: {why}", why=plain(str(error))))
    with _notes_below:
        _notes(place.city, arrived)
    _foot(place.city)
    links.write(pushes=False)


def _arrived() -> tuple[str, str] | None:
    """City and data version that a link from elsewhere was made with; kept for the visit."""
    version, name = st.query_params.get(VERSION), st.query_params.get(links.WHOLE)
    if version and name and _ARRIVED not in st.session_state:
        st.session_state[_ARRIVED] = (name, version)
    arrived: tuple[str, str] | None = st.session_state.get(_ARRIVED)
    return arrived


def _notes(city: City, arrived: tuple[str, str] | None) -> None:
    """What the link asked for and is not there, and whether the data have moved on since it was made."""
    for note in links.notes():
        st.warning(plain(note))
    if arrived is not None and arrived[0] == city.name and arrived[1] != city.version:
        st.warning(
            _(
                "This link was made with other data (version {then}; now {now}). "
                "Figures and sentences may differ from those it was sent with.",
                then=plain(arrived[1][:12]),
                now=city.version,
            )
        )
    links.keep(VERSION, city.version)


def _foot(city: City) -> None:
    """Below the page: what kind of data it is, the language, the link."""
    st.divider()
    with st.container(horizontal=True, vertical_alignment="bottom", key="foot"):
        language.language_control()
        copy_link(*links.completion())
    st.caption(
        _(
            "{kind}. {title}; data version {version}.",
            kind=_(KIND[city.pack.kind]),
            title=plain(_(city.pack.title)),
            version=city.version,
        )
    )
