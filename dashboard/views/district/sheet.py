"""The one-page sheet of a district: what stands on it, and the button."""

import base64
import datetime as dt
import re

from babel.dates import format_date

from dashboard.charts import chart_files
from dashboard.charts.spine_chart import places
from dashboard.exports import district_page, downloads
from dashboard.exports.rich_text import runs
from dashboard.shell import links
from dashboard.text import KIND, limits, period
from dashboard.views.district import head as district_head
from dashboard.views.district import inside_text as inside_words
from dashboard.views.district import recent_text as moved
from dashboard.views.district import text as said
from dashboard.views.district.data import Stand, by_domain, tally
from dashboard.views.district.head import Home
from dashboard.views.district.inside_data import dimensions, inside
from indicators.engine.text.messages import spoken
from indicators.engine.text.messages import translated as _
from indicators.engine.text.messages import translated_plural as _n

_FEW = 24
"""So many indicators stand in one wide column."""


def show(found: Home) -> None:
    """A PDF of one page, set when it is asked for."""
    with found.beside:
        downloads.button(
            _("One-page sheet (PDF)"),
            lambda: district_page.pdf(content(found, links.here()), picture(found), more),
            f"{found.at.city.name}-{found.id}.pdf",
            "application/pdf",
        )


def more(n: int) -> str:
    """How many indicators found no room; empty where all did."""
    return _n("And {n} more on the page.", "And {n} more on the page.", n) if n else ""


def content(found: Home, address: str) -> district_page.Sheet:
    """Everything that is said on the sheet."""
    city = found.at.city
    where = f"{found.city}, {found.part}" if found.part not in ("", found.city) else found.city
    segments = city.pack.segments
    today = format_date(dt.datetime.now(dt.UTC).date(), "long", locale=spoken())
    sentences = (
        said.opening(found.stands, found.name, found.yardstick),
        " ".join(
            filter(
                None,
                [moved.lately(found.stands, found.city, found.aimed), moved.bells(found.stands)],
            )
        ),
        inside_words.overall(
            found.name, [(segments[name], inside(city, found.id, name)) for name in dimensions(city)]
        ),
        moved.unknown(found.stands),
    )
    return district_page.Sheet(
        language=spoken(),
        title=found.name,
        about=_("How {name} stands beside {place}", name=found.name, place=found.yardstick),
        where=_("{where}. {date}", where=where, date=today),
        kind=_(KIND[city.pack.kind]),
        sentences=tuple(runs(sentence) for sentence in sentences if sentence),
        legend=_legend(found),
        heads=_heads(found),
        domains=tuple(
            district_page.Domain(said.domain_name(code), said.domain(tally(some)), tuple(map(line, some)))
            for code, some in by_domain(found.stands).items()
        ),
        columns=1 if len(found.stands) <= _FEW else 2,
        source=chart_files.source_line(city),
        link=address,
        shown_link=address if len(address) < 150 else address[:147] + "…",
        map_alt=_("Map: where {name} lies in {city}.", name=found.name, city=found.city),
    )


def _legend(found: Home) -> str:
    return _(
        "{marks}. ◂ worse, better ▸; middle line: {city}; pale: all districts, dark: the middle half. "
        "Lately: ↗ up, ↘ down, → no clear difference, empty: cannot tell. {gloss}",
        marks=said.marks(),
        city=found.city,
        gloss=said.limits_gloss(),
    )


def _heads(found: Home) -> tuple[str, ...]:
    ends = _("◂ worse better ▸")
    return (_("Indicator"), found.name, found.city, ends, _("In words"), _("Lately"))


def line(stand: Stand) -> district_page.Line:
    """One indicator on the sheet."""
    at = places(stand)
    measure = stand.measure
    return district_page.Line(
        title=_(measure.title),
        about=_("({unit}, {period})", unit=_(measure.unit), period=period(stand.period)),
        amount=said.amount(stand.value, measure.unit) if stand.known else said.value(stand),
        around=limits(stand.lower, stand.upper),
        city=said.amount(stand.city, measure.unit) or _("not known"),
        verdict=stand.verdict if stand.known else "cannot_tell",
        mark=said.mark(stand),
        word=said.sheet_word(stand),
        lately=said.arrow(stand),
        lately_code=stand.trend,
        lately_word=_(said.WORD[stand.trend]) if stand.trend in ("better", "worse") else "",
        range=_ends(at.low, at.high),
        half=_ends(at.q1, at.q3),
        limits=_ends(at.lower, at.upper),
        value=at.value,
        city_known=at.city is not None,
    )


def _ends(one: float | None, other: float | None) -> tuple[float, float] | None:
    return None if one is None or other is None else (min(one, other), max(one, other))


def picture(found: Home) -> str:
    """The small map as SVG."""
    coded = re.search(r'base64,([^"]+)', district_head.locator(found))
    return base64.b64decode(coded.group(1)).decode() if coded else ""
