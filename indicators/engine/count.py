"""Stop two: a table becomes counts, in one pass for all its indicators.

The result has a row for each district x period x segments (x what some kind needs beside) and, for each part,
totals that can be added in any order. Every engine that Narwhals speaks gives the same totals.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd

from indicators.engine.parts import Part, centre_column
from indicators.engine.tables import Table

KEYS = ("district_id", "period")


@dataclass(frozen=True)
class Counts:
    """The totals of one part. `frame` has the keys, the inner keys and a column for each total.

    `added` remembers the last sums made of it (`cells.cells_of`): most questions differ in district or
    level only. `lattices` remembers which small counts are hidden (`status.protected`).
    """

    part: Part
    frame: pd.DataFrame
    segments: tuple[str, ...]
    grain: str | None
    absent: str
    suppress_below: int | None
    design: tuple[str | None, str | None] = (None, None)
    dated: bool = False
    centre: float = 0.0
    added: dict[Any, Any] = field(default_factory=dict, repr=False, compare=False)
    lattices: dict[Any, Any] = field(default_factory=dict, repr=False, compare=False)


Keep = Callable[[tuple[str, ...], Callable[[], pd.DataFrame]], pd.DataFrame]


def count(table: Table, parts: Iterable[Part], keep: Keep = lambda inner, make: make()) -> dict[str, Counts]:
    """Counts all parts of one table; parts that need the same inner keys share a pass.

    Rows whose district or period is unknown are left out; the contract has reported them. `keep` may hand back
    what was counted before instead of making it anew.
    """
    groups: dict[tuple[str, ...], list[Part]] = defaultdict(list)
    for part in parts:
        groups[part.inner].append(part)
    found: dict[str, Counts] = {}
    for inner, members in groups.items():
        wide = keep(inner, partial(_one_pass, table, members, inner))
        for part in members:
            found[part.key] = _counts(table, part, wide)
    return found


def _one_pass(table: Table, parts: Sequence[Part], inner: tuple[str, ...]) -> pd.DataFrame:
    centres = _centres(table, parts)
    derived = {name: expression for part in parts for name, expression in part.derived.items()}
    frame = table.frame
    if centres:
        frame = frame.with_columns(**{name: nw.lit(value) for name, value in centres.items()})
    rows = {f"{part.key}/{name}": e for part in parts for name, e in part.totals.items()}
    keys = [*KEYS, *table.segments, *(name for name in inner if name not in table.segments)]
    counted = (
        frame.with_columns(**derived, **rows)
        .filter(~nw.col("district_id").is_null() & ~nw.col("period").is_null())
        .group_by(*keys)
        .agg(*(nw.col(name).sum() for name in rows))
        .collect("pandas")
        .to_native()
    )
    for part in parts:
        if part.centred is not None:
            counted[f"{part.key}/centre"] = centres[centre_column(part.indicator)]
    return _tidy(counted, keys, table)


def _centres(table: Table, parts: Sequence[Part]) -> dict[str, float]:
    """The mean of each averaged number, to four digits: deviations from it keep their own digits when squared."""
    wanted = {centre_column(p.indicator): p.centred for p in parts if p.centred is not None}
    if not wanted:
        return {}
    means = table.frame.select(**{name: e.mean() for name, e in wanted.items()}).collect("pandas").to_native()
    return {name: _four_digits(means[name].iloc[0]) for name in wanted}


def _four_digits(number: object) -> float:
    value = float(str(number)) if number is not None else np.nan
    return float(f"{value:.4g}") if np.isfinite(value) else 0.0


def _tidy(counted: pd.DataFrame, keys: list[str], table: Table) -> pd.DataFrame:
    counted["district_id"] = counted["district_id"].astype(str)
    counted["period"] = counted["period"].astype(str)
    for name in table.segments:
        counted[name] = counted[name].astype(object).where(counted[name].notna(), None)
    totals = [name for name in counted.columns if name not in keys]
    counted[totals] = counted[totals].astype(float)
    return counted.sort_values(keys, kind="stable", na_position="last").reset_index(drop=True)


def _counts(table: Table, part: Part, wide: pd.DataFrame) -> Counts:
    prefix = f"{part.key}/"
    own = [name for name in wide.columns if name.startswith(prefix)]
    keys = [name for name in wide.columns if "/" not in name]
    frame = wide[keys + own].rename(columns={name: name.removeprefix(prefix) for name in own})
    centre = float(frame.pop("centre").iloc[0]) if "centre" in frame and len(frame) else 0.0
    by_cluster = table.clusters is not None and table.clusters in part.inner
    return Counts(
        part=part,
        frame=frame,
        segments=table.segments,
        grain=table.grain,
        absent=table.absent,
        suppress_below=table.suppress_below,
        design=(table.strata, table.clusters) if by_cluster else (None, None),
        dated=table.dated,
        centre=centre,
    )
