"""The draft of a pack: a datapackage.json inferred from the files of a folder, and what is left to fill in."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from indicators.commands.infer import TABLES, File, guess_file, overlap, read_text
from indicators.commands.output import progress
from indicators.engine.pack.boundaries import READABLE
from indicators.engine.pack.model import DESCRIPTOR, FILL_IN
from indicators.engine.sources.tables import ALL
from indicators.engine.text.errors import TownbellError
from indicators.engine.text.periods import grain_of
from indicators.engine.types import JsonObject
from indicators.engine.validation.keys import looks_like_total

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

_IDS = ("id", "code")
_NAMES = ("name", "nom", "nome", "nombre", "label", "title")
_PARENTS = ("parent", "borough", "city", "town", "commune", "province", "region")
_PERSONS = ("persons", "population", "residents", "people", "inhabitants")


@dataclass(frozen=True)
class Boundaries:
    """The file of boundaries and which of its properties say what."""

    path: Path
    id: str
    name: str
    parent: str | None
    ids: frozenset[str]
    names: frozenset[str]


def write_draft(folder: Path) -> None:
    """Writes the datapackage.json of a folder, and prints what is left to do. Raises TownbellError."""
    if not folder.is_dir():
        raise TownbellError(f"There is no folder {folder}. Make it and put the city's files into it.")
    if (folder / DESCRIPTOR).exists():
        raise TownbellError(f"{folder / DESCRIPTOR} exists. Edit it, or remove it to have a new one made.")
    with progress(f"Reading {folder.name}"):
        boundaries = find_boundaries(folder)
        files = [guess_file(path, boundaries.ids, boundaries.names) for path in _tables(folder)]
    text = json.dumps(descriptor(folder, boundaries, files), ensure_ascii=False, indent=2) + "\n"
    try:
        (folder / DESCRIPTOR).write_text(text, encoding="utf-8")
    except OSError as error:
        raise TownbellError(f"{folder / DESCRIPTOR} can't be written: {error.strerror}.") from error
    print(f"{folder / DESCRIPTOR} describes {len(boundaries.ids)} districts and {len(files)} tables. Now:")
    for at, line in enumerate(to_do(files), start=1):
        print(f"{at:2}. {line}")
    print(f"Then: townbell check {folder}")


def _tables(folder: Path) -> list[Path]:
    tables = [
        path
        for path in sorted(folder.iterdir())
        if path.suffix.lower() in TABLES and path.stem != "interventions"
    ]
    if not tables:
        raise TownbellError(f"There are no tables ({', '.join(TABLES)}) in {folder}. Add one file a table.")
    return tables


def find_boundaries(folder: Path) -> Boundaries:
    """The folder's one file of boundaries; its id is the property that the tables use most."""
    from indicators.engine.pack.boundaries import _read

    endings = [ending for ending in READABLE if ending not in (".json", ".parquet")]
    paths = [path for path in sorted(folder.iterdir()) if path.suffix.lower() in endings]
    if len(paths) != 1:
        names = ", ".join(path.name for path in paths) or "none"
        raise TownbellError(
            f"One file of boundaries ({', '.join(endings)}) is needed in {folder}; found: {names}."
        )
    frame = _read(paths[0])
    unique = [name for name in frame.columns if name != "geometry" and _is_key(frame[name])]
    if not unique:
        raise TownbellError(f"{paths[0].name}: no property is different for every district. Add an id.")
    key = max(unique, key=lambda name: (_uses(folder, frame, name), any(w in name.lower() for w in _IDS)))
    label, parent = _label(frame, key), _parent(frame)
    return Boundaries(paths[0], key, label, parent, _texts(frame, key), _texts(frame, label))


def _is_key(values: "pd.Series") -> bool:
    return bool(values.notna().all() and values.astype(str).is_unique)


def _texts(frame: "gpd.GeoDataFrame", name: str) -> frozenset[str]:
    return frozenset(frame[name].astype(str))


def _uses(folder: Path, frame: "gpd.GeoDataFrame", name: str) -> int:
    """In how many tables a column holds the values of this property."""
    known = _texts(frame, name)
    tables = (read_text(path)[0] for path in _tables(folder))
    return sum(any(overlap(table[c].unique(), known) >= 0.5 for c in table.columns) for table in tables)


def _label(frame: "gpd.GeoDataFrame", id: str) -> str:
    named = [c for c in frame.columns if any(word in c.lower() for word in _NAMES) and c != id]
    return min(named, key=len) if named else id


def _parent(frame: "gpd.GeoDataFrame") -> str | None:
    few = [
        c
        for c in frame.columns
        if c != "geometry" and frame[c].notna().all() and frame[c].nunique() < len(frame)
    ]
    return next((c for word in _PARENTS for c in few if word in c.lower()), None)


