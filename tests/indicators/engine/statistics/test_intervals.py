import csv

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.engine.statistics import intervals
from tests.support.reference import case, expected

LAWS = settings(max_examples=50, deadline=None)
counts = st.one_of(st.integers(0, 30), st.floats(0, 1e12), st.sampled_from([0.0, 1e-9, 10.0, 1e6, 1e9, 1e12]))
levels = st.floats(0.01, 0.9999)


def rows(name: str, file: str) -> list[dict[str, str]]:
    with (case(name) / file).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def numbers(table: list[dict[str, str]], column: str) -> np.ndarray:
    return np.array([float(row[column] or "nan") for row in table])


def test_wilson_gives_the_four_rows_of_newcombe_1998_table_1() -> None:
    # Newcombe RG 1998, Statistics in Medicine 17:857-872, Table I, method 3.
    lower, upper = intervals.wilson([81, 15, 0, 1], [263, 148, 20, 29])
    np.testing.assert_allclose(lower, [0.2553, 0.0624, 0.0, 0.0061], atol=6e-5)
    np.testing.assert_allclose(upper, [0.3662, 0.1605, 0.1611, 0.1718], atol=6e-5)


def test_exact_poisson_limits_are_those_of_published_tables() -> None:
    # Garwood F 1936, Biometrika 28:437-442; as tabulated by Armitage & Berry 2002 for 0, 1, 5, 10 and 20
    # events.
    lower, upper = intervals.poisson_exact([0, 1, 5, 10, 20])
    np.testing.assert_allclose(lower, [0, 0.0253, 1.6235, 4.7954, 12.2165], atol=6e-5)
    np.testing.assert_allclose(upper, [3.6889, 5.5716, 11.6683, 18.3904, 30.8884], atol=6e-5)


def test_t_and_z_are_the_deviates_every_table_prints() -> None:
    assert intervals.z(0.95) == pytest.approx(1.959964, abs=5e-7)
    assert intervals.z(0.998) == pytest.approx(3.090232, abs=5e-7)
    np.testing.assert_allclose(intervals.t([1, 10, 30], 0.95), [12.706, 2.228, 2.042], atol=5e-4)
    assert intervals.t([np.inf], 0.95)[0] == pytest.approx(1.959964, abs=5e-7)
    assert np.isnan(intervals.t([0, -1, np.nan])).all()


@pytest.mark.parametrize(("level", "suffix"), [(0.95, "95_0cl"), (0.998, "99_8cl")])
def test_crude_rates_match_the_reference_case(level: float, suffix: str) -> None:
    given_, reference = (rows("rates/crude_rate_byars_exact", name) for name in ("input.csv", "expected.csv"))
    tolerance = expected(case("rates/crude_rate_byars_exact"))["tolerance"]["rtol"]
    answers = {row["area"]: row for row in reference}
    events, population = numbers(given_, "events"), numbers(given_, "population")
    in_order = [answers[row["area"]] for row in given_]
    lower, upper = (limit / population * 100_000 for limit in intervals.byar(events, level))
    np.testing.assert_allclose(events / population * 100_000, numbers(in_order, "value"), rtol=tolerance)
    np.testing.assert_allclose(lower, numbers(in_order, f"lower{suffix}"), rtol=tolerance)
    np.testing.assert_allclose(upper, numbers(in_order, f"upper{suffix}"), rtol=tolerance)


@pytest.mark.parametrize(("level", "suffix"), [(0.95, "95_0cl"), (0.998, "99_8cl")])
def test_proportions_match_the_reference_case(level: float, suffix: str) -> None:
    given_, reference = (rows("rates/proportion_wilson", name) for name in ("input.csv", "expected.csv"))
    tolerance = expected(case("rates/proportion_wilson"))["tolerance"]["rtol"]
    assert [row["area"] for row in given_] == [row["area"] for row in reference]
    successes, n = numbers(given_, "numerator"), numbers(given_, "denominator")
    lower, upper = intervals.wilson(successes, n, level)
    np.testing.assert_allclose(successes / n * 100, numbers(reference, "value"), rtol=tolerance)
    np.testing.assert_allclose(lower * 100, numbers(reference, f"lower{suffix}"), rtol=tolerance)
    np.testing.assert_allclose(upper * 100, numbers(reference, f"upper{suffix}"), rtol=tolerance)


def test_newcombe_proportions_match_the_reference_case() -> None:
    given_, reference = (
        rows("rates/newcombe1998_single_proportion", name) for name in ("input.csv", "expected.csv")
    )
    tolerance = expected(case("rates/newcombe1998_single_proportion"))["tolerance"]["atol"]
    lower, upper = intervals.wilson(numbers(given_, "x"), numbers(given_, "n"))
    np.testing.assert_allclose(lower, numbers(reference, "lower"), atol=tolerance)
    np.testing.assert_allclose(upper, numbers(reference, "upper"), atol=tolerance)


