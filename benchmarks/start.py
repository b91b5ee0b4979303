"""How long one waits at the door: commands, and the page server until it answers, against `import pandas`.

    python -m benchmarks.start [--full | --smoke]

Seconds of the processor, all threads, each run beside one of `import pandas`. Counts have been made before, as they are
from the second call on. The server is started as `townbell run` does, on every city that comes along: it is ready when
it answers `/api/ready`, and warm when `/api/health` says that counts and the first pages of all cities are there. The
first start has an empty cache, the second one what the first has kept.
"""

import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.apart import ROOT, Line, at_most, options, times, told
from benchmarks.visitors import is_warm, processor_seconds
from indicators.commands import run
from indicators.engine.pack import locations
from tests.support.browser import free_port

PANDAS = ("-c", "import pandas")
COMMANDS = {
    "townbell --help": (("-m", "indicators", "--help"), 0.3),
    "townbell new-city --help": (("-m", "indicators", "new-city", "--help"), 0.3),
    "townbell estimate": (("-m", "indicators", "estimate", "morocco", "--indicator", "commute_tram"), 2),
}
READY, SECOND = 3, 0.25
LONGEST = 900.0
"""Seconds after which a start is given up."""


def cpu_of(arguments: tuple[str, ...], environment: dict[str, str]) -> float:
    """Seconds of the processor that a command of Python takes."""
    process = subprocess.Popen(
        [sys.executable, *arguments], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL
    )
    _pid, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise RuntimeError(f"python {' '.join(arguments)} failed")
    return usage.ru_utime + usage.ru_stime


@contextmanager
def started(folder: Path, cache: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """The page server with a cache folder; gives its address and its process, at once."""
    port = free_port()
    given = run.environment(locations.embedded_packs(), {**os.environ, "PYTHONPATH": str(ROOT)})
    given |= {"TOWNBELL_CACHE": str(cache), "TOWNBELL_REGISTER": f"sqlite:///{folder / f'{port}.db'}"}
    command = [
        sys.executable,
        "-m",
        "streamlit",
        "run",
        str(locations.dashboard_app()),
        f"--server.port={port}",
    ]
    process = subprocess.Popen(
        [*command, "--server.headless=true", "--browser.gatherUsageStats=false"],
        cwd=ROOT,
        env=given,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield f"http://127.0.0.1:{port}", process
    finally:
        process.terminate()
        process.wait(20)


def start_of_server(folder: Path, cache: Path) -> tuple[float, float]:
    """Seconds of the processor until it is ready, and until it is warm; it ends after all was kept."""
    with started(folder, cache) as (address, process):
        ready = _until(process, lambda: _answers(f"{address}/api/ready"), 0.01)
        warm = _until(process, lambda: is_warm(address), 0.25)
    return ready, warm


def _until(process: "subprocess.Popen[bytes]", done: Callable[[], bool], pause: float) -> float:
    end = time.monotonic() + LONGEST
    while time.monotonic() < end and process.poll() is None:
        if done():
            return processor_seconds(process.pid)
        time.sleep(pause)
    raise RuntimeError("The page server did not start, or did not become warm.")


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=60):
            return True
    except OSError:
        return False


def lines(full: bool, smoke: bool) -> list[Line]:
    """The table's lines."""
    runs = 1 if smoke else 5 if full else 3
    ours: dict[str, list[float]] = {name: [] for name in (*COMMANDS, "ready", "warm", "cold")}
    pandas: dict[str, list[float]] = {name: [] for name in (*COMMANDS, "ready")}
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        environment = {**os.environ, "TOWNBELL_CACHE": str(folder / "commands")}
        for arguments, _aim in COMMANDS.values():
            cpu_of(arguments, environment)
        for number in range(runs):
            for name, (arguments, _aim) in COMMANDS.items():
                pandas[name].append(cpu_of(PANDAS, environment))
                ours[name].append(cpu_of(arguments, environment))
            cache = folder / f"cache {number}"
            ours["cold"].append(start_of_server(folder, cache)[1])
            pandas["ready"].append(cpu_of(PANDAS, environment))
            ready, warm = start_of_server(folder, cache)
            ours["ready"].append(ready)
            ours["warm"].append(warm)
    found = [
        _line(name, "import pandas", ours[name], pandas[name], aim) for name, (_, aim) in COMMANDS.items()
    ]
    ready_line = _line(
        "page server, 3 cities, until it is ready", "import pandas", ours["ready"], pandas["ready"], READY
    )
    second = "second start of the page server until all is made ready"
    return [*found, ready_line, _line(second, "the first start", ours["warm"], ours["cold"], SECOND)]


def _line(work: str, against: str, ours: list[float], peer: list[float], aim: float) -> Line:
    return at_most(work, against, _median(ours), _median(peer), times(ours, peer), aim)


def _median(seconds: list[float]) -> str:
    return f"{sorted(seconds)[len(seconds) // 2]:.3g} s cpu"


def main() -> None:
    """Prints the table."""
    chosen = options(__doc__)
    told(lines(chosen.full, chosen.smoke))


if __name__ == "__main__":
    main()
