"""Runs the benchmarks one after another and writes what they are held to: `python benchmarks/run.py`.

    --smoke    only the short ones, tiny and once: whether they still run, not how fast they are
    --full     the long ones too, with the full sizes: hours
    --only     some of them, by name

Each prints its own table. The lines of ratios are gathered into `benchmarks/RESULTS.md` (`RESULTS-full.md` with
`--full`), with the machine and the versions; lines that were not run this time are not carried over.
"""

import argparse
import datetime as dt
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from benchmarks.apart import Line, machine, table, versions  # noqa: E402

RATIOS = (
    "start",
    "counting",
    "second_opening",
    "estimates",
    "points",
    "large_map",
    "warm_rerun",
    "sessions",
    "index_draws",
    "engines",
)
"""Benchmarks that are held to a ratio; each takes `--smoke` and `--full`."""
PLAIN = {
    "first_view": [],
}
LONG = {
    "false_alarms": [],
    "checks": [],
    "interventions": ["--cities", "20"],
    "soak": [],
}
"""Benchmarks of what is right rather than fast, and the soak; only with `--full`."""
SMOKE = {
    "checks": ["--studies", "20"],
    "interventions": ["--smoke"],
    "first_view": ["--runs", "1", "--city", "morocco"],
}
PACKAGES = ("duckdb", "narwhals", "pandas", "polars", "pyarrow", "geopandas", "shapely", "numpy", "streamlit")
PEERS = ("pydeck", "statsmodels", "pyspark")


def chosen(smoke: bool, full: bool, only: list[str]) -> dict[str, list[str]]:
    """The benchmarks to run, with their options."""
    size = ["--smoke"] if smoke else ["--full"] if full else []
    found = {name: list(size) for name in RATIOS}
    found |= SMOKE if smoke else PLAIN | LONG if full else PLAIN
    return {name: given for name, given in found.items() if not only or name in only}


def main() -> int:
    """The number of benchmarks that failed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--smoke", action="store_true", help="only the short ones, once")
    parser.add_argument("--full", action="store_true", help="the long ones too, with the full sizes")
    parser.add_argument("--only", nargs="*", default=[], metavar="NAME", help="some of them")
    asked = parser.parse_args()
    failed = []
    with tempfile.TemporaryDirectory() as folder:
        gathered = Path(folder) / "lines.jsonl"
        for name, given in chosen(asked.smoke, asked.full, asked.only).items():
            print(f"\n== {name} {' '.join(given)}".rstrip(), flush=True)
            command = [sys.executable, "-m", f"benchmarks.{name}", *given]
            environment = {**os.environ, "TOWNBELL_LINES": str(gathered)}
            if subprocess.call(command, cwd=ROOT, env=environment) != 0:
                failed.append(name)
            if not asked.smoke and gathered.exists():
                written(gathered, failed, asked.full)
    if failed:
        print(f"\nFailed: {', '.join(failed)}")
    return len(failed)


def written(gathered: Path, failed: list[str], full: bool) -> None:
    """Keeps the whole table so far beside the benchmarks."""
    lines = [Line(**json.loads(text)) for text in gathered.read_text(encoding="utf-8").splitlines()]
    command = "make bench-full" if full else "make bench"
    text = "\n\n".join(
        (
            "# What was measured",
            f"Written by `{command}` on {dt.date.today().isoformat()}: {machine()}.",
            f"{versions(*PACKAGES)}. Peers: {versions(*PEERS)}.",
            "Ratios are of runs that lay beside each other in time, ours and the peer's in turn; in brackets the "
            "least and the most of them. Seconds hold for this machine and this day only.",
            table(lines),
            *([f"Failed, so not in the table: {', '.join(failed)}."] if failed else []),
        )
    )
    where = ROOT / "benchmarks" / ("RESULTS-full.md" if full else "RESULTS.md")
    where.write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
