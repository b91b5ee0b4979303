"""How large an effect would have been found where nothing happened: placebo inference for few treated districts.

The treated districts' starts are given to comparison districts, the estimate is made anew with the remaining
ones, and the spread of these placebo estimates is the standard error (Arkhangelsky et al. 2021, algorithm 4). This
takes the districts' noise to be alike. Limits treat the estimate's error as one more draw from the same spread
(Student's t), rather than by rank among the placebos: with J comparison districts and one treated, ranks can't
reach p = 0.05 for J < 19, and limits by rank rest on the one or two strangest districts. The rank is told beside.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from indicators.effects.estimators.balanced_panel import student
from indicators.effects.results import NOWHERE
from indicators.effects.study import NEVER, Floats, Study, Whole

SEED = 1
Estimator = Callable[[Floats, Whole], float]


@dataclass(frozen=True)
class Placebos:
    """Placebo estimates (B,), made from so many comparison districts."""

    estimates: Floats
    districts: int

    @property
    def se(self) -> float:
        """The placebo standard error as published; NaN where no placebo could be made."""
        return float(self.estimates.std()) if len(self.estimates) else NOWHERE

    def rank(self, estimate: float) -> float:
        """The permutation p-value: the share of estimates at least as large, the real one counted."""
        size = np.abs(self.estimates) >= abs(estimate) - 1e-12
        return float((1 + size.sum()) / (1 + len(self.estimates)))


def placebos(
    value: Floats, first: Whole, estimator: Estimator, draws: int = 200, seed: int = SEED
) -> Placebos:
    """Placebo estimates among the comparison districts of a panel (N, T) with starts `first` (N,).

    With one treated district each comparison district has its turn once, up to `draws` of them; with several,
    `draws` random sets of as many have. There are none unless the comparison districts outnumber the treated ones
    by two: a placebo needs others to be compared with.
    """
    others, dealt = value[first == NEVER], first[first != NEVER]
    if len(others) < len(dealt) + 2:
        return Placebos(np.zeros(0), len(others))
    rng = np.random.default_rng(seed)
    if len(dealt) == 1:
        sets = np.sort(rng.permutation(len(others))[:draws])[:, None]
    else:
        sets = np.stack([rng.permutation(len(others))[: len(dealt)] for _draw in range(draws)])
    estimates = []
    for chosen in sets:
        pretended = np.full(len(others), NEVER)
        pretended[chosen] = dealt
        estimates.append(estimator(others, pretended))
    return Placebos(np.array(estimates), len(others))


def limits(study: Study, estimate: float, tried: Placebos, level: float) -> tuple[float, float, float]:
    """Lower and upper limit and p-value from placebos; NaN where fewer than four districts could serve.

    Where the treated districts' values rest on smaller samples than the others', that noise is added.
    """
    j = tried.districts
    if j < 4 or not len(tried.estimates):
        return NOWHERE, NOWHERE, NOWHERE
    spread = tried.se * np.sqrt((j + 1) / (j - 1))
    se = float(np.sqrt(spread**2 + sampling_excess(study)))
    return student(estimate, se, j - 1, level, float(np.abs(study.value).max()))


def sampling_excess(study: Study) -> float:
    """By how much the sampling variance of the treated mean exceeds that of as many comparison districts.

    Unknown variances count as no excess.
    """
    typical = study.variance[~study.treated].mean(axis=0)
    more = np.where(study.after, study.variance - typical, 0.0)
    total = float(np.nansum(more)) / study.after.sum() ** 2
    return max(0.0, total)
