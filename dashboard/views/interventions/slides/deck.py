"""What stands on the slides of one intervention, in the order of its page; nothing is on a slide that is not there.

A slide holds what is shown and the sentence that goes with it; the notes hold the figures and what to say if asked.
"""

import math
import re
from dataclasses import replace

import pandas as pd

from dashboard import queries
from dashboard.charts import chart_files
from dashboard.charts.colours import COUNTERFACTUAL, ELSEWHERE, TREATED, VERDICT
from dashboard.charts.equiplot_chart import equiplot_chart
from dashboard.exports.rich_text import Runs, as_it_stands, runs
from dashboard.exports.slides import Badge, Deck, Picture, Slide, SlideTable
from dashboard.exports.slides_chart import Curve, Curves
from dashboard.shell import links
from dashboard.text import KIND, group_name, plain
from dashboard.views.interventions import data
from dashboard.views.interventions import text as page_text
from dashboard.views.interventions.data import AssessmentQuery
from dashboard.views.interventions.register.list import indicator_title
from dashboard.views.interventions.result import data as result_data
from dashboard.views.interventions.result import expected, groups, maps, tables
from dashboard.views.interventions.result import text as result_text
from indicators.effects.assessment import Assessment, ForWhom
from indicators.effects.checks.all_checks import TITLES
from indicators.effects.verdict import WORDS
from indicators.engine.text import formatting
from indicators.engine.text.messages import spoken
from indicators.engine.text.messages import translated as _

_WHITE = ("better", "worse")
"""Verdicts whose colour is dark."""


def deck(query: AssessmentQuery, assessment: Assessment, address: str) -> Deck:
    """All slides; the one about groups is left out where no groups can be told apart."""
    city = query.snapshot.city
    made = (
        verdict_slide(query, assessment),
        paths_slide(assessment),
        groups_slide(query, assessment),
        maps_slide(query, assessment),
        checks_slide(assessment),
        promises_slide(query, assessment),
        not_concluded_slide(query, assessment, address),
    )
    return Deck(
        language=spoken(),
        title=assessment.intervention.title or assessment.intervention.id,
        author=_(city.pack.title),
        foot=chart_files.data_line(city),
        slides=tuple(slide for slide in made if slide is not None),
    )


def verdict_slide(query: AssessmentQuery, assessment: Assessment) -> Slide:
    """The verdict, its sentence, how good the evidence is, what was chosen by hand or late, the facts."""
    entry, snapshot = assessment.intervention, query.snapshot
    facts = page_text.facts(entry, queries.names(snapshot.city), indicator_title(snapshot, entry.indicator))
    size = page_text.effect_words(assessment)
    texts = [runs(f"**{plain(size)}**")] if size else []
    texts += [as_it_stands(assessment.sentence), runs(page_text.grade_sentence(assessment))]
    if not query.usual:
        texts.append(runs(page_text.chosen_by_hand()))
    late = result_text.late_note(*data.late_entry(snapshot, entry))
    if late:
        texts.append(runs(late))
    colour = VERDICT[assessment.verdict]
    ink = "#ffffff" if assessment.verdict in _WHITE else "#111111"
    return Slide(
        title=entry.title or entry.id,
        texts=tuple(texts),
        small=(
            *(_named(name, text) for name, text in facts if name != _("Judged by")),
            ((_(KIND[snapshot.city.pack.kind]), True),),
        ),
        badge=Badge(_(WORDS[assessment.verdict]), colour, ink, assessment.verdict == "cannot_tell"),
        notes=(page_text.comparison_line(assessment), *map(str, assessment.trial.sentences)),
    )


def checks_slide(assessment: Assessment) -> Slide:
    """The checks that decide how good the evidence is; all of them in the notes."""
    title = _("How sure is that?")
    if not assessment.checks:
        return Slide(title, (as_it_stands(_("Nothing was estimated, so there is nothing to check.")),))
    ordered = page_text.in_order(assessment.checks)
    rows = tuple(
        (page_text.CHECK_SIGN[each.state], _(TITLES[each.name]), _first(str(each.text)))
        for each in ordered
        if not each.passed
    )
    passed = ", ".join(_(TITLES[each.name]) for each in ordered if each.passed)
    return Slide(
        title=title,
        texts=(runs(f"{page_text.grade_sentence(assessment)} {page_text.tally_of_checks(assessment)}"),),
        shows=SlideTable(("", _("Not passed"), _("In words")), rows, (0.05, 0.28, 0.67)) if rows else None,
        small=(_named(_("Passed"), passed),) if passed else (),
        notes=tuple(
            f"{page_text.CHECK_SIGN[each.state]} {_(TITLES[each.name])}: {each.text}" for each in ordered
        ),
    )


