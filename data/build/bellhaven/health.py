"""Deaths, hospital admissions, air and a published value with limits."""

import numpy as np
import pyarrow as pa

from data.build.bellhaven import world as w
from data.build.bellhaven.geography import Floats
from data.build.bellhaven.population import persons, with_ages
from data.build.bellhaven.world import World

CAUSES = ("cancer", "circulatory", "respiratory", "other", "homicide")
CAUSE_SHARES = np.array(
    [[0.09, 0.04, 0.06, 0.81], [0.12, 0.07, 0.03, 0.78], [0.28, 0.20, 0.05, 0.47], [0.42, 0.26, 0.08, 0.24],
     [0.26, 0.34, 0.14, 0.26]]
)  # fmt: skip
"""By age band, for all causes but homicide."""
SMALL_DISTRICT = 12_000
HIDDEN_UNTIL = 2018
SLOTS = tuple(f"{age}|{w.AGE_BANDS[band]}" for age, band in zip(w.SLOT_AGE, w.SLOT_BAND, strict=True))


def death_table(world: World) -> pa.Table:
    """`deaths`: only combinations with a death; the rest are zero. Some four a year are homicides."""
    rng = world.rng("deaths")
    alive = persons(world) / 1.0
    poor = 0.55 * world.poor + world.lasting(rng, 0.06)
    year = -0.010 * world.since + 0.09 * w.YEAR_SHOCK
    level = np.exp(poor[:, None, None, None] + year[None, :, None, None])
    by_income = np.array([1.3, 1.13, 0.98, 0.87, 0.78])
    expected = level * death_rates().T[None, None] * (alive * by_income).sum(axis=-1)
    usual = expected[..., None] * CAUSE_SHARES[w.SLOT_BAND]
    killed = alive.sum(axis=-1) * homicide_rates(world)
    n = rng.poisson(np.concatenate([usual, killed[..., None]], axis=-1))
    axes = {"district_id": world.ids, "period": w.YEAR_CODES, "sex": w.SEX, "slot": SLOTS, "cause": CAUSES}
    return with_ages(w.long_table(axes, {"n": n}, keep=n > 0), SLOTS)


def death_rates() -> Floats:
    """Deaths a person-year by slot of age and sex: Gompertz's law (1825) above 30, high in the first year of
    life."""
    age = w.SLOT_MIDDLE
    old = 0.00125 * np.exp(0.092 * (age - 40))
    young = np.interp(age, [0.5, 3, 7, 12, 18, 30], [0.0038, 0.0002, 0.0001, 0.0001, 0.0004, 0.0005])
    return np.outer(np.where(age < 30, young, old), np.array([0.84, 1.2]))


def homicide_rates(world: World) -> Floats:
    """Homicides a person-year by district, year, sex and slot; mostly men between 15 and 60."""
    age = np.where((w.SLOT_MIDDLE > 15) & (w.SLOT_MIDDLE < 60), 1.3e-5, 0.4e-5)
    district = np.exp(1.6 * world.poor)
    return district[:, None, None, None] * np.array([0.5, 1.5])[:, None] * age * np.ones((1, 10, 1, 1))


def admission_table(world: World) -> pa.Table:
    """`admissions`: combinations with an admission; the rest are zero. Until 2018 the hospitals' export hid
    counts of 1 to 4 in districts of fewer than 12,000 people: those are null here and `*` in the file."""
    rng = world.rng("admissions")
    poor = 0.5 * world.poor + world.lasting(rng, 0.08)
    year = -0.008 * world.since[None, :] - 0.25 * w.YEAR_SHOCK[None, :] + rng.normal(0, 0.02, (24, 10))
    level = np.exp(poor[:, None] + year)[:, :, None, None, None]
    income = np.exp(-0.17 * (np.arange(5) - 2))
    rate = np.stack([other_rates()[:, None] * income**0.5, avoidable_rates()[:, None] * income], axis=-1)
    n = rng.poisson(level[..., None] * persons(world)[..., None] * rate)
    small = world.places.persons < SMALL_DISTRICT
    hidden = small[:, None] & (w.YEARS <= HIDDEN_UNTIL)
    hidden = hidden[:, :, None, None, None, None] & (n > 0) & (n < 5)
    axes = {
        "district_id": world.ids,
        "period": w.YEAR_CODES,
        "sex": w.SEX,
        "slot": SLOTS,
        "income_q": w.INCOME,
    }
    table = w.long_table(axes | {"avoidable": (False, True)}, {"n": n}, keep=n > 0, missing={"n": hidden})
    return with_ages(table, SLOTS)


def avoidable_rates() -> Floats:
    """Avoidable admissions a person-year by slot: high for infants and for the old."""
    return np.asarray(
        np.interp(w.SLOT_MIDDLE, [0, 4, 12, 45, 65, 80, 93], [0.03, 0.012, 0.005, 0.007, 0.02, 0.05, 0.09])
    )


def other_rates() -> Floats:
    """All other admissions a person-year by slot."""
    return np.asarray(
        np.interp(w.SLOT_MIDDLE, [0, 4, 12, 30, 45, 65, 93], [0.09, 0.02, 0.015, 0.04, 0.04, 0.09, 0.2])
    )


def air_table(world: World) -> pa.Table:
    """`air`: fine particles times persons, in µg/m³ x persons. The station of Beacon Top failed in 2019
    (missing)."""
    rng = world.rng("air")
    people = persons(world).sum(axis=(2, 3, 4))
    level = 9.2 + 2.6 * world.poor + world.lasting(rng, 0.5)
    pm25 = level[:, None] * np.exp(-0.02 * world.since - 0.10 * w.YEAR_SHOCK + rng.normal(0, 0.03, 10))
    failed = (np.array(world.ids) == "B17")[:, None] & (w.YEARS == 2019)
    axes = {"district_id": world.ids, "period": w.YEAR_CODES}
    values = {"pm25_persons": np.round(pm25 * people, 1), "persons": w.counts(people)}
    return w.long_table(axes, values, missing={"pm25_persons": failed})


def published_table(world: World) -> pa.Table:
    """`published`: healthy years with 95 % limits, as an office would publish them."""
    rng = world.rng("published")
    truth = 63.5 - 10 * world.poor[:, None] + world.lasting(rng, 0.8)[:, None] + 0.05 * world.since
    error = 0.9 * np.sqrt(20_000 / world.places.persons)[:, None] / np.sqrt(world.scale)
    value = truth + error * rng.normal(size=(24, 10))
    axes = {"district_id": world.ids, "period": w.YEAR_CODES}
    limits = {"lower": value - 1.96 * error, "upper": value + 1.96 * error}
    columns = {"healthy_years": value} | {f"healthy_years_{name}": limit for name, limit in limits.items()}
    return w.long_table(axes, {name: np.round(column, 2) for name, column in columns.items()})
