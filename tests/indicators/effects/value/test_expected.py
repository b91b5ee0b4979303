"""What was expected, what models hold possible, and what was observed: kept apart, and compared by limits only."""

import csv
import datetime as dt
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.effects.register.intervention import Intervention
from indicators.effects.register.written_units import is_relative, same_unit
from indicators.effects.results import Effect
from indicators.effects.value.evidence import FILE, all_evidence, beyond, evidence_for
from indicators.effects.value.expected import Expected, compare, expected_of, in_unit
from indicators.engine.definitions.registry import DOMAINS
from tests.support.reference import shared

FALL = Expected(-35, -15, True, "per 1,000 residents a year")
RISE = Expected(5, 15, True, "%")


def effect(lower: float, upper: float) -> Effect:
    middle = (lower + upper) / 2
    return Effect(middle / 10, lower / 10, upper / 10, 0.5, "did", "permutation", middle, lower, upper)


def entry(low: float | None, high: float | None, unit: str) -> Intervention:
    return Intervention(
        "x", starts={"A": dt.date(2020, 1, 1)}, expected_low=low, expected_high=high, expected_unit=unit
    )


# Units


@pytest.mark.parametrize(
    ("written", "unit", "relative"),
    [
        ("percent", "minutes", True),
        ("Per cent", "%", True),
        ("%", "minutes", True),
        ("%", "%", False),
        ("percentage points", "%", False),
        ("minutes", "minutes", False),
        ("per 1,000", "per 1,000 residents a year", False),
        ("per 1,000 residents a year", "per 1,000 residents a year", False),
        ("per 1", "per 1,000 residents a year", None),
        ("hours", "minutes", None),
        ("", "minutes", None),
    ],
)
def test_a_written_unit_is_per_cent_or_the_indicators_own_or_neither(
    written: str, unit: str, relative: bool | None
) -> None:
    assert is_relative(written, unit) is relative


def test_points_are_the_unit_of_a_difference_of_percentages_only() -> None:
    assert same_unit("points", "%")
    assert not same_unit("points", "minutes")


def test_per_cent_become_the_indicators_unit_by_a_baseline() -> None:
    assert in_unit(FALL, 20) == Expected(-7, -3, False, FALL.unit)
    assert in_unit(FALL, -20) == Expected(3, 7, False, FALL.unit)
    own = Expected(1, 2, False, "minutes")
    assert in_unit(own, 20) is own


def test_an_entry_without_a_range_or_in_another_unit_expects_nothing_comparable() -> None:
    assert expected_of(entry(None, None, "percent"), "%") is None
    assert expected_of(entry(1, 2, "hours"), "minutes") is None
    assert expected_of(entry(None, -5, "percent"), "minutes") == Expected(-math.inf, -5, True, "minutes")
    assert expected_of(entry(-15, -35, "percent"), "minutes") == Expected(-35, -15, True, "minutes")


# Against what was observed


@pytest.mark.parametrize(
    ("expected", "lower", "upper", "state", "words"),
    [
        (FALL, -30, -20, "inside", "lies within what was expected (−35 to −15\u00a0%)"),
        (FALL, -30, -5, "cannot_tell", "can't be said: the limits are −30 to −5\u00a0%"),
        (
            FALL,
            -8,
            -2,
            "above",
            "It fell less (−8 to −2\u00a0%) than expected (−35 to −15\u00a0%), if at all.",
        ),
        (
            FALL,
            -36,
            -28,
            "reached",
            "(−35 to −15\u00a0%) was reached, or more: the limits are −36 to −28\u00a0%.",
        ),
        (FALL, -60, -10, "cannot_tell", "can't be said"),
        (RISE, 6, 30, "reached", "was reached, or more"),
        (RISE, 1, 30, "cannot_tell", "can't be said"),
        (Expected(-5, 5, True, "%"), 4, 6, "cannot_tell", "can't be said"),
        (FALL, 2, 8, "above", "It fell less (+2 to +8\u00a0%) than expected"),
        (FALL, -60, -40, "below", "It fell further"),
        (RISE, -3, 4, "below", "It rose less (−3 to +4\u00a0%) than expected (+5 to +15\u00a0%), if at all."),
        (RISE, 20, 30, "above", "It rose further"),
        (Expected(-5, 5, True, "%"), 11, 30, "above", "lies above what was expected (−5 to +5\u00a0%)"),
        (Expected(-5, 5, True, "%"), -30, -11, "below", "lies below what was expected"),
        (Expected(-math.inf, -5, True, "%"), -30, -11, "inside", "(at most −5\u00a0%)"),
        (Expected(5, math.inf, True, "%"), -3, 4, "below", "(at least +5\u00a0%)"),
    ],
)
def test_only_limits_wholly_on_one_side_or_inside_decide(
    expected: Expected, lower: float, upper: float, state: str, words: str
) -> None:
    found = compare(expected, effect(lower, upper))
    assert found.state == state
    assert words in str(found.sentence)


