"""The one-page sheet of an intervention: one tagged page with the page's words, whatever the entry and the language."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from dashboard.exports import handout
from dashboard.exports.rich_text import as_it_stands
from dashboard.views.interventions import data
from dashboard.views.interventions.slides.handout import handout as make_handout
from dashboard.views.shared import register
from indicators.engine.text import messages

ROOT = Path(__file__).resolve().parents[3]
LINK = "http://localhost/interventions?city=bellhaven&entry=wardens"


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Every test begins and ends in English."""
    messages.use("en")
    yield
    messages.use("en")


def _sheet(book: register.RegisterSnapshot, id: str) -> handout.Handout:
    version = book.version(id)
    assert version is not None
    query = data.default_query(book, version.intervention)
    return make_handout(query, data.assessed(query), LINK)


def _count(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf))


@pytest.mark.parametrize(
    ("tongue", "entries"),
    [
        pytest.param("en", 99, marks=pytest.mark.slow),
        pytest.param("fr", 99, marks=pytest.mark.slow),
        ("fr", 2),
    ],
)
def test_entries_are_one_tagged_page_each_with_words_for_its_pictures(
    book: register.RegisterSnapshot, tongue: str, entries: int
) -> None:
    messages.use(tongue)
    for version in book.shown[:entries]:
        sheet = _sheet(book, version.id)
        pdf = handout.pdf(sheet)
        assert _count(pdf) == 1
        assert b"/StructTreeRoot" in pdf
        assert pdf.count(b"/Alt") >= 2
        assert f"({tongue})".encode() in pdf


def test_the_sheet_says_what_the_page_says(book: register.RegisterSnapshot, tmp_path: Path) -> None:
    sheet = _sheet(book, "home-internet-voucher")
    given = json.dumps(handout._template_data(sheet, tmp_path), ensure_ascii=False)
    assessment = data.assessed(data.default_query(book, book.entries[2]))
    assert assessment.intervention.id == "home-internet-voucher"
    for text in (
        str(assessment.sentence), str(assessment.expected.sentence),
        "Generated city: every number is invented", "★", LINK,
        "Evidence: ", "drawn by lot", "95 % limits",
    ):  # fmt: skip
        assert json.dumps(text, ensure_ascii=False)[1:-1] in given
    assert len(list(tmp_path.glob("*.png"))) == 3


def test_names_are_text_and_nothing_is_lost_where_one_page_is_too_few(
    book: register.RegisterSnapshot,
) -> None:
    sheet = _sheet(book, "wardens")
    evil = '#read("/etc/passwd") $x$ *bold* <label> \\ [@ref]'
    named = replace(sheet, title=evil, head=replace(sheet.head, title=evil))
    assert _count(handout.pdf(named)) == 1
    long = tuple(as_it_stands(f"{n}. A sentence that goes on and on.") for n in range(300))
    longer = replace(sheet, left=(replace(sheet.left[0], texts=long), *sheet.left[1:]))
    assert _count(handout.pdf(longer)) > 1
