"""What the build scripts share: fields, resources and files of a Data Package v2, written the same way every time.

Two resources describe the districts. `districts.geojson` holds the outlines and is what Townbell reads.
`districts.csv` is the plain list of ids and names: a foreign key can only point at a table, not at GeoJSON.
"""

import argparse
import csv
import json
import math
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

DIGITS = 5
"""Decimals of a coordinate: about one metre."""

CHECKOUT = Path(__file__).parents[2]
MISSING = [""]
REGISTER = (
    *("id", "title", "domain", "status", "indicator", "districts", "segments", "start", "end"),
    *("cost", "currency", "expected_low", "expected_high", "expected_unit"),
    *("evidence", "stop_rule", "partners", "notes"),
)
NUMBERS = {"cost", "expected_low", "expected_high"}
PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"


@dataclass(frozen=True)
class Column:
    """A column of a table; `not_collected` lists the periods in which nobody was asked."""

    name: str
    type: str
    title: str
    not_collected: tuple[str, ...] = ()
    required: bool = False

    def described(self) -> dict[str, Any]:
        """The column as a field of a Table Schema."""
        field: dict[str, Any] = {"name": self.name, "type": self.type, "title": self.title}
        if self.required:
            field["constraints"] = {"required": True}
        if self.not_collected:
            field["townbell"] = {"not_collected": list(self.not_collected)}
        return field


DISTRICT = Column("district_id", "string", "District", required=True)


def arguments(city: str, folder: str) -> tuple[Path, Path]:
    """The folder with the city's source files and the folder of its pack, from the command line."""
    shared = Path(os.environ.get("TOWNBELL_SHARED") or CHECKOUT.parent / "shared")
    parser = argparse.ArgumentParser(description=f"Make the city pack data/{city} from its source files.")
    parser.add_argument(
        "--sources", type=Path, default=shared / "sources", help=f"folder that holds {folder}/"
    )
    parser.add_argument("--output", type=Path, default=CHECKOUT / "data" / city, help="folder of the pack")
    given = parser.parse_args()
    if not (given.sources / folder).is_dir():
        parser.error(f"no folder {given.sources / folder}: give the right one with --sources")
    return given.sources / folder, given.output


def table_resource(
    name: str, title: str, columns: Sequence[Column], townbell: Mapping[str, Any]
) -> dict[str, Any]:
    """A CSV resource whose district column points at the list of districts."""
    key = {"fields": ["district_id"], "reference": {"resource": "districts", "fields": ["id"]}}
    plain = _csv_resource(name, title, columns)
    plain["schema"]["foreignKeys"] = [key]
    return plain | {"townbell": {"table": name, "district": "district_id", "period": "period", **townbell}}


def district_resources(parent: str, vintage: str, source: str) -> list[dict[str, Any]]:
    """The outlines that Townbell reads, and the list of names that other tables point at."""
    outlines = {
        "name": "boundaries",
        "title": f"Outlines of the districts ({source})",
        "path": "districts.geojson",
        "format": "geojson",
        "mediatype": "application/geo+json",
        "encoding": "utf-8",
        "townbell": {"role": "districts", "id": "id", "name": "name", "parent": "parent", "vintage": vintage},
    }
    columns = [
        Column("id", "string", "Code of the district", required=True),
        Column("name", "string", "Name", required=True),
        Column("parent", "string", parent, required=True),
    ]
    names = _csv_resource("districts", "The districts by name", columns)
    names["schema"]["primaryKey"] = ["id"]
    return [outlines, names]


def register_resource() -> dict[str, Any]:
    """The register's first entries, `interventions.csv`, which are written by hand."""
    columns = [
        Column(name, "number" if name in NUMBERS else "string", name.replace("_", " ").capitalize())
        for name in REGISTER
    ]
    return _csv_resource("interventions", "First entries of the register", columns)


def _csv_resource(name: str, title: str, columns: Sequence[Column]) -> dict[str, Any]:
    return {
        "name": name,
        "title": title,
        "type": "table",
        "path": f"{name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {"fields": [column.described() for column in columns], "missingValues": MISSING},
    }


def write_package(folder: Path, package: Mapping[str, Any]) -> None:
    """Writes `datapackage.json`, accents as they are."""
    text = json.dumps({"$schema": PROFILE, **package}, ensure_ascii=False, indent=2)
    (folder / "datapackage.json").write_text(text + "\n", encoding="utf-8", newline="\n")


def write_table(folder: Path, resource: Mapping[str, Any], rows: pd.DataFrame) -> None:
    """Writes a table in the column order of its resource; a missing number is an empty cell."""
    names = [field["name"] for field in resource["schema"]["fields"]]
    _write_csv(
        folder / resource["path"], names, (map(cell, row) for row in rows[names].itertuples(index=False))
    )


def write_districts(folder: Path, districts: gpd.GeoDataFrame) -> None:
    """Writes outlines and names (columns `id`, `name`, `parent`), sorted by id.

    Coordinates are rounded to `DIGITS` decimals; an outline that is no longer valid then is repaired.
    """
    ordered = districts.sort_values("id").reset_index(drop=True)
    lines = [
        json.dumps(_feature(row), ensure_ascii=False, separators=(",", ":")) for row in ordered.itertuples()
    ]
    text = '{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n"
    (folder / "districts.geojson").write_text(text, encoding="utf-8", newline="\n")
    names = ["id", "name", "parent"]
    _write_csv(folder / "districts.csv", names, ordered[names].itertuples(index=False))


def _feature(row: Any) -> dict[str, Any]:
    properties = {"id": row.id, "name": row.name, "parent": row.parent}
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": shapely.geometry.mapping(_tidy(row.geometry)),
    }


def _tidy(geometry: shapely.Geometry) -> shapely.Geometry:
    rounded = shapely.transform(geometry, lambda points: points.round(DIGITS))
    if not rounded.is_valid:
        rounded = shapely.make_valid(rounded, method="structure", keep_collapsed=False)
    return shapely.orient_polygons(rounded)


def _write_csv(path: Path, names: Sequence[str], rows: Iterable[Iterable[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(names)
        writer.writerows(rows)


def cell(value: object) -> object:
    """What stands in the file: at most three decimals, no trailing zeros, nothing for a missing number.

    >>> cell(4444.0), cell(0.30000000000000004), cell(float("nan")), cell("all")
    (4444, 0.3, '', 'all')
    """
    if not isinstance(value, float):
        return value
    if math.isnan(value):
        return ""
    rounded = round(value, 3)
    return int(rounded) if rounded.is_integer() else rounded
