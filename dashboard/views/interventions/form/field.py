"""One field of the form: what stands in the draft, its widget, the doubts about it."""

from collections.abc import Callable, Sequence

import streamlit as st

from dashboard.text import plain
from dashboard.views.interventions.form.drafts import Draft
from dashboard.views.interventions.form.saving import widget_key
from indicators.effects.register.intervention import field_word
from indicators.engine.text.errors import Problem

Doubts = dict[str, list[Problem]]
_SIGN = {True: "⚠", False: "✗"}


def field(
    draft: Draft, name: str, widget: Callable[..., object], label: str, doubts: Doubts, **details: object
) -> None:
    """One field with its doubts below it; its value stands in the draft."""
    key = widget_key(draft, name)
    if key not in st.session_state:
        st.session_state[key] = draft.values[name]
    options = details.get("options")
    if isinstance(options, list):
        details["options"] = [*options, *_values_not_offered(st.session_state[key], options)]
    draft.values[name] = widget(label, key=key, **details)
    show_doubts(doubts, {"starts": "start"}.get(name, name))


def _values_not_offered(value: object, options: Sequence[object]) -> list[object]:
    """What stands in an entry and is none of the options: it is kept."""
    return [
        each
        for each in (value if isinstance(value, list) else [value])
        if each is not None and each not in options
    ]


def show_doubts(doubts: Doubts, name: str) -> None:
    """What is wrong (✗) or doubtful (⚠) about a field."""
    for problem in doubts.get(name, []):
        todo = f" {problem.todo}" if problem.todo else ""
        st.markdown(f"{_SIGN[problem.warning]} {plain(problem.what)}{plain(todo)}")


def field_label(name: str) -> str:
    """A field's name as a label."""
    text = str(field_word(name))
    return text[:1].upper() + text[1:]
