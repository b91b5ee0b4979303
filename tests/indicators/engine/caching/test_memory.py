"""Sums of counts are remembered within one bound for everything, and stand among what a server keeps."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import pytest

from dashboard import queries
from dashboard.cache.memory import MEGABYTE, Cache
from indicators.engine.caching import memory as sums
from indicators.engine.caching.memory import Sums
from indicators.engine.caching.pandas_internals import references
from indicators.engine.counting.count import Counts
from indicators.engine.estimation import cells
from indicators.engine.estimation.estimate import Request, estimate
from tests.support.engine_cases import measure
from tests.support.small import counts_small, estimate_small, rows, scope_small, small_table


@dataclass(frozen=True)
class Frames:
    totals: pd.DataFrame
    text: str = ""


def large() -> Frames:
    """Four fifths of a megabyte."""
    return Frames(pd.DataFrame({"value": np.zeros(100_000)}))


def test_sums_stay_within_their_bytes_and_those_not_asked_for_longest_go() -> None:
    remembered = Sums(2 * MEGABYTE)
    first = remembered.get("a", large)
    remembered.get("b", large)
    assert remembered.get("a", large) is first
    remembered.get("c", large)
    assert len(remembered) == 2
    assert remembered.bytes <= 2 * MEGABYTE
    assert remembered.get("a", large) is first
    for n in range(20):
        remembered.get(n, large)
        assert remembered.bytes <= 2 * MEGABYTE


def test_a_sum_larger_than_the_bound_is_remembered_until_the_next_comes() -> None:
    remembered = Sums(1000)
    first = remembered.get("a", large)
    assert remembered.get("a", large) is first
    remembered.get("b", large)
    assert len(remembered) == 1


def test_the_server_keeps_sums_within_the_bound_of_all_that_it_keeps() -> None:
    before = sums.keep_in(Cache(MEGABYTE))
    sums.keep_in(before)
    assert before is queries._cache


SHARE = measure("share", lambda row: row.k, out_of="n")
LINES = rows("""
    district_id k  n
    A           30 100
    B           10 100
    """)


def test_the_same_question_at_another_level_adds_nothing_up_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    table = {"t": small_table("t", LINES)}
    counts, scope = counts_small(SHARE, table), scope_small(table)
    added: list[Counts] = []
    add = cells._added_up
    monkeypatch.setattr(cells, "_added_up", lambda counts, *rest: added.append(counts) or add(counts, *rest))
    for level in (0.9, 0.95, 0.99):
        estimate(SHARE, counts, scope, Request(("district", "period"), {}, level))
    assert len(added) == 1
    estimate(SHARE, counts, scope, Request(("period",), {}, 0.95))
    estimate(SHARE, counts, scope, Request(("period",), {"period": ("2024",)}, 0.95))
    assert len(added) == 2


def test_counts_made_anew_never_answer_with_the_sums_of_others() -> None:
    changed = [{**line, "k": 50} for line in LINES]
    assert list(estimate_small(SHARE, {"t": LINES})["value"]) == [30, 10]
    assert list(estimate_small(SHARE, {"t": changed})["value"]) == [50, 50]
    counts = counts_small(SHARE, {"t": small_table("t", LINES)})["whole"]
    assert replace(counts).number != counts.number


def test_counts_drop_the_references_of_those_who_added_them_up() -> None:
    table = {"t": small_table("t", LINES)}
    counts, scope = counts_small(SHARE, table), scope_small(table)
    for _question in range(100):
        before = sums.keep_in(Sums())
        estimate(SHARE, counts, scope, Request(("district", "period"), {}, 0.95))
        sums.keep_in(before)
    assert max(references(counts["whole"].frame)) < 50
