"""The alerts of a city: what got worse beyond chance, most people first, each with a link to its evidence."""

import pandas as pd
import streamlit as st

from dashboard import queries
from dashboard.exports import downloads
from dashboard.shell import links, navigation
from dashboard.shell.controls import Place
from dashboard.text import escaped, number, plain
from dashboard.views.city import alerts_text
from dashboard.views.city.data import Overview
from indicators.compare.change.alerts import BY_CHANGE, BY_CHART
from indicators.engine.definitions.registry import domain_title, indicator
from indicators.engine.text.messages import translated as _
from indicators.engine.text.messages import translated_plural as _n

_OPEN = 2
_AT_ONCE = 5
_COLUMNS = (
    "domain", "indicator", "district_id", "district", "before", "after", "value_before", "status_before", "value_after",
    "status_after", "unit",
    "change", "lower", "upper", "verdict", "p_value", "p_adjusted", "scatter", "how", "rule", "rings", "people",
)  # fmt: skip


def show(at: Place, overview: Overview) -> None:
    """A block for each measure with a row for each district; those of the chosen district first."""
    st.header(_("Bells: what got worse beyond chance"), anchor=False)
    if not len(overview.rung):
        st.markdown(alerts_text.no_alerts(overview))
    else:
        _mine(at, overview)
        for how, rows in ((BY_CHANGE, overview.clear), (BY_CHART, overview.pattern)):
            _group(at, overview, how, rows)
    with st.expander(_("How a bell comes to ring")):
        st.write(alerts_text.method(overview))
    if len(overview.tested):
        about = _("What got worse beyond chance in {place}: everything that was looked at", place=at.name)
        downloads.offer("bells", at.city, about, lambda: figures(overview))


def _mine(at: Place, overview: Overview) -> None:
    if at.district is None:
        return
    rows = overview.rung[overview.rung["district_id"] == at.district]
    name = at.district_name(at.district)
    st.subheader(_("In {district}", district=plain(name)), anchor=False)
    if rows.empty:
        st.write(_("No bell rings here."))
        return
    st.html(f'<div class="bells">{_table(at, rows, named=True)}</div>')
    st.subheader(_("In all districts"), anchor=False)


def _group(at: Place, overview: Overview, how: str, rows: pd.DataFrame) -> None:
    """The alerts of one kind (`BY_CHANGE` or `BY_CHART`) under a heading of their own."""
    if rows.empty:
        return
    st.markdown(f"**{alerts_text.group_head(how)}** ({len(rows)})  \n{alerts_text.group_why(how)}")
    key = ("city bells", at.city.key, at.area, how, *links.state().items())
    drawn = queries.cached(key, lambda: "".join(_blocks(at, overview, rows, how)))
    st.html(f'<div class="bells {how}">{drawn}</div>')


def _blocks(at: Place, overview: Overview, rung: pd.DataFrame, how: str) -> list[str]:
    """One block a measure; the first ones are open, but not those that ring by their pattern alone."""
    tested = overview.tested.groupby("indicator")["district_id"].nunique()
    drawn = []
    for i, (id, rows) in enumerate(rung.groupby("indicator", sort=False)):
        measure = indicator(str(id))
        opened = " open" * (i < _OPEN and how == BY_CHANGE)
        alone = overview.worse_alone(str(id)) if how == BY_CHANGE else None
        head = (
            f"<b>{escaped(_(measure.title))}</b> ({escaped(_(domain_title(measure.domain)))}): "
            f"{escaped(alerts_text.summary(rows, int(tested[str(id)]), alone))}"
        )
        drawn.append(f"<details{opened}><summary>{head}</summary>{_short(at, rows)}</details>")
    return drawn


def _short(at: Place, rows: pd.DataFrame) -> str:
    """The table of the first districts; the others are folded away."""
    rest = len(rows) - _AT_ONCE
    if rest <= 1:
        return _table(at, rows)
    more = escaped(_n("{n} more district", "{n} more districts", rest))
    below = f"<details><summary>{more}</summary>{_table(at, rows.iloc[_AT_ONCE:])}</details>"
    return _table(at, rows.head(_AT_ONCE)) + below


def _table(at: Place, rows: pd.DataFrame, named: bool = False) -> str:
    first = _("Measure") if named else _("District")
    heads = (first, _("Change"), _("Why it rings"), _("People living there"), _("Evidence"))
    head = "".join(f'<th scope="col">{escaped(text)}</th>' for text in heads)
    body = "".join(_row(at, row, named) for _at, row in rows.iterrows())
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _row(at: Place, row: pd.Series, named: bool) -> str:
    measure = indicator(str(row["indicator"]))
    title = _(measure.title) if named else str(row["district"])
    change_text = alerts_text.change(row, measure.unit)
    people = number(row["people"], 0) if pd.notna(row["people"]) else _("not known")
    links = f"{_link('map', _('Map'), row, at)} {_link('district', _('District'), row, at)}"
    cells = (change_text, alerts_text.why(row), people)
    labels = (_("Change"), _("Why it rings"), _("People living there"))
    drawn = "".join(
        f'<td data-label="{escaped(label)}">{escaped(cell)}</td>'
        for label, cell in zip(labels, cells, strict=True)
    )
    return f'<tr><th scope="row">{escaped(title)}</th>{drawn}<td>{links}</td></tr>'


def _link(page: str, label: str, row: pd.Series, at: Place) -> str:
    """A link to exactly this state; its label for screen readers names page, measure and district."""
    measure = indicator(str(row["indicator"]))
    state: dict[str, str | None] = {
        "city": at.city.name,
        "domain": measure.domain,
        "indicator": measure.id,
        "people": "all",
        "view": "change",
        "trends": None,
        "period": str(row["after"]),
        "before": str(row["before"]),
        "after": str(row["after"]),
        "district": str(row["district_id"]),
    }
    if row["how"] == BY_CHART:
        # the map of changes can only say "cannot tell" there: its values, and the years in the district
        state |= {"view": "value", "before": None, "after": None, "trends": measure.domain}
    named = _("{page}: {measure}, {district}", page=label, measure=_(measure.title), district=row["district"])
    address = escaped(navigation.href(page, **state))
    return f'<a href="{address}" target="_self" aria-label="{escaped(named)}">{escaped(label)}</a>'


def figures(overview: Overview) -> pd.DataFrame:
    """Every series looked at with its test, those that ring first: a file that can be checked."""
    people = overview.tested["district_id"].map(overview.persons)
    units = overview.tested["indicator"].map(lambda code: indicator(code).unit)
    rows = overview.tested.assign(people=people, unit=units)
    rows = rows.sort_values(["rings", "people"], ascending=False, kind="stable")
    return rows[[name for name in _COLUMNS if name in rows]].reset_index(drop=True)
