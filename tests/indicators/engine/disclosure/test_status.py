"""Why a value is not there: each status, the small-number rules, and how much of a sum must be known."""

import math
from typing import Any

import pandas as pd
import pytest

from tests.support.engine_cases import ENGINES, answer_of, measure, statuses
from tests.support.small import estimate_small, rows, small_table

SHARE = measure("share", lambda row: row.k, out_of="n")
RATE = measure("rate", lambda row: row.n, per=1_000)
VIOLENT = measure("rate", lambda row: row.violent, per=1_000)
ANSWER = measure("share", lambda row: row.yes)
WEIGHTED = measure("share", lambda row: row.yes, weight="weight")
MEAN = measure("mean", lambda row: row.v)
MARKED = frozenset({"k"})


def marked(text: str, engine: str = "duckdb") -> Any:
    """A published table whose column `k` can be suppressed (2) or not collected (3)."""
    return small_table("t", rows(text), engine, stateful=MARKED)


@pytest.mark.parametrize("engine", ENGINES)
def test_every_cell_says_why_it_is_empty(engine: str) -> None:
    table = marked("district_id k k__state n\nA 10 0 50\nB - 1 50\nC - 2 50\nD - 3 50\nE 10 0 0", engine)
    estimates = estimate_small(SHARE, {"t": table}, engine=engine)
    assert statuses(estimates) == ["ok", "missing", "suppressed", "not_collected", "too_few"]
    hidden = estimates[estimates["status"] != "ok"]
    assert hidden[["value", "lower", "upper", "numerator", "denominator"]].isna().all(axis=None)
    assert estimates.loc[0, ["value", "lower", "upper"]].notna().all()


def test_a_suppressed_total_is_not_undone_by_adding_its_parts() -> None:
    table = marked("sex k k__state n\nall - 2 100\nf 10 0 50\nm 20 0 50")
    assert answer_of(SHARE, table)["status"] == "suppressed"


def test_a_sum_with_a_suppressed_part_is_suppressed() -> None:
    table = marked("sex k k__state n\nf 10 0 50\nm - 2 50")
    assert answer_of(SHARE, table)["status"] == "suppressed"
    assert statuses(estimate_small(SHARE, {"t": table}, by=("sex",))) == ["ok", "suppressed"]


def test_a_sum_with_a_part_that_was_not_asked_is_missing() -> None:
    table = marked("sex k k__state n\nf 10 0 50\nm - 3 50")
    assert answer_of(SHARE, table)["status"] == "missing"


def test_a_group_that_was_not_told_apart_then_was_not_collected() -> None:
    table = rows("period sex k n\n2014 all 10 50\n2024 f 10 50\n2024 m 10 50")
    estimates = estimate_small(SHARE, {"t": table}, by=("period", "sex"))
    assert statuses(estimates) == ["not_collected", "not_collected", "ok", "ok"]


def test_periods_that_were_not_asked_do_not_count_against_a_sum() -> None:
    table = marked("period k k__state n\n2012 - 3 50\n2013 - 3 50\n2014 10 0 50")
    answer = answer_of(SHARE, table)
    assert (answer["status"], answer["denominator"]) == ("ok", 50)


@pytest.mark.parametrize(("known", "status"), [(10, "ok"), (8, "ok"), (7, "missing"), (0, "missing")])
def test_a_sum_needs_four_fifths_of_its_districts(known: int, status: str) -> None:
    table = [{"district_id": f"D{i}", "k": 10 if i < known else None, "n": 50} for i in range(10)]
    answer = answer_of(SHARE, table)
    assert answer["status"] == status
    assert answer["denominator"] == 50 * known or status == "missing"


def test_too_little_known_says_the_gravest_reason() -> None:
    lines = [f"D{i} - {2 if i == 0 else 1} 50" for i in range(5)] + [f"D{i} 10 0 50" for i in range(5, 10)]
    assert answer_of(SHARE, marked("district_id k k__state n\n" + "\n".join(lines)))["status"] == "suppressed"


def test_districts_without_population_count_against_a_rate_of_records_too() -> None:
    events = small_table("t", [{"district_id": f"D{i}", "violent": True} for i in range(10)], absent="zero")
    people = [{"district_id": f"D{i}", "persons": 100} for i in range(7)]
    tables = {"t": events, "population": people}
    assert statuses(estimate_small(VIOLENT, tables, by=())) == ["missing"]
    assert statuses(estimate_small(VIOLENT, tables)) == ["ok"] * 7 + ["missing"] * 3


