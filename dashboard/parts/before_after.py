"""Two periods side by side on one scale, the change with its limits, and groups of citizens before and after."""

from typing import Any

import pandas as pd
import streamlit as st

from dashboard import charts, data, legend, stills, tables, words
from dashboard.colours import VERDICT
from dashboard.controls import Choices
from dashboard.links import linked
from dashboard.parts.map_and_order import fixed_scale, on_outlines, painted
from indicators.engine.pack import Segments


def show(chosen: Choices) -> None:
    """Two periods, three maps, the segments, the table."""
    codes = data.periods(chosen.view)
    rows = data.by_district(chosen.view)
    known = [code for code in codes if (rows.loc[rows["period"] == code, "status"] == "ok").any()]
    st.header("Before and after", anchor=False)
    if len(known) < 2:
        st.write(words.one_period(codes, known, rows))
        return
    before, after = _periods(codes, known)
    if before == after:
        st.info("Choose two different periods to see a change.")
        return
    changes = data.change(rows, chosen.view, before, after, ["district_id", "district"])
    _sentences(chosen, changes, before, after)
    _maps(chosen, rows, changes, before, after)
    with st.expander("The change of every district as a table", key="changes", on_change="rerun") as box:
        if box.open:
            _table(chosen, changes, before, after)
    _groups(chosen, before, after)


def _periods(codes: list[str], known: list[str]) -> tuple[str, str]:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        before = linked(st.selectbox, "Before", codes, "before", known[0], width=160)
        after = linked(st.selectbox, "After", codes, "after", known[-1], width=160)
    return before, after


def _sentences(chosen: Choices, changes: pd.DataFrame, before: str, after: str) -> None:
    measure = chosen.view.measure
    whole = data.change(data.whole(chosen.view), chosen.view, before, after, [])
    mine = changes[changes["district_id"] == chosen.district]
    told = [(chosen.place, row) for _, row in whole.iterrows()] + [
        (r["district"], r) for _, r in mine.iterrows()
    ]
    said = [words.changed(measure, place, before, after, row) for place, row in told]
    st.markdown("  \n".join([*said, f"{words.tally(changes)} {words.OBSERVED}"]))


def _maps(chosen: Choices, rows: pd.DataFrame, changes: pd.DataFrame, before: str, after: str) -> None:
    unit = chosen.view.measure.unit
    colours = fixed_scale(chosen.view)
    columns = st.columns(3)
    for column, code in zip(columns, (before, after), strict=False):
        _still(column, chosen, painted(rows[rows["period"] == code], colours, unit), code)
    _still(columns[2], chosen, _judged(changes), "Change")
    statuses = set(rows.loc[rows["period"].isin([before, after]), "status"])
    left, right = st.columns([2, 1])
    left.html(legend.classes(colours, unit, statuses))
    right.html(legend.verdicts(VERDICT, set(changes["verdict"])))


def _judged(changes: pd.DataFrame) -> pd.DataFrame:
    """Changes in their colours; what can't be told has the pattern of what is missing."""
    verdicts = changes["verdict"]
    status = verdicts.map({"cannot_tell": "missing"}).fillna("ok")
    return changes.assign(colour=verdicts.map(VERDICT), status=status, label=verdicts.map(words.VERDICT))


def _still(column: Any, chosen: Choices, side: pd.DataFrame, title: str) -> None:
    outlines = data.outlines(chosen.view)
    alt = f"Map: {title}. The table below has the figures."
    image = stills.still(outlines, on_outlines(outlines, side), chosen.district, alt)
    column.html(f"<b>{words.escaped(title)}</b><br>{image}")


def _groups(chosen: Choices, before: str, after: str) -> None:
    city, measure = chosen.view.city, chosen.view.measure
    dimensions = list(city.segments_of(measure.id))
    st.subheader("For whom", anchor=False)
    if not dimensions:
        st.write("The source does not tell groups of citizens apart for this indicator.")
        return
    segments = city.pack.segments
    by = linked(
        st.selectbox, "Groups by", dimensions, "by", format_func=lambda d: segments[d].title, width=220
    )
    rows = data.by_group(chosen.view, by, chosen.district)
    changes = in_order(data.change(rows, chosen.view, before, after, [by]), segments[by])
    place = chosen.name(chosen.district) if chosen.district else chosen.place
    st.markdown(words.by_group(place, segments[by], changes))
    labels = [f"{g}: {words.VERDICT[v]}" for g, v in zip(changes["group"], changes["verdict"], strict=True)]
    st.html(legend.sides(before, after))
    st.html(charts.dumbbells(changes.assign(label=labels), measure.unit))
    with st.expander("The groups as a table", key="groups", on_change="rerun") as box:
        if box.open:
            frame = tables.changes(
                changes.rename(columns={"group": "Group"}), "Group", measure.unit, before, after
            )
            st.dataframe(frame, hide_index=True, alt=f"{measure.title} by group, {before} and {after}")


def in_order(changes: pd.DataFrame, segments: Segments) -> pd.DataFrame:
    """Groups in the order of their dimension, with their names as `group`."""
    order = {group: i for i, group in enumerate(segments.order)}
    found = changes.sort_values(segments.id, key=lambda column: column.map(order)).reset_index(drop=True)
    return found.assign(group=[segments.labels.get(group, group) for group in found[segments.id]])


def _table(chosen: Choices, changes: pd.DataFrame, before: str, after: str) -> None:
    measure = chosen.view.measure
    named = changes.rename(columns={"district": "District"}).sort_values("District").reset_index(drop=True)
    frame = tables.changes(named, "District", measure.unit, before, after)
    st.dataframe(frame, hide_index=True, alt=f"Change of {measure.title} by district")
    name = f"{chosen.view.city.name}-{measure.id}-{before}-{after}.csv"
    st.download_button("Download the changes (CSV)", tables.csv(changes), file_name=name, mime="text/csv")
