"""The language of a visit: what the address says, else what the browser asks for; to be changed on every page."""

import streamlit as st

from dashboard.shell import links
from indicators.engine.text import messages
from indicators.engine.text.messages import translated as _

_KEY, _SPOKEN, _WRITTEN = "lang", "language", "language in the address"


def set_language() -> None:
    """Sets the language of this run; to be called before any text is made."""
    written = st.query_params.get(_KEY)
    if written in messages.languages() and written != st.session_state.get(_WRITTEN):
        st.session_state[_SPOKEN] = written
    st.session_state[_WRITTEN] = written
    messages.use(st.session_state.get(_SPOKEN) or messages.nearest(st.context.locale or ""))


def language_control() -> None:
    """The control; every language is called by its own name. With one language there is nothing to choose."""
    names = messages.languages()
    links.keep(_KEY, messages.spoken())
    if len(names) > 1:
        st.session_state[_KEY] = messages.spoken()
        st.selectbox(
            _("Language"), list(names), key=_KEY, format_func=names.__getitem__, width=140, on_change=_changed
        )


def _changed() -> None:
    st.session_state[_SPOKEN] = st.session_state[_KEY]
