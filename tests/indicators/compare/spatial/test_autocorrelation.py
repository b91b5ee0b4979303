"""Spatial association against published answers, and clusters that were put there."""

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.compare.spatial.adjacency import contiguity
from indicators.compare.spatial.autocorrelation import (
    HIGH_HIGH,
    LOW_LOW,
    MISSING,
    NO_NEIGHBOURS,
    NOT_SIGNIFICANT,
    PermutationTest,
    association,
    clusters,
)
from tests.support.reference import case, expected


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def spatial(folder: Path, name: str) -> tuple[np.ndarray, list[list[int]], list[str]]:
    rows, edges = read(folder / "input.csv"), read(folder / "edges.csv")
    ids = [row["id"] for row in rows]
    near = {(edge["focal"], edge["neighbor"]) for edge in edges}
    adjacency = [[row for row, other in enumerate(ids) if (one, other) in near] for one in ids]
    return np.array([float(row[name]) for row in rows]), adjacency, ids


def upper_tail(z: float) -> float:
    from scipy.special import ndtr

    return float(ndtr(-z))


def grid(side: int) -> list[list[int]]:
    """Queen neighbours on a square of side x side districts."""
    places = [(row, column) for row in range(side) for column in range(side)]
    return [
        [other for other, (r, c) in enumerate(places) if max(abs(r - row), abs(c - column)) == 1]
        for row, column in places
    ]


def test_crime_in_columbus_agrees_with_cliff_and_ords_statistics():
    folder = case("spatial/columbus_global")
    answer, rtol = expected(folder)["expected"], expected(folder)["tolerance"]["rtol"]
    values, adjacency, _ = spatial(folder, "CRIME")
    found = association(values, adjacency, permutations=999)
    pairs = {
        "I": found.moran,
        "EI": found.moran_expected,
        "VI_rand": found.moran_variance,
        "z_rand": found.z,
        "p_rand_greater": upper_tail(found.z),
        "VI_norm": found.moran_variance_normal,
        "z_norm": found.z_normal,
        "C": found.geary,
        "EC": found.geary_expected,
        "VC_rand": found.geary_variance,
    }
    assert set(answer) - set(pairs) == {"G", "EG", "VG", "z_G"}, "all but the general G, which no page shows"
    for name, value in pairs.items():
        assert value == pytest.approx(np.asarray(answer[name]).item(), rel=rtol), name
    assert found.p == pytest.approx(2 * answer["p_rand_greater"], rel=rtol)
    assert found.p_permutation == 0.002  # the least there is with 999 permutations, both sides


def test_homicide_around_st_louis_agrees():
    folder = case("spatial/st_louis_homicide_moran")
    answer, rtol = expected(folder)["expected"], expected(folder)["tolerance"]["rtol"]
    found = association(*spatial(folder, "HR8893")[:2], permutations=999)
    assert found.moran == pytest.approx(answer["I"], rel=rtol)
    assert found.moran_expected == pytest.approx(answer["EI"], rel=rtol)
    assert upper_tail(found.z_normal) == pytest.approx(answer["p_norm_one_sided"], rel=rtol)


def test_clusters_of_homicide_around_st_louis_agree_when_one_sided_and_uncorrected():
    folder = case("spatial/st_louis_lisa_clusters")
    told = expected(folder)
    values, adjacency, ids = spatial(folder, "HR8893")
    found = clusters(values, adjacency, PermutationTest(alternative="one-sided", correction="none"))
    for row in read(folder / "expected.csv"):
        here = ids.index(row["id"])
        assert found.label[here] == row["label"].lower(), row["id"]
        assert found.p[here] == pytest.approx(float(row["pseudo_p"]), abs=told["tolerance"]["pseudo_p_atol"])
    listed = [ids.index(row["id"]) for row in read(folder / "expected.csv")]
    assert (found.label[listed] == HIGH_HIGH).sum() == told["expected"]["n_high_high"]
    assert (found.label[listed] == LOW_LOW).sum() == told["expected"]["n_low_low"]


