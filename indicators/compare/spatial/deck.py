"""Maps for notebooks and files: pydeck's decks that ask no other machine for anything.

pydeck's own page fetches style sheets and a basemap library even when it is told to be offline, and lets text from the
data close its script. `OfflineDeck` writes a page of its own with pydeck's bundle in it.
"""

import html
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pydeck

from indicators.compare.spatial.colours import NO_VALUE, Scale, rgb
from indicators.engine.definitions.enums import Status
from indicators.engine.text.formatting import cell, limits
from indicators.engine.text.messages import spoken
from indicators.engine.text.messages import translated as _
from indicators.engine.types import JsonObject

if TYPE_CHECKING:
    import geopandas as gpd

GREY = "#b9b9b9"
"""What has no value, or is hidden."""
_TILE = 512  # pixels of the whole world at zoom 0
_DIGITS = 5  # of a degree: a metre


@dataclass(frozen=True)
class Around:
    """What stands around a map on a page: its title, and HTML above and below, which must be escaped already."""

    title: str = "Townbell"
    above: str = ""
    below: str = ""


class OfflineDeck(pydeck.Deck):  # type: ignore[misc]
    """A deck whose page works without a server and without a network, in a notebook and as a file."""

    about = "Townbell"
    """What the map shows: the page's title."""

    def to_json(self) -> str:
        """The map as deck.gl reads it, without the blanks that pydeck writes: a quarter of the size."""
        written: str = super().to_json()
        return json.dumps(json.loads(written), separators=(",", ":"))

    def to_html(self, filename: str | Path | None = None, as_string: bool = False, **_pydeck: Any) -> Any:
        """The map as one HTML file; pydeck's other arguments are taken and, as `offline`, make no difference.

        Written to `filename` where one is given (its absolute path comes back), else given back as text.
        """
        text = self.page(Around(self.about, f"<h1>{html.escape(self.about)}</h1>"))
        if filename is None:
            return text
        path = Path(filename).resolve()
        path.write_text(text, encoding="utf-8")
        return text if as_string else str(path)

    def page(self, around: Around) -> str:
        """The map as a page with something around it."""
        return page_of([self], around)

    def _repr_html_(self) -> str:
        """The map in a notebook: a frame of its own, so that nothing of the page gets in its way."""
        page = html.escape(self.page(Around(self.about, f"<h1>{html.escape(self.about)}</h1>")), quote=True)
        return f'<iframe srcdoc="{page}" width="100%" height="520" style="border:0"></iframe>'


def page_of(decks: Sequence[OfflineDeck], around: Around) -> str:
    """One map or several side by side as one HTML page that asks nobody for anything; several bear their `about`."""
    names = [deck.about if len(decks) > 1 else "" for deck in decks]
    places = "".join(
        f"<figure>{f'<figcaption>{html.escape(name)}</figcaption>' if name else ''}"
        f'<div class="map" id="{_place(nth)}" role="img" '
        f'aria-label="{html.escape(": ".join(filter(None, [around.title, name])), quote=True)}"></div></figure>'
        for nth, name in enumerate(names)
    )
    maps = [
        {"place": _place(nth), "json": deck.to_json(), "tooltip": deck._tooltip}
        for nth, deck in enumerate(decks)
    ]
    return Template(_page()).substitute(
        language=spoken(),
        title=html.escape(around.title),
        above=around.above,
        below=around.below,
        places=places,
        missing=_in_script(json.dumps(str(_("This map can't be drawn here: the browser has no WebGL.")))),
        bundle=bundle(),
        maps=_in_script(json.dumps(maps)),
    )


def _place(nth: int) -> str:
    """The name of the nth map's place on the page."""
    return "map" if nth == 0 else f"map-{nth + 1}"


@cache
def _page() -> str:
    return files(__package__).joinpath("deck.html").read_text(encoding="utf-8")


@cache
def bundle() -> str:
    """deck.gl as pydeck brings it along: one script, which sets `createDeck`."""
    text = files("pydeck").joinpath("nbextension/static/index.js").read_text(encoding="utf-8")
    return text.replace("</script", "<\\/script")


