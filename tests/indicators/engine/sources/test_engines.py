"""Every indicator of every embedded city comes to the same totals in every engine, embedded or a city's own."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import psycopg
import pyarrow as pa
import pytest

from tests.support import postgres_packs
from tests.support.engines import (
    CITIES,
    POSTGRES,
    assert_same,
    city_of,
    counted,
    counted_by,
    counted_there,
    pack_in,
    raw_tables,
)


@pytest.fixture(scope="module", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TOWNBELL_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="module")
def database() -> Iterator[str]:
    """The address of an empty database of the tests' own."""
    with postgres_packs.database() as address:
        yield address


@pytest.fixture(autouse=True)
def _user(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGUSER", "townbell")


def load(address: str, schema: str, name: str, rows: pa.Table) -> None:
    """Writes a table into the database."""
    relation = duckdb.connect().from_arrow(rows)
    columns = ", ".join(
        f'"{c}" {POSTGRES[str(t)]}' for c, t in zip(relation.columns, relation.types, strict=True)
    )
    with psycopg.connect(address, user="townbell") as connection:
        connection.execute(f'CREATE SCHEMA IF NOT EXISTS "{schema}"'.encode())
        connection.execute(f'CREATE TABLE "{schema}"."{name}" ({columns})'.encode())
        with connection.cursor().copy(f'COPY "{schema}"."{name}" FROM STDIN'.encode()) as copy:
            for row in zip(*(column.to_pylist() for column in rows.columns), strict=True):
                copy.write_row(row)


@pytest.mark.parametrize("engine", ["polars", pytest.param("pandas", marks=pytest.mark.slow)])
def test_every_indicator_has_the_same_totals_in_another_embedded_engine(engine: str) -> None:
    for name in CITIES:
        assert_same(counted_by(name, engine), counted(name))


@pytest.mark.slow
def test_every_indicator_has_the_same_totals_in_postgres(database: str, tmp_path: Path) -> None:
    for name in CITIES:
        city = city_of(name)
        for resource, rows in raw_tables(city):
            load(database, name, resource.name, rows)
        place = lambda table, name=name: {"path": database, "dialect": {"table": f'"{name}".{table}'}}  # noqa: E731
        assert_same(counted_there(pack_in(tmp_path, city, place)), counted(name))
