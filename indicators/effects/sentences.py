"""The sentence under an intervention's verdict, for residents: where, when, how much, how sure, compared with whom."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import inf, isinf

from indicators.effects.estimators.open_limits import limits
from indicators.effects.results import Check, Effect
from indicators.effects.verdict import FATAL, UNCLEAR, failed
from indicators.engine.text import late as say
from indicators.engine.text.formatting import digits
from indicators.engine.text.messages import Text, _, _n, listing, sentences


@dataclass(frozen=True)
class Subject:
    """What a sentence needs to know. `place`, `periods` and `group` are words; `others` counts comparisons."""

    indicator: str
    unit: str
    place: Text | str
    periods: Text | str
    others: int
    group: Text | str = ""


def sentence(
    verdict: str,
    effect: Effect | None,
    subject: Subject,
    checks: Sequence[Check] = (),
    reason: Text | str = "",
) -> Text | str:
    """The sentence for a verdict; for *cannot tell* with the reason."""
    if verdict == "cannot_tell" or effect is None:
        return _(
            "It can't be told whether it made a difference. {reason}", reason=reason or _why(effect, checks)
        )
    figures = {
        "what": _about(subject),
        "place": subject.place,
        "periods": subject.periods,
        "size": _size(effect, subject.unit),
        "limits": _limits(effect),
        "others": _compared(subject.others),
    }
    return sentences(_judged(verdict, effect, figures), _caveat(subject.others))


def _judged(verdict: str, effect: Effect, figures: Mapping[str, object]) -> Text | str:
    if effect.lower <= 0 <= effect.upper:
        return _(
            "No clear difference: {what} in {place} ({periods}) was {size} what it would have been, {others}; with "
            "95 % limits of {limits}, this can be chance.",
            **figures,
        )
    if verdict == "better":
        return _(
            "Better: {what} in {place} ({periods}) was {size} what it would have been without it, {others} (95 % "
            "limits of the difference: {limits}).",
            **figures,
        )
    if verdict == "worse":
        return _(
            "Worse: {what} in {place} ({periods}) was {size} what it would have been without it, {others} (95 % "
            "limits of the difference: {limits}).",
            **figures,
        )
    return _(
        "It changed: {what} in {place} ({periods}) was {size} what it would have been without it, {others} (95 % "
        "limits of the difference: {limits}). Whether that is good is not judged for this indicator.",
        **figures,
    )


def _about(subject: Subject) -> Text | str:
    name = listing(("“", _(subject.indicator), "”"), "")
    return _("{indicator} ({group})", indicator=name, group=subject.group) if subject.group else name


def _size(effect: Effect, unit: str) -> Text | str:
    """`3.8 per 1,000 residents a year (31 %) below`."""
    amount = say.with_unit(say.number(abs(effect.estimate)), say.change_unit(unit))
    relative = abs(effect.relative)
    if relative == relative and unit != "%":
        amount = _("{amount} ({percent})", amount=amount, percent=say.quantity(relative, "%"))
    if effect.estimate < 0:
        return _("{amount} below", amount=amount)
    return _("{amount} above", amount=amount)


def _limits(effect: Effect) -> Text:
    decimals = max(digits(effect.lower), digits(effect.upper)) if effect.lower and effect.upper else None
    lower, upper = (say.signed(value, decimals) for value in (effect.lower, effect.upper))
    return _("{lower} to {upper}", lower=lower, upper=upper)


def _compared(others: int) -> Text | str:
    if not others:
        return _("compared with its own past")
    return _n("compared with {n} district without it", "compared with {n} districts without it", others)


def _caveat(others: int) -> Text | str:
    if not others:
        return _("Without districts to compare with, anything else that changed at the time looks the same.")
    return _("The districts were not drawn by lot, so another cause can't be ruled out.")


def _why(effect: Effect | None, checks: Sequence[Check]) -> Text | str:
    """What forbids a conclusion: limits without an end, checks, or that nothing is known about chance."""
    if effect is not None and isinf(effect.lower - effect.upper):
        return _(
            "The 95 % limits are {limits}: these districts and figures can't tell {change} of any size from chance.",
            limits=limits(effect.lower, effect.upper),
            change=_("a rise")
            if effect.lower > -inf
            else _("a fall")
            if effect.upper < inf
            else _("a change"),
        )
    unclear = effect is not None and effect.lower <= 0 <= effect.upper
    wrong = failed(checks, UNCLEAR if unclear else FATAL)
    if wrong:
        return sentences(*(check.text for check in wrong))
    return _("There are too few districts to tell an effect from chance.")
