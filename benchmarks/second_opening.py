"""A second opening of a city that has not changed, against the first one with an empty cache.

    python -m benchmarks.second_opening [--full | --smoke]

Opening is everything until the first indicator can be shown: outlines, the contract of every table, the counts of
every indicator made or found, and those of one indicator in memory. The others are read when they are asked for.
The city is generated: 1,000 districts, events in Parquet, the same kind of events as CSV, and as CSV with places
instead of districts. Each opening runs in a process of its own, with the modules imported before, as a page server
has them. That a changed table or module is counted anew, and nothing else, is shown by the tests.
"""

import json
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks import callouts
from benchmarks.apart import Line, Measured, apart, at_most, options, seconds, times, told

SETTLED = 3.0
"""Seconds after which a file no longer counts as just written."""


def write_pack(folder: Path, rows: int) -> Path:
    """The pack of `callouts` with two more tables: `visits` (CSV) and `sightings` (CSV with places)."""
    import duckdb

    callouts.write_pack(folder, rows)
    east = callouts.DISTRICTS // 40 * 0.01
    source = f"(SELECT *, row_number() OVER () AS n FROM '{folder}/callouts.parquet' LIMIT {rows // 4})"
    visits = f"SELECT district_id, day, age, minutes FROM {source}"
    x, y = "0.4 * (hash(n) % 99991) / 99991 AS x", f"{east} * (hash(n * 3) % 99991) / 99991 AS y"
    places = f"SELECT day, {x}, {y}, minutes FROM {source} LIMIT {rows // 8}"
    for name, sql in (("visits", visits), ("sightings", places)):
        duckdb.execute(f"COPY ({sql}) TO '{folder}/{name}.csv' (HEADER)")
    path = folder / "datapackage.json"
    descriptor = json.loads(path.read_text(encoding="utf-8"))
    descriptor["resources"] += [
        _table("visits", {"district_id": "string", "age": "integer"}, district="district_id"),
        _table("sightings", {"x": "number", "y": "number"}, longitude="x", latitude="y"),
    ]
    path.write_text(json.dumps(descriptor), encoding="utf-8")
    return folder


def _table(name: str, more: dict[str, str], **where: str) -> dict[str, Any]:
    types = {"day": "date", "minutes": "number", **more}
    schema = {"fields": [{"name": column, "type": type} for column, type in types.items()]}
    return {
        "name": name,
        "path": f"{name}.csv",
        "schema": schema,
        "townbell": {"table": name, "period": "day", **where},
    }


def register() -> list[Any]:
    """The indicators of `callouts`, and one for each of the other tables."""
    from indicators import share
    from indicators.engine.definitions.registry import indicator

    @share("Visited within 8 minutes", table="visits", better="higher")
    def visited_in_8(visit: Any) -> Any:
        """Generated."""
        return visit.minutes <= 8

    @share("Seen within 8 minutes", table="sightings", better="higher")
    def seen_in_8(sighting: Any) -> Any:
        """Generated."""
        return sighting.minutes <= 8

    return [*callouts.register(), indicator("visited_in_8"), indicator("seen_in_8")]


def opening(folder: str) -> Callable[[], Any]:
    """The city opened and everything counted; the answer is the sum of one indicator's rows and values."""
    import duckdb
    import geopandas  # noqa: F401
    import pyarrow.parquet  # noqa: F401

    from indicators.engine.city import City

    wanted = register()
    duckdb.connect().execute("SELECT 1").fetchall()

    def work() -> Any:
        city = City(folder)
        counts = [city.counts(each)["whole"] for each in wanted]
        frame = counts[0].frame
        return [float(frame["rows"].sum()), float(frame.iloc[:, -1].sum())]

    return work


WORK = {"opening": opening}


def lines(full: bool, smoke: bool) -> list[Line]:
    """The table's line: openings with an empty cache, each with a second one after it."""
    rows = 40_000 if smoke else 10_000_000 if full else 4_000_000
    first: list[Measured] = []
    second: list[Measured] = []
    with tempfile.TemporaryDirectory() as folder:
        pack = write_pack(Path(folder) / "pack", rows)
        time.sleep(SETTLED)
        for run in range(1 if smoke else 3 if full else 2):
            cache = str(Path(folder) / f"cache{run}")
            first.append(apart("second_opening", "opening", pack, TOWNBELL_CACHE=cache))
            second.append(apart("second_opening", "opening", pack, TOWNBELL_CACHE=cache))
            assert first[-1].result == second[-1].result
    work = f"second opening until an indicator is in memory, {rows * 11 / 8e6:.3g} M rows in three tables"
    ratio = times([run.cpu for run in second], [run.cpu for run in first])
    return [at_most(work, "the first opening", seconds(second), seconds(first), ratio, 1 / 20)]


def main() -> None:
    """Prints the table."""
    asked = options(__doc__)
    told(lines(asked.full, asked.smoke))


if __name__ == "__main__":
    main()
