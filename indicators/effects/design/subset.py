"""Studies made from a study: fewer districts, fewer periods, another start, other values."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from indicators.effects.study import NEVER, Floats, Study, Whole


def districts(study: Study, keep: NDArray[np.bool_]) -> Study:
    """The same study with these districts (N,) only."""
    names = tuple(name for name, kept in zip(study.districts, keep, strict=True) if kept)
    return replace(_grids(study, keep, slice(None)), first=study.first[keep], districts=names)


def periods(study: Study, keep: NDArray[np.bool_], first: Whole) -> Study:
    """The same study with these periods (T,) only; `first` (N,) counts in the periods that are kept."""
    codes = tuple(code for code, kept in zip(study.periods, keep, strict=True) if kept)
    return replace(_grids(study, slice(None), keep), first=first, periods=codes)


def only_periods(study: Study, keep: NDArray[np.bool_]) -> Study:
    """The study with some of its periods (T,) only; starts are counted in those that are kept."""
    earlier = np.concatenate([[0], np.cumsum(keep)])
    return periods(study, keep, np.where(study.treated, earlier[study.first], NEVER))


def with_values(study: Study, value: Floats) -> Study:
    """The same study with other values (N, T); the events behind a rate follow, never below zero."""
    if study.events is None or study.exposure is None:
        return replace(study, value=value)
    events = np.maximum(value, 0) * study.exposure / study.scale
    return replace(study, value=np.maximum(value, 0), events=events)


def before_the_start(study: Study, least: int) -> tuple[Study, int] | None:
    """Only what was before anybody started, all districts as yet untreated, and that start.

    Districts that start before `least` periods have passed are left out, so that one early start does not cost
    the past of all. None if that leaves no treated district.
    """
    late = study.treated & (study.first >= least)
    if not late.any():
        return None
    kept = districts(study, late | ~study.treated)
    start = int(kept.first[kept.treated].min())
    known = np.arange(len(study.periods)) < start
    return periods(kept, known, kept.first), start


def pretend(past: Study, start: int) -> Study:
    """The past of a study (see `before_the_start`) as if its treated districts had started here."""
    return replace(past, first=np.where(past.first == NEVER, NEVER, start))


def _grids(study: Study, rows: NDArray[np.bool_] | slice, columns: NDArray[np.bool_] | slice) -> Study:
    def some(grid: Floats) -> Floats:
        return grid[rows][:, columns]

    return replace(
        study,
        value=some(study.value),
        variance=some(study.variance),
        events=None if study.events is None else some(study.events),
        exposure=None if study.exposure is None else some(study.exposure),
        counts=None if study.counts is None else some(study.counts),
    )
