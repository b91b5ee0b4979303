"""From a table to counts, in one pass for all its indicators.

The result has a row for each district x period x segments (x what some kind needs beside) and, for each part,
totals that can be added in any order. Every engine that Narwhals speaks gives the same totals.
"""

import math
import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from itertools import count as count_up

import narwhals as nw
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from indicators.engine.counting.columns import ROWS, Columns
from indicators.engine.counting.parts import Part, centre_column
from indicators.engine.sources.base import LazyFrame
from indicators.engine.sources.tables import Table, fetched
from indicators.engine.sources.typed_columns import MONTH

KEYS = ("district_id", "period")
_LARGEST = 2**62
_COMPARED = re.compile(r"""\(\(("[^"]+") (?:<|<=|>|>=|=|!=|<>) -?[\d.]+(?:::\w+)?\) IS NULL\)""")


@dataclass(frozen=True)
class Counts:
    """The totals of one part; its columns are read when they are first asked for.

    `number` is its own for good: sums made of it are remembered by it (`cells.cells_of`). `lattices` remembers
    which small counts are hidden (`status.protected`): a handful, as they depend on the pack and not on the question.
    """

    part: Part
    columns: Columns = field(repr=False, compare=False)
    segments: tuple[str, ...]
    grain: str | None
    absent: str
    suppress_below: int | None
    design: tuple[str | None, str | None] = (None, None)
    dated: bool = False
    centre: float = 0.0
    number: int = field(default_factory=count_up().__next__, init=False, repr=False, compare=False)
    lattices: dict[Hashable, object] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def frame(self) -> pd.DataFrame:
        """The keys, the inner keys and a column for each total."""
        keys = [name for name in self.columns.names if "/" not in name]
        same: dict[str, str] = self.columns.attrs["same"]
        own = {name: same[f"{self.part.key}/{name}"] for name in self.part.totals}
        frame = self.columns.frame([*keys, *dict.fromkeys(own.values())])
        columns = {name: frame[name] for name in keys} | {name: frame[at] for name, at in own.items()}
        return pd.DataFrame(columns, copy=False)


CountsCache = Callable[[tuple[str, ...], Callable[[], pd.DataFrame]], Columns]


def _not_kept(_inner: tuple[str, ...], make: Callable[[], pd.DataFrame]) -> Columns:
    return Columns.of_frame(make())


def count(table: Table, parts: Iterable[Part], keep: CountsCache = _not_kept) -> dict[str, Counts]:
    """Counts all parts of one table; parts that need the same inner keys share a pass.

    Rows whose district or period is unknown are left out; the contract has reported them. `keep` may hand back
    what was counted before instead of making it anew.
    """
    groups: dict[tuple[str, ...], list[Part]] = defaultdict(list)
    for part in parts:
        groups[part.inner].append(part)
    counts: dict[str, Counts] = {}
    for inner, members in groups.items():
        wide = keep(inner, partial(_one_pass, table, members, inner))
        for part in members:
            counts[part.key] = _counts(table, part, wide)
    return counts


def _one_pass(table: Table, parts: Sequence[Part], inner: tuple[str, ...]) -> pd.DataFrame:
    """The keys, the number of rows, and each total of the parts that does not follow from others.

    `attrs["same"]` says which is the same as one before it, `attrs["others"]` which counts the rows that another does
    not.
    """
    centres = _centres(table, parts)
    derived = {name: expression for part in parts for name, expression in part.derived.items()}
    frame = table.frame
    if centres:
        frame = frame.with_columns(**{name: nw.lit(value) for name, value in centres.items()})
    totals = {f"{part.key}/{name}": e for part in parts for name, e in part.totals.items()}
    same = _same(frame, totals)
    others = {same[f"{p.key}/{name}"]: same[f"{p.key}/{of}"] for p in parts for name, of in p.others.items()}
    needed = dict.fromkeys(name for name in same.values() if name not in others or name in others.values())
    period = MONTH if MONTH in frame.collect_schema().names() else "period"
    keys = [*KEYS, *table.segments, *(name for name in inner if name not in table.segments)]
    by = [period if name == "period" else name for name in keys]
    cells = _added(frame, by, derived, {name: totals[name] for name in needed})
    if table.source is None:
        cells = _narrow(cells)
    counted = _tidy(fetched(table, cells), keys, by, [ROWS, *needed])
    counted.attrs = {
        "same": same,
        "others": others,
        "centres": {p.key: centres[centre_column(p.indicator)] for p in parts if p.centred is not None},
    }
    return counted


