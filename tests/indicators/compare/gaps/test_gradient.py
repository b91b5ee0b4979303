"""Slope and relative index of inequality against published answers."""

import csv
from pathlib import Path

import numpy as np
import pytest

from indicators.compare.gaps.gradient import Line, gradient
from indicators.compare.gaps.group_limits import standard_errors
from tests.support.reference import case, expected


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def column(rows: list[dict[str, str]], name: str) -> np.ndarray:
    return np.array([float(row[name]) for row in rows])


GRADIENTS = {
    "sii_rii_life_expectancy_deciles": {},
    "sii_rii_99_confidence": {"level": 0.99},
    "sii_rii_rate_deciles": {"scale": "log"},
    "sii_rii_proportion_x_minus_100": {"scale": "logit", "multiplier": -100},
}


@pytest.mark.parametrize("name", GRADIENTS)
def test_gradients_agree_with_the_english_public_health_agency(name):
    folder = case(f"inequality_gradient/{name}")
    rows, tolerance = read(folder / "input.csv"), expected(folder)["tolerance"]
    for answer in read(folder / "expected.csv"):
        area = [row for row in rows if row["area"] == answer["area"]]
        found = gradient(
            column(area, "value"),
            column(area, "standarderror"),
            column(area, "population"),
            Line(**GRADIENTS[name]),
        )
        for measure, value in answer.items():
            if measure != "area":
                loose = tolerance["limits_rtol" if measure.endswith("er") else "point_rtol"]
                assert getattr(found, measure) == pytest.approx(float(value), rel=loose), measure


def test_standard_errors_come_back_from_limits_on_their_scale():
    folder = case("inequality_gradient/sii_rii_rate_deciles")
    rows = read(folder / "input.csv")
    found = standard_errors(column(rows, "lowercl"), column(rows, "uppercl"), scale="log")
    assert found == pytest.approx(column(rows, "standarderror"), rel=2e-5)  # made with 1.96


def test_a_line_through_logs_gives_back_an_exponential_gradient():
    people = np.array([3.0, 1, 2, 4])
    ranks = np.cumsum(people / 10) - people / 20
    found = gradient(5 * np.exp(-ranks), None, people, Line(scale="log", transform=True))
    assert (found.intercept, found.rii) == pytest.approx((5, np.exp(-1)))
    assert found.sii == pytest.approx(5 * np.exp(-1) - 5)
