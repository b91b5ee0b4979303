"""The map page: one indicator as value, before and after, gap, against the whole, or clusters."""

from collections.abc import Callable

import streamlit as st

from dashboard.shell.controls import Place
from dashboard.shell.frame import framed
from dashboard.shell.style import tab
from dashboard.text import plain
from dashboard.views.map import against_whole, before_after, clusters, gap, method_note
from dashboard.views.map import value as map_and_order
from dashboard.views.map.controls import Asked, asked
from indicators.engine.text.messages import translated as _

VIEWS: dict[str, Callable[[Asked], None]] = {
    "value": map_and_order.show,
    "change": before_after.show,
    "gap": gap.show,
    "against": against_whole.show,
    "clusters": clusters.show,
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
