"""What most estimators share: a panel without holes, and what an effect means in per cent."""

from dataclasses import replace

import numpy as np
from scipy import stats

from indicators.effects.results import NOWHERE, Effect
from indicators.effects.study import NEVER, Floats, Study, Whole
from indicators.engine.text.messages import _

ROUNDING = 1e-11


def balanced(study: Study, comparison: bool = True) -> Study:
    """The study without the districts that no estimator of paths can use.

    Left out are districts with a period unknown and districts treated from the first period on, which have no
    before. A district whose start lies after the last period counts as a comparison district. Raises ValueError
    with a sentence where no treated district remains, or (`comparison`) no comparison district.
    """
    periods = len(study.periods)
    first = np.where(study.first >= periods, NEVER, study.first)
    keep = np.isfinite(study.value).all(axis=1) & (first != 0)
    if not (first[keep] != NEVER).any():
        raise ValueError(
            _("No treated district is known in every period, with at least one period before its start.")
        )
    if comparison and not (first[keep] == NEVER).any():
        raise ValueError(_("No comparison district is known in every period."))
    return pick(replace(study, first=first), np.flatnonzero(keep))


def pick(study: Study, rows: Whole) -> Study:
    """The study of these districts, in this order."""

    def of(values: Floats | None) -> Floats | None:
        return None if values is None else values[rows]

    return replace(
        study,
        value=study.value[rows],
        variance=study.variance[rows],
        first=study.first[rows],
        districts=tuple(study.districts[row] for row in rows),
        events=of(study.events),
        exposure=of(study.exposure),
        counts=of(study.counts),
    )


def student(
    estimate: float, se: float, freedom: float, level: float, size: float
) -> tuple[float, float, float]:
    """Lower and upper limit and p-value by Student's t.

    NaN without degrees of freedom, and where the standard error is no more than rounding beside values as large
    as `size`: an outcome that never varies gives nothing to judge an effect by.
    """
    if not freedom > 0 or not se > ROUNDING * size:
        return NOWHERE, NOWHERE, NOWHERE
    reach = float(stats.t.ppf((1 + level) / 2, freedom)) * se
    return estimate - reach, estimate + reach, float(2 * stats.t.sf(abs(estimate) / se, freedom))


def relative(effect: float, observed: float) -> float:
    """An effect in per cent of what would have been without it, observed - effect.

    NaN where that is not above zero: a change in per cent of nothing, or of a loss, misleads. Applied to limits
    it keeps the observed mean as it is, so the limits of the percentage and of the effect agree on the sign.
    """
    without = observed - effect
    return float(100 * effect / without) if without > 0 else NOWHERE


def with_paths(effect: Effect, without: Floats, observed: Floats, under: float) -> Effect:
    """The effect with its two paths (T,) and its size in per cent.

    `under` is the observed mean over the treated district-periods that the effect is an average of.
    """
    return replace(
        effect,
        counterfactual=without,
        observed=observed,
        relative=relative(effect.estimate, under),
        relative_lower=relative(effect.lower, under),
        relative_upper=relative(effect.upper, under),
    )


def starts(study: Study) -> list[int]:
    """The periods in which districts start, in order."""
    return sorted(set(study.first[study.treated].tolist()))
