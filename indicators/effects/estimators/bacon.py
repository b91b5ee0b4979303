"""Why two-way fixed effects is not used for staggered starts: what its coefficient is made of."""

from dataclasses import dataclass
from itertools import combinations

import numpy as np

from indicators.effects.study import NEVER, Floats, Whole
from indicators.engine.text.messages import _


@dataclass(frozen=True)
class Part:
    """One kind of comparison: its share of the coefficient and the average difference-in-differences in it."""

    weight: float
    estimate: float


@dataclass(frozen=True)
class Cohort:
    """Districts that start together (NEVER: never): their share of all, mean path (T,), share of time treated."""

    first: int
    share: float
    path: Floats
    time: float


Pieces = list[tuple[str, float, float]]


def decompose(outcome: Floats, first: Whole) -> dict[str, Part]:
    """The two-way coefficient of a balanced panel as an average of two-by-two comparisons (Goodman-Bacon 2021).

    `outcome` (N, T), `first` (N,). Answers with the kinds that occur: `treated_vs_untreated`,
    `earlier_vs_later`, and `later_vs_earlier`, in which districts already treated serve as a comparison; where
    their effect still grows, its growth is taken off the estimate. That part is why the coefficient is not used.
    Weights add up to 1, and weights times estimates to the two-way coefficient. Raises ValueError for districts
    treated from the first period.
    """
    if (first == 0).any():
        raise ValueError(_("Districts treated from the first period have no before."))
    cohorts = _cohorts(outcome, first)
    pieces: Pieces = []
    for early, late in combinations(cohorts, 2):
        pieces += _against_never(early, late) if late.first == NEVER else _against_each_other(early, late)
    total = float(sum(weight for _kind, weight, _estimate in pieces))
    answer = {}
    for kind in dict.fromkeys(kind for kind, _weight, _estimate in pieces):
        weights, estimates = zip(*[(w, e) for k, w, e in pieces if k == kind], strict=True)
        answer[kind] = Part(float(sum(weights)) / total, float(np.average(estimates, weights=weights)))
    return answer


def _cohorts(outcome: Floats, first: Whole) -> list[Cohort]:
    """In order of their start, those never treated last."""
    n, t = outcome.shape
    cohorts = []
    for start in sorted(set(first.tolist()), key=lambda start: (start == NEVER, start)):
        members = first == start
        time = 0.0 if start == NEVER else (t - start) / t
        cohorts.append(Cohort(start, members.sum() / n, outcome[members].mean(axis=0), time))
    return cohorts


def _against_never(treated: Cohort, never: Cohort) -> Pieces:
    weight = treated.share * never.share * treated.time * (1 - treated.time)
    start = treated.first
    return [("treated_vs_untreated", weight, _difference(treated.path - never.path, 0, start, None))]


def _against_each_other(early: Cohort, late: Cohort) -> Pieces:
    both = early.share * late.share * (early.time - late.time)
    gap = early.path - late.path
    return [
        ("earlier_vs_later", both * (1 - early.time), _difference(gap, 0, early.first, late.first)),
        ("later_vs_earlier", both * late.time, _difference(-gap, early.first, late.first, None)),
    ]


def _difference(gap: Floats, begin: int, start: int, end: int | None) -> float:
    return float(gap[start:end].mean() - gap[begin:start].mean())
