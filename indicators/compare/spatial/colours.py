"""Colours that know good from bad: blue is better, orange worse, violet is not judged. Never the only carrier.

The palettes can be told apart with the common forms of colour blindness (Brewer, PuOr and Purples).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

GOOD_TO_BAD = ("#2166ac", "#92c5de", "#f3efe6", "#fdb863", "#b35806")
NOT_JUDGED = ("#f2f0f7", "#cbc9e2", "#9e9ac8", "#756bb1", "#54278f")
NO_VALUE = "#ffffff"
CONTINUOUS = "continuous"
_MOST = 400
"""Natural breaks are looked for among this many values at most: their search takes the square of the number."""


@dataclass(frozen=True)
class Scale:
    """Class bounds (one more than classes), a colour each, and the good end. Both are empty without values.

    A continuous scale has no classes: its bounds are where its colours stand, and what lies between is mixed.
    """

    bounds: tuple[float, ...]
    colours: tuple[str, ...]
    better: str
    continuous: bool = False

    def colour(self, value: float) -> str:
        """The colour of a value; values beyond the bounds take the nearest class."""
        if np.isnan(value):
            return NO_VALUE
        if self.continuous:
            return self._mixed(value)
        at = int(np.searchsorted(self.bounds[1:-1], value, side="left"))
        return self.colours[min(at, len(self.colours) - 1)]

    def _mixed(self, value: float) -> str:
        ends = np.array([rgb(colour) for colour in self.colours], dtype=float)
        mixed = [np.interp(value, self.bounds, ends[:, channel]) for channel in range(3)]
        return "#" + "".join(f"{round(part):02x}" for part in mixed)


def scale(values: pd.Series, better: str, how: str = "quantiles", breaks: Sequence[float] = ()) -> Scale:
    """One scale for everything that is shown side by side.

    `how`: fifths of all values at rounded bounds (`quantiles`), five classes of the same width (`equal`), natural
    breaks (`natural`, Fisher 1958), `own` ones at `breaks`, or no classes at all (`continuous`). Own breaks
    beyond the values part nothing and are left out, so that the ends of the legend are values that there are.
    """
    known = values.dropna().to_numpy(dtype=float)
    if not len(known):
        return Scale((), (), better)
    if how == CONTINUOUS and known.min() < known.max():
        places = tuple(float(each) for each in np.linspace(known.min(), known.max(), 5))
        return Scale(places, palette(better, 5), better, continuous=True)
    inner = _inside(breaks, known) if how == "own" else _inner(known, how)
    bounds = (float(known.min()), *inner, float(known.max()))
    return Scale(bounds, palette(better, len(bounds) - 1), better)


def _inside(bounds: Sequence[float], known: np.ndarray) -> list[float]:
    return [bound for bound in bounds if known.min() < bound < known.max()]


def _inner(known: np.ndarray, how: str) -> list[float]:
    """The bounds between classes, rounded, none of them outside the values."""
    if how == "equal":
        found = np.linspace(known.min(), known.max(), 6)[1:-1]
    elif how == "natural":
        from indicators.compare.benchmarking.classes import class_breaks

        some = known
        if len(known) > _MOST:
            some = np.sort(known)[np.linspace(0, len(known) - 1, _MOST).round().astype(int)]
        found = class_breaks(some, "fisher_jenks")[:-1]
    else:
        found = np.unique(np.quantile(known, (0.2, 0.4, 0.6, 0.8)))
    return _inside(_rounded(found), known)


def palette(better: str, classes: int) -> tuple[str, ...]:
    """Colours from the lowest class to the highest."""
    ramp: Sequence[str] = NOT_JUDGED
    if better == "lower":
        ramp = GOOD_TO_BAD
    elif better == "higher":
        ramp = GOOD_TO_BAD[::-1]
    picked = {1: [2], 2: [0, 4], 3: [0, 2, 4], 4: [0, 1, 3, 4]}.get(classes, [0, 1, 2, 3, 4])
    return tuple(ramp[i] for i in picked)


def around_zero(values: pd.Series, better: str) -> Scale:
    """Two classes on either side of no difference, alike on both: what is not clear has its own colour."""
    size = values.abs().dropna().to_numpy(dtype=float)
    if not len(size) or not size.max():
        return Scale((), (), better)
    (middle,) = _rounded(np.array([size.max() / 2]))
    top = float(size.max())
    return Scale((-top, -middle, 0.0, middle, top), palette(better, 4), better)


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
