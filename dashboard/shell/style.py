"""The style sheet: less empty space on top, room on tablets, nothing cut off in print."""

from pathlib import Path

import streamlit as st

ICON = str(Path(__file__).with_name("icon.svg"))
_STYLE = f"<style>{Path(__file__).with_name('style.css').read_text(encoding='utf-8')}</style>"


def apply_style() -> None:
    """Puts the style into the page."""
    st.html(_STYLE)


def set_tab_title(*names: str) -> None:
    """What stands in the browser's tab, and in its list of visited pages."""
    st.set_page_config(page_title=" · ".join([*names, "Townbell"]))