@given(st.floats(-50, 50), st.floats(0, 40), st.floats(-50, 50), st.floats(0, 40), st.floats(0, 30))
@settings(max_examples=50, deadline=None)
def test_wider_limits_never_decide_what_narrower_ones_left_open(
    low: float, size: float, middle: float, half: float, more: float
) -> None:
    expected = Expected(low, low + size, True, "%")
    narrow = compare(expected, effect(middle - half, middle + half)).state
    wide = compare(expected, effect(middle - half - more, middle + half + more)).state
    weaker = {"inside": ("reached",), "below": ("reached",), "above": ("reached",)}
    assert wide in (narrow, "cannot_tell", *weaker.get(narrow, ()))


def test_per_cent_without_relative_limits_are_converted_by_the_baseline() -> None:
    plain = Effect(-4, -5, -3.5, 0.01, "did", "permutation")
    found = compare(FALL, plain, baseline=20)
    assert found.state == "inside"
    assert "−5.0 to −3.5 per 1,000 residents a year" in str(found.sentence)
    assert compare(FALL, plain).state == "cannot_tell"


def test_a_range_in_points_is_held_against_the_limits_in_points() -> None:
    found = compare(Expected(2, 4, False, "%"), effect(25, 35))
    assert found.state == "inside"
    assert "+2.5 to +3.5 percentage points" in str(found.sentence)


def test_without_an_expectation_or_an_effect_nothing_is_compared() -> None:
    assert (
        str(compare(None, effect(1, 2)).sentence)
        == "No change that could be compared was written down beforehand."
    )
    assert (
        str(compare(FALL, None).sentence) == "Expected was −35 to −15\u00a0%; what was reached can't be said."
    )


# Modelled potentials


def test_the_evidence_is_what_was_handed_over() -> None:
    with (
        shared("evidence.csv").open(encoding="utf-8", newline="") as ours,
        FILE.open(encoding="utf-8") as kept,
    ):
        assert list(csv.DictReader(ours)) == list(csv.DictReader(kept))


def test_every_potential_names_its_source_and_is_called_a_model_and_no_forecast() -> None:
    assert len(all_evidence()) == 15
    for evidence in all_evidence():
        assert evidence.domain in DOMAINS
        assert evidence.source in str(evidence.sentence)
        assert "a model holds" in str(evidence.sentence)
        assert "no forecast for a district" in str(evidence.sentence)
        assert evidence.direction in ("lower", "higher")
        assert evidence.verified in ("true", "false", "conflicting")


def test_what_could_not_be_verified_is_said() -> None:
    said = {evidence.verified: str(evidence.sentence) for evidence in all_evidence()}
    assert "known from summaries only" in said["false"]
    assert "give different figures" in said["conflicting"]


def test_a_potential_with_one_end_only_says_so() -> None:
    ranges = {(e.outcome, e.application): str(e.range_words) for e in all_evidence()}
    assert ranges["commute time", "intelligent traffic signals"] == "at least 5\u00a0% less"
    assert ranges["water losses", "leak detection sensors"] == "up to 25\u00a0% less"
    assert ranges["water consumption", "consumption tracking"] == "15\u00a0% less"
    assert ranges["commute time", "all smart-city applications"] == "15 to 20\u00a0% less"


def test_potentials_of_a_domain_come_with_the_most_alike_first() -> None:
    found = evidence_for("mobility", "Time to work, one way: commute time")
    assert [evidence.outcome for evidence in found] == ["commute time", "commute time"]
    assert evidence_for("safety", "Emergency response")[0].outcome == "emergency response time"
    assert evidence_for("nowhere") == ()


def test_a_fall_is_a_negative_change() -> None:
    (fatalities,) = [e for e in all_evidence() if e.outcome.startswith("fatalities")]
    assert fatalities.change == (-10, -8)


def test_an_expectation_beyond_what_a_model_holds_possible_is_pointed_out() -> None:
    (fatalities,) = [e for e in all_evidence() if e.outcome.startswith("fatalities")]
    assert "goes beyond" in str(beyond(-35, -15, fatalities))
    assert beyond(-9, -2, fatalities) == ""
    assert beyond(None, None, fatalities) == ""
