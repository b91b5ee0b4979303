"""How every district stands against the area's own value, for any indicator that has limits."""

import numpy as np
import pandas as pd
from scipy import special

from indicators.compare.benchmarking import funnel as benchmark
from indicators.compare.benchmarking.funnel_frame import PLACE, funnel
from indicators.compare.change.change import (
    BETTER,
    CANNOT_TELL,
    DIFFERENT,
    NO_CLEAR_DIFFERENCE,
    WORSE,
    Floats,
    verdicts,
)
from indicators.compare.multiple_testing import adjusted_p
from indicators.engine.definitions.enums import Status
from indicators.engine.definitions.registry import Indicator
from indicators.engine.statistics.intervals import z

KEPT = [*PLACE, "value", "lower", "upper", "unit", "status"]
PARTS = ["numerator", "denominator"]


def standing(indicator: Indicator, rows: pd.DataFrame, average: float, level: float = 0.95) -> pd.DataFrame:
    """Districts against the area in the fixed words: `against, z, p_value, p_adjusted, judged` beside estimates.

    `rows` are the districts in one period, `average` the area's own value, NaN where nobody knows it. Two
    questions, not to be mixed up.
    `against`: do the district's own limits leave out the area's value? `judged`: does it stand out among the
    districts? Shares and rates by the funnel of `views.funnel`; everything else that has limits by the same
    steps on its own standard error, (upper - lower) / 2z. Both widen the limits by what districts differ beyond
    chance (additive over-dispersion) and adjust for judging all at once, so that few stand out though many
    differ from the average. Without limits nothing can be judged: `cannot_tell`; neutral is `different`.
    """
    known = rows["status"] == Status.OK
    low, high = (rows[name].where(known).to_numpy(dtype=float) - average for name in ("lower", "upper"))
    rows = rows[[*KEPT, *PARTS]].assign(against=verdicts(low, high, indicator.better))
    if indicator.spec.has_counts and rows["numerator"].where(known).notna().any():
        funnel_rows = funnel(indicator, rows, level, average)
        return rows.drop(columns=PARTS).assign(
            **{name: funnel_rows[name] for name in ("z", "p_value", "p_adjusted", "judged")}
        )
    value, lower, upper = (
        rows[name].where(known).to_numpy(dtype=float) for name in ("value", "lower", "upper")
    )
    score = scores(value, (upper - lower) / (2 * z(level)), average)
    p_value = special.erfc(np.abs(score) / np.sqrt(2))
    adjusted = adjusted_p(p_value)
    return rows.drop(columns=PARTS).assign(
        z=score, p_value=p_value, p_adjusted=adjusted, judged=words(score, adjusted, indicator.better, level)
    )


def scores(value: Floats, error: Floats, average: float) -> Floats:
    """Standard scores against the average, the spread that chance does not explain added (Spiegelhalter 2005)."""
    error = np.where(error > 0, error, np.nan)
    raw = (value - average) / error
    known = np.isfinite(raw)
    if known.sum() < 2:
        return np.full(raw.shape, np.nan)
    excess = known.sum() * benchmark.over_dispersion(raw) - (known.sum() - 1)
    weight = 1 / error[known] ** 2
    between = max(excess, 0.0) / (weight.sum() - (weight**2).sum() / weight.sum())
    return np.asarray((value - average) / np.sqrt(error**2 + between))


def words(score: Floats, adjusted: Floats, better: str, level: float = 0.95) -> np.ndarray:
    """The fixed word for each score; higher scores are higher values."""
    up, down = {"higher": (BETTER, WORSE), "lower": (WORSE, BETTER)}.get(better, (DIFFERENT, DIFFERENT))
    clear = adjusted <= 1 - level
    return np.select(
        [np.isnan(score), clear & (score > 0), clear & (score < 0)],
        [CANNOT_TELL, up, down],
        NO_CLEAR_DIFFERENCE,
    )
