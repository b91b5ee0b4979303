"""Every entry of the register with its verdict, best known first glance: what, where, since when, did it work."""

import streamlit as st

from dashboard import queries as numbers
from dashboard.exports import downloads
from dashboard.shell import navigation
from dashboard.shell.controls import Place
from dashboard.streamlit_compat import Container
from dashboard.text import escaped, name_of, plain
from dashboard.views.interventions import data
from dashboard.views.interventions import text as words
from dashboard.views.interventions.choice import OPTIONS
from dashboard.views.interventions.data import Book
from indicators.effects.assessment import Assessment
from indicators.effects.json_record import flat, record
from indicators.effects.register.versions import Version
from indicators.effects.verdict import GRADES, WORDS
from indicators.engine.text.messages import translated as _


def show(at: Place, book: Book) -> None:
    """The opening sentence, a card for each entry, those withdrawn, the files."""
    said = st.empty()
    found = _judged(book, said)
    city = name_of(_(at.city.pack.title))
    with said.container():
        st.markdown(words.opening(city, [each.verdict for each in found.values()]))
        if found:
            st.caption(words.caution())
    if not found:
        st.write(_("Choose “New entry” above to register one before it starts."))
    for version in book.shown:
        _card(book, version, found[version.id])
    _withdrawn(book)
    if found:
        _files(book, found, city)


def _judged(book: Book, place: Container) -> dict[str, Assessment]:
    """The verdict of every entry; each takes about a second the first time."""
    found = {}
    for n, version in enumerate(book.shown, start=1):
        text = _(
            "Judging {n} of {all}: {title}", n=n, all=len(book.shown), title=plain(version.intervention.title)
        )
        with place, st.spinner(text):
            found[version.id] = data.assessed(data.asked(book, version.intervention))
    return found


def badge(verdict: str, large: bool = False) -> str:
    """The verdict in its fixed word on its colour."""
    more = " large" if large else ""
    return f'<span class="verdict {verdict}{more}">{escaped(_(WORDS[verdict]))}</span>'


def _card(book: Book, version: Version, found: Assessment) -> None:
    entry = version.intervention
    with st.container(border=True, key=f"entry {version.id}"):
        left, right = st.columns([5, 7])
        with left:
            _link(f"**{plain(entry.title or entry.id)}**", entry.id)
            grade = _("evidence: {grade}", grade=_(GRADES[found.grade])) if found.grade != "none" else ""
            said = words.effect_words(found) or found.reason
            st.html(f'<p class="judged">{badge(found.verdict)} {escaped(grade)}<br>{escaped(said)}</p>')
        with right:
            st.html(
                listed(words.facts(entry, numbers.names(book.city), indicator_title(book, entry.indicator)))
            )
        if entry.lessons:
            st.markdown(_("**Lessons:** {words}", words=plain(entry.lessons)))
        if version.pack_differs:
            st.caption(_("The city pack says something else than the register. See “Edit”."))


def _link(label: str, id: str, do: str | None = None) -> None:
    """Opens an entry, judged as usual, whatever was chosen for another one."""
    navigation.link("interventions", label, entry=id, do=do, task=None, **dict.fromkeys(OPTIONS))


def indicator_title(book: Book, id: str) -> str:
    """An indicator's title in the language spoken; its id where the city does not know it."""
    return next((_(each.title) for each in book.city.available if each.id == id), id)


def listed(facts: tuple[tuple[str, str], ...]) -> str:
    """Facts as a list of terms."""
    pairs = "".join(f"<div><dt>{escaped(name)}</dt><dd>{escaped(text)}</dd></div>" for name, text in facts)
    return f'<dl class="facts">{pairs}</dl>'


def _withdrawn(book: Book) -> None:
    gone = [version for version in book.versions if version.withdrawn]
    if not gone:
        return
    with st.expander(_("Withdrawn entries")):
        for version in gone:
            title = plain(version.intervention.title or version.id)
            _link(title, version.id, "history")


def _files(book: Book, found: dict[str, Assessment], city: str) -> None:
    def table() -> "object":
        import pandas as pd

        return pd.DataFrame([flat(record(each)) for each in found.values()])

    downloads.offer("interventions", book.city, _("Interventions in {city}", city=city), table)  # type: ignore[arg-type]
