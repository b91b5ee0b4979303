"""The slides of one intervention on which something is drawn: with and without it, groups of citizens, three maps."""

import math
from dataclasses import replace

import pandas as pd

from dashboard import queries
from dashboard.charts import chart_files
from dashboard.charts.colours import COUNTERFACTUAL, ELSEWHERE, TREATED
from dashboard.charts.equiplot_chart import equiplot_chart
from dashboard.exports.rich_text import Runs, as_it_stands
from dashboard.exports.slides import Picture, Slide
from dashboard.exports.slides_chart import Curve, Curves
from dashboard.shell import links
from dashboard.text import group_name
from dashboard.views.interventions import data, groups, maps, result_text, results, tables
from dashboard.views.interventions import text as page_text
from dashboard.views.interventions.data import AssessmentQuery
from indicators.effects.assessment import Assessment, ForWhom
from indicators.effects.verdict import WORDS
from indicators.engine.text import formatting
from indicators.engine.text.messages import translated as _

_MAP_WIDE, _GROUPS_WIDE = 960, 380
"""Points that a drawing is wide before it fills a slide: the fewer, the larger its letters."""
_MOST_NAMES = 20


def paths_slide(assessment: Assessment) -> Slide:
    """What was measured and what would have been; why it can't be drawn."""
    rows, measure = results.path_rows(assessment), assessment.indicator
    title = _("{indicator}, with and without the intervention", indicator=_(measure.title))
    if rows.empty:
        why = _("There is no picture, because nothing can be compared yet: {why}", why=assessment.reason)
        return Slide(title, (as_it_stands(why),))
    alone, shown = (
        assessment.study is not None and bool(assessment.study.treated.all()),
        curves(rows, measure.unit),
    )
    reading = result_text.slide_chart_note(assessment, alone, shown.axis.marks[0] == 0)
    return Slide(
        title=title,
        texts=(as_it_stands(result_text.last_period(rows, measure.unit)),),
        shows=shown,
        small=tuple(map(as_it_stands, reading)),
        notes=(page_text.comparison_line(assessment), *_table_lines(tables.paths(rows, measure.unit))),
    )


def curves(rows: pd.DataFrame, unit: str) -> Curves:
    """The picture of the page as lines; `rows` as from `tracks`."""

    def curve(name: str, column: str, colour: str, dash: str, where: "pd.Series[bool]") -> Curve:
        known = rows[column].where(where)
        ends = (rows.get(f"{column}_{end}", pd.Series(math.nan, rows.index)) for end in ("lower", "upper"))
        lower, upper = (tuple(end.astype(float)) for end in ends)
        values = tuple(None if pd.isna(value) else float(value) for value in known)
        return Curve(name, values, lower, upper, colour, dash)

    every = pd.Series(True, rows.index)
    lines = [
        curve(_("with it"), "observed", TREATED, "solid", rows["counts"]),
        curve(_("without it"), "without", COUNTERFACTUAL, "dash", every),
        curve(_("elsewhere"), "others", ELSEWHERE, "dot", every),
        curve(_("left out"), "observed", TREATED, "none", ~rows["counts"]),
    ]
    shown = tuple(each for each in lines if any(value is not None for value in each.values))
    start = rows.index[rows["after"]][:1]
    names = rows["name"].where(~rows.index.isin(start), rows["name"] + "\n" + _("start"))
    return Curves(tuple(names), _(unit), shown, result_text.last_period(rows, unit))


def groups_slide(query: AssessmentQuery, assessment: Assessment) -> Slide | None:
    """For whom, by the groups that the page shows; None where no groups can be told apart."""
    entry, city = query.entry, query.snapshot.city
    dimensions, why = groups.dimensions_of(query, assessment)
    if why:
        return None
    meant = page_text.meant_for(entry, city.pack.segments)
    target = data.for_target(query, meant)
    target_text = (
        as_it_stands(groups.target_not_judged(meant)) if target is None else _target_runs(meant, target)
    )
    notes = (target.sentence,) if target is not None else ()
    chosen = links.state().get("whom", "")
    by = chosen if chosen in dimensions else groups.dimension_first(query, dimensions)
    by_group = data.by_groups(query, by).for_whom
    return None if by_group is None else _by_group(query, target_text, by_group, notes)


def _target_runs(meant: str, target: Assessment) -> Runs:
    before, size = _("Meant for {groups}:", groups=meant), page_text.effect_words(target)
    return ((f"{before} ", False), (_(WORDS[target.verdict]), True), (f", {size}" if size else "", False))


def _by_group(query: AssessmentQuery, target_text: Runs, effects: ForWhom, notes: tuple[str, ...]) -> Slide:
    measure, segments = effects.groups[0].indicator, query.snapshot.city.pack.segments[effects.dimension]
    names = {code: group_name(segments, code) for code in segments.order}
    rows = groups.equiplot_rows(effects, names, query.entry.segments.get(effects.dimension, ()))
    unit = formatting.change_unit(measure.unit)
    drawing = equiplot_chart(rows, unit, 0.0, notes=True, width=_GROUPS_WIDE)
    texts = [target_text]
    if effects.sentence:
        texts.append(as_it_stands(effects.sentence))
    table = tables.groups(effects, names)
    return Slide(
        title=_("For whom"),
        texts=tuple(texts),
        shows=Picture(chart_files.svg(drawing), "; ".join(_table_lines(table))),
        small=(as_it_stands(groups.reading_note()),),
        notes=(*notes, *_table_lines(table)),
    )


def maps_slide(query: AssessmentQuery, assessment: Assessment) -> Slide:
    """Before, after, change; why there are no maps."""
    sides = results.sides(query, assessment)
    title = _("Before, after, change")
    if sides is None:
        why = _("There are no maps, as there are no figures from both before and after the start.")
        return Slide(title, (as_it_stands(why),))
    bare = replace(
        maps.surroundings(query, sides), title="", subtitle="", source="", wide=_MAP_WIDE, named=False
    )
    own = sides.changes[sides.changes["district_id"].isin(query.entry.districts)]
    verdicts = [
        f"{row['district']}: {_(WORDS.get(row['verdict'], row['verdict']))}" for _at, row in own.iterrows()
    ]
    note = result_text.change_map_note(own["verdict"].tolist(), assessment.verdict)
    about, treated = maps.about(sides), _numbered(query)
    return Slide(
        title=title,
        texts=(as_it_stands(about),),
        small=tuple(as_it_stands(text) for text in (note, treated) if text),
        shows=Picture(maps.drawing(sides, bare), f"{about}. {'; '.join(verdicts)}"),
        notes=(result_text.maps_note(assessment, sides.before, sides.after), *verdicts),
    )


def _numbered(query: AssessmentQuery) -> str:
    """Whose number is whose on the maps; empty for very many."""
    names, treated = queries.names(query.snapshot.city), query.entry.districts
    if len(treated) > _MOST_NAMES:
        return ""
    listed = ", ".join(f"{at} {names.get(code, code)}" for at, code in enumerate(treated, start=1))
    return _("Treated districts: {names}.", names=listed)


def _table_lines(table: pd.DataFrame) -> list[str]:
    """A table as lines: `2021: Treated districts 4.1; Without it (estimated) 5.0`."""
    first, *others = table.columns
    return [
        f"{row[first]}: " + "; ".join(f"{name} {row[name]}" for name in others if row[name])
        for _at, row in table.iterrows()
    ]
