"""What an estimator is handed and what it gives back: totals by group, and values with their limits."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from indicators.engine.definitions.registry import Indicator
from indicators.engine.statistics.intervals import FloatArray

GROUP = "group__"


@dataclass(frozen=True)
class Values:
    """Values, limits, numerator and denominator, each [group]; `sample` is how many the value rests on."""

    value: FloatArray
    lower: FloatArray
    upper: FloatArray
    numerator: FloatArray
    denominator: FloatArray
    sample: FloatArray


Estimator = Callable[[pd.DataFrame, Indicator, float, int], Values]


def total(cells: pd.DataFrame, name: str, groups: int) -> FloatArray:
    """A total added up over the rows of each group; zero where no part of it was counted."""
    if name not in cells:
        return np.zeros(groups)
    added = np.bincount(cells[GROUP], weights=cells[name].to_numpy(dtype=float), minlength=groups)
    return added.astype(np.float64)


def divide(above: FloatArray, below: FloatArray) -> FloatArray:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(below > 0, above / np.where(below > 0, below, 1.0), np.nan)


def nothing(groups: int) -> Values:
    """Values of groups about which nothing is known."""
    none = np.full(groups, np.nan)
    return Values(none, none, none, none, none, np.zeros(groups))


def rounded(cells: pd.DataFrame, groups: int, base: int) -> pd.DataFrame:
    """Counts rounded to a base before anything is made of them: the alternative to hiding small ones.

    Every group is rounded by itself, so groups need not add up to their total; value and limits follow from the
    rounded counts, or the exact ones could be worked back.
    """
    names = [name for name in ("value", "weight", "sample", "rows") if name in cells]
    totals = {name: np.round(total(cells, name, groups) / base) * base for name in names}
    kept = pd.DataFrame({GROUP: np.arange(groups), **totals})
    kept["value"] = np.minimum(kept["value"], kept["weight"]) if "weight" in kept else kept["value"]
    kept.attrs.update(cells.attrs)
    return kept
