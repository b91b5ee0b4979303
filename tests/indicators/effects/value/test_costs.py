"""Cost for each unit gained: with limits where the effect is known to be one, and no number where it is not."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.effects.results import Effect
from indicators.effects.study import NEVER, Study
from indicators.effects.value.costs import (
    Gain,
    benefit_for_cost,
    cost_per_unit,
    gain,
    gain_of,
    net_benefit,
)

FEWER = gain(-0.5, -0.8, -0.2, 100, "lower", "offence")
NONE = gain(-0.1, -0.4, 0.2, 100, "lower", "offence")
MORE = gain(0.5, 0.2, 0.8, 100, "lower", "offence")


def test_a_fall_of_what_is_bad_is_a_gain() -> None:
    assert (FEWER.amount, FEWER.lower, FEWER.upper, FEWER.sign) == (50, 20, 80, 1)
    assert (NONE.sign, MORE.sign) == (0, -1)
    assert gain(2.0, 1.0, 3.0, 10, "higher", "adult").lower == 10


def test_what_is_neither_better_nor_worse_gains_nothing() -> None:
    with pytest.raises(ValueError, match="gains nothing"):
        gain(1.0, 0.0, 2.0, 1, "neutral", "x")
    with pytest.raises(ValueError, match="must be positive"):
        gain(1.0, 0.0, 2.0, 0, "higher", "x")


def test_the_cost_of_a_unit_has_the_effects_limits_turned_over() -> None:
    price = cost_per_unit(4000, "EUR", FEWER)
    assert (price.value, price.lower, price.upper) == (80, 50, 200)
    assert str(price.sentence) == "Cost for each offence fewer: €80 (€50 to €200)."


def test_where_it_may_have_had_no_effect_there_is_no_number() -> None:
    price = cost_per_unit(4000, "EUR", NONE)
    assert math.isnan(price.value)
    assert (
        str(price.sentence) == "What one unit cost can't be said: it may have had no effect. It cost €4,000."
    )
    unknown = Gain(math.nan, math.nan, math.nan, "x")
    assert "can't be said" in str(cost_per_unit(4000, "EUR", unknown).sentence)


def test_what_made_things_worse_has_no_price() -> None:
    price = cost_per_unit(4000, "EUR", MORE)
    assert math.isnan(price.value)
    assert str(price.sentence) == "It cost €4,000 and made things worse."


def test_a_saving_is_set_against_what_was_lost() -> None:
    price = cost_per_unit(-4000, "EUR", MORE)
    assert (price.value, price.lower, price.upper) == (80, 50, 200)
    assert str(price.sentence) == "Saved for each offence more: €80 (€50 to €200)."
    assert str(cost_per_unit(-4000, "EUR", FEWER).sentence) == (
        "It saved €4,000 and made things better: nothing was paid for it."
    )
    assert "whether anything was lost or gained" in str(cost_per_unit(-4000, "EUR", NONE).sentence)


@pytest.mark.parametrize("cost", [None, math.nan, math.inf])
def test_an_unknown_cost_is_no_price(cost: float | None) -> None:
    assert str(cost_per_unit(cost, "EUR", FEWER).sentence) == "The cost is not known."


def test_benefit_for_cost_has_limits_also_where_the_effect_may_be_nought() -> None:
    price = benefit_for_cost(1000, "EUR", NONE, worth=50)
    assert (price.value, price.lower, price.upper) == (0.5, -1.0, 2.0)
    assert str(price.sentence) == (
        "For €1 spent, 0.50 of benefit came back (−1.00 to 2.00). Whether it paid for itself can't be said. "
        "This takes each offence fewer to be worth €50, a value that somebody chose."
    )
    assert "It paid for itself." in str(benefit_for_cost(500, "EUR", FEWER, worth=50).sentence)
    assert "It did not pay for itself." in str(benefit_for_cost(50_000, "EUR", FEWER, worth=50).sentence)
    assert "can't be compared" in str(benefit_for_cost(500, "EUR", FEWER, worth=None).sentence)


def test_a_saving_has_a_net_benefit_instead() -> None:
    price = benefit_for_cost(-1000, "EUR", MORE, worth=10)
    assert (price.value, price.lower, price.upper) == (500, 200, 800)
    assert str(price.sentence).startswith("Benefit less cost: €500 (€200 to €800). It paid for itself.")


def study(**more: object) -> Study:
    """Two districts and three periods; the second district is treated in the last two."""
    value = np.zeros((2, 3))
    return Study(value, value, np.array([NEVER, 1]), ("A", "B"), ("2020", "2021", "2022"), "lower", **more)


def test_a_rate_times_its_exposure_gives_events() -> None:
    effect = Effect(-0.5, -0.8, -0.2, 0.01, "did", "permutation")
    exposure = np.array([[9e5, 9e5, 9e5], [9e5, 40_000, 60_000]])
    gained = gain_of(effect, study(exposure=exposure, events=exposure, scale=1000), "per 1,000", "lower")
    assert (gained.amount, gained.lower, gained.upper) == pytest.approx((50, 20, 80))
    assert str(gained.unit) == "case"


def test_a_share_times_its_people_gives_people_and_anything_else_district_periods() -> None:
    effect = Effect(2.0, 1.0, 3.0, 0.01, "did", "permutation")
    people = np.full((2, 3), 1000.0)
    gained = gain_of(effect, study(), "%", "higher", people)
    assert (gained.amount, gained.lower, gained.upper) == pytest.approx((40, 20, 60))
    gained = gain_of(effect, study(), "minutes", "higher")
    assert (gained.amount, str(gained.unit)) == (4, "unit (minutes, in one district for one period)")


@given(st.floats(1, 1e6), st.floats(-100, 100), st.floats(0, 50), st.floats(0.1, 1000))
@settings(max_examples=50, deadline=None)
def test_the_value_lies_within_its_limits(cost: float, middle: float, half: float, worth: float) -> None:
    gained = Gain(middle, middle - half, middle + half, "x")
    for price in (
        cost_per_unit(cost, "EUR", gained),
        benefit_for_cost(cost, "EUR", gained, worth),
        net_benefit(cost, "EUR", gained, worth),
    ):
        if not math.isnan(price.value):
            slack = 1e-9 * (1 + abs(price.value))
            assert price.lower - slack <= price.value <= price.upper + slack