def test_local_statistics_are_those_of_esda():
    import esda
    from libpysal.weights import W

    adjacency, values = grid(5), np.random.default_rng(1).normal(size=25)
    weights = W(dict(enumerate(adjacency)), silence_warnings=True)
    assert clusters(values, adjacency, PermutationTest(permutations=99)).moran == pytest.approx(
        esda.Moran_Local(values, weights, permutations=0).Is
    )


def test_a_planted_cluster_is_found_and_nothing_far_from_it():
    values = np.random.default_rng(2).normal(size=100)
    planted = [11, 12, 13, 21, 22, 23, 31, 32, 33]
    values[planted] += 8
    found = clusters(values, grid(10))
    high = np.flatnonzero(found.label == HIGH_HIGH)
    beside = {other for district in planted for other in grid(10)[district]}
    assert {22} <= set(high) <= set(planted) | beside
    assert (np.isin(found.label, [HIGH_HIGH, NOT_SIGNIFICANT, "low-high"])).all()


def test_two_sided_p_is_twice_the_one_sided_and_correction_never_adds_clusters():
    values, adjacency = np.random.default_rng(3).normal(size=49), grid(7)
    one = clusters(
        values, adjacency, PermutationTest(alternative="one-sided", correction="none", permutations=999)
    )
    two = clusters(values, adjacency, PermutationTest(correction="none", permutations=999))
    assert two.p == pytest.approx(np.minimum(1, 2 * one.p))
    corrected = clusters(values, adjacency, PermutationTest(permutations=999))
    assert (corrected.p_adjusted >= two.p).all()
    assert (corrected.label != NOT_SIGNIFICANT).sum() <= (two.label != NOT_SIGNIFICANT).sum()


def test_chance_alone_seldom_makes_clusters_once_corrected():
    rng, adjacency = np.random.default_rng(4), grid(6)
    called = [
        (
            clusters(rng.normal(size=36), adjacency, PermutationTest(permutations=999)).label
            != NOT_SIGNIFICANT
        ).any()
        for _ in range(40)
    ]
    assert np.mean(called) <= 0.1


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 1000), st.floats(0.1, 50), st.floats(-100, 100))
def test_the_unit_does_not_matter(seed, times, more):
    values, adjacency = np.random.default_rng(seed).normal(size=16), grid(4)
    plain, scaled = (association(v, adjacency, 99) for v in (values, values * times + more))
    assert plain.moran == pytest.approx(scaled.moran)
    assert plain.p_permutation == pytest.approx(scaled.p_permutation)
    one, other = (
        clusters(v, adjacency, PermutationTest(permutations=99)) for v in (values, values * times + more)
    )
    assert one.p == pytest.approx(other.p)
    assert one.label.tolist() == other.label.tolist()


def test_missing_and_lonely_districts_are_named_and_leave_the_others_alone():
    adjacency = [*grid(4), []]
    values = np.append(np.random.default_rng(5).normal(size=16), 1.0)
    values[0] = np.nan
    found = clusters(values, adjacency, PermutationTest(permutations=99))
    assert found.label[0] == MISSING
    assert found.label[-1] == NO_NEIGHBOURS
    assert np.isnan(found.p[[0, -1]]).all()
    assert np.isfinite(found.p[1:-1]).all()
    assert association(values, adjacency, 99).without_neighbours == 1


def test_equal_values_and_tiny_cities_have_no_clusters():
    assert association(np.ones(9), grid(3)) is None
    assert association([1.0, 2], [[1], [0]]) is None
    assert set(clusters(np.ones(9), grid(3)).label) == {NOT_SIGNIFICANT}
    assert clusters([], []).label.size == 0


def test_squares_that_touch_at_a_corner_are_neighbours():
    import geopandas
    from shapely.geometry import box

    places = [box(column, row, column + 1, row + 1) for row in range(3) for column in range(3)]
    districts = geopandas.GeoDataFrame({"id": list("abcdefghi")}, geometry=places, index=list("ihgfedcba"))
    assert contiguity(districts) == grid(3)


def test_an_adjacency_of_another_length_is_refused():
    with pytest.raises(ValueError, match="9 districts have neighbours"):
        clusters(np.ones(8), grid(3))
