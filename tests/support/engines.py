"""The embedded cities in other engines: their tables loaded as they are, their totals compared with DuckDB's."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import narwhals as nw
import numpy as np
import pandas as pd
import pyarrow as pa

from indicators.engine.city import City
from indicators.engine.counting.count import Counts, count
from indicators.engine.counting.parts import Part
from indicators.engine.pack.boundaries import district_of_points
from indicators.engine.pack.model import TableResource
from indicators.engine.sources.tables import source_of
from indicators.engine.sources.typed_columns import SQL_TYPES, is_text, quoted

DATA = Path(__file__).resolve().parents[2] / "data"
CITIES = ("morocco", "new-york", "bellhaven")
TOLERANCE = 1e-9
"""Relative: engines add in another order."""
POSTGRES = {"VARCHAR": "text", "DOUBLE": "double precision", "BIGINT": "bigint", "BOOLEAN": "boolean"}
POSTGRES |= {"DATE": "date", "TIMESTAMP": "timestamp"}


@cache
def city_of(name: str) -> City:
    """An embedded city, read from its files by DuckDB."""
    return City(DATA / name)


def parts_by_table(city: City) -> dict[str, list[Part]]:
    """Everything that is counted in a city, table by table."""
    found: dict[str, list[Part]] = {}
    for indicator in city.available:
        for part in city._parts(indicator):
            found.setdefault(part.table, []).append(part)
    return found


@cache
def counted(name: str) -> Mapping[str, Counts]:
    """What DuckDB counts in a city, anew."""
    city = city_of(name)
    tables = parts_by_table(city)
    return {key: found for t, parts in tables.items() for key, found in count(city._tables[t], parts).items()}


def counted_by(name: str, engine: str) -> dict[str, Counts]:
    """The same by an engine that takes Arrow tables ("polars", "pandas", "pyarrow")."""
    city = city_of(name)
    found: dict[str, Counts] = {}
    for table, parts in parts_by_table(city).items():
        opened = city._tables[table]
        rows = opened.frame.collect("pyarrow").to_native()
        found |= count(replace(opened, frame=frame_of(rows, engine)), parts)
    return found


def frame_of(rows: pa.Table, engine: str) -> Any:
    """Arrow's rows in an engine, as a Narwhals lazy frame."""
    if engine == "polars":
        return nw.from_arrow(rows, backend="polars").lazy()
    if engine == "pandas":
        return nw.from_native(rows.to_pandas(types_mapper=pd.ArrowDtype)).lazy()
    return nw.from_native(rows).lazy()


def assert_same(found: Mapping[str, Counts], expected: Mapping[str, Counts]) -> None:
    """The same parts, cells and totals."""
    assert found.keys() == expected.keys()
    for key, counts in expected.items():
        assert found[key].centre == counts.centre, key
        keys = list(dict.fromkeys(("district_id", "period", *counts.segments, *counts.part.inner)))
        one, other = (_in_order(each.frame, keys) for each in (found[key], counts))
        pd.testing.assert_frame_equal(one[keys], other[keys], check_dtype=False, obj=key)
        assert set(one) == set(other), key
        for name in set(other) - set(keys):
            total = other[name].to_numpy()
            tiny = 1e-12 * np.abs(total).max(initial=0)
            np.testing.assert_allclose(one[name], total, rtol=TOLERANCE, atol=tiny, err_msg=f"{key} {name}")


def _in_order(frame: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    as_written = frame.assign(
        **{name: frame[name].astype(object).where(frame[name].notna(), None) for name in keys}
    )
    return as_written.sort_values(keys, na_position="last").reset_index(drop=True)


# The same tables in a database


def raw_tables(city: City) -> Iterator[tuple[TableResource, pa.Table]]:
    """Every table as its file has it, by type; a column that holds marks stays text. Points get districts."""
    for resource in city.pack.tables.values():
        yield resource, _raw(city, resource)


def _raw(city: City, resource: TableResource) -> pa.Table:
    connection = duckdb.connect()
    source = source_of(resource)
    if is_text(resource):
        connection.execute(f"CREATE TABLE raw AS SELECT * FROM {source}")
        chosen = ", ".join(_typed(connection, f.name, SQL_TYPES[f.type]) for f in resource.fields)
        rows = connection.sql(f"SELECT {chosen} FROM raw").to_arrow_table()
    else:
        chosen = ", ".join(
            f"CAST({quoted(f.name)} AS {SQL_TYPES[f.type]}) AS {quoted(f.name)}" for f in resource.fields
        )
        rows = connection.sql(f"SELECT {chosen} FROM {source}").to_arrow_table()
    if not resource.is_points:
        return rows
    places = (rows.column(str(at)).to_pandas() for at in (resource.longitude, resource.latitude))
    ids = pa.array(district_of_points(*places, city.districts), pa.string(), from_pandas=True)
    return rows.append_column("district", ids).filter(ids.is_valid())


def _typed(connection: Any, name: str, type: str) -> str:
    column = quoted(name)
    bad = f"SELECT count(*) FROM raw WHERE {column} IS NOT NULL AND TRY_CAST({column} AS {type}) IS NULL"
    type = "VARCHAR" if connection.execute(bad).fetchall()[0][0] else type
    return f"CAST({column} AS {type}) AS {column}"


def pack_in(folder: Path, city: City, place: Any) -> Path:
    """The city's pack with each table elsewhere: `place(table)` gives what its resource says instead of a file."""
    package = json.loads((city.pack.folder / "datapackage.json").read_text(encoding="utf-8"))
    for resource in package["resources"]:
        extra = resource.get("townbell", {})
        if "table" in extra:
            resource.update(place(extra["table"]))
            for name in ("encoding", "format", "mediatype"):
                resource.pop(name, None)
        if "longitude" in extra:
            del extra["longitude"], extra["latitude"]
            extra["district"] = "district"
            resource["schema"]["fields"].append({"name": "district", "type": "string"})
    pack = folder / city.name
    pack.mkdir(parents=True)
    outlines = city.pack.districts.path
    (pack / outlines.name).write_bytes(outlines.read_bytes())
    (pack / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    return pack


def counted_there(pack: Path) -> dict[str, Counts]:
    """What a pack's tables come to where they live."""
    city = City(pack)
    tables = parts_by_table(city)
    return {key: found for t, parts in tables.items() for key, found in count(city._tables[t], parts).items()}
