"""Before, after and the change on one scale as linked maps, the treated districts outlined."""

import streamlit as st

from dashboard import queries
from dashboard import text as common_text
from dashboard.charts import chart_files, legend, tables
from dashboard.charts.colours import VERDICT
from dashboard.exports import downloads
from dashboard.maps.map_frame import MapEvents, MapFrame, MapPanel, MapState
from dashboard.maps.map_sheet import Sheet, drawn
from dashboard.shell.controls import Place
from dashboard.shell.links import choose
from dashboard.views.interventions.data import AssessmentQuery
from dashboard.views.interventions.result import data as result_data
from dashboard.views.interventions.result import text as result_text
from dashboard.views.interventions.result.data import Sides
from dashboard.views.shared import map_values
from dashboard.views.shared.district_maps import (
    SCREEN_COLUMNS,
    coloured_by_change,
    coloured_by_value,
    frame,
    path_shapes,
    show_map,
)
from dashboard.views.shared.district_outlines import areas
from indicators.effects.assessment import Assessment
from indicators.engine.text.messages import translated as _


def show(at: Place, query: AssessmentQuery, assessment: Assessment) -> None:
    """Three maps, their legends, the table, the files; or why there are none."""
    st.header(_("Before, after, change"), anchor=False)
    sides = result_data.sides(query, assessment)
    if sides is None:
        st.write(_("There are no maps, as there are no figures from both before and after the start."))
        return
    st.markdown(result_text.maps_note(assessment, sides.before, sides.after))
    with st.container(key="effect maps"):
        _maps(at, query, sides)
    own = sides.changes["district_id"].isin(query.entry.districts)
    note = result_text.change_map_note(sides.changes.loc[own, "verdict"].tolist(), assessment.verdict)
    if note:
        st.markdown(note)
    _below(query, sides)


def frames(sides: Sides) -> tuple[MapFrame, ...]:
    """Before and after on one scale, and the change in words; made once."""
    view, measure = sides.view, sides.view.measure

    def make() -> tuple[MapFrame, ...]:
        outlines, rows = areas(view), map_values.ranked(view)
        colours = map_values.value_scale(view, "quantiles")
        both = tuple(
            frame(
                outlines,
                coloured_by_value(rows[rows["period"] == code], colours, measure.unit, measure.better),
                common_text.period(code),
            )
            for code in (sides.before, sides.after)
        )
        return *both, frame(outlines, coloured_by_change(sides.changes, measure.unit), _("Change"))

    return queries.cached(("intervention maps", *view.key, sides.before, sides.after), make)


def _maps(at: Place, query: AssessmentQuery, sides: Sides) -> None:
    view = sides.view
    treated = tuple(query.entry.districts)
    label = _("Map of {indicator}.", indicator=_(view.measure.title))
    panels = [MapPanel(label, (each,)) for each in frames(sides)]
    ids = set(areas(view)["district_id"])

    def picked(code: str) -> None:
        if code in ids:
            choose("district", None if code == at.district else code)

    events = MapEvents(picked, lambda _code: None, lambda _code: None)
    state = MapState(panels, [sides.after], sides.after, at.district, treated)
    show_map(view, state, events, key="effect map")


def legends(sides: Sides) -> tuple[list[legend.Entry], list[legend.Entry]]:
    """What the colours mean on the maps of both sides, and on that of the change."""
    view, changes = sides.view, sides.changes
    rows, colours = queries.by_district(view), map_values.value_scale(view, "quantiles")
    present = set(rows.loc[rows["period"].isin([sides.before, sides.after]), "status"])
    of_change = legend.verdict_entries(VERDICT, changes.assign(status=map_values.lacking(changes)))
    return list(legend.entries(colours, present)), list(of_change)


def about(sides: Sides) -> str:
    """What the three maps show, as a title."""
    return _(
        "{indicator}, {before} and {after}, and the change",
        indicator=_(sides.view.measure.title),
        before=common_text.period(sides.before),
        after=common_text.period(sides.after),
    )


def surroundings(query: AssessmentQuery, sides: Sides) -> Sheet:
    """What stands around the three maps where they leave the page."""
    entries, of_change = legends(sides)
    return Sheet(
        title=query.entry.title or query.entry.id,
        subtitle=about(sides),
        unit=_(sides.view.measure.unit),
        entries=[*entries, *(entry for entry in of_change if entry not in entries)],
        source=chart_files.source_line(query.snapshot.city),
        marked=query.entry.districts,
    )


def drawing(sides: Sides, around: Sheet) -> str:
    """The three maps as they leave the page, as SVG."""
    return drawn(path_shapes(sides.view), frames(sides), around)


def _below(query: AssessmentQuery, sides: Sides) -> None:
    view, measure, city = sides.view, sides.view.measure, query.snapshot.city
    changes = sides.changes
    entries, of_change = legends(sides)
    left, right = st.columns([2, 1])
    left.html(legend.box(_(measure.unit), entries))
    right.html(legend.box(_("Change"), of_change))

    def picture() -> str:
        return drawing(sides, surroundings(query, sides))

    def table() -> "object":
        kept = changes.drop(columns=[name for name in SCREEN_COLUMNS if name in changes])
        return kept.assign(indicator=measure.id, treated=kept["district_id"].isin(query.entry.districts))

    with st.container(horizontal=True):
        name, shown_as = f"maps {query.entry.id}", about(sides)
        downloads.offer(name, city, shown_as, table, picture, lambda: queries.outlines(view))  # type: ignore[arg-type]
    with st.expander(
        _("The change of every district as a table"), key="effect changes", on_change="rerun"
    ) as box:
        if box.open:
            named = changes.rename(columns={"district": _("District")}).sort_values(_("District"))
            shown = tables.changes(
                named.reset_index(drop=True), _("District"), measure.unit, sides.before, sides.after
            )
            st.dataframe(shown, hide_index=True, alt=about(sides))
