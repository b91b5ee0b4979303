import csv

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.engine.statistics import intervals, survey
from tests.support.reference import case, expected

LAWS = settings(max_examples=30, deadline=None)
STRATIFIED = "survey/stratified_mean_total_subgroups"


def columns(name: str, file: str) -> dict[str, np.ndarray]:
    with (case(name) / file).open(encoding="utf-8", newline="") as lines:
        table = list(csv.DictReader(lines))
    return {column: np.array([row[column] for row in table]) for column in table[0]}


def encode_design(
    stratum: npt.ArrayLike, psu: npt.ArrayLike, stratum_size: npt.ArrayLike | None = None
) -> tuple[survey.Design, np.ndarray]:
    """The design of respondents, with labels that count within their stratum, and each one's PSU."""
    _, stratum_code = np.unique(np.asarray(stratum), return_inverse=True)
    labels, psu_code = np.unique(np.asarray(psu), return_inverse=True)
    _, first, unit = np.unique(stratum_code * len(labels) + psu_code, return_index=True, return_inverse=True)
    strata = stratum_code[first]
    sampled = np.zeros(strata.max(initial=-1) + 1)
    if stratum_size is not None:
        sampled[strata] = np.asarray(stratum_size, dtype=float)[first]
        sampled = np.bincount(strata) / sampled
    return survey.Design(strata, sampled), unit


def error_of_total(psu: npt.ArrayLike, amounts: npt.ArrayLike, design: survey.Design) -> float:
    """The standard error of a total over everybody; `psu` is the position of each row's PSU."""
    positions = np.asarray(psu)
    return float(survey.spread(np.zeros(len(positions), dtype=int), positions, amounts, 1, design)[0][0])


class Schools:
    """The stratified sample of 200 Californian schools, every school its own PSU."""

    def __init__(self, finite: bool = True) -> None:
        data = columns(STRATIFIED, "input.csv")
        self.weight, self.api = data["pw"].astype(float), data["api00"].astype(float)
        self.enroll, self.awards = data["enroll"].astype(float), (data["awards"] == "Yes").astype(float)
        self.types, self.kind = np.unique(data["stype"], return_inverse=True)
        size = data["fpc"].astype(float) if finite else None
        self.design, self.psu = encode_design(data["stype"], data["cds"], size)
        self.everyone = np.zeros(len(self.psu), dtype=int)

    def mean(self, values: np.ndarray) -> survey.Estimate:
        rows = (self.weight * values, self.weight)
        return survey.ratio(self.everyone, self.psu, *rows, 1, self.design)


def check(estimate: survey.Estimate, reference: dict[str, float], point: float, error: float) -> None:
    np.testing.assert_allclose(estimate.value[0], reference["est"], rtol=point)
    np.testing.assert_allclose(estimate.standard_error[0], reference["se"], rtol=error)
    limits = np.array(intervals.normal(estimate.value, estimate.standard_error))[:, 0]
    np.testing.assert_allclose(limits, [reference["lower"], reference["upper"]], rtol=max(point, error))


def test_stratified_means_and_errors_of_totals_match_the_reference_case() -> None:
    answers, schools = expected(case(STRATIFIED)), Schools()
    reference, tolerance = answers["expected"], answers["tolerance"]["rtol"]
    check(schools.mean(schools.api), reference["strat_mean_api00"], tolerance, tolerance)
    infinite = Schools(finite=False)
    check(infinite.mean(infinite.api), reference["strat_mean_api00_without_fpc"], tolerance, tolerance)
    enrolled = schools.weight * schools.enroll
    error, freedom = survey.spread(schools.everyone, schools.psu, enrolled, 1, schools.design)
    total = survey.Estimate(np.array([enrolled.sum()]), error, freedom)
    check(total, reference["strat_total_enroll"], tolerance, tolerance)


def test_a_share_and_its_error_match_the_reference_case() -> None:
    answers, schools = expected(case(STRATIFIED)), Schools()
    reference, tolerance = answers["expected"]["strat_prop_awards"], answers["tolerance"]["rtol"]
    share = schools.mean(schools.awards)
    assert share.degrees_of_freedom.tolist() == [197]
    computed = [share.value[0], share.standard_error[0]]
    np.testing.assert_allclose(computed, [reference[key] for key in ("est", "se")], rtol=tolerance)
    assert answers["expected"]["strat_prop_awards_linear"]["se"] == reference["se"]


def test_subgroup_means_match_the_reference_case() -> None:
    answers, schools = expected(case(STRATIFIED)), Schools()
    reference = columns(STRATIFIED, "expected_by_stype.csv")
    assert reference["stype"].tolist() == schools.types.tolist()
    rows = (schools.weight * schools.api, schools.weight)
    estimate = survey.ratio(schools.kind, schools.psu, *rows, 3, schools.design)
    np.testing.assert_allclose(
        estimate.value, reference["api00"].astype(float), rtol=answers["tolerance"]["rtol"]
    )
    np.testing.assert_allclose(
        estimate.standard_error, reference["se"].astype(float), rtol=answers["tolerance"]["rtol"]
    )


