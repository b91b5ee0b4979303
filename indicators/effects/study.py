"""What every estimator works on: one outcome by district and period, and when each district was treated.

Arrays only: no estimator knows a city, a table or an intervention's words.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
NEVER = -1


@dataclass(frozen=True)
class Study:
    """A panel of N districts and T periods of equal length, in order of time.

    `value` (N, T) is in the indicator's unit, NaN where it is not known. `variance` (N, T) is the sampling
    variance of `value` (0 for a full count, NaN where unknown). For rates of counted events `events` and
    `exposure` (N, T) are their parts, value = scale x events / exposure; None for everything else.
    `first` (N,) is the index of the first treated period, NEVER for comparison districts. `counts` (N, T) is
    how many people, answers or events a value rests on, NaN where unknown.
    """

    value: Floats
    variance: Floats
    first: Whole
    districts: tuple[str, ...]
    periods: tuple[str, ...]
    better: str = "neutral"
    events: Floats | None = None
    exposure: Floats | None = None
    scale: float = 1.0
    counts: Floats | None = None

    @cached_property
    def treated(self) -> NDArray[np.bool_]:
        """(N,) which districts are ever treated."""
        return self.first != NEVER

    @cached_property
    def after(self) -> NDArray[np.bool_]:
        """(N, T) which district-periods are under treatment."""
        return self.treated[:, None] & (np.arange(len(self.periods))[None, :] >= self.first[:, None])

    @cached_property
    def staggered(self) -> bool:
        """Do the treated districts start at different periods?"""
        return len(set(self.first[self.treated].tolist())) > 1
