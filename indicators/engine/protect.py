"""Which estimates must be hidden so that no small count can be worked out: one decision for every question.

The lattice of an indicator is what anybody can ask for: district x period with both totals, and the same for
each segment dimension. All of it is protected together and kept, so that two questions never answer a third.
A sum over some districts or some groups only is hidden when it holds anything hidden.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from indicators.engine.disclosure import suppress
from indicators.engine.problem import TownbellError

# More cells than this take minutes; such a table has to be protected before it is brought here.
LARGEST = 40_000

Mask = np.ndarray
ALL_OF_IT = -1
Place = int | list[int]


@dataclass(frozen=True)
class Lattice:
    """Hidden cells of district x period (`base`) and of district x period x group (`by`), totals last on each axis."""

    districts: tuple[str, ...]
    periods: tuple[str, ...]
    groups: Mapping[str, tuple[str, ...]]
    base: Mask
    by: Mapping[str, Mask]
    period_total: bool


@dataclass(frozen=True)
class Asked:
    """One group of an answer: its districts, periods and group; None where everything is added up."""

    districts: Sequence[str] | None
    periods: Sequence[str] | None
    dimension: str | None = None
    groups: Sequence[str] | None = None


Read = Callable[[tuple[str, ...]], pd.DataFrame]


def lattice(
    read: Read,
    districts: Sequence[str],
    periods: Sequence[str],
    groups: Mapping[str, tuple[str, ...]],
    threshold: float,
    *,
    complement: bool,
    period_total: bool = True,
) -> Lattice:
    """Decides what is hidden. `read(dims)` gives `value` and `weight` by district_id, period and dims.

    With `complement` (shares) the rest of the denominator is as telling as the numerator. Unknown cells count as
    nothing. Raises TownbellError where the table is too large to be protected here.
    """
    largest = max((len(g) for g in groups.values()), default=1)
    if len(districts) * len(periods) * (largest + 1) > LARGEST:
        raise TownbellError(
            f"Its small counts can't be protected over {len(districts)} districts here. "
            "Suppress or round them before, and set townbell.suppress_below to 0."
        )
    levels = [list(districts), list(periods)]
    axes = (0, *((1,) if period_total else ()))

    def hide(dims: tuple[str, ...], also: Mask | None) -> Mask:
        cells = _array(read(dims), [*levels, *(list(groups[d]) for d in dims)], dims, complement)
        totals = (*axes, *range(2, cells.ndim))
        return suppress(cells, threshold, totals, also).hidden

    base = hide((), None)
    by: dict[str, Mask] = {}
    for _ in range(5):
        settled = base.copy()
        for dim in groups:
            shape = [*base.shape[:2], len(groups[dim]) + 1, *base.shape[2:]]
            also = np.zeros(shape, dtype=bool)
            also[:, :, ALL_OF_IT] = base
            by[dim] = hide((dim,), also)
            base = base | by[dim][:, :, ALL_OF_IT]
        if (settled == base).all():
            break
    if complement:
        base, by = np.any(base, axis=-1), {dim: np.any(mask, axis=-1) for dim, mask in by.items()}
    return Lattice(tuple(districts), tuple(periods), dict(groups), base, by, period_total)


def _array(
    rows: pd.DataFrame, levels: list[list[str]], dims: tuple[str, ...], complement: bool
) -> np.ndarray:
    index = pd.MultiIndex.from_product(levels, names=["district_id", "period", *dims])
    known = rows.set_index(["district_id", "period", *dims])[["value", "weight"]].reindex(index).fillna(0.0)
    shape = [len(level) for level in levels]
    value = np.maximum(known["value"].to_numpy().reshape(shape), 0.0)
    if not complement:
        return value
    rest = np.maximum(known["weight"].to_numpy().reshape(shape) - value, 0.0)
    return np.stack([value, rest], axis=-1)


def is_hidden(found: Lattice, asked: Asked) -> bool:
    """Must a group of an answer be hidden?"""
    mask = found.base if asked.dimension is None else found.by[asked.dimension]
    places = [_place(asked.districts, found.districts), _place(asked.periods, found.periods)]
    if places[1] == ALL_OF_IT and not found.period_total:
        places[1] = list(range(len(found.periods)))
    if asked.dimension is not None:
        places.append(_place(asked.groups, found.groups[asked.dimension]))
    picked = mask[np.ix_(*([p] if isinstance(p, int) else p for p in places))]
    return bool(picked.any())


def _place(wanted: Sequence[str] | None, known: tuple[str, ...]) -> Place:
    if wanted is None or set(wanted) >= set(known):
        return ALL_OF_IT
    return [known.index(each) for each in wanted if each in known]
