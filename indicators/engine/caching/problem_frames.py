"""Problems as a frame that can be kept, and back."""

import json
from collections.abc import Hashable, Iterable, Mapping
from typing import Any

import pandas as pd

from indicators.engine.text.errors import Problem
from indicators.engine.text.messages import Joined, Message

_SENTENCES = ("what", "todo")


def as_frame(problems: Iterable[Problem]) -> pd.DataFrame:
    """A row for each problem, a column for each thing that is known of it; its sentences as JSON, in no language."""
    rows = [
        {**vars(problem), **{name: json.dumps(_as_json(getattr(problem, name))) for name in _SENTENCES}}
        for problem in problems
    ]
    return pd.DataFrame(rows, columns=list(Problem.__dataclass_fields__))


def problems_in(frame: pd.DataFrame) -> list[Problem]:
    """The problems that `as_frame` was given."""
    return [_problem(row) for row in frame.astype(object).to_dict("records")]


def _problem(row: Mapping[Hashable, Any]) -> Problem:
    at = row["row"]
    column = row["column"]
    return Problem(
        file=str(row["file"]),
        **{name: _of_json(json.loads(row[name])) for name in _SENTENCES},
        row=None if pd.isna(at) else int(at),
        column=None if pd.isna(column) else str(column),
        warning=bool(row["warning"]),
    )


def _as_json(value: object) -> object:
    """A sentence as JSON can hold it; TypeError in `json.dumps` for a text of another kind."""
    if isinstance(value, Message):
        values = [[name, _as_json(each)] for name, each in value.values]
        return {"id": value.id, "values": values, "many": value.many, "n": value.n}
    if isinstance(value, Joined):
        return {"parts": [_as_json(part) for part in value.parts], "separator": value.separator}
    return value


def _of_json(content: Any) -> Any:
    if not isinstance(content, dict):
        return content
    if "parts" in content:
        return Joined(tuple(_of_json(part) for part in content["parts"]), content["separator"])
    values = tuple((name, _of_json(each)) for name, each in content["values"])
    return Message(content["id"], values, content["many"], content["n"])
