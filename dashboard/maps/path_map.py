"""The page's own map: outlines as SVG that answer to pointer, fingers and keyboard, print, and need no WebGL.

One map or several linked ones that show the same districts: what is looked at in one is looked at in all. Names
from the data are put as text only. How many districts it serves: docs/explanation/maps.md.
"""

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from dashboard.maps import modules
from dashboard.maps.map_frame import Looked, Panel
from dashboard.maps.outlines import Shapes
from indicators.engine.text.formatting import period
from indicators.engine.text.messages import translated as _

_map = st.components.v2.component(
    "townbell.map",
    html='<div class="map"></div>',
    css=modules.styles("map_component.css"),
    js=modules.loader("path_map.mjs"),
)


def show(
    shape: Shapes,
    panels: Sequence[Panel],
    codes: Sequence[str],
    at: str,
    selected: str | None,
    marked: Sequence[str],
    answers: Looked,
    key: str = "map",
) -> None:
    """Puts the map on the page. `codes` are the periods of the frames, `at` the one shown."""
    data = {
        # As they are: a copy piece by piece (`asdict`) would cost more than all the rest of the map.
        "shape": vars(shape),
        "panels": [{**vars(each), "frames": [vars(one) for one in each.frames]} for each in panels],
        **around(panels, codes, at, selected, marked),
    }
    _map(data=data, key=key, **heard(key, answers))


def around(
    panels: Sequence[Panel], codes: Sequence[str], at: str, selected: str | None, marked: Sequence[str]
) -> dict[str, Any]:
    """What every map is told besides its outlines and pictures: periods, marks, words."""
    return {
        "periods": [{"code": code, "title": period(code)} for code in codes],
        "at": list(codes).index(at) if at in codes else 0,
        "stamp": f"{at} {len(codes)} {panels[0].label}",
        "selected": selected,
        "marked": list(marked),
        "words": _words(),
    }


def heard(key: str, answers: Looked) -> dict[str, Any]:
    """The callbacks of a map of this key."""

    def hearing(name: str, answer: Callable[[str], None]) -> Callable[[], None]:
        def callback() -> None:
            value = st.session_state[key].get(name)
            if value:
                answer(str(value))

        return callback

    return {
        "on_picked_change": hearing("picked", answers.picked),
        "on_mark_change": hearing("mark", answers.marked),
        "on_period_change": hearing("period", answers.period),
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
