"""The button that copies the page's address, and what else of the address only the browser can change."""

from pathlib import Path

import streamlit as st

from indicators.engine.text.messages import spoken
from indicators.engine.text.messages import translated as _

SCRIPT = Path(__file__).with_suffix(".mjs").read_text(encoding="utf-8")
_STYLE = """
.row{display:flex;align-items:center;gap:.6rem;font:inherit}
button{font:inherit;min-height:2.5rem;padding:.25rem .75rem;border-radius:.5rem;cursor:pointer;
border:1px solid currentColor;background:transparent;color:var(--st-text-color)}
button:hover{border-color:var(--st-primary-color);color:var(--st-primary-color)}
button:focus-visible{outline:3px solid var(--st-primary-color);outline-offset:2px}
span{color:var(--st-text-color)}
"""
_copy = st.components.v2.component(
    "townbell.copy",
    html='<div class="row"><button type="button">Copy link</button><span role="status"></span></div>',
    css=_STYLE,
    js=SCRIPT,
)


def copy_link(address: str, seen: str) -> None:
    """A button that puts the page's address into the clipboard.

    It also names the page's language to readers, and completes the address in its place (`links.completed`) as
    long as it is the one that the run saw.
    """
    words = {"label": _("Copy link"), "done": _("Link copied"), "language": spoken()}
    words |= {"address": address, "seen": seen}
    _copy(data=words, key="copy link")
