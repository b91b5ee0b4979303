"""A map with the districts in order beside it, the legend, the files and the table below: for every view alike."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import streamlit as st

from dashboard import queries
from dashboard.charts import html_charts, legend
from dashboard.charts.legend import Entry
from dashboard.maps.map_frame import MapFrame, MapPanel
from dashboard.shell.controls import Choices
from dashboard.shell.links import choose
from dashboard.streamlit_compat import Container
from dashboard.text import number, plain
from dashboard.views.shared.district_maps import files, show_linked_maps, with_texts
from dashboard.views.shared.district_outlines import many
from dashboard.views.shared.map_text import (
    about_group,
    one_group_note,
)
from indicators.engine.text.messages import translated as _

ENDS = 15
"""Of very many districts in order so many stand at either end."""


@dataclass(frozen=True)
class Layer:
    """A view: what its map shows, a picture a period, the districts in order, the legend, the table.

    `unit` heads the order, `heading` the legend; `area` is the dashed line of the order, `about` says in a
    sentence what is shown, `name` is for the files; the chosen group is added to both. With a `key` that says all
    that it depends on, the order is drawn once.
    """

    name: str
    label: str
    about: str
    unit: str
    heading: str
    codes: Sequence[str]
    at: str
    frames: tuple[MapFrame, ...]
    ordered: pd.DataFrame
    entries: Sequence[Entry]
    caption: str
    table: Callable[[pd.DataFrame], pd.DataFrame]
    area: float | None = None
    key: tuple[object, ...] = ()

    @property
    def frame(self) -> MapFrame:
        """The picture of the period that is shown."""
        return self.frames[list(self.codes).index(self.at) if self.at in self.codes else 0]


def say(chosen: Choices, overview: str, shown: pd.DataFrame) -> None:
    """The sentences above a map: whom it is about, the overview, the chosen district. `shown` has its `lines`."""
    sentences = [*([plain(one_group_note(chosen.group))] if chosen.group else []), overview]
    for _at, row in with_texts(shown[shown["district_id"] == chosen.district]).iterrows():
        lines = plain("; ".join(row["lines"]))
        sentences.append(_("**{name}**: {lines}.", name=plain(row["district"]), lines=lines))
    st.markdown("  \n".join(sentences))


def show(
    chosen: Choices,
    layer: Layer,
    place: Container,
    below: Container,
) -> None:
    """Fills the place for the picture, and the row below it."""
    with place:
        left, right = st.columns([5, 4])
    with left:
        show_linked_maps(chosen, [MapPanel(layer.label, layer.frames)], layer.codes, layer.at)
        st.html(legend.box(layer.heading, layer.entries))
    with right:
        with st.container(key="order"):
            st.html(_order(chosen, layer))
        st.caption(layer.caption if not many(layer.ordered) else f"{_ends(layer.ordered)} {layer.caption}")
    with below:
        files(
            chosen,
            layer.name,
            layer.about,
            layer.heading,
            lambda: layer.ordered,
            lambda: [layer.frame],
            layer.entries,
        )
    with st.expander(_("The same figures as a table"), key="figures", on_change="rerun") as box:
        if box.open:
            _figures(chosen, layer)


def _order(chosen: Choices, layer: Layer) -> str:
    """The districts in order, as drawn."""

    def make() -> str:
        rows = with_texts(excerpt(layer.ordered, chosen.at.highlighted))
        return html_charts.ranked(rows, layer.unit, layer.area, chosen.district, chosen.at.marked)

    return (
        queries.cached(("drawn", *layer.key, chosen.district, chosen.at.marked), make)
        if layer.key
        else make()
    )


def _ends(ordered: pd.DataFrame) -> str:
    return _(
        "The first and the last {n} of {all} districts in order, and those that are chosen or marked.",
        n=number(ENDS, 0),
        all=number(len(ordered), 0),
    )


def excerpt(ordered: pd.DataFrame, highlighted: Sequence[str]) -> pd.DataFrame:
    """All rows, or of very many the first and last ones with a value, one without, and those looked at."""
    if not many(ordered):
        return ordered
    known = np.flatnonzero(ordered["status"] == "ok")
    ends = {*known[:ENDS], *known[-ENDS:], *np.flatnonzero(ordered["status"] != "ok")[:1]}
    return ordered.iloc[sorted(ends | {*np.flatnonzero(ordered["district_id"].isin(highlighted))})]


def _figures(chosen: Choices, layer: Layer) -> None:
    """The table; a row chooses its district."""
    key = f"table {layer.name} {chosen.view.key} {layer.at} {chosen.district}"
    ids = list(layer.ordered["district_id"])

    def picked() -> None:
        at = st.session_state[key].selection.rows
        choose("district", ids[at[0]] if at else None)

    st.dataframe(
        layer.table(layer.ordered),
        hide_index=True,
        key=key,
        on_select=picked,
        selection_mode="single-row",
        selection_default={
            "selection": {"rows": [i for i, code in enumerate(ids) if code == chosen.district]}
        },
        alt=about_group(layer.about, chosen.group),
    )
