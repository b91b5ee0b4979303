"""Histogram bins as a Narwhals expression, so that any engine can fill them.

Bins are as wide as the value is large, so that every value of a bin is within `RELATIVE_ERROR` of its middle
(DDSketch: Masson, Rim & Lee 2019). Adding up the weights bin by bin gives the histogram of two districts or years
together, and so their percentile, which two percentiles never give.
"""

from math import log
from typing import Final

import narwhals as nw

RELATIVE_ERROR: Final = 0.005
_LOG_GAMMA: Final = log((1 + RELATIVE_ERROR) / (1 - RELATIVE_ERROR))
# Moves the logarithms of all positive doubles above zero, so that bins rise with the value across the sign.
_SHIFT: Final = 100_000


def bin_expression(value: nw.Expr) -> nw.Expr:
    """The bin of a number: 0 for zero, negative for negatives. Two numbers in one bin are at most 1 % apart."""
    size = nw.when(value == 0).then(nw.lit(1.0)).otherwise(value.abs())
    index = (size.log() * (1 / _LOG_GAMMA)).ceil() + _SHIFT
    signed = nw.when(value < 0).then(index * -1.0).otherwise(index)
    return nw.when(value == 0).then(nw.lit(0.0)).otherwise(signed)
