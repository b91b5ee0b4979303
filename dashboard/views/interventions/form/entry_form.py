"""The form of an entry: a draft that outlives other pages, doubts beside fields, saving that overwrites nobody."""

import streamlit as st

from dashboard.text import plain
from dashboard.views.interventions import browser_window, data, writer
from dashboard.views.interventions.form import conflict, fields, saving
from dashboard.views.interventions.form.drafts import Draft
from dashboard.views.shared.register import (
    RegisterSnapshot,
)
from indicators.effects.register.intervention import Intervention
from indicators.effects.register.versions import Version
from indicators.engine.text.errors import Problem
from indicators.engine.text.messages import translated as _
from indicators.engine.text.messages import translated_plural as _n

Doubts = dict[str, list[Problem]]


def show(snapshot: RegisterSnapshot, version: Version | None) -> None:
    """A new entry, or one that is edited."""
    if snapshot.register is None or (version is not None and version.version == 0):
        st.info(_("The register can't be written, so nothing can be saved here."))
        return
    decision = writer.write_permission()
    key = f"{snapshot.city.name} {version.id if version else ''}"
    writer.show_permission(decision)
    if not decision.allowed:
        return
    draft = saving.draft_of(key, version)
    if version is not None:
        conflict.show(snapshot, draft, version)
        conflict.pack_differs(snapshot, draft, version)
    doubts = _doubts(snapshot, draft, saving.typed_entry(snapshot, draft))
    fields.show(snapshot, draft, doubts)
    _save(snapshot, draft, doubts)
    browser_window.ask_before_leaving(draft.touched)


def _doubts(snapshot: RegisterSnapshot, draft: Draft, entry: Intervention) -> Doubts:
    """What is wrong or doubtful, by field; nothing as long as nothing has been typed."""
    if draft.new and not draft.touched:
        return {}
    doubts: Doubts = {}
    for problem in data.problems(snapshot, entry):
        doubts.setdefault(problem.column or "title", []).append(problem)
    for column, text in entry.unread.items():
        what = _("“{words}” could not be understood here and is kept as it was written.", words=text)
        doubts.setdefault(column, []).append(Problem("", what, "", column=column, warning=True))
    return doubts


def _save(snapshot: RegisterSnapshot, draft: Draft, doubts: Doubts) -> None:
    wrong = [problem for listed in doubts.values() for problem in listed if not problem.warning]
    if wrong:
        warning = _n(
            "{n} thing is wrong (marked ✗ above). The entry can be saved all the same.",
            "{n} things are wrong (marked ✗ above). The entry can be saved all the same.",
            len(wrong),
        )
        entry = saving.typed_entry(snapshot, draft)
        why = data.impossible(snapshot.city, entry, entry.indicator)
        if why:
            warning = f"{warning} {_('As it stands it can not be judged: {why}', why=plain(why))}"
        st.warning(warning)
    with st.container(horizontal=True):
        st.button(
            _("Save"), type="primary", key=f"save {draft.key}", on_click=saving.save, args=(snapshot, draft)
        )
        if draft.touched:
            args = (draft.key, draft.base, draft.version)
            st.button(_("Undo all changes"), key=f"undo {draft.key}", on_click=saving.reset, args=args)
    error = saving.error_of(draft.key) or saving.still_needed(draft, saving.typed_entry(snapshot, draft))
    if error:
        st.error(plain(error))
