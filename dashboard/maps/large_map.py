"""The map of a large city: outlines that the browser keeps, drawn by its graphics card; only colours travel.

It answers to pointer, fingers and keyboard as the map of a small city does, and draws on a plain canvas where
there is no WebGL.
"""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import streamlit as st

from dashboard.maps import modules
from dashboard.maps.large_frames import CARDS, LargeFrame
from dashboard.maps.large_outlines import Outlines
from dashboard.maps.map_frame import Frame, Looked, Panel
from dashboard.maps.path_map import around, heard
from indicators.engine.text.messages import translated as _

_map = st.components.v2.component(
    "townbell.large_map",
    html='<div class="map"></div>',
    css=modules.styles("map_component.css", "large_map.css"),
    js=modules.loader("large_map.mjs"),
)


def show(
    outlines: Outlines,
    panels: Sequence[Panel],
    codes: Sequence[str],
    at: str,
    selected: str | None,
    marked: Sequence[str],
    answers: Looked,
    key: str = "large map",
) -> None:
    """Puts the map on the page, with the colours of the pictures shown; those of other periods are asked for."""
    told = around(panels, codes, at, selected, marked)
    data = {
        "shape": {"key": outlines.digest, **asdict(outlines)},
        "panels": [
            {"label": panel.label, "frames": [_told(f, n == told["at"]) for n, f in enumerate(panel.frames)]}
            for panel in panels
        ],
        "block": CARDS,
        **told,
    }
    data["words"] |= {
        "wait": _("Fetching the outlines of the districts"),
        "failed": _("The outlines could not be fetched. Reload the page to try again."),
    }
    _map(data=data, key=key, **heard(key, answers))


def _told(frame: Frame, shown: bool) -> dict[str, Any]:
    large = frame if isinstance(frame, LargeFrame) else LargeFrame(frame.title, frame.fills, frame.lines)
    return {"title": large.title, "token": large.token, **(large.colours if shown else {})}
