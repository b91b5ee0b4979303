"""The fields of the form, each with its help in plain words and the doubts about it beside it."""

import datetime as dt

import streamlit as st

from dashboard import queries
from dashboard.shell import district_search
from dashboard.text import plain, segment
from dashboard.views.interventions.form.drafts import Draft
from dashboard.views.interventions.form.expectations import expected, rule
from dashboard.views.interventions.form.field import Doubts, field, field_label, show_doubts
from dashboard.views.interventions.form.saving import widget_key
from dashboard.views.shared.register import (
    RegisterSnapshot,
)
from indicators.effects.register.intervention import STATUSES, status_word
from indicators.engine.definitions.registry import domain_title
from indicators.engine.text.messages import translated as _

_FIRST, _LAST = dt.date(1800, 1, 1), dt.date(2200, 12, 31)


def show(snapshot: RegisterSnapshot, draft: Draft, doubts: Doubts) -> None:
    """All fields; what has no field of its own is said at the end."""
    left, right = st.columns(2, gap="medium")
    with left:
        _what(snapshot, draft, doubts)
        _where(snapshot, draft, doubts)
    with right:
        _when(snapshot, draft, doubts)
        expected(snapshot, draft, doubts)
    rule(snapshot, draft, doubts)
    _rest(draft, doubts)


def _what(snapshot: RegisterSnapshot, draft: Draft, doubts: Doubts) -> None:
    st.header(_("What is done"), anchor=False)
    field(
        draft,
        "title",
        st.text_input,
        field_label("title"),
        doubts,
        max_chars=200,
        help=_("In a few words, as a resident would say it."),
    )
    field(
        draft,
        "status",
        st.selectbox,
        field_label("status"),
        doubts,
        options=list(STATUSES),
        format_func=lambda code: str(status_word(code)),
        help=_(
            "Idea: not decided. Pilot: tried in a few districts. Stopped and failed ones stay, with their lessons."
        ),
    )
    domains = list(dict.fromkeys(each.domain for each in snapshot.city.available))
    field(
        draft,
        "domain",
        st.selectbox,
        field_label("domain"),
        doubts,
        options=["", *domains],
        format_func=lambda code: _(domain_title(code)) if code in domains else code or _("not chosen"),
    )
    titles = {each.id: each.title for each in snapshot.city.available}
    ordered = sorted(snapshot.city.available, key=lambda each: each.domain != draft.values["domain"])
    field(
        draft,
        "indicator",
        st.selectbox,
        _("Judged by this indicator"),
        doubts,
        options=["", *(each.id for each in ordered)],
        format_func=lambda code: _(titles[code]) if code in titles else code or _("not chosen"),
        help=_("Choose it before the start: an indicator chosen after the result is known proves nothing."),
    )


def _where(snapshot: RegisterSnapshot, draft: Draft, doubts: Doubts) -> None:
    st.header(_("Where, and for whom"), anchor=False)
    names = queries.names(snapshot.city)
    field(
        draft,
        "districts",
        st.multiselect,
        field_label("districts"),
        doubts,
        options=district_search.options(snapshot.city, "", draft.values["districts"]),
        format_func=lambda code: names.get(code, code),
        placeholder=district_search.placeholder(snapshot.city, "", _("Choose districts")),
        help=_("Where it is done. Leave districts without it, or there is nothing to compare with."),
    )
    groups = {
        f"{name}={group}": segment(found_, group)
        for name, found_ in snapshot.city.pack.segments.items()
        for group in found_.order
    }
    field(
        draft,
        "segments",
        st.multiselect,
        _("For whom"),
        doubts,
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
        doubts,
        height=80,
        help=_("By lot? Because things were worst there? Such districts often get better by themselves."),
    )


def _when(snapshot: RegisterSnapshot, draft: Draft, doubts: Doubts) -> None:
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
        _each_start(snapshot, draft)
        show_doubts(doubts, "start")
    else:
        field(
            draft,
            "start",
            st.date_input,
            _("First day"),
            doubts,
            help=_("The first day on which it was there for people."),
            **between,
        )
    field(draft, "end", st.date_input, _("Last day (empty: it goes on)"), doubts, **between)
    _money(draft, doubts)


def _money(draft: Draft, doubts: Doubts) -> None:
    left, right = st.columns([2, 1])
    with left:
        field(
            draft,
            "cost",
            st.number_input,
            field_label("cost"),
            doubts,
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
            field_label("currency"),
            doubts,
            max_chars=12,
            help=_("Three letters, such as EUR or MAD."),
        )


def _each_start(snapshot: RegisterSnapshot, draft: Draft) -> None:
    names = queries.names(snapshot.city)
    if not draft.values["districts"]:
        st.caption(_("Choose the districts first; then each gets a date here."))
    for code in draft.values["districts"]:
        key = widget_key(draft, f"starts {code}")
        if key not in st.session_state:
            st.session_state[key] = draft.values["starts"].get(code, draft.values["start"])
        label = _("First day in {district}", district=plain(names.get(code, code)))
        day = st.date_input(label, key=key, min_value=_FIRST, max_value=_LAST, format="YYYY-MM-DD")
        draft.values["starts"] = {**draft.values["starts"], code: day}


def _rest(draft: Draft, doubts: Doubts) -> None:
    left, right = st.columns(2, gap="medium")
    with left:
        field(
            draft,
            "lessons",
            st.text_area,
            field_label("lessons"),
            doubts,
            height=80,
            help=_("What others should know. Lessons of what failed are worth most, and stay visible."),
        )
    with right:
        field(
            draft,
            "partners",
            st.text_input,
            field_label("partners"),
            doubts,
            help=_("Separated by semicolons."),
        )
        if draft.new:
            field(
                draft,
                "id",
                st.text_input,
                field_label("id"),
                doubts,
                max_chars=60,
                placeholder=_("made from the title"),
                help=_("Short, and never changed later; leave it empty to have it made from the title."),
            )
    shown = {*draft.values, "start", "id"}
    for name in doubts:
        if name not in shown:
            show_doubts(doubts, name)
