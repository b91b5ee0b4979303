"""Guessing what a new pack's files hold: types of columns, which is the district, the period, a group.

Everything is read as text, as it stands in the file: "007" is an id and not a seven.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from indicators.engine.pack.text_files import encoding_problem
from indicators.engine.text.errors import PackError, TownbellError
from indicators.engine.text.periods import grain_of

TABLES = (".csv", ".tsv", ".parquet")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_PATTERNS = {
    "boolean": re.compile(r"true|false", re.IGNORECASE),
    "integer": re.compile(r"[+-]?(0|[1-9]\d*)"),
    "number": _NUMBER,
    "date": re.compile(r"\d{4}-\d\d-\d\d"),
    "datetime": re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?.*"),
}
_LEADING_ZERO = re.compile(r"0\d+")
_NUMBER_LIKE = re.compile(r"[+-]?(\d{1,3}([.,'\s]\d{3})+([.,]\d+)?|\d+([.,]\d+)?)\s?%?")
_THOUSANDS_COMMA = re.compile(r"-?[1-9]\d{0,2}(,\d{3})+")
_THOUSANDS_POINT = re.compile(r"[1-9]\d{0,2}\.\d{3}")
_DECIMAL_COMMA = re.compile(r"-?\d{1,3}(\.?\d{3})*,\d+")
_PERIOD_NAMES = (
    "period",
    "year",
    "quarter",
    "month",
    "date",
    "annee",
    "année",
    "jahr",
    "ano",
    "año",
    "t_call",
)
_PLACES = {"longitude": ("longitude", "lon", "lng", "long"), "latitude": ("latitude", "lat")}
_MOST_GROUPS, _MOST_MARKS = 12, 3


@dataclass(frozen=True)
class Column:
    """A column as guessed, with its different values; `marks` stand among numbers and are none.

    `unlike` are numbers that no computer reads as such (1,000 or 5 %), `thousands` one with a point that may be such.
    """

    name: str
    type: str
    values: tuple[str, ...]
    marks: tuple[str, ...] = ()
    decimal_comma: bool = False
    unlike: tuple[str, ...] = ()
    thousands: str = ""


@dataclass(frozen=True)
class File:
    """A table's file and what its columns seem to be."""

    path: Path
    columns: tuple[Column, ...]
    rows: int
    delimiter: str = ","
    district: str | None = None
    period: str | None = None
    places: Mapping[str, str] = field(default_factory=dict)
    segments: tuple[str, ...] = ()


def read_text(path: Path) -> tuple[pd.DataFrame, str]:
    """A table with every cell as text (empty where unknown), and its delimiter. Raises TownbellError."""
    if path.suffix.lower() == ".parquet":
        frame = pd.read_parquet(path).convert_dtypes()
        return frame.astype("string").fillna("").astype(object), ","
    problem = encoding_problem(path)
    if problem is not None:
        raise PackError([problem])
    with path.open(encoding="utf-8-sig") as stream:
        header = stream.readline()
    delimiter = max(",;\t|", key=header.count)
    try:
        frame = pd.read_csv(path, sep=delimiter, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    except ValueError as error:
        raise TownbellError(f"{path.name} can't be read: {' '.join(str(error).split())}") from error
    return frame, delimiter


def guess_column(name: str, cells: pd.Series) -> Column:
    """The type of a column from all its cells."""
    values = tuple(dict.fromkeys(cell.strip() for cell in cells.unique() if cell.strip()))
    if not values or any(_LEADING_ZERO.fullmatch(value) for value in values):
        return Column(name, "string", values)
    for kind, pattern in _PATTERNS.items():
        if all(pattern.fullmatch(value) for value in values):
            return Column(name, kind, values, thousands=_thousands(values) if kind == "number" else "")
    odd = tuple(value for value in values if not _NUMBER.fullmatch(value))
    unlike = tuple(value for value in odd if _NUMBER_LIKE.fullmatch(value))
    marks = tuple(value for value in odd if value not in unlike)
    if len(marks) > _MOST_MARKS or len(values) < 4 * len(marks):
        return Column(name, "string", values)
    whole = all(_PATTERNS["integer"].fullmatch(value) for value in values if value not in odd)
    if _has_decimal_comma(unlike):
        return Column(name, "number", values, marks=marks, decimal_comma=True)
    return Column(name, "integer" if whole else "number", values, marks=marks, unlike=unlike)


def _has_decimal_comma(values: tuple[str, ...]) -> bool:
    """Commas in all, and not every one before three digits, as in 1,000."""
    commas = bool(values) and all(_DECIMAL_COMMA.fullmatch(value) for value in values)
    return commas and not all(_THOUSANDS_COMMA.fullmatch(value) for value in values)


def _thousands(values: tuple[str, ...]) -> str:
    """The first number with a point, if every point has three digits behind it: 1.200 may be meant as 1200."""
    pointed = [value for value in values if "." in value]
    return pointed[0] if all(_THOUSANDS_POINT.fullmatch(value) for value in pointed) else ""


def guess_file(path: Path, ids: frozenset[str], names: frozenset[str]) -> File:
    """What a table's file holds; `ids` and `names` are those of the districts."""
    frame, delimiter = read_text(path)
    named = [name for name in frame.columns if not str(name).startswith("Unnamed: ")]
    columns = tuple(guess_column(str(name), frame[name].astype(str)) for name in named)
    district = _best_match(columns, ids)
    period = _period(columns)
    places = {} if district else _places(columns)
    taken = {district, period, *places.values()}
    segments = tuple(c.name for c in columns if c.name not in taken and _is_group(c, len(frame), names))
    return File(path, columns, len(frame), delimiter, district, period, places, segments)


def overlap(values: Iterable[str], known: frozenset[str]) -> float:
    """The share of the values that are among the known ones."""
    different = set(values)
    return len(different & known) / len(different) if different else 0.0


def _best_match(columns: Iterable[Column], ids: frozenset[str]) -> str | None:
    """The column whose values are district ids; a few unknown ones (a total, a typo) do not hide it."""
    scored = [(overlap(column.values, ids), "id" in column.name.lower(), column.name) for column in columns]
    scored = [candidate for candidate in scored if candidate[0] >= 0.5]
    return max(scored, key=lambda candidate: candidate[:2])[2] if scored else None


def _period(columns: Iterable[Column]) -> str | None:
    named = [c for c in columns if c.name.lower() in _PERIOD_NAMES]
    readable = [c for c in named if c.type in ("date", "datetime") or all(grain_of(v) for v in c.values)]
    dated = [c for c in columns if c.type in ("date", "datetime")]
    return next((c.name for c in (*readable, *named, *dated)), None)


def _places(columns: Iterable[Column]) -> dict[str, str]:
    places = {
        role: column.name
        for role, names in _PLACES.items()
        for column in columns
        if column.name.lower() in names and column.type in ("number", "integer")
    }
    return places if len(places) == len(_PLACES) else {}


def _is_group(column: Column, rows: int, names: frozenset[str]) -> bool:
    """Few different texts that come again and again, and are not the districts' names."""
    if column.name.lower() in _PERIOD_NAMES:
        return False
    groups = [value for value in column.values if value != "all"]
    few = 2 <= len(groups) <= _MOST_GROUPS and rows >= 2 * len(groups)
    return column.type == "string" and not column.decimal_comma and few and overlap(groups, names) < 0.5
