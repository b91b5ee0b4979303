"""What every view of the map is made of: rows with colour and words, pictures of them, the map itself, the files."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from dashboard import data, downloads, map_component, maps, pictures, stills, words
from dashboard.colours import NO_VALUE, Scale
from dashboard.controls import MOST_MARKED, Choices
from dashboard.legend import Entry
from dashboard.links import choose
from dashboard.map_component import MOST_DISTRICTS, Frame, Looked, Panel
from dashboard.map_shapes import Shapes, shapes
from dashboard.map_sheet import Sheet, drawn
from dashboard.words import STATUS, cell
from dashboard.words.maps import about_group, value_lines
from indicators.engine.language import _

if TYPE_CHECKING:
    import geopandas as gpd

HEIGHT = 415
WORDED = ["colour", "label", "said", "lines"]
"""What rows have for the screen only."""


def worded(
    rows: pd.DataFrame, colour: list[str], said: list[str], lines: list[tuple[str, ...]]
) -> pd.DataFrame:
    """Rows with their colour, the words beside them (`said`), the lines of their card and all in one (`label`)."""
    label = [f"{name}: {'; '.join(each)}" for name, each in zip(rows["district"], lines, strict=True)]
    return rows.assign(
        colour=colour, said=said, lines=pd.Series(lines, rows.index, dtype=object), label=label
    )


def painted(rows: pd.DataFrame, colours: Scale, unit: str, better: str = "neutral") -> pd.DataFrame:
    """Estimates (with ranks) in the colours of a scale, with their words."""
    known = rows if "rank" in rows else rows.assign(rank=float("nan"))
    told = known.to_dict("records")
    said = [cell(row["value"], unit, row["status"]) for row in told]
    lines = [value_lines(row, unit, row["status"], better) for row in told]
    colour = [colours.colour(value) for value in rows["value"].fillna(float("nan"))]
    return worded(rows, colour, said, lines)


def on_outlines(outlines: "gpd.GeoDataFrame", shown: pd.DataFrame) -> pd.DataFrame:
    """What is shown, in the order of the outlines; a district without a row is missing."""
    ordered = outlines[["district_id", "district"]].merge(
        shown.drop(columns="district"), on="district_id", how="left"
    )
    filled = ordered.fillna({"colour": NO_VALUE, "status": "missing"})
    lines = [each if isinstance(each, tuple) else (_(STATUS["missing"]),) for each in filled["lines"]]
    return filled.assign(label=filled["label"].fillna(filled["district"]), lines=lines)


def frame(outlines: "gpd.GeoDataFrame", shown: pd.DataFrame, title: str) -> Frame:
    """One picture of rows: a colour where there is a value, else the state that has its pattern."""
    rows = on_outlines(outlines, shown)
    fills = [c if s == "ok" else s for c, s in zip(rows["colour"], rows["status"], strict=True)]
    return Frame(title, tuple(fills), tuple(rows["lines"]))


def picture(chosen: Choices, panels: Sequence[Panel], codes: Sequence[str], at: str) -> None:
    """The map, or several linked ones; a press chooses a district, M marks one, the slider goes to a period."""
    outlines = data.outlines(chosen.view)
    panels = [replace(each, label=about_group(each.label, chosen.group)) for each in panels]
    if len(outlines) > MOST_DISTRICTS:
        _many(chosen, panels, codes, at)
        return
    ids = set(outlines["district_id"])

    def picked(code: str) -> None:
        if code in ids:
            choose("district", None if code == chosen.district else code)

    answers = Looked(picked, lambda code: mark(chosen, code), lambda code: choose("period", code))
    map_component.show(sheet_of(chosen), panels, codes, at, chosen.district, chosen.at.marked, answers)


def sheet_of(chosen: Choices) -> Shapes:
    """The outlines as they are drawn: parts that lie far apart stand side by side."""
    view = chosen.view
    return shapes(data.outlines(view), view.city.scattered and not view.area)


def mark(chosen: Choices, code: str) -> None:
    """Marks a district, or takes its mark away; to be called from a callback."""
    now = list(chosen.at.marked)
    if code in now:
        now.remove(code)
    elif len(now) < MOST_MARKED:
        now.append(code)
    st.session_state["marked"] = now


def _many(chosen: Choices, panels: Sequence[Panel], codes: Sequence[str], at: str) -> None:
    """The map for cities of so many districts that drawings would be slow: WebGL, chosen from by the list."""
    outlines = data.outlines(chosen.view)
    place = list(codes).index(at) if at in codes else 0
    columns = st.columns(len(panels))
    for n, (column, panel) in enumerate(zip(columns, panels, strict=True)):
        one = panel.frames[min(place, len(panel.frames) - 1)]
        shown = _shown(outlines, one)
        if len(panels) > 1:
            column.markdown(f"**{words.plain(one.title)}**")
            column.html(stills.still(outlines, shown, chosen.district, f"{panel.label} {one.title}"))
        else:
            _webgl(chosen, outlines, shown, f"{panel.label} {one.title}", n)


def _shown(outlines: "gpd.GeoDataFrame", one: Frame) -> pd.DataFrame:
    """A picture as rows again: `colour, status, label`."""
    plain = [fill if fill.startswith("#") else NO_VALUE for fill in one.fills]
    status = ["ok" if fill.startswith("#") else fill for fill in one.fills]
    label = [f"{name}: {'; '.join(text)}" for name, text in zip(outlines["district"], one.lines, strict=True)]
    return pd.DataFrame({"colour": plain, "status": status, "label": label})


def _webgl(chosen: Choices, outlines: "gpd.GeoDataFrame", shown: pd.DataFrame, alt: str, n: int) -> None:
    ids = list(outlines["district_id"])
    # A new key for another district: what is pressed on the map is taken over and not kept on the map itself.
    key = f"map {chosen.view.city.name} {chosen.view.area} {chosen.district} {n}"

    def picked() -> None:
        at = st.session_state[key].selection.indices.get("districts", [])
        if at:
            choose("district", None if ids[at[0]] == chosen.district else ids[at[0]])

    deck = maps.large_map(outlines, shown, chosen.district, HEIGHT)
    st.pydeck_chart(deck, height=HEIGHT, key=key, on_select=picked, selection_mode="single-object", alt=alt)


def files(
    chosen: Choices,
    name: str,
    about: str,
    unit: str,
    rows: Callable[[], pd.DataFrame],
    frames: Callable[[], Sequence[Frame]],
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
            title, about, unit, entries, pictures.source_line(city), chosen.district, chosen.at.marked
        )
        return drawn(sheet_of(chosen), frames(), around)

    downloads.offer(
        named(name, view), city, about, lambda: figures(view, rows()), drawing, lambda: data.outlines(view)
    )


def named(name: str, view: data.View) -> str:
    """A file's name with the group that it is about."""
    return f"{name}-{view.dimension}-{view.group}" if view.dimension else name


def figures(view: data.View, rows: pd.DataFrame) -> pd.DataFrame:
    """The rows as they leave the page: without what is for the screen, with the indicator and whom they are about.

    Rows that say themselves which groups they are about, those of a gap, keep what they say.
    """
    plain = rows.drop(columns=[name for name in [*WORDED, "indicator"] if name in rows])
    about = {} if "dimension" in rows else {"dimension": view.dimension, "group": view.group}
    return plain.assign(indicator=view.indicator, **about)
