"""The tables of a descriptor: what each resource says of its columns, and what contradicts itself there."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from indicators.engine.pack.database_descriptor import database_of, database_problems
from indicators.engine.pack.model import DESCRIPTOR, TYPES, Field, Margin, TableResource
from indicators.engine.text.errors import Problem, did_you_mean
from indicators.engine.text.messages import Text
from indicators.engine.types import JsonMapping, JsonObject


def wrong(what: Text | str, todo: Text | str) -> Problem:
    """A problem of the descriptor."""
    return Problem(DESCRIPTOR, what, todo)


def extra_of(thing: JsonMapping) -> JsonObject:
    """What stands under the key `townbell`; empty where nothing does."""
    extra = thing.get("townbell", {})
    return dict(extra) if isinstance(extra, Mapping) else {}


def tables_of(folder: Path, resources: list[JsonObject], problems: list[Problem]) -> dict[str, TableResource]:
    """The tables by name; what is wrong with them is added to `problems`."""
    tables: dict[str, TableResource] = {}
    for resource in resources:
        name = extra_of(resource).get("table")
        if not name:
            continue
        if name in tables:
            problems.append(wrong(f"Two resources are called table '{name}'.", "Rename one."))
            continue
        misshapen = _wrong_shape(name, resource)
        if misshapen is not None:
            problems.append(misshapen)
            continue
        table = _table(folder, name, resource)
        problems += _table_problems(table, resource)
        tables[name] = table
    return tables


def _wrong_shape(name: str, resource: JsonMapping) -> Problem | None:
    """A part of a table's description that is not written as an object where one is needed."""
    schema, extra = resource.get("schema", {}), extra_of(resource)
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
            return wrong(f"Table '{name}': {part} is not written as expected.", todo)
    return None


def _table(folder: Path, name: str, resource: JsonMapping) -> TableResource:
    extra = extra_of(resource)
    schema = resource.get("schema", {}) or {}
    fields = tuple(map(_field, schema.get("fields", ())))
    margins = extra.get("margin_of_error", {})
    design = extra.get("design", {})
    key = schema.get("primaryKey", ())
    return TableResource(
        name=name,
        path=folder / str(resource.get("path", "")),
        fields=fields,
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
        count=extra.get("count") or _usual_count(fields),
        strata=design.get("strata"),
        clusters=design.get("clusters"),
        suppress_below=extra.get("suppress_below"),
        delimiter=(resource.get("dialect") or {}).get("delimiter", ","),
        primary_key=(key,) if isinstance(key, str) else tuple(key),
        title=str(resource.get("title", name)),
        database=database_of(folder, resource, extra),
    )


def _usual_count(fields: tuple[Field, ...]) -> str | None:
    """A column `n` of numbers says how many a line stands for, unless `townbell.count` names another."""
    return next((f.name for f in fields if f.name == "n" and f.type in ("integer", "number")), None)


def _marks(value: str | Iterable[object] | None) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(map(str, value or ()))


def _field(given: JsonMapping) -> Field:
    return Field(
        name=str(given.get("name", "")),
        type=str(given.get("type", "any")),
        description=str(given.get("description", given.get("title", ""))),
        not_collected=tuple(map(str, extra_of(given).get("not_collected", ()))),
    )


def _table_problems(table: TableResource, resource: JsonMapping) -> list[Problem]:
    about = f"Table '{table.name}'"
    names = [field.name for field in table.fields]
    problems = _whereabouts(table, about, resource)
    if not table.fields:
        problems.append(wrong(f"{about} has no schema.fields.", "List its columns with their types."))
    if table.absent not in ("missing", "zero"):
        problems.append(wrong(f"{about}: absent='{table.absent}'.", 'Write "missing" or "zero".'))
    if table.district is None and (table.longitude is None or table.latitude is None):
        problems.append(wrong(f"{about} has no townbell.district.", "Name it, or longitude and latitude."))
    if table.period is None:
        problems.append(wrong(f"{about} has no townbell.period.", "Name the column that holds the period."))
    for role, column in _named_columns(table):
        if column not in names:
            hint = did_you_mean(column, names)
            problems.append(wrong(f"{about}: {role} names '{column}', which schema.fields lacks.", hint))
    for unknown in (f for f in table.fields if f.type not in TYPES):
        problems.append(
            wrong(
                f"{about}: type '{unknown.type}' of '{unknown.name}' is not known.",
                f"Use {', '.join(TYPES)}.",
            )
        )
    return problems


def _whereabouts(table: TableResource, about: str, resource: JsonMapping) -> list[Problem]:
    """What is wrong with where the rows are: in a file of the pack, or in a database."""
    if table.database is not None:
        problems = database_problems(table, extra_of(resource))
        return [wrong(f"{about}: {what}", todo) for what, todo in problems]
    if "://" in str(resource.get("path", "")):
        todo = "Tables are files of the pack: download it first. Databases are postgresql:// or spark://."
        return [wrong(f"{about} names an address.", todo)]
    if not table.path.is_file():
        return [wrong(f"{about}: the file {table.file} is not there.", "Add it or correct the path.")]
    return []


def _named_columns(table: TableResource) -> list[tuple[str, str]]:
    single = ["district", "period", "longitude", "latitude", "sample", "count", "strata", "clusters"]
    named = [(role, getattr(table, role)) for role in single if getattr(table, role)]
    named += [("segments", column) for column in table.segments]
    for column, margin in table.margins.items():
        named += [("margin_of_error", column), ("margin_of_error", margin.column)]
    return named
