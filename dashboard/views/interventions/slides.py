"""What stands on the slides of one intervention, in the order of its page; nothing is on a slide that is not there.

A slide holds what is shown and the sentence that goes with it; the notes hold the figures and what to say if asked.
"""

import math
import re

from dashboard import queries as numbers
from dashboard.charts import chart_files
from dashboard.charts.colours import VERDICT
from dashboard.exports.rich_text import Runs, as_it_stands, runs
from dashboard.exports.slides import Badge, Deck, Slide, Table
from dashboard.text import KIND, plain
from dashboard.views.interventions import data, expected, groups, results
from dashboard.views.interventions import result_text as result
from dashboard.views.interventions import slide_pictures as drawn
from dashboard.views.interventions import text as words
from dashboard.views.interventions.data import Asked
from dashboard.views.interventions.list import indicator_title
from indicators.effects.assessment import Assessment
from indicators.effects.checks.all_checks import TITLES
from indicators.effects.verdict import WORDS
from indicators.engine.text.messages import spoken
from indicators.engine.text.messages import translated as _

_WHITE = ("better", "worse")
"""Verdicts whose colour is dark."""


def deck(asked: Asked, found: Assessment, address: str) -> Deck:
    """All slides; the one about groups is left out where no groups can be told apart."""
    city = asked.book.city
    made = (
        verdict(asked, found),
        drawn.paths(found),
        drawn.groups(asked, found),
        drawn.maps(asked, found),
        checks(found),
        promised(asked, found),
        not_concluded(asked, found, address),
    )
    return Deck(
        language=spoken(),
        title=found.intervention.title or found.intervention.id,
        author=_(city.pack.title),
        foot=chart_files.data_line(city),
        slides=tuple(slide for slide in made if slide is not None),
    )


def verdict(asked: Asked, found: Assessment) -> Slide:
    """The verdict, its sentence, how good the evidence is, what was chosen by hand or late, the facts."""
    entry, book = found.intervention, asked.book
    facts = words.facts(entry, numbers.names(book.city), indicator_title(book, entry.indicator))
    size = words.effect_words(found)
    said = [runs(f"**{plain(size)}**")] if size else []
    said += [as_it_stands(found.sentence), runs(words.graded(found))]
    if not asked.usual:
        said.append(runs(words.fishing()))
    late = result.late(*data.lateness(book, entry))
    if late:
        said.append(runs(late))
    colour = VERDICT[found.verdict]
    ink = "#ffffff" if found.verdict in _WHITE else "#111111"
    return Slide(
        title=entry.title or entry.id,
        texts=tuple(said),
        small=(
            *(_named(name, text) for name, text in facts if name != _("Judged by")),
            ((_(KIND[book.city.pack.kind]), True),),
        ),
        badge=Badge(_(WORDS[found.verdict]), colour, ink, found.verdict == "cannot_tell"),
        notes=(words.in_brief(found), *found.trial.sentences),
    )


def checks(found: Assessment) -> Slide:
    """The checks that decide how good the evidence is; all of them in the notes."""
    title = _("How sure is that?")
    if not found.checks:
        return Slide(title, (as_it_stands(_("Nothing was estimated, so there is nothing to check.")),))
    ordered = words.in_order(found.checks)
    rows = tuple(
        (words.CHECK_SIGN[each.state], _(TITLES[each.name]), _first(each.text))
        for each in ordered
        if not each.passed
    )
    passed = ", ".join(_(TITLES[each.name]) for each in ordered if each.passed)
    return Slide(
        title=title,
        texts=(runs(f"{words.graded(found)} {words.tally_of_checks(found)}"),),
        shows=Table(("", _("Not passed"), _("In words")), rows, (0.05, 0.28, 0.67)) if rows else None,
        small=(_named(_("Passed"), passed),) if passed else (),
        notes=tuple(
            f"{words.CHECK_SIGN[each.state]} {_(TITLES[each.name])}: {each.text}" for each in ordered
        ),
    )


def _first(text: str) -> str:
    """The first sentence, where there are several."""
    return re.split(r"(?<=[a-zà-ÿ)”»]\.) ", text, maxsplit=1)[0]


def promised(asked: Asked, found: Assessment) -> Slide:
    """What was expected, the stop rule, what it cost."""
    entry = asked.entry
    cost = [_("In all: {cost}.", cost=words.cost(entry))]
    worth = expected.worth_written(asked)
    money = results.money(found, worth)
    if money is None:
        cost.append(_("What was gained can't be said, so neither can the cost of a unit."))
    else:
        cost = [*cost, money.price.sentence] if math.isfinite(money.price.value) else [money.price.sentence]
        cost += [result.gained(found, money.gained)] if money.gained is not None else []
        cost += [money.benefit.sentence] if worth is not None else []
    texts = (
        _named(_("Expected and observed"), found.expected.sentence),
        _named(_("Stop rule"), _rule(asked, found)),
        _named(_("Cost"), " ".join(filter(None, cost))),
    )
    why = runs(_("**Why it was expected:** {words}", words=plain(entry.evidence)))
    notes = ("".join(text for text, _bold in why),) if entry.evidence else ()
    return Slide(_("What was promised, and what it cost"), texts, notes=notes)


def _rule(asked: Asked, found: Assessment) -> str:
    rule = asked.entry.stop_rule
    if not rule.strip():
        return _("No stop rule was written down.")
    held = results.held(asked, found)
    bell = results.bell(asked, held)
    said = _("As written: “{rule}”", rule=rule)
    if bell is None:
        return f"{said} {_('The rule is about the registered indicator, and another one is chosen here.')}"
    whom = "" if held is found else f" {_('Held against those for whom it is meant.')}"
    return f"{said} {bell.sentence}{whom}"


def not_concluded(asked: Asked, found: Assessment, address: str) -> Slide:
    """What nobody should read into it, the lessons, the sources."""
    lessons = asked.entry.lessons
    texts = [as_it_stands(line) for line in words.not_concluded(found)]
    _dimensions, why = groups.dimensions_of(asked, found)
    if why and found.study is not None:
        texts.append(as_it_stands(why))
    if lessons:
        texts.append(runs(_("**Lessons:** {words}", words=plain(lessons))))
    source = as_it_stands(chart_files.source_line(asked.book.city))
    notes = tuple(filter(None, [address]))
    return Slide(_("What can't be concluded"), tuple(texts), small=(source,), notes=notes)


def _named(name: str, text: str) -> Runs:
    return runs(_("**{name}:** {words}", name=plain(name), words=plain(text)))
