"""Limits in words, also where one has no end: a bound that is not there must not lose its sign."""

import math

from indicators.engine.text import late as say
from indicators.engine.text.messages import Text, _

_ENDLESS = "∞"


def limits(lower: float, upper: float) -> Text | str:
    """An interval in words, `−∞ to 31.1` where it has no lower end; empty where nothing is known."""
    if math.isnan(lower) or math.isnan(upper):
        return ""
    if math.isfinite(lower) and math.isfinite(upper):
        return say.limits(lower, upper)
    return _("{lower} to {upper}", lower=end(lower), upper=end(upper))


def end(value: float) -> Text | str:
    """One end of an interval; −∞ or ∞ where there is none."""
    if math.isinf(value):
        return _ENDLESS if value > 0 else f"−{_ENDLESS}"
    return say.number(value)
