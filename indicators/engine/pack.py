"""A city pack's descriptor: what `datapackage.json` says, read into plain records.

Only the descriptor is read here; `geometry` opens the districts and `tables` the data.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from indicators.engine.problem import PackError, Problem, did_you_mean

DESCRIPTOR = "datapackage.json"
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
    strata: str | None = None
    clusters: str | None = None
    suppress_below: int | None = None
    delimiter: str = ","
    primary_key: tuple[str, ...] = ()
    title: str = ""

    @property
    def is_points(self) -> bool:
        """Are its rows points that have to be assigned to districts?"""
        return self.district is None and self.longitude is not None

    @property
    def file(self) -> str:
        """The file's name, for messages."""
        return self.path.name


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
    licenses: tuple[Mapping[str, Any], ...]
    sources: tuple[Mapping[str, Any], ...]
    descriptor: Mapping[str, Any]


def read_pack(folder: str | Path) -> Pack:
    """Reads a pack's descriptor. Raises PackError with every problem of the descriptor found."""
    folder = Path(folder)
    descriptor = _read_descriptor(folder)
    problems: list[Problem] = []
    resources = _resources(descriptor, problems)
    extra = _extra(descriptor)
    districts = _districts(folder, resources, problems)
    tables = _tables(folder, resources, problems)
    segments = _segments(extra.get("segments", {}))
    problems += _contradictions(tables, segments)
    population = _population(extra.get("population"), tables, problems)
    minimum = extra.get("minimum", {})
    if not isinstance(minimum, Mapping) or not isinstance(minimum.get("denominator", 10), int):
        problems.append(_wrong("townbell.minimum is no number of people.", 'Write {"denominator": 10}.'))
    if extra.get("kind") not in ("real", "generated"):
        problems.append(
            _wrong("townbell.kind is missing.", 'Say "real" or "generated" under "townbell": {"kind": …}.')
        )
    if problems or districts is None:
        raise PackError(problems)
    return Pack(
        folder=folder,
        name=str(descriptor.get("name", folder.name)),
        title=str(descriptor.get("title") or descriptor.get("name") or folder.name),
        kind=extra["kind"],
        description=str(descriptor.get("description", "")),
        districts=districts,
        tables=tables,
        segments=segments,
        population=population,
        minimum=int(minimum.get("denominator", 10)),
        suppress_below=extra.get("suppress_below"),
        licenses=tuple(descriptor.get("licenses", ())),
        sources=tuple(descriptor.get("sources", ())),
        descriptor=descriptor,
    )


def _wrong(what: str, todo: str) -> Problem:
    return Problem(DESCRIPTOR, what, todo)


def _extra(thing: Mapping[str, Any]) -> dict[str, Any]:
    found = thing.get("townbell", {})
    return dict(found) if isinstance(found, Mapping) else {}


