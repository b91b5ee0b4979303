"""The history of an entry: who changed what and when; taking it out of the list and bringing it back."""

from itertools import pairwise

import streamlit as st

from dashboard.exports import downloads
from dashboard.text import plain
from dashboard.views.interventions import data, saving
from dashboard.views.interventions import writer as writers
from dashboard.views.interventions.data import Book
from indicators.effects.register.exchange import as_json
from indicators.effects.register.versions import Version, changes
from indicators.engine.text.errors import TownbellError
from indicators.engine.text.messages import translated as _
from indicators.engine.text.messages import translated_plural as _n


def show(book: Book, version: Version) -> None:
    """All versions, the last one first."""
    if book.register is None:
        st.info(_("There is no register here, so there is no history."))
        return
    kept = book.register.history(book.city.name, version.id)
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
        said = changes(pair[0].intervention, pair[1].intervention, data.words_of(book.city)) if pair else ()
        if said:
            st.markdown("\n".join(f"- {plain(line)}" for line in said))
    with st.container(horizontal=True):
        downloads.button(
            _("History (JSON)"),
            lambda: as_json(kept).encode(),
            f"{book.city.name}-{version.id}-history.json",
            "application/json",
        )
    _withdraw(book, version)


def _withdraw(book: Book, version: Version) -> None:
    if version.version == 0:
        return
    decision = writers.writer()
    st.header(_("Bring it back") if version.withdrawn else _("Withdraw it"), anchor=False)
    writers.introduce(decision)
    if not decision.allowed:
        return
    said = saving.error_of(f"withdraw {version.id}")
    if said:
        st.error(plain(said))
    key, args = f"withdraw {version.id}", (book, version)
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


def _turn(book: Book, version: Version) -> None:
    """Withdraws or restores; to be called from a callback."""
    assert book.register is not None
    of, who = (book.city.name, version.id, version.version), writers.who(writers.writer())
    try:
        if version.withdrawn:
            book.register.restore(*of, who)
        else:
            book.register.withdraw(*of, who, str(st.session_state.get(f"why {version.id}") or ""))
    except TownbellError as error:
        saving.failed(f"withdraw {version.id}", str(error))
        return
    back = version.withdrawn
    saving.finished(
        version.id if back else None, _("Restored.") if back else _("Withdrawn. It can be restored.")
    )
