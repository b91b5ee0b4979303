"""The spine chart of a district with its legend, table and files."""

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from dashboard.charts import spine_chart
from dashboard.charts.spine_chart import Heads, Row, places
from dashboard.exports import downloads
from dashboard.shell import navigation
from dashboard.shell.links import linked
from dashboard.text import limits, number, period, plain
from dashboard.views.district import text as page_text
from dashboard.views.district.data import CITY, IndicatorResult, by_domain, tally
from dashboard.views.district.done import long_date
from dashboard.views.district.done_data import started
from dashboard.views.district.head import DistrictHome
from dashboard.views.district.spine_file import drawing
from indicators.engine.text.messages import translated as _

ROWS = "rows"
_ALL, _CLEAR = "all", "clear"


def show(home: DistrictHome) -> None:
    """Every indicator in its place, by domain."""
    st.header(_("Every indicator in its place"), anchor=False)
    results = _chosen(home)
    st.caption(legend(home))
    if not results:
        st.write(_("No indicator differs clearly here."))
    else:
        label = _("{name}: every indicator beside {place}", name=home.name, place=home.yardstick)
        st.html(spine_chart.table(heads(home), blocks(results, notes(home)), label))
    st.caption(page_text.chance(tally(results).conclusive) if tally(results).conclusive else "")
    _table(results)
    downloads.offer(
        f"district-{home.id}",
        home.at.city,
        _("{name} beside {place}", name=home.name, place=home.yardstick),
        lambda: frame(results),
        lambda: drawing(home.at.city, home.name, home.yardstick, heads(home), blocks(results)),
    )


def _chosen(home: DistrictHome) -> tuple[IndicatorResult, ...]:
    domains = by_domain(home.results)
    named = {_ALL: _("All indicators"), _CLEAR: _("Only what clearly differs")}
    named |= {code: page_text.domain_name(code) for code in domains}
    code = linked(st.selectbox, _("Show"), list(named), ROWS, format_func=named.__getitem__, width=260)
    if code == _CLEAR:
        return tuple(result for result in home.results if result.verdict in ("better", "worse", "different"))
    return domains.get(code, home.results)


def legend(home: DistrictHome) -> str:
    """How to read it."""
    said_of_it = [
        plain(page_text.marks()) + ".",
        _(
            "The line in the middle is {city}; better lies to the right in every row. The pale bar spans all "
            "districts, the dark one the middle half of them; the thin line is the district's 95 % limits.",
            city=plain(home.city),
        ),
    ]
    if home.against != CITY:
        said_of_it.append(_("◇ is {place}.", place=plain(home.yardstick)))
    return " ".join(said_of_it)


def heads(home: DistrictHome) -> Heads:
    """The words above the columns."""
    return Heads(
        name=_("Indicator"),
        district=home.name,
        worse=_("worse"),
        better=_("better"),
        word=_("Beside {place}", place=home.short),
        city=home.city,
        group="" if home.against == CITY else home.short,
        trend=_("Lately"),
    )


def notes(home: DistrictHome) -> dict[str, tuple[str, str]]:
    """What is said in the rows at which an intervention aims, with the address of its page."""
    return {
        id: (page_text.intervention(long_date(since)), navigation.href("interventions", entry=entry.id))
        for id, entry in home.aimed.items()
        for since in started(entry, home.id)
    }


def blocks(
    results: tuple[IndicatorResult, ...], noted: Mapping[str, tuple[str, str]] | None = None
) -> list[tuple[str, str, list[Row]]]:
    """The rows by domain, with the domain's name and words."""
    noted = noted or {}
    return [
        (
            page_text.domain_name(code),
            page_text.domain(tally(some)),
            [row(result, noted.get(result.measure.id, ("", ""))) for result in some],
        )
        for code, some in by_domain(results).items()
    ]


def row(result: IndicatorResult, note: tuple[str, str] = ("", "")) -> Row:
    """One indicator in words, with the link to its map."""
    measure = result.measure
    return Row(
        title=_(measure.title),
        href=navigation.href(
            "map", domain=measure.domain, indicator=measure.id, period=result.period, people=None
        ),
        when=period(result.period),
        unit=_(measure.unit),
        value=page_text.amount(result.value, measure.unit) if result.known else page_text.value(result),
        limits=limits(result.lower, result.upper),
        verdict=result.verdict if result.known else "cannot_tell",
        mark=page_text.mark(result) if result.known else "",
        word=page_text.verdict(result) if result.known else "",
        outlier=page_text.outlier(result) or page_text.direction_without_limits(result),
        city=page_text.amount(result.city, measure.unit) or _("not known"),
        group=page_text.amount(result.group, measure.unit) or _("not known"),
        trend=page_text.trend(result),
        arrow=page_text.arrow(result),
        trend_code=result.trend,
        bell=page_text.bell(result),
        places=places(result),
        note=note[0],
        note_href=note[1],
    )


def _table(results: tuple[IndicatorResult, ...]) -> None:
    with st.expander(_("The same figures as a table"), key="spine-table", on_change="rerun") as box:
        if box.open:
            st.dataframe(shown(results), hide_index=True, alt=_("Every indicator of the district"))


def shown(results: tuple[IndicatorResult, ...]) -> pd.DataFrame:
    """The figures as a reader reads them."""
    return pd.DataFrame(
        [
            {
                _("Domain"): page_text.domain_name(result.measure.domain),
                _("Indicator"): _(result.measure.title),
                _("Period"): period(result.period),
                _("Value"): page_text.value(result),
                _("95 % limits"): limits(result.lower, result.upper),
                _("City"): number(result.city),
                _("Compared"): number(result.group),
                _("Lowest to highest district"): limits(result.spread.low, result.spread.high),
                _("In words"): page_text.verdict_with_direction(result),
                _("Lately"): page_text.trend(result),
            }
            for result in results
        ]
    )


def frame(results: tuple[IndicatorResult, ...]) -> pd.DataFrame:
    """The figures for a file, by codes."""
    return pd.DataFrame(
        [
            {
                "domain": result.measure.domain, "indicator": result.measure.id, "title": _(result.measure.title),
                "period": result.period, "unit": result.measure.unit, "better": result.measure.better,
                "status": result.status, "value": result.value, "lower": result.lower, "upper": result.upper,
                "city": result.city, "compared": result.group, "lowest_district": result.spread.low,
                "lower_quartile": result.spread.q1, "median_district": result.spread.median,
                "upper_quartile": result.spread.q3, "highest_district": result.spread.high,
                "verdict": result.verdict, "outlier": result.unusual, "trend": result.trend,
                "trend_since": result.since, "trend_of_city": result.city_trend, "bell": result.rings,
                "bell_by_pattern_alone": result.pattern, "all_years_since": result.first, "all_years": result.long,
            }
            for result in results
        ]
    )  # fmt: skip
