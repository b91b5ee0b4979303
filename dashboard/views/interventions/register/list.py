"""All entries of the register at a glance, with their verdicts: what, where, since when, did it work."""

import streamlit as st

from dashboard import queries
from dashboard.exports import downloads
from dashboard.shell import navigation
from dashboard.shell.controls import Place
from dashboard.streamlit_compat import Container
from dashboard.text import city_name, escaped, plain
from dashboard.views.interventions import data
from dashboard.views.interventions import text as page_text
from dashboard.views.interventions.choice import OPTIONS
from dashboard.views.shared.register import (
    RegisterSnapshot,
)
from indicators.effects.assessment import Assessment
from indicators.effects.json_record import flat, record
from indicators.effects.register.versions import Version
from indicators.effects.verdict import GRADES, WORDS
from indicators.engine.text.messages import translated as _


def show(at: Place, snapshot: RegisterSnapshot) -> None:
    """The opening sentence, a card for each entry, those withdrawn, the files."""
    summary = st.empty()
    assessments = _judged(snapshot, summary)
    city = city_name(_(at.city.pack.title))
    with summary.container():
        st.markdown(page_text.opening(city, [each.verdict for each in assessments.values()]))
        if assessments:
            st.caption(page_text.caution())
    if not assessments:
        st.write(_("Choose “New entry” above to register one before it starts."))
    for version in snapshot.shown:
        _card(snapshot, version, assessments[version.id])
    _withdrawn(snapshot)
    if assessments:
        _files(snapshot, assessments, city)


def _judged(snapshot: RegisterSnapshot, place: Container) -> dict[str, Assessment]:
    """The verdict of every entry; each takes about a second the first time."""
    assessments = {}
    for n, version in enumerate(snapshot.shown, start=1):
        text = _(
            "Judging {n} of {all}: {title}",
            n=n,
            all=len(snapshot.shown),
            title=plain(version.intervention.title),
        )
        with place, st.spinner(text):
            assessments[version.id] = data.assessed(data.default_query(snapshot, version.intervention))
    return assessments


def badge(verdict: str, large: bool = False) -> str:
    """The verdict in its fixed word on its colour."""
    more = " large" if large else ""
    return f'<span class="verdict {verdict}{more}">{escaped(_(WORDS[verdict]))}</span>'


def _card(snapshot: RegisterSnapshot, version: Version, assessment: Assessment) -> None:
    entry = version.intervention
    with st.container(border=True, key=f"entry {version.id}"):
        left, right = st.columns([5, 7])
        with left:
            _link(f"**{plain(entry.title or entry.id)}**", entry.id)
            grade = (
                _("evidence: {grade}", grade=_(GRADES[assessment.grade]))
                if assessment.grade != "none"
                else ""
            )
            effect = page_text.effect_words(assessment) or assessment.reason
            st.html(
                f'<p class="judged">{badge(assessment.verdict)} {escaped(grade)}<br>{escaped(effect)}</p>'
            )
        with right:
            st.html(
                listed(
                    page_text.facts(
                        entry, queries.names(snapshot.city), indicator_title(snapshot, entry.indicator)
                    )
                )
            )
        if entry.lessons:
            st.markdown(_("**Lessons:** {words}", words=plain(entry.lessons)))
        if version.pack_differs:
            st.caption(_("The city pack says something else than the register. See “Edit”."))


def _link(label: str, id: str, do: str | None = None) -> None:
    """Opens an entry, judged as usual, whatever was chosen for another one."""
    navigation.link("interventions", label, entry=id, do=do, task=None, **dict.fromkeys(OPTIONS))


def indicator_title(snapshot: RegisterSnapshot, id: str) -> str:
    """An indicator's title in the language spoken; its id where the city does not know it."""
    return next((_(each.title) for each in snapshot.city.available if each.id == id), id)


def listed(facts: tuple[tuple[str, str], ...]) -> str:
    """Facts as a list of terms."""
    pairs = "".join(f"<div><dt>{escaped(name)}</dt><dd>{escaped(text)}</dd></div>" for name, text in facts)
    return f'<dl class="facts">{pairs}</dl>'


def _withdrawn(snapshot: RegisterSnapshot) -> None:
    gone = [version for version in snapshot.versions if version.withdrawn]
    if not gone:
        return
    with st.expander(_("Withdrawn entries")):
        for version in gone:
            title = plain(version.intervention.title or version.id)
            _link(title, version.id, "history")


def _files(snapshot: RegisterSnapshot, assessments: dict[str, Assessment], city: str) -> None:
    def table() -> "object":
        import pandas as pd

        return pd.DataFrame([flat(record(each)) for each in assessments.values()])

    downloads.offer("interventions", snapshot.city, _("Interventions in {city}", city=city), table)  # type: ignore[arg-type]
