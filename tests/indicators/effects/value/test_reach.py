"""Access times use: an upper bound of what a digital service can do, with limits that hold."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom

from indicators.effects.value.reach import Reach, Share, bounded, product, reach
from indicators.engine.statistics.intervals import wilson

ALL = Share(1, 1, 1)


def test_the_reach_is_access_times_use() -> None:
    found = reach(Share(0.8, 0.75, 0.85), Share(0.5, 0.4, 0.6), "people of 65 and over")
    assert found.value == pytest.approx(0.4)
    assert str(found.sentence).startswith(
        "It can reach 40.0\u00a0% of people of 65 and over (31.7 to 48.5\u00a0%)"
    )


def test_the_limits_are_those_of_logarithms_added_in_quadrature() -> None:
    """Worked by hand: ln 0.75/0.8 = -0.06454, ln 0.4/0.5 = -0.22314; their root of squares is 0.23229."""
    _, lower, _ = product(Share(0.8, 0.75, 0.85), Share(0.5, 0.4, 0.6))
    assert lower == pytest.approx(0.4 * math.exp(-0.23229), rel=1e-4)


def test_with_everybodys_access_the_reach_is_the_use() -> None:
    use = Share(0.5, 0.4, 0.6)
    assert product(ALL, use) == pytest.approx((0.5, 0.4, 0.6))


def test_a_share_of_nought_keeps_an_upper_limit() -> None:
    assert product(Share(0, 0, 0.1), Share(0.5, 0.4, 0.6)) == pytest.approx((0, 0, 0.06))
    value, lower, upper = product(Share(0.1, 0, 0.2), Share(0.5, 0.4, 0.6))
    assert (value, lower) == (0.05, 0)
    assert 0.05 < upper < 1


def test_what_is_unknown_stays_unknown() -> None:
    found = reach(Share(math.nan, math.nan, math.nan), Share(0.5, 0.4, 0.6))
    assert (math.isnan(found.value), str(found.sentence)) == (True, "How many it can reach is not known.")
    assert str(bounded(5, 15, found).sentence) == str(found.sentence)


def test_a_share_outside_nought_to_one_is_refused() -> None:
    with pytest.raises(ValueError, match="no share between 0 and 1"):
        reach(Share(80, 75, 85), ALL)


def test_the_limits_hold_in_19_cases_of_20_counted_over_all_outcomes() -> None:
    """The exact coverage for two samples of 120 and 90, added up over every outcome, with Wilson's limits."""
    n, m, p, q = 120, 90, 0.7, 0.45
    covered = 0.0
    first, second = shares(n), shares(m)
    for x, share in enumerate(first):
        for y, other in enumerate(second):
            _, lower, upper = product(share, other)
            covered += (lower <= p * q <= upper) * binom.pmf(x, n, p) * binom.pmf(y, m, q)
    assert covered == pytest.approx(0.95, abs=0.01)


def shares(n: int) -> list[Share]:
    count = np.arange(n + 1.0)
    lower, upper = wilson(count, np.full(n + 1, float(n)))
    return [Share(x / n, max(low, 0), min(high, 1)) for x, low, high in zip(count, lower, upper, strict=True)]


def test_the_expected_change_shrinks_with_the_reach() -> None:
    found = bounded(5, 15, Reach(0.4, 0.3, 0.5, ""), "%")
    assert (found.low, found.high) == (2.5, 7.5)
    assert str(found.sentence) == (
        "If it changes things by +15\u00a0% among those reached, that is at most +7.5\u00a0% on average over all."
    )
    falling = bounded(-20, -10, Reach(0.4, 0.3, 0.5, ""), "minutes")
    assert (falling.low, falling.high) == (-10, -5)
    assert "−20 minutes among those reached, that is at most −10 minutes" in str(falling.sentence)


proportions = st.floats(0, 1)
triples = st.tuples(proportions, proportions, proportions).map(sorted).map(lambda t: Share(t[1], t[0], t[2]))


@given(triples, triples)
@settings(max_examples=50, deadline=None)
def test_the_reach_lies_within_its_limits_and_never_exceeds_access_or_use(access: Share, use: Share) -> None:
    value, lower, upper = product(access, use)
    assert -1e-12 <= lower <= value + 1e-12
    assert value <= upper + 1e-12
    assert upper <= 1
    assert value <= min(access.value, use.value) + 1e-12
