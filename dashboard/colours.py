"""Colours that know good from bad: blue is better, orange worse, violet is not judged. Never the only carrier.

The palettes can be told apart with the common forms of colour blindness (Brewer, PuOr and Purples).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

GOOD_TO_BAD = ("#2166ac", "#92c5de", "#f3efe6", "#fdb863", "#b35806")
NOT_JUDGED = ("#f2f0f7", "#cbc9e2", "#9e9ac8", "#756bb1", "#54278f")
VERDICT = {
    "better": "#2166ac",
    "worse": "#b35806",
    "no_clear_difference": "#d9d9d9",
    "cannot_tell": "#ffffff",
    "different": "#756bb1",
}
NO_VALUE = "#ffffff"
INK = "#333333"
SELECTED = "#000000"


@dataclass(frozen=True)
class Scale:
    """Class bounds (one more than classes), a colour each, and the good end. Both are empty without values."""

    bounds: tuple[float, ...]
    colours: tuple[str, ...]
    better: str

    def colour(self, value: float) -> str:
        """The colour of a value; values beyond the bounds take the nearest class."""
        if np.isnan(value):
            return NO_VALUE
        at = int(np.searchsorted(self.bounds[1:-1], value, side="left"))
        return self.colours[min(at, len(self.colours) - 1)]


def scale(values: pd.Series, better: str) -> Scale:
    """One scale for everything that is shown side by side: fifths of all values, at rounded bounds."""
    known = values.dropna().to_numpy(dtype=float)
    if not len(known):
        return Scale((), (), better)
    inner = _rounded(np.unique(np.quantile(known, (0.2, 0.4, 0.6, 0.8))))
    inner = [bound for bound in inner if known.min() < bound < known.max()]
    bounds = (float(known.min()), *inner, float(known.max()))
    return Scale(bounds, palette(better, len(bounds) - 1), better)


def palette(better: str, classes: int) -> tuple[str, ...]:
    """Colours from the lowest class to the highest."""
    ramp: Sequence[str] = NOT_JUDGED
    if better == "lower":
        ramp = GOOD_TO_BAD
    elif better == "higher":
        ramp = GOOD_TO_BAD[::-1]
    picked = {1: [2], 2: [0, 4], 3: [0, 2, 4], 4: [0, 1, 3, 4]}.get(classes, [0, 1, 2, 3, 4])
    return tuple(ramp[i] for i in picked)


def _rounded(bounds: np.ndarray) -> list[float]:
    """Bounds with as few digits as keep them apart."""
    for significant in range(1, 8):
        found = [float(f"{bound:.{significant}g}") for bound in bounds]
        if len(set(found)) == len(set(bounds.tolist())):
            return found
    return [float(bound) for bound in bounds]


def rgb(colour: str) -> list[int]:
    """`#rrggbb` as three numbers."""
    return [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
