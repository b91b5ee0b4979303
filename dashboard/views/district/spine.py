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
from dashboard.views.district import text as said
from dashboard.views.district.data import CITY, Stand, by_domain, tally
from dashboard.views.district.done import day
from dashboard.views.district.done_data import started
from dashboard.views.district.head import Home
from dashboard.views.district.spine_file import drawing
from indicators.engine.text.messages import translated as _

ROWS = "rows"
_ALL, _CLEAR = "all", "clear"


def show(found: Home) -> None:
    """Every indicator in its place, by domain."""
    st.header(_("Every indicator in its place"), anchor=False)
    stands = _chosen(found)
    st.caption(legend(found))
    if not stands:
        st.write(_("No indicator differs clearly here."))
    else:
        label = _("{name}: every indicator beside {place}", name=found.name, place=found.yardstick)
        st.html(spine_chart.table(heads(found), blocks(stands, notes(found)), label))
    st.caption(said.chance(tally(stands).told) if tally(stands).told else "")
    _table(stands)
    downloads.offer(
        f"district-{found.id}",
        found.at.city,
        _("{name} beside {place}", name=found.name, place=found.yardstick),
        lambda: frame(stands),
        lambda: drawing(found.at.city, found.name, found.yardstick, heads(found), blocks(stands)),
    )


def _chosen(found: Home) -> tuple[Stand, ...]:
    domains = by_domain(found.stands)
    named = {_ALL: _("All indicators"), _CLEAR: _("Only what clearly differs")}
    named |= {code: said.domain_name(code) for code in domains}
    code = linked(st.selectbox, _("Show"), list(named), ROWS, format_func=named.__getitem__, width=260)
    if code == _CLEAR:
        return tuple(stand for stand in found.stands if stand.verdict in ("better", "worse", "different"))
    return domains.get(code, found.stands)


def legend(found: Home) -> str:
    """How to read it."""
    said_of_it = [
        plain(said.marks()) + ".",
        _(
            "The line in the middle is {city}; better lies to the right in every row. The pale bar spans all "
            "districts, the dark one the middle half of them; the thin line is the district's 95 % limits.",
            city=plain(found.city),
        ),
    ]
    if found.against != CITY:
        said_of_it.append(_("◇ is {place}.", place=plain(found.yardstick)))
    return " ".join(said_of_it)


def heads(found: Home) -> Heads:
    """The words above the columns."""
    return Heads(
        name=_("Indicator"),
        district=found.name,
        worse=_("worse"),
        better=_("better"),
        word=_("Beside {place}", place=found.short),
        city=found.city,
        group="" if found.against == CITY else found.short,
        trend=_("Lately"),
    )


def notes(found: Home) -> dict[str, tuple[str, str]]:
    """What is said in the rows at which an intervention aims, with the address of its page."""
    return {
        id: (said.intervention(day(since)), navigation.href("interventions", entry=entry.id))
        for id, entry in found.aimed.items()
        for since in started(entry, found.id)
    }


def blocks(
    stands: tuple[Stand, ...], noted: Mapping[str, tuple[str, str]] | None = None
) -> list[tuple[str, str, list[Row]]]:
    """The rows by domain, with the domain's name and words."""
    noted = noted or {}
    return [
        (
            said.domain_name(code),
            said.domain(tally(some)),
            [row(stand, noted.get(stand.measure.id, ("", ""))) for stand in some],
        )
        for code, some in by_domain(stands).items()
    ]


def row(stand: Stand, note: tuple[str, str] = ("", "")) -> Row:
    """One indicator in words, with the link to its map."""
    measure = stand.measure
    return Row(
        title=_(measure.title),
        href=navigation.href(
            "map", domain=measure.domain, indicator=measure.id, period=stand.period, people=None
        ),
        when=period(stand.period),
        unit=_(measure.unit),
        value=said.amount(stand.value, measure.unit) if stand.known else said.value(stand),
        limits=limits(stand.lower, stand.upper),
        verdict=stand.verdict if stand.known else "cannot_tell",
        mark=said.mark(stand) if stand.known else "",
        word=said.verdict(stand) if stand.known else "",
        outlier=said.outlier(stand) or said.beside(stand),
        city=said.amount(stand.city, measure.unit) or _("not known"),
        group=said.amount(stand.group, measure.unit) or _("not known"),
        trend=said.trend(stand),
        arrow=said.arrow(stand),
        trend_code=stand.trend,
        bell=said.bell(stand),
        places=places(stand),
        note=note[0],
        note_href=note[1],
    )


def _table(stands: tuple[Stand, ...]) -> None:
    with st.expander(_("The same figures as a table"), key="spine-table", on_change="rerun") as box:
        if box.open:
            st.dataframe(shown(stands), hide_index=True, alt=_("Every indicator of the district"))


def shown(stands: tuple[Stand, ...]) -> pd.DataFrame:
    """The figures as a reader reads them."""
    return pd.DataFrame(
        [
            {
                _("Domain"): said.domain_name(stand.measure.domain),
                _("Indicator"): _(stand.measure.title),
                _("Period"): period(stand.period),
                _("Value"): said.value(stand),
                _("95 % limits"): limits(stand.lower, stand.upper),
                _("City"): number(stand.city),
                _("Compared"): number(stand.group),
                _("Lowest to highest district"): limits(stand.spread.low, stand.spread.high),
                _("In words"): said.verdict_with_direction(stand),
                _("Lately"): said.trend(stand),
            }
            for stand in stands
        ]
    )


def frame(stands: tuple[Stand, ...]) -> pd.DataFrame:
    """The figures for a file, by codes."""
    return pd.DataFrame(
        [
            {
                "domain": stand.measure.domain, "indicator": stand.measure.id, "title": _(stand.measure.title),
                "period": stand.period, "unit": stand.measure.unit, "better": stand.measure.better,
                "status": stand.status, "value": stand.value, "lower": stand.lower, "upper": stand.upper,
                "city": stand.city, "compared": stand.group, "lowest_district": stand.spread.low,
                "lower_quartile": stand.spread.q1, "median_district": stand.spread.median,
                "upper_quartile": stand.spread.q3, "highest_district": stand.spread.high,
                "verdict": stand.verdict, "outlier": stand.unusual, "trend": stand.trend,
                "trend_since": stand.since, "trend_of_city": stand.city_trend, "bell": stand.rings,
                "bell_by_pattern_alone": stand.pattern, "all_years_since": stand.first, "all_years": stand.long,
            }
            for stand in stands
        ]
    )  # fmt: skip
