"""The state of the pages in the address, by codes, so that a link opens exactly the same view.

Defaults are written out too: a link does not change its meaning when a default does. What a run chooses is
written in one go (`write`), so that one press of the back button undoes one choice. A page opened from the menu
comes without an address of its own: there what was chosen before still holds.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Literal, TypedDict, Unpack, cast
from urllib.parse import urlencode

import streamlit as st

from indicators.engine.text.messages import translated as _

_CHOSEN = "chosen in this run"
_NOTES = "notes of this run"
_MEMORY = "what the address last held"
_COMPLETE = "is the address a whole one"
_TOUCHED = "was a control touched"
_CONTROLS = "controls of the last run"
_SHOWN = "controls of this run"
Widget = Callable[..., object]
"""A control of Streamlit that chooses among options."""


class ControlDetails(TypedDict, total=False):
    """What else a control of Streamlit is told: how its options are called, how wide it is, what follows a change."""

    format_func: Callable[[str], str]
    width: int | Literal["stretch"]
    placeholder: str | None
    on_change: Callable[..., None]
    args: tuple[object, ...]
    label_visibility: Literal["visible", "hidden", "collapsed"]


class ChoiceDetails(ControlDetails, total=False):
    """What a control for one option takes beside `ControlDetails`; with `index` None it begins without one."""

    index: None
    required: bool
    horizontal: bool


class TextDetails(TypedDict, total=False):
    """What a control takes that asks for a text: see `ControlDetails`."""

    width: int
    placeholder: str


WHOLE = "city"
"""An address that names the city is a whole one: what it leaves out is not chosen."""


def begin() -> None:
    """Forgets what the run before chose and said; to be called first.

    Where a control was touched, the address that comes along may be older than what was last written into it:
    it is then not asked.
    """
    st.session_state[_TOUCHED] = any(map(_touched, st.session_state.get(_CONTROLS, ())))
    st.session_state[_SHOWN] = []
    st.session_state[_CHOSEN] = {}
    st.session_state[_NOTES] = []
    st.session_state[_COMPLETE] = WHOLE in st.query_params and not st.session_state[_TOUCHED]


def _touched(key: str) -> bool:
    """Has somebody changed this control since the address was last written?"""
    if key not in st.session_state:
        return False
    return _as_address(st.session_state[key]) != _memory().get(key)


def _as_address(value: object) -> str | None:
    """A control's value as the address would hold it."""
    text = ";".join(value) if isinstance(value, list) else value
    return cast("str", text) if text else None


def _memory() -> dict[str, str | None]:
    address: dict[str, str | None] = st.session_state.setdefault(_MEMORY, {})
    return address


def _requested(key: str) -> str | None:
    """What the address asks for, or where it comes without any, or late, what was chosen before."""
    if st.session_state.get(_TOUCHED):
        return _memory().get(key)
    written: str | None = st.query_params.get(key)
    return written if written is not None or st.session_state.get(_COMPLETE) else _memory().get(key)


def arriving(key: str) -> str | None:
    """What a choice will be in this run, for what is drawn before its control: just touched, else asked for."""
    held: str | None = st.session_state.get(key)
    if _touched(key) and _memory():
        return held
    written: str | None = st.query_params.get(key)
    return written or _memory().get(key) or held


def requested_codes(key: str) -> list[str]:
    """The codes that the address asks for or the control holds, whether they are there or not."""
    held = st.session_state.get(key)
    return [*(_requested(key) or "").split(";"), *(held if isinstance(held, list) else [held or ""])]


def linked(
    widget: Widget,
    label: str,
    options: Sequence[str],
    key: str,
    default: str | None = None,
    **details: Unpack[ChoiceDetails],
) -> str:
    """A choice among codes, of which there is at least one, that is kept in the address under `key`.

    The address wins when a page opens and when somebody edits it or goes back; a code that is not there is
    kept for `notes` and the default taken.
    """
    return cast("str", linked_optional(widget, label, options, key, default, **details))


def linked_optional(
    widget: Widget,
    label: str,
    options: Sequence[str],
    key: str,
    default: str | None = None,
    **details: Unpack[ChoiceDetails],
) -> str | None:
    """The same where nothing need be chosen (`index=None`), or there may be no options."""
    written = _requested(key)
    first = default if default in options else _first(options, details)
    known = written if written in options else None
    if _is_new_request(key) and known is None:
        _note(label, str(written), first, details.get("format_func", str))
    if _address_edited(key, written) or not _choice_holds(key, options, first):
        _follow(key, known if known is not None else first)
    # Written anew, or the same control on another page would begin with its default.
    st.session_state[key] = st.session_state[key]
    chosen = cast("str | None", widget(label, options, key=key, **details))
    st.session_state.setdefault(_SHOWN, []).append(key)
    keep(key, chosen)
    return chosen


