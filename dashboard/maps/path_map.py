"""The page's own map: outlines as SVG that answer to pointer, fingers and keyboard, print, and need no WebGL.

One map or several linked ones that show the same districts: what is looked at in one is looked at in all. Names
from the data are put as text only. How many districts it serves: docs/explanation/maps.md.
"""

from collections.abc import Callable
from typing import Any

import streamlit as st

from dashboard.maps import modules
from dashboard.maps.map_frame import MapEvents, MapState
from dashboard.maps.outlines import Shapes
from indicators.engine.text.formatting import period
from indicators.engine.text.messages import translated as _

_map = st.components.v2.component(
    "townbell.map",
    html='<div class="map"></div>',
    css=modules.styles("map_component.css"),
    js=modules.loader("path_map.mjs"),
)


def show(shape: Shapes, state: MapState, events: MapEvents, key: str = "map") -> None:
    """Puts the map on the page."""
    data = {
        # As they are: a copy piece by piece (`asdict`) would cost more than all the rest of the map.
        "shape": vars(shape),
        "panels": [
            {**vars(panel), "frames": [vars(frame) for frame in panel.frames]} for panel in state.panels
        ],
        **shared_data(state),
    }
    _map(data=data, key=key, **callbacks(key, events))


def shared_data(state: MapState) -> dict[str, Any]:
    """What a map of whatever size is sent besides its outlines and frames: periods, marks, words."""
    codes = list(state.codes)
    return {
        "periods": [{"code": code, "title": period(code)} for code in codes],
        "at": codes.index(state.at) if state.at in codes else 0,
        "stamp": f"{state.at} {len(codes)} {state.panels[0].label}",
        "selected": state.selected,
        "marked": list(state.marked),
        "words": _words(),
    }


def callbacks(key: str, events: MapEvents) -> dict[str, Any]:
    """The callbacks of the component of this key."""

    def calling(name: str, event: Callable[[str], None]) -> Callable[[], None]:
        def callback() -> None:
            value = st.session_state[key].get(name)
            if value:
                event(str(value))

        return callback

    return {
        "on_picked_change": calling("picked", events.picked),
        "on_mark_change": calling("mark", events.marked),
        "on_period_change": calling("period", events.period),
    }


def _words() -> dict[str, str]:
    return {
        "zoom_in": _("Zoom in"),
        "zoom_out": _("Zoom out"),
        "fit": _("Show everything"),
        "play": _("Play the periods"),
        "stop": _("Stop"),
        "next": _("Next period"),
        "period": _("Period"),
        "hint": _(
            "Arrow keys go from district to district, Page Up and Page Down by name; Enter chooses, "
            "M marks, + and − zoom, 0 shows everything."
        ),
    }
