"""Offences, emergency calls, casualties, home fires and repairs."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from data.build.bellhaven import interventions as plans
from data.build.bellhaven import world as w
from data.build.bellhaven.geography import Floats, points_in
from data.build.bellhaven.population import dwellings, households, persons
from data.build.bellhaven.world import World

TYPES = ("violence", "burglary", "robbery", "vehicle")
SERVICES = ("ambulance", "fire", "police")
SEVERITY = ("slight", "serious", "killed")
MODES = ("foot", "bike", "car", "bus")
REQUESTS = ("street light", "dumping")
CHANNELS = ("web", "phone", "counter")
FIRST_DAY = np.datetime64("2016-01-01")
MONTH_STARTS = np.arange("2016-01", "2026-02", dtype="datetime64[M]").astype("datetime64[D]")
SEASON = np.cos(2 * np.pi * (np.arange(120) % 12 - 6) / 12)
"""1 in July, -1 in January."""


def people_by_month(world: World) -> Floats:
    """Residents by district and month."""
    return np.repeat(persons(world).sum(axis=(2, 3, 4)), 12, axis=1)


def offence_rates(world: World, rng: np.random.Generator) -> Floats:
    """Expected offences by district, month and type, before any intervention."""
    level = np.array([0.0118, 0.0054, 0.0012, 0.0050]) / 12
    slope = np.array([1.1, 0.25, 1.5, 0.5])
    lasting = np.stack([world.lasting(rng, 0.10 if kind != 1 else 0.05) for kind in range(4)], axis=1)
    district = np.exp(slope * world.poor[:, None] + lasting)[:, None, :]
    trend = np.exp(np.arange(120)[:, None] / 12 * np.array([-0.006, -0.015, 0.0, -0.02]))
    season = 1 + SEASON[:, None] * np.array([0.12, -0.15, 0.0, 0.05])
    shock = np.exp(-w.MONTH_SHOCK[:, None] * np.array([0.12, 0.04, 0.35, 0.3]))
    noise = np.repeat(rng.normal(0, np.array([0.04, 0.16, 0.08, 0.06]), (24, 10, 4)), 12, axis=1)
    homes = np.repeat(households(world).sum(axis=2), 12, axis=1)
    at_risk = np.where(np.arange(4) == 1, homes[..., None], people_by_month(world)[..., None])
    return np.asarray(at_risk * level * district * trend * season * shock * np.exp(noise))


def offence_table(world: World) -> pa.Table:
    """`offences`: one line an offence, in order of date, as points inside the districts."""
    rng = world.rng("offences")
    n = rng.poisson(offence_rates(world, rng))
    cell = np.repeat(np.arange(n.size), n.ravel())
    district, month, kind = np.unravel_index(cell, n.shape)
    first, after = MONTH_STARTS[month], MONTH_STARTS[month + 1]
    day = first + (rng.random(len(cell)) * (after - first).astype(int)).astype(int)
    longitude, latitude = points_in(district, rng)
    table = offences_of(day, longitude, latitude, kind)
    kept = prevented(world, district, month, kind)
    order = np.argsort(day, kind="stable")
    table = table.take(order)
    table = table.set_column(0, "offence_id", pa.array(np.arange(1, len(order) + 1)))
    return table.filter(pa.array(kept[order]))


def prevented(
    world: World, district: NDArray[np.intp], month: NDArray[np.intp], kind: NDArray[np.intp]
) -> NDArray[np.bool_]:
    """Which offences still happen once the wardens are out: each violent one is prevented with the same
    chance."""
    if not world.effects:
        return np.ones(len(district), bool)
    there = plans.years_in(plans.VIOLENCE, world.ids, w.MONTH_CODES) >= 0
    exposed = there[district, month] & (kind == TYPES.index("violence"))
    return ~exposed | (world.rng("wardens").random(len(district)) < plans.VIOLENCE_KEPT)


def offences_of(
    day: NDArray[np.datetime64], longitude: Floats, latitude: Floats, kind: NDArray[np.intp]
) -> pa.Table:
    """The columns of `offences`, numbered from 1."""
    columns = {
        "offence_id": pa.array(np.arange(1, len(day) + 1)),
        "date": pa.array(day),
        "longitude": pa.array(longitude),
        "latitude": pa.array(latitude),
        "type": w.text_column(TYPES, kind),
    }
    return pa.table(columns)


def offences_at_scale(rows: int, path: Path, rng: np.random.Generator, chunk: int = 1_000_000) -> None:
    """Writes a Parquet file of `rows` offences in row groups of `chunk`, for measuring speed: plain chance,
    no seasons and no planted effects. Memory stays that of one chunk."""
    writer: pq.ParquetWriter | None = None
    for start in range(0, rows, chunk):
        many = min(chunk, rows - start)
        district = rng.integers(0, 24, many)
        longitude, latitude = points_in(district, rng)
        kind = rng.choice(4, many, p=[0.5, 0.2, 0.05, 0.25])
        table = offences_of(FIRST_DAY + rng.integers(0, 3653, many), longitude, latitude, kind)
        table = table.set_column(0, "offence_id", pa.array(np.arange(start + 1, start + many + 1)))
        writer = writer or pq.ParquetWriter(path, table.schema, compression="zstd")
        writer.write_table(table, row_group_size=chunk)
    if writer:
        writer.close()


def dispatch_table(world: World) -> pa.Table:
    """`dispatch`: one line a call. Minutes are lognormal, longer at night's end of week and far from the
    centre; one call in seventy has no recorded arrival (missing)."""
    rng = world.rng("dispatch")
    level = np.array([0.0076, 0.0011, 0.0030]) / 12
    seasons = (
        1
        + SEASON[:, None] * np.array([-0.10, -0.15, 0.08])
        + w.MONTH_SHOCK[:, None] * np.array([0.1, 0, -0.1])
    )
    district_rate = np.exp(0.6 * world.poor + world.lasting(rng, 0.1))[:, None, None]
    n = rng.poisson(people_by_month(world)[..., None] * level * seasons * district_rate)
    district, month, service = np.unravel_index(np.repeat(np.arange(n.size), n.ravel()), n.shape)
    first, after = MONTH_STARTS[month], MONTH_STARTS[month + 1]
    seconds = (rng.random(len(month)) * (after - first).astype(int)).astype(int) * 86_400
    called = first.astype("datetime64[s]") + seconds + call_seconds(len(month), rng)
    urgency = rng.choice(3, len(month), p=[0.35, 0.45, 0.2])
    way = (0.35 * world.poor + world.lasting(rng, 0.10))[district]
    middle = np.log(np.array([7.6, 6.6, 9.5]))[service] + np.array([-0.15, 0.0, 0.45])[urgency]
    minutes = np.exp(middle + way + 0.10 * w.MONTH_SHOCK[month] + rng.normal(0, 0.42, len(month)))
    order = np.argsort(called, kind="stable")
    columns = {
        "call_id": pa.array(np.arange(1, len(order) + 1)),
        "t_call": pa.array(called[order]),
        "district_id": w.text_column(world.ids, district[order]),
        "service": w.text_column(SERVICES, service[order]),
        "priority": w.text_column(("1", "2", "3"), urgency[order]),
        "minutes": pa.array(np.round(minutes[order], 1), mask=rng.random(len(order)) < 1 / 70),
    }
    return pa.table(columns)


def call_seconds(many: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """Seconds since midnight: few calls before dawn, most in the evening."""
    weight = 1 + 0.6 * np.sin(2 * np.pi * (np.arange(24) - 11) / 24)
    hour = rng.choice(24, many, p=weight / weight.sum())
    return np.asarray(hour * 3_600 + rng.integers(0, 3_600, many))


def casualty_table(world: World) -> pa.Table:
    """`casualties`: by month; only combinations with a casualty, the rest are zero."""
    rng = world.rng("casualties")
    mode = np.array([0.22, 0.16, 0.52, 0.10])
    severity = np.array([0.845, 0.14, 0.015])
    age = np.array([0.12, 0.28, 0.24, 0.23, 0.13])
    month = np.exp(-0.45 * w.MONTH_SHOCK - 0.02 * np.arange(120) / 12)[:, None]
    season = month * (1 + SEASON[:, None] * np.array([-0.15, 0.35, 0.0, 0.0]))
    district = np.exp(0.45 * world.poor + world.lasting(rng, 0.12))
    base = people_by_month(world) * 0.0029 / 12 * district[:, None]
    expected = (
        base[:, :, None, None, None] * severity[:, None, None] * (season * mode)[:, None, :, None] * age
    )
    n = rng.poisson(expected)
    axes = {"district_id": world.ids, "period": w.MONTH_CODES, "severity": SEVERITY, "mode": MODES}
    return w.long_table(axes | {"age_band": w.AGE_BANDS}, {"n": n}, keep=n > 0)


def fire_table(world: World) -> pa.Table:
    """`fires`: home fires; a district without a line had none."""
    rng = world.rng("fires")
    level = np.exp(0.9 * world.poor + world.lasting(rng, 0.1))[:, None] * np.exp(-0.02 * world.since)
    n = rng.poisson(dwellings(world) * 0.00055 * level)
    return w.long_table({"district_id": world.ids, "period": w.YEAR_CODES}, {"n": n}, keep=n > 0)


def request_table(world: World) -> pa.Table:
    """`requests`: reports of broken lights and dumped rubbish, added up by channel, and how many were dealt
    with in three and five days."""
    rng = world.rng("requests")
    people = persons(world).sum(axis=(2, 3, 4))
    rise = np.exp(0.12 * world.since[:, None] * np.array([1, -0.3, -1.0]))
    level = np.array([0.006, 0.009])[:, None] * np.array([0.3, 0.5, 0.2])
    poor = np.exp(np.outer(world.poor, [0.2, 1.3]))[:, None, :, None]
    n = rng.poisson(people[:, :, None, None] * level * rise[:, None, :] * poor)
    quick = 0.25 - 0.9 * world.poor + world.lasting(rng, 0.2)
    logit = quick[:, None] + 0.05 * world.since - 0.4 * w.YEAR_SHOCK + rng.normal(0, 0.12, (24, 10))
    three = rng.binomial(n, w.expit(logit)[:, :, None, None])
    five = three + rng.binomial(n - three, w.expit(logit + 0.3)[:, :, None, None])
    axes = {"district_id": world.ids, "period": w.YEAR_CODES, "type": REQUESTS, "channel": CHANNELS}
    return w.long_table(axes, {"n": n, "within_3_days": three, "within_5_days": five})
