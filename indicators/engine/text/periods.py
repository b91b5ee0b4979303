"""Periods: years, quarters, months, dates, and windows that a pack names itself.

A period's code is what a pack writes (`2024`, `2024-Q2`, `2024-03`, `2012-2016`).
"""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from indicators.engine.text.messages import N_

GRAINS = ("month", "quarter", "year")
GRAIN_WORDS = {
    "month": N_("month"),
    "quarter": N_("quarter"),
    "year": N_("year"),
    "date": N_("date"),
    "window": N_("windows of several years"),
}
_PATTERNS = {
    "year": re.compile(r"^(\d{4})$"),
    "quarter": re.compile(r"^(\d{4})-Q([1-4])$"),
    "month": re.compile(r"^(\d{4})-(0[1-9]|1[0-2])$"),
    "date": re.compile(r"^(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"),
}


@dataclass(frozen=True, order=True)
class Period:
    """A stretch of time with its code; `end` is the last day that belongs to it."""

    start: dt.date
    end: dt.date
    code: str

    @property
    def years(self) -> float:
        """Length in years, so that persons times years are person-years; by the day where no whole months."""
        if self.start.day != 1 or (self.end + dt.timedelta(days=1)).day != 1:
            return ((self.end - self.start).days + 1) / 365.25
        months = (self.end.year - self.start.year) * 12 + self.end.month - self.start.month + 1
        return months / 12


def grain_of(code: str) -> str | None:
    """`year`, `quarter`, `month` or `date` for a code written in that form, else None."""
    return next((grain for grain, pattern in _PATTERNS.items() if pattern.match(code)), None)


def grain_of_all(codes: Iterable[str]) -> str | None:
    """The one grain in which all codes are written; `window` for texts that need start and end; None if mixed."""
    found = {grain_of(code) or "window" for code in codes}
    return found.pop() if len(found) == 1 else None


def period_from_code(code: str) -> Period:
    """The period that a year, quarter or month code means, or several years pooled (`2021-2023`)."""
    pooled = re.fullmatch(r"(\d{4})-(\d{4})", code)
    if pooled and int(pooled[1]) <= int(pooled[2]):
        return Period(dt.date(int(pooled[1]), 1, 1), dt.date(int(pooled[2]), 12, 31), code)
    grain = grain_of(code)
    if grain is None or grain == "date":
        raise ValueError(f"'{code}' is not a year (2024), quarter (2024-Q2) or month (2024-03)")
    match = _PATTERNS[grain].match(code)
    assert match is not None
    year = int(match[1])
    first, months = {"year": (1, 12), "quarter": (0, 3), "month": (0, 1)}[grain]
    if grain == "quarter":
        first = 3 * int(match[2]) - 2
    if grain == "month":
        first = int(match[2])
    return Period(dt.date(year, first, 1), _last_day(year, first + months - 1), code)


def _last_day(year: int, month: int) -> dt.date:
    following = dt.date(year + month // 12, month % 12 + 1, 1)
    return following - dt.timedelta(days=1)


def coarsen(codes: pd.Series, grain: str) -> pd.Series:
    """Month, quarter or year codes written in a coarser (or the same) grain.

    >>> coarsen(pd.Series(["2024-03", "2024-11"]), "quarter").tolist()
    ['2024-Q1', '2024-Q4']
    """
    if grain == "year":
        return codes.str[:4]
    if grain == "quarter":
        unique = {code: _quarter(code) for code in codes.unique()}
        return codes.map(unique)
    return codes


def _quarter(code: str) -> str:
    match = _PATTERNS["month"].match(code)
    return f"{match[1]}-Q{(int(match[2]) + 2) // 3}" if match else code


def coarsest(grains: Iterable[str]) -> str | None:
    """The grain to which all can be added up; None when windows meet years (they can't be compared)."""
    found = set(grains)
    if "window" in found:
        return "window" if found == {"window"} else None
    return max(found, key=GRAINS.index) if found else None


def fits(finer: str, coarser: str) -> bool:
    """Can periods of the first grain be added up to the second?"""
    if "window" in (finer, coarser):
        return finer == coarser
    return GRAINS.index(finer) <= GRAINS.index(coarser)
