"""Writes requirements.lock, -test.lock and -spark.lock with uv: exact versions with the hashes of their files.

The first two hold everything, so that they are installed with --no-deps; the last holds what Spark needs beside the
second, because it is large and only a step of its own asks for it. Versions that stand in a file stay while
pyproject.toml allows them; `python .ci/lock.py --upgrade` takes the newest. Only entries are taken over from what uv
writes, so the files name no index and no host.
"""

import re
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OLDEST_PYTHON = "3.11.2"  # Debian 12; a version that needs a newer one can't be installed there
# What puts the command `townbell` into the environment without asking an index.
BUILD = "hatchling>=1.27\neditables>=0.5\n"
HEADER = "# {what}. Written by 'make lock'; don't edit.\n"
OPTIONS = (
    "--universal",
    f"--python-version={OLDEST_PYTHON}",
    "--generate-hashes",
    "--no-annotate",
    "--no-header",
    "--quiet",
)
ENTRY = re.compile(r"^[a-z0-9].*(?:\n    --hash=.*)*", re.MULTILINE)


def entries(text: str) -> dict[str, str]:
    """The entries of a lock file, by the project's name."""
    return {entry.split("==")[0].split("[")[0]: entry for entry in ENTRY.findall(text)}


def compiled(before: Path, extras: list[str], constraint: Path | None, more: list[str]) -> dict[str, str]:
    """What uv writes for the project with these extras, starting from the versions in `before`."""
    with tempfile.TemporaryDirectory() as folder:
        build, lock = Path(folder, "build.in"), Path(folder, "out.lock")
        build.write_text(BUILD, encoding="utf-8")
        if before.is_file():
            lock.write_text(before.read_text(encoding="utf-8"), encoding="utf-8")
        uv = Path(sysconfig.get_path("scripts"), "uv")
        command = [
            str(uv),
            "pip",
            "compile",
            str(ROOT / "pyproject.toml"),
            str(build),
            f"--output-file={lock}",
        ]
        command += [*OPTIONS, *(f"--extra={extra}" for extra in extras), *more]
        subprocess.run(
            [*command, *([f"--constraint={constraint}"] if constraint else [])], check=True, cwd=ROOT
        )
        return entries(lock.read_text(encoding="utf-8"))


def written(path: Path, what: str, lock: dict[str, str]) -> None:
    """Writes one lock file."""
    lines = [lock[name] + "\n" for name in sorted(lock)]
    path.write_text(HEADER.format(what=what) + "".join(lines), encoding="utf-8")
    print(f"{path.name}: {len(lines)} projects")


def main(more: list[str]) -> None:
    """Reads pyproject.toml and writes the three files; what runs is pinned first, the others follow it."""
    run, test, spark = (ROOT / f"requirements{part}.lock" for part in ("", "-test", "-spark"))
    written(run, "What Townbell needs to run", compiled(run, [], None, more))
    tests = compiled(test, ["login", "postgres", "test"], run, more)
    written(test, "What Townbell needs to run and to be tested", tests)
    every = compiled(spark, ["login", "postgres", "test", "spark"], test, more)
    further = {name: entry for name, entry in every.items() if name not in tests}
    written(spark, "What Spark needs beside requirements-test.lock", further)


if __name__ == "__main__":
    main(sys.argv[1:])
