"""The coverage: which indicator can be seen by which groups, as a table of signs and words, and as a file."""

import pandas as pd
import streamlit as st

from dashboard import text as words
from dashboard.exports import downloads
from dashboard.shell import navigation
from dashboard.views.segments import records_data as data
from dashboard.views.segments.data import Looked
from dashboard.views.segments.measures_text import COVERAGE
from indicators.compare.benchmarking.availability import Seen
from indicators.engine.definitions.registry import domain_title
from indicators.engine.text.messages import translated as _


def show(look: Looked) -> None:
    """A sentence on the dimension, the table, the file."""
    city = look.at.city
    st.subheader(_("What can be seen, and what can't"), anchor=False)
    with st.spinner(_("Looking up what is known of each group …")):
        found = data.matrix(city)
    mine = [each for each in found if each.dimension == look.dimension]
    st.markdown(_sentence(look, mine))
    st.html(_table(look, found))
    about = _("Which indicators can be seen by which groups in {city}", city=_(city.pack.title))
    with st.container(horizontal=True, key="coverage files"):
        downloads.offer("coverage", city, about, lambda: frame(look, found))


def _sentence(look: Looked, mine: list[Seen]) -> str:
    """How many indicators the dimension opens, and why not the others."""
    states = pd.Series([each.state for each in mine]).value_counts()
    why = "; ".join(
        _("{n}: {why}", n=int(n), why=_(COVERAGE[str(state)][2]))
        for state, n in states.items()
        if state != "seen"
    )
    return _(
        "By {dimension}, **{n} of {all} indicators** can be seen. {why}",
        dimension=words.plain(_(look.segments.title).lower()),
        n=int(states.get("seen", 0)),
        all=len(mine),
        why=_("Not: {why}.", why=why) if why else "",
    ).strip()


def frame(look: Looked, found: list[Seen]) -> pd.DataFrame:
    """The coverage as figures: a row an indicator and dimension."""
    records = look.at.city.pack.segments
    return pd.DataFrame(
        {
            "indicator": [each.indicator.id for each in found],
            "title": [_(each.indicator.title) for each in found],
            "domain": [_(domain_title(each.indicator.domain)) for each in found],
            "dimension": [each.dimension for each in found],
            "groups": [_(records[each.dimension].title) for each in found],
            "seen": ["yes" if each.seen else "no" for each in found],
            "why": [_(COVERAGE[each.state][2]) for each in found],
        }
    )


def _table(look: Looked, found: list[Seen]) -> str:
    records = look.at.city.pack.segments
    states = {(each.indicator.id, each.dimension): each.state for each in found}
    indicators = list(dict.fromkeys(each.indicator for each in found))
    head = "".join(f'<th scope="col">{words.escaped(_(one.title))}</th>' for one in records.values())
    body, domain = "", ""
    for each in indicators:
        if each.domain != domain:
            domain = each.domain
            title = words.escaped(_(domain_title(domain)))
            body += f'<tr class="domain"><th colspan="{len(records) + 1}" scope="colgroup">{title}</th></tr>'
        cells = "".join(_cell(each.id, each.domain, code, states[each.id, code]) for code in records)
        body += f'<tr><th scope="row">{words.escaped(_(each.title))}</th>{cells}</tr>'
    name = words.escaped(_("Coverage: indicators by groups"))
    return (
        f'{_key({each.state for each in found})}<div class="coverage" tabindex="0" role="region" aria-label="{name}">'
        f'<table><thead><tr><th scope="col">{_("Indicator")}</th>{head}</tr></thead><tbody>{body}</tbody></table></div>'
    )


def _cell(id: str, domain: str, dimension: str, state: str) -> str:
    sign, short, why = COVERAGE[state]
    inside = f'<span aria-hidden="true">{sign}</span> <span class="word">{words.escaped(_(short))}</span>'
    if state == "seen":
        address = navigation.href("segments", domain=domain, indicator=id, by=dimension, show="groups")
        inside = f'<a href="{words.escaped(address)}">{inside}</a>'
    return f'<td class="{state}" title="{words.escaped(_(why))}">{inside}</td>'


def _key(present: set[str]) -> str:
    items = "".join(
        f'<li><b aria-hidden="true">{sign}</b> {words.escaped(_(short))}: {words.escaped(_(why))}</li>'
        for state, (sign, short, why) in COVERAGE.items()
        if state in present
    )
    return f'<ul class="equi-legend" aria-label="{words.escaped(_("Legend"))}">{items}</ul>'
