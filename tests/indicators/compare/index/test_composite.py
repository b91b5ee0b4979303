"""Composite indices against published answers, and laws that hold for any table."""

import csv
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from indicators.compare.index import normalisation as normalise
from indicators.compare.index.composite import (
    Recipe,
    aggregate,
    chosen_weights,
    equal_weights,
    index,
    influence,
    normalised,
    ranks,
)
from tests.support.reference import case, expected

laws = settings(max_examples=30, deadline=None)
tables = arrays.arrays(
    float, st.tuples(st.integers(2, 9), st.just(3)), elements=st.integers(0, 50).map(float)
)


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def table(rows: list[dict[str, str]], columns: list[str]) -> np.ndarray:
    return np.array([[float(row[name] or "nan") for name in columns] for row in rows])


def framework(folder: Path, level: int) -> tuple[list[str], np.ndarray, np.ndarray, list[str]]:
    """Codes, directions, weights and parents of one level."""
    rows = [row for row in read(folder / "framework.csv") if row["Level"] == str(level)]
    codes, parents = [row["iCode"] for row in rows], [row["Parent"] for row in rows]
    directions, weights = table(rows, ["Direction", "Weight"]).T
    return codes, directions, weights, parents


def test_the_asem_index_of_51_countries_is_rebuilt_up_three_levels():
    folder = case("composite/asem_minmax_arithmetic")
    rtol = expected(folder)["tolerance"]["rtol"]
    codes, directions, weights, parents = framework(folder, 1)
    rows, answer = read(folder / "input.csv"), read(folder / "expected.csv")
    scores = normalise.min_max(table(rows, codes), directions)
    assert scores == pytest.approx(
        table(read(folder / "expected_normalised.csv"), codes), rel=rtol, nan_ok=True
    )
    for level in (2, 3, 4):
        names = list(dict.fromkeys(parents))
        member = [np.array([parent == name for parent in parents]) for name in names]
        scores = np.stack([aggregate(scores[:, own], weights[own]) for own in member], axis=1)
        assert scores == pytest.approx(table(answer, names), rel=rtol)
        codes, _, weights, parents = framework(folder, level)
        order = [names.index(code) for code in codes]
        scores = scores[:, order]
    place = ranks(scores[:, 0])
    assert place.tolist() == [float(row["rank"]) for row in answer]
    best = [rows[unit]["uCode"] for unit in np.argsort(place)[:5]]
    assert best == expected(folder)["expected"]["top5"]


def test_english_deprivation_scores_are_rebuilt_from_domain_ranks():
    folder = case("composite/imd2025_exponential_domains_a")
    told = expected(folder)
    weights = told["expected"]["weights"]
    place = table(read(folder / "input.csv"), [f"{name}_rank" for name in weights])
    scores = normalise.exponential_of_rank(place, told["parameters"]["N"])
    # the published weights add up to 0.999, and the official score is not divided by that
    found = aggregate(scores, list(weights.values())) * sum(weights.values())
    rows = read(folder / "expected.csv")
    answer = table(rows, ["IMD_score"])[:, 0]
    assert found == pytest.approx(answer, abs=told["tolerance"]["score_atol"])
    place, decile = table(rows, ["IMD_rank", "IMD_decile"]).T
    assert np.ceil(10 * place / told["parameters"]["N"]).tolist() == decile.tolist()


def test_weights_are_shares_and_some_weight_is_asked_for():
    assert equal_weights(4).tolist() == [0.25] * 4
    assert chosen_weights([3, 1]).tolist() == [0.75, 0.25]
    with pytest.raises(ValueError, match="above zero"):
        chosen_weights([0, 0])


def test_a_weak_indicator_weighs_more_the_less_others_make_up_for_it():
    scores = [[1.0, 100]]
    means = [aggregate(scores, [1, 1], how)[0] for how in ("arithmetic", "geometric", "harmonic")]
    assert means == pytest.approx([50.5, 10, 200 / 101])
    assert aggregate([[0.0, 100]], [1, 1], "geometric")[0] == 0
    assert aggregate([[0.0, 100]], [1, 1], "harmonic")[0] == 0
    assert aggregate([[0.0, 100]], [0, 1], "geometric")[0] == pytest.approx(100)


def test_missing_indicators_share_their_weight_until_too_much_is_missing():
    found = aggregate([[10, 20, np.nan], [10, np.nan, np.nan]], [1, 1, 1])
    assert found[0] == 15
    assert np.isnan(found[1])


def test_scores_that_reach_zero_are_refused_for_a_geometric_index():
    with pytest.raises(ValueError, match="not z_score"):
        index([[1.0], [2]], Recipe((1,), (1,), "z_score", "geometric"))


def test_a_constant_indicator_counts_as_missing():
    found = index([[1.0, 5], [2, 5]], Recipe((1, 1), (1, 1), minimum_known=0.5))
    assert found.tolist() == [0, 100]


def test_the_report_finds_the_indicator_without_a_say():
    rng = np.random.default_rng(3)
    strong = rng.normal(size=60)
    values = np.stack([strong, strong + 0.01 * rng.normal(size=60), rng.normal(size=60)], axis=1)
    first, copy, alone = influence(values, Recipe((1, 1, 1), (1, 1, 0.1)))
    assert first.closest == copy.closest > 0.99
    assert alone.correlation < 0.4 < first.correlation
    assert alone.mean_shift > 0
    lonely = influence(values[:, :1], Recipe((1,), (1,)))[0]
    assert np.isnan([lonely.closest, lonely.mean_shift]).all()


@laws
@given(tables, st.randoms())
def test_the_order_of_units_does_not_matter(values, random):
    recipe = Recipe((1, -1, 1), (1, 2, 3), minimum_known=0)
    order = random.sample(range(len(values)), len(values))
    assert index(values, recipe)[order] == pytest.approx(index(values[order], recipe), nan_ok=True)


@laws
@given(tables)
def test_the_unit_of_an_indicator_does_not_matter(values):
    recipe = Recipe((1, -1, 1), (1, 1, 1), minimum_known=0)
    found, other = index(values, recipe), index(values * [1, 10, 0.5] + [3, 0, -1], recipe)
    assert found == pytest.approx(other, nan_ok=True)


def test_outliers_are_treated_when_the_recipe_says_so():
    values = np.r_[np.arange(30.0), 1000][:, None]
    recipe = Recipe((1,), (1,), outlier_points=3)
    assert normalised(values, recipe)[-1] == normalised(values, recipe)[-2] == 100
    assert normalised(values, replace(recipe, outlier_points=0))[-2] < 5
