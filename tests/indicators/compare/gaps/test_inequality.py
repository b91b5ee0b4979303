"""Inequality between groups against published answers, and laws that hold for any numbers."""

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.compare.gaps import dispersion, inequality
from indicators.compare.gaps.gradient import concentration_index
from indicators.compare.gaps.group_limits import range_critical
from indicators.compare.gaps.groups import Measure
from indicators.compare.gaps.inequality import NAMES, GroupValues
from tests.support.reference import case, expected

laws = settings(max_examples=30, deadline=None)
numbers = st.lists(
    st.tuples(st.integers(1, 99), st.integers(0, 8), st.integers(1, 500)), min_size=2, max_size=12
)


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def column(rows: list[dict[str, str]], name: str) -> np.ndarray:
    return np.array([float(row[name]) for row in rows])


def measures(
    values, errors, people, ordered, better, groups=None, level=0.95, scale="identity"
) -> list[Measure]:
    return inequality.measures(GroupValues(values, errors, people, groups, scale), ordered, better, level)


def named(*arguments, **options) -> dict[str, Measure]:
    return {measure.name: measure for measure in measures(*arguments, **options)}


def answers(folder: Path) -> dict[str, float]:
    return {row["measure"]: float(row["value"]) for row in read(folder / "expected.csv")}


def test_unordered_groups_agree_with_the_who_test_set():
    folder = case("inequality/who_unordered_synthetic")
    rows, answer, rtol = read(folder / "input.csv"), answers(folder), expected(folder)["tolerance"]["rtol"]
    values, people, errors = column(rows, "estimate"), column(rows, "population"), column(rows, "se")
    mean, best = dispersion.average(values, people), values.max()
    reference = values[column(rows, "reference") == 1][0]
    found = {name: one.value for name, one in named(values, errors, people, False, "higher").items()}
    found |= {"ti": 1000 * found["theil"], "mld": 1000 * found["mld"], "idisw": found["idis"]}
    found |= {"idisu": dispersion.index_of_disparity(values, people, weighted=False)}
    found |= {"bgsd": dispersion.between_group_deviation(values, people)}
    for letter, point in (("m", mean), ("b", best), ("r", reference)):
        for weighted in (True, False):
            name = f"md{letter}{'w' if weighted else 'u'}"
            found[name] = dispersion.mean_difference_from(values, people, point, weighted)
    for name, value in answer.items():
        assert found[name] == pytest.approx(value, rel=rtol), name


def test_variance_between_groups_has_the_standard_error_of_ahn_2018():
    folder = case("inequality/who_unordered_synthetic")
    rows, answer = read(folder / "input.csv"), expected(folder)["expected"]
    values, people, errors = column(rows, "estimate"), column(rows, "population"), column(rows, "se")
    error = dispersion.between_group_variance_error(values, errors, people)
    value = dispersion.between_group_variance(values, people)
    assert error == pytest.approx(answer["bgv_se"], rel=2e-5)
    assert value - 1.959964 * error == pytest.approx(answer["bgv_lower"], rel=2e-5)
    assert value + 1.959964 * error == pytest.approx(answer["bgv_upper"], rel=2e-5)


def test_ordered_groups_agree_with_the_who_test_set():
    folder = case("inequality/who_ordered_synthetic")
    rows, answer, told = read(folder / "input.csv"), answers(folder), expected(folder)
    values, people = column(rows, "estimate"), column(rows, "population")
    found = {name: one.value for name, one in named(values, None, people, True, "higher").items()}
    found |= {"sii_linear": found["sii"], "rii_linear": found["rii"]}
    for name, value in answer.items():
        if name not in ("sii_logit", "rii_logit"):  # our gradients of shares are straight lines
            assert found[name] == pytest.approx(value, rel=told["tolerance"]["rtol"]), name


def test_five_ordered_groups_have_the_indices_printed_by_who():
    # healthequal tests (WHO), after Schlotheuber & Hosseinpoor 2022: ACI 7.32842, RCI 0.177769, PAR 18.7755
    values, people = np.array([20.0, 30, 40, 50, 60]), np.array([78, 91, 162, 103, 105])
    assert concentration_index(values, people) == pytest.approx((7.32842032, 0.17776861), rel=1e-7)
    assert named(values, None, people, True, "higher")["par"].value == pytest.approx(18.7755102)


def test_mexican_states_have_the_published_gini_and_theil():
    folder = case("inequality/mexico_states_gini_theil")
    rows, atol = read(folder / "input.csv"), expected(folder)["tolerance"]["atol"]
    regions, people = np.array([row["region"] for row in rows]), np.ones(len(rows))
    for answer in read(folder / "expected.csv"):
        income = column(rows, f"pcgdp{answer['year']}")
        between, within = dispersion.theil_parts(income, people, regions)
        found = (dispersion.gini(income, people), dispersion.theil(income, people), between, within)
        names = ("gini", "theil", "theil_between_regions", "theil_within_regions")
        assert found == pytest.approx([float(answer[name]) for name in names], abs=atol)


def test_income_classes_of_1968_have_the_published_gini_and_atkinson():
    # Documented output of the R package ineq: Gini 0.4620911, Atkinson (0.5) 0.1796591
    income = np.array([541.0, 1463, 2445, 3438, 4437, 5401, 6392, 8304, 11904, 22261])
    assert dispersion.gini(income, np.ones(10)) == pytest.approx(0.4620911, abs=6e-8)
    assert dispersion.atkinson(income, np.ones(10), 0.5) == pytest.approx(0.1796591, abs=6e-8)
    folder = case("inequality/usa_1968_gini_atkinson")
    assert column(read(folder / "input.csv"), "value") == pytest.approx(income)


