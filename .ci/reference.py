"""Writes docs/reference/command-line.md and python.md from the code; see `make reference`."""

import argparse
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from griffe import GriffeLoader
from griffe2md import render_object_docs

from indicators.cli import COMMANDS, parser

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = ROOT / "docs" / "reference"
DOCUMENTED = {
    "City, as notebooks know it": ("indicators.city.City",),
    "Decorators of indicators": ("indicators.engine.definitions.decorators",),
    "The register of interventions": (
        "indicators.effects.register.intervention.Intervention",
        "indicators.effects.register.history.Register",
    ),
    "An effect": ("indicators.effects.results.Effect",),
}
"""Every section of the page on Python with the objects that it describes."""
SHOWN = {
    "docstring_section_style": "list",
    "show_bases": False,
    "show_signature_annotations": True,
    "signature_crossrefs": False,
    "summary": False,
    "filters": ["!^_", "!^[A-Z]$"],
    "line_length": 100,
}
LINK = re.compile(r"\[([^\[\]]*)\]\(#[^)]*\)")


def command_line() -> str:
    """The help of `townbell` and of each command, as a terminal of 100 columns shows it."""
    os.environ["COLUMNS"] = "100"
    lines = ["# The command line", "", "Written by `make reference` from what `townbell --help` says.", ""]
    lines += ["```text", parser().format_help().strip(), "```", ""]
    for name in COMMANDS:
        lines += [f"## townbell {name}", "", "```text", _help(name).strip(), "```", ""]
    return "\n".join(lines)


def _help(name: str) -> str:
    whole = parser([name])
    commands = next(each for each in whole._actions if isinstance(each, argparse._SubParsersAction))
    return str(commands.choices[name].format_help())


def python_page() -> str:
    """What `City`, the decorators and the register offer, from their docstrings."""
    loader = GriffeLoader(search_paths=[str(ROOT)])
    package = loader.load("indicators")
    loader.resolve_aliases()
    return "\n".join(
        ["# Python", "", "Written by `make reference` from the docstrings.", "", *_sections(package)]
    )


def _sections(package: object) -> Iterator[str]:
    for title, paths in DOCUMENTED.items():
        yield f"## {title}\n"
        for path in paths:
            described = package[path.removeprefix("indicators.")]  # type: ignore[index]
            text = render_object_docs(described, {**SHOWN, "heading_level": 3})
            while LINK.search(text):
                text = LINK.sub(r"\1", text)
            text = re.sub(r"(?m)^(#+) `indicators\.(?:\w+\.)*?([A-Z]\w*(?:\.\w+)?|\w+)`$", r"\1 `\2`", text)
            yield text.strip() + "\n"


PAGES = {"command-line.md": command_line, "python.md": python_page}


def main() -> int:
    """Writes both pages."""
    for name, page in PAGES.items():
        (REFERENCE / name).write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
