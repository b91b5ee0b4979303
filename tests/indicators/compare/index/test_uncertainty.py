"""How sure ranks in an index are."""

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from indicators.compare.index.composite import Recipe
from indicators.compare.index.uncertainty import Draws, rank_intervals

laws = settings(max_examples=30, deadline=None)
tables = arrays.arrays(
    float, st.tuples(st.integers(2, 9), st.just(3)), elements=st.integers(0, 50).map(float)
)


@laws
@given(tables)
def test_rank_intervals_hold_the_rank_and_the_best_rank_is_one(values):
    recipe = Recipe((1, 1, -1), (1, 1, 1), minimum_known=0)
    found = rank_intervals(values, np.ones_like(values), recipe, Draws(number=50))
    known = ~np.isnan(found.rank) & ~np.isnan(found.lower)
    assert (found.lower <= found.rank)[known].all()
    assert (found.rank <= found.upper)[known].all()
    assert (found.lower <= found.median)[known].all()
    assert (found.lower[known] >= 1).all()
    assert (found.upper[known] <= len(values)).all()


def test_ranks_are_certain_without_errors_and_with_fixed_weights():
    values = np.arange(12.0).reshape(6, 2)
    found = rank_intervals(values, None, Recipe((1, 1), (1, 1)), Draws(weight_spread=0, number=20))
    assert found.rank.tolist() == found.lower.tolist() == found.upper.tolist() == [6, 5, 4, 3, 2, 1]


def test_larger_errors_and_more_methods_make_ranks_less_sure():
    values = np.random.default_rng(6).normal(50, 5, (20, 4))
    recipe = Recipe((1,) * 4, (1,) * 4)
    sure, unsure = (rank_intervals(values, np.full_like(values, e), recipe) for e in (0.1, 5))
    assert np.mean(unsure.upper - unsure.lower) > 2 * np.mean(sure.upper - sure.lower)
    plain = rank_intervals(values, None, recipe, Draws(weight_spread=0))
    mixed = rank_intervals(
        values,
        None,
        recipe,
        Draws(weight_spread=0, normalisations=("min_max", "rank"), aggregations=("arithmetic", "geometric")),
    )
    assert (plain.upper == plain.lower).all()
    assert (mixed.upper > mixed.lower).any()
    again = rank_intervals(values, np.full_like(values, 5), recipe)
    assert again.lower.tolist() == unsure.lower.tolist()


def test_weights_may_be_drawn_from_the_budgets_of_residents():
    values = np.array([[1.0, 3], [2, 2], [3, 1]])
    found = rank_intervals(values, None, Recipe((1, 1), (1, 1)), Draws(weight_choices=[[10, 0], [0, 10]]))
    assert (found.lower[0], found.upper[0]) == (1, 3)
    assert (found.lower[1], found.upper[1]) == (1, 2)  # all tie by the recipe


def test_a_thousand_draws_over_many_districts_give_every_one_its_limits():
    values = np.random.default_rng(1).normal(50, 5, (2000, 10))
    found = rank_intervals(values, np.ones_like(values), Recipe((1,) * 10, (1,) * 10))
    assert np.isfinite(found.lower).all()


@laws
@given(st.integers(0, 2**32 - 1))
def test_districts_alike_have_the_same_rank_in_every_draw_however_many_there_are(seed):
    rng = np.random.default_rng(seed)
    values = rng.normal(50, 10, (rng.integers(2, 60), 7))
    values[rng.random(values.shape) < 0.05] = np.nan
    twice = np.concatenate([values, values])[rng.permutation(2 * len(values))]
    found = rank_intervals(twice, None, Recipe((1,) * 7, (1,) * 7), Draws(number=60))
    same = [np.flatnonzero((np.nan_to_num(twice) == np.nan_to_num(row)).all(axis=1)) for row in twice]
    for ends in (found.rank, found.lower, found.median, found.upper):
        assert all(np.array_equal(ends[pair], ends[pair[::-1]], equal_nan=True) for pair in same)


def test_limits_are_those_of_ranking_draw_by_draw_with_pandas():
    rng = np.random.default_rng(9)
    values = rng.normal(50, 10, (40, 3))
    found = rank_intervals(values, None, Recipe((1,) * 3, (1,) * 3), Draws(number=101, level=0.8, seed=4))
    drawn = np.random.default_rng(4).uniform(0.75, 1.25, (101, 3))
    scores = pd.DataFrame((values - values.min(axis=0)) / np.ptp(values, axis=0))
    ranks = pd.concat([scores.dot(w / w.sum()).rank(ascending=False, method="min") for w in drawn], axis=1)
    low, middle, high = np.quantile(ranks, [0.1, 0.5, 0.9], axis=1, method="inverted_cdf")
    assert found.lower.tolist() == np.minimum(low, found.rank).tolist()
    assert found.median.tolist() == middle.tolist()
    assert found.upper.tolist() == np.maximum(high, found.rank).tolist()
