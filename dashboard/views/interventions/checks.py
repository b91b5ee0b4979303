"""The checks: a sign and a word for how each came out, and its sentence; never by colour alone."""

import streamlit as st

from dashboard.text import escaped
from dashboard.views.interventions import text as page_text
from indicators.effects.assessment import Assessment
from indicators.effects.checks.all_checks import TITLES
from indicators.effects.results import Check
from indicators.effects.verdict import DECIDE
from indicators.engine.text.messages import translated as _


def show(assessment: Assessment) -> None:
    """All checks; those that failed first, then what to bear in mind, what could not be checked, what passed."""
    st.header(_("Checks"), anchor=False)
    if not assessment.checks:
        st.write(_("Nothing was estimated, so there is nothing to check."))
        return
    st.write(
        page_text.tally_of_checks(assessment)
        + " "
        + _("Those in bold decide how good the evidence is; the others are for the reader.")
    )
    ordered = page_text.in_order(assessment.checks)
    st.html(f'<ul class="checks">{"".join(map(_item, ordered))}</ul>')


def _item(check: Check) -> str:
    sign = f'<span class="sign" aria-hidden="true">{page_text.CHECK_SIGN[check.state]}</span>'
    title = escaped(_(TITLES.get(check.name, check.name)))
    title = f"<b>{title}</b>" if check.name in DECIDE else title
    state = escaped(_(page_text.CHECK_STATE[check.state]))
    return (
        f'<li class="{check.state}">{sign}<div><p>{title}: <i>{state}</i></p>'
        f"<p>{escaped(check.text)}</p></div></li>"
    )
