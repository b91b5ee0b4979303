"""The one-page sheet of a district: one tagged page, the district's own numbers, names that do no harm."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from dashboard.exports import district_page
from dashboard.views.district import sheet
from dashboard.views.district import text as page_text
from dashboard.views.district.data import profile
from dashboard.views.district.head import DistrictHome
from indicators.city import City
from indicators.engine.text import messages
from tests.dashboard.views.district.test_page import _home
from tests.support.hostile import EVIL, hostile_pack

ROOT = Path(__file__).resolve().parents[4]


@pytest.fixture(scope="module")
def york() -> City:
    """A real city: 59 districts."""
    return City(ROOT / "data" / "new-york")


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Every test begins and ends in English."""
    messages.use("en")
    yield
    messages.use("en")


def _headings(page: district_page.DistrictSheet, map_: str) -> str:
    """The headings of the set page, as Typst knows them."""
    import typst

    return str(
        json.loads(
            typst.query(district_page.TEMPLATE, "heading", sys_inputs=district_page._inputs(page, map_))
        )
    )


def _count(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf))


def _made(home: DistrictHome) -> tuple[district_page.DistrictSheet, str, bytes]:
    page, map_ = (
        sheet.content(home, "http://localhost/district?city=x"),
        sheet.picture(home),
    )
    return page, map_, district_page.pdf(page, map_, sheet.more)


def test_the_sheet_is_one_tagged_page_with_the_districts_name_and_numbers(york: City) -> None:
    page, map_, pdf = _made(_home(york, "201"))
    assert pdf.startswith(b"%PDF")
    assert b"/StructTreeRoot" in pdf
    assert b"/Marked true" in pdf
    assert _count(pdf) == district_page.pages(district_page._fitting(page, map_, str), map_) == 1
    assert district_page._fitting(page, map_, str).more == ""
    name = york.districts.set_index("district_id")["district"]["201"]
    assert page.title == name
    assert name in _headings(page, map_)
    amounts = {line.amount for domain in page.domains for line in domain.rows}
    assert {page_text.amount(s.value, s.measure.unit) for s in profile(york, "201")} == amounts
    assert page.kind == "Real data"
    assert york.version in page.source
    said_of_it = [run for sentence in page.sentences for run in sentence]
    assert "**" not in "".join(text for text, _bold in said_of_it)
    assert any(bold for _text, bold in said_of_it)
    assert "◂ worse, better ▸" in page.legend
    assert {line.city for domain in page.domains for line in domain.rows} - {""}


def test_a_sheet_with_too_much_on_it_leaves_out_what_says_least_and_says_so(york: City) -> None:
    home = _home(york, "201")
    page, map_ = sheet.content(home, ""), sheet.picture(home)
    much = replace(page, domains=page.domains * 12, columns=2)
    pdf = district_page.pdf(much, map_, lambda n: f"And {n} more on the page.")
    assert _count(pdf) == 1
    kept = district_page._fitting(much, map_, lambda n: f"And {n} more on the page.")
    rows = [row.verdict for domain in kept.domains for row in domain.rows]
    every = [row.verdict for domain in much.domains for row in domain.rows]
    assert kept.more == f"And {len(every) - len(rows)} more on the page."
    assert rows.count("worse") == every.count("worse") or set(rows) == {"worse"}


def test_no_name_on_the_sheet_is_read_as_markup(york: City, tmp_path: Path) -> None:
    hurt = '#panic("x") $ * _ <b> @x \\ ' + EVIL
    page, map_, _pdf = _made(_home(york, "201"))
    made = district_page.pdf(
        replace(page, title=hurt, sentences=(((hurt, False),),), kind=hurt, link="javascript:1"),
        map_,
        lambda n: hurt,
    )
    assert _count(made) == 1
    city = City(hostile_pack(tmp_path))
    page, map_, pdf = _made(_home(city, "A"))
    assert page.title == EVIL
    assert _count(pdf) == 1


def test_the_sheet_speaks_french_numbers(york: City) -> None:
    messages.use("fr")
    page = sheet.content(_home(york, "201"), "")
    assert page.language == "fr"
    assert any("," in line.amount and "." not in line.amount for d in page.domains for line in d.rows)
