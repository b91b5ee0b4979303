"""Stop rules: read where they can be, never misread, and their bell rings only where the limits say so."""

import math
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.effects.register.entries import of_pack
from indicators.effects.results import Effect
from indicators.effects.value.stop_rule import StopRule, evaluate, parse, written

ROOT = Path(__file__).resolve().parents[4]
NOT_FALLEN = "Stop if crime has not fallen by 10 % after two years."
RISES = "Stop if missed pick-ups rise by more than 10 %."


def effect(lower: float, upper: float) -> Effect:
    """An effect with these relative limits in per cent, and a tenth of them in the indicator's unit."""
    middle = (lower + upper) / 2
    return Effect(middle / 10, lower / 10, upper / 10, 0.5, "did", "permutation", middle, lower, upper)


# Reading


@pytest.mark.parametrize(
    ("text", "missing", "direction", "amount", "unit", "years"),
    [
        (
            "Stop if violent crime has not fallen against comparable districts after three years.",
            *(True, "lower", 0, "percent", 3),
        ),
        ("Stop if X has not risen by 10 % after two years.", True, "higher", 10, "percent", 2),
        (
            "Stop if take-up has not risen by at least 5 per cent within 18 months",
            True,
            "higher",
            5,
            "percent",
            1.5,
        ),
        ("Stop if fewer forms are finished than before after one year.", False, "lower", 0, "percent", 1),
        ("Stop if more people wait than before.", False, "higher", 0, "percent", 0),
        ("Stop if missed pick-ups rise by more than 10 %.", False, "higher", 10, "percent", 0),
        ("stop if the wait has fallen by less than 2 minutes, after 1 year", True, "lower", 2, "minutes", 1),
        (
            "Stop if the share has not improved by 3 percentage points.",
            True,
            "better",
            3,
            "percentage points",
            0,
        ),
        ("Stop if it gets worse.", False, "worse", 0, "percent", 0),
        (
            "Stop if crime does not drop by 1.5 per 1,000 residents a year, compared with comparable districts, "
            "after 2 years.",
            *(True, "lower", 1.5, "per 1,000 residents a year", 2),
        ),
        ("Stop if spending has grown by 2 % of income.", False, "higher", 2, "% of income", 0),
    ],
)
def test_a_sentence_of_the_grammar_is_understood(
    text: str, missing: bool, direction: str, amount: float, unit: str, years: float
) -> None:
    rule = parse(text)
    assert rule.readable
    assert (rule.missing, rule.direction, rule.amount, rule.unit, rule.after_years) == (
        *(missing, direction, amount, unit),
        years,
    )
    assert rule.text == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "When in doubt.",
        "Ask the council.",
        "Stop if crime has not fallen or cost has risen by 10 %.",
        "Stop if crime rises and noise rise by 10 %.",
        "Stop if crime has not fallen by 10 % unless the police say so.",
        "Stop if crime has not fallen by 10 % after two years or the money is gone.",
        "Stop if crime has not fallen by a tenth.",
        "Stop if crime has risen by at least 10 %.",
        "Stop if crime has not risen by more than 10 %.",
        "Do not stop if crime has not fallen after two years.",
        "Stop if crime has not fallen by -10 %.",
        "Stop if crime has not fallen. Stop if noise has risen.",
        "Stop if crime has not fallen after the summer.",
        "Stop if less than half of the homes are reached.",
    ],
)
def test_another_sentence_is_kept_as_text_and_not_guessed(text: str) -> None:
    rule = parse(text)
    assert rule == StopRule(text)
    bell = evaluate(rule, effect(5, 9), 5)
    assert (bell.state, bell.rings) == ("unclear", False)
    assert "can't be evaluated by itself" in str(bell.sentence)


def test_every_rule_of_the_generated_city_is_understood() -> None:
    entries, _ = of_pack(ROOT / "data/bellhaven")
    assert [parse(entry.stop_rule).readable for entry in entries] == [True] * 6


@given(
    st.booleans(),
    st.sampled_from(["lower", "higher", "better", "worse"]),
    st.sampled_from([0.0, 0.5, 2.0, 10.0, 12.5]),
    st.sampled_from(["percent", "percentage points", "minutes", "per 1,000 residents a year", "µg/m³"]),
    st.integers(0, 60),
    st.sampled_from(["violent crime", "the wait for help, nine of ten calls", "home fires", "Löhne"]),
)
@settings(max_examples=50, deadline=None)
def test_a_rule_written_from_fields_is_read_back_as_the_same(
    missing: bool, direction: str, amount: float, unit: str, months: int, subject: str
) -> None:
    rule = parse(written(missing, direction, amount, unit, months / 12, subject))
    assert rule.readable
    assert (rule.missing, rule.direction, rule.amount, rule.subject) == (missing, direction, amount, subject)
    assert rule.unit == (unit if amount else "percent")
    assert rule.after_years == pytest.approx(months / 12)


@pytest.mark.parametrize(
    "fields",
    [
        {"direction": "sideways"},
        {"direction": "lower", "amount": -1},
        {"direction": "lower", "subject": "crime has not fallen or noise"},
        {"direction": "lower", "subject": "a: b"},
        {"direction": "lower", "amount": 1, "unit": "minutes after two years"},
    ],
)
def test_fields_that_would_be_misread_are_refused(fields: dict) -> None:
    with pytest.raises(ValueError, match=r"no rule|read otherwise"):
        written(missing=True, **fields)


# Ringing