def linked_many(
    label: str,
    options: Sequence[str],
    key: str,
    most: int,
    default: Sequence[str] = (),
    **details: Unpack[ControlDetails],
) -> list[str]:
    """Several choices among codes, `;`-separated in the address; what is not there is said and left out."""
    written = _requested(key)
    codes = [code for code in (written or "").split(";") if code] if written is not None else list(default)
    if _is_new_request(key) and len(codes) > most:
        left = ", ".join(codes[most:])
        _add_note(
            _("{what}: at most {most} can be chosen; {left} left out.", what=label, most=most, left=left[:60])
        )
    for code in codes:
        if code not in options and _is_new_request(key):
            _note(label, code, None, str)
    if _address_edited(key, written) or key not in st.session_state:
        _follow(key, [code for code in codes if code in options][:most])
    st.session_state[key] = [code for code in st.session_state[key] if code in options]
    chosen = list(st.multiselect(label, options, key=key, max_selections=most, **details))
    st.session_state.setdefault(_SHOWN, []).append(key)
    keep(key, ";".join(chosen) or None)
    return chosen


def linked_text(label: str, key: str, **details: Unpack[TextDetails]) -> str:
    """A text that is kept in the address under `key`, which wins when somebody has edited it."""
    written = _requested(key)
    if _address_edited(key, written) or key not in st.session_state:
        _follow(key, written or "")
    st.session_state[key] = st.session_state[key]
    text = str(st.text_input(label, key=key, **details))
    st.session_state.setdefault(_SHOWN, []).append(key)
    keep(key, text or None)
    return text


def _is_new_request(key: str) -> bool:
    """Does the address of this run ask for something of this control?"""
    return key in st.query_params and not st.session_state.get(_TOUCHED)


def keep(key: str, value: str | None) -> None:
    """Puts something into the address that no control of this page shows."""
    st.session_state.setdefault(_CHOSEN, {})[key] = value


def _address_edited(key: str, written: str | None) -> bool:
    """Has the address changed since it was last written, by hand or by the back button?"""
    return bool(_memory()) and written != _memory().get(key)


def _follow(key: str, value: object) -> None:
    """Sets a control to the address's value and notes that value as written, so that it does not count as touched."""
    st.session_state[key] = value
    if _memory():
        _memory()[key] = _as_address(value)


def _choice_holds(key: str, options: Sequence[str], first: str | None) -> bool:
    """Is the control's present choice valid? None is valid where nothing need be chosen."""
    if key not in st.session_state:
        return False
    return (first is None and st.session_state[key] is None) or st.session_state[key] in options


def _first(options: Sequence[str], details: ChoiceDetails) -> str | None:
    return options[0] if options and details.get("index", 0) is not None else None


def _note(label: str, written: str, first: str | None, words: Callable[[str], str]) -> None:
    missing = _("There is no {what} “{written}” here:", what=label.lower(), written=written[:60])
    shown = words(first) if first is not None else ""
    instead = _("“{first}” is shown instead.", first=shown) if first is not None else _("none is chosen.")
    _add_note(f"{missing} {instead}")


def _add_note(note: str) -> None:
    st.session_state.setdefault(_NOTES, []).append(note)


def notes() -> list[str]:
    """What this run could not find of what the address asks for."""
    return list(st.session_state.get(_NOTES, []))


def state() -> dict[str, str]:
    """All that is chosen, as an address holds it: for a link to another page of the same view.

    What this page does not ask about stays as the address has it, or as it was before where there was none.
    """
    before: Mapping[str, str | None] = (
        st.query_params.to_dict() if st.session_state.get(_COMPLETE) else _memory()
    )
    chosen = {**before, **st.session_state.get(_CHOSEN, {})}
    return {key: value for key, value in chosen.items() if value is not None}


def here() -> str:
    """The whole address of this page; empty where the server does not know its own name."""
    base = str(st.context.url or "").split("?")[0]
    return f"{base}?{urlencode(state())}" if base.startswith("http") else ""


def write(pushes: bool = True) -> None:
    """Puts the choices of this run, and those that other pages hold, into the address, all at once.

    Without `pushes` it is left to the page (`completed`) where nobody has touched a control.
    """
    address = state()
    st.session_state[_MEMORY] = address
    st.session_state[_CONTROLS] = st.session_state.get(_SHOWN, [])
    if address != st.query_params.to_dict() and (pushes or st.session_state.get(_TOUCHED)):
        st.query_params.from_dict(address)


def completion() -> tuple[str, str]:
    """The complete address to put in place of the incomplete one with which the page was opened; and that one.

    What nobody chose is no step that the back button should undo. Empty where there is nothing to complete.
    """
    address, seen = state(), st.query_params.to_dict()
    if st.session_state.get(_TOUCHED) or address == seen:
        return "", ""
    return urlencode(address), urlencode(seen)


def choose(key: str, value: str | None) -> None:
    """Sets a choice from elsewhere (a map, a table row); to be called from a callback."""
    st.session_state[key] = value


def forget(keys: Iterable[str]) -> None:
    """Takes choices back that mean nothing any more; to be called from a callback."""
    for key in keys:
        st.session_state.pop(key, None)
        _memory().pop(key, None)
        st.query_params.pop(key, None)
