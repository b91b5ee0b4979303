"""A gap in use splits exactly into access and use given access."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.compare.gaps.decomposition import Steps, decompose

laws = settings(max_examples=40, deadline=None)
counts = st.tuples(st.integers(1, 400), st.integers(0, 400), st.integers(0, 400)).map(
    lambda n: Steps(n[0] + n[1] + n[2], n[0] + n[1], n[0])
)


def test_a_gap_splits_into_divide_and_inequality():
    older, younger = Steps(1000, 500, 200), Steps(1000, 800, 640)
    found = decompose(older, younger)
    assert found.access.ratio == pytest.approx(0.5 / 0.8)
    assert found.use_given_access.ratio == pytest.approx(0.4 / 0.8)
    assert found.use.ratio == pytest.approx(0.2 / 0.64)
    assert found.access.share == pytest.approx(np.log(0.625) / np.log(0.3125))


def test_limits_of_the_ratio_are_those_of_katz():
    # Katz et al. 1978: ratio of 0.2 to 0.64, 1,000 each, Var ln = 1/200 - 1/1000 + 1/640 - 1/1000
    found = decompose(Steps(1000, 500, 200), Steps(1000, 800, 640)).use
    margin = 1.959964 * np.sqrt(1 / 200 - 1 / 1000 + 1 / 640 - 1 / 1000)
    assert found.lower == pytest.approx(np.log(0.3125) - margin)
    assert (found.ratio_lower, found.ratio_upper) == pytest.approx((np.exp(found.lower), np.exp(found.upper)))


@laws
@given(counts, counts)
def test_parts_add_up_to_the_whole_and_shares_to_one(one, other):
    found = decompose(one, other)
    parts = (found.access, found.use_given_access)
    assert sum(part.log_ratio for part in parts) == pytest.approx(found.use.log_ratio, abs=1e-12)
    assert np.prod([part.ratio for part in parts]) == pytest.approx(found.use.ratio)
    squares = sum((part.upper - part.lower) ** 2 for part in parts)
    assert np.sqrt(squares) == pytest.approx(found.use.upper - found.use.lower)
    if found.use.share == 1:
        assert sum(part.share for part in parts) == pytest.approx(1)
        for part in parts:
            assert part.share_lower <= part.share <= part.share_upper
    else:
        assert found.use.lower <= 0 <= found.use.upper
        assert np.isnan(parts[0].share)


@laws
@given(counts, counts)
def test_changing_places_turns_the_signs_and_keeps_the_shares(one, other):
    here, there = decompose(one, other), decompose(other, one)
    assert here.access.log_ratio == pytest.approx(-there.access.log_ratio)
    assert here.access.lower == pytest.approx(-there.access.upper)
    assert here.access.share == pytest.approx(there.access.share, nan_ok=True)


@laws
@given(counts)
def test_a_group_has_no_gap_with_itself(group):
    found = decompose(group, group)
    assert found.use.ratio == 1
    assert np.isnan(found.use.share)


def test_delta_limits_of_the_share_agree_with_simulation():
    rng = np.random.default_rng(5)

    def drawn(persons: int, access: float, given_access: float) -> Steps:
        with_access = rng.binomial(persons, access, 20_000)
        return Steps(persons, with_access, rng.binomial(with_access, given_access))

    shares = decompose(drawn(1000, 0.5, 0.4), drawn(1000, 0.8, 0.8)).access.share
    found = decompose(Steps(1000, 500, 200), Steps(1000, 800, 640)).access
    assert (found.share_lower, found.share_upper) == pytest.approx(
        np.quantile(shares, [0.025, 0.975]), abs=0.01
    )


def test_a_smaller_effective_sample_widens_the_limits_and_leaves_the_values():
    plain = decompose(Steps(1000, 500, 200), Steps(1000, 800, 640))
    survey = decompose(Steps(1000, 500, 200, effective_n=250), Steps(1000, 800, 640, effective_n=250))
    assert survey.use.log_ratio == plain.use.log_ratio
    assert survey.use.upper - survey.use.lower == pytest.approx(2 * (plain.use.upper - plain.use.lower))


def test_many_districts_are_split_at_once_and_an_empty_one_is_unknown():
    found = decompose(Steps([100, 100, 0, np.nan], [50, 50, 0, 40], [20, 0, 0, 10]), Steps(100, 80, 60))
    assert found.access.ratio[0] == pytest.approx(0.625)
    assert np.isnan(found.use.log_ratio[1:]).all()


def test_users_without_access_are_refused():
    with pytest.raises(ValueError, match="users without access"):
        Steps(100, 40, 50)
