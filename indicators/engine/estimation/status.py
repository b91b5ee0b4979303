"""Why a value is there or not: ok, suppressed, too_few, missing, not_collected. Suppression comes last, once."""

from collections.abc import Callable
from typing import cast

import numpy as np
import pandas as pd

from indicators.engine.counting.parts import WHOLE
from indicators.engine.definitions.enums import Status
from indicators.engine.definitions.registry import Indicator
from indicators.engine.disclosure.protect import AnswerGroup, Lattice, Levels, build_lattice, is_hidden
from indicators.engine.estimation.cells import ENOUGH, Cells, Question
from indicators.engine.estimation.groups import Groups
from indicators.engine.estimation.kinds import Values
from indicators.engine.estimation.question import Query, Scope, dimensions_of, natural_grain
from indicators.engine.sources.typed_columns import KNOWN, MISSING, NOT_COLLECTED, SUPPRESSED
from indicators.engine.text.errors import TownbellError
from indicators.engine.text.messages import _
from indicators.engine.text.periods import GRAIN_WORDS

SUPPRESS_RECORDS_BELOW = 5
ReadCells = Callable[[Question], Cells]


def status_of(query: Query, outer: pd.DataFrame, groups: Groups, values: Values) -> np.ndarray:
    """The status of each group, before small counts are protected."""
    first = query.first
    n = len(groups.frame)
    answers = first.part.tolerant and WHOLE in query.counts
    nothing = KNOWN if answers or (first.absent == "zero" and WHOLE in query.counts) else MISSING
    state = outer["state"].fillna(nothing).to_numpy()

    def number(code: int) -> np.ndarray:
        return np.bincount(groups.of_outer[state == code], minlength=n)

    known, unasked = number(KNOWN), number(NOT_COLLECTED)
    applicable = np.bincount(groups.of_outer, minlength=n) - unasked
    why = np.select(
        [number(SUPPRESSED) > 0, number(MISSING) > 0, unasked > 0],
        [Status.SUPPRESSED, Status.MISSING, Status.NOT_COLLECTED],
        Status.MISSING,
    )
    short = known == 0 if answers else known < ENOUGH * applicable
    few = ~np.isfinite(values.value) | (values.sample < _minimum(query))
    status = np.where(few, Status.TOO_FEW, Status.OK).astype(object)
    if query.indicator.spec.as_published:
        status[~np.isfinite(values.value)] = Status.MISSING.value
    hidden = small(values, query.indicator, threshold(query))
    status = np.where(hidden, Status.SUPPRESSED, status)
    return np.where(short | (known == 0), why, status)


def _minimum(query: Query) -> float:
    return float(query.scope.minimum) if query.indicator.spec.rests_on_answers else 0.5


def threshold(query: Query) -> float:
    """Below how many people a count is hidden; 0 for "nothing is". Weighted answers are protected by their number."""
    indicator, scope, first = query.indicator, query.scope, query.first
    if scope.round_to or not indicator.spec.counts_people or indicator.weight is not None:
        return 0.0
    records = first.part.tolerant and indicator.spec.rest_tells
    named = (k for k in (first.suppress_below, scope.suppress_below) if k is not None)
    return float(next(named, SUPPRESS_RECORDS_BELOW if records else 0))


def small(values: Values, indicator: Indicator, limit: float) -> np.ndarray:
    """Where a count of people is so small that somebody could be recognised."""
    is_small = (values.numerator > 0) & (values.numerator < limit)
    if indicator.spec.rest_tells:
        rest = values.denominator - values.numerator
        is_small |= (rest > 0) & (rest < limit)
    return is_small


def protected(query: Query, question: Question, groups: Groups, read: ReadCells) -> np.ndarray:
    """Which groups must be hidden so that no small count can be worked out; nothing without a threshold.

    The decision is made once for an indicator and kept with its counts.
    """
    indicator, counts, scope, request = query.indicator, query.counts, query.scope, query.request
    limit = threshold(query)
    if limit <= 0:
        return np.zeros(len(groups.frame), dtype=bool)
    dims = tuple(dict.fromkeys([*question.dims, *question.only]))
    if len(dims) > 1 or request.grain not in (None, natural_grain(counts)):
        raise TownbellError(
            _(
                "'{id}' counts few people, so it is protected: it can be seen by one kind of segment at a time and "
                "by {grain}, not by {asked}.",
                id=indicator.id,
                grain=_(GRAIN_WORDS[natural_grain(counts) or "window"]),
                asked=", ".join(dims) or _(GRAIN_WORDS[request.grain or "window"]),
            )
        )
    lattice = lattice_of(query, question.years, read, limit)
    return np.array(
        [is_hidden(lattice, group) for group in _answer_groups(groups.frame, scope, question, dims)],
        dtype=bool,
    )


def lattice_of(query: Query, years: int, read: ReadCells, limit: float) -> Lattice:
    """What is hidden of an indicator; decided once and kept with its counts."""
    kept = query.first.lattices
    if (limit, years) not in kept:
        kept[limit, years] = _lattice(query, years, read, limit)
    return cast("Lattice", kept[limit, years])


def _lattice(query: Query, years: int, read: ReadCells, limit: float) -> Lattice:
    scope, counts = query.scope, query.counts
    districts = tuple(scope.districts["district_id"])
    everybody = Question((), {}, frozenset(districts), None, natural_grain(counts), years)

    def rows(dims: tuple[str, ...]) -> pd.DataFrame:
        cells = read(Question(dims, {}, everybody.districts, None, everybody.grain, everybody.years))
        keys = ["district_id", "period", *dims]
        known = cells.totals.merge(cells.state, on=keys)
        known = known[known["state"] == KNOWN]
        return known.groupby(keys)[["value", "weight"]].sum().reset_index()

    return build_lattice(
        rows,
        Levels(
            districts,
            read(everybody).periods,
            {dim: scope.segments[dim].order for dim in dimensions_of(counts)},
        ),
        limit,
        complement=query.indicator.spec.rest_tells,
        period_total=years == 1,
    )


def _answer_groups(
    frame: pd.DataFrame, scope: Scope, question: Question, dims: tuple[str, ...]
) -> list[AnswerGroup]:
    """Each group of the answer as districts, periods and groups; None for "all of them"."""
    inside = scope.inside(question.districts)
    ids = None if len(inside) == len(scope.districts) else list(inside["district_id"])
    periods = None if question.periods is None else sorted(question.periods)
    dimension = dims[0] if dims else None
    only = question.only.get(dimension) if dimension else None
    answer_groups = []
    for row in frame.to_dict("records"):
        place = ids
        if "parent" in row:
            place = list(inside.loc[inside["parent"] == row["parent"], "district_id"])
        if "district_id" in row:
            place = [row["district_id"]]
        time = [row["period"]] if "period" in row else periods
        groups = [row[dimension]] if dimension in row else only
        answer_groups.append(AnswerGroup(place, time, dimension, groups))
    return answer_groups
