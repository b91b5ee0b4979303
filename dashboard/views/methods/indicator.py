"""One indicator's record: what it says, how it is made, and where it has values."""

import pandas as pd
import streamlit as st

from dashboard.charts import legend
from dashboard.exports import downloads
from dashboard.shell import navigation
from dashboard.text import STATUS, escaped, number, period, plain
from dashboard.views.methods import data
from dashboard.views.methods.text import coverage, facts, updated
from indicators.city import City
from indicators.engine.definitions.method_notes import limits_note, plain_note
from indicators.engine.definitions.registry import Indicator
from indicators.engine.text.messages import translated as _


def show(city: City, measure: Indicator) -> None:
    """The note for residents first, then the facts, the coverage, the doubts, the file."""
    st.header(plain(_(measure.title)), anchor=False)
    st.write(plain(_(plain_note(measure))))
    st.write(plain(limits_note(measure)))
    known = [(_("Method"), plain(_(measure.spec.method)))]
    known += facts(city, measure, updated(city, data.last_known(city, measure.id)))
    st.markdown("\n".join(f"- **{plain(name)}**: {text}" for name, text in known))
    _coverage(city, measure)
    _doubts(city, measure)
    with st.container(horizontal=True):
        navigation.link("map", _("Show it on the map"), indicator=measure.id, domain=measure.domain)
        downloads.offer(measure.id, city, _(measure.title), lambda: data.estimates(city, measure))


def _coverage(city: City, measure: Indicator) -> None:
    st.subheader(_("Where it has values"), anchor=False)
    counts = data.coverage(city, measure.id)
    states = [state for state in data.STATES if state == "ok" or counts[state].any()]
    st.write(coverage(measure, int(counts["ok"].sum()), int(counts[list(data.STATES)].to_numpy().sum())))
    names = {"ok": _("with a value"), **{state: _(STATUS[state]) for state in states if state != "ok"}}
    shown = pd.DataFrame({_("Period"): [period(code) for code in counts["period"]]})
    for state in states:
        shown[names[state]] = [number(n, 0) for n in counts[state]]
    st.html(_table(shown, states))


def _table(shown: pd.DataFrame, states: list[str]) -> str:
    """Periods down, states across; each state has its pattern above its number of districts."""
    swatches = {state: legend.swatch(state) for state in states}
    head = "".join(
        f'<th scope="col">{swatches.get(state, "")}{escaped(str(name))}</th>'
        for name, state in zip(shown.columns, ["", *states], strict=True)
    )
    body = "".join(
        f'<tr><th scope="row">{escaped(cells[0])}</th>'
        + "".join(f"<td>{c}</td>" for c in cells[1:])
        + "</tr>"
        for cells in shown.itertuples(index=False)
    )
    caption = escaped(_("Districts in each period"))
    return (
        f'<div class="figures" tabindex="0" role="region" aria-label="{caption}"><table>'
        f"<caption>{caption}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _doubts(city: City, measure: Indicator) -> None:
    doubts = data.doubts(city, measure.id)
    if not doubts:
        return
    st.subheader(_("Worth knowing about its data"), anchor=False)
    st.markdown("\n".join(f"- {plain(problem.what)} {plain(problem.todo)}" for problem in doubts[:20]))
