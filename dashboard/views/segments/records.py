"""The groups as records that the city keeps: definition, source, vintage, size by district, and what can be seen."""

from dataclasses import replace

import pandas as pd
import streamlit as st

from dashboard import queries
from dashboard import text as common_text
from dashboard.charts import tables
from dashboard.exports import downloads
from dashboard.shell import navigation
from dashboard.shell.links import linked
from dashboard.views.segments import data
from dashboard.views.segments.data import GapQuery
from dashboard.views.segments.measures_text import BASES, COVERAGE
from indicators.compare.benchmarking.availability import Seen
from indicators.compare.benchmarking.group_sizes import Base
from indicators.engine.definitions.registry import domain_title
from indicators.engine.pack.model import Segments
from indicators.engine.text.formatting import number, period, quantity
from indicators.engine.text.messages import translated as _


def show(query: GapQuery) -> None:
    """One dimension's record, then the coverage of all."""
    records = query.at.city.pack.segments
    st.header(_("The groups themselves"), anchor=False)
    if not records:
        st.write(_("The data of this city tell no groups of people apart."))
        return
    dimension = linked(
        st.selectbox, _("Groups by"), list(records), "record", query.dimension or None,
        format_func=lambda code: _(records[code].title), width=220,
    )  # fmt: skip
    mine = replace(query, dimension=dimension)
    base = data.base(query.at.city, dimension)
    _definition(mine, base)
    _sizes(mine, base)
    show_coverage(mine)


def _definition(query: GapQuery, base: Base | None) -> None:
    """What the record says, and what it rests on."""
    one = query.segments
    st.subheader(common_text.plain(_(one.title)), anchor=False)
    tables = [
        table.title or table.name
        for table in query.at.city.pack.tables.values()
        if query.dimension in table.segments
    ]
    rows = {
        _("Definition"): _(one.description) or _("not written down"),
        _("Groups"): _groups(one),
        _("Order"): _("from first to last, in this order")
        if one.ordinal
        else _("none: the groups stand side by side"),
        _("Source"): _(one.source) or _("not named"),
        _("Vintage"): _vintage(query, base),
        _("Recorded in"): "; ".join(_(title) for title in tables),
    }
    listed = "".join(
        f"<dt>{common_text.escaped(k)}</dt><dd>{common_text.escaped(v)}</dd>" for k, v in rows.items()
    )
    st.html(f'<dl class="record">{listed}</dl>')


def _groups(one: Segments) -> str:
    named = [
        common_text.group_name(one, group) if group not in one.labels
        else _("{name} (code {code})", name=common_text.group_name(one, group), code=group)
        for group in one.order
    ]  # fmt: skip
    return "; ".join(named)


def _vintage(query: GapQuery, base: Base | None) -> str:
    if base is None:
        return _("not known: no table counts people by these groups")
    codes = queries.periods(queries.View(query.at.city, base.indicator.id, ""))
    if len(codes) == 1:
        return period(codes[0])
    return _("{first} to {last}, {n} periods", first=period(codes[0]), last=period(codes[-1]), n=len(codes))


def _sizes(query: GapQuery, base: Base | None) -> None:
    """How many people each group has, in the city and in every district, and how many indicators know of it."""
    st.subheader(_("Size"), anchor=False)
    if base is None:
        st.write(_("How many people are in these groups is not known: no table counts them."))
        return
    code, rows = data.sizes(query, base)
    table = query.at.city.pack.tables[base.table]
    st.write(
        _(BASES[base.how], table=common_text.plain(_(table.title or table.name)), column=common_text.plain(base.column),
          period=period(code))
    )  # fmt: skip
    whole = rows[rows["district_id"] == ""]
    with st.spinner(_("Looking up what is known of each group …")):
        known = data.known(query.at.city, query.dimension)
    st.html(_whole(query, whole, known))
    with st.expander(_("Size by district"), key="sizes table", on_change="rerun") as box:
        if box.open:
            places = rows[["district_id", "district"]].drop_duplicates().sort_values("district")
            seen = tables.excerpt(places, query.at.highlighted)
            some = rows[rows["district_id"].isin([*seen["district_id"], ""])]
            st.dataframe(
                _by_district(query, some), hide_index=True, alt=_("People of each group by district")
            )
            if left_out := tables.excerpt_note(seen, places):
                st.caption(left_out)
    about = _(
        "People by {dimension} and district, {period}", dimension=_(query.segments.title), period=period(code)
    )
    with st.container(horizontal=True, key="size files"):
        downloads.offer(
            f"sizes {query.dimension} {code}", query.at.city, about, lambda: rows.assign(period=code)
        )


