"""Brings the second half of docs/GLOSSARY.md up to date: `python .ci/glossary.py` (or `make glossary`).

Packages, modules and public classes stand there with the first sentence of their docstring, in order of the
alphabet. What stands above the mark is written by hand and stays.
"""

import ast
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
GLOSSARY = ROOT / "docs" / "GLOSSARY.md"
MARK = "## Names of the code"


def rows() -> list[tuple[str, str, str]]:
    """Name, meaning and place of every package, module and public class."""
    found = []
    for path in sorted(path for part in ("indicators", "dashboard") for path in (ROOT / part).rglob("*.py")):
        tree, place = ast.parse(path.read_text(encoding="utf-8")), path.relative_to(ROOT)
        name = place.parent.name if place.stem == "__init__" else place.stem
        found.append((name, first_sentence(tree), str(place.parent if place.stem == "__init__" else place)))
        found += [
            (node.name, first_sentence(node), str(place))
            for node in tree.body
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
        ]
    return sorted(found, key=lambda row: (row[0].lower(), row[2]))


def first_sentence(node: ast.Module | ast.ClassDef) -> str:
    """The first paragraph of a docstring up to the end of its first sentence, on one line."""
    text = " ".join((ast.get_docstring(node) or "").split("\n\n")[0].split())
    sentence = re.split(r"(?<=\.)(?<!et al\.) (?=[A-Z`*])", text)[0].replace("|", "\\|")
    return sentence if sentence.endswith((".", "?", "!")) else f"{sentence}."


def main() -> int:
    """Writes the file anew."""
    kept = GLOSSARY.read_text(encoding="utf-8").split(MARK)[0].rstrip()
    lines = [f"| `{name}` | {meaning} | `{place}` |" for name, meaning, place in rows()]
    head = [
        "",
        "",
        MARK,
        "",
        "Made by `make glossary` from the code.",
        "",
        "| name | meaning | where |",
        "|---|---|---|",
    ]
    GLOSSARY.write_text("\n".join([kept + "\n".join(head), *lines, ""]), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
