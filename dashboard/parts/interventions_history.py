"""The history of an entry: who changed what and when; taking it out of the list and bringing it back."""

from itertools import pairwise

import streamlit as st

from dashboard.data.interventions import Book
from dashboard.parts import interventions_saving as saving
from dashboard.parts import interventions_writer as writers
from dashboard.words import plain
from indicators.effects.exchange import as_json
from indicators.effects.versions import Version, changes
from indicators.engine.language import _, _n
from indicators.engine.problem import TownbellError


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
        said = changes(pair[0].intervention, pair[1].intervention) if pair else ()
        if said:
            st.markdown("\n".join(f"- {plain(line)}" for line in said))
    with st.container(horizontal=True):
        st.download_button(
            _("History (JSON)"),
            lambda: as_json(kept).encode(),
            file_name=f"{book.city.name}-{version.id}-history.json",
            mime="application/json",
            on_click="ignore",
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
    label = _("Restore this entry") if version.withdrawn else _("Withdraw this entry")
    st.button(
        label,
        key=f"withdraw {version.id}",
        help=_("It leaves the list; its history stays, and it can be restored.")
        if not version.withdrawn
        else None,
        on_click=_turn,
        args=(book, version),
    )


def _turn(book: Book, version: Version) -> None:
    """Withdraws or restores; to be called from a callback."""
    assert book.register is not None
    turn = book.register.restore if version.withdrawn else book.register.withdraw
    try:
        turn(book.city.name, version.id, version.version, writers.who(writers.writer()))
    except TownbellError as error:
        saving.failed(f"withdraw {version.id}", str(error))
        return
    back = version.withdrawn
    saving.finished(
        version.id if back else None, _("Restored.") if back else _("Withdrawn. It can be restored.")
    )
