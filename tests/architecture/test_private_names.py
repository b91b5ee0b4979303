"""Names that a library does not promise to keep are used in one module each, which has a contract test."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.test_layering import name_of, python_files

STREAMLIT, PANDAS = "dashboard/streamlit_compat.py", "indicators/engine/caching/pandas_internals.py"
OFFICIAL_STREAMLIT = ("streamlit", "streamlit.testing.v1")
PARTS_OF_STREAMLIT = ("runtime", "web", "proto", "delta_generator", "elements")
PRIVATE_FIELDS_OF_PANDAS = {
    "_mgr", "_references", "refs", "blocks", "axes", "_values", "_data", "_ndarray", "_pa_array", "_item_cache",
    "_consolidate_inplace", "_constructor", "_metadata", "_codes", "_mask",
}  # fmt: skip
CONTRACTS = (
    "tests/dashboard/test_streamlit_compat.py",
    # the settings of `townbell run` are read back by Streamlit's own reader
    "tests/indicators/commands/test_cli.py",
)
CODE = ("indicators", "dashboard", "data/build", "benchmarks", "tests", ".ci")


def unofficial_streamlit(tree: ast.AST) -> Iterator[str]:
    """What is imported from Streamlit that it does not document; `st._name` and `st.runtime` count as imports."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "streamlit":
            private = [alias.name for alias in node.names if alias.name.startswith("_")]
            if node.module not in OFFICIAL_STREAMLIT or private:
                yield f"from {node.module} import {', '.join(alias.name for alias in node.names)}"
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names if alias.name.startswith("streamlit.")]
            yield from (f"import {name}" for name in names if name not in OFFICIAL_STREAMLIT)
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "st":
            yield from [f"st.{node.attr}"] * (node.attr.startswith("_") or node.attr in PARTS_OF_STREAMLIT)


def private_pandas(tree: ast.AST) -> Iterator[str]:
    """Private modules of pandas that are imported, and its private fields, by dot or by `getattr`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom | ast.Import):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else [a.name for a in node.names]
            yield from (name for name in names if name.startswith(("pandas._", "pandas.core")))
        elif isinstance(node, ast.Attribute) and node.attr.startswith("_"):
            of_ours = isinstance(node.value, ast.Name) and node.value.id in ("self", "cls")
            if node.attr in PRIVATE_FIELDS_OF_PANDAS and not of_ours:
                yield node.attr
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "getattr":
            named = node.args[1] if len(node.args) > 1 else None
            if isinstance(named, ast.Constant) and named.value in PRIVATE_FIELDS_OF_PANDAS:
                yield str(named.value)


def used(folders: tuple[str, ...], names: object, *allowed: str) -> list[str]:
    return [
        f"{name_of(path)}: {name}"
        for path in python_files(*folders)
        if name_of(path) not in allowed
        for name in names(ast.parse(path.read_text(encoding="utf-8")))  # type: ignore[operator]
    ]


def test_unofficial_names_of_streamlit_are_used_in_one_module() -> None:
    assert used(CODE, unofficial_streamlit, STREAMLIT, *CONTRACTS) == []


def test_private_fields_of_pandas_are_used_in_one_module() -> None:
    assert used(CODE, private_pandas, PANDAS) == []


@pytest.mark.parametrize(
    "text",
    [
        "from streamlit.runtime.scriptrunner import get_script_run_ctx",
        "import streamlit.web.bootstrap",
        "import streamlit as st\nst.runtime.exists()",
        "import streamlit as st\nst._main",
    ],
)
def test_an_unofficial_name_is_noticed(text: str) -> None:
    assert list(unofficial_streamlit(ast.parse(text)))


@pytest.mark.parametrize(
    "text",
    ["frame._mgr.blocks", 'getattr(column, "_ndarray", None)', "from pandas.core.frame import DataFrame"],
)
def test_a_private_field_of_pandas_is_noticed(text: str) -> None:
    assert list(private_pandas(ast.parse(text)))


def test_the_modules_that_may_use_them_exist() -> None:
    root = Path(__file__).resolve().parents[2]
    assert all((root / name).is_file() for name in (STREAMLIT, PANDAS))
