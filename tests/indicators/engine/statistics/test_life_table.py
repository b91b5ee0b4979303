import csv
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.engine.statistics.life_table import LifeTable, life_table
from tests.support.reference import case, expected

LAWS = settings(max_examples=30, deadline=None)
STARTS = [0, 1, *range(5, 95, 5)]


def rows(name: str, file: str) -> list[dict[str, str]]:
    with (case(name) / file).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def numbers(table: list[dict[str, str]], column: str) -> np.ndarray:
    return np.array([float(row[column]) for row in table])


def austria(table: list[dict[str, str]]) -> LifeTable:
    deaths, population, starts = (numbers(table, name) for name in ("deaths", "population", "start_age"))
    return life_table(deaths, population, starts, years_lived_by_the_dying=numbers(table, "ax_years"))


def test_life_expectancy_of_austrian_males_1992_is_the_textbooks() -> None:
    # Preston, Heuveline & Guillot 2001, Demography, Box 3.1: e0 = 72.889, 83 845 survivors to 60, e60 =
    # 18.4256.
    population = [47925, 189127, 234793, 238790, 254996, 326831, 355086, 324222, 269963, 261971]
    population += [238011, 261612, 181385, 187962, 153832, 105169, 73694, 57512, 32248]
    deaths = [
        419,
        70,
        36,
        46,
        249,
        420,
        403,
        441,
        508,
        769,
        1154,
        1866,
        2043,
        3496,
        4366,
        4337,
        5279,
        6460,
        6146,
    ]
    lived = [0.068, 1.626, 2.5, 3.143, 2.724, 2.52, 2.481, 2.601, 2.701, 2.663]
    lived += [2.698, 2.676, 2.645, 2.624, 2.619, 2.593, 2.518, 2.423, 5.247]
    table = life_table(deaths, population, [0, 1, *range(5, 90, 5)], years_lived_by_the_dying=lived)
    assert table.expectancy[0] == pytest.approx(72.889, abs=0.001)
    assert table.expectancy[13] == pytest.approx(18.4256, abs=0.001)
    assert table.survivors[13] == pytest.approx(83_845, abs=1)


def test_the_textbook_table_matches_the_reference_case_in_every_column() -> None:
    name = "life_expectancy/austria_males_1992_textbook"
    reference, answers = rows(name, "expected.csv"), expected(case(name))
    table, tolerance = austria(rows(name, "input.csv")), answers["tolerance"]
    np.testing.assert_array_equal(table.starts, numbers(reference, "start_age"))
    np.testing.assert_allclose(table.survivors, numbers(reference, "lx"), atol=tolerance["lx_atol"])
    np.testing.assert_allclose(table.dying, numbers(reference, "dx"), atol=tolerance["lx_atol"])
    np.testing.assert_allclose(table.years_lived, numbers(reference, "nLx"), atol=tolerance["nLx_atol"])
    np.testing.assert_allclose(table.expectancy, numbers(reference, "ex"), atol=tolerance["ex_atol"])
    assert table.expectancy[0] == pytest.approx(answers["expected"]["e0"], abs=tolerance["ex_atol"])


@pytest.mark.parametrize("file", ["input.csv", "input_shuffled_labels.csv"])
def test_chiangs_table_matches_the_reference_case_whatever_the_row_order(file: str) -> None:
    name = "life_expectancy/chiang_abridged_all_ages"
    given_, reference = rows(name, file), rows(name, "expected.csv")
    labels = [row.get("start_age") or row["age_band"] for row in given_]
    starts = [int(re.match(r"\d+", label)[0]) for label in labels]  # type: ignore[index]
    deaths, population = numbers(given_, "deaths"), numbers(given_, "population")
    table = life_table(deaths, population, starts)
    tolerance = expected(case(name))["tolerance"]["atol"]
    np.testing.assert_array_equal(table.starts, numbers(reference, "start_age"))
    np.testing.assert_allclose(table.expectancy, numbers(reference, "value"), rtol=0, atol=tolerance)
    np.testing.assert_allclose(table.lower, numbers(reference, "lower_95"), rtol=0, atol=tolerance)
    np.testing.assert_allclose(table.upper, numbers(reference, "upper_95"), rtol=0, atol=tolerance)
    for column, values in (("population_used", population), ("deaths_used", deaths)):
        above = values[np.argsort(starts)][::-1].cumsum()[::-1]
        np.testing.assert_array_equal(above, numbers(reference, column))


