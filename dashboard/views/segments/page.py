"""The page of segments: who is behind, by how much, since when, where, why online, and who the groups are."""

import streamlit as st

from dashboard.shell.controls import Place
from dashboard.shell.frame import framed
from dashboard.shell.style import tab
from dashboard.text import plain
from dashboard.views.segments import change as segments_change
from dashboard.views.segments import choice as segments_choice
from dashboard.views.segments import digital, districts, gap, opening, records
from dashboard.views.segments import groups as segments_groups
from indicators.engine.text.messages import translated as _

PARTS = {
    "groups": segments_groups.show,
    "change": segments_change.show,
    "gap": gap.show,
    "districts": districts.show,
    "digital": digital.show,
    "records": records.show,
}


def page() -> None:
    """Groups of people, compared on one indicator, and the records of the groups."""
    framed(_("Segments"), _body)


def _body(at: Place) -> None:
    look = segments_choice.look(at)
    tab(_("Segments"), _(look.measure.title), at.name)
    st.title(plain(_(look.measure.title)), anchor=False)
    opening.show(look)
    PARTS[segments_choice.section()](look)
