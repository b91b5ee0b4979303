"""Funnels, neighbours and class breaks, against published figures and laws."""

import csv
from pathlib import Path
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.compare.benchmarking.classes import class_breaks
from indicators.compare.benchmarking.funnel import (
    Dispersion,
    funnel_rates,
    funnel_shares,
    judge,
    over_dispersion,
)
from indicators.compare.benchmarking.similar_districts import neighbours
from indicators.compare.multiple_testing import adjusted_p
from tests.support.reference import case, expected

LAWS = settings(max_examples=50, deadline=None)
PUBLISHED_CLASSES = {
    "High (0.001)": "high_998",
    "High (0.025)": "high_95",
    "Not significant": "similar",
    "Low (0.025)": "low_95",
    "Low (0.001)": "low_998",
}
districts = st.lists(st.tuples(st.integers(0, 50), st.integers(51, 500)), min_size=2, max_size=12)


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def column(path: Path, name: str) -> np.ndarray:
    return np.array([float(row[name]) if row[name] not in ("", "NA") else np.nan for row in rows(path)])


def published_classes(path: Path) -> list[str]:
    return [PUBLISHED_CLASSES[row["significance"]] for row in rows(path)]


def test_the_39_crude_rates_of_the_reference_case_fall_into_the_published_classes() -> None:
    folder = case("benchmark/funnel_crude_rate")
    got = funnel_rates(column(folder / "input.csv", "count"), column(folder / "input.csv", "pop") / 1e5)
    assert got.average == pytest.approx(expected(folder)["expected"]["average_per_100000"], rel=1e-9)
    assert got.significance.tolist() == published_classes(folder / "expected.csv")


def test_the_303_shares_of_the_reference_case_fall_into_the_published_classes() -> None:
    folder = case("benchmark/funnel_proportion")
    answer = expected(folder)
    got = funnel_shares(
        column(folder / "input.csv", "numerator"), column(folder / "input.csv", "denominator")
    )
    assert 100 * got.average == pytest.approx(answer["expected"]["baseline_percent"], rel=1e-9)
    assert got.significance.tolist() == published_classes(folder / "expected_significance.csv")


def test_the_class_breaks_are_the_published_ones() -> None:
    folder = case("benchmark/map_class_breaks")
    value, answer = column(folder / "input.csv", "value"), expected(folder)
    for name, bounds in answer["expected"].items():
        method = name.removesuffix("_5").removesuffix("_1_10_50_90_99_100")
        got = class_breaks(value, method, 5)
        np.testing.assert_allclose(got, bounds, rtol=answer["tolerance"]["rtol"], err_msg=name)


def test_the_adjusted_p_values_are_those_of_the_reference_case() -> None:
    folder = case("comparison/benjamini_hochberg_1995")
    got = adjusted_p(column(folder / "input.csv", "p"))
    np.testing.assert_allclose(got, column(folder / "expected.csv", "bh_adjusted"), atol=1e-9)
    np.testing.assert_array_equal(got <= 0.05, column(folder / "expected.csv", "bh_reject") == 1)
    bonferroni = column(folder / "input.csv", "p") * len(got) <= 0.05
    assert bonferroni.sum() == expected(folder)["expected"]["bonferroni_rejections_at_0.05"]


def test_benjamini_and_hochberg_reject_four_of_their_fifteen_hypotheses() -> None:
    # Benjamini & Hochberg 1995, JRSS B 57:289, section 3.2.
    p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459]
    p += [0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000]
    assert (adjusted_p(p) <= 0.05).sum() == 4


@LAWS
@given(st.lists(st.floats(0, 1), min_size=1, max_size=20), st.randoms())
def test_adjusting_keeps_the_order_and_never_lowers_a_p_value(p: list[float], random: Random) -> None:
    got = adjusted_p(p)
    assert (got >= np.array(p) - 1e-12).all()
    assert (np.diff(got[np.argsort(p, kind="stable")]) >= 0).all()
    order = random.sample(range(len(p)), len(p))
    np.testing.assert_allclose(adjusted_p(np.array(p)[order]), got[order])


