"""Engines: the same indicators counted in the same rows by DuckDB, Polars, pandas, Postgres and Spark.

    python -m benchmarks.engines [--full | --smoke]

The generated callouts of `benchmarks.counting`, typed as an opened table is, counted by each engine through the same
indicators. Spark and Postgres run on this machine, Spark within the process that asks. What they do is done in
processes of their own, so only the clock is told. Starting a session and opening the city are not timed, reading the
rows is. All totals agree before any time is told; what is not installed says so. 1 M rows; `--full` takes 30 M.
"""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.apart import Line, Measured, in_turn, memory, missing, options, seconds, times, told
from benchmarks.counting import register, write_pack

TYPED, SAME = "typed.parquet", "the same totals"
NAMES = {
    "polars": "Polars",
    "pandas": "pandas (through Arrow)",
    "postgres": "Postgres",
    "spark": "Spark, local",
}


def _counting(folder: str, frame: Callable[[], Any], source: Any = None) -> Callable[[], Any]:
    """Counts all indicators in a frame; the answer is the number of cells and every total's sum."""
    from indicators.engine.city import City
    from indicators.engine.counting.count import count
    from indicators.engine.counting.parts import parts_of

    city, wanted = City(folder), register()
    table = replace(city._tables["callouts"], frame=frame(), source=source)
    tables = {"callouts": table}
    parts = [part for each in wanted for part in parts_of(city._resolved(each), tables)]

    def work() -> Any:
        found = count(table, parts)
        totals = {
            f"{key} {name}": float(c.frame[name].sum()) for key, c in found.items() for name in c.part.totals
        }
        return {"cells": len(next(iter(found.values())).frame), **totals}

    return work


def duckdb(folder: str) -> Callable[[], Any]:
    """The embedded engine."""
    import duckdb as engine
    import narwhals as nw

    connection = engine.connect()
    return _counting(folder, lambda: nw.from_native(connection.read_parquet(f"{folder}/{TYPED}")).lazy())


def polars(folder: str) -> Callable[[], Any]:
    """Polars, lazily from the file."""
    import narwhals as nw

    return _counting(folder, lambda: nw.scan_parquet(f"{folder}/{TYPED}", backend="polars"))


def pandas(folder: str) -> Callable[[], Any]:
    """Pandas with Arrow's types; the whole file is read first, within the time."""
    import narwhals as nw
    import pandas as pd

    def read() -> Any:
        return nw.from_native(pd.read_parquet(f"{folder}/{TYPED}", dtype_backend="pyarrow")).lazy()

    started = _counting(folder, read)  # reads once, to know the types

    def work() -> Any:
        read()
        return started()

    return work


def postgres(folder: str, address: str) -> Callable[[], Any]:
    """The source for Postgres, which runs beside."""
    from indicators.engine.pack.model import Database
    from indicators.engine.sources.postgres import Postgres

    source = Postgres(Database(address, "callouts"))
    return _counting(folder, lambda: source.frame(f"SELECT * FROM {source.raw}"), source)


def spark(folder: str) -> Callable[[], Any]:
    """The source for Spark, started in this process."""
    from indicators.engine.pack.model import Database
    from indicators.engine.sources.spark import Spark

    source = Spark(Database("spark:", f"parquet.`{folder}/{TYPED}`"))
    return _counting(folder, lambda: source.frame(f"SELECT * FROM {source.raw}"), source)


WORK = {"duckdb": duckdb, "polars": polars, "pandas": pandas, "postgres": postgres, "spark": spark}


def prepare(folder: Path, rows: int) -> None:
    """The pack, and its table as it is when it has been opened."""
    import narwhals as nw

    from indicators.engine.city import City

    table = City(write_pack(folder, rows))._tables["callouts"]
    nw.to_native(table.frame).to_parquet(str(folder / TYPED))


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """A Postgres of our own that holds the table: its address, or why there is none."""
    try:
        import psycopg
        import pytest

        from tests.support.postgres import postgres_url
    except ImportError as error:
        yield f"{error.name} is not installed"
        return
    try:
        with postgres_url() as url:
            address = url.replace("+psycopg", "")
            with psycopg.connect(address) as connection:
                _load(connection, folder)
            yield address
    except pytest.skip.Exception as why:
        yield str(why)


def _load(connection: Any, folder: Path) -> None:
    import duckdb as engine

    words = {"VARCHAR": "text", "DOUBLE": "double precision", "BIGINT": "bigint", "INTEGER": "int"}
    words |= {"BOOLEAN": "boolean"}
    rows = engine.read_parquet(str(folder / TYPED))
    types = ", ".join(
        f'"{name}" {words[str(type)]}' for name, type in zip(rows.columns, rows.types, strict=True)
    )
    connection.execute(f"CREATE TABLE callouts ({types})")
    rows.to_csv(str(folder / "callouts.csv"), header=False)
    copying = connection.cursor().copy("COPY callouts FROM STDIN CSV")
    with copying as copy, (folder / "callouts.csv").open("rb") as file:
        while piece := file.read(1 << 20):
            copy.write(piece)
    (folder / "callouts.csv").unlink()
    connection.commit()
    connection.autocommit = True
    connection.execute("ANALYZE callouts")


def _spark_lacks() -> str:
    import importlib.util
    import shutil

    if importlib.util.find_spec("pyspark") is None:
        return "the extra 'spark' is not installed"
    return "" if shutil.which("java") else "there is no Java"


def lines(full: bool = False, smoke: bool = False) -> list[Line]:
    """A line for each engine: its time in DuckDB's."""
    rows = 5_000 if smoke else 30_000_000 if full else 1_000_000
    runs = 1 if smoke else 3
    work = f"count 8 indicators in {rows:,} rows"
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "callouts"
        cache = {"TOWNBELL_CACHE": str(Path(temporary) / "cache")}
        prepare(folder, rows)
        found = in_turn("engines", ["duckdb", "polars", "pandas"], folder, runs=runs, **cache)
        lacking = {}
        with served(folder) as address:
            if address.startswith("postgresql:"):
                found |= in_turn("engines", ["postgres"], folder, address, runs=runs, **cache)
            else:
                lacking["postgres"] = address
        if why := _spark_lacks():
            lacking["spark"] = why
        else:
            found |= in_turn("engines", ["spark"], folder, runs=runs, **cache)
    _agree(found)
    return [_line(work, name, found, lacking) for name in NAMES]


def _agree(found: dict[str, list[Measured]]) -> None:
    expected = found["duckdb"][0].result
    for name, each in found.items():
        assert each[0].result.keys() == expected.keys(), name
        for total, value in expected.items():
            np.testing.assert_allclose(
                each[0].result[total], value, rtol=1e-9, atol=1e-6, err_msg=f"{name} {total}"
            )


def _line(work: str, name: str, found: dict[str, list[Measured]], lacking: dict[str, str]) -> Line:
    if name in lacking:
        return missing(f"{work}, by {NAMES[name]}", "DuckDB", SAME, lacking[name])
    ours, base = found[name], found["duckdb"]
    ratio = times([each.wall for each in ours], [each.wall for each in base])
    taken = f"{seconds(ours, 'wall')}, {memory(ours)}"
    note = "its own processes' memory is not in it" if name in ("postgres", "spark") else ""
    peer = f"{seconds(base, 'wall')}, {memory(base)}"
    return Line(f"{work}, by {NAMES[name]}", "DuckDB", taken, peer, *ratio, SAME, True, note)


def main() -> None:
    """Prints the table."""
    asked = options(__doc__)
    told(lines(asked.full, asked.smoke))


if __name__ == "__main__":
    main()
