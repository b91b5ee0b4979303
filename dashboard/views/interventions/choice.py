"""What is looked at on the page of interventions: all entries or one, and what is done with it; and how to judge it."""

import streamlit as st

from dashboard import queries
from dashboard.shell import controls, district_search, links
from dashboard.shell.links import linked, linked_many, linked_optional, requested_codes
from dashboard.views.interventions.data import (
    AssessmentQuery,
    default_query,
)
from dashboard.views.interventions.text import METHODS
from dashboard.views.shared.register import (
    RegisterSnapshot,
)
from indicators.effects.estimators.choose import METHODS as METHOD_CODES
from indicators.effects.register.versions import Version
from indicators.engine.text.messages import N_
from indicators.engine.text.messages import translated as _

ALL = {"list": N_("List"), "new": N_("New entry"), "files": N_("Files in and out")}
ONE = {"result": N_("Result"), "edit": N_("Edit"), "history": N_("History")}
OPTIONS = ("outcome", "method", "others", "apart", "whom", "worth")
"""What is chosen for one entry, and means nothing for another."""
MOST = 60


def entry_and_action(snapshot: RegisterSnapshot) -> tuple[Version | None, str]:
    """The entry, or None for all of them, and what is done: a code of `ALL` or of `ONE`."""
    titles = {each.id: _title(each) for each in snapshot.versions}
    with controls.row("entries"):
        entry = linked_optional(
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
        do = _action(ONE, "do", "task") if entry is not None else _action(ALL, "task", "do")
    return (snapshot.version(entry) if entry is not None else None), do


def _title(version: Version) -> str:
    title = version.intervention.title or version.id
    return _("{title} (withdrawn)", title=title) if version.withdrawn else title


def _action(words: dict[str, str], key: str, other: str) -> str:
    """What is done; what was done with the other kind is taken out of the address."""
    links.keep(other, None)
    return linked(
        st.segmented_control,
        _("What to do"),
        list(words),
        key,
        format_func=lambda code: _(words[code]),
        required=True,
        label_visibility="collapsed",
    )


def query_controls(snapshot: RegisterSnapshot, version: Version) -> AssessmentQuery:
    """How the entry is judged: as usual, or as somebody chooses in the popover."""
    default = default_query(snapshot, version.intervention)
    with st.popover(_("Compare otherwise")):
        st.caption(
            _(
                "The usual comparison follows from the entry by fixed rules, without a look at the result. Change it "
                "to see how much hangs on it."
            )
        )
        return AssessmentQuery(
            snapshot,
            default.entry,
            _outcome(snapshot, default),
            _method(),
            tuple(_others(snapshot, default)),
            _apart(),
        )


def _outcome(snapshot: RegisterSnapshot, default: AssessmentQuery) -> str:
    titles = {each.id: each.title for each in snapshot.city.available}
    own = default.entry.indicator
    codes = [own, *(code for code in titles if code != own)] if own in titles else list(titles)
    if own not in titles:
        return own
    return linked(
        st.selectbox,
        _("Judged by"),
        codes,
        "outcome",
        own,
        format_func=lambda code: (
            _("{title} (as registered)", title=_(titles[code])) if code == own else _(titles[code])
        ),
    )


def _method() -> str:
    return linked(
        st.selectbox, _("Method"), list(METHOD_CODES), "method", format_func=lambda code: _(METHODS[code])
    )


def _others(snapshot: RegisterSnapshot, default: AssessmentQuery) -> list[str]:
    names = queries.names(snapshot.city)
    everybody = _("All districts that never had it")
    offered = district_search.options(snapshot.city, "", requested_codes("others"))
    free = [code for code in offered if code not in default.entry.districts]
    return linked_many(
        _("Compare only with"),
        free,
        "others",
        MOST,
        format_func=names.__getitem__,
        placeholder=district_search.placeholder(snapshot.city, "", everybody, everybody),
    )


def _apart() -> bool:
    words = {"no": N_("with districts next door"), "yes": N_("without districts next door")}
    chosen = linked(
        st.selectbox,
        _("Districts that touch a treated one"),
        list(words),
        "apart",
        format_func=lambda code: _(words[code]),
    )
    return bool(chosen == "yes")
