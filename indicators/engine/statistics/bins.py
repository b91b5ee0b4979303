"""Histogram bins as a Narwhals expression, so that any engine can fill them (the bins of `quantile.bin_of`)."""

import narwhals as nw

from indicators.engine.statistics.quantile import LOG_GAMMA, SHIFT


def bin_expression(value: nw.Expr) -> nw.Expr:
    """The bin of a number; two numbers in one bin are at most 1 % apart."""
    size = nw.when(value == 0).then(nw.lit(1.0)).otherwise(value.abs())
    index = (size.log() * (1 / LOG_GAMMA)).ceil() + SHIFT
    signed = nw.when(value < 0).then(index * -1.0).otherwise(index)
    return nw.when(value == 0).then(nw.lit(0.0)).otherwise(signed)
