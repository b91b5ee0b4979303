import csv

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.engine.statistics import calibration, intervals, survey
from tests.support.reference import case, expected

LAWS = settings(max_examples=30, deadline=None)
STRATIFIED = "survey/stratified_mean_total_subgroups"
CALIBRATED = "survey/poststratification_raking"


def columns(name: str, file: str) -> dict[str, np.ndarray]:
    with (case(name) / file).open(encoding="utf-8", newline="") as lines:
        table = list(csv.DictReader(lines))
    return {column: np.array([row[column] for row in table]) for column in table[0]}


class Schools:
    """The stratified sample of 200 Californian schools, every school its own PSU."""

    def __init__(self, finite: bool = True) -> None:
        data = columns(STRATIFIED, "input.csv")
        self.weight, self.api = data["pw"].astype(float), data["api00"].astype(float)
        self.enroll, self.awards = data["enroll"].astype(float), (data["awards"] == "Yes").astype(float)
        self.types, self.kind = np.unique(data["stype"], return_inverse=True)
        size = data["fpc"].astype(float) if finite else None
        self.design, self.psu = survey.encode_design(data["stype"], data["cds"], size)
        self.everyone = np.zeros(len(self.psu), dtype=int)

    def mean(self, values: np.ndarray) -> survey.Estimate:
        rows = (self.weight * values, self.weight)
        return survey.ratio(self.everyone, self.psu, *rows, 1, self.design)


def check(estimate: survey.Estimate, reference: dict[str, float], point: float, error: float) -> None:
    np.testing.assert_allclose(estimate.value[0], reference["est"], rtol=point)
    np.testing.assert_allclose(estimate.standard_error[0], reference["se"], rtol=error)
    limits = np.array(intervals.normal(estimate.value, estimate.standard_error))[:, 0]
    np.testing.assert_allclose(limits, [reference["lower"], reference["upper"]], rtol=max(point, error))


def test_stratified_means_and_totals_match_the_reference_case() -> None:
    answers, schools = expected(case(STRATIFIED)), Schools()
    reference, tolerance = answers["expected"], answers["tolerance"]["rtol"]
    check(schools.mean(schools.api), reference["strat_mean_api00"], tolerance, tolerance)
    infinite = Schools(finite=False)
    check(infinite.mean(infinite.api), reference["strat_mean_api00_without_fpc"], tolerance, tolerance)
    enrolled = schools.weight * schools.enroll
    total = survey.total(schools.everyone, schools.psu, enrolled, 1, schools.design)
    check(total, reference["strat_total_enroll"], tolerance, tolerance)


def test_the_design_effect_matches_the_reference_case() -> None:
    answers, schools = expected(case(STRATIFIED)), Schools()
    weight, api = schools.weight, schools.api
    between = survey.element_variance(weight.sum(), weight @ api, weight @ api**2, len(api))
    effect = survey.design_effect(schools.mean(api).standard_error, between, len(api), weight.sum())
    np.testing.assert_allclose(
        effect, answers["expected"]["strat_mean_deff"], rtol=answers["tolerance"]["rtol"]
    )


def test_a_share_and_its_logit_limits_match_the_reference_case() -> None:
    answers, schools = expected(case(STRATIFIED)), Schools()
    reference, tolerance = answers["expected"]["strat_prop_awards"], answers["tolerance"]["rtol"]
    share = schools.mean(schools.awards)
    assert share.degrees_of_freedom.tolist() == [197]
    limits = intervals.logit(share.value, share.standard_error, degrees_of_freedom=share.degrees_of_freedom)
    computed = [share.value[0], share.standard_error[0], limits[0][0], limits[1][0]]
    np.testing.assert_allclose(
        computed, [reference[key] for key in ("est", "se", "lower", "upper")], rtol=tolerance
    )
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


def known_totals() -> list[dict[str, float]]:
    targets = columns(CALIBRATED, "targets.csv")
    margins: dict[str, dict[str, float]] = {"stype": {}, "sch.wide": {}}
    for variable, level, amount in zip(targets["variable"], targets["level"], targets["total"], strict=True):
        margins[str(variable)][str(level)] = float(amount)
    return list(margins.values())


def test_post_stratified_weights_and_errors_match_the_reference_case() -> None:
    answers, data = expected(case(CALIBRATED)), columns(CALIBRATED, "input.csv")
    reference, tolerance = answers["expected"], answers["tolerance"]
    before = data["pw"].astype(float)
    after = calibration.post_stratify(before, data["stype"], known_totals()[0])
    given_ = columns(CALIBRATED, "expected_weights.csv")
    np.testing.assert_array_equal(given_["cds"], data["cds"])
    np.testing.assert_allclose(after, given_["weight_post"].astype(float), rtol=1e-10)
    design, psu = survey.encode_design(np.zeros(len(before)), data["dnum"], data["fpc"])
    common = (after, before, [data["stype"]], psu, design)
    precision = (tolerance["point_rtol"], tolerance["se_rtol"])
    mean = calibration.calibrated_ratio(data["api00"].astype(float), 1, *common)
    check(mean, reference["post_mean_api00"], *precision)
    total = calibration.calibrated_total(data["enroll"].astype(float), *common)
    check(total, reference["post_total_enroll"], *precision)


