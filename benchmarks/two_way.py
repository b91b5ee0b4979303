"""Difference-in-differences of many areas and months with clustered limits, against pyfixest and statsmodels.

    python -m benchmarks.two_way [--full] [--smoke]

35,000 areas x 120 months (4.2 million rows), a third of the areas treated from different months on. All get the same
rows of area, month, treated and outcome, in an order drawn at random; ours has to put them into a panel first.
Estimates and standard errors have to be the same to 1e-6 of their size. pyfixest is no part of the project's own
requirements: TOWNBELL_PEERS may name the Python of another environment that has it, with numpy and pandas.
statsmodels gets a dummy for each area and month, on 1,000 areas x 36 months.
"""

import importlib.util
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.apart import (
    ROOT,
    Line,
    Measured,
    apart,
    at_least,
    memory,
    missing,
    options,
    seconds,
    times,
    told,
    versions,
)

COLUMNS = ("area", "month", "treated", "outcome")


def generate(folder: Path, areas: int, months: int) -> None:
    """Writes the rows, a file a column."""
    rng = np.random.default_rng(3)
    area, month = (each.ravel() for each in np.indices((areas, months)))
    start = np.where(rng.random(areas) < 1 / 3, rng.integers(months // 4, months, areas), months)
    treated = (month >= start[area]).astype(np.int64)
    shock = (
        rng.normal(0, 1, areas)[area] + np.sin(month / 6) + rng.normal(0, 0.3, areas)[area] * (month / months)
    )
    outcome = 20 + shock - 0.4 * treated + rng.normal(0, 1, areas * months)
    order = rng.permutation(areas * months)
    for name, values in zip(COLUMNS, (area, month, treated, outcome), strict=True):
        np.save(folder / f"{name}.npy", values[order])


def rows(folder: str) -> Any:
    """The rows as a data frame."""
    import pandas as pd

    return pd.DataFrame({name: np.load(Path(folder) / f"{name}.npy") for name in COLUMNS}, copy=False)


def ours(folder: str) -> Any:
    """Rows into a panel, and the closed form."""
    from indicators.effects.estimators.two_way import two_way

    frame = rows(folder)

    def work() -> list[float]:
        area, month = frame["area"].to_numpy(), frame["month"].to_numpy()
        size = (int(area.max()) + 1, int(month.max()) + 1)
        outcome, treated = np.full(size, np.nan), np.zeros(size, dtype=bool)
        outcome[area, month] = frame["outcome"].to_numpy()
        treated[area, month] = frame["treated"].to_numpy()
        found = two_way(outcome, treated)
        return [found.estimate, found.se]

    return work


def pyfixest(folder: str) -> Any:
    """pyfixest with effects of areas and months."""
    from pyfixest.estimation import feols

    frame = rows(folder)

    def work() -> list[float]:
        fit = feols("outcome ~ treated | area + month", data=frame, vcov={"CRV1": "area"})
        return [float(fit.coef()["treated"]), float(fit.se()["treated"])]

    return work


def statsmodels(folder: str) -> Any:
    """Least squares with a dummy for each area and month; their small-sample factor counts the dummies of areas."""
    import pandas as pd
    from statsmodels.api import OLS

    frame = rows(folder)

    def work() -> list[float]:
        dummies = [
            pd.get_dummies(frame[name], dtype=float, drop_first=name == "month") for name in COLUMNS[:2]
        ]
        columns = np.column_stack([frame["treated"], *dummies])
        clustered = {"groups": frame["area"].to_numpy(), "use_correction": False}
        fit = OLS(frame["outcome"].to_numpy(), columns).fit(
            method="qr", cov_type="cluster", cov_kwds=clustered
        )
        n, areas, months = len(frame), dummies[0].shape[1], dummies[1].shape[1] + 1
        factor = areas / (areas - 1) * (n - 1) / (n - 1 - months)
        return [float(fit.params[0]), float(fit.bse[0] * np.sqrt(factor))]

    return work


WORK = {"ours": ours, "pyfixest": pyfixest, "statsmodels": statsmodels}


def peers() -> tuple[str | None, str]:
    """The Python that has pyfixest with its version, or None with the reason."""
    if python := os.environ.get("TOWNBELL_PEERS"):
        asked = "from importlib.metadata import version; print('pyfixest', version('pyfixest'))"
        done = subprocess.run([python, "-c", asked], capture_output=True, text=True, check=False)
        why = f"TOWNBELL_PEERS names a Python without pyfixest: {python}"
        return (python, done.stdout.strip()) if done.returncode == 0 else (None, why)
    if importlib.util.find_spec("pyfixest"):
        return sys.executable, versions("pyfixest")
    return None, "pyfixest is not installed, and TOWNBELL_PEERS names no Python that has it"


def elsewhere(python: str, name: str, *given: object) -> Measured:
    """A piece of work measured by another Python."""
    command = [python, "-m", "benchmarks.apart", "two_way", name, *map(str, given)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"two_way {name} failed:\n{done.stderr[-3000:]}")
    return Measured(**json.loads(done.stdout.splitlines()[-1]))


def compared(folder: str, python: str, name: str, runs: int) -> tuple[list[Measured], list[Measured]]:
    """Ours and the peer in turn, after which both have to have found the same."""
    us, peer = [], []
    for _run in range(runs):
        us.append(apart("two_way", "ours", folder))
        peer.append(elsewhere(python, name, folder))
    if not np.allclose(us[0].result, peer[0].result, rtol=1e-6, atol=0):
        raise AssertionError(f"Ours found {us[0].result}, {name} {peer[0].result}.")
    return us, peer


def against_pyfixest(areas: int, months: int, runs: int) -> list[Line]:
    """Processor and memory."""
    work = f"DiD of {areas:,} areas x {months} months, clustered limits"
    python, what = peers()
    if python is None:
        aims = (f"{work}: CPU", "at least 10x"), (f"{work}: peak memory", "at least 4x")
        return [missing(name, "pyfixest", aim, what) for name, aim in aims]
    with tempfile.TemporaryDirectory() as folder:
        generate(Path(folder), areas, months)
        us, peer = compared(folder, python, "pyfixest", runs)
    peaks = times([run.peak for run in peer], [run.peak for run in us])
    note = f"The same estimate and error to 1e-6; ours with the making of the panel from rows. {what}"
    return [
        _by_cpu(work, "pyfixest", us, peer, 10, note),
        at_least(f"{work}: peak memory", "pyfixest", memory(us), memory(peer), peaks, 4, "Whole processes"),
    ]


def against_statsmodels(areas: int, months: int, runs: int) -> list[Line]:
    """The processor alone."""
    work = f"DiD of {areas:,} areas x {months} months, clustered limits"
    with tempfile.TemporaryDirectory() as folder:
        generate(Path(folder), areas, months)
        us, peer = compared(folder, sys.executable, "statsmodels", runs)
    note = f"The same estimate and error to 1e-6. {versions('statsmodels')}"
    return [_by_cpu(work, "statsmodels with dummies", us, peer, 20, note)]


def _by_cpu(
    work: str, against: str, us: Sequence[Measured], peer: Sequence[Measured], aim: float, note: str
) -> Line:
    ratio = times([run.cpu for run in peer], [run.cpu for run in us])
    return at_least(f"{work}: CPU", against, seconds(us), seconds(peer), ratio, aim, note)


def lines(full: bool, smoke: bool) -> list[Line]:
    """The rows of the table."""
    if smoke:
        return [*against_pyfixest(300, 12, 1), *against_statsmodels(60, 12, 1)]
    runs = 5 if full else 3
    return [*against_pyfixest(35_000, 120, runs), *against_statsmodels(1_000, 36, 3 if full else 1)]


def main() -> None:
    """Prints the lines."""
    chosen = options(__doc__)
    told(lines(chosen.full, chosen.smoke))


if __name__ == "__main__":
    main()
