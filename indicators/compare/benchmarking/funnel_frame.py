"""Districts against an average as a frame: which of them differ by more than chance."""

import numpy as np
import pandas as pd

from indicators.compare.benchmarking import funnel as benchmark
from indicators.compare.change.change import CANNOT_TELL, DIFFERENT, NO_CLEAR_DIFFERENCE
from indicators.compare.multiple_testing import adjusted_p
from indicators.engine.definitions.enums import Status
from indicators.engine.definitions.kinds import Noise
from indicators.engine.definitions.registry import Indicator
from indicators.engine.text.errors import TownbellError
from indicators.engine.text.messages import _

PLACE = ["district_id", "district"]
_NEUTRAL = {"higher": DIFFERENT, "lower": DIFFERENT, benchmark.SIMILAR: NO_CLEAR_DIFFERENCE}


def funnel(
    indicator: Indicator, rows: pd.DataFrame, level: float = 0.95, average: float | None = None
) -> pd.DataFrame:
    """Districts against the average: `value, z, p_value, p_adjusted, judged` (Spiegelhalter 2005).

    All are judged at once, so p-values are adjusted (Benjamini & Hochberg 1995), and the spread between
    districts that chance does not explain widens the limits (additive over-dispersion). `average`, in the
    indicator's unit, is the yardstick: the value of the whole area, a target, or the value of a group of
    districts; None is the districts with a value taken together, which is not the whole where some have none.
    NaN, a yardstick that nobody knows, judges nothing. Shares and rates only; a survey's shares count by their
    own denominators. `judged` is better, worse, no_clear_difference, cannot_tell, or different for neutral
    indicators.
    """
    if not indicator.spec.has_counts:
        raise TownbellError(
            _(
                "'{id}' has no count behind it; only shares and rates can be set against a funnel.",
                id=indicator.id,
            )
        )
    ok = rows["status"] == Status.OK
    number, base = (rows[name].where(ok).to_numpy(dtype=float) for name in ("numerator", "denominator"))
    compare = benchmark.funnel_shares if indicator.spec.noise is Noise.BINOMIAL else benchmark.funnel_rates
    against = None if average is None else average / indicator.per
    limits = compare(number, base, against, dispersion="additive")
    adjusted = adjusted_p(limits.p_value)
    words = pd.Series(benchmark.judge(limits.significance, indicator.better, level)).replace(_NEUTRAL)
    clear = np.nan_to_num(adjusted, nan=1.0) <= 1 - level
    judged = np.where(np.isnan(limits.z), CANNOT_TELL, np.where(clear, words, NO_CLEAR_DIFFERENCE))
    return rows[[*PLACE, "value", "unit", "status"]].assign(
        average=limits.average * indicator.per,
        z=limits.z,
        p_value=limits.p_value,
        p_adjusted=adjusted,
        judged=judged,
    )
