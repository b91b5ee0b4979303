"""What was expected, set against what was observed."""

import math
from dataclasses import dataclass

from indicators.effects.register.intervention import Intervention
from indicators.effects.register.written_units import is_relative
from indicators.effects.results import Effect
from indicators.engine.text import late as say
from indicators.engine.text.messages import Text, _


@dataclass(frozen=True)
class Expected:
    """An expected change: `low` to `high` in per cent of what would have been (`relative`) or in the indicator's unit.

    An end that is not given is minus or plus infinity. `unit` is the unit in which both are written.
    """

    low: float
    high: float
    relative: bool
    unit: str

    @property
    def words(self) -> Text:
        """The range in words."""
        unit = "%" if self.relative else say.change_unit(self.unit)
        return say.with_unit(span(self.low, self.high), unit)


@dataclass(frozen=True)
class Comparison:
    """Expected against observed: `inside`, `below`, `above`, `reached` or `cannot_tell`, with a sentence.

    Below and above are meant in numbers: a fall that is too small lies *above* an expected fall. `reached`: at
    least the smallest change that was expected has come, and whether it went beyond the largest can't be said.
    """

    state: str
    sentence: Text | str


def expected_of(entry: Intervention, unit: str) -> Expected | None:
    """What an entry expects; None where it names no range, or one in a unit that is not the indicator's.

    Ends that somebody wrote the wrong way round (-15 to -35) are put in order; `validate` says so.
    """
    if entry.expected_low is None and entry.expected_high is None:
        return None
    relative = is_relative(entry.expected_unit, unit)
    if relative is None:
        return None
    low = -math.inf if entry.expected_low is None else entry.expected_low
    high = math.inf if entry.expected_high is None else entry.expected_high
    return Expected(min(low, high), max(low, high), relative, unit)


def in_unit(expected: Expected, baseline: float) -> Expected:
    """The range in the indicator's unit, given what would have been without the intervention (`baseline`)."""
    if not expected.relative:
        return expected
    ends = sorted((expected.low * baseline / 100, expected.high * baseline / 100))
    return Expected(ends[0], ends[1], False, expected.unit)


def compare(expected: Expected | None, effect: Effect | None, baseline: float | None = None) -> Comparison:
    """Sets the limits of an effect against the expected range.

    A range in per cent is set against the effect's relative limits, or, where it has none, converted by
    `baseline`. Only limits that lie wholly on one side, or wholly inside, decide.
    """
    if expected is None:
        return Comparison("cannot_tell", _("No change that could be compared was written down beforehand."))
    observed = _observed(expected, effect)
    if observed is None and expected.relative and baseline is not None and math.isfinite(baseline):
        expected = in_unit(expected, baseline)
        observed = _observed(expected, effect)
    if observed is None:
        sentence = _("Expected was {expected}; what was reached can't be said.", expected=expected.words)
        return Comparison("cannot_tell", sentence)
    lower, upper = observed
    state = _state(expected, lower, upper)
    return Comparison(state, _sentence(state, expected, lower, upper))


def _observed(expected: Expected, effect: Effect | None) -> tuple[float, float] | None:
    if effect is None:
        return None
    limits = (
        (effect.relative_lower, effect.relative_upper) if expected.relative else (effect.lower, effect.upper)
    )
    return None if any(map(math.isnan, limits)) else limits


def _state(expected: Expected, lower: float, upper: float) -> str:
    if upper < expected.low:
        return "below"
    if lower > expected.high:
        return "above"
    if expected.low <= lower and upper <= expected.high:
        return "inside"
    enough = upper <= expected.high if expected.high <= 0 else lower >= expected.low
    return "reached" if enough and not expected.low < 0 < expected.high else "cannot_tell"


def _sentence(state: str, expected: Expected, lower: float, upper: float) -> Text | str:
    unit = "%" if expected.relative else say.change_unit(expected.unit)
    values = {"expected": expected.words, "observed": say.with_unit(span(lower, upper), unit)}
    if state == "inside":
        return _("What was reached ({observed}) lies within what was expected ({expected}).", **values)
    if state == "reached":
        return _("What was expected ({expected}) was reached, or more: the limits are {observed}.", **values)
    if state == "cannot_tell":
        return _(
            "Whether it reached what was expected ({expected}) can't be said: the limits are {observed}.",
            **values,
        )
    too_low = state == "below"
    if expected.high <= 0:
        return (
            _("It fell further ({observed}) than expected ({expected}).", **values)
            if too_low
            else _("It fell less ({observed}) than expected ({expected}), if at all.", **values)
        )
    if expected.low >= 0:
        return (
            _("It rose less ({observed}) than expected ({expected}), if at all.", **values)
            if too_low
            else _("It rose further ({observed}) than expected ({expected}).", **values)
        )
    return (
        _("The change ({observed}) lies below what was expected ({expected}).", **values)
        if too_low
        else _("The change ({observed}) lies above what was expected ({expected}).", **values)
    )


def span(low: float, high: float) -> Text | str:
    """A signed range; an end that is not given is left open."""
    if math.isinf(low) and math.isinf(high):
        return _("any change")
    if math.isinf(low):
        return _("at most {high}", high=signed(high))
    if math.isinf(high):
        return _("at least {low}", low=signed(low))
    whole = float(low).is_integer() and float(high).is_integer()
    return _("{lower} to {upper}", lower=signed(low, whole), upper=signed(high, whole))


def signed(value: float, whole: bool = True) -> Text:
    """A number with its sign; a whole number that somebody wrote gets no decimals."""
    return say.signed(value, 0 if whole and float(value).is_integer() else None)
