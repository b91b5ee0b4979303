"""Recent trends, control charts and the bell, against published definitions, laws and planted changes."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks import false_alarms
from indicators.compare.change.control_charts import measurements_chart, rates_chart, shares_chart, signals
from indicators.compare.change.signals import (
    TREND_CHI_SQUARE,
    bell,
    shares_trend,
    trend_verdict,
    values_trend,
)
from indicators.engine.statistics import intervals

LAWS = settings(max_examples=50, deadline=None)
QUIET = [50, 52, 49, 51, 50, 48, 51, 50, 49, 51, 50, 52, 49]


def verdict_of(x: list, n: list, better: str = "lower") -> str:
    return str(trend_verdict(shares_trend(x, n), better)[()])


def test_the_threshold_is_chi_square_at_998_per_cent() -> None:
    # OHID, Public Health Technical Guidance, trend markers: 9.5495.
    assert pytest.approx(9.54953570608324, rel=1e-9) == TREND_CHI_SQUARE


def test_shares_published_by_public_health_england_trend_as_published() -> None:
    # Counts and directions in Public Health England's own tests of its trend markers (fingertips-open).
    falling = shares_trend([621, 599, 556, 535, 447], [3454, 3195, 3256, 3227, 3121])
    rising = shares_trend([8116, 8145, 8222, 8506, 8728], [91530, 91773, 92088, 92238, 92665.89])
    level = shares_trend([5405, 5500, 5435, 5480, 5315], [18095, 18170, 18005, 17890, 17860])
    down = shares_trend([22435, 22445, 21365, 20955, 19055], [65880, 67900, 68705, 69835, 70910])
    assert [float(trend.direction) for trend in (falling, rising, level, down)] == [-1, 1, 0, -1]


def test_the_test_for_trend_is_armitages_formula() -> None:
    x, n, t = np.array([30, 36, 41, 55, 60]), np.array([100, 110, 100, 120, 105]), np.arange(5)
    total, found = n.sum(), x.sum()
    numerator = total * (total * (x * t).sum() - found * (n * t).sum()) ** 2
    denominator = found * (total - found) * (total * (n * t**2).sum() - (n * t).sum() ** 2)
    assert shares_trend(x, n).chi_square == pytest.approx(numerator / denominator)


def test_a_trend_of_values_is_the_line_weighted_by_their_limits() -> None:
    # Values of the example in PHEindicatormethods' documentation of trend markers.
    value, lower = [30.6, 30.2, 28, 24.6, 24.67], [28.98, 28.63, 26.44, 23.15, 23.16]
    upper = [32.25, 31.9, 29.64, 26.19, 26.25]
    error = (np.array(upper) - lower) / (2 * intervals.z())
    slope, covariance = np.polyfit(np.arange(5), value, 1, w=1 / error, cov="unscaled")
    got = values_trend(value, lower, upper)
    assert got.slope == pytest.approx(slope[0])
    assert got.chi_square == pytest.approx(slope[0] ** 2 / covariance[0, 0])
    assert got.direction == -1


def test_a_trend_that_hangs_on_one_year_is_no_trend() -> None:
    x, n = [500, 480, 460, 440, 1200], [10_000] * 5
    got = shares_trend(x, n)
    assert got.chi_square > TREND_CHI_SQUARE
    assert got.direction == 0
    assert verdict_of(x, n) == "no_clear_difference"


def test_only_the_last_five_points_count() -> None:
    recent = shares_trend([30, 36, 41, 55, 60], [100] * 5)
    longer = shares_trend([99, 1, 30, 36, 41, 55, 60], [100] * 7)
    assert recent.chi_square == longer.chi_square


def test_four_points_or_a_gap_in_the_last_five_cannot_tell() -> None:
    assert verdict_of([1, 2, 3, 4], [9] * 4) == "cannot_tell"
    assert verdict_of([1, 2, np.nan, 3, 4], [9] * 5) == "cannot_tell"
    assert verdict_of([1, 2, 2, 3, 4], [9, 9, 0, 9, 9]) == "cannot_tell"


def test_five_years_without_an_event_are_no_change() -> None:
    assert verdict_of([0] * 5, [100] * 5) == "no_clear_difference"


def test_a_trend_is_good_bad_or_neither_by_polarity() -> None:
    x, n = [100, 130, 160, 190, 220], [1000] * 5
    assert [verdict_of(x, n, better) for better in ("higher", "lower", "neutral")] == [
        "better",
        "worse",
        "different",
    ]


@LAWS
@given(st.lists(st.integers(1, 199), min_size=5, max_size=9))
def test_a_series_backwards_has_the_opposite_slope(x: list[int]) -> None:
    last, n = x[-5:], [200] * 5
    there, back = shares_trend(last, n), shares_trend(last[::-1], n)
    assert there.slope == pytest.approx(-back.slope, abs=1e-12)
    assert there.direction == -back.direction


def test_xmr_limits_are_266_mean_moving_ranges_from_the_mean() -> None:
    chart = measurements_chart([10, 12, 11, 13, 9])
    assert chart.centre == 11
    assert chart.upper[0] - 11 == pytest.approx(2.66 * (2 + 1 + 2 + 4) / 4, rel=1e-3)


def test_without_more_than_chance_p_prime_is_the_p_chart() -> None:
    x, n = [20, 21, 19, 20, 21, 20], [100, 105, 95, 100, 105, 100]
    plain, prime = shares_chart(x, n, laney=False), shares_chart(x, n)
    np.testing.assert_allclose(prime.upper, plain.upper)
    share = 121 / 605
    assert plain.upper[0] == pytest.approx(share + 3 * np.sqrt(share * (1 - share) / 100))


def test_laneys_sigma_z_widens_limits_when_years_differ_more_than_chance() -> None:
    n = np.full(12, 100_000)
    x = np.array([20, 22, 19, 21, 23, 20, 18, 21, 22, 20, 19, 21]) * 1_000
    assert signals(shares_chart(x, n, laney=False)).beyond_limits.any()
    chart = shares_chart(x, n)
    z = (x / n - x.sum() / n.sum()) / np.sqrt(x.sum() / n.sum() * (1 - x.sum() / n.sum()) / n)
    assert chart.spread == pytest.approx(np.abs(np.diff(z)).mean() / 1.128379, rel=1e-6)
    assert not signals(chart).beyond_limits.any()


def test_a_point_beyond_three_sigma_signals_where_it_is() -> None:
    found = signals(measurements_chart([*QUIET, 80], baseline=13))
    assert found.beyond_limits.tolist() == [0] * 13 + [1]


def test_the_eighth_point_on_one_side_signals_and_the_seventh_does_not() -> None:
    found = signals(measurements_chart([*QUIET, *[51.5] * 8], baseline=13))
    assert found.eight_on_one_side.tolist() == [0] * 20 + [1]


def test_a_missing_year_interrupts_a_run() -> None:
    series = [*QUIET, *[51.5] * 4, np.nan, *[51.5] * 4]
    assert not signals(measurements_chart(series, baseline=13)).eight_on_one_side.any()


def test_six_points_falling_signal_and_five_do_not() -> None:
    found = signals(measurements_chart([50, 49, 48, 47, 46, 45, 44]))
    assert found.six_in_a_row.tolist() == [0, 0, 0, 0, 0, -1, -1]


def test_two_of_three_beyond_two_sigma_signal_at_the_second_of_them() -> None:
    chart = measurements_chart([*QUIET, 56, 50, 56, 50], baseline=13)
    assert signals(chart).two_of_three[-4:].tolist() == [0, 0, 1, 0]


@LAWS
@given(st.lists(st.integers(1, 60), min_size=3, max_size=30))
def test_a_series_upside_down_signals_the_other_way(values: list[int]) -> None:
    up, down = (signals(measurements_chart(sign * np.array(values, dtype=float))) for sign in (1, -1))
    np.testing.assert_array_equal(up.beyond_limits, -down.beyond_limits)
    np.testing.assert_array_equal(up.eight_on_one_side, -down.eight_on_one_side)
    np.testing.assert_array_equal(up.six_in_a_row, -down.six_in_a_row)
    np.testing.assert_array_equal(up.two_of_three, -down.two_of_three)


def test_many_series_at_once_give_what_each_gives_alone() -> None:
    x = np.random.default_rng(5).poisson(30, (6, 15))
    together = signals(rates_chart(x, np.full(x.shape, 100.0)))
    for row, series in enumerate(x):
        alone = signals(rates_chart(series, np.full(15, 100.0)))
        np.testing.assert_array_equal(together.beyond_limits[row], alone.beyond_limits)


def test_a_constant_series_and_one_without_events_are_silent() -> None:
    for chart in (
        measurements_chart([0.1] * 12),
        rates_chart([0] * 12, [100] * 12),
        shares_chart([0] * 12, [9] * 12),
    ):
        assert not bell(chart, "lower").rings.any()


def test_the_bell_rings_for_a_fall_and_says_by_which_rule() -> None:
    x, n = [*[400, 410, 395, 405, 400, 390, 402, 398, 404, 399, 401], 280], [2000] * 12
    chart = shares_chart(x, n)
    rung = bell(chart, "higher", shares_trend(x, n))
    assert rung.rings.all()
    assert rung.new.all()
    assert rung.rule.item() == "beyond_limits"


def test_the_bell_is_silent_for_improvement_and_never_judges_the_neutral() -> None:
    x, n = [*[400, 410, 395, 405, 400, 390, 402, 398, 404, 399, 401], 280], [2000] * 12
    for better in ("lower", "neutral"):
        assert not bell(shares_chart(x, n), better, shares_trend(x, n)).rings.any()


def test_a_bell_that_rang_before_is_not_new() -> None:
    chart = measurements_chart([*QUIET, 30, 30], baseline=13)
    rung = bell(chart, "higher")
    assert rung.rings.all()
    assert not rung.new.any()


def test_a_short_series_rings_by_its_trend_or_cannot_tell() -> None:
    x, n = [100, 130, 160, 190, 220], [1000] * 5
    assert bell(shares_chart(x, n), "lower").rule.item() == "cannot_tell"
    assert bell(shares_chart(x, n), "lower", shares_trend(x, n)).rule.item() == "recent_trend"
    assert bell(shares_chart([3], [9]), "lower").rule.item() == "cannot_tell"


def test_a_missing_latest_point_cannot_tell() -> None:
    assert bell(measurements_chart([*QUIET, np.nan]), "higher").rule.item() == "cannot_tell"


def test_an_unknown_polarity_is_refused() -> None:
    with pytest.raises(ValueError, match="expected one of"):
        bell(measurements_chart(QUIET), "up")


def test_the_bell_is_wrong_for_less_than_two_in_a_hundred_restless_series(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(false_alarms, "SERIES", 1_000)
    for periods in (10, 40):
        chart, trend = false_alarms.shares(periods, np.random.default_rng(1), 0.1, laney=True)
        assert np.mean(bell(chart, "higher", trend).rings) < 0.02
        assert np.mean(trend.direction != 0) > 0.1


def test_a_trend_that_is_flat_without_one_point_is_no_trend_in_either_direction() -> None:
    rising = shares_trend([1, 40, 45, 45, 40], [200] * 5)
    falling = shares_trend([40, 45, 45, 40, 1], [200] * 5)
    assert (rising.direction, falling.direction) == (0, 0)
