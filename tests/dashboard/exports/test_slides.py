"""Slides of an intervention: opened again, they hold the page's words and figures, in the page's language."""

import io
import math
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pptx import Presentation

from dashboard.exports import slides
from dashboard.exports.rich_text import as_it_stands, runs
from dashboard.exports.slides_chart import Curve, Curves
from dashboard.views.interventions import data
from dashboard.views.interventions.result import data as result_data
from dashboard.views.interventions.slides.deck import deck
from dashboard.views.shared import register
from indicators.effects.assessment import Assessment
from indicators.engine.text import messages

ROOT = Path(__file__).resolve().parents[3]
TINY = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="10"><rect width="40" height="10"/></svg>'


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Every test begins and ends in English."""
    messages.use("en")
    yield
    messages.use("en")


def _judged_entry(book: register.RegisterSnapshot, id: str) -> tuple[data.AssessmentQuery, Assessment]:
    version = book.version(id)
    assert version is not None
    query = data.default_query(book, version.intervention)
    return query, data.assessed(query)


def _opened(presentation: slides.Deck) -> Any:
    return Presentation(io.BytesIO(slides.pptx(presentation)))


def _words(page: Any) -> str:
    texts = "\n".join(shape.text_frame.text for shape in page.shapes if shape.has_text_frame)
    return texts.replace("\N{NO-BREAK SPACE}", " ")


def _chart(deck: Any) -> Any:
    return next(shape.chart for page in deck.slides for shape in page.shapes if shape.has_chart)


def test_slides_say_what_the_page_says(book: register.RegisterSnapshot) -> None:
    query, assessment = _judged_entry(book, "home-internet-voucher")
    opened = _opened(deck(query, assessment, "http://localhost/interventions?entry=home-internet-voucher"))
    texts = [_words(page) for page in opened.slides]
    assert len(texts) == 7
    assert str(assessment.sentence).replace("\N{NO-BREAK SPACE}", " ") in texts[0]
    assert "better" in texts[0].split("\n")
    assert "Cost: BHC 3,100,000" in texts[0]
    assert "Meant for Income: poorest fifth, second fifth: better, +20.7 percentage points (95" in texts[2]
    assert "+8.9 percentage points (95 % limits" in texts[0]
    assert str(assessment.expected.sentence).replace("\N{NO-BREAK SPACE}", " ") in texts[5]
    assert all("every number is invented" in text for text in texts)
    assert [page.shapes.title.text for page in opened.slides][3:] == [
        "Before, after, change", "How sure is that?", "What was promised, and what it cost",
        "What can't be concluded",
    ]  # fmt: skip
    assert not [text for text in texts if "**" in text or "\\" in text]
    assert "entry=home-internet-voucher" in opened.slides[6].notes_slide.notes_text_frame.text
    assert str(assessment.trial.sentences[0]) in opened.slides[0].notes_slide.notes_text_frame.text


def test_the_chart_holds_the_figures_of_the_page_with_their_limits(book: register.RegisterSnapshot) -> None:
    query, assessment = _judged_entry(book, "wardens")
    rows = result_data.path_rows(assessment)
    chart = _chart(_opened(deck(query, assessment, "")))
    plot = chart.plots[0]
    assert [name.split("\n")[0] for name in plot.categories] == list(rows["name"])
    assert [name for name in plot.categories if "start" in name] == ["2021\nstart"]
    drawn = {series.name: series for series in plot.series}
    assert list(drawn) == ["with it", "without it", "elsewhere"]
    assert drawn["with it"].values == pytest.approx(tuple(rows["observed"]))
    assert drawn["elsewhere"].values == pytest.approx(tuple(rows["others"]))
    for name, column in (("with it", "observed"), ("without it", "without")):
        bars = {side: _bars(drawn[name], side) for side in ("plus", "minus")}
        known = rows[f"{column}_upper"].notna()
        up, down = rows[f"{column}_upper"] - rows[column], rows[column] - rows[f"{column}_lower"]
        assert bars["plus"] == pytest.approx(np.where(known, up, 0.0))
        assert bars["minus"] == pytest.approx(np.where(known, down, 0.0))
    assert not drawn["elsewhere"]._element.xpath("c:errBars")
    ends = rows[["observed_lower", "observed_upper", "without_lower", "without_upper", "others"]].to_numpy()
    assert chart.value_axis.minimum_scale <= np.nanmin(ends)
    assert chart.value_axis.maximum_scale >= np.nanmax(ends)


def _bars(series: Any, side: str) -> list[float]:
    return [float(each.text) for each in series._element.xpath(f"c:errBars/c:{side}//c:v")]


def test_limits_without_an_end_are_no_bar_and_what_is_unknown_is_a_gap() -> None:
    curve = Curve("with", (1.0, None, 3.0), (0.5, math.nan, -math.inf), (1.5, math.nan, 4.0), "#08306b")
    shown = Curves(("2001", "2002", "2003"), "%", (curve,), "A line.")
    chart = _chart(_opened(_deck(slides.Slide("A line", shows=shown))))
    series = chart.plots[0].series[0]
    assert series.values == (1.0, None, 3.0)
    assert _bars(series, "plus") == [0.5, 0.0, 0.0]
    assert shown.axis.marks[0] <= 0.5
    assert shown.axis.marks[-1] >= 3


def test_what_is_drawn_has_words_and_nothing_lies_outside_or_on_something_else(
    book: register.RegisterSnapshot,
) -> None:
    for id in ("home-internet-voucher", "merged-rounds"):
        opened = _opened(deck(*_judged_entry(book, id), ""))
        for page in opened.slides:
            shapes = list(page.shapes)
            for shape in shapes:
                if not shape.has_text_frame and not getattr(shape, "has_table", False):
                    assert len(shape._element.xpath(".//p:cNvPr")[0].get("descr")) > 20
                assert min(shape.left, shape.top) >= 0
                assert shape.left + shape.width <= opened.slide_width
                assert shape.top + shape.height <= opened.slide_height
            by_top = sorted(shapes, key=lambda shape: shape.top)
            for above, below in pairwise(by_top):
                assert above.top + above.height <= below.top + 10


def test_every_word_has_its_language_and_french_slides_are_french(book: register.RegisterSnapshot) -> None:
    query, assessment = _judged_entry(book, "wardens")
    english = str(assessment.sentence)
    messages.use("fr")
    opened = _opened(deck(query, data.assessed(query), ""))
    texts = "\n".join(_words(page) for page in opened.slides)
    assert "Ce qu'on ne peut pas conclure" in texts
    assert "tous les chiffres sont inventés" in texts
    assert "95 % limits" not in texts
    assert english.replace("\N{NO-BREAK SPACE}", " ") not in texts
    for page in opened.slides:
        tags = {run.get("lang") for run in page.element.xpath(".//a:r/a:rPr")}
        assert tags == {"fr-FR"}


def test_an_entry_that_cant_be_judged_says_why_on_its_slides(book: register.RegisterSnapshot) -> None:
    query, _assessment = _judged_entry(book, "wardens")
    empty = replace(query, entry=replace(query.entry, districts=(), starts={}, title="**Loud** <b>& [x](y)"))
    opened = _opened(deck(empty, data.assessed(empty), ""))
    texts = [_words(page) for page in opened.slides]
    assert "cannot tell" in texts[0]
    assert "The entry names no districts." in texts[1]
    assert "There are no maps" in texts[2]
    assert "nothing to check" in texts[3]
    assert opened.slides[0].shapes.title.text == "**Loud** <b>& [x](y)"


def test_every_check_stands_on_the_slide_and_what_did_not_pass_comes_first_in_words(
    book: register.RegisterSnapshot,
) -> None:
    for id in ("doorstep-recycling", "home-internet-voucher"):
        query, assessment = _judged_entry(book, id)
        page = next(
            page
            for page in _opened(deck(query, assessment, "")).slides
            if page.shapes.title.text == "How sure is that?"
        )
        table = next(shape.table for shape in page.shapes if shape.has_table)
        rows = [[cell.text for cell in row.cells] for row in table.rows][1:]
        signs = [row[0] for row in rows]
        assert signs == sorted(signs, key="✗!?".index)
        assert signs.count("✗") == sum(check.passed is False for check in assessment.checks) == 1
        assert all(len(row[2]) > 20 for row in rows)
        passed = _words(page).split("Passed: ")[1].split("\n")[0].split(", ")
        assert len(rows) + len(passed) == len(assessment.checks)


def test_what_no_group_can_tell_and_what_else_happened_is_said_at_the_end(
    book: register.RegisterSnapshot,
) -> None:
    last = _words(list(_opened(deck(*_judged_entry(book, "burglary-campaign"), "")).slides)[-1])
    assert "does not tell groups of citizens apart" in last
    assert "Street lighting and night wardens" in last
    assert "every effect within the limits" in last


def test_a_year_left_out_is_drawn_apart_and_explained(book: register.RegisterSnapshot) -> None:
    opened = _opened(deck(*_judged_entry(book, "burglary-campaign"), ""))
    left_out = next(series for series in _chart(opened).plots[0].series if series.name == "left out")
    assert sum(value is not None for value in left_out.values) == 1
    assert "this time is left out of the comparison" in _words(opened.slides[1])


def test_what_was_chosen_by_hand_is_said_on_the_first_slide(book: register.RegisterSnapshot) -> None:
    query, _assessment = _judged_entry(book, "wardens")
    chosen = replace(query, apart=True)
    first = _opened(deck(chosen, data.assessed(chosen), "")).slides[0]
    assert "Chosen by hand." in _words(first)


def test_a_long_text_is_written_smaller_and_stays_above_what_follows() -> None:
    texts = (as_it_stands("A sentence that goes on. " * 30),)
    shown = slides.Picture(TINY, "A small black bar, four times as wide as high.")
    small = (runs("**Small:** print"),)
    page = _opened(_deck(slides.Slide("Long " * 30, texts, shown, small))).slides[0]
    title, *others = sorted(page.shapes, key=lambda shape: shape.top)
    sizes = [shape.text_frame.paragraphs[0].runs[0].font.size.pt for shape in others if shape.has_text_frame]
    assert sizes == [14, 14, 11]
    assert title.text_frame.paragraphs[0].runs[0].font.size.pt < 34


def _deck(slide: slides.Slide) -> slides.Deck:
    return slides.Deck("en", "A deck", "A city", "A foot", (slide,))
