"""The groups of an answer: every cell that could be there with its state, and which group each belongs to."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from indicators.engine.estimation.cells import Cells, Question, outer_keys
from indicators.engine.estimation.question import Request, Scope
from indicators.engine.sources.typed_columns import MISSING, NOT_COLLECTED
from indicators.engine.text.errors import TownbellError, did_you_mean
from indicators.engine.text.messages import _
from indicators.engine.text.periods import grain_of


def outer_cells(cells: Cells, scope: Scope, question: Question) -> pd.DataFrame:
    """Every cell that could be there with its state; None where the table says nothing at all."""
    keys, levels = outer_keys(question), _levels(cells, scope, question)
    columns = _product(levels)
    state = np.full(len(columns[0]), np.nan)
    at = _places(cells.state, keys, levels)
    state[at[at >= 0]] = cells.state["state"].to_numpy()[at >= 0]
    occurs = pc.is_in(columns[1], pa.array(cells.periods, pa.string())).to_numpy(zero_copy_only=False)
    state[~occurs] = MISSING
    outer = pd.DataFrame({name: values.to_pandas() for name, values in zip(keys, columns, strict=True)})
    outer = outer.assign(state=state)
    if cells.zero_if_absent or not (question.dims or question.only):
        return outer
    # a group that no district has in a period was not told apart then
    lines = pd.MultiIndex.from_frame(outer[["period", *question.dims]])
    told_apart = pd.MultiIndex.from_frame(cells.state[["period", *question.dims]])
    untold = outer["state"].isna() & ~lines.isin(told_apart)
    return outer.assign(state=outer["state"].mask(untold, NOT_COLLECTED))


def _levels(cells: Cells, scope: Scope, question: Question) -> list[list[str]]:
    """What each key of a cell can be, in the order of the answer."""
    districts = scope.inside(question.districts)
    levels = [districts["district_id"].tolist(), _periods(cells, scope, question)]
    for dim in question.dims:
        levels.append([v for v in scope.segments[dim].order if v in question.only.get(dim, (v,))])
    return levels


def _product(levels: list[list[str]]) -> list[pa.Array]:
    """Every combination, the last key fastest: a column for each key."""
    sizes = [len(level) for level in levels]
    columns = []
    for at, level in enumerate(levels):
        inside, outside = int(np.prod(sizes[at + 1 :])), int(np.prod(sizes[:at]))
        codes = np.tile(np.repeat(np.arange(sizes[at]), inside), outside)
        columns.append(pa.array(level, pa.string()).take(pa.array(codes)))
    return columns


def _places(rows: pd.DataFrame, keys: list[str], levels: list[list[str]]) -> np.ndarray:
    """Where each row stands in the product of the levels; -1 for one that is not in it."""
    place, inside = np.zeros(len(rows), dtype=np.int64), np.ones(len(rows), dtype=bool)
    for name, level in zip(keys, levels, strict=True):
        texts = pa.array(rows[name], from_pandas=True).cast(pa.string())
        codes = pc.index_in(texts, pa.array(level, pa.string())).fill_null(-1).to_numpy()
        inside &= codes >= 0
        place = place * len(level) + codes
    return np.where(inside, place, -1)


def _periods(cells: Cells, scope: Scope, question: Question) -> list[str]:
    """The periods that occur, and those asked for by name, which are missing where the table lacks them."""
    for code in question.periods or ():
        known = {*cells.periods, *scope.windows}
        if code not in known and grain_of(code) in (None, "date"):
            message = _("There is no period '{code}'.", code=code)
            raise TownbellError(message, did_you_mean(code, known))
    return sorted({*cells.periods, *(question.periods or ())})


@dataclass(frozen=True)
class Groups:
    """The groups of the answer, and the position of each outer cell and of each row of totals among them.

    `cell_of_totals` is the outer cell of each row of totals. -1 where a row belongs to none.
    """

    frame: pd.DataFrame
    of_outer: np.ndarray
    of_totals: np.ndarray
    cell_of_totals: np.ndarray


def groups_of(
    outer: pd.DataFrame, cells: Cells, scope: Scope, request: Request, question: Question
) -> Groups:
    """The groups that `by` asks for, in the order of districts, periods and segments."""
    own = outer_keys(question)
    keys = [_key(name) for name in request.by if _key(name) in (*own, "parent")]
    wide = outer.assign(parent=outer["district_id"].map(scope.parents)) if "parent" in keys else outer
    if not keys:
        position: np.ndarray = np.zeros(len(outer), dtype=np.intp)
        frame = pd.DataFrame(index=range(1))
    elif set(own) <= set(keys):
        position, frame = np.arange(len(outer)), wide[keys]
    else:
        grouped = wide.groupby(keys, sort=False, dropna=False)
        position, frame = grouped.ngroup().to_numpy(), wide[keys].drop_duplicates().reset_index(drop=True)
    at = _places(cells.totals, own, _levels(cells, scope, question))
    of_totals = np.where(at >= 0, position[at], -1) if len(position) else at
    return Groups(frame, position, of_totals, at)


def _key(name: str) -> str:
    return "district_id" if name == "district" else name
