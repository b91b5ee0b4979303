"""Every district against the whole, in the fixed words: what is further from it than chance and habit explain."""

import pandas as pd
import streamlit as st

from dashboard import queries
from dashboard import text as common_text
from dashboard.charts import legend, tables
from dashboard.charts.colours import VERDICT
from dashboard.maps.map_frame import MapFrame
from dashboard.shell import controls
from dashboard.text import Row
from dashboard.views.map import data, layout
from dashboard.views.map.controls import MapQuery
from dashboard.views.map.text import (
    against_overview,
)
from dashboard.views.map.value import in_order
from dashboard.views.shared.district_maps import RowTexts, frame, with_colour_and_texts
from dashboard.views.shared.district_outlines import areas
from dashboard.views.shared.map_text import (
    limits_line,
)
from indicators.engine.text.messages import translated as _


def show(query: MapQuery) -> None:
    """Sentence, map and order, table; or why this indicator can't be set against the whole."""
    chosen = query.chosen
    if not chosen.view.measure.spec.has_counts:
        st.write(
            _(
                "This indicator has no count behind it. Only shares and rates can be set against the whole in this "
                "way; the view “Value” shows the districts beside it, with their limits."
            )
        )
        return
    rows, frames = _shown(query)
    shown = rows[rows["period"] == chosen.period]
    whole = queries.whole_in(chosen.view, chosen.period)
    overview = against_overview(chosen.view.measure, chosen.place, chosen.period, shown, whole)
    layout.say(chosen, overview, shown)
    place, below = st.container(key="picture"), controls.row("below")
    layout.show(chosen, _layer(query, shown, frames), place, below)


def _shown(query: MapQuery) -> tuple[pd.DataFrame, tuple[MapFrame, ...]]:
    """All rows with colour and words, and a picture a period; made once."""
    view = query.chosen.view

    def make() -> tuple[pd.DataFrame, tuple[MapFrame, ...]]:
        rows, outlines = coloured_by_verdict(data.against(view), view.measure.unit), areas(view)
        pictures = (
            frame(outlines, rows[rows["period"] == code], common_text.period(code))
            for code in queries.periods(view)
        )
        return rows, tuple(pictures)

    return queries.cached(("map against drawn", *view.key), make)


def coloured_by_verdict(rows: pd.DataFrame, unit: str) -> pd.DataFrame:
    """Districts in the colour of their word; what has no value keeps its own state."""

    def lines(row: Row) -> tuple[str, ...]:
        text = common_text.cell(row["value"], unit, row["status"])
        if row["status"] != "ok":
            return (text,)
        return tuple(filter(None, (text, limits_line(row), _(common_text.VERDICT[row["verdict"]]))))

    texts = RowTexts(lambda row: common_text.cell(row["value"], unit, row["status"]), lines)
    return with_colour_and_texts(rows, [VERDICT[word] for word in rows["verdict"]], texts)


def _layer(query: MapQuery, shown: pd.DataFrame, frames: tuple[MapFrame, ...]) -> layout.Layer:
    chosen, measure = query.chosen, query.chosen.view.measure
    average = shown["average"].dropna()
    title = _(
        "{indicator}, {period}, against {place} as a whole",
        indicator=_(measure.title),
        period=common_text.period(chosen.period),
        place=chosen.place,
    )
    return layout.Layer(
        name=f"{measure.id}-against-{chosen.period}",
        label=_("Map of districts against the whole: {indicator}.", indicator=_(measure.title)),
        about=title,
        unit=_(measure.unit),
        heading=_("Against {place} as a whole", place=chosen.place),
        codes=queries.periods(chosen.view),
        at=chosen.period,
        frames=frames,
        ordered=in_order(shown, measure.better).reset_index(drop=True),
        entries=legend.verdict_entries(VERDICT, shown),
        caption=_(
            "Judged by a funnel plot: how many people stand behind a value, how much districts differ anyway, and "
            "that many are judged at once are all allowed for (Spiegelhalter 2005; Benjamini and Hochberg 1995)."
        ),
        table=lambda ordered: _table(ordered, measure.unit),
        area=float(average.iloc[0]) if len(average) else None,
    )


def _table(ordered: pd.DataFrame, unit: str) -> pd.DataFrame:
    return tables.estimates(ordered, unit).assign(
        **{_("In words"): [_(common_text.VERDICT[word]) for word in ordered["verdict"]]}
    )
