"""The map page: one indicator as value, before and after, gap, against the whole, or clusters."""

from collections.abc import Callable

import streamlit as st

from dashboard.shell import navigation
from dashboard.shell.controls import Choices, Place
from dashboard.shell.frame import city_page
from dashboard.shell.style import set_tab_title
from dashboard.text import BETTER, plain
from dashboard.views.map import against_whole, before_after, clusters, gap, value
from dashboard.views.map.controls import MapQuery, map_query
from dashboard.views.shared.by_hexagon import shown_by_hexagon
from indicators.engine.definitions.method_notes import limits_note
from indicators.engine.text.messages import translated as _

VIEWS: dict[str, Callable[[MapQuery], None]] = {
    "value": value.show,
    "change": before_after.show,
    "gap": gap.show,
    "against": against_whole.show,
    "clusters": clusters.show,
}


def page() -> None:
    """Any indicator, for everyone or a group, in any period."""
    city_page(_("Map"), _body)


def _body(at: Place) -> None:
    question = map_query(at)
    chosen = question.chosen
    title = _(chosen.view.measure.title)
    set_tab_title(title, chosen.place, chosen.period)
    st.title(plain(title), anchor=False)
    VIEWS[question.view](question)
    if chosen.view.indicator in shown_by_hexagon(at.city):
        navigation.link("where", _("Where exactly"))
    _method_note(chosen)


def _method_note(chosen: Choices) -> None:
    """The indicator's note and where its data come from."""
    measure, pack = chosen.view.measure, chosen.view.city.pack
    st.header(_("How this is measured"), anchor=False)
    st.write(plain(_(" ".join(measure.note.split()))))
    st.write(_("{better} Unit: {unit}.", better=_(BETTER[measure.better]), unit=plain(_(measure.unit))))
    st.write(plain(limits_note(measure)))
    rows = [
        _("Method: {method}.", method=_(measure.spec.method)),
        _("Defined by {source}.", source=measure.source),
    ]
    if measure.codes:
        rows.append(_("In other lists: {codes}.", codes=", ".join(measure.codes)))
    rows += [_("Data: {source}", source=str(source.get("title", ""))) for source in pack.sources]
    rows += [
        _("Licence: {licence}", licence=str(licence.get("title") or licence.get("name", "")))
        for licence in pack.licenses
    ]
    st.markdown("\n".join(f"- {plain(row)}" for row in rows))
