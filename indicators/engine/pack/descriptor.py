"""Reading a pack's descriptor, `datapackage.json`, and saying everything that is wrong with it.

Only the descriptor is read here; `geometry` opens the districts and `tables` the data.
"""

import json
from collections.abc import Mapping
from pathlib import Path

from indicators.engine.pack.model import DESCRIPTOR, DistrictsResource, Pack, Segments, TableResource
from indicators.engine.pack.table_descriptor import extra_of, tables_of, wrong
from indicators.engine.text.errors import PackError, Problem, did_you_mean
from indicators.engine.types import JsonMapping, JsonObject


def read_pack(folder: str | Path) -> Pack:
    """Reads a pack's descriptor. Raises PackError with every problem of the descriptor found."""
    folder = Path(folder)
    descriptor = _read_descriptor(folder)
    problems: list[Problem] = []
    resources = _resources(descriptor, problems)
    extra = extra_of(descriptor)
    districts = _districts(folder, resources, problems)
    tables = tables_of(folder, resources, problems)
    segments = _segments(extra.get("segments", {}))
    problems += _contradictions(tables, segments)
    population = _population(extra.get("population"), tables, problems)
    minimum = extra.get("minimum", {})
    if not isinstance(minimum, Mapping) or not isinstance(minimum.get("denominator", 10), int):
        problems.append(wrong("townbell.minimum is no number of people.", 'Write {"denominator": 10}.'))
    if extra.get("kind") not in ("real", "generated"):
        problems.append(
            wrong("townbell.kind is missing.", 'Say "real" or "generated" under "townbell": {"kind": …}.')
        )
    standard = _standard(extra.get("standard"), problems)
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
        standard=standard,
        round_to=extra.get("round_to"),
        licenses=tuple(descriptor.get("licenses", ())),
        sources=tuple(descriptor.get("sources", ())),
        descriptor=descriptor,
    )


def _read_descriptor(folder: Path) -> JsonObject:
    path = folder / DESCRIPTOR
    if not path.is_file():
        todo = f"Make one with 'townbell new-city {folder}' or name a folder that has one."
        raise PackError([Problem(str(folder), f"There is no {DESCRIPTOR} here.", todo)])
    try:
        descriptor = json.loads(path.read_bytes().decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise PackError([wrong(f"Byte {error.start} is not UTF-8.", "Save the file as UTF-8.")]) from None
    except json.JSONDecodeError as error:
        what = f"This is not valid JSON: {error.msg} in column {error.colno}."
        raise PackError([Problem(DESCRIPTOR, what, "Mend it there.", row=error.lineno)]) from None
    if not isinstance(descriptor, dict):
        raise PackError([wrong("The file holds no object.", 'Begin with "{" and the key "name".')])
    return descriptor


def _resources(descriptor: JsonMapping, problems: list[Problem]) -> list[JsonObject]:
    resources = descriptor.get("resources")
    if not isinstance(resources, list) or not resources:
        problems.append(wrong('"resources" lists nothing.', "Name the districts and at least one table."))
        return []
    return [resource for resource in resources if isinstance(resource, dict)]


def _districts(
    folder: Path, resources: list[JsonObject], problems: list[Problem]
) -> DistrictsResource | None:
    candidates = [resource for resource in resources if extra_of(resource).get("role") == "districts"]
    if len(candidates) != 1:
        what = f"{len(candidates)} resources have the role districts."
        problems.append(
            wrong(what, 'Mark exactly one with "townbell": {"role": "districts", "id": …, "name": …}.')
        )
        return None
    extra, path = extra_of(candidates[0]), folder / str(candidates[0].get("path", ""))
    for key in ("id", "name"):
        if not extra.get(key):
            problems.append(
                wrong(f"The districts do not say which property is their {key}.", f"Set townbell.{key}.")
            )
    if not path.is_file():
        problems.append(wrong(f"The file {path.name} is not there.", "Add it or correct the path."))
    return DistrictsResource(
        name=str(candidates[0].get("name", "districts")),
        path=path,
        id=str(extra.get("id", "")),
        label=str(extra.get("name", "")),
        parent=extra.get("parent"),
        vintage=str(extra.get("vintage", "")),
    )


def _segments(described: JsonMapping) -> dict[str, Segments]:
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
        for id, given in described.items()
    }


def _contradictions(tables: Mapping[str, TableResource], segments: Mapping[str, Segments]) -> list[Problem]:
    problems = [
        wrong(
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
                wrong(what, "'all' is reserved for rows that are already a total; leave it out of order.")
            )
        if not dimension.order:
            problems.append(
                wrong(f"Segments '{dimension.id}' have no order.", "List the groups in their order.")
            )
    return problems


def _population(
    described: Mapping[str, str] | None, tables: Mapping[str, TableResource], problems: list[Problem]
) -> tuple[str, str] | None:
    if not described:
        return None
    table, column = described.get("table", ""), described.get("column", "")
    if table not in tables:
        problems.append(
            wrong(f"townbell.population names table '{table}'.", did_you_mean(str(table), tables))
        )
    elif column not in [field.name for field in tables[table].fields]:
        hint = did_you_mean(str(column), [field.name for field in tables[table].fields])
        problems.append(wrong(f"townbell.population names column '{column}' of '{table}'.", hint))
    return table, column


def _standard(described: JsonMapping | None, problems: list[Problem]) -> dict[int, float] | None:
    """The pack's own standard population: persons by the first age of each group."""
    if described is None:
        return None
    try:
        return {
            int(age): float(persons)
            for age, persons in sorted(dict(described).items(), key=lambda one: int(one[0]))
        }
    except (TypeError, ValueError):
        problems.append(
            wrong(
                "townbell.standard can't be read.", 'Write {"0": 5000, "5": 5500, …}: persons by first age.'
            )
        )
        return None
