"""The state of a page in its address, by codes, so that a link opens exactly the same view.

Defaults are written out too: a link does not change its meaning when a default does. What a run chooses is
written in one go (`write`), so that one press of the back button undoes one choice.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import streamlit as st

_CHOSEN = "chosen in this run"
_NOTES = "notes of this run"


def begin() -> None:
    """Forgets what the run before chose and said; to be called first."""
    st.session_state[_CHOSEN] = {}
    st.session_state[_NOTES] = []


def linked(
    widget: Callable[..., Any],
    label: str,
    options: Sequence[str],
    key: str,
    default: str | None = None,
    **details: Any,
) -> Any:
    """A choice among codes that is kept in the address under `key`.

    The address wins when a page opens and when somebody edits it or goes back; a code that is not there is
    kept for `notes` and the default taken. Without options, or with `index=None`, nothing may be chosen.
    """
    written = st.query_params.get(key)
    first = default if default in options else _first(options, details)
    known = written if written in options else None
    if written is not None and known is None:
        _note(label, written, first, details.get("format_func", str))
    came = written != st.session_state.get(_remembered(key), written)
    if came or not _stands(key, options, first):
        st.session_state[key] = known if known is not None else first
    chosen = widget(label, options, key=key, **details)
    st.session_state.setdefault(_CHOSEN, {})[key] = chosen
    return chosen


def _stands(key: str, options: Sequence[str], first: str | None) -> bool:
    """Is there a choice that can stay? None is one where nothing need be chosen."""
    none = first is None and st.session_state.get(key, "") is None
    return none or st.session_state.get(key) in options


def _first(options: Sequence[str], details: dict[str, Any]) -> str | None:
    return options[0] if options and details.get("index", 0) is not None else None


def _remembered(key: str) -> str:
    return f"address {key}"


def _note(label: str, written: str, first: str | None, words: Callable[[str], str]) -> None:
    instead = f"“{words(first)}” is shown instead" if first is not None else "none is chosen"
    note = f"There is no {label.lower()} “{written[:60]}” here: {instead}."
    st.session_state.setdefault(_NOTES, []).append(note)


def notes() -> list[str]:
    """What this run could not find of what the address asks for."""
    return list(st.session_state.get(_NOTES, []))


def write() -> None:
    """Puts the choices of this run into the address, all at once."""
    chosen = st.session_state.get(_CHOSEN, {})
    for key, value in chosen.items():
        st.session_state[_remembered(key)] = value
    address = {**st.query_params.to_dict(), **chosen}
    address = {key: value for key, value in address.items() if value is not None}
    if address != st.query_params.to_dict():
        st.query_params.from_dict(address)


def choose(key: str, value: str | None) -> None:
    """Sets a choice from elsewhere (a map, a table row); to be called from a callback."""
    st.session_state[key] = value


def forget(keys: Iterable[str]) -> None:
    """Takes choices back that mean nothing any more; to be called from a callback."""
    for key in keys:
        st.session_state.pop(key, None)
        st.session_state.pop(_remembered(key), None)
        st.query_params.pop(key, None)
