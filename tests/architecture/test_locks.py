"""The lock files: exact versions with the hashes of their files, and no word of where they were fetched from."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ("requirements.lock", "requirements-test.lock", "requirements-spark.lock")
ENTRY = re.compile(
    r"(?P<name>[a-z0-9-]+)(\[[a-z0-9,-]+\])?==(?P<version>[A-Za-z0-9.+!]+)"
    r"( ; [^\n\\]+?)?( \\\n    --hash=sha256:[0-9a-f]{64})+\n"
)


def pinned(lock: str) -> dict[str, str]:
    """Every project of a lock file with its version."""
    text = (ROOT / lock).read_text(encoding="utf-8")
    return {entry["name"]: entry["version"] for entry in ENTRY.finditer(text)}


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_file_holds_exact_versions_with_hashes_and_nothing_else(lock: str) -> None:
    header, _, entries = (ROOT / lock).read_text(encoding="utf-8").partition("\n")
    assert header.startswith("# ")
    assert pinned(lock)
    assert ENTRY.sub("", entries) == ""


def test_what_runs_is_tested_in_the_same_version() -> None:
    assert pinned("requirements.lock").items() <= pinned("requirements-test.lock").items()


def test_what_spark_needs_stands_in_no_other_lock_file() -> None:
    assert not pinned("requirements-spark.lock").keys() & pinned("requirements-test.lock").keys()
