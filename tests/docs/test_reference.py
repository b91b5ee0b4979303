"""docs/reference is whole and says what the program does. `make reference` writes two of its pages anew."""

import re
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = ROOT / "docs" / "reference"


def generator() -> ModuleType:
    """The script that writes the pages."""
    spec = spec_from_file_location("reference", ROOT / ".ci" / "reference.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", ["command-line.md", "python.md"])
def test_a_page_made_from_the_code_says_what_the_code_says(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    assert generator().PAGES[name]() == (REFERENCE / name).read_text(encoding="utf-8")


def code() -> str:
    """All of the product's Python."""
    return "\n".join(
        path.read_text(encoding="utf-8")
        for part in ("indicators", "dashboard")
        for path in (ROOT / part).rglob("*.py")
    )


def test_every_setting_that_the_program_reads_stands_there_and_no_other() -> None:
    page = (REFERENCE / "settings.md").read_text(encoding="utf-8")
    read = {name.rstrip("_") for name in re.findall(r"TOWNBELL_[A-Z_]+", code())}
    assert {name.rstrip("_") for name in re.findall(r"TOWNBELL_[A-Z_]+", page)} == read


def test_every_key_that_a_description_may_have_stands_there() -> None:
    page = (REFERENCE / "city-pack.md").read_text(encoding="utf-8")
    modules = [
        (ROOT / "indicators/engine/pack" / name).read_text(encoding="utf-8")
        for name in ("descriptor.py", "table_descriptor.py", "database_descriptor.py")
    ]
    keys = {key for text in modules for key in re.findall(r"extra(?:_of\(\w+\))?\.get\(\"(\w+)\"", text)}
    assert len(keys) > 20
    assert {key for key in keys if f"`{key}`" not in page and f'"{key}"' not in page} == set()
