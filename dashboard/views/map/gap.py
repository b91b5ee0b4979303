"""The gap between two groups of citizens in every district, in colours only where it is beyond chance."""

from dataclasses import replace

import pandas as pd
import streamlit as st

from dashboard import queries
from dashboard import text as common_text
from dashboard.charts import legend
from dashboard.charts.colours import VERDICT, Scale
from dashboard.maps.map_frame import MapFrame
from dashboard.shell import controls
from dashboard.text import Row
from dashboard.views.map import data, layout
from dashboard.views.map.controls import MapQuery
from dashboard.views.map.text import (
    first_group_standing,
    gap_line,
    gap_overview,
    gap_size,
)
from dashboard.views.shared.district_maps import RowTexts, colours_of, frame, with_colour_and_texts
from dashboard.views.shared.district_outlines import areas
from dashboard.views.shared.map_text import (
    limits_line,
)
from indicators.engine.text.messages import translated as _

_UNCLEAR = VERDICT["no_clear_difference"]


def show(query: MapQuery) -> None:
    """Sentences, map and order, table; or why there are no groups."""
    chosen = query.chosen
    if query.pair is None:
        st.write(_("The source does not tell groups of citizens apart for this indicator."))
        return
    rows = data.gaps(chosen.view, query.pair)
    rows = rows[rows["period"] == chosen.period]
    whole = data.whole_gap(chosen.view, query.pair, chosen.period)
    measure = chosen.view.measure
    sentences = [gap_overview(measure, query.names, chosen.place, chosen.period, whole, rows)]
    sentences += [
        gap_line(measure, query.names, r) for _at, r in rows.iterrows() if r["district_id"] == chosen.district
    ]
    st.markdown("  \n".join(sentences))
    place, below = st.container(key="picture"), controls.row("below")
    layout.show(chosen, _layer(query), place, below)


def _shown(query: MapQuery) -> tuple[pd.DataFrame, tuple[MapFrame, ...]]:
    """All rows with colour and words, and a picture a period; made once."""
    view, pair = query.chosen.view, query.pair
    assert pair is not None

    def make() -> tuple[pd.DataFrame, tuple[MapFrame, ...]]:
        rows = _painted(query, data.gaps(view, pair))
        outlines = areas(view)
        pictures = (
            frame(outlines, rows[rows["period"] == code], common_text.period(code))
            for code in queries.periods(view)
        )
        return rows, tuple(pictures)

    return queries.cached(("map gaps drawn", *view.key, pair), make)


def _painted(query: MapQuery, gaps: pd.DataFrame) -> pd.DataFrame:
    view = query.chosen.view
    assert query.pair is not None
    colours, unit = data.gap_scale(view, query.pair), view.measure.unit
    clear = ~gaps["verdict"].isin(["no_clear_difference", "cannot_tell"])
    colour = [c if k else _UNCLEAR for c, k in zip(colours_of(colours, gaps["gap"]), clear, strict=True)]

    def short(row: Row) -> str:
        return gap_size(row["gap"], unit) if row["status"] == "ok" else _(common_text.STATUS[row["status"]])

    def lines(row: Row) -> tuple[str, ...]:
        return _card(query, row) if row["status"] == "ok" else (short(row),)

    return with_colour_and_texts(gaps.assign(value=gaps["gap"]), colour, RowTexts(short, lines))


def _card(query: MapQuery, row: Row) -> tuple[str, ...]:
    unit = query.chosen.view.measure.unit
    sides = [
        _("{group}: {value}", group=name, value=common_text.quantity(row[f"value_{side}"], unit))
        for name, side in zip(query.names, ("first", "second"), strict=True)
    ]
    verdict = _("{group}: {verdict}", group=query.names[0], verdict=first_group_standing(str(row["verdict"])))
    return tuple(filter(None, (gap_size(row["gap"], unit), limits_line(row), verdict, *sides)))


def _layer(query: MapQuery) -> layout.Layer:
    chosen, measure = query.chosen, query.chosen.view.measure
    assert query.pair is not None
    rows, frames = _shown(query)
    first, second = query.names
    shown = rows[rows["period"] == chosen.period].sort_values("gap", na_position="last", kind="stable")
    title = _(
        "{indicator}, {period}: {first} less {second}",
        indicator=_(measure.title),
        period=common_text.period(chosen.period),
        first=first,
        second=second,
    )
    return layout.Layer(
        name=f"{measure.id}-gap-{'-'.join(query.pair)}-{chosen.period}",
        label=_("Map of a gap: {first} less {second}.", first=first, second=second),
        about=title,
        unit=common_text.change_unit(measure.unit),
        heading=common_text.change_unit(measure.unit),
        codes=queries.periods(chosen.view),
        at=chosen.period,
        frames=frames,
        ordered=shown.reset_index(drop=True),
        entries=_entries(query, shown),
        caption=_(
            "Dots are gaps, lines their 95 % limits; the dashed line is no gap. Where the lines cross it, "
            "chance alone could explain the gap."
        ),
        table=lambda ordered: _table(query, ordered),
        area=0.0,
    )


def _entries(query: MapQuery, shown: pd.DataFrame) -> list[legend.Entry]:
    assert query.pair is not None
    scale = data.gap_scale(query.chosen.view, query.pair)
    listed = [
        (fill, f"{between} {end}".strip())
        for (fill, between), end in zip(
            legend.entries(replace(scale, better="neutral"), set()), _ends(query, scale), strict=True
        )
    ]
    unclear = [(_UNCLEAR, _(common_text.VERDICT["no_clear_difference"]))]
    return [*listed, *unclear, *legend.states(set(shown["status"]))]


def _ends(query: MapQuery, colours: Scale) -> list[str]:
    """What the first and the last class mean for the first group; nothing for those between."""
    if len(colours.colours) < 2 or colours.better == "neutral":
        return [""] * len(colours.colours)
    low, high = ("better", "worse") if colours.better == "lower" else ("worse", "better")
    ends = [
        _("({group}: {verdict})", group=query.names[0], verdict=first_group_standing(word))
        for word in (low, high)
    ]
    return [ends[0], *[""] * (len(colours.colours) - 2), ends[1]]


def _table(query: MapQuery, ordered: pd.DataFrame) -> pd.DataFrame:
    unit = query.chosen.view.measure.unit
    first, second = query.names
    records = ordered.to_dict("records")
    return pd.DataFrame(
        {
            _("District"): ordered["district"],
            first: [common_text.cell(r["value_first"], unit, r["status_first"]) for r in records],
            second: [common_text.cell(r["value_second"], unit, r["status_second"]) for r in records],
            _("Gap ({unit})", unit=common_text.change_unit(unit)): [
                common_text.signed(r["gap"]) for r in records
            ],
            _("95 % limits of the gap"): [common_text.limits(r["lower"], r["upper"]) for r in records],
            _("In words"): [first_group_standing(r["verdict"]) for r in records],
        }
    )
