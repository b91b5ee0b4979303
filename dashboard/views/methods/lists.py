"""Lists of everything: the indicators with the reason where one can't be computed, the tables, the doubts."""

import pandas as pd
import streamlit as st

from dashboard.exports import downloads
from dashboard.text import BETTER, plain
from dashboard.views.methods import data
from indicators.city import City
from indicators.engine.definitions.kinds import KINDS
from indicators.engine.definitions.registry import domain_title
from indicators.engine.text.messages import translated as _
from indicators.engine.text.messages import translated_plural as _n


def indicators(city: City) -> None:
    """Every indicator Townbell knows, and why those that are not here are not."""
    listed = data.listed(city)
    absent = listed[listed["reason"] != ""]
    st.header(_("All indicators"), anchor=False)
    if len(absent):
        st.write(
            _n(
                "{n} indicator can't be computed here; the last column says why.",
                "{n} indicators can't be computed here; the last column says why.",
                len(absent),
            )
        )
    st.dataframe(
        pd.DataFrame(
            {
                _("Domain"): [_(domain_title(code)) for code in listed["domain"]],
                _("Indicator"): [_(title) for title in listed["title"]],
                _("Unit"): [_(unit) for unit in listed["unit"]],
                _("Direction"): [_(BETTER[better]) for better in listed["better"]],
                _("Method"): [_(KINDS[kind].method) for kind in listed["kind"]],
                _("Here"): [_("yes") if not why else _("no: {why}", why=why) for why in listed["reason"]],
            }
        ),
        hide_index=True,
        alt=_("All indicators, and which can be computed here"),
    )


def tables(city: City) -> None:
    """The tables that the numbers are counted from."""
    st.header(_("Tables"), anchor=False)
    rows = [
        {
            _("Table"): _(table.title) or table.name,
            _("File"): table.file,
            _("Groups of citizens"): ", ".join(_(city.pack.segments[s].title) for s in table.segments),
            _("Columns"): ", ".join(field.name for field in table.fields),
            _("Not asked in"): "; ".join(
                f"{field.name}: {', '.join(field.not_collected)}"
                for field in table.fields
                if field.not_collected
            ),
        }
        for table in city.pack.tables.values()
    ]
    st.dataframe(pd.DataFrame(rows), hide_index=True, alt=_("The tables of this city"))


def worth_knowing(city: City) -> None:
    """What the check of the files found and does not keep them from being used."""
    if not city.problems:
        return
    st.header(_("Worth knowing about the files"), anchor=False)
    shown = [f"- {plain(str(problem))}" for problem in city.problems[:50]]
    st.markdown("\n".join(shown))


def all_figures(city: City) -> None:
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
