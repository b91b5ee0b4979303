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
