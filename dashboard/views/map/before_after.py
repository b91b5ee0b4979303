"""Before, after and change as three linked maps on one scale, and groups of citizens before and after."""

import pandas as pd
import streamlit as st

from dashboard import queries
from dashboard import text as words
from dashboard.charts import html_charts, legend, tables
from dashboard.charts.colours import VERDICT
from dashboard.exports import downloads
from dashboard.maps.map_frame import Frame, Panel
from dashboard.shell import controls
from dashboard.shell.controls import Choices
from dashboard.shell.links import linked
from dashboard.streamlit_compat import Container
from dashboard.views.map import data as numbers
from dashboard.views.map.controls import Asked, Classes, classes
from dashboard.views.map.district_outlines import areas
from dashboard.views.map.drawing import Told, files, frame, painted, picture, worded
from dashboard.views.map.text import Row, around, only
from indicators.engine.pack.model import Segments
from indicators.engine.text.messages import translated as _


def show(asked: Asked) -> None:
    """Two periods, three maps, the segments, the table."""
    chosen, rows = asked.chosen, queries.by_district(asked.chosen.view)
    if len(asked.known) < 2:
        st.write(words.one_period(queries.periods(chosen.view), list(asked.known), rows))
        return
    if asked.before == asked.after:
        st.info(_("Choose two different periods to see a change."))
        return
    changes = numbers.changes(chosen.view, asked.before, asked.after)
    st.markdown("  \n".join(_sentences(asked, changes)))
    place, below = st.container(key="maps"), controls.row("below")
    with below:
        sorted_by = classes()
    _maps(asked, changes, sorted_by, place, below)
    with st.expander(_("The change of every district as a table"), key="changes", on_change="rerun") as box:
        if box.open:
            _table(chosen, changes, asked)
    _groups(asked)


def _sentences(asked: Asked, changes: pd.DataFrame) -> list[str]:
    chosen, before, after = asked.chosen, asked.before, asked.after
    whole = queries.change(queries.whole(chosen.view), chosen.view, before, after, [])
    told = [(chosen.place, row) for _at, row in whole.iterrows()]
    told += [(r["district"], r) for _at, r in changes.iterrows() if r["district_id"] == chosen.district]
    said = [words.plain(only(chosen.group))] if chosen.group else []
    said += [words.changed(chosen.view.measure, place, before, after, row) for place, row in told]
    return [*said, f"{words.tally(changes)} {words.observed()}"]


def _frames(asked: Asked, changes: pd.DataFrame, sorted_by: Classes) -> tuple[Frame, ...]:
    """Before, after and change; made once."""
    view, measure = asked.chosen.view, asked.chosen.view.measure

    def make() -> tuple[Frame, ...]:
        outlines, rows = areas(view), numbers.ranked(view)
        colours = numbers.value_scale(view, sorted_by.how, sorted_by.breaks)
        sides = tuple(
            frame(
                outlines,
                painted(rows[rows["period"] == code], colours, measure.unit, measure.better),
                words.period(code),
            )
            for code in (asked.before, asked.after)
        )
        shown = judged(changes, measure.unit, asked.before, asked.after)
        return *sides, frame(outlines, shown, _("Change"))

    return queries.kept(("map changes drawn", *view.key, asked.before, asked.after, sorted_by), make)


def judged(changes: pd.DataFrame, unit: str, before: str = "", after: str = "") -> pd.DataFrame:
    """Changes in their colours and words; what has no change keeps the state of the side that lacks a value.

    What has a change and no limits is white without a pattern: it is not missing, and can't be told.
    """
    rows = changes.assign(status=numbers.lacking(changes))

    def short(row: Row) -> str:
        return _(words.VERDICT[row["verdict"]] if row["status"] == "ok" else words.STATUS[row["status"]])

    told = Told(short, lambda row: _card(row, unit, before, after))
    return worded(rows, [VERDICT[word] for word in rows["verdict"]], told)


