"""Runs the benchmarks one after another: `python benchmarks/run.py [--smoke]`.

With `--smoke` only the short ones, once: whether they still run, not how fast they are.
"""

import argparse
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
WHOLE = (
    ["benchmarks.false_alarms"],
    ["benchmarks.checks"],
    ["benchmarks.interventions", "--cities", "20"],
    ["benchmarks.first_view"],
)
SMOKE = (
    ["benchmarks.checks", "--studies", "20"],
    ["benchmarks.interventions", "--smoke"],
    ["benchmarks.first_view", "--runs", "1", "--city", "morocco"],
)


def main() -> int:
    """The number of benchmarks that failed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--smoke", action="store_true", help="only the short ones, once")
    chosen = SMOKE if parser.parse_args().smoke else WHOLE
    failed = 0
    for module, *options in chosen:
        print(f"\n== {module} {' '.join(options)}".rstrip(), flush=True)
        failed += subprocess.call([sys.executable, "-m", module, *options], cwd=ROOT) != 0
    return failed


if __name__ == "__main__":
    sys.exit(main())
