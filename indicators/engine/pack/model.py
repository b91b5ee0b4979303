"""A city pack as plain records: what its `datapackage.json` says, before any data is read (`describe` reads it)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from indicators.engine.types import JsonMapping

DESCRIPTOR = "datapackage.json"
FILL_IN = "FILL IN"
"""What stands where a person has to write something."""
TYPES = ("string", "number", "integer", "boolean", "date", "datetime", "year", "yearmonth", "any")


@dataclass(frozen=True)
class Margin:
    """The column that holds a published margin of error, and the level at which it was published."""

    column: str
    level: float


@dataclass(frozen=True)
class Field:
    """A column as its schema describes it; `not_collected` lists the periods in which it was not asked."""

    name: str
    type: str = "any"
    description: str = ""
    not_collected: tuple[str, ...] = ()


@dataclass(frozen=True)
class Database:
    """Where a table lives that is no file: the address of a database or cluster, and the table's name there.

    The environment's `variable` may hold another address, with a password, which a pack never does. Counts are made
    anew when `version` changes, when rows or the column `updated` change, or else after `fresh_for` seconds.
    """

    address: str
    relation: str
    variable: str = "TOWNBELL_DATABASE"
    version: str | None = None
    updated: str | None = None
    fresh_for: float = 86_400.0

    @property
    def is_spark(self) -> bool:
        """Is it a cluster of Spark's (`spark://`, or `sc://` for Spark Connect)?"""
        return self.address.startswith(("spark:", "sc:"))


@dataclass(frozen=True)
class TableResource:
    """A table of the pack and what its columns mean."""

    name: str
    path: Path
    fields: tuple[Field, ...]
    district: str | None
    period: str | None
    longitude: str | None = None
    latitude: str | None = None
    segments: tuple[str, ...] = ()
    missing: tuple[str, ...] = ("",)
    suppressed: tuple[str, ...] = ()
    not_collected: tuple[str, ...] = ()
    margins: Mapping[str, Margin] = field(default_factory=dict)
    absent: str = "missing"
    sample: str | None = None
    count: str | None = None
    strata: str | None = None
    clusters: str | None = None
    suppress_below: int | None = None
    delimiter: str = ","
    primary_key: tuple[str, ...] = ()
    title: str = ""
    database: Database | None = None

    @property
    def is_points(self) -> bool:
        """Are its rows points that have to be assigned to districts?"""
        return self.district is None and self.longitude is not None

    @property
    def file(self) -> str:
        """The file's name, for messages; of a database the table's."""
        return self.path.name if self.database is None else self.database.relation


@dataclass(frozen=True)
class Segments:
    """One way of dividing residents, with its groups in their order."""

    id: str
    title: str
    description: str
    order: tuple[str, ...]
    ordinal: bool
    source: str
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class DistrictsResource:
    """The boundary file and the properties that identify a district."""

    name: str
    path: Path
    id: str
    label: str
    parent: str | None
    vintage: str


@dataclass(frozen=True)
class Pack:
    """A city pack as described, before any data is read."""

    folder: Path
    name: str
    title: str
    kind: str
    description: str
    districts: DistrictsResource
    tables: Mapping[str, TableResource]
    segments: Mapping[str, Segments]
    population: tuple[str, str] | None
    minimum: int
    suppress_below: int | None
    standard: Mapping[int, float] | None
    round_to: int | None
    licenses: tuple[JsonMapping, ...]
    sources: tuple[JsonMapping, ...]
    descriptor: JsonMapping


def find_packs(folder: Path) -> list[Path]:
    """The folders below that hold a descriptor, by name."""
    return sorted(path.parent for path in folder.glob(f"*/{DESCRIPTOR}")) if folder.is_dir() else []
