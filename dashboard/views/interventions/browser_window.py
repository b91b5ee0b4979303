"""Two things only the browser can do: go to the top after saving, and ask before a half-typed entry is thrown away."""

import streamlit as st

_DO = """
export default function ({ data }) {
  if (data.top) document.querySelector('[data-testid="stMain"]')?.scrollTo({ top: 0 });
  if (window.townbellAsks === undefined)
    window.addEventListener("beforeunload", (event) => { if (window.townbellAsks) event.preventDefault(); });
  window.townbellAsks = Boolean(data.asks);
  return () => { window.townbellAsks = false; };
}
"""
_window = st.components.v2.component("townbell.window", html="<span></span>", js=_DO)


def to_the_top() -> None:
    """Shows the top of the page, where it says what was saved; to be called in the one run after."""
    _window(data={"top": True, "asks": False}, key="to the top", height=1)


def ask_before_leaving(typed: bool) -> None:
    """Lets the browser ask before the page is closed or loaded anew, as long as something typed is not saved."""
    _window(data={"top": False, "asks": typed}, key="ask before leaving", height=1)
