"""Pieces of work measured apart: each in a process of its own, side by side with its peers, in turn.

A benchmark says what its pieces of work are (`WORK`: name -> function of texts that prepares the work and returns
it as a function, whose answer is small and something that JSON can hold), and what they have to reach (`Line`).
`apart` runs a piece in a fresh process; only the returned function is timed, not imports and preparations. Peak
memory is that of the whole process, imports included. Machines are noisy: only ratios of runs that lie beside each
other prove something.
"""

import argparse
import importlib
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
Work = Callable[..., Any]


@dataclass(frozen=True)
class Measured:
    """One run: seconds on the clock and of the processor (all threads), peak memory in bytes, and what came out."""

    wall: float
    cpu: float
    peak: int
    result: Any


@dataclass(frozen=True)
class Line:
    """A row of the table: `ratio` (with its spread over the runs) and what it is held to; None where not measured.

    `ours` and `peer` are texts with their units. `reached` is None where nothing was measured: `note` says why.
    """

    work: str
    against: str
    ours: str
    peer: str
    ratio: float | None
    low: float | None
    high: float | None
    target: str
    reached: bool | None
    note: str = ""


def apart(module: str, name: str, *given: object, **environment: str) -> Measured:
    """Runs a piece of work of a benchmark (`benchmarks.<module>`) in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.apart", module, name, *map(str, given)]
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise RuntimeError(f"{module} {name} failed:\n{done.stderr[-3000:]}")
    return Measured(**json.loads(done.stdout.splitlines()[-1]))


def in_turn(
    module: str, names: Sequence[str], *given: object, runs: int = 3, **environment: str
) -> dict[str, list[Measured]]:
    """Runs several pieces one after another, `runs` times over, so that a busy machine slows all alike."""
    found: dict[str, list[Measured]] = {name: [] for name in names}
    for _run in range(runs):
        for name in names:
            found[name].append(apart(module, name, *given, **environment))
    return found


def times(more: Sequence[float], less: Sequence[float]) -> tuple[float, float, float]:
    """How many times as much `more` is as `less`, run by run: median, least and most."""
    each = [a / b for a, b in zip(more, less, strict=True)]
    return statistics.median(each), min(each), max(each)


def at_least(
    work: str,
    against: str,
    ours: str,
    peer: str,
    ratio: tuple[float, float, float],
    aim: float,
    note: str = "",
) -> Line:
    """A line that is reached where the peer takes at least `aim` times as much."""
    return Line(work, against, ours, peer, *ratio, f"at least {aim:g}x", ratio[0] >= aim, note)


def at_most(
    work: str,
    against: str,
    ours: str,
    peer: str,
    ratio: tuple[float, float, float],
    aim: float,
    note: str = "",
) -> Line:
    """A line that is reached where we take at most `aim` times as much as the peer."""
    return Line(work, against, ours, peer, *ratio, f"at most {aim:g}x", ratio[0] <= aim, note)


def missing(work: str, against: str, target: str, why: str) -> Line:
    """A line that could not be measured here, and why."""
    return Line(work, against, "", "", None, None, None, target, None, why)


def seconds(runs: Sequence[Measured], clock: str = "cpu") -> str:
    """The median of the runs as a text."""
    return f"{statistics.median(getattr(each, clock) for each in runs):.3g} s {clock}"


def memory(runs: Sequence[Measured]) -> str:
    """The median peak of the runs as a text."""
    return f"{statistics.median(each.peak for each in runs) / 2**30:.2f} GB"


def machine() -> str:
    """What was measured on."""
    pages = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    python = platform.python_version()
    return f"{platform.system()} {platform.machine()}, {cores} cores, {pages / 2**30:.0f} GB, Python {python}"


def versions(*names: str) -> str:
    """The versions of installed packages."""
    found = []
    for name in names:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            found.append(f"{name} not installed")
    return ", ".join(found)


def table(lines: Sequence[Line]) -> str:
    """The lines as a Markdown table."""
    head = ("Work", "Against", "Ours", "Peer", "Ratio (least to most)", "To reach", "Reached", "Note")
    rows = [head, tuple("---" for _name in head)]
    for line in lines:
        ratio = "" if line.ratio is None else f"{line.ratio:.3g} ({line.low:.3g} to {line.high:.3g})"
        reached = {True: "yes", False: "**no**", None: "not measured"}[line.reached]
        rows.append((line.work, line.against, line.ours, line.peer, ratio, line.target, reached, line.note))
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def told(lines: Sequence[Line]) -> None:
    """Prints the lines as a table, and hands them on where the runner of all benchmarks asks (TOWNBELL_LINES)."""
    print(table(lines), flush=True)
    if where := os.environ.get("TOWNBELL_LINES"):
        with Path(where).open("a", encoding="utf-8") as file:
            file.writelines(json.dumps(asdict(line)) + "\n" for line in lines)


def options(doc: str | None) -> argparse.Namespace:
    """`--full` for the long version, `--smoke` for the shortest, which only shows that it still runs."""
    parser = argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--full", action="store_true", help="the long version")
    parser.add_argument("--smoke", action="store_true", help="tiny, once: does it run?")
    return parser.parse_args()


def main() -> None:
    """Runs one piece and prints what it took, as JSON on the last line."""
    _command, module, name, *given = sys.argv
    work = importlib.import_module(f"benchmarks.{module}").WORK[name]
    do = work(*given)
    begun, used = time.perf_counter(), time.process_time()
    result = do()
    wall, cpu = time.perf_counter() - begun, time.process_time() - used
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps({"wall": wall, "cpu": cpu, "peak": peak, "result": result}))


if __name__ == "__main__":
    main()
