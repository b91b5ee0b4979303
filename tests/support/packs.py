"""A small city pack in a test's folder: two districts, two censuses, one table; and ways to break it."""

import copy
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

PEOPLE = """\
district_id,period,sex,persons,disabled
A,2014,female,1000,50
A,2014,male,1000,40
A,2024,female,1200,90
A,2024,male,1100,60
B,2014,female,500,10
B,2014,male,400,20
B,2024,female,600,30
B,2024,male,500,20
"""


def _square(id: str, name: str, west: float) -> dict[str, Any]:
    corners = [[west, 0.0], [west + 1, 0.0], [west + 1, 1.0], [west, 1.0], [west, 0.0]]
    properties = {"id": id, "name": name, "parent": "Smallville"}
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": "Polygon", "coordinates": [corners]},
    }


DISTRICTS: dict[str, Any] = {
    "type": "FeatureCollection",
    "features": [_square("A", "North", 0.0), _square("B", "South", 1.0)],
}


def _field(name: str, type: str) -> dict[str, str]:
    return {"name": name, "type": type}


DESCRIPTOR: dict[str, Any] = {
    "name": "smallville",
    "title": "Smallville",
    "licenses": [{"name": "CC0-1.0", "title": "Nobody's rights"}],
    "sources": [{"title": "Typed in a test"}],
    "townbell": {
        "kind": "generated",
        "population": {"table": "people", "column": "persons"},
        "segments": {
            "sex": {"title": "Sex", "order": ["female", "male"], "ordinal": False, "source": "A test"}
        },
    },
    "resources": [
        {
            "name": "districts",
            "path": "districts.geojson",
            "townbell": {
                "role": "districts",
                "id": "id",
                "name": "name",
                "parent": "parent",
                "vintage": "2024",
            },
        },
        {
            "name": "people",
            "path": "people.csv",
            "schema": {
                "fields": [
                    _field("district_id", "string"),
                    _field("period", "year"),
                    _field("sex", "string"),
                    _field("persons", "number"),
                    _field("disabled", "number"),
                ],
                "missingValues": [""],
            },
            "townbell": {
                "table": "people",
                "district": "district_id",
                "period": "period",
                "segments": ["sex"],
            },
        },
    ],
}


def small_pack(
    folder: Path,
    *,
    people: str | bytes = PEOPLE,
    districts: Mapping[str, Any] = DISTRICTS,
    descriptor: Callable[[dict[str, Any]], None] | str | bytes | None = None,
    files: Mapping[str, str | bytes | None] | None = None,
) -> Path:
    """Writes the pack into `folder/smallville` and gives that folder. It is sound unless something changes.

    `people` replaces the rows of `people.csv`; `districts` the GeoJSON; `descriptor` is a function that
    edits the descriptor in place, or the text that stands in `datapackage.json` instead; `files` adds
    files, or takes one away where its content is None.

    >>> small_pack(tmp_path, people=PEOPLE.replace("1000", "many", 1))
    >>> small_pack(tmp_path, descriptor=lambda package: package["townbell"].pop("kind"))
    >>> small_pack(tmp_path, files={"people.csv": None})
    """
    pack = folder / "smallville"
    pack.mkdir(parents=True, exist_ok=True)
    contents: dict[str, str | bytes | None] = {
        "datapackage.json": _descriptor(descriptor),
        "districts.geojson": json.dumps(districts),
        "people.csv": people,
        **(files or {}),
    }
    for name, content in contents.items():
        if content is not None:
            (pack / name).write_bytes(content.encode() if isinstance(content, str) else content)
    return pack


def _descriptor(change: Callable[[dict[str, Any]], None] | str | bytes | None) -> str | bytes:
    if isinstance(change, str | bytes):
        return change
    package = copy.deepcopy(DESCRIPTOR)
    if change is not None:
        change(package)
    return json.dumps(package, indent=2)


def people_table(package: dict[str, Any]) -> dict[str, Any]:
    """The resource of the table `people` in a descriptor, to be edited by a test."""
    found: dict[str, Any] = package["resources"][1]
    return found
