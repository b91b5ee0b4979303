"""A city's page: one indicator on the map, in order, as a table; then two periods and the change."""

import streamlit as st

from dashboard import data, links
from dashboard.controls import Choices, choices
from dashboard.look import tab
from dashboard.parts import before_after, map_and_order, method_note
from dashboard.words import plain
from indicators.engine.problem import TownbellError


def page() -> None:
    """The page of the city that the address names."""
    cities = data.cities()
    if not cities:
        st.title("No city can be opened")
        st.write("The page *Cities* says what is wrong with each.")
        return
    links.begin()
    try:
        _parts(choices(cities))
    except TownbellError as error:
        st.error(f"This can't be shown: {plain(str(error))}")
    links.write()


def _parts(chosen: Choices) -> None:
    for note in links.notes():
        st.warning(plain(note))
    tab(chosen.view.measure.title, chosen.place, chosen.period)
    map_and_order.show(chosen)
    before_after.show(chosen)
    method_note.show(chosen)
