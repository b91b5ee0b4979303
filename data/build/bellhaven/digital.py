"""Lines, online forms and pupils' computers."""

import numpy as np
import pyarrow as pa

from data.build.bellhaven import interventions as plans
from data.build.bellhaven import world as w
from data.build.bellhaven.geography import Floats
from data.build.bellhaven.mobility import persons_by_disability
from data.build.bellhaven.population import dwellings, households, persons_by_band
from data.build.bellhaven.world import World

SERVICES = ("appointment", "benefit", "permit")


def connectivity_table(world: World) -> pa.Table:
    """`connectivity`: addresses, those that can get 100 Mbit/s, fixed lines, households."""
    rng = world.rng("connectivity")
    premises = np.rint(dwellings(world) * 1.09)
    fast = w.expit(-0.9 - 1.2 * world.poor[:, None] + world.lasting(rng, 0.4)[:, None] + 0.38 * world.since)
    homes = households(world).sum(axis=2)
    lines = w.expit(0.75 - 1.0 * world.poor[:, None] + world.lasting(rng, 0.15)[:, None] + 0.10 * world.since)
    values = {
        "premises": premises,
        "prem_100m": premises * fast,
        "subs_fixed": homes * lines,
        "households": homes,
    }
    axes = {"district_id": world.ids, "period": w.YEAR_CODES}
    return w.long_table(axes, {name: w.counts(value) for name, value in values.items()})


def skill_shares() -> Floats:
    """Share of each skill by age band (none, basic, above basic), roughly as the survey finds it."""
    return np.array(
        [[0.15, 0.5, 0.35], [0.06, 0.29, 0.65], [0.10, 0.37, 0.53], [0.22, 0.43, 0.35], [0.58, 0.31, 0.11]]
    )


def eservice_table(world: World) -> pa.Table:
    """`eservice`: forms begun and sent off, by service and who began them; adults only. The new forms let
    more be finished by the skilled and no more by those without skills."""
    rng = world.rng("eservice")
    people = persons_by_disability(world).sum(axis=3)[:, :, 1:]
    by_skill = people[:, :, None, None] * skill_shares()[1:].T[:, :, None]
    often = np.array([0.16, 0.10, 0.07])[:, None, None, None] * np.array([0.12, 0.8, 1.3])[:, None, None]
    year = np.exp(0.10 * world.since + 0.55 * w.YEAR_SHOCK)[:, None, None, None, None]
    started = rng.poisson(by_skill * often * year)
    chance = finishing(world, rng)
    completed = rng.binomial(started, chance)
    if world.effects:
        there = plans.years_in(plans.FORMS, world.ids, w.YEAR_CODES) >= 0
        gain = there[:, :, None, None, None, None] * np.array(plans.FORM_GAIN)[:, None, None]
        more = np.clip(np.minimum(gain, 0.99 - chance) / (1 - chance), 0, 1)
        completed = completed + world.rng("new forms").binomial(started - completed, more)
    axes = {"district_id": world.ids, "period": w.YEAR_CODES, "service": SERVICES, "skill": w.SKILL}
    axes |= {"age_band": w.AGE_BANDS[1:], "disability": w.DISABILITY}
    return w.long_table(axes, {"started": started, "completed": completed})


def finishing(world: World, rng: np.random.Generator) -> Floats:
    """The chance that a form once begun is finished, by district, year, service, skill, age band,
    disability."""
    noise = world.lasting(rng, 0.08)[:, None] + rng.normal(0, 0.04, (24, 10)) + 0.03 * world.since
    place = (noise - 0.3 * world.poor[:, None])[:, :, None, None, None, None]
    service = np.array([0.5, -0.3, 0.0])[:, None, None, None]
    skill = np.array([-0.55, 0.25, 0.6])[:, None, None]
    age = np.array([0.05, 0.1, 0.0, -0.25])[:, None]
    return w.expit(place + service + skill + age - 0.35 * np.array([0, 1]))


def pupil_table(world: World) -> pa.Table:
    """`pupils`: pupils, and those with a computer for school. Nobody was asked in 2020: the column is null
    here and `x` in the file."""
    rng = world.rng("pupils")
    children = persons_by_band(world)[:, :, 0]
    pupils = np.rint(children * 0.66)
    income = 0.45 * (np.arange(5) - 2)
    rise = 0.12 * world.since + 0.7 * (world.since >= 5)
    logit = 0.1 - 0.5 * world.poor[:, None] + world.lasting(rng, 0.15)[:, None] + rise
    owners = rng.binomial(pupils.astype(int), w.expit(logit[..., None] + income))
    axes = {"district_id": world.ids, "period": w.YEAR_CODES, "income_q": w.INCOME}
    not_asked = np.broadcast_to((w.YEARS == 2020)[None, :, None], owners.shape)
    unknown = {"pupils": not_asked, "with_computer": not_asked}
    return w.long_table(axes, {"pupils": w.counts(pupils), "with_computer": owners}, missing=unknown)
