"""What is done otherwise for thousands of districts gives what it gives for few."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from dashboard.charts import tables
from dashboard.views.compare.data import _squares
from indicators.compare.benchmarking import similar_districts as like
from indicators.compare.benchmarking.rank_limits import RankLimits, rank_limits
from indicators.compare.benchmarking.similar_districts import nearest_to, neighbours
from indicators.compare.change.change import Estimated, difference
from indicators.compare.spatial import autocorrelation
from indicators.compare.spatial.adjacency import contiguity
from indicators.engine.statistics.intervals import z


def all_pairs(values: np.ndarray, low: np.ndarray, high: np.ndarray) -> RankLimits:
    """Ranks and their limits by looking at every pair; higher is better."""
    known = ~np.isnan(values)
    of = int(known.sum())
    wider = z(1 - 0.05 / max(of - 1, 1)) / z(0.95)
    low, high = values - wider * (values - low), values + wider * (high - values)
    a, b = (slice(None), None), (None, slice(None))
    pairs = difference(Estimated(values[a], low[a], high[a]), Estimated(values[b], low[b], high[b]))
    sure = known & ~np.isnan(low) & ~np.isnan(high)
    return RankLimits(
        np.where(known, 1 + (values[b] > values[a]).sum(axis=1), np.nan),
        np.where(sure, 1 + (pairs.upper < 0).sum(axis=1), np.nan),
        np.where(sure, of - (pairs.lower > 0).sum(axis=1), np.nan),
        of,
    )


@pytest.mark.parametrize("how", ["any limits", "ties", "wide limits", "limits that grow with the value"])
def test_limits_of_ranks_are_those_of_all_pairs(how: str) -> None:
    rng = np.random.default_rng(4)
    value = rng.gamma(2, 10, 1200)
    value = np.round(value) if how == "ties" else value
    below, above = rng.gamma(1, 9 if how == "wide limits" else 1, (2, len(value)))
    if how == "limits that grow with the value":
        below = above = np.sqrt(value) / 5
    low, high = value - below, value + above
    for array in (value, low, high):
        array[rng.integers(0, len(value), 60)] = np.nan
    low[7], high[9] = -np.inf, np.inf
    found, wanted = rank_limits(value, low, high, "higher"), all_pairs(value, low, high)
    np.testing.assert_array_equal(found.rank, wanted.rank)
    np.testing.assert_array_equal(found.lower, wanted.lower)
    np.testing.assert_array_equal(found.upper, wanted.upper)


def test_the_tree_finds_the_same_neighbours_in_the_same_order_with_ties(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    table = np.round(np.random.default_rng(3).normal(size=(600, 2)), 0)
    table[5, 0] = np.nan
    wanted = neighbours(table, 5)
    monkeypatch.setattr(like, "_ALL_PAIRS", 10)
    found = neighbours(table, 5)
    np.testing.assert_array_equal(found.index, wanted.index)
    np.testing.assert_array_equal(found.distance, wanted.distance)


def test_the_neighbours_of_one_district_are_its_line_of_the_table() -> None:
    table = np.round(np.random.default_rng(3).normal(size=(80, 3)), 1)
    table[7, 1] = np.nan
    wanted = neighbours(table, 5)
    for row in range(80):
        near, apart = nearest_to(table, row)
        np.testing.assert_array_equal(near, [at for at in wanted.index[row] if at >= 0])
        np.testing.assert_array_equal(apart, wanted.distance[row][wanted.index[row] >= 0])


def test_districts_touch_as_libpysal_says_also_at_a_corner_and_around_a_hole() -> None:
    from libpysal.weights import Queen

    squares = [shapely.box(x, y, x + 1, y + 1) for x in range(4) for y in range(4) if (x, y) != (1, 1)]
    hole = shapely.box(1, 1, 2, 2)
    ring = hole.buffer(0.4, join_style="mitre").difference(shapely.box(1.2, 1.2, 1.8, 1.8))
    shapes = [*squares, ring, shapely.box(1.2, 1.2, 1.8, 1.8), shapely.box(9, 9, 10, 10)]
    districts = gpd.GeoDataFrame(geometry=shapes, crs=4326)
    wanted = Queen.from_dataframe(districts, use_index=False, silence_warnings=True).neighbors
    assert contiguity(districts) == [sorted(wanted[row]) for row in range(len(shapes))]


def _grid(side: int) -> list[list[int]]:
    rows = [(i, j) for i in range(side) for j in range(side)]
    return [
        [k for k, (x, y) in enumerate(rows) if (x - i) ** 2 + (y - j) ** 2 == 1] for i, j in rows
    ]  # fmt: skip


def test_hands_dealt_once_for_all_leave_out_those_that_hold_the_district_itself() -> None:
    adjacency, rng = _grid(15), np.random.default_rng(0)
    values = rng.normal(size=225)
    values[:60] += 1
    _lag, moran, p = autocorrelation._local_of_many(values, adjacency, 999, 1)
    centred, dealer = values - values.mean(), np.random.default_rng(1)
    hands = np.array([dealer.choice(225, 4, replace=False) for _ in range(999)])
    for row in (0, 16, 113, 224):
        hand = hands[:, : len(adjacency[row])]
        hand = hand[~(hand == row).any(axis=1)]
        lag = centred[adjacency[row]].mean()
        assert p[row] == autocorrelation._tail(centred[row] * lag, centred[row] * centred[hand].mean(axis=1))
    one_by_one = autocorrelation._local(values, adjacency, 999, 1)
    np.testing.assert_allclose(moran, one_by_one[1])
    assert np.abs(p - one_by_one[2]).max() < 0.06


def test_a_table_of_thousands_shows_both_ends_and_the_chosen_ones_and_says_so() -> None:
    rows = pd.DataFrame({"district_id": [f"D{i}" for i in range(3000)], "status": "ok"})
    rows.loc[2990:, "status"] = "missing"
    shown = tables.excerpt(rows, ("D1500", "D2999"))
    wanted = [*range(50), 1500, *range(2940, 2990), 2999]
    assert list(shown["district_id"]) == [f"D{i}" for i in wanted]
    assert tables.excerpt_note(shown, rows).startswith("102 of 3,000 districts")
    few = rows.head(400)
    assert tables.excerpt(few) is few
    assert tables.excerpt_note(few, few) == ""


def test_squares_hold_every_district_with_both_values_once() -> None:
    rng = np.random.default_rng(2)
    x, y = rng.normal(size=(2, 5000))
    x[:10] = np.nan
    found = _squares(x, y)
    assert found["districts"].sum() == 4990
    first = found.iloc[0]
    inside = (x >= first["left"]) & (x < first["right"]) & (y >= first["bottom"]) & (y < first["top"])
    assert inside.sum() == first["districts"] > 0
