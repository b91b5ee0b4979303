"""A page of paper about one district: a tagged PDF of exactly one page, set by Typst, without internet.

What is known goes to the template as data, so that no name can be read as markup. Where not all indicators find
room, those that say least are left out and the page says how many.
"""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from dashboard.charts.colours import ACCENT, VERDICT_SIGN
from dashboard.exports.rich_text import Runs

TEMPLATE = Path(__file__).with_name("district_page.typ")
_LEAST_TO_SAY = ("cannot_tell", "different", "no_clear_difference", "better", "worse")

_FOR_WHOLE = 6
"""So many more rows may go for no domain to be broken across columns."""

Ends = tuple[float, float] | None


@dataclass(frozen=True)
class IndicatorLine:
    """An indicator as the sheet shows it; places in per cent of the drawing, from the worse end."""

    title: str
    about: str
    amount: str
    around: str
    city: str
    verdict: str
    mark: str
    word: str
    range: Ends
    half: Ends
    limits: Ends
    value: float | None
    city_known: bool
    lately: str = ""
    lately_code: str = "cannot_tell"
    lately_word: str = ""


@dataclass(frozen=True)
class Domain:
    """A domain with its words and indicators."""

    title: str
    words: str
    rows: tuple[IndicatorLine, ...]


@dataclass(frozen=True)
class DistrictSheet:
    """All that stands on the page, in one language; `more` says how many indicators found no room."""

    language: str
    title: str
    about: str
    where: str
    kind: str
    sentences: tuple[Runs, ...]
    legend: str
    heads: tuple[str, ...]
    domains: tuple[Domain, ...]
    source: str
    link: str
    shown_link: str
    map_alt: str
    columns: int = 2
    more: str = ""
    whole: bool = False
    """May no domain be broken across columns?"""


def pdf(sheet: DistrictSheet, drawing: str, more: Callable[[int], str]) -> bytes:
    """The page as PDF. `drawing` is the small map as SVG, `more` the words for so many that found no room."""
    import typst

    fitting = _fitting(sheet, drawing, more)
    return bytes(
        typst.compile(TEMPLATE, format="pdf", sys_inputs=_inputs(fitting, drawing), pdf_standards=["ua-1"])
    )


def _inputs(sheet: DistrictSheet, drawing: str) -> dict[str, str]:
    data = {**asdict(sheet), "colours": {**VERDICT_SIGN, "accent": ACCENT}}
    return {"data": json.dumps(data, ensure_ascii=False), "map": drawing}


def pages(sheet: DistrictSheet, drawing: str) -> int:
    """How many pages it would take as it is."""
    import typst

    return int(
        json.loads(typst.query(TEMPLATE, "<pages>", field="value", sys_inputs=_inputs(sheet, drawing)))[0]
    )


def _fitting(sheet: DistrictSheet, drawing: str, more: Callable[[int], str]) -> DistrictSheet:
    """The sheet with as many rows as one page holds: few are left out at first, then the step is halved."""
    unbroken = replace(sheet, whole=True)
    if pages(unbroken, drawing) == 1:
        return unbroken
    if pages(sheet, drawing) == 1:
        return sheet
    if sheet.columns == 1:
        return _fitting(replace(sheet, columns=2), drawing, more)
    rows = sum(len(domain.rows) for domain in sheet.domains)

    def fits(left_out: int) -> bool:
        return pages(_kept(sheet, rows - left_out, more(left_out)), drawing) == 1

    few, many = 0, 1
    while many < rows and not fits(many):
        few, many = many, 2 * many
    many = min(many, rows)
    while many - few > 1:
        tried = (few + many) // 2
        few, many = (few, tried) if fits(tried) else (tried, many)
    for left_out in range(many, min(many + _FOR_WHOLE, rows) + 1, 2):
        unbroken = replace(_kept(sheet, rows - left_out, more(left_out)), whole=True)
        if pages(unbroken, drawing) == 1:
            return unbroken
    return _kept(sheet, rows - many, more(many))


def _kept(sheet: DistrictSheet, most: int, more: str) -> DistrictSheet:
    """The sheet with so many rows: those that say least go first, the last ones of them before the others."""
    every = [(d, r) for d, domain in enumerate(sheet.domains) for r in range(len(domain.rows))]
    order = sorted(every, key=lambda at: -_LEAST_TO_SAY.index(sheet.domains[at[0]].rows[at[1]].verdict))
    kept = set(order[:most])
    domains = [
        replace(domain, rows=tuple(row for r, row in enumerate(domain.rows) if (d, r) in kept))
        for d, domain in enumerate(sheet.domains)
    ]
    return replace(sheet, domains=tuple(domain for domain in domains if domain.rows), more=more)
