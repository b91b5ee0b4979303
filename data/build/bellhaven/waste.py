"""What is thrown away, where it goes, and whether the lorry came."""

import numpy as np
import pyarrow as pa

from data.build.bellhaven import interventions as plans
from data.build.bellhaven import world as w
from data.build.bellhaven.geography import Floats
from data.build.bellhaven.mobility import residents
from data.build.bellhaven.population import dwellings
from data.build.bellhaven.world import World

STREAMS = ("residual", "recycling", "food", "garden")
ROUTES = ("landfill", "incineration", "recycling", "composting")
GREEN_SEASON = np.tile([0.25, 1.4, 1.65, 0.7], 10)
BROKEN_SCALE = ("B11", "2018-Q3")


def streams(world: World) -> Floats:
    """Tonnes by district, quarter and stream. Doorstep collection moves weight from rubbish to recycling and
    food, so all waste together stays as it was."""
    rng = world.rng("waste")
    people = np.repeat(residents(world), 4, axis=1)
    quarter = np.arange(40) / 4
    total = people * 0.405 / 4 * np.exp(0.12 * world.poor + world.lasting(rng, 0.04))[:, None]
    total = total * np.exp(
        -0.006 * quarter + 0.05 * np.repeat(w.YEAR_SHOCK, 4) + rng.normal(0, 0.015, (24, 40))
    )
    garden = 0.055 * (1 - 0.7 * world.poor)[:, None] * GREEN_SEASON
    dry = 0.225 - 0.10 * world.poor[:, None] + world.lasting(rng, 0.012)[:, None] + 0.003 * quarter
    dry = dry + np.repeat(rng.normal(0, 0.006, (24, 10)), 4, axis=1) + rng.normal(0, 0.008, (24, 40))
    food = 0.028 - 0.01 * world.poor[:, None] + 0.001 * quarter
    gain = recycling_gain(world)
    shares = np.stack([1 - garden - dry - food - gain, dry + 0.4 * gain, food + 0.6 * gain, garden], axis=-1)
    return np.asarray(total[..., None] * shares)


def recycling_gain(world: World) -> Floats:
    """What doorstep collection adds to the recycled share, by district and quarter."""
    if not world.effects:
        return np.zeros((24, 40))
    years = plans.years_in(plans.RECYCLING, world.ids, w.QUARTER_CODES)
    first, later = plans.RECYCLING_GAIN
    return np.where(years < 0, 0.0, np.where(years < 1, first, later))


def waste_table(world: World) -> pa.Table:
    """`waste`: by quarter. In one district the scale broke for a quarter: nobody knows those weights
    (missing)."""
    axes = {"district_id": world.ids, "period": w.QUARTER_CODES, "stream": STREAMS}
    broken = (np.array(world.ids) == BROKEN_SCALE[0])[:, None] & (
        np.array(w.QUARTER_CODES) == BROKEN_SCALE[1]
    )
    return w.long_table(axes, {"tonnes": np.round(streams(world), 2)}, missing={"tonnes": broken[..., None]})


def disposal_table(world: World) -> pa.Table:
    """`disposal`: where the collected weight ended. The landfill is being closed; a new plant burns
    instead."""
    weight = streams(world)
    buried = np.clip(0.62 - 0.055 * np.arange(40) / 4, 0.1, None)
    rejected = 0.06 * weight[..., 1]
    left = weight[..., 0] + rejected
    routes = [left * buried, left * (1 - buried), weight[..., 1] - rejected, weight[..., 2] + weight[..., 3]]
    axes = {"district_id": world.ids, "period": w.QUARTER_CODES, "route": ROUTES}
    return w.long_table(axes, {"tonnes": np.round(np.stack(routes, axis=-1), 2)})


def collection_table(world: World) -> pa.Table:
    """`collections`: pick-ups planned and missed in a year; merged rounds add missed ones."""
    rng = world.rng("collections")
    planned = np.rint(dwellings(world) * 52 * 1.4)
    lasting = (0.35 * world.poor + world.lasting(rng, 0.12))[:, None]
    level = 0.00115 * np.exp(lasting + 0.35 * w.YEAR_SHOCK + rng.normal(0, 0.07, (24, 10)))
    missed = rng.poisson(planned * level)
    if world.effects:
        merged = plans.years_in(plans.ROUNDS, world.ids, w.YEAR_CODES) >= 0
        extra = planned * level * plans.MISSED_EXTRA * merged
        missed = missed + world.rng("merged rounds").poisson(extra)
    served = np.rint(
        residents(world) * np.clip(0.985 - 0.02 * world.poor[:, None] + 0.001 * world.since, 0, 1)
    )
    axes = {"district_id": world.ids, "period": w.YEAR_CODES}
    values = {"planned": w.counts(planned), "missed": missed, "persons_served": w.counts(served)}
    return w.long_table(axes, values)
