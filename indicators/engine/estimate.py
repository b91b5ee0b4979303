"""Stop three: counts become estimates. Add first, divide last; the kind decides the limits; suppress once, last.

The answer always has a row for every cell that was asked for, with a status that says why a value is not there.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from indicators.engine.cells import ENOUGH, Cells, Question, cells_of, joined, outer_keys
from indicators.engine.count import Counts
from indicators.engine.kinds import ESTIMATORS, GROUP, Values
from indicators.engine.pack import Segments
from indicators.engine.parts import BASE, EVENTS, WHOLE
from indicators.engine.periods import Period, coarsest, grain_of
from indicators.engine.problem import TownbellError, did_you_mean
from indicators.engine.registry import Indicator
from indicators.engine.tables import KNOWN, MISSING, NOT_COLLECTED, SUPPRESSED

OK, TOO_FEW = "ok", "too_few"
STATUS = {SUPPRESSED: "suppressed", MISSING: "missing", NOT_COLLECTED: "not_collected"}
COLUMNS = ("value", "lower", "upper", "numerator", "denominator", "unit", "status")
SUPPRESS_RECORDS_BELOW = 5


@dataclass(frozen=True)
class Scope:
    """The city in which an indicator is estimated."""

    districts: pd.DataFrame
    segments: Mapping[str, Segments]
    windows: Mapping[str, Period]
    minimum: int = 10
    suppress_below: int | None = None


@dataclass(frozen=True)
class Request:
    """Which groups a value is wanted for. `by` may hold district, parent, period and segment dimensions."""

    by: tuple[str, ...] = ("district", "period")
    where: Mapping[str, tuple[str, ...]] | None = None
    level: float = 0.95
    grain: str | None = None


def estimate(
    indicator: Indicator, counts: Mapping[str, Counts], scope: Scope, request: Request
) -> pd.DataFrame:
    """The estimates of one indicator for every group asked for, in the order of districts, periods and segments.

    Columns: `indicator, district_id, district, period`, the segments asked for, `value, lower, upper, numerator,
    denominator, unit, status` (what `by` leaves out is added up and has no column). Value and limits are empty
    unless the status is `ok`. Raises TownbellError where the question does not fit the data.
    """
    question = _question(indicator, counts, scope, request)
    cells = _cells(indicator, counts, scope, question)
    outer = _outer(cells, scope, question)
    groups = _groups(outer, cells, scope, request, question)
    values = _values(indicator, counts, cells, outer, groups, request.level)
    status = _status(outer, groups, values, indicator, counts, scope)
    return _answer(indicator, groups, values, status, scope, request)


def _question(indicator: Indicator, counts: Mapping[str, Counts], scope: Scope, request: Request) -> Question:
    dims = tuple(name for name in request.by if name not in ("district", "parent", "period"))
    where = dict(request.where or {})
    districts = frozenset(scope.districts["district_id"])
    for name in ("district", "parent"):
        if name in where:
            districts &= _districts(name, where.pop(name), scope)
    periods = frozenset(where.pop("period")) if "period" in where else None
    for name in (*dims, *where):
        _check_dimension(name, indicator, counts, scope)
    for name, wanted in where.items():
        for value in wanted:
            if value not in scope.segments[name].order:
                hint = did_you_mean(value, scope.segments[name].order)
                raise TownbellError(f"Segments '{name}' have no group '{value}'. {hint}".strip())
    pooled = indicator.years if "period" in request.by else 1
    return Question(dims, where, districts, periods, request.grain or natural_grain(counts), pooled)


def _districts(column: str, wanted: tuple[str, ...], scope: Scope) -> frozenset[str]:
    frame, found = scope.districts, set()
    for value in wanted:
        hit = frame[(frame["district_id"] == value) | (frame["district"] == value)]
        if column == "parent" or hit.empty:
            hit = frame[frame["parent"] == value]
        if hit.empty:
            names = [*frame["district"], *frame["parent"].unique()]
            raise TownbellError(f"There is no district '{value}'. {did_you_mean(value, names)}".strip())
        found |= set(hit["district_id"])
    return frozenset(found)


def _check_dimension(name: str, indicator: Indicator, counts: Mapping[str, Counts], scope: Scope) -> None:
    if name not in scope.segments:
        known = [*scope.segments, "district", "parent", "period"]
        raise TownbellError(f"The city has no segments '{name}'. {did_you_mean(name, known)}".strip())
    if name not in dimensions_of(counts):
        seen = ", ".join(dimensions_of(counts)) or "none"
        tables = " and ".join(sorted({part.part.table for part in counts.values()}))
        raise TownbellError(
            f"'{indicator.id}' can't be seen by {name}: not every line of {tables} says it. Segments available: {seen}."
        )


def dimensions_of(counts: Mapping[str, Counts]) -> tuple[str, ...]:
    """The segment dimensions that every part of an indicator has."""
    parts = list(counts.values())
    return tuple(name for name in parts[0].segments if all(name in part.segments for part in parts))


def natural_grain(counts: Mapping[str, Counts]) -> str | None:
    """The grain in which all parts can be given; dated events are given by year."""
    grains = ["year" if part.dated else part.grain or "window" for part in counts.values()]
    found = coarsest(grains)
    if found is None:
        raise TownbellError(
            "Its tables have periods that can't be added up to each other (windows and years)."
        )
    return found


def _cells(indicator: Indicator, counts: Mapping[str, Counts], scope: Scope, question: Question) -> Cells:
    def part(role: str, person_years: bool) -> Cells:
        return cells_of(counts[role], question, scope.segments, scope.windows, person_years)

    if WHOLE in counts:
        by_age = indicator.age is not None
        return part(WHOLE, by_age if indicator.yearly is None else indicator.yearly)
    inner = [name for name in counts[EVENTS].part.inner if name not in question.dims]
    return joined(
        part(EVENTS, False), part(BASE, indicator.yearly is not False), question, counts[EVENTS].absent, inner
    )


def _outer(cells: Cells, scope: Scope, question: Question) -> pd.DataFrame:
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
            raise TownbellError(f"There is no period '{code}'. {did_you_mean(code, known)}".strip())
    return sorted({*cells.periods, *(question.periods or ())})


@dataclass(frozen=True)
class _Groups:
    """The groups of the answer, and the position of each outer cell and of each row of totals among them."""

    frame: pd.DataFrame
    of_outer: np.ndarray
    of_totals: np.ndarray


def _groups(outer: pd.DataFrame, cells: Cells, scope: Scope, request: Request, question: Question) -> _Groups:
    keys = [_key(name) for name in request.by if _key(name) in (*outer_keys(question), "parent")]
    parents = scope.districts.set_index("district_id")["parent"]
    wide = outer.assign(parent=outer["district_id"].map(parents)) if "parent" in keys else outer
    if not keys:
        position = np.zeros(len(outer), dtype=np.intp)
        frame = pd.DataFrame(index=range(1))
    else:
        grouped = wide.groupby(keys, sort=False, dropna=False)
        position, frame = grouped.ngroup().to_numpy(), wide[keys].drop_duplicates().reset_index(drop=True)
    located = outer[outer_keys(question)].assign(at__=position)
    rows = cells.totals[outer_keys(question)].merge(located, on=outer_keys(question), how="left")["at__"]
    return _Groups(frame, position, rows.fillna(-1).to_numpy(dtype=np.intp))


def _key(name: str) -> str:
    return "district_id" if name == "district" else name


def _values(
    indicator: Indicator,
    counts: Mapping[str, Counts],
    cells: Cells,
    outer: pd.DataFrame,
    groups: _Groups,
    level: float,
) -> Values:
    keys = [name for name in outer.columns if name != "state"]
    state = cells.totals[keys].merge(outer, on=keys, how="left")["state"].to_numpy()
    usable = (groups.of_totals >= 0) & (state == KNOWN)
    rows = cells.totals[usable].assign(**{GROUP: groups.of_totals[usable]})
    rows = _with_design(rows, counts)
    rows.attrs["centre"] = next(iter(counts.values())).centre
    return ESTIMATORS[indicator.kind](rows, indicator, level, len(groups.frame))


def _with_design(rows: pd.DataFrame, counts: Mapping[str, Counts]) -> pd.DataFrame:
    strata, clusters = next(iter(counts.values())).design
    if clusters is None:
        return rows
    frame = next(iter(counts.values())).frame
    names = [name for name in (strata, clusters) if name]
    psus = frame[names].drop_duplicates().reset_index(drop=True)
    codes = psus.assign(cluster__=np.arange(len(psus)))
    rows = rows.merge(codes, on=names, how="left")
    stratum = pd.factorize(psus[strata])[0] if strata else np.zeros(len(psus), dtype=np.int64)
    rows.attrs.update(stratum=stratum, strata=int(stratum.max(initial=-1)) + 1)
    return rows


def _status(
    outer: pd.DataFrame,
    groups: _Groups,
    values: Values,
    indicator: Indicator,
    counts: Mapping[str, Counts],
    scope: Scope,
) -> np.ndarray:
    n = len(groups.frame)
    first = next(iter(counts.values()))
    answers = first.part.tolerant and WHOLE in counts
    nothing = KNOWN if answers or (first.absent == "zero" and WHOLE in counts) else MISSING
    state = outer["state"].fillna(nothing).to_numpy()

    def number(wanted: int) -> np.ndarray:
        return np.bincount(groups.of_outer[state == wanted], minlength=n)

    known, unasked = number(KNOWN), number(NOT_COLLECTED)
    asked = np.bincount(groups.of_outer, minlength=n) - unasked
    why = np.select(
        [number(SUPPRESSED) > 0, number(MISSING) > 0, unasked > 0],
        ["suppressed", "missing", "not_collected"],
        "missing",
    )
    short = known == 0 if answers else known < ENOUGH * asked
    few = ~np.isfinite(values.value) | (values.sample < _minimum(indicator, scope))
    status = np.where(few, TOO_FEW, OK).astype(object)
    if indicator.kind == "published":
        status[~np.isfinite(values.value)] = "missing"
    status = np.where(_small(values, indicator, first, scope), "suppressed", status)
    return np.where(short | (known == 0), why, status)


def _minimum(indicator: Indicator, scope: Scope) -> float:
    return float(scope.minimum) if indicator.kind in ("share", "mean", "percentile") else 0.5


def _small(values: Values, indicator: Indicator, counts: Counts, scope: Scope) -> np.ndarray:
    """Where a count of people is so small that somebody could be recognised."""
    records = counts.part.tolerant and indicator.kind == "share" and indicator.weight is None
    limit = next(
        (k for k in (counts.suppress_below, scope.suppress_below) if k is not None),
        SUPPRESS_RECORDS_BELOW if records else 0,
    )
    small = (values.numerator > 0) & (values.numerator < limit)
    if indicator.kind == "mean":  # its numerator is a sum and no count of people
        small[:] = False
    if indicator.kind == "share":
        rest = values.denominator - values.numerator
        small |= (rest > 0) & (rest < limit)
    return small


def _answer(
    indicator: Indicator, groups: _Groups, values: Values, status: np.ndarray, scope: Scope, request: Request
) -> pd.DataFrame:
    ok = status == OK
    shown = {name: np.where(ok, getattr(values, name), np.nan) for name in ("value", "lower", "upper")}
    hidden = np.isin(status, ["suppressed", "too_few"])
    below = {
        name: np.where(ok | ~hidden, getattr(values, name), np.nan) for name in ("numerator", "denominator")
    }
    below = {name: np.where(ok, column, np.nan) for name, column in below.items()}
    frame = groups.frame.assign(indicator=indicator.id, **shown, **below, unit=indicator.unit, status=status)
    names = scope.districts.set_index("district_id")["district"]
    if "district_id" in frame:
        frame["district"] = frame["district_id"].map(names)
    order = ["indicator", *(n for n in ("parent", "district_id", "district", "period") if n in frame)]
    order += [name for name in request.by if name in scope.segments]
    return frame[[*order, *COLUMNS]]