def _added(
    frame: LazyFrame,
    by: Sequence[str],
    derived: Mapping[str, nw.Expr],
    totals: Mapping[str, nw.Expr],
) -> LazyFrame:
    """The totals of each cell, and its rows; `by` begins with district and period, and both are known."""
    types = frame.select(**totals).collect_schema()
    conditions = {name: nw.when(totals[name]).then(nw.lit(1)) for name in totals if types[name] == nw.Boolean}
    added = [nw.col(name).count() if name in conditions else nw.col(name).sum() for name in totals]
    district, period = by[:2]
    return (
        frame.with_columns(**{**derived, **totals, **conditions})
        .filter(~nw.col(district).is_null() & ~nw.col(period).is_null())
        .group_by(*by)
        .agg(nw.col(district).count().alias(ROWS), *added)
    )


def _narrow(frame: LazyFrame) -> LazyFrame:
    """Totals that were counted in 32 bits: half the memory. Engines in this process refuse what does not fit."""
    counted = [name for name, type in frame.collect_schema().items() if "/" in name and type.is_integer()]
    return frame.with_columns(nw.col(*counted).cast(nw.Int32))


def _same(frame: LazyFrame, totals: Mapping[str, nw.Expr]) -> dict[str, str]:
    """For each total the first that is the same: the same object, or where DuckDB counts, the same as SQL.

    A column that is compared with a number is unknown just where it is unknown itself.
    """
    first: dict[object, str] = {}
    database = frame.implementation.is_duckdb()

    def meaning(expression: nw.Expr) -> object:
        if not database:
            return id(expression)
        return _COMPARED.sub(r"(\1 IS NULL)", frame.select(it=expression).to_native().sql_query())

    return {name: first.setdefault(meaning(e), name) for name, e in totals.items()}


def _centres(table: Table, parts: Sequence[Part]) -> dict[str, float]:
    """The mean of each averaged number, to four digits: deviations from it keep their own digits when squared.

    It is that of all rows, so it depends neither on their order nor on the engine that counts; 0 where it is unknown.
    """
    numbers = {centre_column(p.indicator): p.centred for p in parts if p.centred is not None}
    if not numbers:
        return {}
    means = fetched(table, table.frame.select(**{name: e.mean() for name, e in numbers.items()}))
    averages = {name: means.column(name)[0].as_py() for name in numbers}
    return {
        name: float(f"{value:.4g}") if value is not None and np.isfinite(value) else 0.0
        for name, value in averages.items()
    }


def _tidy(counted: pa.Table, keys: list[str], by: list[str], totals: list[str]) -> pd.DataFrame:
    """In the order of the keys, unknown ones last; keys as texts (ages and bins as numbers), totals as they came."""
    columns = {name: counted.column(name) for name in (*by, *totals)}
    del counted
    levels = [_level(columns.pop(name), name) for name in by]
    order = _order(levels)
    tidy: dict[str, pd.Series | np.ndarray] = {}
    for name, (codes, values) in zip(keys, levels, strict=True):
        tidy[name] = values.take(pa.array(codes[order], mask=codes[order] == len(values))).to_pandas()
    for name in totals:
        tidy[name] = columns.pop(name).to_numpy().take(order)
    return pd.DataFrame(tidy, copy=False)


def _level(column: pa.ChunkedArray, name: str) -> tuple[np.ndarray, pa.Array]:
    """A key as positions among its different values, which are sorted; unknown ones after all of them."""
    encoded = column.combine_chunks().dictionary_encode()
    values = encoded.dictionary
    if name in KEYS:
        values = values.cast(pa.string())
    order = pc.sort_indices(values).to_numpy()
    rank = np.empty(len(order) + 1, dtype=np.int64)
    rank[order], rank[-1] = np.arange(len(order)), len(order)
    codes = rank[encoded.indices.fill_null(len(order)).to_numpy()]
    values = values.take(order)
    return codes, _months(values) if name == MONTH else values


def _order(levels: Sequence[tuple[np.ndarray, pa.Array]]) -> np.ndarray:
    """The order of the keys, the first one first; by one number for all of them where that is large enough."""
    sizes = [len(values) + 1 for _codes, values in levels]
    if math.prod(sizes) < _LARGEST:
        return np.argsort(np.ravel_multi_index([codes for codes, _values in levels], sizes), kind="stable")
    return np.lexsort([codes for codes, _values in reversed(levels)])


def _months(numbers: pa.Array) -> pa.Array:
    """Months counted from the year 0, as their codes."""
    return pa.array([f"{month // 12:04d}-{month % 12 + 1:02d}" for month in numbers.to_pylist()], pa.string())


def _counts(table: Table, part: Part, wide: Columns) -> Counts:
    by_cluster = table.clusters is not None and table.clusters in part.inner
    return Counts(
        part=part,
        columns=wide,
        segments=table.segments,
        grain=table.grain,
        absent=table.absent,
        suppress_below=table.suppress_below,
        design=(table.strata, table.clusters) if by_cluster else (None, None),
        dated=table.dated,
        centre=wide.attrs["centres"].get(part.key, 0.0),
    )
