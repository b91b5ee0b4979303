"""The page of segments: who is behind, by how much, since when, where, why online, and who the groups are."""

import streamlit as st

from dashboard.controls import Place
from dashboard.frame import framed
from dashboard.look import tab
from dashboard.parts import (
    segments_change,
    segments_choice,
    segments_digital,
    segments_districts,
    segments_gap,
    segments_groups,
    segments_opening,
    segments_records,
)
from dashboard.words import plain
from indicators.engine.language import _

PARTS = {
    "groups": segments_groups.show,
    "change": segments_change.show,
    "gap": segments_gap.show,
    "districts": segments_districts.show,
    "digital": segments_digital.show,
    "records": segments_records.show,
}


def page() -> None:
    """Groups of people, compared on one indicator, and the records of the groups."""
    framed(_("Segments"), _body)


def _body(at: Place) -> None:
    look = segments_choice.look(at)
    tab(_("Segments"), _(look.measure.title), at.name)
    st.title(plain(_(look.measure.title)), anchor=False)
    segments_opening.show(look)
    PARTS[segments_choice.section()](look)