def _in_script(text: str) -> str:
    """JSON that nothing in the data can turn into more than JSON inside a script."""
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def polygons(rows: "gpd.GeoDataFrame", id: str = "areas") -> pydeck.Layer:
    """Areas in their colours. `rows` has `fill` (#rrggbb or #rrggbbaa), `text` for the card, outlines in degrees."""
    fills = [[*rgb(fill), int(fill[7:] or "ff", 16)] for fill in rows["fill"]]
    shown = rows[["text", "geometry"]].assign(fill=fills)
    return pydeck.Layer(
        "GeoJsonLayer",
        data=_features(shown),
        id=id,
        pickable=True,
        stroked=True,
        filled=True,
        auto_highlight=True,
        get_fill_color="properties.fill",
        get_line_color=[90, 90, 90],
        line_width_min_pixels=0.7,
        line_width_max_pixels=0.7,
    )


def borders(rows: "gpd.GeoDataFrame", colour: str, id: str = "borders") -> pydeck.Layer:
    """Outlines (in degrees) as lines on top of areas; the pointer goes through them."""
    return pydeck.Layer(
        "GeoJsonLayer",
        data=_features(rows[["geometry"]]),
        id=id,
        pickable=False,
        stroked=True,
        filled=False,
        get_line_color=rgb(colour),
        line_width_min_pixels=1.8,
        line_width_max_pixels=1.8,
    )


def _features(rows: "gpd.GeoDataFrame") -> JsonObject:
    import shapely

    rounded = rows.set_geometry(shapely.transform(rows.geometry.to_numpy(), lambda at: at.round(_DIGITS)))
    found: JsonObject = json.loads(rounded.to_json(drop_id=True))
    found.pop("crs", None)
    return found


Bounds = tuple[float, float, float, float]
"""A box of degrees: west, south, east, north."""


def view_of(bounds: Bounds, wide: float = 760, high: float = 480) -> pydeck.ViewState:
    """The view that shows a box of degrees on a map of so many pixels."""
    west, south, east, north = bounds
    across, along = _sides(bounds)
    zoom = math.log2(min(wide / across, high / along) / _TILE) - 0.05
    middle = math.degrees(math.atan(math.sinh((_up(north) + _up(south)) * math.pi)))
    return pydeck.ViewState(longitude=(west + east) / 2, latitude=middle, zoom=round(zoom, 3))


def proportion(bounds: Bounds) -> float:
    """How wide a box of degrees is on the map for its height."""
    across, along = _sides(bounds)
    return across / along


def _up(latitude: float) -> float:
    """How far up a latitude lies on the map, in parts of the world's height."""
    return math.asinh(math.tan(math.radians(latitude))) / (2 * math.pi)


def _sides(bounds: Bounds) -> tuple[float, float]:
    """Width and height of a box on the map, in parts of the world's."""
    west, south, east, north = bounds
    return max((east - west) / 360, 1e-9), max(_up(north) - _up(south), 1e-9)


def deck_of(layers: list[pydeck.Layer], view: pydeck.ViewState, about: str, height: int = 500) -> OfflineDeck:
    """A deck on white paper, without a basemap; its cards show each area's `text`."""
    deck = OfflineDeck(
        layers=layers,
        map_provider=None,
        initial_view_state=view,
        height=height,
        tooltip={"text": "{text}", "style": {"backgroundColor": "#ffffff", "color": "#111111",
                                             "border": "1px solid #555", "fontSize": "14px"}},
    )  # fmt: skip
    deck.about = about
    return deck


def choropleth(
    districts: "gpd.GeoDataFrame", rows: pd.DataFrame, colours: Scale, unit: str, about: str
) -> OfflineDeck:
    """Districts in the colours of their values; a district without one is grey, and its card says why."""
    joined = districts[["district_id", "district", "geometry"]].merge(
        rows.drop(columns="district"), on="district_id", how="left"
    )
    status = joined["status"].fillna("missing")
    fills = [
        colours.colour(value) if state == Status.OK else GREY if state != "missing" else NO_VALUE
        for value, state in zip(joined["value"], status, strict=True)
    ]
    shown = joined.assign(fill=fills, text=_cards(joined.assign(status=status), unit))
    view = view_of(tuple(np.asarray(districts.total_bounds, dtype=float)))
    return deck_of([polygons(shown)], view, about)


def _cards(rows: pd.DataFrame, unit: str) -> list[str]:
    """Name, value and limits; or why there is no value."""
    told = []
    for row in rows.to_dict("records"):
        lines = [str(row["district"]), cell(row["value"], unit, row["status"])]
        around = limits(row["lower"], row["upper"]) if row["status"] == Status.OK else ""
        told.append("\n".join([*lines, *([_("95 % limits {limits}", limits=around)] if around else [])]))
    return told
