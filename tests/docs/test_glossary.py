"""docs/GLOSSARY.md holds the words of the pages and the names of the code. Names that are new: `make glossary`."""

import ast
import re

import pytest

from indicators.compare.change.change import VERDICTS
from indicators.compare.gaps import gap_verdict
from tests.support.reachability import ROOT

ROWS = re.findall(
    r"^\| `?([^|`]+?)`? \| (.+?) \| `([^|`]+)` \|$",
    (ROOT / "docs/GLOSSARY.md").read_text("utf-8"),
    re.MULTILINE,
)
TERMS = {term for term, _meaning, _where in ROWS}


def words(code: str) -> str:
    return code.replace("_", " ")


def test_the_fixed_words_of_verdicts_and_statuses_stand_in_it() -> None:
    fixed = {*VERDICTS, *gap_verdict.WORDS, "ok", "suppressed", "too_few", "missing", "not_collected"}
    assert {words(each) for each in fixed} - TERMS == set()


@pytest.mark.parametrize("part", ["indicators", "dashboard"])
def test_every_package_module_and_public_class_stands_in_it(part: str) -> None:
    names = set()
    for path in (ROOT / part).rglob("*.py"):
        names.add(path.parent.name if path.stem == "__init__" else path.stem)
        names |= {
            node.name
            for node in ast.parse(path.read_text("utf-8")).body
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
        }
    assert sorted(names - TERMS) == [], "`make glossary` takes them in"


def test_every_term_has_a_meaning_and_lies_where_it_says() -> None:
    assert [term for term, meaning, _where in ROWS if len(meaning) < 5] == []
    assert [where for _term, _meaning, where in ROWS if not (ROOT / where).exists()] == []


def test_the_terms_written_by_hand_are_in_order() -> None:
    by_hand = [term.lower() for term, _meaning, _where in ROWS[: [t for t, _, _ in ROWS].index("worse") + 1]]
    assert by_hand == sorted(by_hand)
