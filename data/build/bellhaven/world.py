"""What every table of Bellhaven shares: the axes, the seed, lasting differences between districts, common
shocks."""

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from data.build.bellhaven.geography import Floats, Places, places

YEARS = np.arange(2016, 2026)
YEAR_CODES = tuple(str(year) for year in YEARS)
MONTH_CODES = tuple(f"{year}-{month:02d}" for year in YEARS for month in range(1, 13))
QUARTER_CODES = tuple(f"{year}-Q{quarter}" for year in YEARS for quarter in range(1, 5))

SEX = ("female", "male")
AGE_FROM = (0, 1, *range(5, 95, 5))
AGE_BANDS = ("0-15", "16-29", "30-44", "45-64", "65+")
INCOME = ("1", "2", "3", "4", "5")
DISABILITY = ("no", "yes")
SKILL = ("none", "basic", "above basic")

SLOT_AGE = (0, 1, 5, 10, 15, *AGE_FROM[4:])
"""Age groups split so that each lies in one band: 15 to 19 is one slot of 15-year-olds and one of 16 to
19."""
SLOT_BAND = np.array([0] * 5 + [1] * 3 + [2] * 3 + [3] * 4 + [4] * 6)
SLOT_YEARS = np.array([1, 4, 5, 5, 1, 4, *[5] * 14, 7])
SLOT_MIDDLE = np.array([0.5, 3, 7.5, 12.5, 15.5, 18, *range(22, 90, 5), 93])

MONTH_SHOCK: Floats = np.where(np.arange(120) < 50, 0.0, np.exp(-np.maximum(np.arange(120) - 50, 0) / 11))
"""The pandemic: nothing before March 2020, then full force that fades to a third within a year."""
YEAR_SHOCK: Floats = MONTH_SHOCK.reshape(10, 12).mean(axis=1)


@dataclass(frozen=True)
class World:
    """One invented history of the city. `scale` multiplies people and events; `effects=False` is the same
    history with the same chance events but without the planted interventions."""

    seed: int = 1
    scale: float = 1.0
    effects: bool = True

    def rng(self, name: str) -> np.random.Generator:
        """A generator of the table's own, so that a new table changes no other."""
        return np.random.default_rng([self.seed, zlib.crc32(name.encode())])

    @cached_property
    def places(self) -> Places:
        """The map, the same for every seed."""
        return places()

    @property
    def ids(self) -> tuple[str, ...]:
        """The district ids, in order."""
        return self.places.ids

    @property
    def poor(self) -> Floats:
        """Deprivation of the districts, from -0.5 (best off) to 0.5 (Old Quay)."""
        return self.places.deprivation - 0.5

    @cached_property
    def since(self) -> Floats:
        """Years since 2016."""
        return (YEARS - YEARS[0]).astype(float)

    def lasting(self, rng: np.random.Generator, spread: float) -> Floats:
        """A lasting difference for each district, half of it shared with its surroundings; standard deviation
        about `spread`. Old Quay gets none of it, so its place is due to its deprivation alone."""
        near = self.places.closeness @ rng.normal(size=24)
        drawn = near / max(float(near.std()), 1e-9) * 0.7 + 0.7 * rng.normal(size=24)
        drawn[0] = 0.0
        return np.asarray(spread * drawn)


def expit(logit: Floats) -> Floats:
    """The probability that a logit means."""
    return np.asarray(1 / (1 + np.exp(-logit)))


def text_column(labels: Sequence[str], index: NDArray[Any]) -> pa.Array:
    """A text column from numbers into a list of labels."""
    coded = pa.DictionaryArray.from_arrays(pa.array(index.astype(np.int32)), pa.array(labels, pa.string()))
    return coded.cast(pa.string())


def long_table(
    axes: Mapping[str, Sequence[Any]],
    values: Mapping[str, NDArray[Any]],
    keep: NDArray[np.bool_] | None = None,
    missing: Mapping[str, NDArray[np.bool_]] | None = None,
) -> pa.Table:
    """A table with a line for each combination of the axes, in their order, and one column for each array of
    values.

    `keep` drops combinations; `missing` says, by column, which values nobody knows. All arrays are shaped as
    the axes.
    """
    shape = tuple(len(labels) for labels in axes.values())
    chosen = np.arange(int(np.prod(shape))) if keep is None else np.flatnonzero(np.broadcast_to(keep, shape))
    places_on_axes = np.unravel_index(chosen, shape)
    columns: dict[str, pa.Array] = {}
    for (name, labels), index in zip(axes.items(), places_on_axes, strict=True):
        is_text = isinstance(labels[0], str)
        columns[name] = text_column(labels, index) if is_text else pa.array(np.asarray(labels)[index])
    for name, value in values.items():
        unknown = (missing or {}).get(name)
        mask = None if unknown is None else np.broadcast_to(unknown, shape).ravel()[chosen]
        columns[name] = pa.array(np.broadcast_to(value, shape).ravel()[chosen], mask=mask)
    return pa.table(columns)


def spread_over(total: Floats, weight: Floats) -> Floats:
    """`total` divided along a new last axis in proportion to `weight`."""
    return np.asarray(total[..., None] * weight / weight.sum(axis=-1, keepdims=True))


def counts(values: Floats) -> NDArray[np.int64]:
    """Rounded to whole things."""
    return np.rint(values).astype(np.int64)
