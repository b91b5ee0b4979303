"""Gaps of one indicator across segments or districts, from its estimates: the frame that `townbell gap` writes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from indicators.compare.change.before_after import before_after
from indicators.compare.gaps.gap_change import average_better_gap_wider, gap_change
from indicators.compare.gaps.group_limits import Scale, standard_errors
from indicators.compare.gaps.groups import Measure
from indicators.compare.gaps.inequality import GroupValues, measures
from indicators.engine.city import City
from indicators.engine.definitions.enums import Status
from indicators.engine.definitions.kinds import Symmetry
from indicators.engine.definitions.registry import Indicator, indicator
from indicators.engine.text.errors import TownbellError
from indicators.engine.text.messages import _

COLUMNS = ("indicator", "period", "measure", "value", "lower", "upper", "unit")
DISTRICT = "district"


def gap(
    city: City,
    id: str,
    across: str,
    by: Sequence[str] = (),
    where: Mapping[str, str | Sequence[str]] | None = None,
    level: float = 0.95,
) -> pd.DataFrame:
    """Every measure of inequality that the dimension allows, one row each, for every period if `by` says so.

    Columns: `indicator, period, measure, value, lower, upper, unit`; the period is empty where all are added up
    (`by` without period, year, quarter or month). Groups count by the people behind the value (its
    denominator), or all alike where the value has none. A group without a value is left out; an ordered
    dimension without its first or last group has no difference and no ratio. Raises TownbellError where the
    question does not fit the city.
    """
    definition = indicator(id)
    _check(city, definition, across, by)
    estimates = city.estimate(id, [*by, across], where, level)
    pieces = estimates.groupby("period", sort=False) if "period" in estimates else [("", estimates)]
    rows = [
        {"indicator": id, "period": period, **_row(one, definition)}
        for period, rows_of in pieces
        for one in _measures(city, definition, across, rows_of, level)
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _check(city: City, definition: Indicator, across: str, by: Sequence[str]) -> None:
    possible = [*city.segments_of(definition.id), DISTRICT]
    if across not in possible:
        raise TownbellError(
            _(
                "'{id}' has no gap across '{across}'. Possible: {possible}.",
                id=definition.id,
                across=across,
                possible=", ".join(possible),
            )
        )
    odd = [name for name in by if name not in ("period", "year", "quarter", "month")]
    if odd:
        raise TownbellError(
            _(
                "Gaps are given by period only, not by {odd}; use --where for one district.",
                odd=", ".join(odd),
            )
        )


def _measures(
    city: City, definition: Indicator, across: str, rows: pd.DataFrame, level: float
) -> list[Measure]:
    ok = rows["status"] == Status.OK
    value, lower, upper = (rows[name].where(ok).to_numpy(dtype=float) for name in ("value", "lower", "upper"))
    scale = scale_of(definition, lower[ok], upper[ok])
    errors = standard_errors(lower, upper, level, scale)
    people = rows["denominator"].where(ok).to_numpy(dtype=float)
    ordered = across != DISTRICT and city.pack.segments[across].ordinal
    larger = None
    if across == DISTRICT and city.districts["parent"].nunique() > 1:
        larger = rows["district_id"].map(city.districts.set_index("district_id")["parent"]).to_numpy()
    values = GroupValues(
        value,
        errors if np.isfinite(errors[ok]).all() else None,
        people if np.isfinite(people[ok]).all() else None,
        larger,
        scale,
    )
    return measures(values, ordered, definition.better.value, level)


def scale_of(definition: Indicator, lower: np.ndarray, upper: np.ndarray) -> Scale:
    """The scale on which the limits of a kind are nearly symmetric; plain where a limit stands at its end."""
    symmetry = definition.spec.symmetry
    if symmetry is Symmetry.PERCENT and (lower > 0).all() and (upper < 100).all():
        return "percent"
    if symmetry is Symmetry.LOG and (lower > 0).all():
        return "log"
    return "identity"


def _row(one: Measure, definition: Indicator) -> dict[str, object]:
    return {
        "measure": one.name,
        "value": one.value,
        "lower": one.lower,
        "upper": one.upper,
        "unit": unit_of(one, definition.unit),
    }


def unit_of(one: Measure, unit: str) -> str:
    """What a measure is counted in: the indicator's unit (points for percentages), a ratio, an index or percent."""
    plain = "percentage points" if unit == "%" else unit
    return {"unit": plain, "unit_squared": f"{plain}, squared", "percent": "%"}.get(
        one.unit_kind, one.unit_kind
    )


def gap_changes(
    city: City, id: str, across: str, before: str, after: str, level: float = 0.95
) -> pd.DataFrame:
    """How every measure changed between two periods: `measure, before, after, change, lower, upper, wider`.

    `wider` says whether the groups lie further apart than before, clearly or not; the limits say how
    clearly. The frame's `attrs` hold the flag
    `average_better_gap_wider`, for the difference between the groups.
    """
    definition = indicator(id)
    _check(city, definition, across, ())
    estimates = city.estimate(id, ["period", across], {"period": (before, after)}, level)
    sides = {
        period: {m.name: m for m in _measures(city, definition, across, rows, level)}
        for period, rows in estimates.groupby("period")
    }
    first, last = sides.get(before, {}), sides.get(after, {})
    changes = {name: gap_change(first[name], last[name]) for name in first if name in last}
    frame = pd.DataFrame(
        [
            {
                "measure": name,
                "before": first[name].value,
                "after": last[name].value,
                "change": change.value,
                "lower": change.lower,
                "upper": change.upper,
                "wider": change.wider,
            }
            for name, change in changes.items()
        ]
    )
    whole = city.estimate(id, ["period"], {"period": (before, after)}, level)
    average = before_after(whole, city.window(before), city.window(after), definition.better, [])
    frame.attrs["average_better_gap_wider"] = "difference" in changes and average_better_gap_wider(
        _average(average), changes["difference"], definition.better
    )
    return frame


@dataclass(frozen=True)
class _Moved:
    """The change of the average with its limits."""

    value: float
    lower: float
    upper: float


def _average(rows: pd.DataFrame) -> _Moved:
    if rows.empty:
        return _Moved(np.nan, np.nan, np.nan)
    row = rows.iloc[0]
    return _Moved(float(row["change"]), float(row["lower"]), float(row["upper"]))
