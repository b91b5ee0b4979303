"""What an entry promises: the expected change with its evidence, and when it would be stopped."""

import streamlit as st

from dashboard.text import plain
from dashboard.views.interventions.form.drafts import Draft, rule_text
from dashboard.views.interventions.form.field import Doubts, field, show_doubts
from dashboard.views.interventions.form.saving import widget_key
from dashboard.views.shared.register import (
    RegisterSnapshot,
)
from indicators.effects.value.evidence import evidence_for
from indicators.engine.text.formatting import change_unit
from indicators.engine.text.messages import N_
from indicators.engine.text.messages import translated as _

RULE = {"none": N_("No rule"), "fields": N_("By choosing"), "words": N_("In own words")}
MISSING = {True: N_("it has not"), False: N_("it has")}
DIRECTION = {
    "better": N_("improved"),
    "worse": N_("become worse"),
    "lower": N_("fallen"),
    "higher": N_("risen"),
}


def expected(snapshot: RegisterSnapshot, draft: Draft, doubts: Doubts) -> None:
    """The expected range, its unit, and why."""
    st.header(_("What is expected"), anchor=False)
    chosen = next((each for each in snapshot.city.available if each.id == draft.values["indicator"]), None)
    units = {"percent": _("per cent of what would have been")}
    if chosen is not None:
        own = "percentage points" if chosen.unit == "%" else chosen.unit
        units[own] = change_unit(chosen.unit)
    field(
        draft,
        "expected_unit",
        st.selectbox,
        _("The expected change is in"),
        doubts,
        options=list(units),
        format_func=lambda code: units.get(code, code),
    )
    left, right = st.columns(2)
    with left:
        field(
            draft,
            "expected_low",
            st.number_input,
            _("From"),
            doubts,
            step=None,
            help=_("The smaller number: a fall of 35 to 15 is −35 to −15."),
        )
    with right:
        field(draft, "expected_high", st.number_input, _("To"), doubts, step=None)
    field(draft, "evidence", st.text_area, _("Why this is expected"), doubts, height=80)
    _potentials(draft, chosen.title if chosen else "")


def _potentials(draft: Draft, title: str) -> None:
    """What models hold possible, to be taken into the text: never as a forecast."""
    listed = evidence_for(draft.values["domain"] or "", title)
    if not listed:
        return
    with st.expander(_("Take from what models hold possible (no forecast for a district)")):
        for n, each in enumerate(listed):
            st.markdown(plain(each.sentence))
            st.button(
                _("Add this to the text"),
                key=f"evidence {draft.key} {n}",
                on_click=_add,
                args=(draft, str(each.sentence)),
            )


def _add(draft: Draft, sentence: str) -> None:
    key = widget_key(draft, "evidence")
    text = str(st.session_state.get(key, draft.values["evidence"]) or "")
    st.session_state[key] = draft.values["evidence"] = f"{text} {sentence}".strip()


def rule(snapshot: RegisterSnapshot, draft: Draft, doubts: Doubts) -> None:
    """The stop rule: none, by choosing, or in own words."""
    st.header(_("When to stop"), anchor=False)
    st.caption(
        _(
            "Say it beforehand: afterwards there is always a reason to go on. The bell rings by itself as data arrive."
        )
    )
    field(
        draft,
        "rule",
        st.segmented_control,
        _("How to write the rule"),
        {},
        options=list(RULE),
        required=True,
        format_func=lambda code: _(RULE[code]),
    )
    if draft.values["rule"] == "words":
        field(
            draft,
            "stop_rule",
            st.text_area,
            _("The rule as a sentence"),
            doubts,
            height=70,
            placeholder="Stop if it has not fallen by 10 % after two years.",
            help=_("English sentences of this kind are evaluated; others are kept as text."),
        )
    elif draft.values["rule"] == "fields":
        _rule_fields(snapshot, draft, doubts)


def _rule_fields(snapshot: RegisterSnapshot, draft: Draft, doubts: Doubts) -> None:
    chosen = next((each for each in snapshot.city.available if each.id == draft.values["indicator"]), None)
    units = {"percent": "%"}
    if chosen is not None:
        units["percentage points" if chosen.unit == "%" else chosen.unit] = change_unit(chosen.unit)
    columns = st.columns([2, 2, 1.5, 2, 1.5])
    with columns[0]:
        field(
            draft,
            "missing",
            st.selectbox,
            _("Stop if"),
            {},
            options=[True, False],
            format_func=lambda code: _(MISSING[code]),
        )
    with columns[1]:
        field(
            draft,
            "direction",
            st.selectbox,
            _("what"),
            {},
            options=list(DIRECTION),
            format_func=lambda code: _(DIRECTION[code]),
        )
    with columns[2]:
        field(draft, "amount", st.number_input, _("by"), {}, min_value=0.0, step=None)
    with columns[3]:
        field(
            draft,
            "rule_unit",
            st.selectbox,
            _("unit"),
            {},
            options=list(units),
            format_func=lambda code: units.get(code, code),
        )
    with columns[4]:
        field(draft, "after_months", st.number_input, _("after months"), {}, min_value=0, step=6)
    subject = chosen.title[:1].lower() + chosen.title[1:] if chosen else ""
    st.caption(_("It will be saved as: {rule}", rule=plain(rule_text(draft.values, subject))))
    show_doubts(doubts, "stop_rule")
