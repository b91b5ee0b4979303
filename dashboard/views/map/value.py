"""The value of an indicator: the map over the periods, the districts in order with their limits, the table."""

import pandas as pd
import streamlit as st

from dashboard import queries
from dashboard import text as common_text
from dashboard.charts import legend, tables
from dashboard.charts.colours import Scale
from dashboard.maps.map_frame import MapFrame
from dashboard.shell import controls
from dashboard.shell.controls import Choices
from dashboard.views.map import layout
from dashboard.views.map.controls import Classes, MapQuery, classes
from dashboard.views.shared import map_values
from dashboard.views.shared.district_maps import HEIGHT, coloured_by_value, frame, on_outlines
from dashboard.views.shared.district_outlines import areas
from dashboard.views.shared.map_text import (
    rank,
)
from indicators.engine.text.messages import translated as _

__all__ = ["HEIGHT", "coloured_by_value", "in_order", "on_outlines", "show"]


def show(query: MapQuery) -> None:
    """Sentences first, then map and order side by side, then the table."""
    chosen = query.chosen
    view = chosen.view
    total = queries.whole_in(view, chosen.period)
    st.markdown(
        queries.cached(
            ("map said", *view.key, chosen.period, chosen.district), lambda: _sentences_text(chosen, total)
        )
    )
    place, below = st.container(key="picture"), controls.row("below")
    with below:
        sorted_by = classes()
    layout.show(chosen, _layer(chosen, sorted_by, total), place, below)


def _sentences_text(chosen: Choices, total: pd.Series | None) -> str:
    rows = map_values.ranked(chosen.view)
    return "  \n".join(sentences(chosen, rows[rows["period"] == chosen.period].reset_index(drop=True), total))


def sentences(chosen: Choices, rows: pd.DataFrame, total: pd.Series | None) -> list[str]:
    """The whole and its range; the chosen district beside the whole, and its rank."""
    measure = chosen.view.measure
    sentences = [common_text.overview(measure, chosen.place, chosen.period, chosen.group, total, rows)]
    for _at, mine in rows[rows["district_id"] == chosen.district].iterrows():
        line = common_text.district_line(measure, mine, total, chosen.place)
        placed = rank(mine, measure.better)
        sentences.append(f"{line} {placed[0].upper()}{placed[1:]}." if placed else line)
    return sentences


def _shown(view: queries.View, sorted_by: Classes) -> tuple[Scale, pd.DataFrame, tuple[MapFrame, ...]]:
    """The scale, all rows in its colours, and a picture a period; made once."""
    key = ("map values", *view.key, sorted_by)

    def make() -> tuple[Scale, pd.DataFrame, tuple[MapFrame, ...]]:
        colours = map_values.value_scale(view, sorted_by.how, sorted_by.breaks)
        measure, outlines = view.measure, areas(view)
        rows = coloured_by_value(map_values.ranked(view), colours, measure.unit, measure.better)
        frames = tuple(
            frame(outlines, rows[rows["period"] == code], common_text.period(code))
            for code in queries.periods(view)
        )
        return colours, rows, frames

    return queries.cached(key, make)


def _layer(chosen: Choices, sorted_by: Classes, total: pd.Series | None) -> layout.Layer:
    view, measure = chosen.view, chosen.view.measure
    colours, rows, frames = _shown(view, sorted_by)
    key = ("map order", *view.key, sorted_by, chosen.period)

    def make() -> tuple[pd.DataFrame, list[legend.Entry]]:
        ordered = in_order(rows[rows["period"] == chosen.period], measure.better).reset_index(drop=True)
        return ordered, legend.entries(colours, set(ordered["status"]))

    shown, entries = queries.cached(key, make)
    area = float(total["value"]) if total is not None and total["status"] == "ok" else None
    title = _("{indicator}, {period}", indicator=_(measure.title), period=common_text.period(chosen.period))
    caption = _("Dots are values, lines their 95 % limits: where lines overlap, the order may be chance.")
    if area is not None:
        caption += " " + _("Dashed line: {place} as a whole.", place=common_text.plain(chosen.place))
    return layout.Layer(
        name=f"{measure.id}-{chosen.period}",
        label=_("Map of {indicator}.", indicator=_(measure.title)),
        about=title,
        unit=_(measure.unit),
        heading=_(measure.unit),
        codes=queries.periods(view),
        at=chosen.period,
        frames=frames,
        ordered=shown,
        entries=entries,
        caption=caption,
        table=lambda ordered: _table(ordered, measure.unit, measure.better),
        area=area,
        key=key,
    )


def _table(ordered: pd.DataFrame, unit: str, better: str) -> pd.DataFrame:
    placed = [rank(row, better) for row in ordered.to_dict("records")]
    return tables.estimates(ordered, unit).assign(**{_("Rank"): placed})


def in_order(shown: pd.DataFrame, better: str) -> pd.DataFrame:
    """Best first, or highest first where nothing is judged; districts without a value at the end."""
    return shown.sort_values("value", ascending=better == "lower", na_position="last", kind="stable")
