"""Studies made up from plain arrays."""

import numpy as np

from indicators.effects.study import Study


def study_of(value: np.ndarray, first: np.ndarray) -> Study:
    """A study of districts d0, d1 ... in the years from 2000 on, of which nothing but values and starts is known."""
    districts, periods = value.shape
    names = tuple(f"d{i}" for i in range(districts)), tuple(str(2000 + i) for i in range(periods))
    return Study(value, np.zeros_like(value), first, *names)
