"""What homes and public buildings use, power cuts and meters."""

import numpy as np
import pyarrow as pa

from data.build.bellhaven import world as w
from data.build.bellhaven.mobility import residents
from data.build.bellhaven.population import dwellings, epc_shares
from data.build.bellhaven.world import World

FUELS = ("electricity", "gas", "district heat")
COLD = 0.5 - 0.5 * np.cos(2 * np.pi * (np.arange(120) % 12 - 6) / 12)
"""0 in July, 1 in January."""
TONNES_A_KWH = np.array([0.00024, 0.000202, 0.00015])


def energy_table(world: World) -> pa.Table:
    """`energy`: by month and fuel. Old, leaky houses use more; the wind farm of 2020 made electricity
    greener."""
    rng = world.rng("energy")
    people = np.repeat(residents(world), 12, axis=1)
    a_month = np.array([1_500, 3_900, 900]) / 12
    winter = 1 + (COLD[:, None] * rng.normal(1, 0.08, 120)[:, None] - 0.5) * np.array([0.35, 1.5, 1.5])
    leaky = np.array([0.1, 0.35, 0.35]) * world.poor[:, None] + world.lasting(rng, 0.08)[:, None]
    trend = np.exp(np.arange(120)[:, None] / 12 * np.array([0.004, -0.02, 0.012]))
    home = 1 + 0.06 * w.MONTH_SHOCK[:, None]
    kwh = people[..., None] * a_month * winter * trend * home * np.exp(leaky)[:, None, :]
    kwh = kwh * np.exp(rng.normal(0, 0.015, kwh.shape))
    months = np.arange(120) / 12
    green = np.stack([0.24 + 0.025 * months + 0.10 * (months >= 4), 0 * months, 0.15 + 0.02 * months], axis=1)
    tonnes = kwh * TONNES_A_KWH * (1 - green)
    axes = {"district_id": world.ids, "period": w.MONTH_CODES, "fuel": FUELS}
    values = {
        "kwh": w.counts(kwh),
        "renewable_kwh": w.counts(kwh * green),
        "tonnes_co2e": np.round(tonnes, 1),
    }
    return w.long_table(axes, values)


def heating_table(world: World) -> pa.Table:
    """`heating`: heat with the weather taken out, and the floor it warms. It follows the energy classes."""
    rng = world.rng("heating")
    floor = dwellings(world) * (78 - 22 * world.poor[:, None])
    a_metre = epc_shares(world) @ np.array([35, 55, 80, 110, 145, 190, 250])
    kwh = floor * a_metre * np.exp(rng.normal(0, 0.02, floor.shape))
    axes = {"district_id": world.ids, "period": w.YEAR_CODES}
    return w.long_table(axes, {"kwh_corrected": w.counts(kwh), "square_metres": w.counts(floor)})


def public_building_table(world: World) -> pa.Table:
    """`public_buildings`: schools, baths and offices of the city."""
    rng = world.rng("public_buildings")
    floor = residents(world)[:, :1] * 1.9 * np.exp(rng.normal(0, 0.2, (24, 1))) * np.ones((1, 10))
    a_metre = 165 * np.exp(world.lasting(rng, 0.12)[:, None] - 0.018 * world.since - 0.18 * w.YEAR_SHOCK)
    kwh = floor * a_metre * np.exp(rng.normal(0, 0.03, floor.shape))
    axes = {"district_id": world.ids, "period": w.YEAR_CODES}
    return w.long_table(axes, {"kwh": w.counts(kwh), "square_metres": w.counts(floor)})


def outage_table(world: World) -> pa.Table:
    """`outages`: one cut of a cable hits thousands at once, so years differ wildly."""
    rng = world.rng("outages")
    customers = np.rint(dwellings(world) * 1.08)
    level = np.exp(0.5 * world.poor + world.lasting(rng, 0.15))[:, None] * np.exp(-0.03 * world.since)
    cuts = customers * rng.gamma(4, 0.11 * level)
    minutes = cuts * rng.lognormal(4.0, 0.3, cuts.shape)
    values = {"cust_interruptions": cuts, "cust_minutes": minutes, "customers": customers}
    axes = {"district_id": world.ids, "period": w.YEAR_CODES}
    return w.long_table(axes, {name: w.counts(value) for name, value in values.items()})


def meter_table(world: World) -> pa.Table:
    """`meters`: homes with a smart meter, rolled out since 2017."""
    rng = world.rng("meters")
    homes = dwellings(world)
    share = w.expit(-3.2 - 0.6 * world.poor[:, None] + world.lasting(rng, 0.3)[:, None] + 0.6 * world.since)
    axes = {"district_id": world.ids, "period": w.YEAR_CODES}
    return w.long_table(axes, {"meters": w.counts(homes * share), "dwellings": w.counts(homes)})
