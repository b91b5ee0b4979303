"""What stands on the slides of one intervention, in the order of its page; nothing is on a slide that is not there.

A slide holds what is shown and the sentence that goes with it; the notes hold the figures and what to say if asked.
"""

import math
import re

from dashboard import queries
from dashboard.charts import chart_files
from dashboard.charts.colours import VERDICT
from dashboard.exports.rich_text import Runs, as_it_stands, runs
from dashboard.exports.slides import Badge, Deck, Slide, Table
from dashboard.text import KIND, plain
from dashboard.views.interventions import data, expected, groups, result_text, results, slide_pictures
from dashboard.views.interventions import text as page_text
from dashboard.views.interventions.data import AssessmentQuery
from dashboard.views.interventions.list import indicator_title
from indicators.effects.assessment import Assessment
from indicators.effects.checks.all_checks import TITLES
from indicators.effects.verdict import WORDS
from indicators.engine.text.messages import spoken
from indicators.engine.text.messages import translated as _

_WHITE = ("better", "worse")
"""Verdicts whose colour is dark."""


def deck(query: AssessmentQuery, assessment: Assessment, address: str) -> Deck:
    """All slides; the one about groups is left out where no groups can be told apart."""
    city = query.snapshot.city
    made = (
        verdict_slide(query, assessment),
        slide_pictures.paths_slide(assessment),
        slide_pictures.groups_slide(query, assessment),
        slide_pictures.maps_slide(query, assessment),
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
        notes=(page_text.comparison_line(assessment), *assessment.trial.sentences),
    )


def checks_slide(assessment: Assessment) -> Slide:
    """The checks that decide how good the evidence is; all of them in the notes."""
    title = _("How sure is that?")
    if not assessment.checks:
        return Slide(title, (as_it_stands(_("Nothing was estimated, so there is nothing to check.")),))
    ordered = page_text.in_order(assessment.checks)
    rows = tuple(
        (page_text.CHECK_SIGN[each.state], _(TITLES[each.name]), _first(each.text))
        for each in ordered
        if not each.passed
    )
    passed = ", ".join(_(TITLES[each.name]) for each in ordered if each.passed)
    return Slide(
        title=title,
        texts=(runs(f"{page_text.grade_sentence(assessment)} {page_text.tally_of_checks(assessment)}"),),
        shows=Table(("", _("Not passed"), _("In words")), rows, (0.05, 0.28, 0.67)) if rows else None,
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
    money = results.cost_and_benefit(assessment, worth)
    if money is None:
        cost.append(_("What was gained can't be said, so neither can the cost of a unit."))
    else:
        cost = [*cost, money.price.sentence] if math.isfinite(money.price.value) else [money.price.sentence]
        cost += [result_text.gain_note(assessment, money.gained)] if money.gained is not None else []
        cost += [money.benefit.sentence] if worth is not None else []
    texts = (
        _named(_("Expected and observed"), assessment.expected.sentence),
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
    held = results.stop_rule_basis(query, assessment)
    bell = results.stop_rule_state(query, held)
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
