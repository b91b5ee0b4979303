"""Counts added up to the cells that a question asks for: district x period x the asked segments.

Adding is where numbers go wrong silently, so this is where it is decided what may be added: published totals
instead of their parts, whole years only, and no sum in which something is unknown.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from indicators.engine.caching.memory import kept
from indicators.engine.caching.pandas_internals import release_references
from indicators.engine.counting.count import KEYS, Counts
from indicators.engine.counting.parts import BASE, EVENTS
from indicators.engine.pack.model import Segments
from indicators.engine.sources.tables import ALL
from indicators.engine.sources.typed_columns import KNOWN, MISSING, NOT_COLLECTED, SUPPRESSED
from indicators.engine.text.periods import Period, coarsen, period_from_code

UNKNOWN = ("missing", "suppressed", "not_collected")
INCOMPLETE = "incomplete__"
# A sum is given while at least this share of its cells is known; below, too little stands behind it.
ENOUGH = 0.8
_MONTHS = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True)
class Question:
    """What is asked of an indicator: segments to keep (`dims`), groups to stay with (`only`), districts, grain."""

    dims: tuple[str, ...]
    only: Mapping[str, tuple[str, ...]]
    districts: frozenset[str]
    periods: frozenset[str] | None
    grain: str | None
    years: int = 1


@dataclass(frozen=True)
class Cells:
    """`totals` by outer keys (and inner ones), `state` by outer keys only, and the periods that occur.

    `zero_if_absent`: is a cell that isn't there a zero?
    """

    totals: pd.DataFrame
    state: pd.DataFrame
    periods: tuple[str, ...]
    zero_if_absent: bool


def outer_keys(question: Question) -> list[str]:
    """The keys of a cell."""
    return [*KEYS, *question.dims]


def cells_of(
    counts: Counts,
    question: Question,
    segments: Mapping[str, Segments],
    windows: Mapping[str, Period],
    person_years: bool,
) -> Cells:
    """Adds one part's counts up to the cells asked for, of all districts: what one lacks shows in the others.

    `person_years` multiplies the base by the period's length.
    """
    only = tuple(sorted((name, tuple(groups)) for name, groups in question.only.items()))
    key = (counts.number, question.dims, only, question.periods, question.grain, question.years, person_years)

    def make() -> Cells:
        cells = _added_up(counts, question, segments, windows, person_years)
        release_references([counts.frame])
        return cells

    return kept(key, make)


def _added_up(
    counts: Counts,
    question: Question,
    segments: Mapping[str, Segments],
    windows: Mapping[str, Period],
    person_years: bool,
) -> Cells:
    frame = _selected_segments(counts.frame, counts, question, segments)
    if person_years:
        frame = _in_person_years(frame, windows, counts.part.role)
    frame, periods = _selected_periods(frame, counts, question)
    inner = [name for name in counts.part.inner if name not in question.dims]
    totals = [name for name in frame.columns if name not in (*KEYS, *counts.segments, *inner)]
    keys = outer_keys(question)
    if _nothing_to_add(counts, question):
        by_all = frame[[*keys, *inner, *totals]].reset_index(drop=True)
    else:
        by_key = frame.groupby([*keys, *inner], dropna=False, sort=False, observed=True)
        by_all = by_key[totals].sum().reset_index()
    state = _state(by_all, counts, keys, alone=not inner)
    return Cells(by_all, state, periods, counts.absent == "zero")


def _nothing_to_add(counts: Counts, question: Question) -> bool:
    """Is every line of the counts a cell of its own, as it is asked for?"""
    same_periods = question.years == 1 and question.grain in (None, counts.grain)
    return same_periods and set(counts.segments) <= set(question.dims)


def _selected_segments(
    frame: pd.DataFrame, counts: Counts, question: Question, segments: Mapping[str, Segments]
) -> pd.DataFrame:
    frame = frame.assign(**{INCOMPLETE: 0.0})
    for dim in counts.segments:
        if dim in question.only:
            frame = frame[frame[dim].isin(question.only[dim])]
        if dim in question.dims:
            frame = frame[frame[dim].isin(segments[dim].order)]
    open_dims = [dim for dim in counts.segments if dim not in question.dims]
    inner = [name for name in counts.part.inner if name not in counts.segments]
    for dim in open_dims:
        others = [*KEYS, *(name for name in counts.segments if name != dim), *inner]
        frame = _collapse(frame, dim, others, counts, question.only.get(dim, ()))
    return _all_ages(frame, counts, question)


def _collapse(
    frame: pd.DataFrame, dim: str, others: list[str], counts: Counts, only: Sequence[str]
) -> pd.DataFrame:
    """Keeps the published total of a dimension where there is one, else all its parts (those in `only`).

    A total that is itself unknown is kept and its parts dropped: adding them would undo a suppression. Where
    parts that occur elsewhere in the period are absent, the sum is marked incomplete. What is left is called a
    total, so that the next dimension takes it or its own parts, never both.
    """
    is_total = frame[dim] == ALL
    if is_total.all():
        return frame
    if is_total.any():
        has_total = is_total.groupby([frame[name] for name in others], dropna=False).transform("any")
        frame = frame[is_total | ~has_total]
    return _marked(frame, dim, others, counts, only).assign(**{dim: ALL})


def _marked(
    frame: pd.DataFrame, dim: str, others: list[str], counts: Counts, only: Sequence[str]
) -> pd.DataFrame:
    parts = frame[frame[dim] != ALL]
    if parts.empty or not _must_be_there(counts) or (counts.part.inner and counts.part.role == EVENTS):
        return frame
    together = ["period", *counts.part.inner]
    expected = parts.groupby([parts[name] for name in together], dropna=False)[dim].transform("nunique")
    present = parts.groupby([parts[name] for name in others], dropna=False)[dim].transform("nunique")
    lacking = (present < (len(set(only)) or expected)).reindex(frame.index, fill_value=False)
    return _incomplete(frame, lacking)


def _all_ages(frame: pd.DataFrame, counts: Counts, question: Question) -> pd.DataFrame:
    """Marks where the people of an age are lacking: an older open-ended group would be a wrong one."""
    age = counts.part.indicator.age
    if age is None or counts.part.role == EVENTS or not _must_be_there(counts):
        return frame
    dims = [dim for dim in question.dims if dim in counts.segments]
    present = frame.groupby([*KEYS, *dims], dropna=False)[age].transform("nunique")
    expected = frame.groupby(["period", *dims], dropna=False)[age].transform("nunique")
    return _incomplete(frame, present < expected)


def _must_be_there(counts: Counts) -> bool:
    """Is a line that a district lacks unknown (not zero, and not an answer that nobody gave)?"""
    return not counts.part.tolerant and counts.absent != "zero"


def _incomplete(frame: pd.DataFrame, lacking: pd.Series) -> pd.DataFrame:
    return frame.assign(**{INCOMPLETE: frame[INCOMPLETE] + lacking.to_numpy(dtype=float)})


def _in_person_years(frame: pd.DataFrame, windows: Mapping[str, Period], role: str) -> pd.DataFrame:
    years = frame["period"].map({code: period.years for code, period in windows.items()}).fillna(1.0)
    variance = "variance" if role == BASE else "variance_out_of"
    factors = {"weight": years, variance: years**2}
    return frame.assign(**{name: frame[name] * by for name, by in factors.items() if name in frame})


def _selected_periods(
    frame: pd.DataFrame, counts: Counts, question: Question
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    finer, every = frame["period"], counts.frame["period"]
    if question.grain and counts.grain not in (None, "window", question.grain):
        wide, every = coarsen(finer, question.grain), coarsen(every, question.grain)
        frame = _whole_periods(frame.assign(period=wide), finer, counts, question)
    codes = sorted(every.unique())
    if question.years > 1 and question.grain == "year":
        frame, codes = _pooled(frame, codes, question.years)
    if question.periods is not None:
        frame = frame[frame["period"].isin(question.periods)]
        codes = [code for code in codes if code in question.periods]
    return frame, tuple(codes)


def _whole_periods(frame: pd.DataFrame, finer: pd.Series, counts: Counts, question: Question) -> pd.DataFrame:
    """Marks what is only part of a year (or quarter): the edges of the table, and gaps of a district."""
    grain = str(question.grain)
    first, last = counts.frame["period"].min(), counts.frame["period"].max()
    begun = {code for code in (coarsen(pd.Series([first]), grain)[0],) if _starts_before(code, first)}
    open_ = {code for code in (coarsen(pd.Series([last]), grain)[0],) if _ends_after(code, last)}
    incomplete = frame["period"].isin(begun | open_).to_numpy()
    if _must_be_there(counts) and not (counts.part.inner and counts.part.role == EVENTS):
        dims = [frame[dim] for dim in question.dims if dim in counts.segments]
        seen = finer.groupby([frame["district_id"], frame["period"], *dims]).transform("nunique")
        incomplete = incomplete | (seen < _MONTHS[grain] // _MONTHS[str(counts.grain)]).to_numpy()
    return frame.assign(**{INCOMPLETE: frame[INCOMPLETE] + incomplete})


def _starts_before(coarse: str, fine: str) -> bool:
    return period_from_code(coarse).start < period_from_code(fine).start


def _ends_after(coarse: str, fine: str) -> bool:
    return period_from_code(coarse).end > period_from_code(fine).end


def _pooled(frame: pd.DataFrame, codes: Sequence[str], years: int) -> tuple[pd.DataFrame, list[str]]:
    """Every window of so many successive years, named by its first and last (`2021-2023`)."""
    pieces, names = [frame.iloc[:0]], []
    for code in codes:
        window = [str(int(code) + shift) for shift in range(years)]
        if set(window) <= set(codes):
            names.append(f"{window[0]}-{window[-1]}")
            pieces.append(frame[frame["period"].isin(window)].assign(period=names[-1]))
    return pd.concat(pieces), names


def _state(totals: pd.DataFrame, counts: Counts, keys: list[str], alone: bool) -> pd.DataFrame:
    """One row a cell: is its sum known, and if not, why. `alone`: has every cell one row of totals?"""
    names = [name for name in (*UNKNOWN, INCOMPLETE, "rows") if name in totals]
    if alone:
        cell = totals[[*keys, *names]]
    else:
        cell = totals.groupby(keys, dropna=False, sort=False, observed=True)[names].sum().reset_index()
    for name in UNKNOWN:
        cell = cell if name in cell else cell.assign(**{name: 0.0})
    hidden, missing, unasked = (cell[name] > 0 for name in ("suppressed", "missing", "not_collected"))
    missing = missing | (cell[INCOMPLETE] > 0)
    some = (cell["rows"] > 0) & (cell[INCOMPLETE] == 0)
    if counts.part.tolerant and counts.part.role == EVENTS:
        # events of an unknown kind are lacking in a rate; among answers they are lacking above and below
        some &= cell["rows"] >= ENOUGH * cell[["rows", *UNKNOWN]].sum(axis=1)
        missing = missing | ((cell["rows"] > 0) & ~some & ~hidden & ~unasked)
    if counts.part.tolerant:
        hidden, missing, unasked = (flag & ~some for flag in (hidden, missing, unasked))
    else:
        missing = missing | (unasked & some)
    state = np.select([hidden, missing, unasked], [SUPPRESSED, MISSING, NOT_COLLECTED], KNOWN)
    return cell[keys].assign(state=state)
