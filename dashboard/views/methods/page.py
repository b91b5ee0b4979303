"""Data and methods: how every number is made, how much of it there is, what is missing and why; all downloads."""

import streamlit as st

from dashboard.shell.controls import Place, indicator, row
from dashboard.shell.frame import city_page
from dashboard.views.methods import indicator as indicator_record
from dashboard.views.methods import lists
from dashboard.views.methods.text import opening
from indicators.engine.text.messages import translated as _


def page() -> None:
    """One indicator's whole record, then everything there is in lists."""
    city_page(_("Data and methods"), _body)


def _body(at: Place) -> None:
    st.title(_("Data and methods"), anchor=False)
    st.markdown(opening(at.city))
    with row("what"):
        measure = indicator(at.city)
    indicator_record.show(at.city, measure)
    lists.indicators(at.city)
    lists.tables(at.city)
    lists.worth_knowing(at.city)
    lists.all_figures(at.city)
