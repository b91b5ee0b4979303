"""Finds the cases with published answers and the real test cities that live beside the project, never in it.

`TOWNBELL_SHARED` names the folder; by default it is the folder `shared` beside the checkout.
"""

import json
import os
from pathlib import Path

import pytest

SHARED = Path(os.environ.get("TOWNBELL_SHARED") or Path(__file__).parents[3] / "shared")


def shared(name: str) -> Path:
    """The path of a file or folder of the shared test data; skips the test where it is absent."""
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"{name} is not on this machine (set TOWNBELL_SHARED to the folder that holds it)")
    return path


def case(name: str) -> Path:
    """The folder of a reference case, for example `rates/proportion_wilson`."""
    return shared(f"reference/{name}")


def expected(folder: Path) -> dict:
    """The answers of a reference case, with their tolerance and source."""
    answers: dict = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    return answers
