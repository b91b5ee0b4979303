"""Modules and sub-packages form no circle; those of the engine and of the dashboard are imported in one order only.

Imports inside functions and under TYPE_CHECKING count like all others: a circle that Python bears is one to readers.
"""

import ast
from collections.abc import Iterator, Mapping, Set
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# Each sub-package of the engine may import those before it; modules beside them import any and are imported by none.
ENGINE = (
    "types",
    "text",
    "statistics",
    "caching",
    "definitions",
    "pack",
    "sources",
    "counting",
    "validation",
    "disclosure",
    "estimation",
)
# The same for the dashboard. `exports` comes after `shell`, as a file carries the address of its page; the entry points
# (`app`, `server`) import any and are imported by none.
DASHBOARD = (
    "text",
    "cache",
    "streamlit_compat",
    "queries",
    "charts",
    "maps",
    "hosting",
    "shell",
    "exports",
    "views",
)
Graph = Mapping[str, Set[str]]


def module_name(path: Path, root: Path) -> str:
    return ".".join(path.relative_to(root).with_suffix("").parts).removesuffix(".__init__")


def imports_between(root: Path, package: str) -> dict[str, set[str]]:
    """For each module of a package the modules of the package that it imports, wherever in it that stands."""
    paths = {module_name(path, root): path for path in sorted((root / package).rglob("*.py"))}
    trees = {name: ast.parse(path.read_text(encoding="utf-8")) for name, path in paths.items()}
    return {name: set(_imported(tree, set(paths))) - {name} for name, tree in trees.items()}


def _imported(tree: ast.Module, known: Set[str]) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in known)
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                if inner in known or node.module in known:
                    yield inner if inner in known else node.module


def by_sub_package(modules: Graph, depth: int = 3) -> dict[str, set[str]]:
    """The same between sub-packages (`indicators.engine.pack`); a module beside them stands for itself."""
    packages: dict[str, set[str]] = {}
    for module, imported in modules.items():
        home = _sub_package(module, depth)
        packages.setdefault(home, set()).update({_sub_package(other, depth) for other in imported} - {home})
    return packages


def _sub_package(module: str, depth: int) -> str:
    return ".".join(module.split(".")[:depth])


def circle(graph: Graph) -> list[str]:
    """One circle of imports as a list of names; empty where there is none."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


@pytest.fixture(scope="module")
def modules() -> dict[str, set[str]]:
    return imports_between(ROOT, "indicators")


def test_no_circle_between_modules(modules: Graph) -> None:
    assert len(modules) > 200
    assert circle(modules) == []


def test_no_circle_between_sub_packages(modules: Graph) -> None:
    packages = by_sub_package(modules)
    assert {"indicators.engine.pack", "indicators.compare.gaps", "indicators.effects.design"} <= set(packages)
    assert circle(packages) == []


def test_sub_packages_of_the_engine_are_imported_in_one_order(modules: Graph) -> None:
    rank = {f"indicators.engine.{name}": at for at, name in enumerate(ENGINE)}
    last = len(ENGINE)
    packages = {
        home: to for home, to in by_sub_package(modules).items() if home.startswith("indicators.engine.")
    }
    folders = {
        f"indicators.engine.{path.name}" for path in (ROOT / "indicators/engine").iterdir() if path.is_dir()
    }
    assert folders - {"indicators.engine.__pycache__"} == set(rank) - {"indicators.engine.types"}
    wrong = [
        f"{home} imports {other}"
        for home, imported in packages.items()
        for other in imported
        if home in rank and rank.get(other, last) >= rank[home]
    ]
    assert wrong == []


@pytest.fixture(scope="module")
def dashboard() -> dict[str, set[str]]:
    return imports_between(ROOT, "dashboard")


@pytest.mark.parametrize("depth", [2, 3, 4, 9])
def test_no_circle_in_the_dashboard(dashboard: Graph, depth: int) -> None:
    """Between its parts, between pages, between the parts of a page, between modules."""
    assert len(dashboard) > 100
    packages = by_sub_package(dashboard, depth)
    assert {2: "dashboard.views", 3: "dashboard.views.map"}.get(depth, "dashboard.server") in packages
    assert circle(packages) == []


def test_parts_of_the_dashboard_are_imported_in_one_order(dashboard: Graph) -> None:
    rank = {f"dashboard.{name}": at for at, name in enumerate(DASHBOARD)}
    packages = by_sub_package(dashboard, 2)
    assert set(packages) - {"dashboard", "dashboard.app", "dashboard.server"} == set(rank)
    wrong = [
        f"{home} imports {other}"
        for home, imported in packages.items()
        for other in imported
        if home in rank and rank.get(other, len(rank)) >= rank[home]
    ]
    assert wrong == []


def test_a_page_imports_no_other_page_but_what_they_share(dashboard: Graph) -> None:
    pages = by_sub_package(dashboard, 3)
    shared = "dashboard.views.shared"
    wrong = [
        f"{page} imports {other}"
        for page, imported in pages.items()
        for other in imported
        if page.startswith("dashboard.views.") and other.startswith("dashboard.views.") and other != shared
    ]
    assert wrong == []
    assert shared in pages["dashboard.views.map"]


def test_a_circle_is_found_also_in_a_function_and_for_types_only(tmp_path: Path) -> None:
    for name in ("p", "p/q", "p/q/x", "p/q/y"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text("")
    (tmp_path / "p/q/x/a.py").write_text("def f():\n    from p.q.y.b import g\n")
    (tmp_path / "p/q/y/b.py").write_text("if TYPE_CHECKING:\n    from p.q.x import c\n")
    (tmp_path / "p/q/x/c.py").write_text("")
    modules = imports_between(tmp_path, "p")
    assert circle(modules) == []
    assert set(circle(by_sub_package(modules))) == {"p.q.x", "p.q.y"}
    (tmp_path / "p/q/x/c.py").write_text("import p.q.x.a\n")
    assert set(circle(imports_between(tmp_path, "p"))) == {"p.q.x.a", "p.q.x.c", "p.q.y.b"}
