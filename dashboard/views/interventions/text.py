"""What the page of interventions says: how many did what, what is compared, what a grade and a check mean."""

from collections import Counter
from collections.abc import Mapping, Sequence

from dashboard.text import group_name, plain
from indicators.effects.assessment import Assessment
from indicators.effects.checks.all_checks import TITLES
from indicators.effects.estimators.open_limits import limits
from indicators.effects.register.intervention import Intervention, status_word
from indicators.effects.results import Check
from indicators.effects.trial import named, stretch
from indicators.effects.verdict import DECIDE, GRADES, WORDS, failed
from indicators.engine.pack.model import Segments
from indicators.engine.text import formatting
from indicators.engine.text.messages import N_
from indicators.engine.text.messages import translated as _
from indicators.engine.text.messages import translated_plural as _n

ORDER = ("better", "worse", "no_clear_difference", "cannot_tell")
GRADE_MEANING = {
    "strong": N_(
        "No check that counts failed. As sure as a comparison without a draw by lot can be; it is never proof."
    ),
    "fair": N_("One check that counts failed. Read it with care."),
    "weak": N_("Two or more checks that count failed. A hint, no more."),
    "none": N_("Nothing can be concluded."),
}
METHODS = {
    "auto": N_("Chosen by what the data allow"),
    "did": N_("Change against other districts (difference in differences)"),
    "staggered": N_("The same, with starts one after another"),
    "synthetic": N_("Against a weighted mix of districts (synthetic control)"),
    "its": N_("Against its own past only (the weakest)"),
}
CHECK_STATE = {
    "failed": N_("failed"),
    "noted": N_("to bear in mind"),
    "unknown": N_("could not be checked"),
    "passed": N_("passed"),
}
"""In the order of what a reader should see first."""
CHECK_SIGN = {"failed": "✗", "noted": "!", "unknown": "?", "passed": "✓"}
BELLS = {
    "waiting": N_("waiting"),
    "stop": N_("stop"),
    "go on": N_("go on"),
    "unclear": N_("unclear"),
}


def opening(city: str, verdicts: Sequence[str]) -> str:
    """How many are registered, and what came of them, in the fixed words."""
    if not verdicts:
        return _("No intervention is registered in {city} yet.", city=plain(city))
    counted = Counter(verdicts)
    counts = ", ".join(
        _("{n} {verdict}", n=formatting.number(counted[word], 0), verdict=f"**{_(WORDS[word])}**")
        for word in ORDER
    )
    return _n(
        "{n} intervention is registered in {city}: {said}.",
        "{n} interventions are registered in {city}: {said}.",
        len(verdicts),
        city=plain(city),
        said=counts,
    )


def caution() -> str:
    """What stands below every count of verdicts."""
    return _(
        "Each is set against districts without it, before and after. *No clear difference* means that chance alone "
        "could explain what was seen; *cannot tell* that the data do not allow an answer."
    )


def comparison_line(assessment: Assessment) -> str:
    """The comparison in one line: how many districts against how many, in which periods, how many were left out."""
    study = assessment.study or assessment.panel.study
    if study is None or not assessment.panel.before or not assessment.panel.after:
        return _("What would be compared")
    treated = int(study.treated.sum())
    values = {
        "others": formatting.number(int((~study.treated).sum()), 0),
        "before": stretch(assessment.panel.before),
        "after": stretch(assessment.panel.after),
    }
    if study.treated.all():
        text = _n(
            "Compared: {n} district with its own past, {after} against {before}",
            "Compared: {n} districts with their own past, {after} against {before}",
            treated,
            before=values["before"],
            after=values["after"],
        )
    else:
        text = _n(
            "Compared: {n} district with {others} without it, {after} against {before}",
            "Compared: {n} districts with {others} without it, {after} against {before}",
            treated,
            **values,
        )
    return f"{text} {_left_out(len(assessment.intervention.districts) - treated)}".strip()


def _left_out(left_out: int) -> str:
    if left_out <= 0:
        return ""
    return _n(
        "({n} treated district is left out: open to see why)",
        "({n} treated districts are left out: open to see why)",
        left_out,
    )


def grade_sentence(assessment: Assessment) -> str:
    """How good the evidence is, what that means, and which checks made it so."""
    wrong = failed(assessment.checks, DECIDE)
    meaning = _meaning(assessment, len(wrong))
    grade = _("Evidence: **{grade}**. {meaning}", grade=_(GRADES[assessment.grade]), meaning=meaning)
    if assessment.grade == "none" or not wrong:
        return grade
    names = ", ".join(_(TITLES[check.name]) for check in wrong)
    return f"{grade} {_n('Failed: {names}.', 'Failed: {names}.', len(wrong), names=plain(names))}"


