"""Which hexagons of a district are hidden, and which groups of seven, so that no small count can be worked out.

The district's total is published, and so are the sums of its groups. Whoever holds both maps knows what is hidden in
the hexagons of each shown group together, and in those of all hidden groups together. Each such sum must be spread
over enough hexagons: as zeros are always shown, a hidden one has at least 1, and it can have as much more as the
others have beyond theirs. That has to reach the threshold, as the rule for districts asks
(`disclosure.suppression.Audit`).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indicators.engine.disclosure.suppression import is_small

Mask = NDArray[np.bool_]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class HiddenHexagons:
    """What is hidden of a district's hexagons (`single`) and of its groups of them (`group`).

    `withheld`: nothing less than all of them is safe, zeros too.
    """

    single: Mask
    group: Mask
    withheld: bool = False


def protected(counts: Floats, member: NDArray[np.int64], threshold: float) -> HiddenHexagons:
    """Decides what is hidden. `counts` are by hexagon, `member` is the group of each, from 0.

    Small groups are hidden, and those whose small hexagons can't cover each other. What is hidden in these is covered
    together; where it does not suffice, the smallest shown group joins them.
    """
    sums = np.bincount(member, counts)
    single, unseen = np.zeros(len(counts), dtype=bool), is_small(sums, threshold)
    for group in np.flatnonzero(~unseen):
        places = np.flatnonzero(member == group)
        cover = _cover(counts[places], threshold)
        unseen[group] = cover is None
        if cover is not None:
            single[places] = cover
    while unseen.any():
        places = np.flatnonzero(unseen[member])
        cover = _cover(counts[places], threshold)
        if cover is not None:
            single[places] = cover
            break
        shown = np.flatnonzero(~unseen & (sums > 0))
        if not len(shown):
            return HiddenHexagons(np.ones_like(single), np.ones_like(unseen), withheld=True)
        unseen[shown[np.argmin(sums[shown])]] = True
    unseen &= np.bincount(member, single) > 0  # the others are the sum of what is shown
    return HiddenHexagons(single, unseen & (unseen.sum() > 1))


def _cover(counts: Floats, threshold: float) -> Mask | None:
    """The small counts of a known sum, and the smallest others that they need; None where all do not suffice."""
    least = 1.0 if np.all(counts == np.round(counts)) else 0.0
    hidden = is_small(counts, threshold)
    if not hidden.any():
        return hidden
    others = np.flatnonzero(counts >= threshold)
    for more in [None, *others[np.argsort(counts[others], kind="stable")]]:
        if more is not None:
            hidden[more] = True
        if hidden.sum() > 1 and (counts[hidden] - least).sum() >= threshold:
            return hidden
    return None
