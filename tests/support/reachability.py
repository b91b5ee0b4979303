"""Which functions of the packages are reached from pages and commands, by reading the code and running none of it.

A definition reaches every definition whose name stands in it, as a name or as an attribute of an imported module.
That is a little generous (a name may be mentioned and never called) and knows nothing of methods of instances, so
classes count whole.
"""

import ast
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
ROOT = Path(__file__).resolve().parents[2]


class Name(NamedTuple):
    """A name at the top of a module; "" is the module itself."""

    module: str
    name: str


class Module:
    """One file: what it defines at its top, what it imports, and what it runs when it is loaded."""

    def __init__(self, path: Path, root: Path) -> None:
        parts = path.relative_to(root).with_suffix("").parts
        self.package = parts if parts[-1] == "__init__" else parts[:-1]
        self.name = ".".join(part for part in parts if part != "__init__")
        self.tree = ast.parse(path.read_text(encoding="utf-8"))

    @cached_property
    def definitions(self) -> dict[str, list[ast.stmt]]:
        """The statements that define each name; a constant is defined by its assignment."""
        defined: dict[str, list[ast.stmt]] = {}
        for node in self._statements(self.tree.body):
            for name in _defined(node):
                defined.setdefault(name, []).append(node)
        return defined

    @cached_property
    def run_at_once(self) -> list[ast.stmt]:
        """Statements at the top that define nothing: they run on import."""
        return [
            node
            for node in self._statements(self.tree.body)
            if not _defined(node) and not isinstance(node, ast.Import | ast.ImportFrom)
        ]

    @cached_property
    def imported(self) -> dict[str, Name]:
        """What every imported name stands for, also of imports inside functions."""
        names: dict[str, Name] = {}
        for node in ast.walk(self.tree):
            if isinstance(node, ast.ImportFrom):
                base = node.module or ""
                for each in node.names:
                    names[each.asname or each.name] = Name(base, each.name)
            elif isinstance(node, ast.Import):
                for each in node.names:
                    whole = each.name if each.asname else each.name.split(".")[0]
                    names[each.asname or whole] = Name(whole, "")
        return names

    def _statements(self, body: Sequence[ast.stmt]) -> Iterator[ast.stmt]:
        for node in body:
            if isinstance(node, ast.If):
                yield from self._statements([*node.body, *node.orelse])
            else:
                yield node


class Code:
    """All modules below some folders of a checkout."""

    def __init__(self, *folders: str, root: Path = ROOT) -> None:
        paths = [path for folder in folders for path in sorted((root / folder).rglob("*.py"))]
        self.modules = {module.name: module for module in (Module(path, root) for path in paths)}

    def public_functions(self, *packages: str) -> set[Name]:
        """Functions of these packages without an underscore in front."""
        return {
            Name(module.name, name)
            for module in self.modules.values()
            if module.name.startswith(packages)
            for name, nodes in module.definitions.items()
            if isinstance(nodes[0], ast.FunctionDef) and not name.startswith("_")
        }

    def everything_in(self, *packages: str) -> set[Name]:
        """All names of these packages and what runs when they are loaded: where a walk may start."""
        return {
            Name(module.name, name)
            for module in self.modules.values()
            if module.name.startswith(packages)
            for name in ("", *module.definitions)
        }

    def reached_from(self, starts: set[Name]) -> set[Name]:
        """All that the starts come to, themselves included. A module that is come to runs its statements."""
        reached, open_ = set(starts), list(starts)
        while open_:
            here = open_.pop()
            module = self.modules[here.module]
            for node in module.definitions[here.name] if here.name else module.run_at_once:
                for used in self._used(module, node):
                    for each in {used, Name(used.module, "")} - reached:
                        reached.add(each)
                        open_.append(each)
        return reached

    def _used(self, module: Module, node: ast.AST) -> Iterator[Name]:
        for each in ast.walk(node):
            chain = _chain(each)
            if chain:
                place = self._resolve(module.name, chain[0])
                for attribute in chain[1:]:
                    if place is None or place.name:
                        break
                    place = self._member(place.module, attribute)
                if place is not None:
                    yield place

    def _resolve(self, module: str, name: str) -> Name | None:
        if module not in self.modules:
            return None
        if name in self.modules[module].definitions:
            return Name(module, name)
        imported = self.modules[module].imported.get(name)
        if imported is None:
            return None
        if not imported.name:
            return imported if imported.module in self.modules else None
        return self._member(imported.module, imported.name) if imported != Name(module, name) else None

    def _member(self, module: str, name: str) -> Name | None:
        inner = f"{module}.{name}"
        return Name(inner, "") if inner in self.modules else self._resolve(module, name)


def _defined(node: ast.stmt) -> list[str]:
    if isinstance(node, Definition):
        return [node.name]
    if isinstance(node, ast.Assign | ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        return [each.id for target in targets for each in ast.walk(target) if isinstance(each, ast.Name)]
    return []


def _chain(node: ast.AST) -> list[str]:
    """`a.b.c` as its parts; empty for anything that does not start with a plain name."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return [node.id, *reversed(parts)] if isinstance(node, ast.Name) else []
