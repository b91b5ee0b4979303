"""The fields of the form, each with its help in plain words and the doubts about it beside it."""

import datetime as dt
from typing import Any

import streamlit as st

from dashboard import queries as numbers
from dashboard.shell import district_search
from dashboard.text import plain, segment
from dashboard.views.interventions.data import Book
from dashboard.views.interventions.drafts import Draft
from dashboard.views.interventions.form_field import Doubts, field, said, word
from dashboard.views.interventions.form_promises import expected, rule
from dashboard.views.interventions.saving import widget_key
from indicators.effects.register.intervention import STATUSES, status_word
from indicators.engine.definitions.registry import domain_title
from indicators.engine.text.messages import translated as _

_FIRST, _LAST = dt.date(1800, 1, 1), dt.date(2200, 12, 31)


def show(book: Book, draft: Draft, found: Doubts) -> None:
    """All fields; what has no field of its own is said at the end."""
    left, right = st.columns(2, gap="medium")
    with left:
        _what(book, draft, found)
        _where(book, draft, found)
    with right:
        _when(book, draft, found)
        expected(book, draft, found)
    rule(book, draft, found)
    _rest(draft, found)


def _what(book: Book, draft: Draft, found: Doubts) -> None:
    st.header(_("What is done"), anchor=False)
    field(
        draft,
        "title",
        st.text_input,
        word("title"),
        found,
        max_chars=200,
        help=_("In a few words, as a resident would say it."),
    )
    field(
        draft,
        "status",
        st.selectbox,
        word("status"),
        found,
        options=list(STATUSES),
        format_func=status_word,
        help=_(
            "Idea: not decided. Pilot: tried in a few districts. Stopped and failed ones stay, with their lessons."
        ),
    )
    domains = list(dict.fromkeys(each.domain for each in book.city.available))
    field(
        draft,
        "domain",
        st.selectbox,
        word("domain"),
        found,
        options=["", *domains],
        format_func=lambda code: _(domain_title(code)) if code in domains else code or _("not chosen"),
    )
    titles = {each.id: each.title for each in book.city.available}
    ordered = sorted(book.city.available, key=lambda each: each.domain != draft.values["domain"])
    field(
        draft,
        "indicator",
        st.selectbox,
        _("Judged by this indicator"),
        found,
        options=["", *(each.id for each in ordered)],
        format_func=lambda code: _(titles[code]) if code in titles else code or _("not chosen"),
        help=_("Choose it before the start: an indicator chosen after the result is known proves nothing."),
    )


def _where(book: Book, draft: Draft, found: Doubts) -> None:
    st.header(_("Where, and for whom"), anchor=False)
    names = numbers.names(book.city)
    field(
        draft,
        "districts",
        st.multiselect,
        word("districts"),
        found,
        options=district_search.offered(book.city, "", draft.values["districts"]),
        format_func=lambda code: names.get(code, code),
        placeholder=district_search.invitation(book.city, "", _("Choose districts")),
        help=_("Where it is done. Leave districts without it, or there is nothing to compare with."),
    )
    groups = {
        f"{name}={group}": segment(found_, group)
        for name, found_ in book.city.pack.segments.items()
        for group in found_.order
    }
    field(
        draft,
        "segments",
        st.multiselect,
        _("For whom"),
        found,
        options=list(groups),
        format_func=lambda code: groups.get(code, code),
        placeholder=_("Everybody"),
        help=_("The groups it is meant for; they are looked at first. Empty: everybody."),
    )
    field(
        draft,
        "notes",
        st.text_area,
        _("How the districts were chosen, and other notes"),
        found,
        height=80,
        help=_("By lot? Because things were worst there? Such districts often get better by themselves."),
    )


def _when(book: Book, draft: Draft, found: Doubts) -> None:
    st.header(_("When, and at what cost"), anchor=False)
    between = {"min_value": _FIRST, "max_value": _LAST, "format": "YYYY-MM-DD"}
    field(
        draft,
        "staggered",
        st.toggle,
        _("Districts start on different days"),
        {},
        help=_("Starts one after another make a better comparison."),
    )
    if draft.values["staggered"]:
        _each_start(book, draft, between)
        said(found, "start")
    else:
        field(
            draft,
            "start",
            st.date_input,
            _("First day"),
            found,
            help=_("The first day on which it was there for people."),
            **between,
        )
    field(draft, "end", st.date_input, _("Last day (empty: it goes on)"), found, **between)
    _money(draft, found)


def _money(draft: Draft, found: Doubts) -> None:
    left, right = st.columns([2, 1])
    with left:
        field(
            draft,
            "cost",
            st.number_input,
            word("cost"),
            found,
            step=None,
            format="%g",
            help=_("In all, until now. A saving is negative."),
        )
        if (draft.values["cost"] or 0) < 0:
            st.caption(_("Below nought: this says that so much was saved, not spent."))
    with right:
        field(
            draft,
            "currency",
            st.text_input,
            word("currency"),
            found,
            max_chars=12,
            help=_("Three letters, such as EUR or MAD."),
        )


def _each_start(book: Book, draft: Draft, between: dict[str, Any]) -> None:
    names = numbers.names(book.city)
    if not draft.values["districts"]:
        st.caption(_("Choose the districts first; then each gets a date here."))
    for code in draft.values["districts"]:
        key = widget_key(draft, f"starts {code}")
        if key not in st.session_state:
            st.session_state[key] = draft.values["starts"].get(code, draft.values["start"])
        label = _("First day in {district}", district=plain(names.get(code, code)))
        draft.values["starts"] = {**draft.values["starts"], code: st.date_input(label, key=key, **between)}


def _rest(draft: Draft, found: Doubts) -> None:
    left, right = st.columns(2, gap="medium")
    with left:
        field(
            draft,
            "lessons",
            st.text_area,
            word("lessons"),
            found,
            height=80,
            help=_("What others should know. Lessons of what failed are worth most, and stay visible."),
        )
    with right:
        field(draft, "partners", st.text_input, word("partners"), found, help=_("Separated by semicolons."))
        if draft.new:
            field(
                draft,
                "id",
                st.text_input,
                word("id"),
                found,
                max_chars=60,
                placeholder=_("made from the title"),
                help=_("Short, and never changed later; leave it empty to have it made from the title."),
            )
    shown = {*draft.values, "start", "id"}
    for name in found:
        if name not in shown:
            said(found, name)