def _first(text: str) -> str:
    """The first sentence, where there are several."""
    return re.split(r"(?<=[a-zà-ÿ)”»]\.) ", text, maxsplit=1)[0]


def promises_slide(query: AssessmentQuery, assessment: Assessment) -> Slide:
    """What was expected, the stop rule, what it cost."""
    entry = query.entry
    cost = [_("In all: {cost}.", cost=page_text.cost(entry))]
    worth = expected.worth_written(query)
    money = result_data.cost_and_benefit(assessment, worth)
    if money is None:
        cost.append(_("What was gained can't be said, so neither can the cost of a unit."))
    else:
        price = str(money.price.sentence)
        cost = [*cost, price] if math.isfinite(money.price.value) else [price]
        cost += [result_text.gain_note(assessment, money.gained)] if money.gained is not None else []
        cost += [str(money.benefit.sentence)] if worth is not None else []
    texts = (
        _named(_("Expected and observed"), str(assessment.expected.sentence)),
        _named(_("Stop rule"), _rule(query, assessment)),
        _named(_("Cost"), " ".join(filter(None, cost))),
    )
    why = runs(_("**Why it was expected:** {words}", words=plain(entry.evidence)))
    notes = ("".join(text for text, _bold in why),) if entry.evidence else ()
    return Slide(_("What was promised, and what it cost"), texts, notes=notes)


def _rule(query: AssessmentQuery, assessment: Assessment) -> str:
    rule = query.entry.stop_rule
    if not rule.strip():
        return _("No stop rule was written down.")
    held = result_data.stop_rule_basis(query, assessment)
    bell = result_data.stop_rule_state(query, held)
    quoted = _("As written: “{rule}”", rule=rule)
    if bell is None:
        return f"{quoted} {_('The rule is about the registered indicator, and another one is chosen here.')}"
    whom = "" if held is assessment else f" {_('Held against those for whom it is meant.')}"
    return f"{quoted} {bell.sentence}{whom}"


def not_concluded_slide(query: AssessmentQuery, assessment: Assessment, address: str) -> Slide:
    """What nobody should read into it, the lessons, the sources."""
    lessons = query.entry.lessons
    texts = [as_it_stands(line) for line in page_text.not_concluded(assessment)]
    _dimensions, why = groups.dimensions_of(query, assessment)
    if why and assessment.study is not None:
        texts.append(as_it_stands(why))
    if lessons:
        texts.append(runs(_("**Lessons:** {words}", words=plain(lessons))))
    source = as_it_stands(chart_files.source_line(query.snapshot.city))
    notes = tuple(filter(None, [address]))
    return Slide(_("What can't be concluded"), tuple(texts), small=(source,), notes=notes)


def _named(name: str, text: str) -> Runs:
    return runs(_("**{name}:** {words}", name=plain(name), words=plain(text)))


_MAP_WIDTH, _GROUPS_WIDE = 960, 380
"""Points that a drawing is wide before it fills a slide: the fewer, the larger its letters."""
_MOST_NAMES = 20


def paths_slide(assessment: Assessment) -> Slide:
    """What was measured and what would have been; why it can't be drawn."""
    rows, measure = result_data.path_rows(assessment), assessment.indicator
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
    notes = (str(target.sentence),) if target is not None else ()
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
    sides = result_data.sides(query, assessment)
    title = _("Before, after, change")
    if sides is None:
        why = _("There are no maps, as there are no figures from both before and after the start.")
        return Slide(title, (as_it_stands(why),))
    bare = replace(
        maps.surroundings(query, sides), title="", subtitle="", source="", wide=_MAP_WIDTH, named=False
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
