"""What the planted interventions truly did: the same history with and without them, measured on everybody.

Nothing is estimated here. The two histories share their chance events, so their difference is the effect
itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import shapely

from data.build.bellhaven import interventions as plans
from data.build.bellhaven import world as w
from data.build.bellhaven.geography import Floats, places
from data.build.bellhaven.interventions import Plan

Tables = Mapping[str, pa.Table]
NEEDED = ("population", "households", "offences", "survey", "eservice", "waste", "collections")
"""The tables that the six target indicators are made of."""
TARGETS = 4
"""How many districts the campaign against break-ins goes to."""


@dataclass(frozen=True)
class Panel:
    """An indicator's totals by district, year and segment (a last axis of one where there are none).

    `scale` turns numerator / denominator into the indicator's unit."""

    numerator: Floats
    denominator: Floats
    scale: float
    unit: str
    dimension: str = ""
    groups: tuple[str, ...] = ("all",)

    @property
    def total(self) -> "Panel":
        """The same, all segments together."""
        above, below = (values.sum(axis=2, keepdims=True) for values in (self.numerator, self.denominator))
        return Panel(above, below, self.scale, self.unit)


def panel(indicator: str, tables: Tables) -> Panel:
    """The totals of one of the six target indicators (its id as in the register). Raises KeyError for
    another."""
    makers = {
        "violent_crime": _violent_crime,
        "burglary": _burglary,
        "home_internet": _home_internet,
        "eservice_completed": _eservice_completed,
        "recycled_share": _recycled_share,
        "missed_collections": _missed_collections,
    }
    return makers[indicator](tables)


def register(tables: Tables) -> tuple[Plan, ...]:
    """All plans; the campaign against break-ins goes to the districts with the highest rate of 2021 in these
    data."""
    rate = panel("burglary", tables)
    in_2021 = (rate.numerator / rate.denominator)[:, w.YEAR_CODES.index("2021"), 0]
    worst = [places().ids[at] for at in np.argsort(-in_2021)[:TARGETS]]
    campaign = plans.with_starts(plans.BURGLARY, worst, "2022-01-01")
    return tuple(campaign if plan.id == campaign.id else plan for plan in plans.PLANS)


def truths(with_effects: Tables, without: Tables) -> dict[str, dict[str, Any]]:
    """What truth.json says, by intervention."""
    return {plan.id: truth(plan, with_effects, without) for plan in register(with_effects)}


def truth(plan: Plan, with_effects: Tables, without: Tables) -> dict[str, Any]:
    """One intervention: what was planted, and what it came to in these data."""
    seen, unseen = panel(plan.indicator, with_effects), panel(plan.indicator, without)
    after = plans.years_in(plan, places().ids, w.YEAR_CODES) >= 0
    districts = {
        key: np.outer(np.array(places().ids) == key, np.ones(10, bool)) & after for key in plan.starts
    }
    segments = {
        f"{seen.dimension}={group}": effect(seen, unseen, after, at)
        for at, group in enumerate(seen.groups)
        if seen.dimension
    }
    return {
        "indicator": plan.indicator,
        "districts": sorted(plan.starts),
        "start": dict(sorted(plan.starts.items())),
        "planted": plan.planted,
        "unit": seen.unit,
        "average_effect": effect(seen.total, unseen.total, after),
        "district_effects": {
            key: effect(seen.total, unseen.total, mask) for key, mask in sorted(districts.items())
        },
        "segment_effects": segments,
        "verdict": plan.verdict,
        "gap": "wider"
        if plan.id == plans.FORMS.id
        else "narrower"
        if plan.id == plans.INTERNET.id
        else "not changed",
        "trap": plan.trap,
    }


