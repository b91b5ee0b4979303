"""Counting: 8 indicators by district x month x segment from event rows in Parquet, against SQL and pandas.

    python -m benchmarks.counting [--full | --smoke]

Ours is the way that every page goes: a pack in a folder, opened by `City`, counted by `City.counts`, with the counts
written into the cache as always. The peers make the same totals: SQL written by hand for DuckDB, and pandas as its
manual teaches it. The events lie in the order of time, as a log has them; 1,000 districts, 120 months and 5 groups
are up to 600,000 cells. All three agree in the number of cells and, for each total, in its sum and the sum of its
squares over the cells, before any time is told. 30 M rows; `--full` takes 100 M and 300 M of ours alone after that:
is time linear in rows, does memory stay in bounds? Time is that on the clock, as somebody waits for it: pandas uses
one core, the others use all. The ratio of the processor's seconds stands in the note.
"""

import statistics
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.apart import (
    Line,
    Measured,
    apart,
    at_least,
    at_most,
    in_turn,
    memory,
    options,
    seconds,
    times,
    told,
)
from benchmarks.callouts import register, write_pack

GIGABYTE = 2**30
KEYS = ["district_id", "period", "income_q"]


def ours(folder: str) -> Callable[[], Any]:
    """The city opened (its contract was checked before), then every count asked for with nothing kept."""
    from indicators.engine.caching import disk as store
    from indicators.engine.city import City

    wanted = register()
    for path in store.folder().glob("counts-*"):
        path.unlink()
    city = City(folder)

    def work() -> Any:
        return _sums(_cells({each.id: city.counts(each)["whole"] for each in wanted}))

    return work


def _cells(counts: dict[str, Any]) -> pd.DataFrame:
    """Our totals as the peers name them; a mean's moments are turned back from its centre."""
    columns: dict[str, Any] = {key: counts["are_severe"].frame[key] for key in KEYS}
    for id, each in counts.items():
        frame = each.frame
        columns |= {f"{id}_n": frame["rows"], f"{id}_missing": frame["missing"]}
        if "first" in frame:
            columns[f"{id}_sum"] = frame["first"] + each.centre * frame["rows"]
            moved = 2 * each.centre * frame["first"] + each.centre**2 * frame["rows"]
            columns[f"{id}_squares"] = frame["second"] + moved
        else:
            columns[f"{id}_sum"] = frame["value"]
    columns["cost_by_person_persons"] = counts["cost_by_person"].frame["weight"]
    return pd.DataFrame(columns, copy=False)


def sql(folder: str) -> Callable[[], Any]:
    """The same totals as somebody writes them who knows DuckDB."""
    import duckdb

    def work() -> Any:
        return _sums(duckdb.execute(_written_by_hand(folder)).df())

    return work


def _written_by_hand(folder: str) -> str:
    conditions = {
        "reached_in_8": ("minutes <= 8", "minutes IS NOT NULL", "minutes IS NULL"),
        "reached_in_15": ("minutes <= 15", "minutes IS NOT NULL", "minutes IS NULL"),
        "are_severe": ("severe", "severe IS NOT NULL", "severe IS NULL"),
        "severe_solved": ("severe AND solved", "severe AND solved IS NOT NULL", "severe AND solved IS NULL"),
        "for_the_old": ("age >= 65", "age IS NOT NULL", "age IS NULL"),
    }
    totals = [
        f"count(*) FILTER ({is_it}) AS {id}_sum, count(*) FILTER ({known}) AS {id}_n, "
        f"count(*) FILTER ({unknown}) AS {id}_missing"
        for id, (is_it, known, unknown) in conditions.items()
    ]
    totals += [
        f"count({x}) AS {id}_n, count(*) - count({x}) AS {id}_missing, sum({x}) AS {id}_sum, "
        f"sum({x} * {x}) AS {id}_squares"
        for id, x in (("minutes_on_average", "minutes"), ("cost_on_average", "cost"))
    ]
    both = "cost IS NOT NULL AND persons IS NOT NULL"
    totals += [
        f"count(*) FILTER ({both}) AS cost_by_person_n, "
        f"count(*) FILTER (NOT ({both})) AS cost_by_person_missing, "
        f"sum(cost) FILTER ({both}) AS cost_by_person_sum, "
        f"sum(persons) FILTER ({both}) AS cost_by_person_persons"
    ]
    return f"""
        SELECT district_id, strftime(month, '%Y-%m') AS period, income_q, * EXCLUDE (district_id, month, income_q)
        FROM (SELECT district_id, date_trunc('month', day) AS month, income_q, {", ".join(totals)}
            FROM '{folder}/callouts.parquet' GROUP BY ALL)"""


def in_pandas(folder: str) -> Callable[[], Any]:
    """The same totals in pandas: columns of what counts, grouped and summed at once."""

    def work() -> Any:
        rows = pd.read_parquet(f"{folder}/callouts.parquet")
        rows["period"] = pd.to_datetime(rows.pop("day")).dt.to_period("M")
        added = pd.concat([rows[KEYS], _to_add(rows)], axis=1)
        del rows
        cells = added.groupby(KEYS, observed=True).sum().reset_index()
        return _sums(cells.assign(period=cells["period"].astype(str)))

    return work


