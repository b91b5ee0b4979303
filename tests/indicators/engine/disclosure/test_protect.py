"""What is hidden stays hidden, whichever questions somebody asks and subtracts from each other."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.engine.disclosure.protect import (
    AnswerGroup,
    Lattice,
    Levels,
    build_lattice,
    hidden_cells,
    is_hidden,
)
from indicators.engine.text.errors import TownbellError
from tests.support.disclosure_audit import audit
from tests.support.engine_cases import measure
from tests.support.small import estimate_small, rows

K = 5
SHARE = measure("share", lambda row: row.k, out_of="n")
DISTRICTS, PERIODS, SEXES = ("A", "B", "C", "D"), ("2023", "2024"), ("f", "m")


def made(counts: np.ndarray, complement: bool = False, threshold: float = K) -> Lattice:
    """The lattice of counts [district, period, sex] (denominators are twenty times as large)."""
    index = pd.MultiIndex.from_product([DISTRICTS, PERIODS, SEXES], names=["district_id", "period", "sex"])
    rows = pd.DataFrame(
        {"value": counts.ravel(), "weight": 20.0 + 20 * counts.ravel()}, index=index
    ).reset_index()

    def read(dims: tuple[str, ...]) -> pd.DataFrame:
        return rows.groupby(["district_id", "period", *dims])[["value", "weight"]].sum().reset_index()

    return build_lattice(read, Levels(DISTRICTS, PERIODS, {"sex": SEXES}), threshold, complement=complement)


LARGE = np.full((4, 2, 2), 50.0)


def test_nothing_is_hidden_where_nothing_is_small() -> None:
    protected = made(LARGE)
    assert not protected.base.any()
    assert not protected.by["sex"].any()


def test_a_small_count_of_one_sex_hides_the_other_sex_too_for_the_district_total_would_give_it_away() -> None:
    counts = LARGE.copy()
    counts[1, 0, 0] = 2
    protected = made(counts)
    assert is_hidden(protected, AnswerGroup(["B"], ["2023"], "sex", ["f"]))
    others = [AnswerGroup(["B"], ["2023"], "sex", ["m"]), AnswerGroup(["A"], ["2023"], "sex", ["f"])]
    assert is_hidden(protected, others[0]) or is_hidden(protected, AnswerGroup(["B"], ["2023"]))


def test_a_sum_over_some_districts_is_hidden_when_it_holds_a_hidden_one() -> None:
    counts = LARGE.copy()
    counts[1, 0] = [1, 1]
    protected = made(counts)
    assert is_hidden(protected, AnswerGroup(["B"], ["2023"]))
    assert is_hidden(protected, AnswerGroup(["A", "B"], ["2023"]))
    assert not is_hidden(protected, AnswerGroup(None, ["2023"]))


def test_zero_is_shown() -> None:
    counts = LARGE.copy()
    counts[2, 1] = 0
    assert not is_hidden(made(counts), AnswerGroup(["C"], ["2024"]))


def test_a_share_is_hidden_when_all_but_a_few_are_counted() -> None:
    counts = LARGE.copy()
    index = pd.MultiIndex.from_product([DISTRICTS, PERIODS], names=["district_id", "period"])
    rows = pd.DataFrame({"value": counts.sum(axis=2).ravel(), "weight": 200.0}, index=index).reset_index()
    rows.loc[0, "value"] = 198.0
    protected = build_lattice(lambda dims: rows, Levels(DISTRICTS, PERIODS, {}), K, complement=True)
    assert is_hidden(protected, AnswerGroup(["A"], ["2023"]))


def test_a_table_too_large_to_be_protected_is_refused_with_a_way_out() -> None:
    many = [str(i) for i in range(30_000)]
    with pytest.raises(TownbellError, match="suppress_below"):
        build_lattice(lambda dims: pd.DataFrame(), Levels(many, PERIODS, {}), K, complement=False)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 12), min_size=16, max_size=16))
def test_nobody_can_bound_a_hidden_cell_more_closely_than_the_rule(numbers: list[int]) -> None:
    counts = np.array(numbers, dtype=float).reshape(4, 2, 2)
    protected = made(counts)
    assert (protected.by["sex"][:, :, -1] <= protected.base).all(), (
        "a total hidden in one view is shown in another"
    )
    by_sex = protected.by["sex"].copy()
    by_sex[:, :, -1] = protected.base
    assert audit(counts, by_sex, K).safe
    assert audit(counts.sum(axis=2), protected.base, K).safe


def test_what_is_hidden_is_told_in_the_house_with_its_reason() -> None:
    counts = LARGE.copy()
    counts[1, 0, 0] = 2
    reasons = hidden_cells(made(counts)).set_index(["district_id", "period", "dimension", "group"])["reason"]
    assert reasons["B", "2023", "sex", "f"] == "primary"
    assert (reasons == "secondary").any()


def test_counts_may_be_rounded_instead_of_hidden() -> None:
    table = rows("district_id k n\nA 2 101\nB 48 99")
    estimates = estimate_small(SHARE, {"t": table}, round_to=5).set_index("district_id")
    assert estimates["numerator"].tolist() == [0, 50]
    assert estimates["denominator"].tolist() == [100, 100]
    assert estimates.loc["B", "value"] == 50
    assert estimates["status"].tolist() == ["ok", "ok"]
