"""Who lives in Bellhaven: persons by sex, age and income, households and dwellings."""

from functools import lru_cache

import numpy as np
import pyarrow as pa

from data.build.bellhaven import world as w
from data.build.bellhaven.geography import Floats
from data.build.bellhaven.world import World

EPC = ("A", "B", "C", "D", "E", "F", "G")
OLD_AND_POOR = np.array([1, 0.7, 0, -0.6, -1])
HOUSEHOLD_SIZE = np.array([1.95, 2.1, 2.25, 2.35, 2.4])


@lru_cache(maxsize=4)
def persons(world: World) -> Floats:
    """Persons by district, year, sex, slot of age (`world.SLOT_AGE`) and income fifth, in whole numbers."""
    rng = world.rng("population")
    growth = np.exp(np.outer(0.004 - 0.008 * world.poor + world.lasting(rng, 0.004), world.since))
    total = world.places.persons[:, None] * growth * world.scale
    by_age = w.spread_over(total, age_shape(world, rng)[:, None, :])
    by_sex = np.stack([by_age * female_share(), by_age * (1 - female_share())], axis=2)
    mix = income_mix(world, rng)[:, None, None, None, :] * (1 + 0.10 * np.outer(is_old(), OLD_AND_POOR))
    return np.rint(w.spread_over(by_sex, mix))


def age_shape(world: World, rng: np.random.Generator) -> Floats:
    """Share of each slot of age by district; the poor districts are younger, those on the hills older."""
    middle = w.SLOT_MIDDLE
    city = w.SLOT_YEARS * np.exp(-(((middle - 36) / 42) ** 2)) * np.where(middle > 80, 0.55, 1.0)
    tilt = np.outer(0.28 * world.poor + world.lasting(rng, 0.08), (40 - middle) / 40)
    shape = city * np.exp(tilt)
    return np.asarray(shape / shape.sum(axis=1, keepdims=True))


def female_share() -> Floats:
    """More boys are born, more women grow old."""
    return np.asarray(0.488 + 0.13 / (1 + np.exp(-(w.SLOT_MIDDLE - 75) / 8)))


def is_old() -> Floats:
    """1 for slots of 65 and over."""
    return (w.SLOT_BAND == 4).astype(float)


def income_mix(world: World, rng: np.random.Generator) -> Floats:
    """Share of each income fifth by district: raked until they are fifths of the whole city in 2016."""
    lean = -1.05 * world.poor + world.lasting(rng, 0.08)
    mix = np.exp(np.outer(lean, np.arange(-2, 3)))
    for _ in range(20):
        mix /= mix.sum(axis=1, keepdims=True)
        mix *= 0.2 / np.average(mix, axis=0, weights=world.places.persons)
    return np.asarray(mix / mix.sum(axis=1, keepdims=True))


def disability_rate() -> Floats:
    """Share of persons with a disability by age band and income fifth."""
    by_age = np.array([0.05, 0.07, 0.10, 0.19, 0.38])
    return np.outer(by_age, np.array([1.45, 1.2, 0.98, 0.8, 0.65]))


def persons_by_band(world: World) -> Floats:
    """Persons by district, year, age band and income fifth."""
    by_slot = persons(world).sum(axis=2)
    return np.stack([by_slot[:, :, band == w.SLOT_BAND].sum(axis=2) for band in range(5)], axis=2)


def households(world: World) -> Floats:
    """Households by district, year and income fifth."""
    return np.rint(persons(world).sum(axis=(2, 3)) / HOUSEHOLD_SIZE)


def dwellings(world: World) -> Floats:
    """Dwellings by district and year; one in twenty-five stands empty."""
    return np.rint(households(world).sum(axis=2) * 1.04)


def epc_shares(world: World) -> Floats:
    """Share of dwellings in each energy class by district and year; old houses stand where people are
    poor."""
    rng = world.rng("dwellings")
    centre = 2.9 + 1.3 * world.poor + world.lasting(rng, 0.25)
    level = centre[:, None] - 0.06 * world.since
    shares = np.exp(-((np.arange(7) - level[..., None]) ** 2) / (2 * 1.25**2))
    return np.asarray(shares / shares.sum(axis=-1, keepdims=True))


def population_table(world: World) -> pa.Table:
    """`population`: a line for each district, year, sex, age group, income fifth. 15 to 19 has two lines, one
    for each age band that it lies in."""
    slots = tuple(f"{age}|{w.AGE_BANDS[band]}" for age, band in zip(w.SLOT_AGE, w.SLOT_BAND, strict=True))
    axes = {
        "district_id": world.ids,
        "period": w.YEAR_CODES,
        "sex": w.SEX,
        "slot": slots,
        "income_q": w.INCOME,
    }
    return with_ages(w.long_table(axes, {"persons": w.counts(persons(world))}), slots)


def with_ages(table: pa.Table, slots: tuple[str, ...]) -> pa.Table:
    """The column `slot` replaced by `age_from` (a whole number) and `age_band`."""
    at = table.column_names.index("slot")
    number = table["slot"].combine_chunks().dictionary_encode()
    index = np.array([slots.index(value) for value in number.dictionary.to_pylist()])[
        number.indices.to_numpy()
    ]
    age = pa.array(np.array(w.SLOT_AGE)[index])
    band = w.text_column(w.AGE_BANDS, w.SLOT_BAND[index])
    return table.set_column(at, "age_from", age).add_column(at + 1, "age_band", band)


def household_table(world: World) -> pa.Table:
    """`households`: by income fifth."""
    axes = {"district_id": world.ids, "period": w.YEAR_CODES, "income_q": w.INCOME}
    return w.long_table(axes, {"households": w.counts(households(world))})


def dwelling_table(world: World) -> pa.Table:
    """`dwellings`: by energy class, A best."""
    axes = {"district_id": world.ids, "period": w.YEAR_CODES, "epc_band": EPC}
    return w.long_table(axes, {"n": w.counts(dwellings(world)[..., None] * epc_shares(world))})