@pytest.mark.parametrize(
    ("text", "lower", "upper", "state"),
    [
        # hoped for: a fall by 10 %
        (NOT_FALLEN, -30, -12, "go on"),
        (NOT_FALLEN, -30, -5, "unclear"),
        (NOT_FALLEN, -9, 3, "stop"),
        (NOT_FALLEN, 5, 20, "stop"),
        # hoped for: any fall; that there was none can't be shown, only that it rose
        ("Stop if crime has not fallen.", -5, -1, "go on"),
        ("Stop if crime has not fallen.", -1, 1, "unclear"),
        ("Stop if crime has not fallen.", 1, 5, "stop"),
        # unwanted: a rise by more than 10 %
        (RISES, 11, 30, "stop"),
        (RISES, 5, 30, "unclear"),
        (RISES, -5, 10, "go on"),
        # unwanted: any fall
        ("Stop if fewer forms are finished than before.", -9, -1, "stop"),
        ("Stop if fewer forms are finished than before.", -9, 1, "unclear"),
        ("Stop if fewer forms are finished than before.", 0, 4, "go on"),
        # in the indicator's unit (a tenth here)
        ("Stop if crime has not fallen by 1 per 1,000.", -30, -12, "go on"),
        ("Stop if crime has not fallen by 1 per 1,000.", -9, 3, "stop"),
    ],
)
def test_the_bell_rings_only_where_the_limits_say_so(
    text: str, lower: float, upper: float, state: str
) -> None:
    bell = evaluate(parse(text), effect(lower, upper), 2, unit="per 1,000 residents a year")
    assert bell.state == state
    assert bell.rings is (state == "stop")


def test_what_the_bell_says_is_a_sentence() -> None:
    assert str(evaluate(parse(NOT_FALLEN), effect(-9, 3), 2).sentence) == (
        "Stop: a fall by 10\u00a0% has not come; against comparable districts the limits are −9 to +3\u00a0%."
    )
    assert str(evaluate(parse(RISES), effect(5, 30), 2).sentence) == (
        "The rule is about a rise by more than 10\u00a0%. Against comparable districts the limits are "
        "+5 to +30\u00a0%: unclear."
    )


def test_a_rule_waits_until_its_time_has_come() -> None:
    rule = parse(NOT_FALLEN)
    early = evaluate(rule, effect(-9, 3), 1.5)
    assert (early.state, str(early.sentence)) == (
        "waiting",
        "The rule decides 2 years after the start; so far there are data for 18 months.",
    )
    assert str(evaluate(rule, effect(-9, 3), None).sentence) == "It has not started; the rule waits."
    assert evaluate(rule, effect(-9, 3), 730 / 365.25).state == "stop"


def test_better_and_worse_follow_the_indicators_polarity() -> None:
    worse = parse("Stop if it gets worse.")
    assert evaluate(worse, effect(2, 4), 1, better="lower").state == "stop"
    assert evaluate(worse, effect(2, 4), 1, better="higher").state == "go on"
    assert "not judged either way" in str(evaluate(worse, effect(2, 4), 1, better="neutral").sentence)
    improved = parse("Stop if it has not improved by 3 %.")
    assert evaluate(improved, effect(4, 6), 1, better="higher").state == "go on"
    assert evaluate(improved, effect(4, 6), 1, better="lower").state == "stop"


def test_without_an_effect_or_in_another_unit_nothing_is_decided() -> None:
    assert evaluate(parse(NOT_FALLEN), None, 3).state == "unclear"
    nothing = Effect(math.nan, math.nan, math.nan, math.nan, "did", "none")
    assert evaluate(parse(NOT_FALLEN), nothing, 3).state == "unclear"
    minutes = parse("Stop if the wait has not fallen by 2 minutes.")
    assert evaluate(minutes, effect(-50, -30), 3, unit="minutes").state == "go on"
    assert evaluate(minutes, effect(-50, -30), 3, unit="%").state == "unclear"
    points = parse("Stop if the share has not risen by 2 percentage points.")
    assert evaluate(points, effect(30, 50), 3, unit="%").state == "go on"


def test_a_rule_without_an_amount_needs_no_relative_limits() -> None:
    plain = Effect(0.4, 0.1, 0.7, 0.01, "did", "permutation")
    bell = evaluate(parse("Stop if crime has not fallen."), plain, 1, unit="minutes")
    assert (bell.state, "+0.10 to +0.70 minutes" in str(bell.sentence)) == ("stop", True)


@given(st.floats(-50, 50), st.floats(0, 40), st.floats(0, 30))
@settings(max_examples=50, deadline=None)
def test_wider_limits_never_turn_an_unclear_rule_into_a_decided_one(
    middle: float, half: float, more: float
) -> None:
    narrow = evaluate(parse(NOT_FALLEN), effect(middle - half, middle + half), 3).state
    wide = evaluate(parse(NOT_FALLEN), effect(middle - half - more, middle + half + more), 3).state
    assert wide in (narrow, "unclear")


def test_a_rule_that_cannot_be_evaluated_says_why_in_plain_words() -> None:
    whole = effect(-30, -10)
    nowhere = math.nan
    cases = [
        (NOT_FALLEN, None, "%", "Nothing could be estimated yet"),
        (
            "Stop if X has not fallen by 2 minutes.",
            whole,
            "%",
            "speaks of minutes, and the effect is in percentage",
        ),
        (NOT_FALLEN, Effect(1, nowhere, nowhere, nowhere, "did", "student"), "%", "How far chance reaches"),
        (NOT_FALLEN, Effect(1, 0.5, 2, 0.01, "did", "student"), "%", "in per cent of what would have been"),
    ]
    for rule, found, unit, said in cases:
        bell = evaluate(parse(rule), found, 3, unit=unit)
        assert bell.state == "unclear"
        assert said in str(bell.sentence)
