"""What is said beside one result: what was left out of the picture, what maps show, what a unit is, late changes."""

from collections.abc import Sequence

import pandas as pd

from dashboard.text import plain
from indicators.effects.assessment import Assessment
from indicators.effects.register.intervention import field_word
from indicators.effects.register.versions import Late
from indicators.effects.results import Effect
from indicators.effects.trial import picked_words, stretch
from indicators.effects.value.costs import Gain
from indicators.engine.text import formatting
from indicators.engine.text.messages import Text
from indicators.engine.text.messages import translated as _
from indicators.engine.text.messages import translated_plural as _n


def maps_note(assessment: Assessment, before: str, after: str) -> str:
    """Which periods the maps show, which ones the comparison took, and what a grey map does not mean."""
    sentences = [
        _("The maps show {before} and {after}, as measured: the last periods before the start and after it that "
          "count.", before=formatting.period(before), after=formatting.period(after)),
        _("The comparison above takes {after} against {before}, and only it says what came of the intervention.",
          before=stretch(assessment.panel.before), after=stretch(assessment.panel.after)),
        _("Dashed outlines with a number: treated districts."),
    ]  # fmt: skip
    if assessment.selection is not None and assessment.selection.at_worst:
        sentences.append(str(picked_words(assessment.selection)))
    return " ".join(sentences)


def change_map_note(words: Sequence[str], verdict: str) -> str:
    """The map of change beside the verdict: one district alone mostly shows nothing clear. Empty where it does.

    `words` are the verdicts of the treated districts' own changes.
    """
    clear = sum(word in ("better", "worse") for word in words)
    if verdict in ("better", "worse") and words and set(words) == {"cannot_tell"}:
        return _(
            "“Change” looks at each district by itself, and how far chance could move a single one is not known here. "
            "Together, and against the others, they did change clearly."
        )
    if verdict not in ("better", "worse") or not words or clear > len(words) / 2:
        return ""
    return _n(
        "“Change” looks at each district by itself, where chance is large: {clear} of {n} treated district changed "
        "clearly. Together, and against the others, they did.",
        "“Change” looks at each district by itself, where chance is large: {clear} of {n} treated districts changed "
        "clearly. Together, and against the others, they did.",
        len(words),
        clear=formatting.number(clear, 0),
    )


def gain_note(assessment: Assessment, gain: Gain) -> str:
    """What one unit of outcome is, and how many the estimate means, over which districts and periods."""
    study, title = assessment.study, _(assessment.indicator.title)
    if study is None or gain.amount != gain.amount:
        return ""
    values = {
        "amount": formatting.number(abs(gain.amount)),
        "indicator": title,
        "unit": formatting.change_unit(assessment.indicator.unit),
        "districts": _n("{n} treated district", "{n} treated districts", int(study.treated.sum())),
        "periods": stretch(assessment.panel.after),
    }
    more = (gain.better == "higher") == (gain.amount > 0)
    if str(gain.unit) == _("case"):
        what = _("One case is one of those that “{indicator}” counts.", **values)
        many = (
            _("By the estimate there were {amount} more of them, in {districts}, {periods}.", **values)
            if more
            else _("By the estimate there were {amount} fewer of them, in {districts}, {periods}.", **values)
        )
        return f"{what} {many}"
    what = _(
        "One unit is 1 of “{indicator}” ({unit}) in one district for one period: no person and no case.",
        **values,
    )
    many = (
        _("The estimate, in {districts}, {periods}, makes {amount} such units more.", **values)
        if more
        else _("The estimate, in {districts}, {periods}, makes {amount} such units fewer.", **values)
    )
    return f"{what} {many}"


def path_words(assessment: Assessment) -> str:
    """What the effects over time are measured from, and why their figures are not those of the result."""
    base = _(
        "Lines: 95 % limits of each period. Shade: limits for the whole path at once; judge the path by it. Before "
        "the start nothing should be seen."
    )
    if assessment.effect is not None and assessment.effect.path is not None:
        return base
    why = _(
        "Each point here is a plain difference, measured from the last period before the start alone. The result "
        "above takes all periods together, so its figure and its limits are others."
    )
    return f"{base} {why}"


def late_note(changes: Sequence[Late], entered: Text | str) -> str:
    """What was written into the register when results could already be seen; empty where nothing was."""
    sentences = [str(entered)] if entered else []
    sentences += [
        _(
            "Changed after it had started: {fields} ({day}, by {who}).",
            fields=", ".join(str(field_word(name)) for name in each.fields),
            day=formatting.day(each.version.saved_at.date()),
            who=plain(each.version.who),
        )
        for each in changes
    ]
    if not sentences:
        return ""
    why = _("What is chosen when results can already be seen proves less. “History” has every version.")
    return " ".join([*sentences, why])


def paths_note(effect: Effect | None, alone: bool) -> str:
    """What the picture of paths draws, and nothing else. `alone` says that nothing is compared with."""
    sentences = [_("Solid: what was measured, with 95 % limits where they are known.")]
    if effect is not None and effect.counterfactual is not None:
        sentences.append(_("Dashed: what would have been without it, as estimated."))
        if effect.lower == effect.lower:
            sentences.append(_("Its shade shows the 95 % limits of the average difference."))
    if not alone:
        sentences.append(_("Dotted: the districts compared with."))
    return " ".join([*sentences, _("The axis does not begin at zero.")])


def slide_chart_note(assessment: Assessment, alone: bool, from_zero: bool) -> tuple[str, ...]:
    """What the chart on a slide draws, with bars in the place of shades; what was left out of the comparison."""
    effect, study = assessment.effect, assessment.study
    sentences = [_("Solid: what was measured.")]
    if effect is not None and effect.counterfactual is not None:
        sentences.append(
            _("Dashed: what would have been without it, as estimated; before the start, how well that fits.")
        )
    if not alone:
        sentences.append(_("Dotted: the districts compared with."))
    sentences.append(_("Bars: 95 % limits, where they are known."))
    if not from_zero:
        sentences.append(_("The axis does not begin at zero."))
    if study is not None and study.staggered:
        sentences.append(_("It began in one district after another; each counts from its own start."))
    return (" ".join(sentences), *map(str, assessment.trial.left_out))


def last_period(rows: pd.DataFrame, unit: str) -> str:
    """Where it stood, and what would have been, in the last period; `rows` as from `results.path_rows`."""
    last = rows.iloc[-1]
    period, observed = last["name"], formatting.quantity(float(last["observed"]), unit)
    if pd.isna(last["without"]):
        return _("{period}: {observed} in the treated districts.", period=period, observed=observed)
    return _(
        "{period}: {observed} in the treated districts; without it, it would have been {without}.",
        without=formatting.quantity(float(last["without"]), unit),
        period=period,
        observed=observed,
    )
