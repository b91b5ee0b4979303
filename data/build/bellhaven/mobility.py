"""What can be reached, stops, streets and cycle paths."""

import numpy as np
import pyarrow as pa

from data.build.bellhaven import world as w
from data.build.bellhaven.geography import Floats
from data.build.bellhaven.population import disability_rate, persons, persons_by_band
from data.build.bellhaven.world import World

LINKS = 8
REACH = {
    "within_gp_15": (1.3, 1.1, 0.04, 0.7),
    "within_stop_500": (1.6, 0.5, 0.02, 0.2),
    "within_stepfree_stop_500": (-0.2, 0.6, 0.16, 0.2),
    "within_recycling_300": (0.6, 0.5, 0.05, 0.3),
    "within_public_wifi_500": (-1.1, 0.0, 0.18, 0.0),
}
"""Logit in 2016, fall from best to worst district, rise a year, fall for people with a disability."""


def persons_by_disability(world: World) -> Floats:
    """Persons by district, year, age band, income fifth and disability (no, yes), in whole numbers."""
    everyone = persons_by_band(world)
    disabled = np.rint(everyone * disability_rate())
    return np.stack([everyone - disabled, disabled], axis=-1)


def access_table(world: World) -> pa.Table:
    """`access`: residents in reach, as computed from the map when the table was made; nobody was sampled."""
    rng = world.rng("access")
    people = persons_by_disability(world)
    inside: dict[str, np.ndarray] = {"persons": w.counts(people)}
    for name, (level, poor, rise, disabled) in REACH.items():
        district = level - poor * world.poor + world.lasting(rng, 0.25)
        steps = np.maximum.accumulate(rise * world.since + rng.normal(0, 0.03, (24, 10)), axis=1)
        logit = (district[:, None] + steps)[:, :, None, None, None]
        age = np.array([0.0, 0.15, 0.05, 0.0, -0.1])[:, None, None]
        income = np.array([-0.1, -0.05, 0, 0.05, 0.1])[:, None]
        inside[name] = w.counts(people * w.expit(logit + age + income - disabled * np.array([0, 1])))
    axes = {"district_id": world.ids, "period": w.YEAR_CODES, "age_band": w.AGE_BANDS, "income_q": w.INCOME}
    return w.long_table(axes | {"disability": w.DISABILITY}, inside)


def stop_table(world: World) -> pa.Table:
    """`stops`: stops, and those with live departure times."""
    rng = world.rng("stops")
    stops = np.rint(8 + world.places.square_km * 4.5 + rng.normal(0, 3, 24))[:, None] + (world.since > 4)
    live = w.expit(-2.0 - 0.8 * world.poor[:, None] + world.lasting(rng, 0.4)[:, None] + 0.42 * world.since)
    values = {"stops": w.counts(stops), "stops_live": w.counts(stops * live)}
    return w.long_table({"district_id": world.ids, "period": w.YEAR_CODES}, values)


def network_table(world: World) -> pa.Table:
    """`network`: kilometres of cycle path and lane, which only ever grow."""
    rng = world.rng("network")
    start = world.places.square_km * np.exp(-0.1 - 0.9 * world.poor + world.lasting(rng, 0.3))
    built = np.cumsum(rng.gamma(0.5, 0.35, (24, 10)), axis=1)
    values = {"cycle_km": np.round(start[:, None] + built, 1)}
    return w.long_table({"district_id": world.ids, "period": w.YEAR_CODES}, values)


def speed_table(world: World) -> pa.Table:
    """`speeds`: eight streets a district with driving time in the rush hour and on the empty road; weight is
    traffic."""
    rng = world.rng("speeds")
    free = rng.lognormal(1.1, 0.35, (24, 1, LINKS)) * np.ones((1, 10, 1))
    street = rng.normal(0, 0.06, (24, 1, LINKS)) + world.lasting(rng, 0.08)[:, None, None]
    year = (0.008 * world.since - 0.22 * w.YEAR_SHOCK)[:, None]
    slower = np.exp(0.36 + street + year + rng.normal(0, 0.02, (24, 10, LINKS)))
    weight = np.rint(rng.lognormal(9, 0.5, (24, 1, LINKS)) * np.exp(-1.2 * w.YEAR_SHOCK[:, None] * 0.4))
    free, peak = np.round(free, 2), np.round(free * np.maximum(slower, 1.02), 2)
    axes = {"district_id": world.ids, "period": w.YEAR_CODES, "street": tuple(range(1, LINKS + 1))}
    values = {"peak_minutes": peak, "free_minutes": free, "weight": w.counts(weight * np.ones_like(free))}
    return w.long_table(axes, values)


def residents(world: World) -> Floats:
    """Residents by district and year."""
    return np.asarray(persons(world).sum(axis=(2, 3, 4)))
