"""How the number is made: the note for residents, the method, the source and the licence."""

import streamlit as st

from dashboard.controls import Choices
from dashboard.words import BETTER, plain
from indicators.engine.kinds import METHODS
from indicators.engine.notes import limits_note


def show(chosen: Choices) -> None:
    """The indicator's note and where its data come from."""
    measure, pack = chosen.view.measure, chosen.view.city.pack
    st.header("How this is measured")
    st.write(plain(" ".join(measure.note.split())))
    st.write(f"{BETTER[measure.better]} Unit: {plain(measure.unit)}.")
    st.write(plain(limits_note(measure)))
    rows = [f"Method: {METHODS[measure.kind]}.", f"Defined by {measure.source}."]
    if measure.codes:
        rows.append(f"In other lists: {', '.join(measure.codes)}.")
    rows += [f"Data: {source.get('title', '')}" for source in pack.sources]
    rows += [f"Licence: {licence.get('title') or licence.get('name', '')}" for licence in pack.licenses]
    st.markdown("\n".join(f"- {plain(row)}" for row in rows))