def test_raked_weights_and_errors_match_the_reference_case() -> None:
    answers, data = expected(case(CALIBRATED)), columns(CALIBRATED, "input.csv")
    tolerance, margins = answers["tolerance"], [data["stype"], data["sch.wide"]]
    before, totals = data["pw"].astype(float), known_totals()
    after = calibration.rake(before, margins, totals)
    given_ = columns(CALIBRATED, "expected_weights.csv")["weight_rake"].astype(float)
    np.testing.assert_allclose(after, given_, rtol=tolerance["weights_rtol"])
    design, psu = survey.encode_design(np.zeros(len(before)), data["dnum"], data["fpc"])
    mean = calibration.calibrated_ratio(data["api00"].astype(float), 1, after, before, margins, psu, design)
    check(mean, answers["expected"]["rake_mean_api00"], tolerance["point_rtol"], tolerance["se_rtol"])


def test_the_error_of_a_cluster_sample_is_the_textbooks() -> None:
    # Lohr 2010, Sampling: Design and Analysis, 2nd ed., example 5.2: the grade point averages of all 4
    # students of 5 of 100 suites; mean 2.826, standard error 0.164.
    suites = np.array([12.16, 11.36, 8.96, 12.96, 11.08])
    design, psu = survey.encode_design(np.zeros(5), np.arange(5), np.full(5, 100))
    estimate = survey.ratio(np.zeros(5, dtype=int), psu, 20 * suites, np.full(5, 80.0), 1, design)
    assert estimate.value[0] == pytest.approx(2.826)
    assert estimate.standard_error[0] == pytest.approx(0.164, abs=5e-4)
    assert estimate.degrees_of_freedom[0] == 4


def test_a_psu_without_members_of_the_domain_counts_as_zero() -> None:
    design = survey.Design(np.zeros(4, dtype=int), np.zeros(1))
    domain, psu = np.zeros(2, dtype=int), np.array([0, 1])
    sparse = survey.total(domain, psu, [10.0, 14.0], 1, design)
    dense = survey.total(np.zeros(4, dtype=int), np.arange(4), [10.0, 14.0, 0, 0], 1, design)
    assert sparse.value == dense.value
    assert sparse.standard_error[0] == pytest.approx(dense.standard_error[0], rel=1e-12)
    assert sparse.standard_error[0] == pytest.approx(2 * np.std([10, 14, 0, 0], ddof=1))


def test_a_single_psu_stratum_is_centred_at_the_mean_of_all_psus() -> None:
    design = survey.Design(np.array([0, 0, 1]), np.zeros(2))
    estimate = survey.total(np.zeros(3, dtype=int), np.arange(3), [10.0, 14.0, 30.0], 1, design)
    assert estimate.standard_error[0] ** 2 == pytest.approx(2 * np.var([10, 14], ddof=1) + (30 - 18) ** 2)
    absent = survey.total(np.zeros(2, dtype=int), np.arange(2), [10.0, 14.0], 1, design)
    assert absent.standard_error[0] ** 2 == pytest.approx(2 * np.var([10, 14], ddof=1) + 8**2)
    drawn_for_certain = survey.Design(design.stratum, np.array([0.0, 1.0]))
    certain = survey.total(np.zeros(3, dtype=int), np.arange(3), [10.0, 14.0, 30.0], 1, drawn_for_certain)
    assert certain.standard_error[0] ** 2 == pytest.approx(2 * np.var([10, 14], ddof=1))


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


def test_psu_labels_count_within_their_stratum() -> None:
    design, psu = survey.encode_design(["a", "a", "b", "b", "b"], [1, 2, 1, 1, 2])
    assert design.stratum.tolist() == [0, 0, 1, 1]
    assert psu.tolist() == [0, 1, 2, 2, 3]
    assert design.psus.tolist() == [2, 2]


def test_effective_samples_follow_kish_and_the_standard_error() -> None:
    assert survey.kish(4, 4) == 4
    assert survey.kish(1 + 1 + 2, 1 + 1 + 4) == pytest.approx(16 / 6)
    assert survey.kish(0, 0) == 0
    assert survey.effective_sample(0.5, 0.05) == pytest.approx(100)
    assert np.isnan(survey.effective_sample([0, 1, 0.5], [0, 0, 0])).all()


def test_calibration_refuses_totals_that_do_not_fit_the_sample() -> None:
    with pytest.raises(ValueError, match="old"):
        calibration.post_stratify([1, 1], ["young", "young"], {"young": 5, "old": 5})
    with pytest.raises(ValueError, match="contradict"):
        calibration.rake([1, 1], [["a", "b"], ["c", "d"]], [{"a": 1, "b": 1}, {"c": 5, "d": 5}])


@LAWS
@given(
    st.lists(st.tuples(st.integers(0, 2), st.integers(0, 1), st.floats(0.1, 50)), min_size=30, max_size=60)
)
def test_raked_weights_meet_every_margin(people: list[tuple[int, int, float]]) -> None:
    every_crossing = [(age, sex, 1.0) for age in range(3) for sex in range(2)]
    age, sex, weight = (np.array(part) for part in zip(*people, *every_crossing, strict=False))
    totals = [{0: 100.0, 1: 250.0, 2: 150.0}, {0: 240.0, 1: 260.0}]
    raked = calibration.rake(weight, [age, sex], totals)
    assert (raked > 0).all()
    np.testing.assert_allclose(np.bincount(age, weights=raked), [100, 250, 150], rtol=1e-8)
    np.testing.assert_allclose(np.bincount(sex, weights=raked), [240, 260], rtol=1e-8)


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


@LAWS
@given(st.lists(st.floats(0.01, 100), min_size=2, max_size=40))
def test_unequal_weights_never_enlarge_the_effective_sample(weights: list[float]) -> None:
    array = np.array(weights)
    assert 1 - 1e-9 <= survey.kish(array.sum(), (array**2).sum()) <= len(weights) * (1 + 1e-9)
