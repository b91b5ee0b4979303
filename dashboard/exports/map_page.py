"""A map as one HTML file that works without a server: maps, legend, source, notes, and the same figures as a table."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from dashboard.charts.colours import NO_VALUE
from dashboard.charts.legend import Entry
from dashboard.maps.map_frame import MapFrame
from dashboard.text import escaped
from indicators.compare.spatial import deck
from indicators.compare.spatial.deck import Around, OfflineDeck
from indicators.engine.text.messages import translated as _

if TYPE_CHECKING:
    import geopandas as gpd

MIME = "text/html"


@dataclass(frozen=True)
class MapPage:
    """What stands around the maps of a file: title, what is shown, legend with its heading, source, notes, table."""

    title: str
    subtitle: str
    heading: str
    entries: Sequence[Entry]
    source: str
    notes: Sequence[str]
    table: pd.DataFrame


def written(page: MapPage, decks: Sequence[OfflineDeck]) -> bytes:
    """The file: it asks no server and no network for anything."""
    above = f"<h1>{escaped(page.title)}</h1><p>{escaped(page.subtitle)}</p>"
    notes = "".join(f"<p>{escaped(note)}</p>" for note in [*page.notes, page.source])
    below = f"{_legend(page)}{notes}{_table(page)}"
    return deck.page_of(decks, Around(f"{page.title} · Townbell", above, below)).encode()


def painted_deck(outlines: "gpd.GeoDataFrame", frame: MapFrame) -> OfflineDeck:
    """A picture of the map page as a deck; `outlines` are the districts in the order of the frame."""
    lines = ["\n".join([name, *more]) for name, more in zip(outlines["district"], frame.lines, strict=True)]
    rows = outlines.assign(fill=[colour(fill) for fill in frame.fills], text=lines)
    west, south, east, north = outlines.total_bounds.tolist()
    return deck.deck_of([deck.polygons(rows)], deck.view_of((west, south, east, north)), frame.title)


def colour(fill: str) -> str:
    """The colour of a class or of a state without a value: a file's map has no patterns."""
    if fill.startswith("#"):
        return fill
    return NO_VALUE if fill == "missing" else deck.GREY


def frame_table(outlines: "gpd.GeoDataFrame", frames: Sequence[MapFrame]) -> pd.DataFrame:
    """What the cards of some pictures say, a row a district."""
    columns = {frame.title: ["; ".join(lines) for lines in frame.lines] for frame in frames}
    return pd.DataFrame({_("District"): outlines["district"].tolist(), **columns})


def _legend(page: MapPage) -> str:
    items = "".join(
        f'<li><span style="background:{colour(fill)}"></span>{escaped(words)}</li>'
        for fill, words in page.entries
    )
    return f'<ul class="legend" aria-label="{escaped(_("Legend"))}"><li><b>{escaped(page.heading)}</b></li>{items}</ul>'


def _table(page: MapPage) -> str:
    head = "".join(f'<th scope="col">{escaped(str(name))}</th>' for name in page.table)
    body = "".join(
        "<tr>" + "".join(f"<td>{escaped(str(value))}</td>" for value in row) + "</tr>"
        for row in page.table.itertuples(index=False)
    )
    return (
        f"<details><summary>{escaped(_('The same figures as a table'))}</summary>"
        f'<div class="wide"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div></details>'
    )
