"""What is not known: whole domains, measures that nobody was asked about, single holes, and why."""

import pandas as pd
import streamlit as st

from dashboard import queries
from dashboard.exports import downloads
from dashboard.shell.controls import Place
from dashboard.text import FEW, STATUS, number, period, plain
from dashboard.views.city import text as page_text
from dashboard.views.city.data import TABLE, Overview
from indicators.engine.definitions.registry import domain_title, failures, indicator
from indicators.engine.text.messages import translated as _
from indicators.engine.text.messages import translated_plural as _n


def show(at: Place, overview: Overview) -> None:
    """Plain sentences, then all of it as a table."""
    st.header(_("What is not known"), anchor=False)
    key = (at.city.key, at.area)
    lines = [
        *queries.cached(("missing lines", *key), lambda: page_text.unknown_lines(overview, at.name)),
        *_failed(overview),
    ]
    if lines:
        st.markdown("\n".join(f"- {line}" for line in lines))
    else:
        st.write(_("Every measure that the city has is known for every district and period."))
    st.write(_counted(at, overview))

    def table() -> pd.DataFrame:
        return queries.cached(("missing table", *key), lambda: _table(overview))

    with st.expander(_("What is missing as a table"), key="missingtable", on_change="rerun") as box:
        if box.open:
            st.dataframe(table(), hide_index=True, alt=_("Missing values of {place}", place=at.name))
    downloads.offer("missing", at.city, _("Missing values of {place}", place=at.name), table)


def _failed(overview: Overview) -> list[str]:
    """Modules that could not be loaded, and measures that could not be estimated."""
    measures = [
        _("“{title}” can't be shown: {why}", title=plain(_(indicator(id).title)), why=plain(why))
        for id, why in overview.failed
    ]
    return measures + [
        _(
            "The indicator module **{module}** failed and is left out: {reason}",
            module=each.module,
            reason=plain(each.reason),
        )
        for each in failures()
    ]


def _counted(at: Place, overview: Overview) -> str:
    """How many of the measures that Townbell knows this city can show."""
    there = len(at.city.available)
    return _(
        "{n} of the {all} measures that Townbell knows can be shown from these data.",
        n=number(there, 0),
        all=number(there + len(overview.absent), 0),
    )


def _table(overview: Overview) -> pd.DataFrame:
    """A row for each hole in what there is, then a row for each measure that is not there at all."""
    columns = [_("Domain"), _("Measure"), _("Period"), _("Districts"), _("Why")]
    rows = [
        (*_named(row["indicator"]), period(row["period"]), _districts(row), _(STATUS[row["status"]]))
        for _at, row in overview.unknown.iterrows()
    ]
    rows += [
        (_(domain_title(row["domain"])), _(row["title"]), _("all"), _("all"), _lacking(row))
        for _at, row in overview.absent.iterrows()
    ]
    return pd.DataFrame(rows, columns=columns)


def _named(id: str) -> tuple[str, str]:
    measure = indicator(id)
    return _(domain_title(measure.domain)), _(measure.title)


def _districts(row: pd.Series) -> str:
    if row["all"]:
        return _("all")
    names, count = row["names"], row["districts"]
    return ", ".join(names) if count <= FEW else _n("{n} district", "{n} districts", count)


def _lacking(row: pd.Series) -> str:
    if row["why"] == TABLE:
        return _("the city has no table “{table}”", table=row["table"])
    return _("the city's table “{table}” lacks columns for it", table=row["table"])
