"""How the code is laid out: imports point one way, files and functions are small, nothing names a machine."""

import ast
import platform
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from indicators.engine.definitions.registry import DOMAINS, NOT_DOMAINS

ROOT = Path(__file__).resolve().parents[2]
CODE = ("indicators", "dashboard", "data/build", "benchmarks", ".ci")
# What each part may import of the project, itself always included.
MAY_IMPORT = {
    "indicators/engine": (),
    "indicators/compare": ("indicators.engine",),
    "indicators/effects": ("indicators.engine", "indicators.compare"),
    "indicators/commands": (
        "indicators.engine",
        "indicators.compare",
        "indicators.effects",
        "indicators.city",
    ),
    "dashboard": ("indicators.engine", "indicators.compare", "indicators.effects", "indicators.city"),
}
MOST_LINES, MOST_LINES_OF_A_FUNCTION = 500, 60


def python_files(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imports(path: Path) -> Iterator[str]:
    """Every imported module, also those imported inside functions."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def ours(module: str) -> bool:
    return module.split(".")[0] in ("indicators", "dashboard", "tests")


@pytest.mark.parametrize("layer", MAY_IMPORT)
def test_imports_point_one_way(layer: str) -> None:
    allowed = (layer.replace("/", "."), *MAY_IMPORT[layer])
    wrong = [
        f"{name_of(path)} imports {module}"
        for path in python_files(layer)
        for module in imports(path)
        if ours(module) and module != "indicators" and not module.startswith(allowed)
    ]
    assert wrong == []


def test_a_domain_module_imports_nothing_but_what_the_package_offers() -> None:
    wrong = [
        f"{name_of(path)} imports {module}"
        for path in sorted((ROOT / "indicators").glob("*.py"))
        if path.stem not in ("__init__", *NOT_DOMAINS)
        for module in imports(path)
        if module != "indicators"
    ]
    assert wrong == []


def test_every_domain_of_the_usual_order_has_its_module() -> None:
    assert all((ROOT / "indicators" / f"{domain}.py").is_file() for domain in DOMAINS)


def test_no_indicator_knows_the_page_server() -> None:
    wrong = [
        name_of(p) for p in python_files("indicators") for m in imports(p) if m.split(".")[0] == "streamlit"
    ]
    assert wrong == []


def test_files_stay_small() -> None:
    long = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in python_files(*CODE)}
    assert {name: lines for name, lines in long.items() if lines > MOST_LINES} == {}


def test_functions_stay_small() -> None:
    long = {
        f"{name_of(path)}: {node.name}": (node.end_lineno or node.lineno) - node.lineno + 1
        for path in python_files(*CODE)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert {name: lines for name, lines in long.items() if lines > MOST_LINES_OF_A_FUNCTION} == {}


def committed_texts() -> Iterator[tuple[Path, str]]:
    """What a clone holds as text, without what is made on the spot."""
    endings = {".py", ".md", ".toml", ".json", ".lock", ".txt", ".yml", ".yaml", ".csv", ""}
    made = {
        ".git",
        ".venv",
        ".make",
        ".hypothesis",
        "__pycache__",
        "screenshots",
        "build",
        "dist",
        ".ruff_cache",
    }
    made |= {".mypy_cache", ".pytest_cache", "node_modules"}
    for path in sorted(ROOT.rglob("*")):
        parts = set(path.relative_to(ROOT).parts) - (
            {"build"} if path.is_relative_to(ROOT / "data/build") else set()
        )
        if path.is_file() and path.suffix in endings and not parts & made and path.stat().st_size < 2_000_000:
            yield path, path.read_text(encoding="utf-8", errors="replace")


def test_no_file_names_a_folder_or_host_of_somebodys_machine() -> None:
    places = [rf"(?<![\w.])/{name}/" for name in ("work", "root", "tmp", "home", "Users", "mnt")]
    hosts = [rf"\b{re.escape(platform.node())}\b"] if len(platform.node()) > 6 else []
    pattern = re.compile("|".join([*places, r"file:/{2,}", *hosts]))
    wrong = [
        f"{name_of(path)}: {found[0]}"
        for path, text in committed_texts()
        for found in pattern.finditer(text)
        if path != Path(__file__).resolve()
    ]
    assert wrong == []


def test_files_are_offered_in_one_place_which_gives_them_the_pages_language() -> None:
    offering = [
        name_of(path)
        for path in python_files("dashboard")
        if "download_button(" in path.read_text(encoding="utf-8")
    ]
    assert offering == ["dashboard/exports/downloads.py"]


KEEPS_TEXTS = {"dashboard/views/interventions/data.py"}
"""What is kept there for readers of all languages holds texts without one."""


def test_the_dashboard_translates_where_it_says_something() -> None:
    """`_` and `_n` of the engine give a text without a language; a page needs the words."""
    wrong = [
        name_of(path)
        for path in python_files("dashboard")
        if name_of(path) not in KEEPS_TEXTS
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module == "indicators.engine.text.messages"
        if {"_", "_n"} & {alias.name for alias in node.names}
    ]
    assert wrong == []


RENDERING = {"translated", "translated_plural", "spoken", "use"}
WRITTEN_FOR_READERS = {"indicators/compare/spatial/deck.py"}
"""Pages of their own, written in the language of whoever asks for them."""


def test_what_computes_puts_nothing_into_words() -> None:
    """Estimators, checks and comparisons hand on texts without a language: numbers are written by `late` only."""
    wrong = [
        f"{name_of(path)}: {alias.name}"
        for path in python_files("indicators/effects", "indicators/compare")
        if name_of(path) not in WRITTEN_FOR_READERS
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if (node.module == "indicators.engine.text" and alias.name in ("formatting", "messages"))
        or (node.module == "indicators.engine.text.formatting" and alias.name != "digits")
        or (node.module == "indicators.engine.text.messages" and alias.name in RENDERING)
    ]
    assert wrong == []


# Names that still stand twice in `indicators`; none may be added.
NAMED_TWICE = {"City"}


def test_one_name_of_a_class_means_one_thing() -> None:
    names = Counter(
        node.name
        for path in python_files("indicators")
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.ClassDef)
    )
    assert {name for name, times in names.items() if times > 1} <= NAMED_TWICE
