"""Which estimates must be hidden so that no small count can be worked out: one decision for every question.

The lattice of an indicator is what anybody can ask for: district x period with both totals, and the same for
each segment dimension. All of it is protected together and kept, so that two questions never answer a third.
A sum over some districts or some groups only is hidden when it holds anything hidden.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from indicators.engine.disclosure.suppression import PRIMARY, SECONDARY, suppress
from indicators.engine.text.errors import TownbellError
from indicators.engine.text.messages import _

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
    small: Mapping[tuple[str, ...], Mask]


@dataclass(frozen=True)
class AnswerGroup:
    """One group of an answer: its districts, periods and group; None where everything is added up."""

    districts: Sequence[str] | None
    periods: Sequence[str] | None
    dimension: str | None = None
    groups: Sequence[str] | None = None


Read = Callable[[tuple[str, ...]], pd.DataFrame]


@dataclass(frozen=True)
class Levels:
    """What can be asked for: districts, periods, and the groups of each segment dimension, in their order."""

    districts: Sequence[str]
    periods: Sequence[str]
    groups: Mapping[str, tuple[str, ...]]


def build_lattice(
    read: Read, levels: Levels, threshold: float, *, complement: bool, period_total: bool = True
) -> Lattice:
    """Decides what is hidden. `read(dims)` gives `value` and `weight` by district_id, period and dims.

    With `complement` (shares) the rest of the denominator is as telling as the numerator. Unknown cells count as
    nothing. Raises TownbellError where the table is too large to be protected here.
    """
    districts, periods, groups = levels.districts, levels.periods, levels.groups
    largest = max((len(g) for g in groups.values()), default=1)
    if len(districts) * len(periods) * (largest + 1) > LARGEST:
        raise TownbellError(
            _(
                "Its small counts can't be protected over {n} districts here. "
                "Suppress or round them before, and set townbell.suppress_below to 0.",
                n=len(districts),
            )
        )
    views = _Views(read, (list(districts), list(periods)), groups, threshold, complement, period_total)
    base, by, small = views.protect_together()
    if complement:
        base, by = np.any(base, axis=-1), {dim: np.any(mask, axis=-1) for dim, mask in by.items()}
        small = {dims: np.any(mask, axis=-1) for dims, mask in small.items()}
    return Lattice(tuple(districts), tuple(periods), dict(groups), base, by, period_total, small)


@dataclass(frozen=True)
class _Views:
    """The views of an indicator that are protected together."""

    read: Read
    levels: tuple[list[str], list[str]]
    groups: Mapping[str, tuple[str, ...]]
    threshold: float
    complement: bool
    period_total: bool

    def hidden(self, dims: tuple[str, ...], also: Mask | None) -> tuple[Mask, Mask]:
        """What one view hides, and what of it is small by itself."""
        levels = [*self.levels, *(list(self.groups[dim]) for dim in dims)]
        cells = _array(self.read(dims), levels, dims, self.complement)
        totals = (0, *((1,) if self.period_total else ()), *range(2, cells.ndim))
        suppressed = suppress(cells, self.threshold, totals, also)
        return suppressed.hidden, suppressed.reason == PRIMARY

    def protect_together(self) -> tuple[Mask, dict[str, Mask], dict[tuple[str, ...], Mask]]:
        """Every view hides what another one had to hide of their common totals, until none has to hide more."""
        small: dict[tuple[str, ...], Mask] = {}
        by: dict[str, Mask] = {}
        base, small[()] = self.hidden((), None)
        for _round in range(5):
            before = base
            for dim in self.groups:
                also = np.zeros([*base.shape[:2], len(self.groups[dim]) + 1, *base.shape[2:]], dtype=bool)
                also[:, :, ALL_OF_IT] = base
                by[dim], small[(dim,)] = self.hidden((dim,), also)
                base = base | by[dim][:, :, ALL_OF_IT]
            if (before == base).all():
                break
        return base, by, small


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


def is_hidden(lattice: Lattice, group: AnswerGroup) -> bool:
    """Must a group of an answer be hidden?"""
    mask = lattice.base if group.dimension is None else lattice.by[group.dimension]
    places = [_place(group.districts, lattice.districts), _place(group.periods, lattice.periods)]
    if places[1] == ALL_OF_IT and not lattice.period_total:
        places[1] = list(range(len(lattice.periods)))
    if group.dimension is not None:
        places.append(_place(group.groups, lattice.groups[group.dimension]))
    picked = mask[np.ix_(*([p] if isinstance(p, int) else p for p in places))]
    return bool(picked.any())


def _place(selected: Sequence[str] | None, known: tuple[str, ...]) -> Place:
    if selected is None or set(selected) >= set(known):
        return ALL_OF_IT
    return [known.index(each) for each in selected if each in known]


def hidden_cells(lattice: Lattice) -> pd.DataFrame:
    """What is hidden and why: `district_id, period, dimension, group, reason`, "all" where added up.

    For those who keep the data only: knowing which cells were hidden for being small helps to work them out.
    """
    rows: list[dict[str, str]] = []
    for dim in ("", *lattice.groups):
        mask = lattice.by[dim] if dim else lattice.base
        small = lattice.small[(dim,) if dim else ()]
        for at in np.argwhere(mask):
            names = [*_names(lattice.districts, at[0]), *_names(lattice.periods, at[1])]
            group = _names(lattice.groups[dim], at[2]) if dim else ["all"]
            reason = PRIMARY if small[tuple(at)] else SECONDARY
            rows.append(dict(zip(HIDDEN_COLUMNS, [*names, dim, *group, reason], strict=True)))
    return pd.DataFrame(rows, columns=list(HIDDEN_COLUMNS))


HIDDEN_COLUMNS = ("district_id", "period", "dimension", "group", "reason")


def _names(known: tuple[str, ...], at: int) -> list[str]:
    return [known[at] if at < len(known) else "all"]
