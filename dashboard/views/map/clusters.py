"""Neighbours that are alike beyond chance: where high or low values lie together, as a place to look at."""

import pandas as pd
import streamlit as st

from dashboard import text as common_text
from dashboard.charts import legend, tables
from dashboard.charts.colours import NOT_JUDGED, VERDICT
from dashboard.shell import controls
from dashboard.text import Row
from dashboard.views.map import data, layout
from dashboard.views.map.controls import MapQuery
from dashboard.views.map.text import (
    CLUSTER,
    clusters_overview,
)
from dashboard.views.map.value import in_order
from dashboard.views.shared.district_maps import RowTexts, frame, with_colour_and_texts
from dashboard.views.shared.district_outlines import areas
from dashboard.views.shared.map_text import (
    limits_line,
)
from indicators.compare.spatial.autocorrelation import (
    HIGH_HIGH,
    HIGH_LOW,
    LOW_HIGH,
    LOW_LOW,
    MISSING,
    NO_NEIGHBOURS,
    NOT_SIGNIFICANT,
)
from indicators.engine.text.messages import translated as _

_GREY, _NONE = VERDICT["no_clear_difference"], "#8c8c8c"


def show(query: MapQuery) -> None:
    """Sentence, map and order, table. Made for one period at a time, as every district's neighbours are dealt anew."""
    chosen = query.chosen
    with st.spinner(_("Comparing every district with its neighbours"), show_time=False):
        rows = data.clusters(chosen.view, chosen.period)
    shown = coloured_by_cluster(rows, chosen.view.measure.unit, chosen.view.measure.better)
    layout.say(chosen, clusters_overview(chosen.place, chosen.period, rows), shown)
    place, below = st.container(key="picture"), controls.row("below")
    layout.show(chosen, _layer(query, shown), place, below)


def colours(better: str) -> dict[str, str]:
    """A colour each kind of cluster: good ones blue, bad ones orange, single districts among others lighter."""
    top, bottom = VERDICT["better"], VERDICT["worse"]
    light, pale = "#92c5de", "#fdb863"
    if better == "neutral":
        top, bottom, light, pale = NOT_JUDGED[4], NOT_JUDGED[1], NOT_JUDGED[3], NOT_JUDGED[2]
    if better == "lower":
        top, bottom, light, pale = bottom, top, pale, light
    return {
        HIGH_HIGH: top,
        LOW_LOW: bottom,
        HIGH_LOW: light,
        LOW_HIGH: pale,
        NOT_SIGNIFICANT: _GREY,
        NO_NEIGHBOURS: _NONE,
        MISSING: "#ffffff",
    }


def coloured_by_cluster(rows: pd.DataFrame, unit: str, better: str) -> pd.DataFrame:
    """Districts in the colour of their kind of cluster, with their words."""
    palette = colours(better)

    def lines(row: Row) -> tuple[str, ...]:
        text = common_text.cell(row["value"], unit, row["status"])
        if row["status"] != "ok":
            return (text,)
        return tuple(filter(None, (text, limits_line(row), _(CLUSTER[row["cluster"]]))))

    texts = RowTexts(lambda row: common_text.cell(row["value"], unit, row["status"]), lines)
    return with_colour_and_texts(rows, [palette[kind] for kind in rows["cluster"]], texts)


def _layer(query: MapQuery, shown: pd.DataFrame) -> layout.Layer:
    chosen, measure = query.chosen, query.chosen.view.measure
    palette = colours(measure.better)
    present = set(shown.loc[shown["status"] == "ok", "cluster"])
    title = _(
        "{indicator}, {period}: districts that are like their neighbours",
        indicator=_(measure.title),
        period=common_text.period(chosen.period),
    )
    return layout.Layer(
        name=f"{measure.id}-clusters-{chosen.period}",
        label=_("Map of clusters: {indicator}.", indicator=_(measure.title)),
        about=title,
        unit=_(measure.unit),
        heading=_("Clusters"),
        codes=[chosen.period],
        at=chosen.period,
        frames=(frame(areas(chosen.view), shown, common_text.period(chosen.period)),),
        ordered=in_order(shown, measure.better).reset_index(drop=True),
        entries=[
            *((palette[kind], _(text)) for kind, text in CLUSTER.items() if kind in present),
            *legend.states(set(shown["status"])),
        ],
        caption=_(
            "Beyond chance: local Moran's I with the values dealt out anew 9,999 times, allowing for as many tests "
            "as districts (Anselin 1995; Benjamini and Hochberg 1995). Limits of the values are not part of it."
        ),
        table=lambda ordered: _table(ordered, measure.unit),
    )


def _table(ordered: pd.DataFrame, unit: str) -> pd.DataFrame:
    return tables.estimates(ordered, unit).assign(
        **{_("Cluster"): [_(CLUSTER[kind]) for kind in ordered["cluster"]]}
    )