def _read_descriptor(folder: Path) -> dict[str, Any]:
    path = folder / DESCRIPTOR
    if not path.is_file():
        todo = f"Make one with 'townbell new-city {folder}' or name a folder that has one."
        raise PackError([Problem(str(folder), f"There is no {DESCRIPTOR} here.", todo)])
    try:
        found = json.loads(path.read_bytes().decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise PackError([_wrong(f"Byte {error.start} is not UTF-8.", "Save the file as UTF-8.")]) from None
    except json.JSONDecodeError as error:
        what = f"This is not valid JSON: {error.msg} in column {error.colno}."
        raise PackError([Problem(DESCRIPTOR, what, "Mend it there.", row=error.lineno)]) from None
    if not isinstance(found, dict):
        raise PackError([_wrong("The file holds no object.", 'Begin with "{" and the key "name".')])
    return found


def _resources(descriptor: Mapping[str, Any], problems: list[Problem]) -> list[dict[str, Any]]:
    resources = descriptor.get("resources")
    if not isinstance(resources, list) or not resources:
        problems.append(_wrong('"resources" lists nothing.', "Name the districts and at least one table."))
        return []
    return [resource for resource in resources if isinstance(resource, dict)]


def _districts(
    folder: Path, resources: list[dict[str, Any]], problems: list[Problem]
) -> DistrictsResource | None:
    found = [resource for resource in resources if _extra(resource).get("role") == "districts"]
    if len(found) != 1:
        what = f"{len(found)} resources have the role districts."
        problems.append(
            _wrong(what, 'Mark exactly one with "townbell": {"role": "districts", "id": …, "name": …}.')
        )
        return None
    extra, path = _extra(found[0]), folder / str(found[0].get("path", ""))
    for key in ("id", "name"):
        if not extra.get(key):
            problems.append(
                _wrong(f"The districts do not say which property is their {key}.", f"Set townbell.{key}.")
            )
    if not path.is_file():
        problems.append(_wrong(f"The file {path.name} is not there.", "Add it or correct the path."))
    return DistrictsResource(
        name=str(found[0].get("name", "districts")),
        path=path,
        id=str(extra.get("id", "")),
        label=str(extra.get("name", "")),
        parent=extra.get("parent"),
        vintage=str(extra.get("vintage", "")),
    )


def _tables(
    folder: Path, resources: list[dict[str, Any]], problems: list[Problem]
) -> dict[str, TableResource]:
    tables: dict[str, TableResource] = {}
    for resource in resources:
        name = _extra(resource).get("table")
        if not name:
            continue
        if name in tables:
            problems.append(_wrong(f"Two resources are called table '{name}'.", "Rename one."))
            continue
        wrong = _wrong_shape(name, resource)
        if wrong is not None:
            problems.append(wrong)
            continue
        table = _table(folder, name, resource)
        problems += _table_problems(table, resource)
        tables[name] = table
    return tables


def _wrong_shape(name: str, resource: Mapping[str, Any]) -> Problem | None:
    """A part of a table's description that is not written as an object where one is needed."""
    schema, extra = resource.get("schema", {}), _extra(resource)
    fields = schema.get("fields", ()) if isinstance(schema, Mapping) else None
    margins = extra.get("margin_of_error", {})
    objects = {
        "schema": isinstance(schema, Mapping),
        "schema.fields": isinstance(fields, list | tuple) and all(isinstance(f, Mapping) for f in fields),
        "townbell.design": isinstance(extra.get("design", {}), Mapping),
        "townbell.margin_of_error": isinstance(margins, Mapping)
        and all(isinstance(m, Mapping) and "column" in m for m in margins.values()),
    }
    for part, right in objects.items():
        if not right:
            todo = 'Fields are [{"name": …, "type": …}], margins {column: {"column": …, "level": 0.90}}.'
            return _wrong(f"Table '{name}': {part} is not written as expected.", todo)
    return None


def _table(folder: Path, name: str, resource: Mapping[str, Any]) -> TableResource:
    extra = _extra(resource)
    schema = resource.get("schema", {}) or {}
    margins = extra.get("margin_of_error", {})
    design = extra.get("design", {})
    key = schema.get("primaryKey", ())
    return TableResource(
        name=name,
        path=folder / str(resource.get("path", "")),
        fields=tuple(map(_field, schema.get("fields", ()))),
        district=extra.get("district"),
        period=extra.get("period"),
        longitude=extra.get("longitude"),
        latitude=extra.get("latitude"),
        segments=tuple(extra.get("segments", ())),
        missing=tuple(map(str, schema.get("missingValues", [""]))),
        suppressed=_marks(extra.get("suppressed")),
        not_collected=_marks(extra.get("not_collected")),
        margins={column: Margin(m["column"], float(m.get("level", 0.90))) for column, m in margins.items()},
        absent=extra.get("absent", "missing"),
        sample=extra.get("sample"),
        strata=design.get("strata"),
        clusters=design.get("clusters"),
        suppress_below=extra.get("suppress_below"),
        delimiter=(resource.get("dialect") or {}).get("delimiter", ","),
        primary_key=(key,) if isinstance(key, str) else tuple(key),
        title=str(resource.get("title", name)),
    )


def _marks(found: Any) -> tuple[str, ...]:
    return (found,) if isinstance(found, str) else tuple(map(str, found or ()))


def _field(given: Mapping[str, Any]) -> Field:
    return Field(
        name=str(given.get("name", "")),
        type=str(given.get("type", "any")),
        description=str(given.get("description", given.get("title", ""))),
        not_collected=tuple(map(str, _extra(given).get("not_collected", ()))),
    )


def _table_problems(table: TableResource, resource: Mapping[str, Any]) -> list[Problem]:
    about = f"Table '{table.name}'"
    names = [field.name for field in table.fields]
    problems = []
    if "://" in str(resource.get("path", "")):
        problems.append(
            _wrong(f"{about} names an address.", "Tables are files of the pack; download it first.")
        )
    elif not table.path.is_file():
        problems.append(
            _wrong(f"{about}: the file {table.file} is not there.", "Add it or correct the path.")
        )
    if not table.fields:
        problems.append(_wrong(f"{about} has no schema.fields.", "List its columns with their types."))
    if table.absent not in ("missing", "zero"):
        problems.append(_wrong(f"{about}: absent='{table.absent}'.", 'Write "missing" or "zero".'))
    if table.district is None and (table.longitude is None or table.latitude is None):
        problems.append(_wrong(f"{about} has no townbell.district.", "Name it, or longitude and latitude."))
    if table.period is None:
        problems.append(_wrong(f"{about} has no townbell.period.", "Name the column that holds the period."))
    for role, column in _named_columns(table):
        if column not in names:
            hint = did_you_mean(column, names)
            problems.append(_wrong(f"{about}: {role} names '{column}', which schema.fields lacks.", hint))
    for unknown in (field for field in table.fields if field.type not in TYPES):
        problems.append(
            _wrong(
                f"{about}: type '{unknown.type}' of '{unknown.name}' is not known.",
                f"Use {', '.join(TYPES)}.",
            )
        )
    return problems


def _named_columns(table: TableResource) -> list[tuple[str, str]]:
    single = ["district", "period", "longitude", "latitude", "sample", "strata", "clusters"]
    named = [(role, getattr(table, role)) for role in single if getattr(table, role)]
    named += [("segments", column) for column in table.segments]
    for column, margin in table.margins.items():
        named += [("margin_of_error", column), ("margin_of_error", margin.column)]
    return named


def _segments(found: Mapping[str, Any]) -> dict[str, Segments]:
    return {
        id: Segments(
            id=id,
            title=str(given.get("title", id)),
            description=str(given.get("description", "")),
            order=tuple(map(str, given.get("order", ()))),
            ordinal=bool(given.get("ordinal", False)),
            source=str(given.get("source", "")),
            labels={str(k): str(v) for k, v in given.get("labels", {}).items()},
        )
        for id, given in found.items()
    }


def _contradictions(tables: Mapping[str, TableResource], segments: Mapping[str, Segments]) -> list[Problem]:
    problems = [
        _wrong(
            f"Table '{table.name}' has segments '{id}', which townbell.segments does not describe.",
            did_you_mean(id, segments),
        )
        for table in tables.values()
        for id in table.segments
        if id not in segments
    ]
    for dimension in segments.values():
        if "all" in dimension.order:
            what = f"Segments '{dimension.id}' list 'all' as a group."
            problems.append(
                _wrong(what, "'all' is reserved for rows that are already a total; leave it out of order.")
            )
        if not dimension.order:
            problems.append(
                _wrong(f"Segments '{dimension.id}' have no order.", "List the groups in their order.")
            )
    return problems


def _population(
    found: Any, tables: Mapping[str, TableResource], problems: list[Problem]
) -> tuple[str, str] | None:
    if not found:
        return None
    table, column = found.get("table"), found.get("column")
    if table not in tables:
        problems.append(
            _wrong(f"townbell.population names table '{table}'.", did_you_mean(str(table), tables))
        )
    elif column not in [field.name for field in tables[table].fields]:
        hint = did_you_mean(str(column), [field.name for field in tables[table].fields])
        problems.append(_wrong(f"townbell.population names column '{column}' of '{table}'.", hint))
    return table, column


def find_packs(folder: Path) -> list[Path]:
    """The folders below that hold a descriptor, by name."""
    return sorted(path.parent for path in folder.glob(f"*/{DESCRIPTOR}")) if folder.is_dir() else []
