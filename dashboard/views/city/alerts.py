"""The bells: what got worse beyond chance, those that touch most people first, each with a way to its evidence."""

import pandas as pd
import streamlit as st

from dashboard import queries
from dashboard.exports import downloads
from dashboard.shell import links, navigation
from dashboard.shell.controls import Place
from dashboard.text import escaped, number, plain
from dashboard.views.city import alerts_text as said
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


def show(at: Place, found: Overview) -> None:
    """A block for each measure with a row for each district; those of the chosen district first."""
    st.header(_("Bells: what got worse beyond chance"), anchor=False)
    if not len(found.rung):
        st.markdown(said.silence(found))
    else:
        _mine(at, found)
        for how, rows in ((BY_CHANGE, found.clear), (BY_CHART, found.pattern)):
            _group(at, found, how, rows)
    with st.expander(_("How a bell comes to ring")):
        st.write(said.method(found))
    if len(found.tested):
        about = _("What got worse beyond chance in {place}: everything that was looked at", place=at.name)
        downloads.offer("bells", at.city, about, lambda: figures(found))


def _mine(at: Place, found: Overview) -> None:
    if at.district is None:
        return
    rows = found.rung[found.rung["district_id"] == at.district]
    name = at.called(at.district)
    st.subheader(_("In {district}", district=plain(name)), anchor=False)
    if rows.empty:
        st.write(_("No bell rings here."))
        return
    st.html(f'<div class="bells">{_table(at, rows, named=True)}</div>')
    st.subheader(_("In all districts"), anchor=False)


def _group(at: Place, found: Overview, how: str, rows: pd.DataFrame) -> None:
    """The bells of one kind under their own name; what rings by its pattern alone is the smaller group."""
    if rows.empty:
        return
    st.markdown(f"**{said.group_head(how)}** ({len(rows)})  \n{said.group_why(how)}")
    key = ("city bells", at.city.key, at.area, how, *links.state().items())
    drawn = queries.kept(key, lambda: "".join(_blocks(at, found, rows, how)))
    st.html(f'<div class="bells {how}">{drawn}</div>')


def _blocks(at: Place, found: Overview, rung: pd.DataFrame, how: str) -> list[str]:
    """One block a measure; the first ones are open, but not those that ring by their pattern alone."""
    tested = found.tested.groupby("indicator")["district_id"].nunique()
    drawn = []
    for i, (id, rows) in enumerate(rung.groupby("indicator", sort=False)):
        measure = indicator(str(id))
        opened = " open" * (i < _OPEN and how == BY_CHANGE)
        alone = found.worse_alone(str(id)) if how == BY_CHANGE else None
        head = (
            f"<b>{escaped(_(measure.title))}</b> ({escaped(_(domain_title(measure.domain)))}): "
            f"{escaped(said.summary(rows, int(tested[str(id)]), alone))}"
        )
        drawn.append(f"<details{opened}><summary>{head}</summary>{_short(at, rows)}</details>")
    return drawn


def _short(at: Place, rows: pd.DataFrame) -> str:
    """The districts where most people live; the others one press further."""
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
    told = said.change(row, measure.unit)
    people = number(row["people"], 0) if pd.notna(row["people"]) else _("not known")
    links = f"{_link('map', _('Map'), row, at)} {_link('district', _('District'), row, at)}"
    cells = (told, said.why(row), people)
    labels = (_("Change"), _("Why it rings"), _("People living there"))
    drawn = "".join(
        f'<td data-label="{escaped(label)}">{escaped(cell)}</td>'
        for label, cell in zip(labels, cells, strict=True)
    )
    return f'<tr><th scope="row">{escaped(title)}</th>{drawn}<td>{links}</td></tr>'


def _link(page: str, label: str, row: pd.Series, at: Place) -> str:
    """A link to exactly this state; it is named so that it makes sense alone."""
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


def figures(found: Overview) -> pd.DataFrame:
    """Every series looked at with its test, those that ring first: a file that can be checked."""
    people = found.tested["district_id"].map(found.persons)
    units = found.tested["indicator"].map(lambda code: indicator(code).unit)
    rows = found.tested.assign(people=people, unit=units)
    rows = rows.sort_values(["rings", "people"], ascending=False, kind="stable")
    return rows[[name for name in _COLUMNS if name in rows]].reset_index(drop=True)
