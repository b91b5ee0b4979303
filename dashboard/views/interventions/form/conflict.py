"""Conflicts between two people who edit the same entry: both versions side by side, and what can be done."""

import streamlit as st

from dashboard.text import escaped, plain
from dashboard.views.interventions import data, writer
from dashboard.views.interventions.form import saving
from dashboard.views.interventions.form.drafts import Draft, both_changed, merged
from dashboard.views.shared.register import (
    RegisterSnapshot,
)
from indicators.effects.register.intervention import Intervention, differing, field_word
from indicators.effects.register.versions import Version, Words, shown
from indicators.engine.text.errors import TownbellError
from indicators.engine.text.messages import translated as _


def show(snapshot: RegisterSnapshot, draft: Draft, version: Version) -> None:
    """The conflict of the last attempt to save; before an attempt, that a newer version is there."""
    conflict = saving.conflict_of(draft.key)
    if conflict is None and draft.version == version.version:
        return
    theirs = version
    st.error(
        _("Meanwhile {who} saved version {theirs} of this entry; you began with version {mine}. Nothing of yours is "
          "lost: it stands in the fields below and has not been saved.",
          who=plain(theirs.who), theirs=theirs.version, mine=draft.version)
    )  # fmt: skip
    mine = saving.typed_entry(snapshot, draft)
    names = differing(mine, theirs.intervention)
    both = both_changed(draft.base, mine, theirs.intervention)
    st.html(_table(data.field_words(snapshot.city), draft.base, mine, theirs.intervention, names, both))
    _choices(draft, mine, theirs, both)


def _table(
    words: Words,
    base: Intervention,
    mine: Intervention,
    theirs: Intervention,
    names: tuple[str, ...],
    both: tuple[str, ...],
) -> str:
    head = "".join(
        f'<th scope="col">{escaped(text)}</th>'
        for text in (_("Field"), _("Yours, not saved"), _("Saved meanwhile"), _("Changed by"))
    )
    body = "".join(
        f'<tr><th scope="row">{escaped(field_word(name))}</th><td>{escaped(shown(mine, name, words))}</td>'
        f"<td>{escaped(shown(theirs, name, words))}</td><td>{escaped(_whose(base, theirs, name, both))}</td></tr>"
        for name in names
    )
    return _as_table(head, body)


def _as_table(head: str, body: str) -> str:
    return (
        '<div class="figures differ" tabindex="0"><table>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _whose(base: Intervention, theirs: Intervention, name: str, both: tuple[str, ...]) -> str:
    if name in both:
        return _("both of you")
    return _("them") if getattr(base, name) != getattr(theirs, name) else _("you")


def _choices(draft: Draft, mine: Intervention, theirs: Version, both: tuple[str, ...]) -> None:
    joined = merged(draft.base, mine, theirs.intervention)
    with st.container(horizontal=True):
        st.button(
            _("Put both together"),
            key=f"both {draft.key}",
            help=_("Their version with your changes on it; look at it below, then save."),
            on_click=saving.continue_from,
            args=(draft, joined, theirs.version),
        )
        st.button(
            _("Keep all of mine"),
            key=f"mine {draft.key}",
            help=_("Your fields as they stand, as changes to their version; look at them below, then save."),
            on_click=saving.continue_from,
            args=(draft, mine, theirs.version),
        )
        st.button(
            _("Take theirs"),
            key=f"theirs {draft.key}",
            help=_("What you typed is thrown away."),
            on_click=saving.reset,
            args=(draft.key, theirs.intervention, theirs.version),
        )
    if both:
        listed = ", ".join(str(field_word(name)) for name in both)
        st.caption(_("Both of you changed: {fields}. Put together, yours is taken there.", fields=listed))


def pack_differs(snapshot: RegisterSnapshot, draft: Draft, version: Version) -> None:
    """The city pack's row says something else since somebody edited the entry: a person decides."""
    row = next((entry for entry in snapshot.city.interventions if entry.id == version.id), None)
    if not version.pack_differs or row is None:
        return
    st.warning(
        _("The city pack now says something else than the register. Nothing was overwritten; please decide.")
    )
    st.html(_pack_table(data.field_words(snapshot.city), version, row))
    with st.container(horizontal=True):
        for label, entry in ((_("Keep what stands here"), version.intervention), (_("Take the pack's"), row)):
            st.button(
                label,
                key=f"{label} {draft.key}",
                on_click=_decided,
                args=(snapshot, draft, version, entry, row),
            )


def _pack_table(words: Words, version: Version, row: Intervention) -> str:
    head = "".join(
        f'<th scope="col">{escaped(text)}</th>'
        for text in (_("Field"), _("In the register"), _("In the city pack"))
    )
    body = "".join(
        f'<tr><th scope="row">{escaped(field_word(name))}</th>'
        f"<td>{escaped(shown(version.intervention, name, words))}</td>"
        f"<td>{escaped(shown(row, name, words))}</td></tr>"
        for name in version.pack_differs
    )
    return _as_table(head, body)


def _decided(
    snapshot: RegisterSnapshot, draft: Draft, version: Version, entry: Intervention, row: Intervention
) -> None:
    who = writer.writer_name(writer.write_permission())
    try:
        assert snapshot.register is not None
        if not who:
            raise TownbellError(_("Nothing is saved without the name of who saves."))
        snapshot.register.save(snapshot.city.name, entry, version.version, who, settles=row)
    except TownbellError as error:
        saving.failed(draft.key, str(error))
        return
    saving.finished(version.id, _("Saved."))
