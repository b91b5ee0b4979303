"""What only the browser can do: scroll to the top after saving, and ask before unsaved input is lost."""

from pathlib import Path

import streamlit as st

_window = st.components.v2.component(
    "townbell.window",
    html="<span></span>",
    js=Path(__file__).with_suffix(".mjs").read_text(encoding="utf-8"),
)


def to_the_top() -> None:
    """Shows the top of the page, where it says what was saved; to be called in the one run after."""
    _window(data={"top": True, "asks": False}, key="to the top", height=1)


def ask_before_leaving(typed: bool) -> None:
    """Lets the browser ask before the page is closed or loaded anew, as long as something typed is not saved."""
    _window(data={"top": False, "asks": typed}, key="ask before leaving", height=1)
