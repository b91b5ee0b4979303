"""The form of an entry: a draft that outlives other pages, doubts beside fields, saving that overwrites nobody."""

import streamlit as st

from dashboard.text import plain
from dashboard.views.interventions import browser_window as window
from dashboard.views.interventions import conflict, data, saving
from dashboard.views.interventions import form_fields as fields
from dashboard.views.interventions import writer as writers
from dashboard.views.interventions.data import Book
from dashboard.views.interventions.drafts import Draft
from indicators.effects.register.intervention import Intervention
from indicators.effects.register.versions import Version
from indicators.engine.text.errors import Problem
from indicators.engine.text.messages import translated as _
from indicators.engine.text.messages import translated_plural as _n

Doubts = dict[str, list[Problem]]


def show(book: Book, version: Version | None) -> None:
    """A new entry, or one that is edited."""
    if book.register is None or (version is not None and version.version == 0):
        st.info(_("The register can't be written, so nothing can be saved here."))
        return
    decision = writers.writer()
    key = f"{book.city.name} {version.id if version else ''}"
    writers.introduce(decision)
    if not decision.allowed:
        return
    draft = saving.draft_of(key, version)
    if version is not None:
        conflict.show(book, draft, version)
        conflict.pack_differs(book, draft, version)
    found = _doubts(book, draft, saving.made(book, draft))
    fields.show(book, draft, found)
    _save(book, draft, found)
    window.ask_before_leaving(draft.touched)


def _doubts(book: Book, draft: Draft, entry: Intervention) -> Doubts:
    """What is wrong or doubtful, by field; nothing as long as nothing has been typed."""
    if draft.new and not draft.touched:
        return {}
    found: Doubts = {}
    for problem in data.problems(book, entry):
        found.setdefault(problem.column or "title", []).append(problem)
    for column, text in entry.unread.items():
        what = _("“{words}” could not be understood here and is kept as it was written.", words=text)
        found.setdefault(column, []).append(Problem("", what, "", column=column, warning=True))
    return found


def _save(book: Book, draft: Draft, found: Doubts) -> None:
    wrong = [problem for listed in found.values() for problem in listed if not problem.warning]
    if wrong:
        said = _n(
            "{n} thing is wrong (marked ✗ above). The entry can be saved all the same.",
            "{n} things are wrong (marked ✗ above). The entry can be saved all the same.",
            len(wrong),
        )
        entry = saving.made(book, draft)
        why = data.impossible(book.city, entry, entry.indicator)
        if why:
            said = f"{said} {_('As it stands it can not be judged: {why}', why=plain(why))}"
        st.warning(said)
    with st.container(horizontal=True):
        st.button(
            _("Save"), type="primary", key=f"save {draft.key}", on_click=saving.save, args=(book, draft)
        )
        if draft.touched:
            args = (draft.key, draft.base, draft.version)
            st.button(_("Undo all changes"), key=f"undo {draft.key}", on_click=saving.reset, args=args)
    error = saving.error_of(draft.key) or saving.still_needed(draft, saving.made(book, draft))
    if error:
        st.error(plain(error))
