"""Expected against observed, what models hold possible, cost, the stop rule, and what could be seen at all."""

import math

import streamlit as st

from dashboard import queries
from dashboard.charts import chart_files
from dashboard.charts.chart_files import Spec
from dashboard.shell import links
from dashboard.text import escaped, plain
from dashboard.views.interventions import data
from dashboard.views.interventions import text as page_text
from dashboard.views.interventions.data import AssessmentQuery
from dashboard.views.interventions.result import data as result_data
from dashboard.views.interventions.result import text as result_text
from indicators.effects.assessment import Assessment
from indicators.effects.value.evidence import beyond, evidence_for
from indicators.effects.value.expected import expected_of
from indicators.engine.text import formatting
from indicators.engine.text.messages import translated as _

_MOST_EVIDENCE = 3
_BELL = (
    '<svg width="18" height="18" viewBox="0 0 24 24" fill="currentColor" aria-hidden="true">'
    '<path d="M12 2a2 2 0 0 0-2 2v.6A7 7 0 0 0 5 11v5l-2 2v1h18v-1l-2-2v-5a7 7 0 0 0-5-6.4V4a2 2 0 0 0-2-2z"/>'
    '<path d="M9.5 20a2.5 2.5 0 0 0 5 0z"/></svg> '
)


def show(query: AssessmentQuery, assessment: Assessment) -> None:
    """Two columns: what was expected and what models hold possible; the stop rule, the cost, what could be seen."""
    left, right = st.columns(2, gap="medium")
    with left:
        st.header(_("Expected and observed"), anchor=False)
        _expected(query, assessment)
        _evidence(query, assessment)
    with right:
        _stop(query, assessment)
        _cost(query, assessment)
        _power(query, assessment)


def _expected(query: AssessmentQuery, assessment: Assessment) -> None:
    st.markdown(plain(assessment.expected.sentence))
    own = query.indicator == query.entry.indicator
    expected = expected_of(query.entry, assessment.indicator.unit) if own else None
    effect = assessment.effect
    if expected is None or effect is None:
        return
    relative = expected.relative
    observed = (
        (effect.relative_lower, effect.relative_upper, effect.relative)
        if relative
        else (effect.lower, effect.upper, effect.estimate)
    )
    if not all(map(math.isfinite, observed)):
        return
    unit = _("% of what would have been") if relative else formatting.change_unit(assessment.indicator.unit)
    rows = [
        (_("expected"), expected.low, expected.high, math.nan),
        (_("observed"), *observed),
    ]

    def make() -> Spec:
        from dashboard.charts.effect_charts import expected_chart

        return expected_chart(rows, unit)

    chart = queries.cached(("expected chart", *query.key), make)
    chart_files.show(chart, "expected", str(assessment.expected.sentence))


def _evidence(query: AssessmentQuery, assessment: Assessment) -> None:
    entry = query.entry
    if entry.evidence:
        st.markdown(_("**Why it was expected:** {words}", words=plain(entry.evidence)))
    potentials = evidence_for(entry.domain or assessment.indicator.domain, assessment.indicator.title)
    if not potentials:
        return
    with st.expander(_("What models hold possible in this domain (no forecast)")):
        for each in potentials[:_MOST_EVIDENCE]:
            st.markdown(f"- {plain(each.sentence)}")
        wide = (
            beyond(entry.expected_low, entry.expected_high, potentials[0])
            if entry.expected_unit == "percent"
            else ""
        )
        if wide:
            st.markdown(plain(wide))


def _stop(query: AssessmentQuery, assessment: Assessment) -> None:
    st.header(_("Stop rule"), anchor=False)
    rule = query.entry.stop_rule
    if not rule.strip():
        st.write(_("No stop rule was written down."))
        return
    st.markdown(_("As written: “{rule}”", rule=plain(rule)))
    held = result_data.stop_rule_basis(query, assessment)
    bell = result_data.stop_rule_state(query, held)
    if bell is None:
        st.write(_("The rule is about the registered indicator, and another one is chosen here."))
        return
    state = bell.state.replace(" ", "_")
    sign = _BELL if bell.rings else ""
    st.html(
        f'<p class="told"><span class="bell {state}">{sign}{escaped(_(page_text.BELLS[bell.state]))}</span> '
        f"{escaped(bell.sentence)}</p>"
    )
    if held is not assessment:
        st.caption(_("Held against those for whom it is meant."))


def _cost(query: AssessmentQuery, assessment: Assessment) -> None:
    st.header(_("Cost"), anchor=False)
    entry = query.entry
    st.markdown(_("In all: {cost}.", cost=plain(page_text.cost(entry))))
    worth = _worth(query)
    money = result_data.cost_and_benefit(assessment, worth)
    if money is None:
        st.write(_("What was gained can't be said, so neither can the cost of a unit."))
        return
    st.markdown(plain(money.price.sentence))
    if money.gained is not None:
        st.markdown(plain(result_text.gain_note(assessment, money.gained)))
    if worth is not None:
        st.markdown(plain(money.benefit.sentence))


def _worth(query: AssessmentQuery) -> float | None:
    """What one unit of this entry's indicator is worth to the reader; the address keeps it with their names, as it
    means nothing for another entry or indicator."""
    currency, whose = query.entry.currency, _worth_prefix(query)
    key = f"worth {whose}"
    if key not in st.session_state:
        st.session_state[key] = worth_written(query)
    worth: float | None = st.number_input(
        _("What is one unit worth to you ({currency})?", currency=currency)
        if currency
        else _("What is one unit worth to you?"),
        min_value=0.0,
        key=key,
        format="%g",
        placeholder=_("Type an amount to compare benefit and cost"),
        width=380,
    )
    links.keep("worth", None if worth is None else f"{whose}{worth:.12g}")
    return worth


def _worth_prefix(query: AssessmentQuery) -> str:
    return f"{query.entry.id}:{query.indicator}:"


def worth_written(query: AssessmentQuery) -> float | None:
    """The value that the address holds for this entry and indicator."""
    written = links.state().get("worth") if "worth" not in st.query_params else st.query_params["worth"]
    return _amount(written, _worth_prefix(query))


def _amount(written: str | None, whose: str) -> float | None:
    """The value in what is written; None where it is another entry's or indicator's, or no number."""
    if not (written or "").startswith(whose):
        return None
    try:
        amount = float((written or "").removeprefix(whose))
    except ValueError:
        return None
    return amount if math.isfinite(amount) and amount >= 0 else None


def _power(query: AssessmentQuery, assessment: Assessment) -> None:
    """What could be seen: before the start, and where nothing could be told."""
    if assessment.effect is not None and assessment.verdict != "cannot_tell":
        return
    st.header(_("What could be seen"), anchor=False)
    wait = st.slider(_("Periods to wait for after the start"), 1, 10, 3, key="wait", width=380)
    power = data.power(query, wait)
    if power is None:
        st.write(_("How large an effect could be seen can't be said."))
        return
    st.markdown(plain(power.sentence(assessment.indicator.unit)))
    expected = expected_of(query.entry, assessment.indicator.unit)
    if expected is not None and not expected.relative and math.isfinite(expected.low):
        st.markdown(plain(power.chance_sentence(expected.low, assessment.indicator.unit)))