def descriptor(folder: Path, boundaries: Boundaries, files: list[File]) -> JsonObject:
    """The whole datapackage.json."""
    townbell: JsonObject = {"kind": f"{FILL_IN}: real or generated"}
    population = _population(files)
    if population:
        townbell["population"] = population
    townbell["segments"] = _segments(files)
    name = re.sub(r"[^a-z0-9._-]+", "-", folder.resolve().name.lower()).strip("-") or "city"
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": name,
        "title": f"{FILL_IN}: the city's name",
        "licenses": [{"name": "FILL-IN", "title": f"{FILL_IN}: under which licence the data may be used"}],
        "sources": [{"title": f"{FILL_IN}: who published the data, which edition"}],
        "townbell": townbell,
        "resources": [_districts(boundaries), *map(_table, files)],
    }


def _districts(boundaries: Boundaries) -> JsonObject:
    extra = {"role": "districts", "id": boundaries.id, "name": boundaries.name}
    if boundaries.parent:
        extra["parent"] = boundaries.parent
    extra["vintage"] = f"{FILL_IN}: of which date the boundaries are"
    return {"name": "districts", "path": boundaries.path.name, "townbell": extra}


def _population(files: list[File]) -> dict[str, str] | None:
    candidates = (
        {"table": file.path.stem, "column": column.name}
        for word in _PERSONS
        for file in files
        for column in file.columns
        if column.name.lower() == word and column.type in ("integer", "number") and not file.places
    )
    return next(candidates, None)


def _segments(files: list[File]) -> JsonObject:
    groups: dict[str, list[str]] = {}
    for file in files:
        for column in file.columns:
            if column.name in file.segments:
                parts = (value for value in column.values if value != ALL and not looks_like_total(value))
                groups.setdefault(column.name, []).extend(parts)
    return {
        name: {
            "title": name.replace("_", " ").capitalize(),
            "description": f"{FILL_IN}: who belongs to which group",
            "order": list(dict.fromkeys(values)),
            "ordinal": False,
            "source": f"{FILL_IN}: who defined the groups",
        }
        for name, values in groups.items()
    }


def _table(file: File) -> JsonObject:
    extra: JsonObject = {"table": file.path.stem}
    if file.district:
        extra["district"] = file.district
    extra |= file.places
    if file.period:
        extra["period"] = file.period
    if file.segments:
        extra["segments"] = list(file.segments)
    missing = ["", *dict.fromkeys(mark for column in file.columns for mark in column.marks)]
    schema = {
        "fields": [_field(file, column.name, column.type) for column in file.columns],
        "missingValues": missing,
    }
    resource = {"name": file.path.stem.lower(), "path": file.path.name, "schema": schema, "townbell": extra}
    if file.delimiter != ",":
        resource["dialect"] = {"delimiter": file.delimiter}
    return resource


def _field(file: File, name: str, type: str) -> dict[str, str]:
    if name == file.district:
        return {"name": name, "type": "string"}
    if name == file.period and type == "integer":
        return {"name": name, "type": "year"}
    return {"name": name, "type": type}


def to_do(files: list[File]) -> Iterator[str]:
    """What only a person knows, or what the guess did not find."""
    yield f"Replace every '{FILL_IN}' in {DESCRIPTOR}: title, licence, source, kind, date of boundaries."
    for file in files:
        yield from _open_questions(file)
    if not _population(files):
        yield 'Name where persons are counted: "townbell": {"population": {"table": …, "column": …}}.'
    for name, segments in _segments(files).items():
        groups = ", ".join(segments["order"])
        yield f"Segments '{name}' ({groups}): order them, or remove them if not of residents."


def _unread_period(file: File) -> Iterator[str]:
    column = next(
        (c for c in file.columns if c.name == file.period and c.type not in ("date", "datetime")), None
    )
    odd = next((code for code in column.values if grain_of(code) is None), None) if column else None
    if odd and not {"period_start", "period_end"} <= {c.name for c in file.columns}:
        todo = "write 2024, 2024-Q2 or 2024-03, or add columns period_start and period_end with dates"
        yield f"{file.path.name}, {file.period}: '{odd}' is no period that Townbell knows; {todo}."


def _open_questions(file: File) -> Iterator[str]:
    from indicators.engine.definitions.registry import all_indicators

    name = file.path.name
    if not file.district and not file.places:
        yield f"{name}: no column holds district ids. Add one, or longitude and latitude, and name them."
    if not file.period:
        yield f"{name}: no column holds the period. Add one and name it in townbell.period."
    yield from _unread_period(file)
    for column in file.columns:
        if column.marks:
            marks = " and ".join(f"'{mark}'" for mark in column.marks)
            other = "move it to townbell.suppressed or not_collected if it means that"
            yield f"{name}, {column.name}: {marks} is read as missing; {other}."
        if column.unlike:
            todo = "write it with digits and a decimal point only"
            yield f"{name}, {column.name}: '{column.unlike[0]}' is not read as a number; {todo}."
        if column.thousands:
            value = column.thousands
            todo = "if its point separates thousands, remove such points"
            yield f"{name}, {column.name}: '{value}' is read as {float(value):g}; {todo}."
        if column.decimal_comma:
            yield f"{name}, {column.name}: numbers have a decimal comma. Write a point."
    tables = {indicator.table for indicator in all_indicators()}
    if file.path.stem not in tables:
        yield f"Table '{file.path.stem}' is named by no indicator; see 'townbell indicators'."
