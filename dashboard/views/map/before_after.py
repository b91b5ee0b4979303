"""Before, after and change as three linked maps on one scale, and groups of citizens before and after."""

import pandas as pd
import streamlit as st

from dashboard import queries
from dashboard import text as common_text
from dashboard.charts import html_charts, legend, tables
from dashboard.charts.colours import VERDICT
from dashboard.exports import downloads
from dashboard.maps.map_frame import MapFrame, MapPanel
from dashboard.shell import controls
from dashboard.shell.controls import Choices
from dashboard.shell.links import linked
from dashboard.streamlit_compat import Container
from dashboard.views.map.controls import Classes, MapQuery, classes
from dashboard.views.shared import map_values
from dashboard.views.shared.district_maps import (
    coloured_by_change,
    coloured_by_value,
    files,
    frame,
    show_linked_maps,
)
from dashboard.views.shared.district_outlines import areas
from dashboard.views.shared.map_text import (
    one_group_note,
)
from indicators.engine.pack.model import Segments
from indicators.engine.text.messages import translated as _


def show(query: MapQuery) -> None:
    """Two periods, three maps, the segments, the table."""
    chosen, rows = query.chosen, queries.by_district(query.chosen.view)
    if len(query.known) < 2:
        st.write(common_text.nothing_to_compare(queries.periods(chosen.view), list(query.known), rows))
        return
    if query.before == query.after:
        st.info(_("Choose two different periods to see a change."))
        return
    changes = map_values.changes(chosen.view, query.before, query.after)
    st.markdown("  \n".join(_sentences(query, changes)))
    place, below = st.container(key="maps"), controls.row("below")
    with below:
        sorted_by = classes()
    _maps(query, changes, sorted_by, place, below)
    with st.expander(_("The change of every district as a table"), key="changes", on_change="rerun") as box:
        if box.open:
            _table(chosen, changes, query)
    _groups(query)


def _sentences(query: MapQuery, changes: pd.DataFrame) -> list[str]:
    chosen, before, after = query.chosen, query.before, query.after
    whole = queries.change(queries.whole(chosen.view), chosen.view, before, after, [])
    compared = [(chosen.place, row) for _at, row in whole.iterrows()]
    compared += [(r["district"], r) for _at, r in changes.iterrows() if r["district_id"] == chosen.district]
    sentences = [common_text.plain(one_group_note(chosen.group))] if chosen.group else []
    sentences += [
        common_text.change_sentence(chosen.view.measure, place, before, after, row) for place, row in compared
    ]
    return [*sentences, f"{common_text.tally(changes)} {common_text.change_caveat()}"]


def _frames(query: MapQuery, changes: pd.DataFrame, sorted_by: Classes) -> tuple[MapFrame, ...]:
    """Before, after and change; made once."""
    view, measure = query.chosen.view, query.chosen.view.measure

    def make() -> tuple[MapFrame, ...]:
        outlines, rows = areas(view), map_values.ranked(view)
        colours = map_values.value_scale(view, sorted_by.how, sorted_by.breaks)
        sides = tuple(
            frame(
                outlines,
                coloured_by_value(rows[rows["period"] == code], colours, measure.unit, measure.better),
                common_text.period(code),
            )
            for code in (query.before, query.after)
        )
        shown = coloured_by_change(changes, measure.unit, query.before, query.after)
        return *sides, frame(outlines, shown, _("Change"))

    return queries.cached(("map changes drawn", *view.key, query.before, query.after, sorted_by), make)


def _maps(
    query: MapQuery,
    changes: pd.DataFrame,
    sorted_by: Classes,
    place: Container,
    below: Container,
) -> None:
    chosen, measure = query.chosen, query.chosen.view.measure
    rows = queries.by_district(chosen.view)
    frames = _frames(query, changes, sorted_by)
    colours = map_values.value_scale(chosen.view, sorted_by.how, sorted_by.breaks)
    entries = legend.entries(
        colours, set(rows.loc[rows["period"].isin([query.before, query.after]), "status"])
    )
    words_of = legend.verdict_entries(VERDICT, changes)
    label = _("Map of {indicator}.", indicator=_(measure.title))
    with place:
        show_linked_maps(chosen, [MapPanel(label, (each,)) for each in frames], [query.after], query.after)
        left, right = st.columns([2, 1])
        left.html(legend.box(_(measure.unit), entries))
        right.html(legend.box(_("Change"), words_of))
    about = _(
        "{indicator}, {before} and {after}, and the change",
        indicator=_(measure.title),
        before=common_text.period(query.before),
        after=common_text.period(query.after),
    )
    name = f"{measure.id}-{query.before}-{query.after}"
    both = [*entries, *(entry for entry in words_of if entry not in entries)]
    with below:
        files(chosen, name, about, _(measure.unit), lambda: changes, lambda: frames, both)


def _groups(query: MapQuery) -> None:
    chosen, before, after = query.chosen, query.before, query.after
    city, measure = chosen.view.city, chosen.view.measure
    dimensions = list(city.segments_of(measure.id))
    st.header(_("For whom"), anchor=False)
    if not dimensions:
        st.write(_("The source does not tell groups of citizens apart for this indicator."))
        return
    segments = city.pack.segments
    by = linked(
        st.selectbox, _("Groups by"), dimensions, "by", format_func=lambda d: _(segments[d].title), width=220
    )
    rows = queries.by_group(chosen.view, by, chosen.district)
    changes = in_order(queries.change(rows, chosen.view, before, after, [by]), segments[by])
    place = chosen.name(chosen.district) if chosen.district else chosen.place
    st.markdown(common_text.by_group(place, segments[by], changes))
    labels = [
        f"{g}: {_(common_text.VERDICT[v])}" for g, v in zip(changes["group"], changes["verdict"], strict=True)
    ]
    st.html(legend.sides(common_text.period(before), common_text.period(after)))
    st.html(html_charts.dumbbells(changes.assign(label=labels), measure.unit))
    _groups_table(query, changes, by, place)


def _groups_table(query: MapQuery, changes: pd.DataFrame, by: str, place: str) -> None:
    measure, first = query.chosen.view.measure, _("Group")
    about = _("{indicator} by group", indicator=_(measure.title))
    with st.expander(_("The groups as a table"), key="groups table", on_change="rerun") as box:
        if box.open:
            named = changes.rename(columns={"group": first})
            shown = tables.changes(named, first, measure.unit, query.before, query.after)
            st.dataframe(shown, hide_index=True, alt=about)
    within = [query.chosen.district] if query.chosen.district else []
    downloads.offer(
        "-".join([measure.id, "groups", by, *within, query.before, query.after]),
        query.chosen.view.city,
        _("{indicator}, {place}", indicator=about, place=place),
        lambda: changes.assign(indicator=measure.id, place=place),
    )


def in_order(changes: pd.DataFrame, segments: Segments) -> pd.DataFrame:
    """Groups in the order of their dimension, with their names as `group`."""
    order = {group: i for i, group in enumerate(segments.order)}
    ordered = changes.sort_values(segments.id, key=lambda column: column.map(order)).reset_index(drop=True)
    return ordered.assign(group=[common_text.group_name(segments, group) for group in ordered[segments.id]])


def _table(chosen: Choices, changes: pd.DataFrame, query: MapQuery) -> None:
    measure, first = chosen.view.measure, _("District")
    named = changes.rename(columns={"district": first}).sort_values(first).reset_index(drop=True)
    shown = tables.changes(named, first, measure.unit, query.before, query.after)
    st.dataframe(
        shown, hide_index=True, alt=_("Change of {indicator} by district", indicator=_(measure.title))
    )
