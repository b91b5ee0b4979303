"""How the number is made: the note for residents, the method, the source and the licence."""

import streamlit as st

from dashboard.shell.controls import Choices
from dashboard.text import BETTER, plain
from indicators.engine.definitions.method_notes import limits_note
from indicators.engine.text.messages import translated as _


def show(chosen: Choices) -> None:
    """The indicator's note and where its data come from."""
    measure, pack = chosen.view.measure, chosen.view.city.pack
    st.header(_("How this is measured"), anchor=False)
    st.write(plain(_(" ".join(measure.note.split()))))
    st.write(_("{better} Unit: {unit}.", better=_(BETTER[measure.better]), unit=plain(_(measure.unit))))
    st.write(plain(_(limits_note(measure))))
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
