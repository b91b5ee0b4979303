"""Estimating: one indicator over 35,000 areas and 10 years, against a loop over statsmodels' interval function.

    python -m benchmarks.estimates [--full | --smoke]

Ours is `engine.estimate.estimate` on counts that were never asked before: added up, divided, with Wilson's limits, and
the status of every cell. One cell in 20 is suppressed in its source, one in 30 unknown, one in 100 has too few people.
The peer calls `proportion_confint` for each known area and year, on every twentieth area; both are told as estimates
per second of the processor. R's PHEindicatormethods, which takes whole columns, is a second peer where R and the
package are there; it does what ours does: group, add up, and make limits. All limits agree to 1e-9 before any time is
told.

Hiding the program's own small counts by others (`suppress_below`) is no part of this: above 40,000 cells it is refused.
"""

import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.apart import Line, Measured, at_least, in_turn, missing, options, times, told

AREAS, YEARS, EVERY = 35_000, 10, 20
R_SCRIPT = """
suppressPackageStartupMessages({library(dplyr); library(PHEindicatormethods)})
d <- read.csv(commandArgs(TRUE)[1])
used <- system.time({
  sums <- d |>
    group_by(district_id, period) |>
    summarise(value = sum(value), weight = sum(weight), .groups = "drop") |>
    filter(!is.na(value), weight >= 10)
  limits <- phe_proportion(sums, value, weight, confidence = 0.95)
})
cat(nrow(limits), used[["user.self"]] + used[["sys.self"]])
"""


def cells(areas: int) -> pd.DataFrame:
    """Made-up people and how many of them have what is asked; `state` as an opened table has it."""
    random = np.random.default_rng(6)
    size = areas * YEARS
    n = np.where(random.random(size) < 0.01, random.integers(1, 10, size), random.integers(900, 2500, size))
    value = random.binomial(n, 0.03).astype(float)
    fate = random.random(size)
    state = np.select([fate < 1 / 20, fate < 1 / 20 + 1 / 30], [2, 1], 0)
    return pd.DataFrame(
        {
            "district_id": np.repeat([f"A{at:05d}" for at in range(areas)], YEARS),
            "period": np.tile([str(2015 + at) for at in range(YEARS)], areas),
            "value": np.where(state == 0, value, np.nan),
            "value__state": state,
            "weight": n.astype(float),
        }
    )


def counted(areas: int) -> tuple[Any, Any, Any]:
    """The indicator, its counts and the city that `estimate` is asked with."""
    import pyarrow as pa
    from narwhals import from_native

    from indicators import share
    from indicators.engine.counting.count import count
    from indicators.engine.counting.parts import parts_of
    from indicators.engine.definitions.registry import indicator
    from indicators.engine.estimation.estimate import Scope
    from indicators.engine.sources.tables import Table
    from indicators.engine.text.periods import period_from_code

    @share("Of the people", table="t", better="lower", out_of="weight")
    def of_the_people(line: Any) -> Any:
        """Generated."""
        return line.value

    frame = cells(areas)
    periods = tuple(period_from_code(code) for code in sorted(frame["period"].unique()))
    lazy = from_native(pa.Table.from_pandas(frame, preserve_index=False)).lazy()
    stateful = frozenset(["value"])
    table = Table("t", lazy, ("value", "weight"), (), periods, "year", stateful, suppress_below=0)
    wanted = indicator("of_the_people")
    counts = {part.role: count(table, [part])[part.key] for part in parts_of(wanted, {"t": table})}
    ids = list(dict.fromkeys(frame["district_id"]))
    districts = pd.DataFrame({"district_id": ids, "district": ids, "parent": "City"})
    return wanted, counts, Scope(districts, {}, {p.code: p for p in periods})


def answer(wanted: Any, counts: Any, scope: Any) -> pd.DataFrame:
    """Every area and year."""
    from indicators.engine.estimation.estimate import Request, estimate

    return estimate(wanted, counts, scope, Request())


