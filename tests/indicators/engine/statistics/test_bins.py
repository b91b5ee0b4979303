import narwhals as nw
import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.engine.statistics.bins import RELATIVE_ERROR, bin_expression

LAWS = settings(max_examples=50, deadline=None)
magnitudes = st.floats(1e-300, 1e300)
values_ = st.one_of(st.just(0.0), magnitudes, magnitudes.map(lambda size: -size))


def bins_of(values: list[float] | np.ndarray) -> np.ndarray:
    frame = nw.from_native(pa.table({"value": np.asarray(values, dtype=float)}))
    return frame.select(bin=bin_expression(nw.col("value")))["bin"].to_numpy()


def test_zero_has_a_bin_of_its_own_between_negative_and_positive_ones() -> None:
    assert bins_of([0.0, -0.0]).tolist() == [0, 0]
    low, zero, high = bins_of([-1e-300, 0.0, 1e-300])
    assert low < zero < high


@LAWS
@given(magnitudes, st.floats(1, 1 + 4 * RELATIVE_ERROR))
def test_two_numbers_in_one_bin_are_at_most_one_per_cent_apart(size: float, factor: float) -> None:
    one, other = bins_of([size, size * factor])
    widest = (1 + RELATIVE_ERROR) / (1 - RELATIVE_ERROR)
    assert one != other or factor <= widest * (1 + 1e-9)
    assert one == other or other == one + 1 or factor > widest


@LAWS
@given(st.lists(values_, min_size=2, max_size=30))
def test_bins_rise_with_the_value(values: list[float]) -> None:
    bins = bins_of(np.sort(values))
    assert (np.diff(bins) >= 0).all()
    np.testing.assert_array_equal(bins, np.sort(bins_of(values)))
