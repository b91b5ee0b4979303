"""The style sheet: less empty space on top, room on tablets, nothing cut off in print."""

from pathlib import Path

import streamlit as st

from dashboard.charts.colours import ACCENT, VERDICT, VERDICT_SIGN

ICON = str(Path(__file__).with_name("icon.svg"))
_COLOURS = {
    "better": VERDICT["better"],
    "worse": VERDICT["worse"],
    "no-clear-difference": VERDICT["no_clear_difference"],
    "different": VERDICT["different"],
    "different-sign": VERDICT_SIGN["different"],
    "accent": ACCENT,
}
_VARIABLES = "".join(f"--{name}:{colour};" for name, colour in _COLOURS.items())
_RULES = Path(__file__).with_name("style.css").read_text(encoding="utf-8")
_STYLE = f"<style>:root{{{_VARIABLES}}}{_RULES}</style>"


def apply_style() -> None:
    """Puts the style into the page."""
    st.html(_STYLE)


def set_tab_title(*names: str) -> None:
    """What stands in the browser's tab, and in its list of visited pages."""
    st.set_page_config(page_title=" · ".join([*names, "Townbell"]))
