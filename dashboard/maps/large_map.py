"""The map of a large city: outlines that the browser keeps, drawn by deck.gl; only colours travel with a run.

It answers to pointer, fingers and keyboard as the map of a small city does. Where a browser has no WebGL it shows a
still picture (`still_picture`), which the keyboard reads all the same.
"""

from dataclasses import asdict
from typing import Any

import streamlit as st

from dashboard.maps import deckgl, modules
from dashboard.maps.large_frames import CARDS, LargeFrame
from dashboard.maps.large_outlines import LargeOutlines
from dashboard.maps.map_frame import MapEvents, MapFrame, MapState
from dashboard.maps.path_map import callbacks, shared_data
from indicators.engine.text.messages import translated as _

_map = st.components.v2.component(
    "townbell.large_map",
    html='<div class="map"></div>',
    css=modules.styles("map_component.css", "large_map.css"),
    js=modules.loader("large_map.mjs"),
)


def show(outlines: LargeOutlines, state: MapState, events: MapEvents, key: str = "large map") -> None:
    """Puts the map on the page, with the colours of the frames shown; the browser fetches those of other periods."""
    shared = shared_data(state)
    data = {
        **shared,
        "shape": {"key": outlines.digest, **asdict(outlines)},
        "panels": [
            {
                "label": panel.label,
                "frames": [_sent(frame, n == shared["at"]) for n, frame in enumerate(panel.frames)],
            }
            for panel in state.panels
        ],
        "block": CARDS,
        "deckgl": deckgl.address(),
    }
    data["words"] |= {
        "wait": _("Fetching the outlines of the districts"),
        "failed": _("The outlines could not be fetched. Reload the page to try again."),
        "still": _(
            "This browser cannot draw with WebGL, so the map is a still picture: a pointer finds no districts on it. "
            "The arrow keys go from district to district, and the table has every value."
        ),
    }
    _map(data=data, key=key, **callbacks(key, events))


def _sent(frame: MapFrame, shown: bool) -> dict[str, Any]:
    large = frame if isinstance(frame, LargeFrame) else LargeFrame(frame.title, frame.fills, frame.lines)
    return {"title": large.title, "token": large.token, **(large.colours if shown else {})}
