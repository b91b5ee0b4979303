"""An indicator's values as arrays: districts x periods, with variances, and events where they are counted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from indicators.effects.design.timeline import Timeline
from indicators.effects.study import Floats
from indicators.engine.definitions.kinds import Noise
from indicators.engine.definitions.registry import Indicator
from indicators.engine.statistics.intervals import z

if TYPE_CHECKING:
    from indicators.engine.city import City

Where = Mapping[str, str | Sequence[str]]


@dataclass(frozen=True)
class OutcomeValues:
    """Values (N, T) of the districts of a comparison; NaN where a figure is hidden, too small or missing."""

    value: Floats
    variance: Floats
    events: Floats | None
    exposure: Floats | None
    counts: Floats | None
    scale: float
    districts: tuple[str, ...]
    names: tuple[str, ...]
    periods: tuple[str, ...]


def read(
    city: "City",
    indicator: Indicator,
    time: Timeline,
    where: Where,
    districts: Sequence[str],
    together: bool = False,
) -> OutcomeValues:
    """The estimates of an indicator in these periods and districts; with `together`, those before the start and
    those after it are added up."""
    if together:
        halves = [time.codes[: time.start], time.codes[time.start :]]
        rows = [city.estimate(indicator.id, ["district"], {**where, "period": codes}) for codes in halves]
        labels = tuple(codes[0] if len(codes) == 1 else f"{codes[0]}–{codes[-1]}" for codes in halves)
        frame = pd.concat([part.assign(period=label) for part, label in zip(rows, labels, strict=True)])
    else:
        frame = city.estimate(indicator.id, ["district", time.by], where)
        labels = time.codes
    names = city.districts.set_index("district_id")["district"]
    ids = tuple(id for id in names.index if id in districts)

    def wide(column: str) -> Floats:
        table = frame.pivot_table(
            index="district_id", columns="period", values=column, dropna=False, observed=False
        )
        return table.reindex(index=list(ids), columns=list(labels)).to_numpy(dtype=float)

    value = wide("value")
    spread = (wide("upper") - wide("lower")) / (2 * z())
    above, below = wide("numerator"), wide("denominator")
    counted = indicator.spec.noise is Noise.POISSON
    with np.errstate(divide="ignore", invalid="ignore"):
        scales = (value * below / above)[above > 0]
    answers = _answers(indicator, value, spread, below)
    return OutcomeValues(
        value=value,
        variance=spread**2,
        events=above if counted else None,
        exposure=below if counted else None,
        counts=above if counted else answers,
        scale=float(np.nanmedian(scales)) if counted and len(scales) else 1.0,
        districts=ids,
        names=tuple(names.loc[list(ids)]),
        periods=tuple(labels),
    )


def _answers(indicator: Indicator, value: Floats, spread: Floats, below: Floats) -> Floats:
    """How many people or answers a share rests on; NaN for other kinds.

    Weights stand for people who were not asked, so for a weighted share it is the sample that its Wilson limits
    amount to: from h (n + z^2) = z sqrt(n p (1 - p) + z^2 / 4), h being half their width (Wilson 1927).
    """
    if indicator.spec.noise is not Noise.BINOMIAL:
        return np.full_like(value, np.nan)
    if indicator.weight is None:
        return below
    half, p, square = spread * z() / 100, value / 100, z() ** 2
    with np.errstate(divide="ignore", invalid="ignore"):
        a, b, c = half**2, square * (2 * half**2 - p * (1 - p)), square**2 * (half**2 - 0.25)
        return np.asarray((-b + np.sqrt(np.maximum(b**2 - 4 * a * c, 0))) / (2 * a))