def test_means_match_the_reference_case() -> None:
    given_, reference = (rows("rates/mean_student_t", name) for name in ("input.csv", "expected.csv"))
    tolerance = expected(case("rates/mean_student_t"))["tolerance"]["rtol"]
    for answer in reference:
        everywhere = answer["area"] == "No grouping"
        values = numbers([row for row in given_ if everywhere or row["area"] == answer["area"]], "values")
        mean, deviation, n = values.mean(), values.std(ddof=1), len(values)
        computed = [values.sum(), n, deviation, mean]
        for level in (0.95, 0.998):
            computed.extend(float(limit) for limit in intervals.student_t_mean(mean, deviation, n, level))
        limits = ("lower95_0cl", "upper95_0cl", "lower99_8cl", "upper99_8cl")
        columns = ("value_sum", "value_count", "stdev", "value", *limits)
        np.testing.assert_allclose(computed, [float(answer[column]) for column in columns], rtol=tolerance)


def test_wilson_and_poisson_agree_with_statsmodels_and_scipy() -> None:
    from scipy import stats
    from statsmodels.stats.proportion import proportion_confint

    successes, n = np.array([1, 7, 50, 99, 2.5]), np.array([9, 1000, 100, 100, 12.25])
    np.testing.assert_allclose(
        intervals.wilson(successes, n, 0.9),
        proportion_confint(successes, n, 0.1, method="wilson"),
        rtol=1e-12,
    )
    events = np.array([0.5, 3, 12.75, 400])
    chi_square = stats.chi2.ppf([[0.025], [0.975]], [2 * events, 2 * events + 2]) / 2
    np.testing.assert_allclose(intervals.poisson_exact(events), chi_square, rtol=1e-10)


def test_byar_switches_from_the_exact_limits_at_ten_events() -> None:
    exact, mixed = intervals.poisson_exact([9.99, 10]), intervals.byar([9.99, 10])
    for one, other in zip(exact, mixed, strict=True):
        assert one[0] == other[0]
        assert one[1] != other[1]
        assert one[1] == pytest.approx(other[1], rel=2e-3)


def test_missing_and_impossible_input_gives_missing_limits_and_no_warning() -> None:
    bad_counts = [np.nan, -1, np.inf]
    for limits in (
        intervals.byar(bad_counts),
        intervals.poisson_exact(bad_counts),
        intervals.wilson([np.nan, 1, 1, -1, 5, 0], [10, np.nan, 0, 10, 4, 0]),
        intervals.student_t_mean([1, 1, np.nan], [1, 1, 1], [1, 0, 5]),
        intervals.normal([1, 1, np.nan], [np.nan, -1, 1]),
    ):
        assert np.isnan(limits).all()


@pytest.mark.parametrize("level", [0, 1, 95, -0.5, np.nan])
def test_a_level_outside_0_to_1_is_refused(level: float) -> None:
    with pytest.raises(ValueError, match="confidence level"):
        intervals.byar(5, level)


def test_shares_of_nobody_and_everybody_have_limits_on_one_side_only() -> None:
    lower, upper = intervals.wilson([0, 40], [40, 40])
    assert lower[0] == 0
    assert upper[1] == 1
    assert upper[0] == pytest.approx(1 - lower[1], abs=1e-12)
    assert 0 < upper[0] < 0.1


@LAWS
@given(counts, levels)
def test_limits_of_counts_contain_the_count(count: float, level: float) -> None:
    for lower, upper in (intervals.byar(count, level), intervals.poisson_exact(count, level)):
        assert 0 <= lower <= count <= upper
        assert np.isfinite(upper)


@LAWS
@given(counts, counts, levels)
def test_limits_of_shares_contain_the_share(one: float, other: float, level: float) -> None:
    n = max(one, other, 1e-6)
    lower, upper = intervals.wilson(min(one, other), n, level)
    assert 0 <= lower <= min(one, other) / n <= upper <= 1


@LAWS
@given(counts, levels, levels)
def test_a_higher_level_never_makes_limits_narrower(count: float, one: float, other: float) -> None:
    low, high = sorted((one, other))
    for method in (
        intervals.byar,
        intervals.poisson_exact,
        lambda x, level: intervals.wilson(x, 2 * x + 1, level),
    ):
        inner, outer = method(count, low), method(count, high)
        assert outer[0] <= inner[0] * (1 + 1e-12)
        assert outer[1] >= inner[1] * (1 - 1e-12)


@LAWS
@given(st.lists(counts, min_size=1, max_size=8), st.randoms())
def test_the_order_of_rows_changes_nothing(events: list[float], random: object) -> None:
    order = list(range(len(events)))
    random.shuffle(order)  # type: ignore[attr-defined]
    straight, shuffled = intervals.byar(events), intervals.byar(np.array(events)[order])
    np.testing.assert_array_equal(np.array(straight)[:, order], shuffled)
