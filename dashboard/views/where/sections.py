"""The maps side by side, their legend, the files and the table of the page *Where exactly*."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import streamlit as st

from dashboard import queries
from dashboard.charts import chart_files, legend
from dashboard.charts.colours import INK, Scale
from dashboard.exports import downloads, map_page
from dashboard.exports.map_page import MapPage
from dashboard.shell.controls import Place, row
from dashboard.text import STATUS, number, period
from dashboard.views.where import data, text
from dashboard.views.where.data import Question
from indicators.compare.spatial import deck
from indicators.compare.spatial.deck import OfflineDeck
from indicators.engine.text.messages import translated as _

if TYPE_CHECKING:
    import geopandas as gpd

MOST_HEIGHT = 600
NONE, HIDDEN = "#ffffff00", deck.GREY
"""Hexagons without any show the page; hidden ones are grey."""
_WIDE, _PHONE = 560, 340
"""So wide is a map at least; the browser does not say how wide it is, only whether it is a phone's."""


def show(at: Place, question: Question) -> None:
    """Maps, legend, files and table, of what is given as sentences above."""
    rows = data.cells(question)
    colours = data.one_scale(rows, question.view.measure.better)
    about = what_is_shown(at, question)
    with st.container(key="where maps"):
        for place, code in zip(st.columns(len(question.periods)), question.periods, strict=True):
            with place:
                _map(question, rows, colours, code, f"{about} {period(code)}.")
    st.html(legend.box(_("Counted per km²"), entries(colours, rows)))
    st.caption(text.caption(rows.attrs["width"], rows.attrs["threshold"], question.together))
    with row("below"):
        _files(question, rows, colours, about)
    with st.expander(_("The same figures as a table"), key="figures", on_change="rerun") as box:
        if box.open:
            st.dataframe(table(rows, question.periods), hide_index=True, alt=about)


def what_is_shown(at: Place, question: Question) -> str:
    """In a sentence, without the periods."""
    place = at.district_name(question.district) if question.district else at.name
    return _(
        "{indicator} by hexagon in {place}, counted per km².",
        indicator=_(question.view.measure.title),
        place=place,
    )


def _map(question: Question, rows: "gpd.GeoDataFrame", colours: Scale, code: str, about: str) -> None:
    st.html(f"<b>{period(code)}</b>")
    wide = _PHONE if "Mobi" in st.context.headers.get("User-Agent", "") else _WIDE

    def make() -> OfflineDeck:
        return drawn(question, rows, colours, code, wide)

    picture = queries.cached(("hexagon map", *question.key, code, wide), make)
    st.pydeck_chart(picture, height=height_of(question, wide), key=f"where {code}", alt=about)


def drawn(
    question: Question, rows: "gpd.GeoDataFrame", colours: Scale, code: str, wide: int = _WIDE
) -> OfflineDeck:
    """The map of a period: hexagons in the colours of one scale, the districts' outlines on top, a card for each."""
    mine = rows[rows["period"] == code]
    painted = mine.assign(
        fill=fills(mine, colours), text=[text.card(each) for each in mine.to_dict("records")]
    )
    layers = [deck.polygons(painted, "hexagons"), deck.borders(districts(question), INK)]
    height = height_of(question, wide)
    return deck.deck_of(layers, deck.view_of(_bounds(question), wide, height), period(code), height)


def height_of(question: Question, wide: int) -> int:
    """How high a map is, in pixels."""
    return int(min(wide / deck.proportion(_bounds(question)), MOST_HEIGHT)) + 20


def _bounds(question: Question) -> deck.Bounds:
    west, south, east, north = np.asarray(districts(question).total_bounds, dtype=float).tolist()
    return west, south, east, north


def districts(question: Question) -> "gpd.GeoDataFrame":
    """The outlines of the districts looked at."""
    outlines = queries.outlines(question.view)
    return outlines[outlines["district_id"] == question.district] if question.district else outlines


def fills(rows: pd.DataFrame, colours: Scale) -> list[str]:
    """Each hexagon's colour: its class, none where none were counted, grey where it is hidden or not known."""
    return [
        HIDDEN if status != "ok" else colours.colour(value) if count else NONE
        for status, count, value in zip(rows["status"], rows["count"], rows["per_km2"], strict=True)
    ]


def entries(colours: Scale, rows: pd.DataFrame) -> list[legend.Entry]:
    """Each class's colour and words, then what stands apart from the scale."""
    states = [state for state in STATUS if state != "ok" and (rows["status"] == state).any()]
    none = [("#ffffff00", _("none counted"))] if (rows["count"] == 0).any() else []
    grey = [(HIDDEN, ", ".join(_(STATUS[state]) for state in states))] if states else []
    return [*none, *legend.entries(colours, set()), *grey]


def table(rows: pd.DataFrame, periods: tuple[str, ...]) -> pd.DataFrame:
    """The hexagons in words: where they lie, what was counted, and per square kilometre; most first."""
    shown = data.side_by_side(rows, periods)
    columns = {
        _("District"): shown["district"],
        _("Middle (north, east)"): [
            f"{number(north, 4)}, {number(east, 4)}"
            for north, east in zip(shown["latitude"], shown["longitude"], strict=True)
        ],
        _("Area (km²)"): [number(area, 2) for area in shown["square_km"]],
    }
    for nth, code in enumerate(periods):
        states = shown[f"status_{nth}"].fillna("missing")
        columns[_("Counted, {period}", period=period(code))] = [
            number(count, 0) if state == "ok" else _(STATUS[state])
            for count, state in zip(shown[f"count_{nth}"], states, strict=True)
        ]
        columns[_("Per km², {period}", period=period(code))] = [
            number(value) if state == "ok" else ""
            for value, state in zip(shown[f"per_km2_{nth}"], states, strict=True)
        ]
    return pd.DataFrame(columns)


def _files(question: Question, rows: "gpd.GeoDataFrame", colours: Scale, about: str) -> None:
    size = ["by-seven"] if question.together > 1 else []
    within = [question.district] if question.district else []
    name = "-".join([question.view.indicator, "where", *size, *within, *question.periods])
    about = f"{about} {', '.join(map(period, question.periods))}."
    downloads.offer(
        name,
        question.view.city,
        about,
        lambda: pd.DataFrame(rows.drop(columns="geometry")),
        outlines=lambda: rows[["district_id", "hexagon", "geometry"]].drop_duplicates(
            ["district_id", "hexagon"]
        ),
    )
    downloads.offer_page(name, question.view.city, lambda: html_file(question, rows, colours, about))


def html_file(question: Question, rows: "gpd.GeoDataFrame", colours: Scale, about: str) -> bytes:
    """Both maps with their legend, notes and table as one HTML file."""
    page = MapPage(
        _(question.view.measure.title),
        about,
        _("Counted per km²"),
        entries(colours, rows),
        chart_files.source_line(question.view.city),
        [text.caption(rows.attrs["width"], rows.attrs["threshold"], question.together)],
        table(rows, question.periods),
    )
    return map_page.written(page, [drawn(question, rows, colours, code) for code in question.periods])
