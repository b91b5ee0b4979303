"""What every view of the map is made of: rows with colour and words, pictures of them, the map itself, the files."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import streamlit as st

from dashboard import queries
from dashboard.charts import chart_files
from dashboard.charts.colours import NO_VALUE, VERDICT, Scale
from dashboard.charts.legend import Entry
from dashboard.exports import downloads, map_page
from dashboard.exports.map_page import MapPage
from dashboard.maps import large_map, path_map
from dashboard.maps.large_frames import Fills, LargeFrame, Lines
from dashboard.maps.map_frame import MapEvents, MapFrame, MapPanel, MapState
from dashboard.maps.map_sheet import Sheet, drawn
from dashboard.maps.outlines import Shapes, shapes
from dashboard.shell.controls import MOST_MARKED, Choices
from dashboard.shell.links import choose
from dashboard.text import STATUS, Row, cell, change_unit, missing_sides, signed
from dashboard.text import VERDICT as VERDICT_WORDS
from dashboard.views.shared import map_values
from dashboard.views.shared.district_outlines import areas, large, large_shapes, many, view_outlines
from dashboard.views.shared.map_text import (
    about_group,
    limits_line,
    value_lines,
)
from indicators.engine.text.messages import translated as _

if TYPE_CHECKING:
    import geopandas as gpd

HEIGHT = 415
SCREEN_COLUMNS = ["colour", "label", "short", "lines"]
"""What rows have for the screen only."""
_STEPS = 240
"""Of so many colours a scale without classes consists, where districts are very many."""


@dataclass(frozen=True)
class RowTexts:
    """How a row is put into words: in short beside it, and as the lines of its card."""

    short: Callable[[Row], str]
    lines: Callable[[Row], tuple[str, ...]]

    def __deepcopy__(self, memo: object) -> "RowTexts":
        """Gives itself: pandas copies `attrs` deeply whenever a frame is derived."""
        return self


def with_colour_and_texts(rows: pd.DataFrame, colour: Sequence[str], texts: RowTexts) -> pd.DataFrame:
    """Rows with their colour and their words; rows of very many districts get words when some are looked at."""
    coloured = rows.assign(colour=colour)
    coloured.attrs["texts"] = texts
    return coloured if many(coloured) else with_texts(coloured)


def with_texts(rows: pd.DataFrame) -> pd.DataFrame:
    """The words beside rows (`short`), the lines of their cards (`lines`) and all in one (`label`)."""
    if "lines" in rows:
        return rows
    texts: RowTexts = rows.attrs["texts"]
    records = rows.to_dict("records")
    lines = [texts.lines(row) for row in records]
    label = [f"{name}: {'; '.join(each)}" for name, each in zip(rows["district"], lines, strict=True)]
    short = [texts.short(row) for row in records]
    return rows.assign(short=short, lines=pd.Series(lines, rows.index, dtype=object), label=label)


def coloured_by_value(rows: pd.DataFrame, colours: Scale, unit: str, better: str = "neutral") -> pd.DataFrame:
    """Estimates (with ranks) in the colours of a scale, with their words."""
    known = rows if "rank" in rows else rows.assign(rank=float("nan"))
    texts = RowTexts(
        lambda row: cell(row["value"], unit, row["status"]),
        lambda row: value_lines(row, unit, row["status"], better),
    )
    return with_colour_and_texts(known, colours_of(colours, rows["value"]), texts)


def coloured_by_change(changes: pd.DataFrame, unit: str, before: str = "", after: str = "") -> pd.DataFrame:
    """Changes in their colours and words; what has no change keeps the state of the side that lacks a value.

    What has a change and no limits is white without a pattern: it is not missing, and can't be told.
    """
    rows = changes.assign(status=map_values.lacking(changes))

    def short(row: Row) -> str:
        return _(VERDICT_WORDS[row["verdict"]] if row["status"] == "ok" else STATUS[row["status"]])

    texts = RowTexts(short, lambda row: _change_card(row, unit, before, after))
    return with_colour_and_texts(rows, [VERDICT[word] for word in rows["verdict"]], texts)


def _change_card(row: Row, unit: str, before: str, after: str) -> tuple[str, ...]:
    verdict = _(VERDICT_WORDS[str(row["verdict"])])
    if row["status"] != "ok":
        return (verdict, *missing_sides(row, before, after))
    size = f"{signed(row['change'])} {change_unit(unit)}"
    return tuple(filter(None, (size, limits_line(row), verdict)))


def colours_of(colours: Scale, values: "pd.Series[float]") -> list[str]:
    """The colour of each value; of very many on a scale without classes the nearest of `_STEPS` places."""
    plain = values.fillna(float("nan")).to_numpy(dtype=float)
    if not colours.colours or not many(values):
        return [colours.colour(value) for value in plain.tolist()]
    low, high = colours.bounds[0], colours.bounds[-1]
    if colours.continuous:
        steps = (high - low) / _STEPS
        plain = low + np.round((plain.clip(low, high) - low) / steps) * steps
        each, places = np.unique(plain, return_inverse=True)
        return [*np.array([colours.colour(value) for value in each.tolist()], dtype=object)[places]]
    classes = np.searchsorted(np.asarray(colours.bounds[1:-1]), plain, side="left")
    palette = np.array(colours.colours, dtype=object)[classes.clip(max=len(colours.colours) - 1)]
    return [*np.where(np.isnan(plain), NO_VALUE, palette)]


def on_outlines(outlines: "gpd.GeoDataFrame", shown: pd.DataFrame) -> pd.DataFrame:
    """What is shown, in the order of the outlines; a district without a row is missing."""
    ordered = outlines[["district_id", "district"]].merge(
        shown.drop(columns="district"), on="district_id", how="left", indicator="there"
    )
    ordered.attrs = dict(shown.attrs)
    filled = ordered.fillna({"colour": NO_VALUE, "status": "missing"})
    if "lines" not in filled:
        return filled
    lines = [each if isinstance(each, tuple) else (_(STATUS["missing"]),) for each in filled["lines"]]
    return filled.assign(label=filled["label"].fillna(filled["district"]), lines=lines)


def frame(outlines: "gpd.GeoDataFrame", shown: pd.DataFrame, title: str) -> MapFrame:
    """One picture of rows: a colour where there is a value, else the state that has its pattern."""
    rows = on_outlines(outlines, shown)
    if not many(rows):
        fills = [c if s == "ok" else s for c, s in zip(rows["colour"], rows["status"], strict=True)]
        return MapFrame(title, tuple(fills), tuple(with_texts(rows)["lines"]))
    texts: RowTexts = rows.attrs["texts"]

    def lines(row: Row) -> tuple[str, ...]:
        return texts.lines(row) if row["there"] == "both" else (_(STATUS["missing"]),)

    each = np.where(rows["status"] == "ok", rows["colour"], rows["status"])
    return LargeFrame(title, Fills.of(each), Lines(rows, lines))


def show_linked_maps(chosen: Choices, panels: Sequence[MapPanel], codes: Sequence[str], at: str) -> None:
    """The map, or several linked ones; a press chooses a district, M marks one, the slider goes to a period."""
    ids = set(areas(chosen.view)["district_id"])
    panels = [replace(each, label=about_group(each.label, chosen.group)) for each in panels]

    def picked(code: str) -> None:
        if code in ids:
            choose("district", None if code == chosen.district else code)

    events = MapEvents(picked, lambda code: mark(chosen, code), lambda code: choose("period", code))
    show_map(chosen.view, MapState(panels, codes, at, chosen.district, chosen.at.marked), events)


def show_map(view: queries.View, state: MapState, events: MapEvents, key: str = "map") -> None:
    """Draws a map of the view's districts as paths, or where they are very many by deck.gl."""
    if large(view):
        large_map.show(view_outlines(view), state, events, f"large {key}")
    else:
        path_map.show(path_shapes(view), state, events, key)


