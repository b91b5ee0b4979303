"""All indicators of a domain for the compared places, as one table that reads on a phone too."""

import pandas as pd
import streamlit as st

from dashboard.exports import downloads
from dashboard.shell import navigation
from dashboard.shell.controls import Place
from dashboard.text import STATUS, escaped, limits, period, plain, quantity
from dashboard.views.compare import data
from indicators.engine.definitions.registry import domain_title, indicator
from indicators.engine.text.messages import translated as _


def show(at: Place, places: data.Places, names: dict[str, str]) -> None:
    """Every indicator of the chosen indicator's domain; each links to its map."""
    domain = places.view.measure.domain
    ids = [each.id for each in at.city.available if each.domain == domain]
    st.header(_("{domain}: all indicators", domain=plain(_(domain_title(domain)))), anchor=False)
    with st.spinner(_("Comparing {n} indicators", n=len(ids))):
        rows = data.profile(places, ids)
    if rows.empty:
        st.write(_("None of its indicators can be seen for these groups."))
        return
    st.html(_table(rows, places.ids, names, _(domain_title(domain))))
    downloads.offer(
        f"compare-{domain}", at.city, _(domain_title(domain)), lambda: rows.assign(name=rows["id"].map(names))
    )


def _table(rows: pd.DataFrame, ids: tuple[str, ...], names: dict[str, str], caption: str) -> str:
    head = "".join(f'<th scope="col">{escaped(names[id])}</th>' for id in ids)
    body = "".join(_row(str(each), part, ids) for each, part in rows.groupby("indicator", sort=False))
    return (
        f'<div class="figures" tabindex="0" role="region" aria-label="{escaped(caption)}"><table>'
        f'<thead><tr><th scope="col">{escaped(_("Indicator, period"))}</th>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def _row(id: str, part: pd.DataFrame, ids: tuple[str, ...]) -> str:
    measure = indicator(id)
    cells = part.set_index("id").reindex(list(ids))
    drawn = "".join(f"<td>{_cell(row, measure.unit)}</td>" for row in cells.to_dict("records"))
    link = navigation.href("map", indicator=id, domain=measure.domain, people=None, period=None)
    title = f'<a href="{escaped(link)}" target="_self">{escaped(_(measure.title))}</a>'
    return f'<tr><th scope="row">{title}, {escaped(period(part["period"].iloc[0]))}</th>{drawn}</tr>'


def _cell(row: dict, unit: str) -> str:
    if row["status"] != "ok":
        return f"<i>{escaped(_(STATUS.get(row['status'], STATUS['missing'])))}</i>"
    around = limits(row["lower"], row["upper"])
    small = f"<br><small>{escaped(around)}</small>" if around else ""
    return f"{escaped(quantity(row['value'], unit))}{small}"
