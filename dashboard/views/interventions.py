"""The page of interventions: the register, one intervention and what it did, the form, files in and out."""

import streamlit as st

from dashboard.controls import Place
from dashboard.data import interventions as data
from dashboard.data.interventions import Book
from dashboard.frame import framed
from dashboard.parts import (
    interventions_entry,
    interventions_exchange,
    interventions_form,
    interventions_history,
    interventions_list,
)
from dashboard.parts.interventions_choice import chosen
from dashboard.parts.interventions_saving import told
from dashboard.words import name_of, plain
from indicators.effects.versions import Version
from indicators.engine.language import _


def page() -> None:
    """What was done, where, and whether it made a difference."""
    framed(_("Interventions"), _body)


def _body(at: Place) -> None:
    book = data.book(at.city)
    version, do = chosen(book)
    told()
    if book.trouble:
        st.warning(
            _("The register can't be used; the pack's own entries are shown. {why}", why=plain(book.trouble))
        )
    if version is None:
        _all(at, book, do)
    else:
        _one(at, book, version, do)


def _all(at: Place, book: Book, do: str) -> None:
    city = name_of(_(at.city.pack.title))
    titles = {
        "list": _("Interventions in {city}", city=city),
        "new": _("Register an intervention in {city}", city=city),
        "files": _("The register of {city} as files", city=city),
    }
    st.title(plain(titles[do]), anchor=False)
    if do == "new":
        interventions_form.show(book, None)
    elif do == "files":
        interventions_exchange.show(book)
    else:
        interventions_list.show(at, book)


def _one(at: Place, book: Book, version: Version, do: str) -> None:
    st.title(plain(version.intervention.title or version.id), anchor=False)
    if version.withdrawn:
        st.info(_("This entry is withdrawn: it is not in the list, and can be restored under “History”."))
    if do == "edit":
        interventions_form.show(book, version)
    elif do == "history":
        interventions_history.show(book, version)
    else:
        interventions_entry.show(at, book, version)
