"""The change of a gap, and the flag that a better average hides a wider gap."""

from dataclasses import replace

import numpy as np
import pytest

from indicators.compare.gaps import gap_change
from indicators.compare.gaps.groups import Measure


def test_the_change_of_a_gap_has_limits_by_square_and_add():
    before, after = Measure("sii", 4, 3, 5, "unit"), Measure("sii", 7, 5, 8, "unit")
    found = gap_change.gap_change(before, after)
    assert (found.value, found.lower, found.upper) == pytest.approx((3, 3 - np.sqrt(5), 3 + np.sqrt(2)))
    assert found.clear
    assert found.wider
    with pytest.raises(ValueError, match="a change is of one measure"):
        gap_change.gap_change(before, replace(after, name="rii"))


def test_a_larger_measure_is_not_always_a_wider_gap():
    narrower = gap_change.gap_change(Measure("sii", -3, -4, -2, "unit"), Measure("sii", 1, 0, 2, "unit"))
    assert narrower.value > 0
    assert not narrower.wider
    wider = gap_change.gap_change(
        Measure("rii", 0.8, 0.7, 0.9, "ratio"), Measure("rii", 0.5, 0.4, 0.6, "ratio")
    )
    assert wider.value < 0
    assert wider.wider


def test_average_better_gap_wider_is_flagged_only_when_both_are_clear():
    gap = gap_change.gap_change(Measure("sii", 4, 3, 5, "unit"), Measure("sii", 7, 6, 8, "unit"))
    up, unclear = Measure("mean", 2, 1, 3, "unit"), Measure("mean", 2, -1, 5, "unit")
    flag = gap_change.average_better_gap_wider
    assert flag(up, gap, "higher")
    assert not flag(up, gap, "lower")
    assert not flag(up, gap, "neutral")
    assert not flag(unclear, gap, "higher")
    assert flag(unclear, gap, "higher", clear=False)
    assert not flag(Measure("mean", np.nan, np.nan, np.nan, "unit"), gap, "higher", clear=False)