def _meaning(assessment: Assessment, wrong: int) -> str:
    if assessment.grade == "fair" and not wrong:
        return _("The time before the start could not be looked at. Read it with care.")
    if assessment.grade == "weak" and wrong < 2:
        return _("There is nothing to compare with. A hint, no more.")
    return _(GRADE_MEANING[assessment.grade])


def facts(entry: Intervention, names: Mapping[str, str], indicator: str) -> tuple[tuple[str, str], ...]:
    """An entry in short: `(name, text)` for status, indicator, where, since when, cost; what is unknown is said so."""
    where = str(named(entry.districts, names)) if entry.districts else _("not named")
    return (
        (_("Status"), str(status_word(entry.status))),
        (_("Judged by"), indicator or _("not named")),
        (_("Where"), where),
        (_("Since"), since(entry)),
        (_("Cost"), cost(entry)),
    )


def since(entry: Intervention) -> str:
    """Its start or starts, and its end."""
    dates = sorted(set(entry.starts.values()))
    if not dates:
        return _("not named")
    start = formatting.day(dates[0])
    if len(dates) > 1:
        start = _("{first} to {last}, one after another", first=start, last=formatting.day(dates[-1]))
    return _("{start}, until {end}", start=start, end=formatting.day(entry.end)) if entry.end else start


def cost(entry: Intervention) -> str:
    """The cost as money; a negative one is a saving."""
    if entry.cost is None:
        return _("not known")
    if entry.cost < 0:
        return _("{amount} saved", amount=formatting.money(-entry.cost, entry.currency))
    return formatting.money(entry.cost, entry.currency)


def meant_for(entry: Intervention, segments: Mapping[str, Segments]) -> str:
    """For whom it is meant, in the words of the city's groups; empty for everybody."""
    parts = []
    for dimension, groups in entry.segments.items():
        record = segments.get(dimension)
        title = _(record.title) if record else dimension
        listed = ", ".join(group_name(record, group) if record else group for group in groups)
        parts.append(_("{dimension}: {group}", dimension=title, group=listed))
    return "; ".join(parts)


def effect_words(assessment: Assessment) -> str:
    """An effect with its limits; empty where there is none."""
    effect = assessment.effect
    if effect is None:
        return ""
    return _(
        "{size} {unit} (95 % limits {limits})",
        size=formatting.signed(effect.estimate),
        unit=formatting.change_unit(assessment.indicator.unit),
        limits=limits(effect.lower, effect.upper) or _("not known"),
    )


def not_concluded(assessment: Assessment) -> tuple[str, ...]:
    """What nobody should read into the result."""
    sentences = [
        _("The districts were chosen, not drawn by lot. A cause that struck only the treated districts, at the same "
          "time, would look the same."),
    ]  # fmt: skip
    if assessment.effect is not None:
        sentences.append(
            _(
                "It is an average over these districts and periods. It does not say what would happen elsewhere or "
                "later."
            )
        )
    if assessment.verdict == "no_clear_difference":
        sentences.append(
            _(
                "No clear difference is no proof that it did nothing: every effect within the limits fits what was "
                "seen."
            )
        )
    if assessment.method == "its":
        sentences.append(
            _(
                "Without districts to compare with, anything else that changed at that time counts as its effect."
            )
        )
    beside = [
        check for check in assessment.checks if check.name == "other_interventions" and not check.passed
    ]
    return (*sentences, *(str(check.text) for check in beside))


def chosen_by_hand() -> str:
    """The warning shown where the comparison was chosen by hand."""
    return _(
        "**Chosen by hand.** Whoever tries several comparisons after seeing the result, and keeps the best, finds an "
        "effect where there is none. The usual comparison counts; this one shows how much hangs on the choice."
    )


def in_order(checks: Sequence[Check]) -> list[Check]:
    """What a reader should see first: what failed, what to bear in mind, what could not be checked, what passed; in
    each those that decide before the others."""
    states = list(CHECK_STATE)
    return sorted(checks, key=lambda check: (states.index(check.state), check.name not in DECIDE))


def tally_of_checks(assessment: Assessment) -> str:
    """How many checks passed and failed."""
    counted = Counter(check.state for check in assessment.checks)
    counts = {state: formatting.number(counted[state], 0) for state in CHECK_STATE}
    return _(
        "{passed} passed, {failed} failed, {noted} to bear in mind, {unknown} could not be checked.", **counts
    )
