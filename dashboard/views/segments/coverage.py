"""The coverage: which indicator can be seen by which groups, as a table of signs and words, and as a file."""

import pandas as pd
import streamlit as st

from dashboard import text as common_text
from dashboard.exports import downloads
from dashboard.shell import navigation
from dashboard.views.segments import records_data
from dashboard.views.segments.data import GapQuery
from dashboard.views.segments.measures_text import COVERAGE
from indicators.compare.benchmarking.availability import Seen
from indicators.engine.definitions.registry import domain_title
from indicators.engine.text.messages import translated as _


def show(query: GapQuery) -> None:
    """A sentence on the dimension, the table, the file."""
    city = query.at.city
    st.subheader(_("What can be seen, and what can't"), anchor=False)
    with st.spinner(_("Looking up what is known of each group …")):
        entries = records_data.matrix(city)
    mine = [each for each in entries if each.dimension == query.dimension]
    st.markdown(_sentence(query, mine))
    st.html(_table(query, entries))
    about = _("Which indicators can be seen by which groups in {city}", city=_(city.pack.title))
    with st.container(horizontal=True, key="coverage files"):
        downloads.offer("coverage", city, about, lambda: frame(query, entries))


def _sentence(query: GapQuery, mine: list[Seen]) -> str:
    """How many indicators the dimension opens, and why not the others."""
    states = pd.Series([each.state for each in mine]).value_counts()
    why = "; ".join(
        _("{n}: {why}", n=int(n), why=_(COVERAGE[str(state)][2]))
        for state, n in states.items()
        if state != "seen"
    )
    return _(
        "By {dimension}, **{n} of {all} indicators** can be seen. {why}",
        dimension=common_text.plain(_(query.segments.title).lower()),
        n=int(states.get("seen", 0)),
        all=len(mine),
        why=_("Not: {why}.", why=why) if why else "",
    ).strip()


def frame(query: GapQuery, entries: list[Seen]) -> pd.DataFrame:
    """The coverage as figures: a row an indicator and dimension."""
    records = query.at.city.pack.segments
    return pd.DataFrame(
        {
            "indicator": [each.indicator.id for each in entries],
            "title": [_(each.indicator.title) for each in entries],
            "domain": [_(domain_title(each.indicator.domain)) for each in entries],
            "dimension": [each.dimension for each in entries],
            "groups": [_(records[each.dimension].title) for each in entries],
            "seen": ["yes" if each.seen else "no" for each in entries],
            "why": [_(COVERAGE[each.state][2]) for each in entries],
        }
    )


def _table(query: GapQuery, entries: list[Seen]) -> str:
    records = query.at.city.pack.segments
    states = {(each.indicator.id, each.dimension): each.state for each in entries}
    indicators = list(dict.fromkeys(each.indicator for each in entries))
    head = "".join(f'<th scope="col">{common_text.escaped(_(one.title))}</th>' for one in records.values())
    body, domain = "", ""
    for each in indicators:
        if each.domain != domain:
            domain = each.domain
            title = common_text.escaped(_(domain_title(domain)))
            body += f'<tr class="domain"><th colspan="{len(records) + 1}" scope="colgroup">{title}</th></tr>'
        cells = "".join(_cell(each.id, each.domain, code, states[each.id, code]) for code in records)
        body += f'<tr><th scope="row">{common_text.escaped(_(each.title))}</th>{cells}</tr>'
    name = common_text.escaped(_("Coverage: indicators by groups"))
    return (
        f'{_key({each.state for each in entries})}<div class="coverage" tabindex="0" role="region" aria-label="{name}">'
        f'<table><thead><tr><th scope="col">{_("Indicator")}</th>{head}</tr></thead><tbody>{body}</tbody></table></div>'
    )


def _cell(id: str, domain: str, dimension: str, state: str) -> str:
    sign, short, why = COVERAGE[state]
    inside = (
        f'<span aria-hidden="true">{sign}</span> <span class="word">{common_text.escaped(_(short))}</span>'
    )
    if state == "seen":
        address = navigation.href("segments", domain=domain, indicator=id, by=dimension, show="groups")
        inside = f'<a href="{common_text.escaped(address)}">{inside}</a>'
    return f'<td class="{state}" title="{common_text.escaped(_(why))}">{inside}</td>'


def _key(present: set[str]) -> str:
    items = "".join(
        f'<li><b aria-hidden="true">{sign}</b> {common_text.escaped(_(short))}: {common_text.escaped(_(why))}</li>'
        for state, (sign, short, why) in COVERAGE.items()
        if state in present
    )
    return f'<ul class="equi-legend" aria-label="{common_text.escaped(_("Legend"))}">{items}</ul>'
