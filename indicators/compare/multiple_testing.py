"""P-values that allow for many questions having been asked at once."""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats


def adjusted_p(p_values: ArrayLike) -> NDArray[np.float64]:
    """P-values adjusted for judging all of them at once (Benjamini & Hochberg 1995, step-up).

    Calling those at or below q different leaves at most a part q of the calls false. Missing p-values stay
    missing and don't count as tests.
    """
    adjusted = np.array(p_values, dtype=float)
    known = np.isfinite(adjusted)
    if known.any():
        adjusted[known] = stats.false_discovery_control(adjusted[known])
    return adjusted
