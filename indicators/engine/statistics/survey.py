"""Estimates from surveys with strata, clusters and weights, by Taylor linearisation.

A survey first draws primary sampling units (PSUs: blocks, schools, or the households themselves) within
strata and then people within them. The variance comes from how much the weighted totals of the PSUs of a
stratum differ. A PSU without a member of the group of interest (the domain) counts with a total of zero:
leaving it out, as a filter on the rows would, gives a wrong standard error. Lumley 2010; Sarndal, Swensson &
Wretman 1992.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from indicators.engine.statistics.intervals import FloatArray

Codes = npt.NDArray[np.integer]


@dataclass(frozen=True)
class Design:
    """The strata and PSUs of one survey.

    `stratum` is the position of the stratum of every PSU, also of those without a member of any domain;
    `sampled` is the share of a stratum's PSUs that were drawn (n_h / N_h), 0 for "a small part".
    """

    stratum: Codes
    sampled: FloatArray

    @property
    def psus(self) -> npt.NDArray[np.int64]:
        """The number of PSUs in each stratum."""
        return np.bincount(self.stratum, minlength=len(self.sampled)).astype(np.int64)


@dataclass(frozen=True)
class Estimate:
    """An estimate per domain with its standard error; limits are a matter of `intervals`.

    `degrees_of_freedom` are the PSUs with members less the strata with members (Korn & Graubard 1999).
    """

    value: FloatArray
    standard_error: FloatArray
    degrees_of_freedom: FloatArray


def ratio(
    domain: Codes, psu: Codes, y: npt.ArrayLike, x: npt.ArrayLike, domains: int, design: Design
) -> Estimate:
    """Total of y over total of x by domain; a mean with x the weights, a share with y those of the ones.

    Rows are the weighted totals of a PSU in a domain (or any finer part: rows of the same PSU and domain are
    added up), given as positions. Rows may be missing where a PSU has no member of the domain. A domain whose
    x is zero is missing; the error is missing too where no degree of freedom is left, such as in a domain
    within one PSU.
    """
    above, below = np.asarray(y, dtype=np.float64), np.asarray(x, dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        base = np.bincount(domain, weights=below, minlength=domains)
        base = np.where(base > 0, base, np.nan)
        value = np.bincount(domain, weights=above, minlength=domains) / base
        influence = (above - value[domain] * below) / base[domain]
    error, freedom = spread(domain, psu, influence, domains, design)
    return Estimate(value, np.where((freedom > 0) & np.isfinite(value), error, np.nan), freedom)


def effective_sample(share: npt.ArrayLike, standard_error: npt.ArrayLike) -> FloatArray:
    """The random sample whose share would have this standard error; NaN for 0 and 1."""
    part, error = np.asarray(share, dtype=np.float64), np.asarray(standard_error, dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        usable = (part > 0) & (part < 1) & (error > 0)
        return np.where(usable, part * (1 - part) / error**2, np.nan)


def spread(
    domain: Codes, psu: Codes, influence: npt.ArrayLike, domains: int, design: Design
) -> tuple[FloatArray, FloatArray]:
    """Standard error and degrees of freedom, [domains], of a sum of weighted influences given row by row.

    A stratum with a single PSU has no spread of its own; it counts by its distance from the mean of all PSUs
    ("adjust" in R's survey package), which errs on the safe side.
    """
    units, strata = max(len(design.stratum), 1), max(len(design.sampled), 1)
    pair, unit_sum = _add_up(domain.astype(np.int64) * units + psu, influence)
    owner, unit = np.divmod(pair, units)
    cell, back = np.unique(owner * strata + design.stratum[unit], return_inverse=True)
    cell_owner, stratum = np.divmod(cell, strata)
    n, present = design.psus[stratum], np.bincount(back, minlength=len(cell))
    grand_mean = np.bincount(owner, weights=unit_sum, minlength=domains) / units
    mean = np.bincount(back, weights=unit_sum, minlength=len(cell)) / n
    centre = np.where(n > 1, mean, grand_mean[cell_owner])
    square = np.bincount(back, weights=(unit_sum - centre[back]) ** 2, minlength=len(cell))
    square = (square + (n - present) * centre**2) * (1 - design.sampled[stratum]) * n / np.maximum(n - 1, 1)
    variance = _absent_single_psus(cell_owner, stratum, domains, design) * grand_mean**2
    variance += np.bincount(cell_owner, weights=square, minlength=domains)
    freedom = np.bincount(owner, minlength=domains) - np.bincount(cell_owner, minlength=domains)
    return np.sqrt(variance), freedom.astype(np.float64)


def _add_up(key: npt.NDArray[np.int64], values: npt.ArrayLike) -> tuple[npt.NDArray[np.int64], FloatArray]:
    distinct, row = np.unique(key, return_inverse=True)
    sums = np.bincount(row, weights=np.asarray(values, dtype=np.float64), minlength=len(distinct))
    return distinct, sums.astype(np.float64)


def _absent_single_psus(owner: Codes, stratum: Codes, domains: int, design: Design) -> FloatArray:
    """How many single-PSU strata a domain has no member in, each less its sampled share."""
    single = np.where(design.psus == 1, 1 - design.sampled, 0.0)
    present = np.bincount(owner, weights=single[stratum], minlength=domains)
    return np.asarray(single.sum() - present)
