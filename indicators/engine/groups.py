"""The groups of an answer: every cell that could be there with its state, and which group each belongs to."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from indicators.engine.cells import Cells, Question, outer_keys
from indicators.engine.language import _
from indicators.engine.periods import grain_of
from indicators.engine.problem import TownbellError, did_you_mean
from indicators.engine.question import Request, Scope
from indicators.engine.tables import MISSING, NOT_COLLECTED


def outer_cells(cells: Cells, scope: Scope, question: Question) -> pd.DataFrame:
    """Every cell that could be there with its state; None where the table says nothing at all."""
    districts = scope.districts[scope.districts["district_id"].isin(question.districts)]
    levels = [list(districts["district_id"]), _periods(cells, scope, question)]
    levels += [list(scope.segments[dim].order) for dim in question.dims]
    if any(dim in question.only for dim in question.dims):
        levels[2:] = [
            [v for v in scope.segments[d].order if v in question.only.get(d, (v,))] for d in question.dims
        ]
    full = pd.MultiIndex.from_product(levels, names=outer_keys(question)).to_frame(index=False)
    outer = full.merge(cells.state, on=outer_keys(question), how="left")
    occurs = outer["period"].isin(cells.periods)
    outer = outer.assign(state=outer["state"].mask(~occurs, MISSING))
    if cells.zero_if_absent or not (question.dims or question.only):
        return outer
    # a group that no district has in a period was not told apart then
    lines = pd.MultiIndex.from_frame(outer[["period", *question.dims]])
    told_apart = pd.MultiIndex.from_frame(cells.state[["period", *question.dims]])
    untold = outer["state"].isna() & ~lines.isin(told_apart)
    return outer.assign(state=outer["state"].mask(untold, NOT_COLLECTED))


def _periods(cells: Cells, scope: Scope, question: Question) -> list[str]:
    """The periods that occur, and those asked for by name, which are missing where the table lacks them."""
    for code in question.periods or ():
        known = {*cells.periods, *scope.windows}
        if code not in known and grain_of(code) in (None, "date"):
            told = _("There is no period '{code}'.", code=code)
            raise TownbellError(f"{told} {did_you_mean(code, known)}".strip())
    return sorted({*cells.periods, *(question.periods or ())})


@dataclass(frozen=True)
class Groups:
    """The groups of the answer, and the position of each outer cell and of each row of totals among them."""

    frame: pd.DataFrame
    of_outer: np.ndarray
    of_totals: np.ndarray


def groups_of(
    outer: pd.DataFrame, cells: Cells, scope: Scope, request: Request, question: Question
) -> Groups:
    """The groups that `by` asks for, in the order of districts, periods and segments."""
    keys = [_key(name) for name in request.by if _key(name) in (*outer_keys(question), "parent")]
    parents = scope.districts.set_index("district_id")["parent"]
    wide = outer.assign(parent=outer["district_id"].map(parents)) if "parent" in keys else outer
    if not keys:
        position: np.ndarray = np.zeros(len(outer), dtype=np.intp)
        frame = pd.DataFrame(index=range(1))
    else:
        grouped = wide.groupby(keys, sort=False, dropna=False)
        position, frame = grouped.ngroup().to_numpy(), wide[keys].drop_duplicates().reset_index(drop=True)
    located = outer[outer_keys(question)].assign(at__=position)
    rows = cells.totals[outer_keys(question)].merge(located, on=outer_keys(question), how="left")["at__"]
    return Groups(frame, position, rows.fillna(-1).to_numpy(dtype=np.intp))


def _key(name: str) -> str:
    return "district_id" if name == "district" else name
