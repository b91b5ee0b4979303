"""Expected against observed, what models hold possible, cost, the stop rule, and what could be seen at all."""

import math

import streamlit as st

from dashboard.charts import chart_files, effect_charts
from dashboard.shell import links
from dashboard.text import escaped, plain
from dashboard.views.interventions import data, results
from dashboard.views.interventions import result_text as result
from dashboard.views.interventions import text as words
from dashboard.views.interventions.data import Asked
from indicators.effects.assessment import Assessment
from indicators.effects.value.evidence import beyond, evidence_for
from indicators.effects.value.expected import expected_of
from indicators.engine.text import formatting as say
from indicators.engine.text.messages import translated as _

_MOST_EVIDENCE = 3
_BELL = (
    '<svg width="18" height="18" viewBox="0 0 24 24" fill="currentColor" aria-hidden="true">'
    '<path d="M12 2a2 2 0 0 0-2 2v.6A7 7 0 0 0 5 11v5l-2 2v1h18v-1l-2-2v-5a7 7 0 0 0-5-6.4V4a2 2 0 0 0-2-2z"/>'
    '<path d="M9.5 20a2.5 2.5 0 0 0 5 0z"/></svg> '
)


def show(asked: Asked, found: Assessment) -> None:
    """Two columns: what was expected and what models hold possible; the stop rule, the cost, what could be seen."""
    left, right = st.columns(2, gap="medium")
    with left:
        st.header(_("Expected and observed"), anchor=False)
        _expected(asked, found)
        _evidence(asked, found)
    with right:
        _stop(asked, found)
        _cost(asked, found)
        _power(asked, found)


def _expected(asked: Asked, found: Assessment) -> None:
    st.markdown(plain(found.expected.sentence))
    own = asked.indicator == asked.entry.indicator
    expected = expected_of(asked.entry, found.indicator.unit) if own else None
    effect = found.effect
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
    unit = _("% of what would have been") if relative else say.change_unit(found.indicator.unit)
    rows = [
        (_("expected"), expected.low, expected.high, math.nan),
        (_("observed"), *observed),
    ]
    chart_files.show(effect_charts.ranges(rows, unit), "expected", found.expected.sentence)


def _evidence(asked: Asked, found: Assessment) -> None:
    entry = asked.entry
    if entry.evidence:
        st.markdown(_("**Why it was expected:** {words}", words=plain(entry.evidence)))
    potentials = evidence_for(entry.domain or found.indicator.domain, found.indicator.title)
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


def _stop(asked: Asked, found: Assessment) -> None:
    st.header(_("Stop rule"), anchor=False)
    rule = asked.entry.stop_rule
    if not rule.strip():
        st.write(_("No stop rule was written down."))
        return
    st.markdown(_("As written: “{rule}”", rule=plain(rule)))
    held = results.held(asked, found)
    bell = results.bell(asked, held)
    if bell is None:
        st.write(_("The rule is about the registered indicator, and another one is chosen here."))
        return
    state = bell.state.replace(" ", "_")
    sign = _BELL if bell.rings else ""
    st.html(
        f'<p class="told"><span class="bell {state}">{sign}{escaped(_(words.BELLS[bell.state]))}</span> '
        f"{escaped(bell.sentence)}</p>"
    )
    if held is not found:
        st.caption(_("Held against those for whom it is meant."))


def _cost(asked: Asked, found: Assessment) -> None:
    st.header(_("Cost"), anchor=False)
    entry = asked.entry
    st.markdown(_("In all: {cost}.", cost=plain(words.cost(entry))))
    worth = _worth(asked)
    money = results.money(found, worth)
    if money is None:
        st.write(_("What was gained can't be said, so neither can the cost of a unit."))
        return
    st.markdown(plain(money.price.sentence))
    if money.gained is not None:
        st.markdown(plain(result.gained(found, money.gained)))
    if worth is not None:
        st.markdown(plain(money.benefit.sentence))


def _worth(asked: Asked) -> float | None:
    """What one unit of this entry's indicator is worth to the reader; the address keeps it with their names, as it
    means nothing for another entry or indicator."""
    currency, whose = asked.entry.currency, _whose(asked)
    key = f"worth {whose}"
    if key not in st.session_state:
        st.session_state[key] = worth_written(asked)
    found: float | None = st.number_input(
        _("What is one unit worth to you ({currency})?", currency=currency)
        if currency
        else _("What is one unit worth to you?"),
        min_value=0.0,
        key=key,
        format="%g",
        placeholder=_("Type an amount to compare benefit and cost"),
        width=380,
    )
    links.keep("worth", None if found is None else f"{whose}{found:.12g}")
    return found


def _whose(asked: Asked) -> str:
    return f"{asked.entry.id}:{asked.indicator}:"


def worth_written(asked: Asked) -> float | None:
    """The value that the address holds for this entry and indicator."""
    written = links.state().get("worth") if "worth" not in st.query_params else st.query_params["worth"]
    return _amount(written, _whose(asked))


def _amount(written: str | None, whose: str) -> float | None:
    """The value in what is written; None where it is another entry's or indicator's, or no number."""
    if not (written or "").startswith(whose):
        return None
    try:
        found = float((written or "").removeprefix(whose))
    except ValueError:
        return None
    return found if math.isfinite(found) and found >= 0 else None


def _power(asked: Asked, found: Assessment) -> None:
    """What could be seen: before the start, and where nothing could be told."""
    if found.effect is not None and found.verdict != "cannot_tell":
        return
    st.header(_("What could be seen"), anchor=False)
    wait = st.slider(_("Periods to wait for after the start"), 1, 10, 3, key="wait", width=380)
    power = data.power(asked, wait)
    if power is None:
        st.write(_("How large an effect could be seen can't be said."))
        return
    st.markdown(plain(power.sentence(found.indicator.unit)))
    expected = expected_of(asked.entry, found.indicator.unit)
    if expected is not None and not expected.relative and math.isfinite(expected.low):
        st.markdown(plain(power.chance_sentence(expected.low, found.indicator.unit)))