def path_shapes(view: queries.View) -> Shapes:
    """The outlines as paths: parts that lie far apart stand side by side."""
    if large(view):
        return large_shapes(view)
    return shapes(queries.outlines(view), view.city.scattered and not view.area)


def mark(chosen: Choices, code: str) -> None:
    """Marks a district, or takes its mark away; to be called from a callback."""
    now = list(chosen.at.marked)
    if code in now:
        now.remove(code)
    elif len(now) < MOST_MARKED:
        now.append(code)
    st.session_state["marked"] = now


def files(
    chosen: Choices,
    name: str,
    about: str,
    unit: str,
    rows: Callable[[], pd.DataFrame],
    frames: Callable[[], Sequence[MapFrame]],
    entries: Sequence[Entry],
) -> None:
    """The menu of files of a view: the drawing with all around it, the figures with limits and states, the outlines.

    A group that is chosen stands in the files' names, on the drawing, in the words about the figures and beside them.
    """
    view = chosen.view
    city, measure = view.city, view.measure
    about = about_group(about, chosen.group)
    title = _("{indicator}, {place}", indicator=_(measure.title), place=chosen.place)

    def drawing() -> str:
        around = Sheet(
            title, about, unit, entries, chart_files.source_line(city), chosen.district, chosen.at.marked
        )
        return drawn(path_shapes(view), frames(), around)

    downloads.offer(
        file_name(name, view),
        city,
        about,
        lambda: figures(view, rows()),
        drawing,
        lambda: queries.outlines(view),
    )
    if not large(view):
        page = MapPage(
            title,
            about,
            unit,
            entries,
            chart_files.source_line(city),
            [
                _(
                    "Limits are 95 % limits. A district without a value is grey or white, and its card says why."
                )
            ],
            pd.DataFrame(),
        )
        downloads.offer_page(file_name(name, view), city, lambda: html_file(view, page, frames()))


def html_file(view: queries.View, page: MapPage, frames: Sequence[MapFrame]) -> bytes:
    """The pictures of a view as one HTML file, with what their cards say as a table."""
    outlines = areas(view)
    with_table = replace(page, table=map_page.frame_table(outlines, frames))
    return map_page.written(with_table, [map_page.painted_deck(outlines, each) for each in frames])


def file_name(name: str, view: queries.View) -> str:
    """A file's name with the group that it is about."""
    return f"{name}-{view.dimension}-{view.group}" if view.dimension else name


def figures(view: queries.View, rows: pd.DataFrame) -> pd.DataFrame:
    """The rows as they leave the page: without what is for the screen, with the indicator and whom they are about.

    Rows that say themselves which groups they are about, those of a gap, keep what they say.
    """
    plain = rows.drop(columns=[name for name in [*SCREEN_COLUMNS, "indicator"] if name in rows])
    about = {} if "dimension" in rows else {"dimension": view.dimension, "group": view.group}
    return plain.assign(indicator=view.indicator, **about)