def ours(areas: str) -> Callable[[], Any]:
    """All areas at once; the answer is how many lines have which status."""
    given = counted(int(areas))
    answer(*counted(20))
    return lambda: {k: int(n) for k, n in answer(*given)["status"].value_counts().items()}


def one_by_one(frame: pd.DataFrame) -> np.ndarray:
    """Wilson's limits in percent of each line, asked one after another; shape [line, 2]."""
    from statsmodels.stats.proportion import proportion_confint

    pairs = zip(frame["value"].tolist(), frame["weight"].tolist(), strict=True)
    limits = [proportion_confint(value, n, alpha=0.05, method="wilson") for value, n in pairs]
    return 100 * np.array(limits)


def loop(areas: str) -> Callable[[], Any]:
    """Every twentieth area."""
    frame = _known(cells(int(areas)))
    ids = frame["district_id"].unique()[::EVERY]
    frame = frame[frame["district_id"].isin(ids)]
    one_by_one(frame[:5])
    return lambda: {"ok": len(one_by_one(frame))}


def _known(frame: pd.DataFrame) -> pd.DataFrame:
    return frame[frame["value"].notna() & (frame["weight"] >= 10)]


WORK = {"ours": ours, "loop": loop}


def agree(areas: int) -> None:
    """Raises AssertionError where our limits are not statsmodels', or a status is not what the table says."""
    frame = cells(areas)
    found = answer(*counted(areas))
    known = frame["value"].notna().to_numpy() & (frame["weight"] >= 10).to_numpy()
    expected = np.select(
        [frame["value__state"] == 2, frame["value__state"] == 1, frame["weight"] < 10],
        ["suppressed", "missing", "too_few"],
        "ok",
    )
    np.testing.assert_array_equal(found["status"].to_numpy(), expected)
    limits = found[["lower", "upper"]].to_numpy()
    np.testing.assert_allclose(limits[known], one_by_one(frame[known]), rtol=1e-9, atol=1e-12)
    assert found.loc[~known, ["value", "lower", "upper"]].isna().all().all()


def _speed(runs: list[Measured]) -> list[float]:
    return [run.result["ok"] / run.cpu for run in runs]


def lines(full: bool, smoke: bool) -> list[Line]:
    """The table's lines; `full` only repeats more often, for the whole size takes seconds."""
    areas = 400 if smoke else AREAS
    agree(min(areas, 400))
    found = in_turn("estimates", ["ours", "loop"], areas, runs=1 if smoke else 5 if full else 3)
    ours_, loop_ = _speed(found["ours"]), _speed(found["loop"])
    work = f"estimates of one share, {areas:,} areas x {YEARS} years, with limits and statuses"
    told_ = [f"{np.median(each):,.0f} per s cpu" for each in (ours_, loop_)]
    against = f"statsmodels proportion_confint in a loop (every {EVERY}th area)"
    return [at_least(work, against, *told_, times(ours_, loop_), 50), _in_r(work, areas, ours_)]


def _in_r(work: str, areas: int, ours_: list[float]) -> Line:
    peer, target = "R's PHEindicatormethods", "at least 50x"
    rscript = shutil.which("Rscript")
    if rscript is None:
        return missing(work, peer, target, "R is not on this machine")
    with tempfile.TemporaryDirectory() as folder:
        table = Path(folder) / "cells.csv"
        cells(areas).to_csv(table, index=False)
        done = subprocess.run(
            [rscript, "-e", R_SCRIPT, str(table)], capture_output=True, text=True, check=False
        )
    if done.returncode != 0:
        return missing(work, peer, target, "R is there, PHEindicatormethods is not")
    n, used = map(float, done.stdout.split()[-2:])
    speed = [n / used] * len(ours_)
    ours_text, peer_text = (f"{np.median(each):,.0f} per s cpu" for each in (ours_, speed))
    return at_least(work, peer, ours_text, peer_text, times(ours_, speed), 50)


def main() -> None:
    """Prints the table."""
    asked = options(__doc__)
    told(lines(asked.full, asked.smoke))


if __name__ == "__main__":
    main()
