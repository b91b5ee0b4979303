"""The one-page sheet of a district: what stands on it, and the button."""

import base64
import datetime as dt
import re

from babel.dates import format_date

from dashboard.charts import chart_files
from dashboard.charts.spine_chart import spine_places
from dashboard.exports import district_page, downloads
from dashboard.exports.rich_text import runs
from dashboard.shell import links
from dashboard.streamlit_compat import Container
from dashboard.text import KIND, limits, limits_gloss, period
from dashboard.views.district import head, inside_text, recent_text
from dashboard.views.district import text as page_text
from dashboard.views.district.data import IndicatorResult, by_domain, tally
from dashboard.views.district.head import DistrictHome
from dashboard.views.district.inside_data import dimensions, groups_inside
from indicators.engine.text.messages import spoken
from indicators.engine.text.messages import translated as _
from indicators.engine.text.messages import translated_plural as _n

_FEW = 24
"""So many indicators stand in one wide column."""


def show(home: DistrictHome, place: Container) -> None:
    """A PDF of one page, set when it is asked for; its button stands in `place`."""
    with place:
        downloads.button(
            _("One-page sheet (PDF)"),
            lambda: district_page.pdf(content(home, links.here()), picture(home), more),
            f"{home.at.city.name}-{home.id}.pdf",
            "application/pdf",
        )


def more(n: int) -> str:
    """How many indicators found no room; empty where all did."""
    return _n("And {n} more on the page.", "And {n} more on the page.", n) if n else ""


def content(home: DistrictHome, address: str) -> district_page.DistrictSheet:
    """The contents of the sheet, to be laid out by `exports.district_page`."""
    city = home.at.city
    where = f"{home.city}, {home.part}" if home.part not in ("", home.city) else home.city
    segments = city.pack.segments
    today = format_date(dt.datetime.now(dt.UTC).date(), "long", locale=spoken())
    sentences = (
        page_text.opening(home.results, home.name, home.yardstick),
        " ".join(
            filter(
                None,
                [
                    recent_text.recent_changes(home.results, home.city, home.aimed),
                    recent_text.alerts(home.results),
                ],
            )
        ),
        inside_text.overall(
            home.name, [(segments[name], groups_inside(city, home.id, name)) for name in dimensions(city)]
        ),
        recent_text.unknown(home.results),
    )
    return district_page.DistrictSheet(
        language=spoken(),
        title=home.name,
        about=_("How {name} stands beside {place}", name=home.name, place=home.yardstick),
        where=_("{where}. {date}", where=where, date=today),
        kind=_(KIND[city.pack.kind]),
        sentences=tuple(runs(sentence) for sentence in sentences if sentence),
        legend=_legend(home),
        heads=_heads(home),
        domains=tuple(
            district_page.Domain(
                page_text.domain_name(code), page_text.domain(tally(some)), tuple(map(line, some))
            )
            for code, some in by_domain(home.results).items()
        ),
        columns=1 if len(home.results) <= _FEW else 2,
        source=chart_files.source_line(city),
        link=address,
        shown_link=address if len(address) < 150 else address[:147] + "…",
        map_alt=_("Map: where {name} lies in {city}.", name=home.name, city=home.city),
    )


def _legend(home: DistrictHome) -> str:
    return _(
        "{marks}. ◂ worse, better ▸; middle line: {city}; pale: all districts, dark: the middle half. "
        "Lately: ↗ up, ↘ down, → no clear difference, empty: cannot tell. {gloss}",
        marks=page_text.marks(),
        city=home.city,
        gloss=limits_gloss(),
    )


def _heads(home: DistrictHome) -> tuple[str, ...]:
    ends = _("◂ worse better ▸")
    return (_("Indicator"), home.name, home.city, ends, _("In words"), _("Lately"))


def line(result: IndicatorResult) -> district_page.IndicatorLine:
    """One indicator on the sheet."""
    at = spine_places(result)
    measure = result.measure
    return district_page.IndicatorLine(
        title=_(measure.title),
        about=_("({unit}, {period})", unit=_(measure.unit), period=period(result.period)),
        amount=page_text.amount(result.value, measure.unit) if result.known else page_text.value(result),
        around=limits(result.lower, result.upper),
        city=page_text.amount(result.city, measure.unit) or _("not known"),
        verdict=result.verdict if result.known else "cannot_tell",
        mark=page_text.mark(result),
        word=page_text.sheet_word(result),
        lately=page_text.arrow(result),
        lately_code=result.trend,
        lately_word=_(page_text.WORD[result.trend]) if result.trend in ("better", "worse") else "",
        range=_ends(at.low, at.high),
        half=_ends(at.q1, at.q3),
        limits=_ends(at.lower, at.upper),
        value=at.value,
        city_known=at.city is not None,
    )


def _ends(one: float | None, other: float | None) -> tuple[float, float] | None:
    return None if one is None or other is None else (min(one, other), max(one, other))


def picture(home: DistrictHome) -> str:
    """The small map as SVG."""
    coded = re.search(r'base64,([^"]+)', head.locator(home))
    return base64.b64decode(coded.group(1)).decode() if coded else ""