def _card(row: Row, unit: str, before: str, after: str) -> tuple[str, ...]:
    verdict = _(words.VERDICT[str(row["verdict"])])
    if row["status"] != "ok":
        return (verdict, *words.without(row, before, after))
    size = f"{words.signed(row['change'])} {words.change_unit(unit)}"
    return tuple(filter(None, (size, around(row), verdict)))


def _maps(
    asked: Asked,
    changes: pd.DataFrame,
    sorted_by: Classes,
    place: Container,
    below: Container,
) -> None:
    chosen, measure = asked.chosen, asked.chosen.view.measure
    rows = queries.by_district(chosen.view)
    frames = _frames(asked, changes, sorted_by)
    colours = numbers.value_scale(chosen.view, sorted_by.how, sorted_by.breaks)
    entries = legend.entries(
        colours, set(rows.loc[rows["period"].isin([asked.before, asked.after]), "status"])
    )
    words_of = legend.told(VERDICT, changes)
    label = _("Map of {indicator}.", indicator=_(measure.title))
    with place:
        picture(chosen, [Panel(label, (each,)) for each in frames], [asked.after], asked.after)
        left, right = st.columns([2, 1])
        left.html(legend.box(_(measure.unit), entries))
        right.html(legend.box(_("Change"), words_of))
    about = _(
        "{indicator}, {before} and {after}, and the change",
        indicator=_(measure.title),
        before=words.period(asked.before),
        after=words.period(asked.after),
    )
    name = f"{measure.id}-{asked.before}-{asked.after}"
    both = [*entries, *(entry for entry in words_of if entry not in entries)]
    with below:
        files(chosen, name, about, _(measure.unit), lambda: changes, lambda: frames, both)


def _groups(asked: Asked) -> None:
    chosen, before, after = asked.chosen, asked.before, asked.after
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
    st.markdown(words.by_group(place, segments[by], changes))
    labels = [
        f"{g}: {_(words.VERDICT[v])}" for g, v in zip(changes["group"], changes["verdict"], strict=True)
    ]
    st.html(legend.sides(words.period(before), words.period(after)))
    st.html(html_charts.dumbbells(changes.assign(label=labels), measure.unit))
    _groups_table(asked, changes, by, place)


def _groups_table(asked: Asked, changes: pd.DataFrame, by: str, place: str) -> None:
    measure, first = asked.chosen.view.measure, _("Group")
    about = _("{indicator} by group", indicator=_(measure.title))
    with st.expander(_("The groups as a table"), key="groups table", on_change="rerun") as box:
        if box.open:
            named = changes.rename(columns={"group": first})
            shown = tables.changes(named, first, measure.unit, asked.before, asked.after)
            st.dataframe(shown, hide_index=True, alt=about)
    within = [asked.chosen.district] if asked.chosen.district else []
    downloads.offer(
        "-".join([measure.id, "groups", by, *within, asked.before, asked.after]),
        asked.chosen.view.city,
        _("{indicator}, {place}", indicator=about, place=place),
        lambda: changes.assign(indicator=measure.id, place=place),
    )


def in_order(changes: pd.DataFrame, segments: Segments) -> pd.DataFrame:
    """Groups in the order of their dimension, with their names as `group`."""
    order = {group: i for i, group in enumerate(segments.order)}
    found = changes.sort_values(segments.id, key=lambda column: column.map(order)).reset_index(drop=True)
    return found.assign(group=[words.group_name(segments, group) for group in found[segments.id]])


def _table(chosen: Choices, changes: pd.DataFrame, asked: Asked) -> None:
    measure, first = chosen.view.measure, _("District")
    named = changes.rename(columns={"district": first}).sort_values(first).reset_index(drop=True)
    shown = tables.changes(named, first, measure.unit, asked.before, asked.after)
    st.dataframe(
        shown, hide_index=True, alt=_("Change of {indicator} by district", indicator=_(measure.title))
    )