def test_the_critical_range_is_that_of_printed_tables():
    # Studentised range, infinite degrees of freedom, 5 %: Pearson & Hartley 1970, table 29
    found = [range_critical(groups, 0.95) * np.sqrt(2) for groups in (2, 3, 10)]
    assert found == pytest.approx([2.772, 3.314, 4.474], abs=5e-4)


def test_sixty_equal_districts_are_not_called_unequal():
    rng, errors = np.random.default_rng(4), np.full(60, 3.0)
    found = named(50 + rng.normal(0, 3, 60), errors, np.full(60, 1000), False, "higher")
    for name in ("gini", "theil", "mld", "atkinson", "cov", "idis", "bgv", "par", "paf"):
        assert found[name].lower == 0 < found[name].value, name
        assert found[name].noise > 0.7 * found[name].value
    assert found["difference"].lower < 0


def test_truly_unequal_districts_are_called_unequal():
    found = named([30.0, 50, 70], [1.0, 1, 1], [1, 1, 1], False, "higher")
    assert all(one.lower > 0 for one in found.values())


@laws
@given(numbers, st.sampled_from(["higher", "lower", "neutral"]), st.booleans(), st.randoms())
def test_a_value_lies_within_its_limits_and_row_order_does_not_matter(rows, better, ordered, random):
    values, errors, people = np.array(rows, dtype=float).T
    found = measures(values, errors, people, ordered, better)
    for one in found:
        assert not one.lower > one.value, one
        assert not one.upper < one.value, one
    if not ordered:
        order = random.sample(range(len(rows)), len(rows))
        again = measures(values[order], errors[order], people[order], False, better)
        for one, other in zip(found, again, strict=True):
            assert (one.value, one.lower, one.upper) == pytest.approx(
                (other.value, other.lower, other.upper), abs=1e-9, nan_ok=True
            )


@laws
@given(numbers)
def test_splitting_every_group_in_two_alike_halves_changes_no_value(rows):
    values, _, people = np.array(rows, dtype=float).T
    whole = named(values, None, people, False, "higher", groups=np.arange(len(rows)) % 2)
    halves = named(
        *(np.repeat(a, 2) if a is not None else None for a in (values, None, people / 2)), False, "higher"
    )
    for name, one in halves.items():
        assert one.value == pytest.approx(whole[name].value, abs=1e-9), name
    assert whole["theil"].value == pytest.approx(
        whole["theil_between"].value + whole["theil_within"].value, abs=1e-12
    )


@laws
@given(numbers, st.floats(0.1, 50))
def test_relative_measures_ignore_the_unit_and_absolute_ones_grow_with_it(rows, times):
    values, _, people = np.array(rows, dtype=float).T
    one, scaled = (named(values * k, None, people, True, "higher") for k in (1, times))
    factors = {"unit": times, "unit_squared": times**2, "ratio": 1, "percent": 1, "index": 1}
    for name, measure in one.items():
        wanted = measure.value * factors[measure.unit_kind]
        assert scaled[name].value == pytest.approx(wanted, rel=1e-7, abs=1e-7, nan_ok=True), name


def test_equal_groups_have_no_inequality():
    found = named([40.0] * 4, [1.0] * 4, [1, 2, 3, 4], True, "lower", groups=[1, 1, 2, 2])
    assert set(found) == set(NAMES)
    for name, one in found.items():
        assert one.value == pytest.approx(1 if one.unit_kind == "ratio" else 0, abs=1e-9), name
        assert one.lower < one.upper, name


def test_fewer_than_two_known_groups_have_nothing_to_measure():
    assert measures([], [], [], False, "higher") == []
    assert measures([5.0], [1.0], [10], True, "higher") == []
    assert measures([5.0, np.nan], [1.0, 1.0], [10, 10], True, "higher") == []
    assert measures([5.0, 7.0], [1.0, 1.0], [10, 0], True, "higher") == []


def test_a_suppressed_poorest_group_leaves_the_difference_unknown():
    found = named([np.nan, 30.0, 40, 50], [np.nan, 1, 1, 1], [10, 10, 10, 10], True, "higher")
    assert np.isnan([found[name].value for name in ("difference", "ratio", "par", "paf")]).all()
    assert found["sii"].value == pytest.approx(40)  # ranks still count the people of the missing group
    assert np.isfinite(found["sii"].lower)


def test_zero_values_leave_only_what_has_no_logarithm_unknown():
    found = named([0.0, 10, 20], [1.0, 1, 1], None, False, "higher")
    assert np.isnan(found["mld"].value)
    assert np.isnan(found["ratio"].value)
    assert found["theil"].value > 0
    assert found["gini"].value == pytest.approx(4 / 9)
    everything_zero = named([0.0, 0.0], [0.0, 0.0], None, True, "higher")
    assert everything_zero["difference"].value == 0
    assert np.isnan(everything_zero["gini"].value)


def test_without_standard_errors_there_are_values_but_no_limits():
    for one in measures([1.0, 2, 3], None, None, True, "higher"):
        assert np.isfinite(one.value)
        assert np.isnan(one.lower)
        assert np.isnan(one.upper)


def test_neutral_indicators_have_no_attributable_share_and_lower_is_better_has_a_negative_one():
    assert not {"par", "paf"} & set(named([1.0, 2], None, None, False, "neutral"))
    assert named([1.0, 3], None, None, False, "lower")["par"].value == -1


def test_a_wrong_shape_or_level_is_named():
    with pytest.raises(ValueError, match="standard_errors has shape"):
        measures([1.0, 2], [1.0], None, False, "higher")
    with pytest.raises(ValueError, match=r"mean 0\.95"):
        measures([1.0, 2], [1.0, 1], None, False, "higher", level=95)
