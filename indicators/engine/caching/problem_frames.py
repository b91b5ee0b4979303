"""Problems as a frame that can be kept, and back."""

from collections.abc import Iterable
from typing import Any

import pandas as pd

from indicators.engine.text.errors import Problem


def as_frame(problems: Iterable[Problem]) -> pd.DataFrame:
    """A row for each problem, a column for each thing that is known of it."""
    return pd.DataFrame([vars(problem) for problem in problems], columns=list(Problem.__dataclass_fields__))


def problems_in(frame: pd.DataFrame) -> list[Problem]:
    """The problems that `as_frame` was given."""
    return [_problem(row) for row in frame.astype(object).to_dict("records")]


def _problem(row: dict[Any, Any]) -> Problem:
    at = row["row"]
    column = row["column"]
    return Problem(
        file=str(row["file"]),
        what=str(row["what"]),
        todo=str(row["todo"]),
        row=None if pd.isna(at) else int(at),
        column=None if pd.isna(column) else str(column),
        warning=bool(row["warning"]),
    )