def effect(seen: Panel, unseen: Panel, after: np.ndarray, segment: int = 0) -> dict[str, float]:
    """The average over treated district-years of the value with the intervention, without it, and their
    difference.

    Each district-year counts once, and not where nobody of the segment was asked; `relative_percent` is the
    difference in percent of the value without it."""
    with np.errstate(invalid="ignore"):
        values = [
            panel.numerator[after, segment] / panel.denominator[after, segment] for panel in (seen, unseen)
        ]
    have, would = (float(np.nanmean(value)) * seen.scale for value in values)
    difference = have - would
    found = {
        "with": have,
        "without": would,
        "difference": difference,
        "relative_percent": 100 * difference / would,
    }
    return {name: round(value, 4) + 0.0 for name, value in found.items()}


def district_numbers(longitude: Floats, latitude: Floats) -> np.ndarray:
    """The district number (from 0) of each point; raises ValueError when one lies in none or in two."""
    tree = shapely.STRtree(list(places().outlines))
    point, district = tree.query(shapely.points(longitude, latitude), predicate="within")
    if len(point) != len(longitude) or not np.array_equal(point, np.arange(len(longitude))):
        raise ValueError(f"{len(longitude)} points lie in {len(point)} districts, not each in one")
    return district


def _offences(tables: Tables, kind: str) -> Floats:
    chosen = tables["offences"].filter(pc.equal(tables["offences"]["type"], kind))
    district = district_numbers(chosen["longitude"].to_numpy(), chosen["latitude"].to_numpy())
    year = chosen["date"].to_numpy().astype("datetime64[Y]").astype(int) + 1970 - int(w.YEARS[0])
    return np.bincount(district * 10 + year, minlength=240).reshape(24, 10, 1).astype(float)


def _cube(table: pa.Table, column: str, *dimensions: str) -> Floats:
    """Totals of a column by district, year and the dimensions, in the order of their labels; none known is
    0."""
    rows = table.select(["district_id", "period", *dimensions, column]).to_pandas()
    rows["period"] = rows["period"].str[:4]
    totals = rows.groupby(["district_id", "period", *dimensions])[column].sum()
    order = {"income_q": w.INCOME, "skill": w.SKILL, "stream": ("food", "garden", "recycling", "residual")}
    labels = [places().ids, w.YEAR_CODES, *(order[dimension] for dimension in dimensions)]
    full = totals.reindex(pd.MultiIndex.from_product(labels), fill_value=0)
    return full.to_numpy(float).reshape([len(axis) for axis in labels])


def _violent_crime(tables: Tables) -> Panel:
    persons = _cube(tables["population"], "persons")[..., None]
    return Panel(_offences(tables, "violence"), persons, 1_000, "per 1,000 residents a year")


def _burglary(tables: Tables) -> Panel:
    homes = _cube(tables["households"], "households")[..., None]
    return Panel(_offences(tables, "burglary"), homes, 1_000, "per 1,000 households a year")


def _home_internet(tables: Tables) -> Panel:
    answers = tables["survey"].filter(pc.is_valid(tables["survey"]["has_home_internet"]))
    yes = pc.multiply(answers["weight"], pc.cast(answers["has_home_internet"], pa.float64()))
    totals = _cube(answers.append_column("yes", yes), "yes", "income_q"), _cube(answers, "weight", "income_q")
    return Panel(*totals, 100, "%", "income_q", w.INCOME)


def _eservice_completed(tables: Tables) -> Panel:
    completed, started = (_cube(tables["eservice"], column, "skill") for column in ("completed", "started"))
    return Panel(completed, started, 100, "%", "skill", w.SKILL)


def _recycled_share(tables: Tables) -> Panel:
    tonnes = _cube(tables["waste"], "tonnes", "stream")
    return Panel(tonnes[..., :3].sum(axis=2, keepdims=True), tonnes.sum(axis=2, keepdims=True), 100, "%")


def _missed_collections(tables: Tables) -> Panel:
    missed, planned = (_cube(tables["collections"], column)[..., None] for column in ("missed", "planned"))
    return Panel(missed, planned, 10_000, "per 10,000 planned")
