"""All the ways in which treatment could have been dealt out among the districts, for tests against chance."""

from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from indicators.effects.study import Whole


def dealt_anew(labels: Whole, draws: int, seed: int) -> Whole:
    """(draws, N): the same labels in random order, row by row; the same rows for the same seed.

    A label is the column or period of a district's start, or NEVER. The real order is not put in, and may be drawn.
    """
    return np.random.default_rng(seed).permuted(np.tile(labels, (draws, 1)), axis=1)


def every_choice(size: int, chosen: int) -> NDArray[np.bool_]:
    """(R, N): all ways to choose `chosen` of `size` districts, the real one among them; R grows fast with both."""
    rows = np.array(list(combinations(range(size), chosen)))
    return flags(rows, size)


def flags(rows: NDArray[np.intp], size: int) -> NDArray[np.bool_]:
    """(R, N) which districts are in each row of indices (R, chosen)."""
    picked = np.zeros((len(rows), size), dtype=bool)
    np.put_along_axis(picked, rows, True, axis=1)
    return picked
