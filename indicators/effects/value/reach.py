"""Whom a digital service can reach at all: access times use, an upper bound of what it can do on average.

A service that needs a connection and somebody who uses it does nothing for everybody else. If it changes the
outcome by e among those reached, the average over the whole segment changes by at most e times the reach.
"""

import math
from dataclasses import dataclass

from indicators.effects.value.expected import signed
from indicators.engine.text import late as say
from indicators.engine.text.messages import Text, _


@dataclass(frozen=True)
class Share:
    """A share between 0 and 1 with its limits."""

    value: float
    lower: float
    upper: float


@dataclass(frozen=True)
class Reach:
    """The share of a segment that a service can reach, with limits; NaN where a part of it is unknown."""

    value: float
    lower: float
    upper: float
    sentence: Text | str


def reach(access: Share, use: Share, group: str = "") -> Reach:
    """The share that has access and uses it: `access` among all, `use` among those with access.

    Where the use is already counted among all, it is the reach itself: give `Share(1, 1, 1)` as access. The
    limits combine both by variance recovery (MOVER; Zou and Donner 2008) on the log scale, taking the two
    shares as independent. Raises ValueError for shares outside 0 to 1.
    """
    for share in (access, use):
        known = [number for number in (share.value, share.lower, share.upper) if not math.isnan(number)]
        if any(not 0 <= number <= 1 for number in known):
            raise ValueError(f"{share} is no share between 0 and 1")
    value, lower, upper = product(access, use)
    if math.isnan(value) or math.isnan(lower) or math.isnan(upper):
        return Reach(value, lower, upper, _("How many it can reach is not known."))
    limits = say.with_unit(say.limits(100 * lower, 100 * upper), "%")
    values = {"share": say.quantity(100 * value, "%"), "limits": limits}
    return Reach(
        value,
        lower,
        upper,
        _(
            "It can reach {share} of {group} ({limits}): those who have access and use it.",
            group=group,
            **values,
        )
        if group
        else _(
            "It can reach {share} of the residents ({limits}): those who have access and use it.", **values
        ),
    )


def product(first: Share, second: Share) -> tuple[float, float, float]:
    """The product of two independent shares with limits by MOVER on the log scale (Zou and Donner 2008).

    A lower limit of 0 stays 0. Where a share itself is 0 there is no logarithm: the upper limit is then the
    product of the upper limits, which is wider.
    """
    value = first.value * second.value
    below = _distance((first.value, first.lower), (second.value, second.lower))
    above = _distance((first.value, first.upper), (second.value, second.upper))
    lower = value * math.exp(-below)
    upper = value * math.exp(above) if value > 0 else first.upper * second.upper
    return value, lower, min(upper, 1.0)


def _distance(*pairs: tuple[float, float]) -> float:
    """How far, on the log scale and for all together, limits lie from their values."""
    if any(math.isnan(value) or math.isnan(limit) for value, limit in pairs):
        return math.nan
    if any(value == 0 or limit == 0 for value, limit in pairs):
        return math.inf
    return math.hypot(*(math.log(limit / value) for value, limit in pairs))


@dataclass(frozen=True)
class Bounded:
    """An expected range among those reached, and the most that it can be on average over the segment."""

    low: float
    high: float
    sentence: Text | str


def bounded(expected_low: float, expected_high: float, reached: Reach, unit: str = "%") -> Bounded:
    """An expected change among those reached as a change on average over all, by the reach's upper limit.

    The upper limit makes it a bound and no forecast; nothing is said where the reach is unknown.
    """
    low, high = expected_low * reached.upper, expected_high * reached.upper
    if math.isnan(reached.upper):
        return Bounded(math.nan, math.nan, reached.sentence)
    inner, outer = sorted((low, high), key=abs)
    sentence = _(
        "If it changes things by {among} among those reached, that is at most {most} on average over all.",
        among=_changed(max((expected_low, expected_high), key=abs), unit),
        most=_changed(outer, unit),
    )
    return Bounded(min(inner, outer), max(inner, outer), sentence)


def _changed(value: float, unit: str) -> Text:
    return say.with_unit(signed(value), "%" if unit == "%" else say.change_unit(unit))