def test_areas_with_defects_are_refused_and_the_good_one_is_not() -> None:
    name = "life_expectancy/suppression_rules"
    given_, reference, answers = rows(name, "input.csv"), rows(name, "expected.csv"), expected(case(name))
    areas = list(dict.fromkeys(row["area"] for row in given_))
    deaths, population = np.full((2, len(areas), len(STARTS)), np.nan)
    for row in given_:
        place = areas.index(row["area"]), STARTS.index(int(row["start_age"]))
        deaths[place], population[place] = float(row["deaths"]), float(row["population"])
    table = life_table(deaths, population, STARTS)
    refused = {area for area, why in zip(areas, table.refusal, strict=True) if why}
    assert refused == set(answers["expected"]["suppressed"])
    bad = [areas.index(area) for area in refused]
    assert np.isnan(
        [table.expectancy[bad], table.lower[bad], table.survivors[bad], table.years_lived[bad]]
    ).all()
    good, tolerance = areas.index("Good data"), answers["tolerance"]["rtol"]
    np.testing.assert_allclose(table.expectancy[good], numbers(reference, "value"), rtol=tolerance)
    np.testing.assert_allclose(table.lower[good], numbers(reference, "lowercl"), rtol=tolerance)
    np.testing.assert_allclose(table.upper[good], numbers(reference, "uppercl"), rtol=tolerance)


def town(persons: float = 100_000, deaths: float = 1_000) -> tuple[np.ndarray, np.ndarray]:
    return np.full(len(STARTS), float(deaths)), np.full(len(STARTS), float(persons))


def refusal(deaths: np.ndarray, population: np.ndarray) -> str:
    return str(life_table(deaths, population, STARTS).refusal)


def test_every_refusal_says_why() -> None:
    deaths, population = town()
    assert refusal(deaths, population) == ""
    assert refusal(*town(persons=250, deaths=2)) == "the population is too small"
    for position, value, words in (
        (3, np.nan, "missing"),
        (3, -1, "negative deaths"),
        (3, 100_001, "more deaths than people"),
        (-1, 0, "nobody died in the open"),
    ):
        changed = deaths.copy()
        changed[position] = value
        assert words in refusal(changed, population)
    population[4] = 0
    assert "nobody in it" in refusal(deaths, population)


def test_limits_more_than_20_years_apart_are_refused_whatever_the_level() -> None:
    deaths, population = np.zeros(len(STARTS)), np.full(len(STARTS), 300.0)
    deaths[-1] = 1
    table = life_table(deaths, population, STARTS, 0.5)
    assert str(table.refusal) == "the limits are too far apart"
    assert np.isnan(table.expectancy).all()
    assert np.isnan(table.survivors).all()


def test_an_age_group_without_deaths_is_survived_by_all() -> None:
    deaths, population = town()
    deaths[2] = 0
    table = life_table(deaths, population, STARTS)
    assert table.dying[2] == 0
    assert table.years_lived[2] == 5 * table.survivors[2]


def test_a_group_that_nobody_survives_does_not_break_the_older_ones() -> None:
    deaths, population = town()
    deaths[10] = population[10]
    table = life_table(deaths, population, STARTS)
    assert table.survivors[11] == 0
    assert np.isfinite(table.expectancy).all()
    assert table.expectancy[11] > 0


def test_constant_mortality_gives_its_inverse_at_the_open_age() -> None:
    table = life_table(*town(), STARTS)
    assert table.expectancy[-1] == pytest.approx(100)


cell = st.tuples(
    st.lists(st.integers(0, 900), min_size=20, max_size=20),
    st.lists(st.integers(1_000, 10**9), min_size=20, max_size=20),
)


@LAWS
@given(st.lists(cell, min_size=1, max_size=4))
def test_cells_are_computed_alike_together_and_alone(cells: list[tuple[list[int], list[int]]]) -> None:
    deaths, population = (np.array(part, dtype=float) for part in zip(*cells, strict=True))
    together = life_table(deaths, population, STARTS)
    for row in range(len(cells)):
        alone = life_table(deaths[row], population[row], STARTS)
        assert str(alone.refusal) == together.refusal[row]
        np.testing.assert_allclose(together.expectancy[row], alone.expectancy, rtol=1e-12)


@LAWS
@given(cell, st.floats(0.5, 0.999))
def test_limits_contain_life_expectancy_and_the_table_adds_up(
    one: tuple[list[int], list[int]], level: float
) -> None:
    table = life_table(*one, STARTS, level)
    if str(table.refusal):
        assert np.isnan(table.expectancy).all()
        return
    assert (table.lower <= table.expectancy).all()
    assert (table.expectancy <= table.upper).all()
    assert (np.diff(table.survivors) <= 0).all()
    assert table.dying.sum() == pytest.approx(100_000)
    assert table.years_lived.sum() / 100_000 == pytest.approx(table.expectancy[0], rel=1e-9)


@LAWS
@given(cell, st.randoms())
def test_the_order_of_age_groups_changes_nothing(one: tuple[list[int], list[int]], random: object) -> None:
    order = list(range(20))
    random.shuffle(order)  # type: ignore[attr-defined]
    deaths, population = (np.array(part, dtype=float) for part in one)
    straight = life_table(deaths, population, STARTS)
    shuffled = life_table(deaths[order], population[order], np.array(STARTS)[order])
    np.testing.assert_array_equal(straight.expectancy, shuffled.expectancy)
