"""Writes requirements.lock, -test.lock and -spark.lock: the exact versions that are installed now.

The first two hold the whole closure, so that they are installed with --no-deps; the last holds what Spark needs
beside the second, because it is large and only a step of its own asks for it. They name versions only: no index,
host, path or editable line.
"""

import re
import tomllib
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

ROOT = Path(__file__).resolve().parent.parent
OLDEST_PYTHON = "3.11.2"  # Debian 12; a version that needs a newer one can't be installed there
HEADER = "# {what}. Written by 'make lock' from the installed versions; don't edit.\n"


def normal(name: str) -> str:
    """A project's name as indexes write it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def needed(requirement: Requirement, extras: Iterable[str]) -> bool:
    """Does a requirement hold on this machine, for one of these extras or for none?"""
    return requirement.marker is None or any(
        requirement.marker.evaluate({"extra": extra}) for extra in ("", *extras)
    )


def closure(wanted: Iterable[str]) -> dict[str, str]:
    """Name and version of everything that the requirements need, themselves included."""
    found: dict[str, str] = {}
    seen: set[tuple[str, frozenset[str]]] = set()
    queue = [Requirement(text) for text in wanted]
    while queue:
        requirement = queue.pop()
        key = (normal(requirement.name), frozenset(requirement.extras))
        if key in seen:
            continue
        seen.add(key)
        try:
            installed = distribution(requirement.name)
        except PackageNotFoundError:
            raise SystemExit(f"{requirement.name} is not installed here. Install it, then lock.") from None
        if not requirement.specifier.contains(installed.version, prereleases=True):
            raise SystemExit(f"{requirement} is wanted, {installed.version} is installed.")
        python = installed.metadata.get("Requires-Python") or ""
        if not SpecifierSet(python).contains(OLDEST_PYTHON):
            raise SystemExit(
                f"{requirement.name} {installed.version} needs Python {python}. Install an older one."
            )
        found[key[0]] = installed.version
        further = map(Requirement, installed.requires or [])
        queue += [one for one in further if needed(one, requirement.extras)]
    return found


def main() -> None:
    """Reads pyproject.toml and writes the files."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    # the build backend puts the command `townbell` into the environment, also where no index can be reached
    run = [*project["project"]["dependencies"], *project["build-system"]["requires"], "editables"]
    extras = dict(project["project"]["optional-dependencies"])
    spark = extras.pop("spark")
    tests = [*run, *(one for part in extras.values() for one in part)]
    known = closure(tests)
    further = {project: version for project, version in closure(spark).items() if project not in known}
    for name, what, versions in (
        ("requirements.lock", "What Townbell needs to run", closure(run)),
        ("requirements-test.lock", "What Townbell needs to run and to be tested", known),
        ("requirements-spark.lock", "What Spark needs beside requirements-test.lock", further),
    ):
        lines = [f"{project}=={version}\n" for project, version in sorted(versions.items())]
        (ROOT / name).write_text(HEADER.format(what=what) + "".join(lines), encoding="utf-8")
        print(f"{name}: {len(lines)} projects")


if __name__ == "__main__":
    main()
