"""Indicators made comparable, against published answers."""

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from indicators.compare.index import normalisation as normalise
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


def test_the_exponential_scale_has_the_ends_of_the_technical_report():
    # English Indices of Deprivation, technical report: the first tenth spans about 50 to 100
    assert normalise.exponential_of_rank([1, 101], 1000) == pytest.approx([100, 50], abs=0.5)


def test_five_normalisations_agree():
    folder = case("composite/normalisation_methods")
    direction = {row["iCode"]: int(row["Direction"]) for row in read(folder / "directions.csv")}
    rows, tolerance = read(folder / "input.csv"), expected(folder)["tolerance"]
    methods = {
        "zscore": normalise.z_score,
        "rank": normalise.ranks_up,
        "borda": normalise.borda,
        "percentile_rank": normalise.percentile,
        "dist2max": normalise.distance_to_maximum,
    }
    answers = {
        (row["uCode"], row["indicator"], row["method"]): row["value"] for row in read(folder / "expected.csv")
    }
    assert {method for _, _, method in answers} <= set(methods)
    for (method, function), (code, sign) in ((m, d) for m in methods.items() for d in direction.items()):
        found = function(table(rows, [code]), sign)[:, 0]
        answer = [float(answers[row["uCode"], code, method] or "nan") for row in rows]
        assert found == pytest.approx(answer, rel=tolerance["rtol"], abs=tolerance["atol"], nan_ok=True)


def test_outliers_of_49_indicators_are_treated_alike():
    folder = case("composite/outlier_treatment")
    rtol = expected(folder)["tolerance"]["rtol"]
    rows, treated = read(folder / "input.csv"), read(folder / "expected_treated.csv")
    count = 0
    for row in read(folder / "expected.csv"):
        found = normalise.winsorise(table(rows, [row["indicator"]])[:, 0])
        count += found.points > 0
        assert (found.skew_before, found.kurtosis_before) == pytest.approx(
            (float(row["skew_before"]), float(row["kurtosis_before"])), rel=rtol
        )
        assert (found.points == 0) == (row["pass_before"] == "True")
        assert found.points == int(row["n_winsorised"])
        if found.points:
            after = (float(row["skew_after"]), float(row["kurtosis_after"]))
            assert (found.skew, found.kurtosis) == pytest.approx(after, rel=rtol)
        answer = table(treated, [row["indicator"]])[:, 0]
        assert found.values == pytest.approx(answer, rel=rtol, nan_ok=True)
    assert count == expected(folder)["expected"]["indicators_treated"]


def test_an_outlier_that_five_points_can_not_tame_is_left_alone_and_said_so():
    found = normalise.winsorise([0.0] * 40 + [100 * 3.0**k for k in range(12)], most=1)
    assert not found.passed
    assert found.points == 0


@laws
@given(tables, st.sampled_from(sorted(normalise.METHODS)))
def test_every_normalisation_keeps_the_order_and_turns_with_the_direction(values, method):
    scores = normalise.METHODS[method](values, 1)
    turned = normalise.METHODS[method](-values, -1)
    assert scores == pytest.approx(turned, nan_ok=True)
    for before, after in zip(values.T, scores.T, strict=True):
        if np.ptp(before) > 0:
            assert (np.diff(after[np.argsort(before)]) >= -1e-12).all()
