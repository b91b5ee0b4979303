"""The register out as CSV and JSON, and in from a file: doubts by row and column, nothing replaced unasked."""

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from dashboard import queries
from dashboard.exports import downloads
from dashboard.text import plain
from dashboard.views.interventions import writer
from dashboard.views.shared.register import (
    RegisterSnapshot,
)
from indicators.effects.register.exchange import TakenIn, as_csv, as_json, read_csv, read_json, take_in
from indicators.effects.register.history import Register
from indicators.effects.register.intervention import Intervention
from indicators.engine.text.errors import Problem, TownbellError
from indicators.engine.text.messages import translated as _
from indicators.engine.text.messages import translated_plural as _n

if TYPE_CHECKING:
    from dashboard.streamlit_compat import UploadedFile

_CAME = "what came of the file"


def show(snapshot: RegisterSnapshot) -> None:
    """The register as files to download, then a field to upload one."""
    st.header(_("Out"), anchor=False)
    _out(snapshot)
    st.header(_("In"), anchor=False)
    decision = writer.write_permission()
    writer.show_permission(decision)
    if decision.allowed and snapshot.register is not None:
        _in(snapshot, snapshot.register)


def _out(snapshot: RegisterSnapshot) -> None:
    st.write(
        _(
            "CSV holds the entries as they stand, in the columns of `interventions.csv`. JSON holds every version, "
            "to keep or to move to another register."
        )
    )
    name = f"{snapshot.city.name}-interventions"
    with st.container(horizontal=True):
        downloads.button(
            _("Entries (CSV)"),
            lambda: as_csv(snapshot.entries).encode("utf-8-sig"),
            f"{name}.csv",
            "text/csv",
        )
        if snapshot.register is not None:
            history = snapshot.register.history(snapshot.city.name)
            downloads.button(
                _("Whole history (JSON)"),
                lambda: as_json(history).encode(),
                f"{name}-history.json",
                "application/json",
            )


def _in(snapshot: RegisterSnapshot, register: Register) -> None:
    file = st.file_uploader(
        _("A register as CSV or JSON"),
        type=["csv", "json"],
        key="register file",
        help=_(
            "New entries are added. One that differs from the register's is replaced only when you say so."
        ),
    )
    if file is None:
        return
    if file.name.lower().endswith(".json"):
        _history(register, file)
        return
    entries, problems = read_csv(file.getvalue(), queries.names(snapshot.city), file.name)
    _doubts(problems)
    if entries:
        _take(snapshot, register, entries, file)


def _doubts(problems: tuple[Problem, ...]) -> None:
    if not problems:
        return
    st.write(
        _n(
            "{n} thing in the file could not be understood. Nothing is lost: it is kept as it was written.",
            "{n} things in the file could not be understood. Nothing is lost: they are kept as they were written.",
            len(problems),
        )
    )
    table = pd.DataFrame(
        {
            _("Row"): [each.row for each in problems],
            _("Column"): [each.column or "" for each in problems],
            _("What"): [str(each.what) for each in problems],
            _("What to do"): [str(each.todo) for each in problems],
        }
    )
    st.dataframe(table, hide_index=True, alt=_("Doubts about the file"))


def _take(
    snapshot: RegisterSnapshot, register: Register, entries: tuple[Intervention, ...], file: "UploadedFile"
) -> None:
    outcome = st.session_state.get(_CAME, {}).get(file.file_id)
    titles = {entry.id: entry.title or entry.id for entry in entries}
    st.write(_n("{n} entry is in the file.", "{n} entries are in the file.", len(entries)))
    chosen: list[str] = []
    if isinstance(outcome, TakenIn):
        st.success(str(outcome.sentence))
        if outcome.undecided:
            for id, lines in outcome.undecided.items():
                st.markdown(
                    f"**{plain(titles.get(id, id))}**\n" + "\n".join(f"- {plain(line)}" for line in lines)
                )
            chosen = st.multiselect(
                _("Replace these by what the file says"),
                list(outcome.undecided),
                key="replacing",
                format_func=lambda code: titles.get(code, code),
            )
    elif outcome:
        st.error(plain(str(outcome)))
    st.button(
        _("Take the entries in"),
        type="primary",
        key="take in",
        on_click=_taken,
        args=(snapshot, register, entries, chosen, file.file_id),
    )


def _taken(
    snapshot: RegisterSnapshot,
    register: Register,
    entries: tuple[Intervention, ...],
    chosen: list[str],
    id: str,
) -> None:
    """Writes what is new and what was chosen; to be called from a callback."""
    who = writer.writer_name(writer.write_permission())
    try:
        if not who:
            raise TownbellError(_("Nothing is saved without the name of who saves."))
        outcome: TakenIn | str = take_in(register, snapshot.city.name, entries, who, chosen)
    except TownbellError as error:
        outcome = str(error)
    st.session_state[_CAME] = {id: outcome}


def _history(register: Register, file: "UploadedFile") -> None:
    try:
        versions = read_json(file.getvalue().decode("utf-8", errors="replace"))
    except TownbellError as error:
        st.error(plain(str(error)))
        return
    st.write(_n("{n} version is in the file.", "{n} versions are in the file.", len(versions)))
    if not st.button(_("Put the versions back"), type="primary", key="put back"):
        return
    if not writer.writer_name(writer.write_permission()):
        st.error(_("Nothing is saved without the name of who saves."))
        return
    with st.spinner(_("Putting the versions back …")):
        misfits = register.put_back(versions)
    st.success(_n("{n} version is there now.", "{n} versions are there now.", len(versions) - len(misfits)))
    for version in misfits:
        st.warning(
            _(
                "Does not fit what is there: {version}",
                version=f"{plain(version.id)}: {plain(version.sentence)}",
            )
        )
