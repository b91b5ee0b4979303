"""Values of districts made comparable, and shares in words; used by designs and checks alike."""

import numpy as np

from indicators.effects.study import Floats, Study
from indicators.engine.text import late as say
from indicators.engine.text.messages import Text


def percent(value: float) -> Text:
    """A share in whole per cent; the sign stays on its line."""
    return say.with_unit(say.number(value, 0), "%")


def on_one_scale(study: Study, path: Floats, before: int) -> Floats:
    """Paths (N, P) as they are to be compared; `before` is the number of first periods that give the level.

    Rates of counted events as multiples of a district's own mean before, times that of the treated districts,
    so that they stay in the unit: a tenth fewer everywhere is a parallel change, as it is for the estimate.
    Everything else as it is. NaN for districts without an event before.
    """
    if study.events is None:
        return path
    own = known_mean(path[:, :before], 1)
    own = np.where(own > 0, own, np.nan)
    return path / own[:, None] * float(known_mean(own[study.treated], 0))


def known_mean(value: Floats, axis: int) -> Floats:
    """Mean of what is known along an axis; NaN where nothing is."""
    known = np.isfinite(value)
    number = known.sum(axis=axis)
    total = np.where(known, value, 0.0).sum(axis=axis)
    return np.where(number > 0, total / np.maximum(number, 1), np.nan)