def _whole(query: GapQuery, rows: pd.DataFrame, known: pd.DataFrame) -> str:
    """People and share of each group in the area, and for how many indicators it has a value."""
    all_of = int(known.sum(axis=1).max()) if len(known.columns) else 0
    ok = known["ok"] if "ok" in known else pd.Series(0, index=known.index)
    body = "".join(
        f'<tr><th scope="row">{common_text.escaped(common_text.group_name(query.segments, row["group"]))}</th>'
        f"<td>{_people(row)}</td><td>{quantity(row['share'], '%') if pd.notna(row['share']) else '–'}</td>"
        f"<td>{_('{n} of {all}', n=int(ok[row['group']]), all=all_of)}</td></tr>"
        for at, row in rows.iterrows()
    )
    head = "".join(
        f'<th scope="col">{text}</th>'
        for text in (_("Group"), _("People"), _("Share"), _("Indicators with a value"))
    )
    caption = _("{place}; indicators in their last period", place=common_text.escaped(query.at.name))
    return (
        f'<div class="figures" tabindex="0" role="region" aria-label="{common_text.escaped(_("Size of the groups"))}">'
        f"<table><caption>{caption}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _people(row: pd.Series) -> str:
    if pd.notna(row["people"]):
        return number(float(row["people"]), 0)
    state = "missing" if row["status"] == "ok" else row["status"]
    return _(common_text.STATUS[state])


def _by_district(query: GapQuery, rows: pd.DataFrame) -> pd.DataFrame:
    """Districts in rows, groups in columns; the whole area first."""
    texts = rows.assign(text=[_people(row) for at, row in rows.iterrows()])
    wide = texts.pivot(index=["district_id", "district"], columns="group", values="text").reset_index()
    order = sorted(wide.index, key=lambda at: (wide["district_id"][at] != "", wide["district"][at]))
    named = {group: common_text.group_name(query.segments, group) for group in query.segments.order}
    return pd.DataFrame(
        {
            _("District"): wide["district"].reindex(order),
            **{named[g]: wide[g].reindex(order) for g in query.segments.order if g in wide},
        }
    )


def show_coverage(query: GapQuery) -> None:
    """A sentence on the dimension, the table, the file."""
    city = query.at.city
    st.subheader(_("What can be seen, and what can't"), anchor=False)
    with st.spinner(_("Looking up what is known of each group …")):
        entries = data.matrix(city)
    mine = [each for each in entries if each.dimension == query.dimension]
    st.markdown(_coverage_sentence(query, mine))
    st.html(_coverage_table(query, entries))
    about = _("Which indicators can be seen by which groups in {city}", city=_(city.pack.title))
    with st.container(horizontal=True, key="coverage files"):
        downloads.offer("coverage", city, about, lambda: coverage_frame(query, entries))


def _coverage_sentence(query: GapQuery, mine: list[Seen]) -> str:
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


def coverage_frame(query: GapQuery, entries: list[Seen]) -> pd.DataFrame:
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


def _coverage_table(query: GapQuery, entries: list[Seen]) -> str:
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
        cells = "".join(_coverage_cell(each.id, each.domain, code, states[each.id, code]) for code in records)
        body += f'<tr><th scope="row">{common_text.escaped(_(each.title))}</th>{cells}</tr>'
    name = common_text.escaped(_("Coverage: indicators by groups"))
    key = _coverage_key({each.state for each in entries})
    return (
        f'{key}<div class="coverage" tabindex="0" role="region" aria-label="{name}">'
        f'<table><thead><tr><th scope="col">{_("Indicator")}</th>{head}</tr></thead><tbody>{body}</tbody></table></div>'
    )


def _coverage_cell(id: str, domain: str, dimension: str, state: str) -> str:
    sign, short, why = COVERAGE[state]
    inside = (
        f'<span aria-hidden="true">{sign}</span> <span class="word">{common_text.escaped(_(short))}</span>'
    )
    if state == "seen":
        address = navigation.href("segments", domain=domain, indicator=id, by=dimension, show="groups")
        inside = f'<a href="{common_text.escaped(address)}">{inside}</a>'
    return f'<td class="{state}" title="{common_text.escaped(_(why))}">{inside}</td>'


def _coverage_key(present: set[str]) -> str:
    items = "".join(
        f'<li><b aria-hidden="true">{sign}</b> {common_text.escaped(_(short))}: {common_text.escaped(_(why))}</li>'
        for state, (sign, short, why) in COVERAGE.items()
        if state in present
    )
    return f'<ul class="equi-legend" aria-label="{common_text.escaped(_("Legend"))}">{items}</ul>'
