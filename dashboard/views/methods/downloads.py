"""Everything in one file, and how to get the rest."""

import streamlit as st

from dashboard.exports import downloads
from dashboard.views.methods import data
from indicators.city import City
from indicators.engine.text.messages import translated as _


def show(city: City) -> None:
    """One CSV with all estimates; it is made when asked for."""
    st.header(_("Downloads"), anchor=False)
    st.write(
        _(
            "Every page has a menu of files for what it shows. Here are all estimates of all indicators by district "
            "and period, with limits and with the reason where there is no value. Making the file takes some seconds."
        )
    )
    downloads.button(
        _("All figures (CSV)"), lambda: data.everything(city), f"{city.name}-all.csv", "text/csv"
    )
