"""Indicators made inside a test, and one line of an answer, for the specification of the engine."""

from collections.abc import Callable
from typing import Any

import pandas as pd

from indicators.engine.definitions import decorators
from indicators.engine.definitions.registry import Indicator, indicator, temporary_registry
from tests.support.small import estimate_small

ENGINES = ("duckdb", "polars", "pyarrow")
_NEEDED = {"mean": {"unit": "points"}, "median": {"unit": "minutes"}, "published": {"unit": "years"}}
_NEEDED |= {"percentile": {"unit": "minutes"}, "ratio": {"unit": "kg"}}


def measure(kind: str, answer: Callable[[Any], Any], *positional: Any, **details: Any) -> Indicator:
    """An indicator of a kind over the table `t`, outside of the registry.

    >>> measure("share", lambda row: row.k, out_of="n")
    """

    def under_test(row: Any) -> Any:
        """Made in a test."""
        return answer(row)

    given = {"table": "t", "better": "neutral", **_NEEDED.get(kind, {}), **details}
    with temporary_registry():
        getattr(decorators, kind)("Made in a test", *positional, **given)(under_test)
        return indicator("under_test")


def answer_of(wanted: Indicator, lines: Any, by: tuple[str, ...] = (), **details: Any) -> pd.Series:
    """The one line that an indicator over the table `t` answers."""
    found = estimate_small(wanted, {"t": lines}, by=by, **details)
    assert len(found) == 1, found
    return found.iloc[0]


def statuses(found: pd.DataFrame) -> list[str]:
    """The statuses of an answer, in its order."""
    return found["status"].tolist()