def test_the_error_of_a_cluster_sample_is_the_textbooks() -> None:
    # Lohr 2010, Sampling: Design and Analysis, 2nd ed., example 5.2: the grade point averages of all 4
    # students of 5 of 100 suites; mean 2.826, standard error 0.164.
    suites = np.array([12.16, 11.36, 8.96, 12.96, 11.08])
    design, psu = encode_design(np.zeros(5), np.arange(5), np.full(5, 100))
    estimate = survey.ratio(np.zeros(5, dtype=int), psu, 20 * suites, np.full(5, 80.0), 1, design)
    assert estimate.value[0] == pytest.approx(2.826)
    assert estimate.standard_error[0] == pytest.approx(0.164, abs=5e-4)
    assert estimate.degrees_of_freedom[0] == 4


def test_a_psu_without_members_of_the_domain_counts_as_zero() -> None:
    design = survey.Design(np.zeros(4, dtype=int), np.zeros(1))
    sparse = error_of_total([0, 1], [10.0, 14.0], design)
    assert sparse == pytest.approx(error_of_total(range(4), [10.0, 14.0, 0, 0], design), rel=1e-12)
    assert sparse == pytest.approx(2 * np.std([10, 14, 0, 0], ddof=1))


def test_a_single_psu_stratum_is_centred_at_the_mean_of_all_psus() -> None:
    design = survey.Design(np.array([0, 0, 1]), np.zeros(2))
    error = error_of_total(range(3), [10.0, 14.0, 30.0], design)
    assert error**2 == pytest.approx(2 * np.var([10, 14], ddof=1) + (30 - 18) ** 2)
    absent = error_of_total(range(2), [10.0, 14.0], design)
    assert absent**2 == pytest.approx(2 * np.var([10, 14], ddof=1) + 8**2)
    drawn_for_certain = survey.Design(design.stratum, np.array([0.0, 1.0]))
    certain = error_of_total(range(3), [10.0, 14.0, 30.0], drawn_for_certain)
    assert certain**2 == pytest.approx(2 * np.var([10, 14], ddof=1))


def test_a_domain_without_anybody_has_no_ratio_and_no_warning() -> None:
    design = survey.Design(np.zeros(3, dtype=int), np.zeros(1))
    estimate = survey.ratio(np.array([0, 0, 2]), np.arange(3), [1.0, 2, 0], [2.0, 2, 0], 3, design)
    assert estimate.value[0] == 0.75
    assert np.isnan(estimate.value[1:]).all()
    assert np.isnan(estimate.standard_error[1:]).all()
    assert estimate.degrees_of_freedom.tolist() == [1, 0, 0]


def test_a_domain_within_one_psu_has_a_ratio_without_an_error() -> None:
    design = survey.Design(np.zeros(3, dtype=int), np.zeros(1))
    estimate = survey.ratio(np.array([0, 0]), np.array([1, 1]), [1.0, 2], [2.0, 2], 1, design)
    assert estimate.value[0] == 0.75
    assert np.isnan(estimate.standard_error[0])


def test_effective_samples_follow_the_standard_error() -> None:
    assert survey.effective_sample(0.5, 0.05) == pytest.approx(100)
    assert np.isnan(survey.effective_sample([0, 1, 0.5], [0, 0, 0])).all()


psu_rows = st.tuples(st.integers(0, 3), st.integers(0, 11), st.floats(0, 1), st.floats(0.01, 100))


@LAWS
@given(st.lists(psu_rows, min_size=1, max_size=60), st.randoms())
def test_row_order_and_splitting_rows_change_nothing(
    rows: list[tuple[int, int, float, float]], random: object
) -> None:
    design = survey.Design(np.array([0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 3]), np.array([0.0, 0.1, 0, 0]))
    halves = [(domain, psu, share, weight / 2) for domain, psu, share, weight in rows for _ in range(2)]
    random.shuffle(halves)  # type: ignore[attr-defined]

    def estimate(table: list[tuple[int, int, float, float]]) -> survey.Estimate:
        domain, psu, share, weight = (np.array(part) for part in zip(*table, strict=True))
        return survey.ratio(domain, psu, share * weight, weight, 4, design)

    one, other = estimate(rows), estimate(halves)
    np.testing.assert_allclose(one.value, other.value, rtol=1e-9)
    np.testing.assert_allclose(one.standard_error, other.standard_error, rtol=1e-6, atol=1e-9)
    np.testing.assert_array_equal(one.degrees_of_freedom, other.degrees_of_freedom)
    assert not (one.standard_error < 0).any()
