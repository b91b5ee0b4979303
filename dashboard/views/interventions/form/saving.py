"""Drafts of the visit and what becomes of them: saved as the next version, or kept with what somebody else saved."""

from dataclasses import replace

import streamlit as st

from dashboard.shell.links import choose, forget
from dashboard.views.interventions import browser_window, writer
from dashboard.views.interventions.choice import OPTIONS
from dashboard.views.interventions.form import drafts
from dashboard.views.interventions.form.drafts import Draft
from dashboard.views.shared.register import (
    RegisterSnapshot,
)
from indicators.effects.register.intervention import Intervention
from indicators.effects.register.versions import Conflict, Version
from indicators.engine.text.errors import TownbellError
from indicators.engine.text.messages import translated as _

_DRAFTS = "drafts of interventions"
_CONFLICTS = "conflicts of interventions"
_ERRORS = "errors of interventions"
_TRIED = "drafts that somebody tried to save"
_SAVED = "what was saved"
_TRIES = 5


def widget_key(draft: Draft, name: str) -> str:
    """The session's name of a field of the form."""
    return f"field {draft.key} {name}"


def collect(draft: Draft) -> None:
    """Takes over what stands in the form's fields."""
    for name in draft.values:
        if widget_key(draft, name) in st.session_state:
            draft.values[name] = st.session_state[widget_key(draft, name)]
    dates = {}
    for code in draft.values["districts"]:
        dates[code] = st.session_state.get(
            widget_key(draft, f"starts {code}"), draft.values["starts"].get(code)
        )
    if dates:
        draft.values["starts"] = {**draft.values["starts"], **dates}


def draft_of(key: str, version: Version | None) -> Draft:
    """The draft that is being typed, else a new one. One in which nothing was typed follows the register."""
    draft: Draft | None = st.session_state.setdefault(_DRAFTS, {}).get(key)
    number = version.version if version else 0
    if draft is not None:
        collect(draft)
    if draft is None or (not draft.touched and draft.version != number):
        return start_over(key, version.intervention if version else Intervention(""), number)
    return draft


def start_over(key: str, base: Intervention, version: int) -> Draft:
    """A draft of an entry as it stands; what was typed is gone."""
    for name in [name for name in st.session_state if str(name).startswith(f"field {key} ")]:
        del st.session_state[name]
    for store in (_CONFLICTS, _ERRORS):
        st.session_state.setdefault(store, {}).pop(key, None)
    draft = drafts.new_draft(key, base, version)
    st.session_state.setdefault(_DRAFTS, {})[key] = draft
    return draft


def reset(key: str, base: Intervention, version: int) -> None:
    """The same, to be called from a callback."""
    start_over(key, base, version)


def typed_entry(snapshot: RegisterSnapshot, draft: Draft) -> Intervention:
    """The entry that is typed; a new one gets a name for links from its title."""
    title = next((each.title for each in snapshot.city.available if each.id == draft.values["indicator"]), "")
    entry = drafts.entry_of(draft, title[:1].lower() + title[1:])
    if entry.id.strip():
        return entry
    return replace(entry, id=drafts.free_id(entry.title, [each.id for each in snapshot.versions]))


def save(snapshot: RegisterSnapshot, draft: Draft) -> None:
    """Saves what stands in the fields; to be called from a callback, so that nothing typed last is left out."""
    collect(draft)
    entry, who = typed_entry(snapshot, draft), writer.writer_name(writer.write_permission())
    st.session_state.setdefault(_ERRORS, {}).pop(draft.key, None)
    st.session_state.setdefault(_TRIED, set()).add(draft.key)
    if still_needed(draft, entry) or snapshot.register is None:
        return
    try:
        saved = _new(snapshot, draft, entry, who) if draft.new else entry
        if not draft.new:
            snapshot.register.save(snapshot.city.name, entry, draft.version, who)
    except Conflict as conflict:
        st.session_state.setdefault(_CONFLICTS, {})[draft.key] = conflict
        return
    except TownbellError as error:
        failed(draft.key, str(error))
        return
    _finish_draft(draft, saved.id, _("Saved."))


def still_needed(draft: Draft, entry: Intervention) -> str:
    """What kept the last attempt from saving, as far as it is still missing; empty before any attempt."""
    if draft.key not in st.session_state.get(_TRIED, ()):
        return ""
    who = writer.writer_name(writer.write_permission())
    missing = [word for word, there in ((_("a title"), entry.title), (_("your name"), who)) if not there]
    return _("Not saved. Still needed: {what}.", what=", ".join(missing)) if missing else ""


def _new(snapshot: RegisterSnapshot, draft: Draft, entry: Intervention, who: str) -> Intervention:
    """Saves a new entry; where its name was taken meanwhile and nobody typed it, under the next free one."""
    assert snapshot.register is not None
    taken = [each.id for each in snapshot.versions]
    typed = bool(str(draft.values["id"]).strip())
    for _try in range(_TRIES):
        try:
            snapshot.register.save(snapshot.city.name, entry, 0, who)
            return entry
        except Conflict:
            if typed:
                raise TownbellError(
                    _("There is an entry '{id}' already; choose another name.", id=entry.id)
                ) from None
            taken.append(entry.id)
            entry = replace(entry, id=drafts.free_id(entry.title, taken))
    raise TownbellError(_("Not saved; please try again."))


def failed(key: str, why: str) -> None:
    st.session_state.setdefault(_ERRORS, {})[key] = why


def _finish_draft(draft: Draft, id: str, message: str) -> None:
    """Forgets the draft and opens the entry's result."""
    st.session_state[_DRAFTS].pop(draft.key, None)
    for name in [name for name in st.session_state if str(name).startswith(f"field {draft.key} ")]:
        del st.session_state[name]
    st.session_state.setdefault(_CONFLICTS, {}).pop(draft.key, None)
    finished(id, message)


def finished(id: str | None, message: str) -> None:
    """Opens an entry's result, or the list, with a word about what was done; to be called from a callback."""
    st.session_state[_SAVED] = message
    st.session_state[_ERRORS] = {}
    st.session_state[_TRIED] = set()
    forget(["do", "task", *OPTIONS])
    choose("entry", id)


def report_saved() -> None:
    """Says once what was saved: at the top of the page, and where the reader may still be."""
    message = st.session_state.pop(_SAVED, "")
    if message:
        st.success(message)
        st.toast(message, icon="✅")
        browser_window.to_the_top()


def error_of(key: str) -> str:
    """Why the last attempt to save did not work; empty where it did."""
    return str(st.session_state.get(_ERRORS, {}).get(key, ""))


def conflict_of(key: str) -> Conflict | None:
    """What somebody else saved meanwhile."""
    conflict: Conflict | None = st.session_state.get(_CONFLICTS, {}).get(key)
    return conflict


def continue_from(draft: Draft, entry: Intervention, version: int) -> None:
    """Makes the draft one of changes to another version, with this entry's values; to be called from a callback."""
    base = st.session_state.get(_CONFLICTS, {}).get(draft.key)
    theirs = base.theirs.intervention if base and base.theirs else entry
    fresh = start_over(draft.key, theirs, version)
    fresh.values = drafts.values_of(entry)
