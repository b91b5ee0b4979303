"""Hexagons and groups of seven side by side give away no small count: held against linear programmes."""

import numpy as np
import pytest
from scipy import sparse

from indicators.compare.spatial.hexagon_disclosure import HiddenHexagons, protected
from tests.support.disclosure_audit import feasible

THRESHOLD = 5.0


def known(
    counts: np.ndarray, member: np.ndarray, decided: HiddenHexagons
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Limits of every hidden hexagon and then of every group, from all that is shown, and what each must be at least.

    Cells are the hexagons, the groups and the district.
    """
    groups = np.bincount(member, counts)
    n, m = len(counts), len(groups)
    table = np.r_[counts, groups, groups.sum()]
    sums = np.zeros((m + 1, n + m + 1))
    sums[member, np.arange(n)] = 1
    sums[np.arange(m), n + np.arange(m)] = -1
    sums[m, n : n + m], sums[m, -1] = 1, -1
    floor = np.r_[counts > 0, np.bincount(member, counts > 0), (counts > 0).sum()].astype(float)
    hidden = np.r_[decided.single, decided.group, False]
    lower, upper = feasible(table, floor, hidden, sparse.csr_array(sums))
    return np.stack([table[hidden], floor[hidden]], axis=1), lower, upper


@pytest.mark.parametrize("seed", range(40))
def test_nobody_can_work_out_a_small_count_from_both_maps_and_the_total(seed: int) -> None:
    rng = np.random.default_rng(seed)
    n = int(rng.integers(4, 60))
    counts = rng.poisson(rng.gamma(0.8, rng.choice([2.0, 6.0, 20.0]), n)).astype(float)
    member = np.unique(rng.integers(0, max(n // 5, 1), n), return_inverse=True)[1]
    decided = protected(counts, member, THRESHOLD)
    groups = np.bincount(member, counts)
    assert decided.single[(counts > 0) & (counts < THRESHOLD)].all()
    assert decided.group[(groups > 0) & (groups < THRESHOLD)].all()
    if decided.withheld:
        assert decided.single.all()
        assert decided.group.all()
        return
    table, lower, upper = known(counts, member, decided)
    slack = 1e-6
    assert (upper - lower >= THRESHOLD - slack).all()
    small = table[:, 0] < THRESHOLD
    assert (lower[small] <= table[small, 1] + slack).all()
    assert (upper[small] >= THRESHOLD - slack).all()
    assert not decided.single[counts == 0].any(), "zeros are shown"


def test_a_group_whose_small_count_has_no_cover_inside_is_hidden_with_another() -> None:
    counts = np.array([2.0, 0.0, 0.0, 40.0, 0.0, 30.0, 4.0, 4.0])
    member = np.array([0, 0, 0, 1, 1, 2, 2, 2])
    decided = protected(counts, member, THRESHOLD)
    assert decided.group.tolist() == [True, False, True]
    assert decided.single.tolist() == [True, False, False, False, False, False, True, True]


def test_where_nothing_is_small_nothing_is_hidden() -> None:
    decided = protected(np.array([5.0, 0.0, 9.0]), np.array([0, 0, 1]), THRESHOLD)
    assert not decided.single.any()
    assert not decided.group.any()


def test_where_nothing_protects_a_small_count_all_is_withheld_zeros_too() -> None:
    decided = protected(np.array([5.0, 1.0, 0.0]), np.array([0, 0, 1]), THRESHOLD)
    assert decided.withheld
    assert decided.single.all()
    assert decided.group.all()