def test_missing_p_values_are_not_tests() -> None:
    np.testing.assert_allclose(adjusted_p([0.02, np.nan, 0.04]), [0.04, np.nan, 0.04])


@LAWS
@given(districts, st.randoms(), st.sampled_from(["none", "multiplicative", "additive"]))
def test_the_order_of_the_districts_does_not_matter(
    pairs: list, random: Random, dispersion: Dispersion
) -> None:
    x, n = np.array(pairs).T
    order = random.sample(range(len(pairs)), len(pairs))
    for funnel in (funnel_shares, funnel_rates):
        got, shuffled = funnel(x, n, dispersion=dispersion), funnel(x[order], n[order], dispersion=dispersion)
        np.testing.assert_allclose(shuffled.z, got.z[order], atol=1e-9)
        assert shuffled.significance.tolist() == got.significance[order].tolist()


@LAWS
@given(districts)
def test_over_dispersion_only_ever_pulls_districts_towards_the_average(pairs: list) -> None:
    x, n = np.array(pairs).T
    plain = funnel_shares(x, n)
    for dispersion in ("multiplicative", "additive"):
        assert (np.abs(funnel_shares(x, n, dispersion=dispersion).z) <= np.abs(plain.z) + 1e-9).all()


def test_winsorising_keeps_one_outlier_from_hiding_itself() -> None:
    z = np.array([*np.linspace(-1.5, 1.5, 19), 40.0])
    assert over_dispersion(z) < 2 < np.mean(z**2)


def test_zero_events_are_a_value_and_nobody_is_not() -> None:
    got = funnel_rates([0, 20, 20, 0], [100, 100, 100, 0])
    assert got.value[0] == 0
    assert got.significance.tolist() == ["low_998", "similar", "similar", "cannot_tell"]
    assert judge(got.significance, "lower").tolist() == ["better", "similar", "similar", "cannot_tell"]


def test_one_district_alone_cannot_be_compared_but_with_a_given_average_it_can() -> None:
    assert funnel_shares([5], [10]).significance.tolist() == ["cannot_tell"]
    assert funnel_rates([5], [10]).significance.tolist() == ["cannot_tell"]
    assert funnel_shares([50], [100], average=0.1).significance.tolist() == ["high_998"]
    assert funnel_rates([], []).significance.tolist() == []


def test_a_neutral_indicator_is_higher_or_lower_and_a_stricter_level_forgives() -> None:
    classes = ["high_998", "high_95", "low_95", "cannot_tell"]
    assert judge(classes, "neutral").tolist() == ["higher", "higher", "lower", "cannot_tell"]
    assert judge(classes, "higher", 0.998).tolist() == ["better", "similar", "similar", "cannot_tell"]
    with pytest.raises(ValueError, match="expected"):
        judge(classes, "up")


def test_the_nearest_districts_come_first_and_ties_keep_their_order() -> None:
    got = neighbours(np.array([[0, 1], [1, 1], [-1, 1], [5, 1], [np.nan, 1]]), count=3)
    assert got.index[0].tolist() == [1, 2, 3]
    assert got.distance[0, 0] == got.distance[0, 1]
    assert got.index[4].tolist() == [-1, -1, -1]
    assert 4 not in got.index


def test_no_unit_of_measurement_decides_who_is_a_neighbour() -> None:
    table = np.random.default_rng(3).normal(size=(12, 3))
    scaled = neighbours(table * [1, 1000, 0.01])
    np.testing.assert_array_equal(scaled.index, neighbours(table).index)


def test_one_district_has_no_neighbours() -> None:
    assert (neighbours([[1.0, 2.0]]).index == -1).all()


def test_few_values_give_few_classes_and_no_values_none() -> None:
    assert class_breaks([1, 1, 2, np.nan], "fisher_jenks").tolist() == [1, 2]
    assert class_breaks([np.nan]).size == 0
    with pytest.raises(ValueError, match="expected one of"):
        class_breaks([1, 2], "jenks")