@pytest.mark.parametrize(("unknown", "status"), [(0, "ok"), (2, "ok"), (3, "missing")])
def test_records_of_an_unknown_kind_do_not_make_a_rate_low(unknown: int, status: str) -> None:
    lines = [{"violent": None if i < unknown else True} for i in range(10)]
    events = small_table("t", lines, absent="zero")
    assert statuses(estimate_small(VIOLENT, {"t": events, "population": rows("persons\n1000")})) == [status]


def test_answers_that_nobody_gave_leave_a_share_of_the_others() -> None:
    answer = answer_of(ANSWER, [{"yes": True}] * 10 + [{"yes": False}] * 10 + [{"yes": None}] * 80)
    assert (answer["status"], answer["value"], answer["denominator"]) == ("ok", 50, 20)


# ---- Small numbers -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("answers", "status"), [(9, "too_few"), (10, "ok")])
def test_a_share_needs_ten_answers_whatever_their_weight(answers: int, status: str) -> None:
    table = [{"yes": i < 5, "weight": 1000.0} for i in range(answers)]
    assert answer_of(WEIGHTED, table, minimum=10)["status"] == status
    assert answer_of(MEAN, [{"v": float(i)} for i in range(answers)], minimum=10)["status"] == status


def test_a_share_of_a_census_sample_needs_ten_who_were_asked() -> None:
    assert (
        answer_of(SHARE, small_table("t", rows("k n asked\n20 45 9"), sample="asked"), minimum=10)["status"]
        == "too_few"
    )
    assert (
        answer_of(SHARE, small_table("t", rows("k n asked\n20 50 10"), sample="asked"), minimum=10)["status"]
        == "ok"
    )


@pytest.mark.parametrize(
    ("k", "status"),
    [(0, "ok"), (1, "suppressed"), (4, "suppressed"), (5, "ok"), (96, "suppressed"), (100, "ok")],
)
def test_a_few_people_among_records_can_be_recognised(k: int, status: str) -> None:
    table = [{"yes": i < k} for i in range(100)]
    assert answer_of(ANSWER, table, suppress_below=None)["status"] == status


@pytest.mark.parametrize(("n", "status"), [(0, "ok"), (1, "suppressed"), (4, "suppressed"), (5, "ok")])
def test_a_pack_may_suppress_small_counts(n: int, status: str) -> None:
    tables = {"t": [{"n": n}], "population": rows("persons\n1000")}
    assert statuses(estimate_small(RATE, tables, suppress_below=5)) == [status]
    assert statuses(estimate_small(RATE, tables, suppress_below=None)) == ["ok"]


def test_a_table_may_suppress_more_than_its_pack() -> None:
    table = small_table("t", rows("k n\n7 100"), suppress_below=10)
    assert answer_of(SHARE, table, suppress_below=5)["status"] == "suppressed"


def test_the_sum_below_a_mean_is_no_count_of_people() -> None:
    answer = answer_of(MEAN, [{"v": 0.1}] * 20, suppress_below=5)
    assert (answer["status"], answer["value"]) == ("ok", pytest.approx(0.1))


def test_suppression_comes_last_so_that_totals_are_true() -> None:
    table = rows("district_id k n\nA 2 100\nB 50 100")
    estimates = estimate_small(SHARE, {"t": table}, suppress_below=5)
    assert statuses(estimates) == ["suppressed", "suppressed"], "the city less B would be A"
    assert answer_of(SHARE, table, suppress_below=5)["numerator"] == 52


def test_no_people_is_too_few_and_never_a_division_by_zero() -> None:
    tables = {"t": rows("n\n3"), "population": rows("persons\n0")}
    answer = estimate_small(RATE, tables).iloc[0]
    assert answer["status"] == "too_few"
    assert pd.isna(answer["value"])


def test_no_event_is_a_zero_with_an_upper_limit() -> None:
    # -ln(0.025) = 3.6889 events
    answer = estimate_small(RATE, {"t": rows("n\n0"), "population": rows("persons\n1000")}).iloc[0]
    assert (answer["status"], answer["value"], answer["lower"]) == ("ok", 0, 0)
    assert answer["upper"] == pytest.approx(-math.log(0.025), abs=1e-6)
