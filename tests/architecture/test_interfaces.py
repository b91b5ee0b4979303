"""Functions say what they take: few parameters, and a type where one is known."""

import ast
import re
from pathlib import Path

from tests.support.reachability import ROOT

PACKAGES = ("indicators", "dashboard")
MOST_PARAMETERS = 6
MAY_TAKE_MORE = {
    "indicators/engine/definitions/decorators.py: rate": "keywords that an analyst writes",
    "indicators/engine/definitions/decorators.py: ratio": "keywords that an analyst writes",
    "indicators/engine/definitions/decorators.py: standardised_rate": "keywords that an analyst writes",
    "indicators/engine/definitions/registry.py: register": "takes the keywords of all decorators",
}
"""Functions of `indicators` that take more, and why."""
MOST_LINES_WITH_ANY = {"indicators": 26, "dashboard": 84}
"""Lines that name `Any`; a number may fall and never rise."""


def files(package: str) -> list[Path]:
    return sorted((ROOT / package).rglob("*.py"))


def lines_with_any(package: str) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for path in files(package)
        for line in path.read_text(encoding="utf-8").splitlines()
        if re.search(r"\bAny\b", line)
    ]


def test_any_stands_only_where_no_type_is_known() -> None:
    for package in PACKAGES:
        assert len(lines_with_any(package)) <= MOST_LINES_WITH_ANY[package], package


def parameters(function: ast.FunctionDef | ast.AsyncFunctionDef) -> list[str]:
    """Names of the parameters without the object or class itself."""
    arguments = function.args
    names = [each.arg for each in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)]
    return [name for name in names if name not in ("self", "cls")]


def test_functions_take_few_parameters() -> None:
    many = {
        f"{path.relative_to(ROOT)}: {node.name}"
        for path in files("indicators")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and len(parameters(node)) > MOST_PARAMETERS
    }
    assert many == set(MAY_TAKE_MORE)
