"""The history of an entry: who changed what and when; taking it out of the list and bringing it back."""

from itertools import pairwise

import streamlit as st

from dashboard.exports import downloads
from dashboard.text import plain
from dashboard.views.interventions import data, writer
from dashboard.views.interventions.form import saving
from dashboard.views.shared.register import (
    RegisterSnapshot,
)
from indicators.effects.register.exchange import as_json
from indicators.effects.register.versions import Version, changes
from indicators.engine.text.errors import TownbellError
from indicators.engine.text.messages import translated as _
from indicators.engine.text.messages import translated_plural as _n


def show(snapshot: RegisterSnapshot, version: Version) -> None:
    """All versions, the last one first."""
    if snapshot.register is None:
        st.info(_("There is no register here, so there is no history."))
        return
    kept = snapshot.register.history(snapshot.city.name, version.id)
    st.write(
        _n(
            "{n} version is kept. Nothing is ever changed or deleted.",
            "{n} versions are kept. Nothing is ever changed or deleted.",
            len(kept),
        )
    )
    before = dict(zip((each.version for each in kept[1:]), pairwise(kept), strict=True))
    for each in reversed(kept):
        st.markdown(f"**{plain(each.sentence)}**")
        pair = before.get(each.version)
        lines = (
            changes(pair[0].intervention, pair[1].intervention, data.field_words(snapshot.city))
            if pair
            else ()
        )
        if lines:
            st.markdown("\n".join(f"- {plain(line)}" for line in lines))
    with st.container(horizontal=True):
        downloads.button(
            _("History (JSON)"),
            lambda: as_json(kept).encode(),
            f"{snapshot.city.name}-{version.id}-history.json",
            "application/json",
        )
    _withdraw(snapshot, version)


def _withdraw(snapshot: RegisterSnapshot, version: Version) -> None:
    if version.version == 0:
        return
    decision = writer.write_permission()
    st.header(_("Bring it back") if version.withdrawn else _("Withdraw it"), anchor=False)
    writer.show_permission(decision)
    if not decision.allowed:
        return
    error = saving.error_of(f"withdraw {version.id}")
    if error:
        st.error(plain(error))
    key, args = f"withdraw {version.id}", (snapshot, version)
    if version.withdrawn:
        st.button(_("Restore this entry"), key=key, on_click=_turn, args=args)
        return
    with st.popover(_("Withdraw this entry …")):
        st.write(
            _(
                "It leaves the list; its history stays, and it can be restored. An entry that did not do what was "
                "hoped should stay, as “failed”, with its lessons."
            )
        )
        st.text_input(_("Why? (kept under lessons)"), key=f"why {version.id}", max_chars=300)
        st.button(_("Yes, withdraw it"), key=key, type="primary", on_click=_turn, args=args)


def _turn(snapshot: RegisterSnapshot, version: Version) -> None:
    """Withdraws or restores; to be called from a callback."""
    assert snapshot.register is not None
    of, who = (snapshot.city.name, version.id, version.version), writer.writer_name(writer.write_permission())
    try:
        if version.withdrawn:
            snapshot.register.restore(*of, who)
        else:
            snapshot.register.withdraw(*of, who, str(st.session_state.get(f"why {version.id}") or ""))
    except TownbellError as error:
        saving.failed(f"withdraw {version.id}", str(error))
        return
    back = version.withdrawn
    saving.finished(
        version.id if back else None, _("Restored.") if back else _("Withdrawn. It can be restored.")
    )
