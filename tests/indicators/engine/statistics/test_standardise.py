import csv

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.engine.statistics import standardise
from indicators.engine.statistics.intervals import byar
from tests.support.reference import case, expected

LAWS = settings(max_examples=30, deadline=None)


def rows(name: str, file: str) -> list[dict[str, str]]:
    with (case(name) / file).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def wide(table: list[dict[str, str]], key: str, column: str) -> np.ndarray:
    """[cell, age] in the order of first appearance; the cases count an empty cell as zero events."""
    cells = list(dict.fromkeys(row[key] for row in table))
    return np.array([[float(row[column] or 0) for row in table if row[key] == cell] for cell in cells])


def numbers(table: list[dict[str, str]], column: str) -> np.ndarray:
    return np.array([float(row[column] or "nan") for row in table])


def agree(name: str, computed: npt.ArrayLike, reference: npt.ArrayLike) -> None:
    tolerance = expected(case(name))["tolerance"]["rtol"]
    np.testing.assert_allclose(np.asarray(computed), np.asarray(reference), rtol=tolerance)


@pytest.mark.parametrize("per", [10_000, 100_000])
def test_direct_rates_with_dobson_limits_match_the_reference_case(per: int) -> None:
    name = "standardisation/dsr_dobson_esp2013"
    table, reference = rows(name, "input.csv"), rows(name, "expected.csv")
    reference = [row for row in reference if row["multiplier"] == str(per)]
    events, population = wide(table, "area", "count"), wide(table, "area", "population")
    standard = wide(table, "area", "standard_population")[0]
    np.testing.assert_array_equal(standard, list(standardise.ESP2013.values()))
    for level, suffix in ((0.95, "95_0cl"), (0.998, "99_8cl")):
        rate = standardise.directly_standardised(events, population, standard, level, per=per)
        agree(name, rate.events, numbers(reference, "total_count"))
        agree(name, rate.population, numbers(reference, "total_pop"))
        agree(name, rate.value, numbers(reference, "value"))
        agree(name, rate.lower, numbers(reference, f"lower{suffix}"))
        agree(name, rate.upper, numbers(reference, f"upper{suffix}"))


def test_a_direct_rate_on_a_given_standard_matches_the_reference_case() -> None:
    name = "standardisation/dsr_user_standard_1976"
    table, reference = (
        rows(name, "input.csv"),
        expected(case("standardisation/dsr_user_standard_1976"))["expected"],
    )
    events, population = numbers(table, "count"), numbers(table, "population")
    rate = standardise.directly_standardised(events, population, numbers(table, "standard_population"))
    keys = ("total_count", "total_population", "value", "lower_95", "upper_95")
    computed = [rate.events, rate.population, rate.value, rate.lower, rate.upper]
    agree(name, computed, [reference[key] for key in keys])


def test_the_standard_populations_have_their_published_totals() -> None:
    assert sum(standardise.ESP2013.values()) == 100_000
    assert list(standardise.ESP2013) == list(range(0, 95, 5))
    assert sum(standardise.WHO_WORLD.values()) == pytest.approx(100.035)


def test_first_year_and_ages_one_to_four_fold_into_the_first_group_of_the_standard() -> None:
    groups = standardise.common_age_groups([0, 1, *range(5, 95, 5)])
    assert groups.starts == tuple(range(0, 95, 5))
    np.testing.assert_array_equal(groups.standard, list(standardise.ESP2013.values()))
    folded = groups.fold(np.arange(40).reshape(2, 20))
    assert folded.shape == (2, 19)
    assert folded[:, 0].tolist() == [1, 41]
    assert folded[:, 1].tolist() == [2, 22]


def test_a_coarser_table_adds_the_standard_up_to_its_own_groups() -> None:
    groups = standardise.common_age_groups([0, 15, 65])
    assert groups.standard.tolist() == [16_000, 64_500, 19_500]
    assert standardise.common_age_groups([15, 65, 85], standardise.WHO_WORLD).standard[-1] == pytest.approx(
        0.635
    )


def test_a_rate_under_75_leaves_the_older_ages_out_of_table_and_standard() -> None:
    starts = list(range(0, 95, 5))
    groups = standardise.common_age_groups(starts, below=75)
    assert groups.starts[-1] == 70
    assert groups.standard.sum() == 91_000
    assert groups.fold(np.ones(19)).tolist() == [1.0] * 15
    assert standardise.common_age_groups([0, 65], below=75).standard.tolist() == [80_500, 10_500]


@pytest.mark.parametrize(
    ("starts", "below"), [([5, 0], None), ([3, 10], None), ([], None), ([0, 65, 85], 75), ([0], 72)]
)
def test_age_groups_that_do_not_fit_are_refused(starts: list[int], below: int | None) -> None:
    with pytest.raises(ValueError, match="age"):
        standardise.common_age_groups(starts, below=below)


def test_an_empty_age_group_makes_the_rate_unknown_unless_the_standard_is_empty_too() -> None:
    events, population = [[10, 10, 0], [10, 10, 1]], [[100, 100, 0], [100, 100, 0]]
    assert np.isnan(standardise.directly_standardised(events, population, [1, 1, 1]).value).all()
    value = standardise.directly_standardised(events, population, [1, 1, 0], per=1).value
    assert value[0] == pytest.approx(0.1)
    assert np.isnan(value[1])


def test_fewer_than_ten_events_withhold_value_and_limits_but_not_the_count() -> None:
    rate = standardise.directly_standardised([[4, 5], [5, 5]], [[50, 50], [50, 50]], [1, 1], per=100)
    assert np.isnan([rate.value[0], rate.lower[0], rate.upper[0]]).all()
    assert rate.events.tolist() == [9, 10]
    assert rate.value[1] == pytest.approx(10)


strata = st.lists(
    st.tuples(st.integers(0, 10**6), st.integers(10**6, 10**9), st.integers(1, 10**5)), min_size=1
)


@LAWS
@given(strata)
def test_limits_contain_the_rate_and_widen_with_the_level(table: list[tuple[int, int, int]]) -> None:
    table_ = np.array(table, dtype=float).T
    low, high = (standardise.directly_standardised(*table_, level) for level in (0.9, 0.99))
    if table_[0].sum() >= 10:
        assert 0 <= high.lower <= low.lower <= low.value <= low.upper <= high.upper
    else:
        assert np.isnan([low.value, low.lower, low.upper]).all()


@LAWS
@given(strata)
def test_standardising_to_itself_gives_the_crude_rate_with_byars_limits(
    table: list[tuple[int, int, int]],
) -> None:
    events, population, _ = np.array(table, dtype=float).T
    rate = standardise.directly_standardised(events, population, population, per=1)
    if events.sum() >= standardise.MINIMUM_EVENTS:
        crude = np.array([events.sum(), *byar(events.sum())]) / population.sum()
        np.testing.assert_allclose([rate.value, rate.lower, rate.upper], crude, rtol=1e-9)


@LAWS
@given(strata, st.randoms())
def test_the_order_of_age_groups_changes_nothing(table: list[tuple[int, int, int]], random: object) -> None:
    shuffled = list(table)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    one = standardise.directly_standardised(*np.array(table, dtype=float).T)
    other = standardise.directly_standardised(*np.array(shuffled, dtype=float).T)
    np.testing.assert_allclose([one.value, one.upper], [other.value, other.upper], rtol=1e-9)
