"""Every function answers somebody: a page, a command, a method of `City`, a script, or what the documents show."""

import re

import pytest

import indicators
from tests.support.reachability import ROOT, Code, Name

# Texts are translated at the pages' edge: theirs is a test of its own.
PACKAGES = (
    "indicators.compare",
    "indicators.effects",
    *(
        f"indicators.engine.{path.stem}"
        for path in sorted((ROOT / "indicators/engine").iterdir())
        if path.stem not in ("text", "__init__", "__pycache__")
    ),
)
DOORS = (
    "dashboard",
    "indicators.commands",
    "indicators.cli",
    "indicators.__main__",
    "indicators.city",
    ".ci",
)
# What an analyst writes is named by `indicators`; examples and tests keep their indicators to themselves by the last.
WRITTEN_WITH = {
    *(
        Name("indicators.engine.definitions.decorators", name)
        for name in indicators.__all__
        if name != "City"
    ),
    Name("indicators.engine.definitions.registry", "temporary_registry"),
}
DOMAINS = ("health", "safety", "mobility", "energy", "waste", "digital_access")


@pytest.fixture(scope="module")
def code() -> Code:
    return Code("indicators", "dashboard", ".ci")


def documented() -> set[Name]:
    """What the examples of the documents import; they run as tests."""
    texts = [
        path.read_text(encoding="utf-8") for path in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    ]
    lines = re.findall(r"^from (indicators[\w.]*) import ([\w, ]+)$", "\n".join(texts), flags=re.MULTILINE)
    return {Name(module, name.strip()) for module, names in lines for name in names.split(",")}


def test_every_public_function_is_reached(code: Code) -> None:
    starts = code.everything_in(*DOORS, *(f"indicators.{domain}" for domain in DOMAINS))
    shown = {name for name in documented() if name.name in code.modules[name.module].definitions}
    reached = code.reached_from(starts | shown | WRITTEN_WITH)
    functions = code.public_functions(*PACKAGES)
    assert len(functions) > 300
    assert sorted(functions - reached) == []


def test_the_walk_finds_what_nothing_calls(tmp_path) -> None:
    (tmp_path / "a.py").write_text(
        "from b import used\nimport c\n\ndef page():\n    return used() + c.D.x\n\ndef dead():\n    return page()\n"
    )
    (tmp_path / "b.py").write_text(
        "def used():\n    return helper()\n\ndef helper():\n    pass\n\ndef other():\n    pass\n"
    )
    (tmp_path / "c.py").write_text("class D:\n    x = 1\n\ndef started():\n    pass\n\nstarted()\n")
    reached = Code(".", root=tmp_path).reached_from({Name("a", "page")})
    assert reached >= {Name("b", "used"), Name("b", "helper"), Name("c", "D"), Name("c", "started")}
    assert not reached & {Name("a", "dead"), Name("b", "other")}
