"""The page of interventions: the register, one intervention and what it did, the form, files in and out."""

import streamlit as st

from dashboard.shell.controls import Place
from dashboard.shell.frame import framed
from dashboard.text import name_of, plain
from dashboard.views.interventions import data, entry, exchange
from dashboard.views.interventions import form as interventions_form
from dashboard.views.interventions import history as interventions_history
from dashboard.views.interventions import list as interventions_list
from dashboard.views.interventions.choice import chosen
from dashboard.views.interventions.data import Book
from dashboard.views.interventions.saving import told
from indicators.effects.register.versions import Version
from indicators.engine.text.messages import translated as _


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
        exchange.show(book)
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
        entry.show(at, book, version)
