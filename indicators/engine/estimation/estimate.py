"""From counts to estimates: values with their limits and statuses.

Add first, divide last; the kind decides the limits; suppress once, last.

The answer always has a row for every cell that was asked for, with a status that says why a value is not there.
"""

from collections.abc import Mapping
from functools import partial

import numpy as np
import pandas as pd

from indicators.engine.counting.count import Counts
from indicators.engine.counting.parts import BASE, EVENTS, WHOLE
from indicators.engine.definitions.enums import Status
from indicators.engine.definitions.registry import Indicator
from indicators.engine.disclosure.protect import HIDDEN_COLUMNS, hidden_cells
from indicators.engine.estimation.cells import Cells, Question, cells_of
from indicators.engine.estimation.group_totals import rounded
from indicators.engine.estimation.groups import Groups, groups_of, outer_cells
from indicators.engine.estimation.joins import joined, with_expected
from indicators.engine.estimation.kinds import ESTIMATORS, GROUP, Values
from indicators.engine.estimation.question import (
    Query,
    Request,
    Scope,
    dimensions_of,
    natural_grain,
    question_of,
)
from indicators.engine.estimation.status import lattice_of, protected, status_of, threshold
from indicators.engine.sources.typed_columns import KNOWN

COLUMNS = ("value", "lower", "upper", "numerator", "denominator", "unit", "status")


def estimate(
    indicator: Indicator, counts: Mapping[str, Counts], scope: Scope, request: Request
) -> pd.DataFrame:
    """The estimates of one indicator for every group asked for, in the order of districts, periods and segments.

    Columns: `indicator, district_id, district, period`, the segments asked for, `value, lower, upper, numerator,
    denominator, unit, status` (what `by` leaves out is added up and has no column). Value and limits are empty
    unless the status is `ok`. Raises TownbellError where the question does not fit the data.
    """
    query = Query(indicator, counts, scope, request)
    question = question_of(query)
    read = partial(_cells, query)
    cells = read(question)
    outer = outer_cells(cells, scope, question)
    groups = groups_of(outer, cells, scope, request, question)
    values = _values(query, cells, outer, groups)
    status = status_of(query, outer, groups, values)
    covered = protected(query, question, groups, read)
    status = np.where(covered & (status == Status.OK), Status.SUPPRESSED, status)
    return _answer(indicator, groups, values, status, scope, request)


def hidden(indicator: Indicator, counts: Mapping[str, Counts], scope: Scope) -> pd.DataFrame:
    """Which cells of an indicator are hidden and why; see `protect.hidden_cells`. Empty where nothing has to be."""
    query = Query(indicator, counts, scope)
    limit = threshold(query)
    if limit <= 0:
        return pd.DataFrame(columns=list(HIDDEN_COLUMNS))
    return hidden_cells(lattice_of(query, indicator.years, partial(_cells, query), limit))


def _cells(query: Query, question: Question) -> Cells:
    indicator, counts, scope = query.indicator, query.counts, query.scope

    def part(role: str, person_years: bool) -> Cells:
        return cells_of(counts[role], question, scope.segments, scope.windows, person_years)

    if WHOLE in counts:
        by_age = indicator.age is not None
        return part(WHOLE, by_age if indicator.yearly is None else indicator.yearly)
    inner = [name for name in counts[EVENTS].part.inner if name not in question.dims]
    events, base = part(EVENTS, False), part(BASE, indicator.yearly is not False)
    cells = joined(events, base, question, counts[EVENTS].absent, inner)
    return with_expected(cells, question, inner) if indicator.spec.by_expected_events else cells


def _values(query: Query, cells: Cells, outer: pd.DataFrame, groups: Groups) -> Values:
    indicator, scope = query.indicator, query.scope
    known = np.append(outer["state"].to_numpy() == KNOWN, False)
    usable = (groups.of_totals >= 0) & known[groups.cell_of_totals]
    rows = cells.totals[usable].assign(**{GROUP: groups.of_totals[usable]})
    rows = _with_design(rows, query.first)
    rows.attrs.update(centre=query.first.centre, standard=scope.standard)
    if scope.round_to and indicator.spec.rounded and indicator.weight is None:
        rows = rounded(rows, len(groups.frame), scope.round_to)
    return ESTIMATORS[indicator.kind](rows, indicator, query.request.level, len(groups.frame))


def _with_design(rows: pd.DataFrame, counts: Counts) -> pd.DataFrame:
    strata, clusters = counts.design
    if clusters is None:
        return rows
    frame = counts.frame
    names = [name for name in (strata, clusters) if name]
    psus = frame[names].drop_duplicates().reset_index(drop=True)
    codes = psus.assign(cluster__=np.arange(len(psus)))
    rows = rows.merge(codes, on=names, how="left")
    stratum = pd.factorize(psus[strata])[0] if strata else np.zeros(len(psus), dtype=np.int64)
    rows.attrs.update(stratum=stratum, strata=int(stratum.max(initial=-1)) + 1)
    return rows


def _answer(
    indicator: Indicator, groups: Groups, values: Values, status: np.ndarray, scope: Scope, request: Request
) -> pd.DataFrame:
    ok = status == Status.OK
    shown = {name: np.where(ok, getattr(values, name), np.nan) for name in ("value", "lower", "upper")}
    shown |= {name: np.where(ok, getattr(values, name), np.nan) for name in ("numerator", "denominator")}
    frame = groups.frame.assign(indicator=indicator.id, **shown, unit=indicator.unit, status=status)
    if "district_id" in frame:
        frame["district"] = _named(frame["district_id"], scope)
    order = ["indicator", *(n for n in ("parent", "district_id", "district", "period") if n in frame)]
    order += [name for name in request.by if name in scope.segments]
    return frame[[*order, *COLUMNS]]


def _named(ids: pd.Series, scope: Scope) -> pd.Series:
    """The districts' names; each is looked up once, however many periods there are."""
    codes, different = pd.factorize(ids)
    return pd.Series(scope.names.reindex(different).to_numpy()[codes], index=ids.index)


__all__ = ["COLUMNS", "Request", "Scope", "dimensions_of", "estimate", "hidden", "natural_grain"]
