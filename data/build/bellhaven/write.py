"""Writes the pack. The same seed and scale give the same bytes, with the same versions of the libraries."""

import csv
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
import shapely

from data.build.bellhaven import generate, interventions
from data.build.bellhaven.geography import places
from data.build.bellhaven.interventions import Plan
from data.build.bellhaven.package import MARKS, PARQUET, REGISTER, descriptor
from data.build.bellhaven.readme import README
from data.build.bellhaven.truth import NEEDED, register, truths


def write_pack(folder: Path, seed: int = 1, scale: float = 1) -> None:
    """Everything that belongs to the pack, into `folder`; files of the same names are replaced."""
    folder.mkdir(parents=True, exist_ok=True)
    tables = generate(seed, scale)
    for name, table in tables.items():
        write_table(folder, name, table)
    write_districts(folder)
    write_register(folder / "interventions.csv", register(tables))
    without = generate(seed, scale, effects=False, tables=NEEDED)
    write_json(folder / "truth.json", truths(tables, without))
    write_json(folder / "datapackage.json", descriptor(tables, seed, scale))
    (folder / "README.md").write_text(README, encoding="utf-8", newline="\n")


def write_table(folder: Path, name: str, table: pa.Table) -> Path:
    """One table, as Parquet when it is large, else as CSV with its marks for what is hidden or was not
    asked."""
    path = folder / f"{name}.{'parquet' if name in PARQUET else 'csv'}"
    if name in PARQUET:
        pq.write_table(table, path, compression="zstd", compression_level=9, row_group_size=1_000_000)
        return path
    mark = next((found[0] for found in MARKS.get(name, {}).values()), "")
    options = pa.csv.WriteOptions(quoting_style="none", include_header=False)
    with path.open("wb") as file:
        file.write((",".join(table.column_names) + "\n").encode())
        pa.csv.write_csv(_as_text(table, mark), file, options)
    return path


def _as_text(table: pa.Table, mark: str) -> pa.Table:
    """Every column as text; what is unknown becomes the mark."""
    columns = [column.cast(pa.string()).fill_null(mark) for column in table.columns]
    return pa.table(columns, names=table.column_names)


def write_districts(folder: Path) -> None:
    """Outlines, and the plain list of names that other tables point at."""
    where = places()
    rows = list(zip(where.ids, where.names, where.boroughs, strict=True))
    lines = [_feature(row, outline) for row, outline in zip(rows, where.outlines, strict=True)]
    text = '{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n"
    (folder / "districts.geojson").write_text(text, encoding="utf-8", newline="\n")
    _write_csv(folder / "districts.csv", ["id", "name", "parent"], rows)


def _feature(row: tuple[str, ...], outline: shapely.Polygon) -> str:
    properties = dict(zip(("id", "name", "parent"), row, strict=True))
    rings = [[list(corner) for corner in outline.exterior.coords]]
    feature = {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": "Polygon", "coordinates": rings},
    }
    return json.dumps(feature, separators=(",", ":"))


def write_register(path: Path, plans: Iterable[Plan]) -> None:
    """`interventions.csv`, without a word of what is true."""
    _write_csv(path, REGISTER, ([_entry(plan)[name] for name in REGISTER] for plan in plans))


def _entry(plan: Plan) -> dict[str, Any]:
    return {
        "id": plan.id,
        "title": plan.title,
        "domain": plan.domain,
        "status": "running",
        "indicator": plan.indicator,
        "districts": ";".join(sorted(plan.starts)),
        "segments": plan.segments,
        "start": interventions.start_text(plan),
        "end": "",
        "cost": plan.cost,
        "currency": "BHC",
        "expected_low": plan.expected[0],
        "expected_high": plan.expected[1],
        "expected_unit": "percent",
        "evidence": plan.evidence,
        "stop_rule": plan.stop_rule,
        "partners": plan.partners,
        "notes": plan.notes,
    }


def _write_csv(path: Path, names: list[str], rows: Iterable[Iterable[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(names)
        writer.writerows(rows)


def write_json(path: Path, value: Mapping[str, Any]) -> None:
    """Readable JSON with a newline at its end."""
    path.write_text(json.dumps(value, ensure_ascii=False, indent=2) + "\n", encoding="utf-8", newline="\n")
