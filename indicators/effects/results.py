"""What estimators and checks answer with."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from indicators.engine.text.messages import Text

Floats = NDArray[np.float64]
NOWHERE = float("nan")


@dataclass(frozen=True)
class Path:
    """Effects by time since the start (0 is the first treated period, -1 the last one before it).

    `lower`/`upper` are pointwise; `band_lower`/`band_upper` hold for the whole path at once. All (K,).
    """

    time: NDArray[np.int64]
    estimate: Floats
    lower: Floats
    upper: Floats
    band_lower: Floats
    band_upper: Floats


@dataclass(frozen=True)
class Effect:
    """The average effect over treated district-periods, in the outcome's unit, with 95 % limits.

    `relative` is in per cent of what would have been without the intervention. NaN where it can't be said.
    `method` is a short code: did, did_poisson, staggered, synthetic, sdid, its. `inference` says in a word how
    the limits were made: permutation, wild, clustered, placebo, hac.
    """

    estimate: float
    lower: float
    upper: float
    p_value: float
    method: str
    inference: str
    relative: float = NOWHERE
    relative_lower: float = NOWHERE
    relative_upper: float = NOWHERE
    counterfactual: Floats | None = field(default=None, repr=False)
    """(T,) what the treated districts' mean would have been without it; NaN where nothing is said."""
    observed: Floats | None = field(default=None, repr=False)
    """(T,) the treated districts' mean."""
    weights: dict[str, float] = field(default_factory=dict)
    """Comparison districts and their weights, where they are not alike."""
    path: Path | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Check:
    """One check of an estimate: passed, failed, or (None) neither, with a sentence.

    `looked` tells what was seen and is to be borne in mind from what the data do not allow to look at.
    """

    name: str
    passed: bool | None
    text: Text | str
    looked: bool = True

    @property
    def state(self) -> str:
        """`failed`, `noted`, `unknown` or `passed`."""
        if self.passed is None:
            return "noted" if self.looked else "unknown"
        return "passed" if self.passed else "failed"
