"""The map page: one indicator as value, before and after, gap, against the whole, or clusters."""

from collections.abc import Callable

import streamlit as st

from dashboard.controls import Place
from dashboard.frame import framed
from dashboard.look import tab
from dashboard.parts import before_after, map_against, map_and_order, map_clusters, map_gap, method_note
from dashboard.parts.map_controls import Asked, asked
from dashboard.words import plain
from indicators.engine.language import _

VIEWS: dict[str, Callable[[Asked], None]] = {
    "value": map_and_order.show,
    "change": before_after.show,
    "gap": map_gap.show,
    "against": map_against.show,
    "clusters": map_clusters.show,
}


def page() -> None:
    """Any indicator, for everyone or a group, in any period."""
    framed(_("Map"), _body)


def _body(at: Place) -> None:
    question = asked(at)
    chosen = question.chosen
    title = _(chosen.view.measure.title)
    tab(title, chosen.place, chosen.period)
    st.title(plain(title), anchor=False)
    VIEWS[question.view](question)
    method_note.show(chosen)
