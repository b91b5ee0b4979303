"""Bellhaven, a generated and fictional city: all six domains, every shape of table, planted effects with
known truth.

    python -m data.build.bellhaven [--out data/bellhaven] [--seed 1] [--scale 1]

writes the pack; `generate` makes the tables in memory, all of them or only those named.
"""

from collections.abc import Callable, Iterable

import pyarrow as pa

from data.build.bellhaven import digital, energy, health, mobility, population, safety, survey, waste
from data.build.bellhaven.safety import offences_at_scale
from data.build.bellhaven.world import World

MAKERS: dict[str, Callable[[World], pa.Table]] = {
    "population": population.population_table,
    "households": population.household_table,
    "dwellings": population.dwelling_table,
    "deaths": health.death_table,
    "admissions": health.admission_table,
    "air": health.air_table,
    "published": health.published_table,
    "survey": survey.survey_table,
    "offences": safety.offence_table,
    "dispatch": safety.dispatch_table,
    "casualties": safety.casualty_table,
    "fires": safety.fire_table,
    "requests": safety.request_table,
    "access": mobility.access_table,
    "stops": mobility.stop_table,
    "network": mobility.network_table,
    "speeds": mobility.speed_table,
    "energy": energy.energy_table,
    "heating": energy.heating_table,
    "public_buildings": energy.public_building_table,
    "outages": energy.outage_table,
    "meters": energy.meter_table,
    "waste": waste.waste_table,
    "disposal": waste.disposal_table,
    "collections": waste.collection_table,
    "connectivity": digital.connectivity_table,
    "eservice": digital.eservice_table,
    "pupils": digital.pupil_table,
}

__all__ = ["MAKERS", "World", "generate", "offences_at_scale"]


def generate(
    seed: int = 1, scale: float = 1, effects: bool = True, tables: Iterable[str] | None = None
) -> dict[str, pa.Table]:
    """The tables of one city as Arrow tables, by name; with `tables` only those, which are the same as in the
    whole.

    `effects=False` gives the same city, with the same chance events, had none of the interventions happened.
    Nulls stand for what the files mark as missing, suppressed or not collected. Raises KeyError for an
    unknown table.
    """
    world = World(seed, scale, effects)
    return {name: MAKERS[name](world) for name in (tables or MAKERS)}
