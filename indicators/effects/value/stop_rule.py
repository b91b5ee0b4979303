"""A stop rule held against an effect: does its bell ring? Only where the limits say so."""

import math
from dataclasses import dataclass, replace

from indicators.effects.register.stop_grammar import StopRule, parse, written
from indicators.effects.register.written_units import same_unit
from indicators.effects.results import Effect
from indicators.effects.value.expected import span
from indicators.engine.text import late as say
from indicators.engine.text.messages import Text, _, _n

OPPOSITE = {"higher": "lower", "lower": "higher"}


@dataclass(frozen=True)
class StopBell:
    """What a stop rule says now: `waiting`, `stop`, `go on` or `unclear`, with a sentence."""

    state: str
    sentence: Text | str

    @property
    def rings(self) -> bool:
        """Does it say that it is time to stop?"""
        return self.state == "stop"


def evaluate(
    rule: StopRule,
    effect: Effect | None,
    years_since_start: float | None,
    *,
    unit: str = "",
    better: str = "neutral",
) -> StopBell:
    """Holds a rule against an effect's limits, in the indicator's `unit`, with its polarity for "improved".

    `years_since_start` counts to the end of the last data; None where it has not started. A rule about a change
    of at least some amount that has not come rings only where the limits exclude that amount: a rule without an
    amount ("has not fallen") rings only where it has surely gone the other way, and is often unclear.
    """
    if not rule.readable:
        return StopBell(
            "unclear", _("This rule can't be evaluated by itself; read it: {rule}", rule=rule.text)
        )
    waiting = _waiting(rule, years_since_start)
    if waiting is not None:
        return waiting
    limits = _limits(rule, effect, unit)
    if limits is None:
        return StopBell("unclear", _why_unknown(rule, effect, unit))
    direction = _direction(rule, better)
    if not direction:
        text = _("The rule speaks of better or worse, and this indicator is not judged either way.")
        return StopBell("unclear", text)
    return _held(replace(rule, direction=direction), *limits)


def _waiting(rule: StopRule, years: float | None) -> StopBell | None:
    if years is None or years < 0:
        return StopBell("waiting", _("It has not started; the rule waits."))
    # a day's tolerance: twelve months of data that end on 31 December are a year
    if years >= rule.after_years - 0.003:
        return None
    text = _(
        "The rule decides {wait} after the start; so far there are data for {have}.",
        wait=duration(rule.after_years),
        have=duration(years),
    )
    return StopBell("waiting", text)


def _limits(rule: StopRule, effect: Effect | None, unit: str) -> tuple[float, float, Text | str] | None:
    """The effect's limits in the rule's unit, and that unit; for a rule without an amount either will do."""
    if effect is None:
        return None
    relative: tuple[float, float, Text | str] = effect.relative_lower, effect.relative_upper, "%"
    absolute: tuple[float, float, Text | str] = effect.lower, effect.upper, say.change_unit(unit)
    if rule.unit != "percent":
        known = absolute if same_unit(rule.unit, unit) else None
    else:
        known = relative if rule.amount or not any(map(math.isnan, relative[:2])) else absolute
    return None if known is None or any(map(math.isnan, known[:2])) else known


def _why_unknown(rule: StopRule, effect: Effect | None, unit: str) -> Text | str:
    """Why there are no limits to hold the rule against."""
    if effect is None:
        return _("Nothing could be estimated yet, so there is nothing to hold the rule against.")
    if rule.unit != "percent" and not same_unit(rule.unit, unit):
        return _(
            "The rule speaks of {written}, and the effect is in {unit}: the two can't be compared.",
            written=rule.unit,
            unit=say.change_unit(unit),
        )
    if math.isnan(effect.lower) or math.isnan(effect.upper):
        return _("How far chance reaches is not known here, so the rule can't be held against the estimate.")
    return _(
        "The rule is in per cent of what would have been, and that can't be said here: what would have been may be "
        "nothing at all."
    )


def _direction(rule: StopRule, better: str) -> str:
    """lower or higher; empty where better and worse mean nothing."""
    if rule.direction in OPPOSITE:
        return rule.direction
    if better not in OPPOSITE:
        return ""
    return better if rule.direction == "better" else OPPOSITE[better]


def _held(rule: StopRule, lower: float, upper: float, unit: Text | str) -> StopBell:
    """The limits against the threshold, both turned so that the rule's direction is upwards."""
    if rule.direction == "lower":
        low, high = -upper, -lower
    else:
        low, high = lower, upper
    reached = low >= rule.amount if rule.amount else low > 0
    excluded = high < rule.amount
    if not rule.missing:
        reached, excluded = low > rule.amount, high <= rule.amount
    observed = say.with_unit(span(lower, upper), unit)
    state = ("go on" if rule.missing else "stop") if reached else ("stop" if rule.missing else "go on")
    return StopBell(state if reached or excluded else "unclear", _sentence(rule, reached, excluded, observed))


def _sentence(rule: StopRule, reached: bool, excluded: bool, observed: Text) -> Text | str:
    values = {"change": change_words(rule), "observed": observed}
    if not (reached or excluded):
        return _(
            "The rule is about {change}. Against comparable districts the limits are {observed}: unclear.",
            **values,
        )
    if rule.missing:
        return (
            _("Go on: {change} has come; against comparable districts the limits are {observed}.", **values)
            if reached
            else _(
                "Stop: {change} has not come; against comparable districts the limits are {observed}.",
                **values,
            )
        )
    return (
        _("Stop: {change} has come; against comparable districts the limits are {observed}.", **values)
        if reached
        else _(
            "Go on: {change} has not come; against comparable districts the limits are {observed}.", **values
        )
    )


def change_words(rule: StopRule) -> Text | str:
    """The change that a rule is about, in words."""
    if not rule.amount:
        return _("a fall") if rule.direction == "lower" else _("a rise")
    unit = "%" if rule.unit == "percent" else rule.unit
    number = say.number(rule.amount, 0 if float(rule.amount).is_integer() else None)
    size = say.with_unit(number, unit)
    if rule.missing:
        return (
            _("a fall by {size}", size=size)
            if rule.direction == "lower"
            else _("a rise by {size}", size=size)
        )
    if rule.direction == "lower":
        return _("a fall by more than {size}", size=size)
    return _("a rise by more than {size}", size=size)


def duration(years: float) -> Text | str:
    """Years, or months where it is not a whole number of years."""
    if abs(years - round(years)) < 0.02 and round(years):
        return _n("{n} year", "{n} years", round(years))
    return _n("{n} month", "{n} months", round(years * 12))


__all__ = ["StopBell", "StopRule", "change_words", "duration", "evaluate", "parse", "written"]
