"""The gap between two groups of citizens in every district, in colours only where it is beyond chance."""

from dataclasses import replace

import pandas as pd
import streamlit as st

from dashboard import queries
from dashboard import text as words
from dashboard.charts import legend
from dashboard.charts.colours import VERDICT, Scale
from dashboard.maps.map_frame import Frame
from dashboard.shell import controls
from dashboard.views.map import data as numbers
from dashboard.views.map import layout
from dashboard.views.map.controls import Asked
from dashboard.views.map.district_outlines import areas
from dashboard.views.map.drawing import Told, coloured, frame, worded
from dashboard.views.map.text import Row, around, gap_line, gap_overview, gap_size, off
from indicators.engine.text.messages import translated as _

_UNCLEAR = VERDICT["no_clear_difference"]


def show(asked: Asked) -> None:
    """Sentences, map and order, table; or why there are no groups."""
    chosen = asked.chosen
    if asked.pair is None:
        st.write(_("The source does not tell groups of citizens apart for this indicator."))
        return
    rows = numbers.gaps(chosen.view, asked.pair)
    rows = rows[rows["period"] == chosen.period]
    whole = numbers.whole_gap(chosen.view, asked.pair, chosen.period)
    measure = chosen.view.measure
    said = [gap_overview(measure, asked.names, chosen.place, chosen.period, whole, rows)]
    said += [
        gap_line(measure, asked.names, r) for _at, r in rows.iterrows() if r["district_id"] == chosen.district
    ]
    st.markdown("  \n".join(said))
    place, below = st.container(key="picture"), controls.row("below")
    layout.show(chosen, _layer(asked), place, below)


def _shown(asked: Asked) -> tuple[pd.DataFrame, tuple[Frame, ...]]:
    """All rows with colour and words, and a picture a period; made once."""
    view, pair = asked.chosen.view, asked.pair
    assert pair is not None

    def make() -> tuple[pd.DataFrame, tuple[Frame, ...]]:
        rows = _painted(asked, numbers.gaps(view, pair))
        outlines = areas(view)
        pictures = (
            frame(outlines, rows[rows["period"] == code], words.period(code))
            for code in queries.periods(view)
        )
        return rows, tuple(pictures)

    return queries.kept(("map gaps drawn", *view.key, pair), make)


def _painted(asked: Asked, gaps: pd.DataFrame) -> pd.DataFrame:
    view = asked.chosen.view
    assert asked.pair is not None
    colours, unit = numbers.gap_scale(view, asked.pair), view.measure.unit
    clear = ~gaps["verdict"].isin(["no_clear_difference", "cannot_tell"])
    colour = [c if k else _UNCLEAR for c, k in zip(coloured(colours, gaps["gap"]), clear, strict=True)]

    def short(row: Row) -> str:
        return gap_size(row["gap"], unit) if row["status"] == "ok" else _(words.STATUS[row["status"]])

    def lines(row: Row) -> tuple[str, ...]:
        return _card(asked, row) if row["status"] == "ok" else (short(row),)

    return worded(gaps.assign(value=gaps["gap"]), colour, Told(short, lines))


def _card(asked: Asked, row: Row) -> tuple[str, ...]:
    unit = asked.chosen.view.measure.unit
    sides = [
        _("{group}: {value}", group=name, value=words.quantity(row[f"value_{side}"], unit))
        for name, side in zip(asked.names, ("first", "second"), strict=True)
    ]
    verdict = _("{group}: {verdict}", group=asked.names[0], verdict=off(str(row["verdict"])))
    return tuple(filter(None, (gap_size(row["gap"], unit), around(row), verdict, *sides)))


def _layer(asked: Asked) -> layout.Layer:
    chosen, measure = asked.chosen, asked.chosen.view.measure
    assert asked.pair is not None
    rows, frames = _shown(asked)
    first, second = asked.names
    shown = rows[rows["period"] == chosen.period].sort_values("gap", na_position="last", kind="stable")
    title = _(
        "{indicator}, {period}: {first} less {second}",
        indicator=_(measure.title),
        period=words.period(chosen.period),
        first=first,
        second=second,
    )
    return layout.Layer(
        name=f"{measure.id}-gap-{'-'.join(asked.pair)}-{chosen.period}",
        label=_("Map of a gap: {first} less {second}.", first=first, second=second),
        about=title,
        unit=words.change_unit(measure.unit),
        heading=words.change_unit(measure.unit),
        codes=queries.periods(chosen.view),
        at=chosen.period,
        frames=frames,
        ordered=shown.reset_index(drop=True),
        entries=_entries(asked, shown),
        caption=_(
            "Dots are gaps, lines their 95 % limits; the dashed line is no gap. Where the lines cross it, "
            "chance alone could explain the gap."
        ),
        table=lambda ordered: _table(asked, ordered),
        area=0.0,
    )


def _entries(asked: Asked, shown: pd.DataFrame) -> list[legend.Entry]:
    assert asked.pair is not None
    scale = numbers.gap_scale(asked.chosen.view, asked.pair)
    listed = [
        (fill, f"{between} {end}".strip())
        for (fill, between), end in zip(
            legend.entries(replace(scale, better="neutral"), set()), _ends(asked, scale), strict=True
        )
    ]
    unclear = [(_UNCLEAR, _(words.VERDICT["no_clear_difference"]))]
    return [*listed, *unclear, *legend.states(set(shown["status"]))]


def _ends(asked: Asked, colours: Scale) -> list[str]:
    """What the first and the last class mean for the first group; nothing for those between."""
    if len(colours.colours) < 2 or colours.better == "neutral":
        return [""] * len(colours.colours)
    low, high = ("better", "worse") if colours.better == "lower" else ("worse", "better")
    ends = [_("({group}: {verdict})", group=asked.names[0], verdict=off(word)) for word in (low, high)]
    return [ends[0], *[""] * (len(colours.colours) - 2), ends[1]]


def _table(asked: Asked, ordered: pd.DataFrame) -> pd.DataFrame:
    unit = asked.chosen.view.measure.unit
    first, second = asked.names
    told = ordered.to_dict("records")
    return pd.DataFrame(
        {
            _("District"): ordered["district"],
            first: [words.cell(r["value_first"], unit, r["status_first"]) for r in told],
            second: [words.cell(r["value_second"], unit, r["status_second"]) for r in told],
            _("Gap ({unit})", unit=words.change_unit(unit)): [words.signed(r["gap"]) for r in told],
            _("95 % limits of the gap"): [words.limits(r["lower"], r["upper"]) for r in told],
            _("In words"): [off(r["verdict"]) for r in told],
        }
    )
