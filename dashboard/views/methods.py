"""Data and methods: how every number is made, how much of it there is, what is missing and why; all downloads."""

import streamlit as st

from dashboard.controls import Place, indicator, row
from dashboard.frame import framed
from dashboard.parts import methods_downloads, methods_indicator, methods_lists
from dashboard.words.methods import opening
from indicators.engine.language import _


def page() -> None:
    """One indicator's whole record, then everything there is in lists."""
    framed(_("Data and methods"), _body)


def _body(at: Place) -> None:
    st.title(_("Data and methods"), anchor=False)
    st.markdown(opening(at.city))
    with row("what"):
        measure = indicator(at.city)
    methods_indicator.show(at.city, measure)
    methods_lists.indicators(at.city)
    methods_lists.tables(at.city)
    methods_lists.worth_knowing(at.city)
    methods_downloads.show(at.city)
