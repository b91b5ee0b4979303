"""The page's own map: outlines as SVG that answer to pointer, fingers and keyboard, print, and need no WebGL.

One map or several linked ones that show the same districts: what is looked at in one is looked at in all. Names
from the data are put as text only. How many districts it serves: docs/maintainer.md.
"""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import streamlit as st

from dashboard.map_shapes import Shapes
from indicators.engine.language import _
from indicators.engine.say import period

MOST_DISTRICTS = 400
_HERE = Path(__file__).parent
_SCRIPTS = ("map_component.js", "map_hands.js")
_map = st.components.v2.component(
    "townbell.map",
    html='<div class="map"></div>',
    css=(_HERE / "map_component.css").read_text(encoding="utf-8"),
    js="\n".join((_HERE / name).read_text(encoding="utf-8") for name in _SCRIPTS),
)


@dataclass(frozen=True)
class Frame:
    """One picture: its title, and for each district its colour (or its state) and the lines of its card."""

    title: str
    fills: tuple[str, ...]
    lines: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Panel:
    """A map that may change over the periods; `label` says what it shows."""

    label: str
    frames: tuple[Frame, ...]


@dataclass(frozen=True)
class Looked:
    """What the map says back: a district picked or marked, a period gone to."""

    picked: Callable[[str], None]
    marked: Callable[[str], None]
    period: Callable[[str], None]


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
    place = list(codes).index(at) if at in codes else 0
    data = {
        "shape": asdict(shape),
        "panels": [asdict(panel) for panel in panels],
        "periods": [{"code": code, "title": period(code)} for code in codes],
        "at": place,
        "stamp": f"{at} {len(codes)} {panels[0].label}",
        "selected": selected,
        "marked": list(marked),
        "words": _words(),
    }

    def heard(name: str, answer: Callable[[str], None]) -> Callable[[], None]:
        def callback() -> None:
            value = st.session_state[key].get(name)
            if value:
                answer(str(value))

        return callback

    _map(
        data=data,
        key=key,
        on_picked_change=heard("picked", answers.picked),
        on_mark_change=heard("mark", answers.marked),
        on_period_change=heard("period", answers.period),
    )


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
