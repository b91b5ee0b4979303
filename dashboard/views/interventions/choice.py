"""What is looked at on the page of interventions: all entries or one, and what is done with it; and how to judge it."""

import streamlit as st

from dashboard import queries
from dashboard.shell import controls, district_search, links
from dashboard.shell.links import linked, linked_many, wanted
from dashboard.views.interventions.data import Asked, Book, asked
from dashboard.views.interventions.text import METHODS
from indicators.effects.estimators.choose import METHODS as CODES
from indicators.effects.register.versions import Version
from indicators.engine.text.messages import N_
from indicators.engine.text.messages import translated as _

ALL = {"list": N_("List"), "new": N_("New entry"), "files": N_("Files in and out")}
ONE = {"result": N_("Result"), "edit": N_("Edit"), "history": N_("History")}
OPTIONS = ("outcome", "method", "others", "apart", "whom", "worth")
"""What is chosen for one entry, and means nothing for another."""
MOST = 60


def chosen(book: Book) -> tuple[Version | None, str]:
    """The entry, or None for all of them, and what is done: a code of `ALL` or of `ONE`."""
    titles = {each.id: _title(each) for each in book.versions}
    with controls.row("entries"):
        entry = linked(
            st.selectbox,
            _("Intervention"),
            list(titles),
            "entry",
            index=None,
            format_func=titles.__getitem__,
            placeholder=_("All interventions"),
            on_change=links.forget,
            args=((*OPTIONS, "do"),),
            width=420,
        )
        do = _done(ONE, "do", "task") if entry is not None else _done(ALL, "task", "do")
    return (book.version(entry) if entry is not None else None), do


def _title(version: Version) -> str:
    title = version.intervention.title or version.id
    return _("{title} (withdrawn)", title=title) if version.withdrawn else title


def _done(words: dict[str, str], key: str, other: str) -> str:
    """What is done; what was done with the other kind is taken out of the address."""
    links.keep(other, None)
    found: str = linked(
        st.segmented_control,
        _("What to do"),
        list(words),
        key,
        format_func=lambda code: _(words[code]),
        required=True,
        label_visibility="collapsed",
    )
    return found


def question(book: Book, version: Version) -> Asked:
    """How the entry is judged: as usual, or as somebody chooses in the popover."""
    usual = asked(book, version.intervention)
    with st.popover(_("Compare otherwise")):
        st.caption(
            _(
                "The usual comparison follows from the entry by fixed rules, without a look at the result. Change it "
                "to see how much hangs on it."
            )
        )
        return Asked(
            book,
            usual.entry,
            _outcome(book, usual),
            _method(),
            tuple(_others(book, usual)),
            _apart(),
        )


def _outcome(book: Book, usual: Asked) -> str:
    titles = {each.id: each.title for each in book.city.available}
    own = usual.entry.indicator
    codes = [own, *(code for code in titles if code != own)] if own in titles else list(titles)
    if own not in titles:
        return own
    found: str = linked(
        st.selectbox,
        _("Judged by"),
        codes,
        "outcome",
        own,
        format_func=lambda code: (
            _("{title} (as registered)", title=_(titles[code])) if code == own else _(titles[code])
        ),
    )
    return found


def _method() -> str:
    found: str = linked(
        st.selectbox, _("Method"), list(CODES), "method", format_func=lambda code: _(METHODS[code])
    )
    return found


def _others(book: Book, usual: Asked) -> list[str]:
    names = queries.names(book.city)
    everybody = _("All districts that never had it")
    offered = district_search.offered(book.city, "", wanted("others"))
    free = [code for code in offered if code not in usual.entry.districts]
    return linked_many(
        _("Compare only with"),
        free,
        "others",
        MOST,
        format_func=names.__getitem__,
        placeholder=district_search.invitation(book.city, "", everybody, everybody),
    )


def _apart() -> bool:
    words = {"no": N_("with districts next door"), "yes": N_("without districts next door")}
    found = linked(
        st.selectbox,
        _("Districts that touch a treated one"),
        list(words),
        "apart",
        format_func=lambda code: _(words[code]),
    )
    return bool(found == "yes")
