"""How a gap moved: the same numbers as the city's own, and one fixed word."""

import numpy as np
import pandas as pd
import pytest

from indicators.city import City
from indicators.compare.change.change import CANNOT_TELL, NO_CLEAR_DIFFERENCE
from indicators.compare.gaps.gap_verdict import NARROWER, REVERSED, WIDER, better_but_wider, gap_moves
from tests.support.browser import ROOT


def gaps(
    first: tuple[float, float, float], last: tuple[float, float, float], measure: str = "difference"
) -> pd.DataFrame:
    rows = [("2016", *first), ("2025", *last)]
    return pd.DataFrame(
        [
            {"period": code, "measure": measure, "value": value, "lower": low, "upper": high, "unit": "x"}
            for code, value, low, high in rows
        ]
    )


@pytest.mark.parametrize(
    ("first", "last", "word"),
    [
        ((2.0, 1.0, 3.0), (8.0, 7.0, 9.0), WIDER),
        ((8.0, 7.0, 9.0), (2.0, 1.0, 3.0), NARROWER),
        ((-2.0, -3.0, -1.0), (-8.0, -9.0, -7.0), WIDER),
        ((-8.0, -9.0, -7.0), (0.5, -0.5, 1.5), NARROWER),
        ((-4.0, -5.0, -3.0), (5.0, 4.0, 6.0), REVERSED),
        ((2.0, 1.0, 3.0), (2.5, 1.5, 3.5), NO_CLEAR_DIFFERENCE),
        ((2.0, np.nan, np.nan), (8.0, 7.0, 9.0), CANNOT_TELL),
    ],
)
def test_a_gap_is_wider_narrower_reversed_or_not_clearly_changed(
    first: tuple[float, float, float], last: tuple[float, float, float], word: str
) -> None:
    assert gap_moves(gaps(first, last), "2016", "2025")["verdict"].tolist() == [word]


def test_a_ratio_is_wider_by_its_distance_from_one() -> None:
    found = gap_moves(gaps((0.8, 0.75, 0.85), (0.4, 0.35, 0.45), "ratio"), "2016", "2025")
    assert found["verdict"].tolist() == [WIDER]
    turned = gap_moves(gaps((0.5, 0.4, 0.6), (2.0, 1.8, 2.2), "ratio"), "2016", "2025")
    assert turned["verdict"].tolist() == [REVERSED]


def test_a_measure_that_one_period_lacks_is_left_out() -> None:
    rows = gaps((1.0, 0.0, 2.0), (1.0, 0.0, 2.0))
    assert gap_moves(rows, "2016", "2020").empty


def test_the_flag_needs_a_clearly_better_average_and_a_clearly_wider_gap() -> None:
    wide = gaps((2.0, 1.0, 3.0), (8.0, 7.0, 9.0))
    better = pd.Series({"change": 5.0, "lower": 2.0, "upper": 8.0})
    unclear = pd.Series({"change": 5.0, "lower": -2.0, "upper": 12.0})
    assert better_but_wider(better, wide, "2016", "2025", "higher")
    assert not better_but_wider(better, wide, "2016", "2025", "lower")
    assert not better_but_wider(better, wide, "2016", "2025", "neutral")
    assert not better_but_wider(unclear, wide, "2016", "2025", "higher")
    assert not better_but_wider(better, gaps((2.0, 1.0, 3.0), (2.5, 1.5, 3.5)), "2016", "2025", "higher")
    assert not better_but_wider(better, gaps((-4.0, -5.0, -3.0), (5.0, 4.0, 6.0)), "2016", "2025", "higher")


def test_for_a_whole_city_it_is_what_the_city_says() -> None:
    city = City(ROOT / "data" / "morocco")
    rows = city.gap("commute_tram", "sex", ["period"])
    found, known = gap_moves(rows, "2014", "2024"), city.gap_change("commute_tram", "sex", "2014", "2024")
    columns = ["measure", "before", "after", "change", "lower", "upper", "wider"]
    pd.testing.assert_frame_equal(found[columns], known[columns])
    average = city.change("commute_tram", "2014", "2024", by=[]).iloc[0]
    assert known.attrs["average_better_gap_wider"]
    assert better_but_wider(average, rows, "2014", "2024", "higher")
