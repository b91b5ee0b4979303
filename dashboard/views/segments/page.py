"""The page of segments: who is behind, by how much, since when, where, why online, and who the groups are."""

import streamlit as st

from dashboard.shell.controls import Place
from dashboard.shell.frame import city_page
from dashboard.shell.style import set_tab_title
from dashboard.text import plain
from dashboard.views.segments import change, choice, digital, districts, gap, groups, opening, records
from indicators.engine.text.messages import translated as _

PARTS = {
    "groups": groups.show,
    "change": change.show,
    "gap": gap.show,
    "districts": districts.show,
    "digital": digital.show,
    "records": records.show,
}


def page() -> None:
    """Groups of people, compared on one indicator, and the records of the groups."""
    city_page(_("Segments"), _body)


def _body(at: Place) -> None:
    query = choice.gap_query(at)
    set_tab_title(_("Segments"), _(query.measure.title), at.name)
    st.title(plain(_(query.measure.title)), anchor=False)
    opening.show(query)
    PARTS[choice.section()](query)