def _to_add(rows: pd.DataFrame) -> pd.DataFrame:
    columns: dict[str, Any] = {}
    severe, solved = rows["severe"].astype("boolean"), rows["solved"].astype("boolean")
    conditions = {
        "reached_in_8": (rows["minutes"] <= 8, rows["minutes"].notna(), True),
        "reached_in_15": (rows["minutes"] <= 15, rows["minutes"].notna(), True),
        "are_severe": (severe, severe.notna(), True),
        "severe_solved": (solved, solved.notna(), severe.fillna(False).astype(bool)),
        "for_the_old": (rows["age"] >= 65, rows["age"].notna(), True),
    }
    for id, (is_it, known, among) in conditions.items():
        columns[f"{id}_sum"] = is_it.fillna(False).astype(bool) & known & among
        columns[f"{id}_n"], columns[f"{id}_missing"] = known & among, ~known & among
    for id, x in (("minutes_on_average", rows["minutes"]), ("cost_on_average", rows["cost"])):
        columns |= {f"{id}_n": x.notna(), f"{id}_missing": x.isna(), f"{id}_sum": x, f"{id}_squares": x * x}
    both = rows["cost"].notna() & rows["persons"].notna()
    columns |= {"cost_by_person_n": both, "cost_by_person_missing": ~both}
    columns |= {
        "cost_by_person_sum": rows["cost"].where(both),
        "cost_by_person_persons": rows["persons"].where(both),
    }
    return pd.DataFrame(columns, copy=False)


def _sums(cells: pd.DataFrame) -> dict[str, Any]:
    """How many cells there are, and of each total its sum and the sum of its squares."""
    totals = sorted(name for name in cells if name not in KEYS)
    values = {name: cells[name].to_numpy(dtype=float) for name in totals}
    return {"cells": len(cells)} | {
        name: [float(np.nansum(v)), float(np.nansum(v * v))] for name, v in values.items()
    }


WORK = {"ours": ours, "sql": sql, "pandas": in_pandas}


def agree(found: dict[str, list[Measured]]) -> None:
    """Raises AssertionError where a run's totals differ from the first's by more than rounding."""
    runs = [run.result for each in found.values() for run in each]
    for run in runs[1:]:
        assert run.keys() == runs[0].keys()
        for name, value in run.items():
            np.testing.assert_allclose(value, runs[0][name], rtol=1e-9, err_msg=name)


def lines(full: bool, smoke: bool) -> list[Line]:
    """The table's lines."""
    rows = 60_000 if smoke else 30_000_000
    with tempfile.TemporaryDirectory() as folder:
        pack, cache = write_pack(Path(folder) / "pack", rows), str(Path(folder) / "cache")
        # the first opening checks the table; what is timed is counting
        apart("counting", "ours", pack, TOWNBELL_CACHE=cache)
        runs = 1 if smoke else 3
        found = in_turn("counting", ["ours", "sql", "pandas"], pack, runs=runs, TOWNBELL_CACHE=cache)
        agree(found)
        more = _large(Path(folder), found["ours"], rows) if full else []
    return [*_against(found, rows), *more]


def _against(found: dict[str, list[Measured]], rows: int) -> list[Line]:
    work = f"count 8 indicators, {rows / 1e6:g} M rows into {found['ours'][0].result['cells']:,} cells"
    mine, by_hand, frames = found["ours"], found["sql"], found["pandas"]
    peaks = times([run.peak for run in mine], [run.peak for run in frames])
    hand, slow = (times(*of) for of in (_walls(mine, by_hand), _walls(frames, mine)))
    told = {name: f"CPU: {seconds(mine)} against {seconds(found[name])}" for name in ("sql", "pandas")}
    ours, theirs, slowly = (seconds(runs, "wall") for runs in (mine, by_hand, frames))
    return [
        at_most(work, "DuckDB SQL by hand", ours, theirs, hand, 1.3, told["sql"]),
        at_least(work, "pandas", ours, slowly, slow, 5, told["pandas"]),
        at_most(f"{work}: peak memory", "pandas", memory(mine), memory(frames), peaks, 1 / 8),
    ]


def _walls(some: list[Measured], others: list[Measured]) -> tuple[list[float], list[float]]:
    return [run.wall for run in some], [run.wall for run in others]


def _large(folder: Path, small: list[Measured], rows: int) -> list[Line]:
    """Ours at 100 M and 300 M rows: memory, and time a row against that at 30 M rows."""
    found = []
    for millions in (100, 300):
        pack = write_pack(folder / str(millions), millions * 1_000_000)
        cache = str(folder / f"cache{millions}")
        apart("counting", "ours", pack, TOWNBELL_CACHE=cache)
        run = apart("counting", "ours", pack, TOWNBELL_CACHE=cache)
        (pack / "callouts.parquet").unlink()
        each, before = run.cpu / millions, statistics.median(one.cpu for one in small) / (rows / 1e6)
        work = f"count 8 indicators, {millions} M rows"
        ratio, limit = each / before, run.peak / (4 * GIGABYTE)
        per_row = f"{1000 * each:.3g} ns a row", f"{1000 * before:.3g} ns a row"
        found.append(at_most(work, "the same at 30 M rows", *per_row, (ratio, ratio, ratio), 1.2))
        peak = memory([run])
        found.append(at_most(f"{work}: peak memory", "4 GB", peak, "4 GB", (limit, limit, limit), 1))
    return found


def main() -> None:
    """Prints the table."""
    asked = options(__doc__)
    told(lines(asked.full, asked.smoke))


if __name__ == "__main__":
    main()
