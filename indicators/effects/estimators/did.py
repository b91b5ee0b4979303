"""Difference in differences: the change in treated districts against the change in comparison districts.

One start or several: each start's districts are set against districts that are never treated, with all
periods before as the base, and the starts are averaged. Districts already treated never serve as a comparison,
which is the mistake of two-way fixed effects with several starts (Goodman-Bacon 2021; Callaway & Sant'Anna
2021).
"""

from dataclasses import dataclass

import numpy as np
from scipy import stats

from indicators.effects.design.windows import Windows, masks, windows
from indicators.effects.estimators import permutation
from indicators.effects.estimators.balanced_panel import relative
from indicators.effects.estimators.contrast import NEARLY_NOTHING, contrast
from indicators.effects.results import Effect
from indicators.effects.study import Floats, Study, Whole
from indicators.engine.text.messages import _

MANY, MANY_TREATED = 40, 20
"""From so many districts on, limits rest on the standard error and need no reassignments."""
LARGEST = 200.0
"""Logarithm of the largest ratio that is turned into an effect; beyond it there is none."""


@dataclass(frozen=True)
class Inference:
    """An estimate on its own scale (the log for ratios) with limits, p-value and how they were made."""

    estimate: float
    lower: float
    upper: float
    p_value: float
    how: str


def did(
    study: Study,
    ratio: bool | None = None,
    seed: int = 1,
    draws: int = permutation.DRAWS,
    rough: bool = False,
) -> Effect:
    """The average over treated district-periods of the value with the intervention less the value without it.

    Rates of counted events are compared as ratios (a tenth fewer everywhere is a parallel change, whatever the
    level), other outcomes as differences; `ratio` overrules it. `rough` gives limits of which only holds on which
    side of nothing they lie, and no p-value to rely on: much faster, where the same is asked of many studies.

    Raises ValueError, with a sentence, where a value is not known, a start leaves nothing before or after it, or
    nothing is left to compare with.
    """
    if study.treated.all() or not study.treated.any():
        raise ValueError(_("There must be treated districts and districts to compare them with."))
    by_ratio = study.events is not None if ratio is None else ratio
    compared = windows(study, by_ratio)
    inference = infer(compared, seed, draws, rough)
    observed = float(study.value[study.after].mean())
    estimate, lower, upper = (
        _effect(value, observed, by_ratio) for value in (inference.estimate, inference.lower, inference.upper)
    )
    return Effect(
        estimate,
        lower,
        upper,
        p_value=inference.p_value,
        method="staggered" if study.staggered else "did_poisson" if by_ratio else "did",
        inference=inference.how,
        relative=relative(estimate, observed),
        relative_lower=relative(lower, observed),
        relative_upper=relative(upper, observed),
        counterfactual=without(study, by_ratio),
        observed=study.value[study.treated].mean(axis=0),
    )


def infer(compared: Windows, seed: int = 1, draws: int = permutation.DRAWS, rough: bool = False) -> Inference:
    """Estimate, limits and p-value: by reassigning the starts where districts are few, by Student's t with
    districts as clusters where they are many, and also where there are too few to reassign.

    Reassigning takes the wider of its own limits and Student's, since either alone can be a little too sure of
    itself by chance of the draw or of the spread (`benchmarks/interventions.py` measures it).
    """
    treated = int(compared.size.sum())
    many = (
        len(compared.group) >= MANY
        and treated >= MANY_TREATED
        and len(compared.group) - treated >= MANY_TREATED
    )
    assigned = compared.group[None, :] if many else permutation.assignments(compared.group, draws, seed)
    real = contrast(compared, compared.untouched, assigned[:1])
    estimate, error = float(real.estimate[0]), float(real.error[0])
    if many:
        return _student(estimate, float(real.clustered[0]), float(real.freedom[0]), "clustered")
    if len(assigned) < permutation.FEWEST:
        return _student(estimate, error, compared.freedom, "student")
    student = _student(estimate, error, compared.freedom, "student")
    if rough:
        return _rough(compared, assigned, student)
    lower, upper = permutation.limits(compared, assigned)
    p = max(permutation.p_value(compared, 0.0, assigned), student.p_value)
    return Inference(estimate, min(lower, student.lower), max(upper, student.upper), p, "permutation")


def _rough(compared: Windows, assigned: Whole, student: Inference) -> Inference:
    """The side of nothing on which the wider of both limits lie; Student's are there at once."""
    if student.lower <= 0 <= student.upper:
        return student
    lower, upper = permutation.rough_limits(compared, assigned)
    return Inference(
        student.estimate, min(lower, student.lower), max(upper, student.upper), np.nan, "permutation"
    )


def _student(estimate: float, error: float, freedom: float, how: str) -> Inference:
    """Limits by Student's t, districts being what is counted (Donald & Lang 2007); none without freedom."""
    if freedom < 1 or error == 0:
        return Inference(estimate, np.nan, np.nan, np.nan, how)
    margin = float(stats.t.ppf(0.975, freedom)) * error
    p = 2 * float(stats.t.sf(abs(estimate) / error, freedom))
    return Inference(estimate, estimate - margin, estimate + margin, p, how)


def _effect(value: float, observed: float, ratio: bool) -> float:
    """An effect in the indicator's unit: a ratio is of what was observed to what would have been.

    Where nothing at all was observed the ratio was made of the same `NEARLY_NOTHING` in its place.
    """
    if not ratio or not np.isfinite(value):
        return value if not ratio or np.isnan(value) or value < 0 else observed
    return float(max(observed, NEARLY_NOTHING) * -np.expm1(min(-value, LARGEST)))


def without(study: Study, ratio: bool) -> Floats:
    """(T,) what the treated districts' mean would have been: their own level before, moved as the comparison
    districts moved. Before the start it shows how well the two paths agree."""
    starts, counts = np.unique(study.first[study.treated], return_counts=True)
    before = masks(study, starts)[0]
    base = study.value[~study.treated].mean(axis=0)
    paths = []
    for start, mask in zip(starts, before, strict=True):
        own = study.value[study.first == start][:, mask].mean()
        paths.append(own * base / base[mask].mean() if ratio else own + base - base[mask].mean())
    return np.asarray(np.average(paths, axis=0, weights=counts))
