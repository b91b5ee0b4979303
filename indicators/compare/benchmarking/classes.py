"""Values sorted into classes: quantiles within a region, and the breaks of a map's colours."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

_BREAKS = {
    "quantiles": ("Quantiles", True),
    "equal_interval": ("EqualInterval", True),
    "fisher_jenks": ("FisherJenks", True),
    "maximum_breaks": ("MaximumBreaks", True),
    "std_mean": ("StdMean", False),
    "box_plot": ("BoxPlot", False),
    "percentiles": ("Percentiles", False),
    "headtail": ("HeadTailBreaks", False),
}


def quantiles_within(value: ArrayLike, group: ArrayLike, count: int = 10, better: str = "higher") -> Floats:
    """Quantile 1 (worst) to `count` (best) of each district within its group, for example its region.

    Ties share the lower rank; a group with fewer values than `count` has none (NaN). A neutral indicator is
    ranked from low to high (OHID, Public Health Technical Guidance).
    """
    values = np.asarray(value, dtype=float)
    ordered = -values if better == "lower" else values
    groups = np.asarray(group, dtype=str)
    quantile = np.full(values.shape, np.nan)
    for name in np.unique(groups):
        members = np.flatnonzero((groups == name) & ~np.isnan(values))
        if members.size >= count:
            rank = 1 + np.searchsorted(np.sort(ordered[members]), ordered[members], side="left")
            above = -(-(members.size + 1 - rank) * count // members.size)
            quantile[members] = np.maximum(count + 1 - above, 1)
    return quantile


def class_breaks(value: ArrayLike, method: str = "quantiles", count: int = 5) -> Floats:
    """Upper bounds of map classes, ascending, the last one the maximum (mapclassify; Rey, Stephens & Laura
    2017).

    `count` is ignored by the methods that find their own number. Fewer distinct values than `count` give
    fewer classes, no values none. Take one set of breaks for all periods, or colours can't be compared
    between maps.
    """
    if method not in _BREAKS:
        raise ValueError(f"method is {method!r}, expected one of {', '.join(_BREAKS)}")
    values = np.asarray(value, dtype=float)
    values = values[np.isfinite(values)]
    distinct = np.unique(values)
    name, counted = _BREAKS[method]
    if distinct.size <= (count if counted else 2):
        return distinct
    import warnings

    import mapclassify

    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".*[Nn]umba")
        classifier = getattr(mapclassify, name)(values, **({"k": count} if counted else {}))
    return np.asarray(classifier.bins, dtype=float)
