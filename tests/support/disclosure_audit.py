"""What an outsider can work out about hidden counts from all that is published: the proof that hiding them suffices."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse
from scipy.optimize import linprog
from scipy.sparse.csgraph import connected_components

from indicators.engine.disclosure.suppression import (
    Floats,
    Mask,
    are_whole,
    equations,
    floors,
    summed_axes,
    with_totals,
)


@dataclass(frozen=True)
class Audit:
    """What an outsider can work out: one entry a hidden cell, `cells` being its index in the table with
    totals.

    `lower` and `upper` are the least and the greatest count that fit all that is published; `floor` is what
    a count must be at least because zeros are always shown: 1, and for a total the number of cells that are
    not zero.
    """

    cells: NDArray[np.intp]
    count: Floats
    floor: Floats
    lower: Floats
    upper: Floats
    threshold: float

    @property
    def small(self) -> Mask:
        """Which hidden cells are below the threshold."""
        return self.count < self.threshold

    @property
    def too_narrow(self) -> Mask:
        """Which cells are known more closely than the rule alone tells.

        A small count must still be able to be at its floor and to reach the threshold; every hidden count
        must be uncertain by the threshold at least.
        """
        slack = 1e-6 * (1 + np.abs(self.count))
        width = self.upper - self.lower < self.threshold - slack
        return width | (
            self.small & ((self.lower > self.floor + slack) | (self.upper < self.threshold - slack))
        )

    @property
    def safe(self) -> bool:
        """Whether no hidden cell is known too closely."""
        return not self.too_narrow.any()


def audit(
    counts: ArrayLike,
    hidden: ArrayLike,
    threshold: float = 10,
    total_axes: tuple[int, ...] | None = None,
    whole: bool = False,
) -> Audit:
    """What an outsider can work out about every hidden cell, from everything that is shown.

    `counts` are the true cells without totals, `hidden` marks cells of the table *with* totals (as
    `Suppressed.hidden`). In two dimensions the limits are exact; in three, `whole` lets the outsider also
    use that counts are whole numbers, which can narrow them further but takes much longer.
    """
    inner = np.asarray(counts, dtype=float)
    axes = summed_axes(inner, total_axes)
    table, mask = with_totals(inner, axes), np.asarray(hidden, dtype=bool)
    if mask.shape != table.shape:
        raise ValueError(f"hidden has shape {mask.shape}, but the table with its totals has {table.shape}.")
    floor, whole = floors(inner, axes), whole and are_whole(inner)
    lower, upper = feasible(table.ravel(), floor.ravel(), mask.ravel(), equations(table.shape, axes), whole)
    return Audit(np.argwhere(mask), table[mask], floor[mask], lower, upper, threshold)


def feasible(
    count: Floats, floor: Floats, hidden: Mask, equations: sparse.csr_array, whole: bool = False
) -> tuple[Floats, Floats]:
    """Least and greatest possible count of every hidden cell, given all shown ones.

    Hidden cells that share no equation, directly or through others, know nothing of each other: each
    connected part is a small problem of its own. `whole` allows whole numbers only.
    """
    unknown = np.flatnonzero(hidden)
    lower, upper = np.empty(len(unknown)), np.empty(len(unknown))
    matrix = equations[:, unknown]
    linked = (abs(matrix).T @ abs(matrix)).tocsr()
    parts, member = connected_components(linked, directed=False) if len(unknown) else (0, np.empty(0))
    for part in range(parts):
        cells = np.flatnonzero(member == part)
        own = matrix[:, cells]
        own = own[np.diff(own.indptr) > 0]
        truth, least = count[unknown[cells]], floor[unknown[cells]]
        for cell, at in enumerate(cells):
            lower[at] = _extreme(own, truth, least, cell, 1, whole)
            upper[at] = _extreme(own, truth, least, cell, -1, whole)
    return lower, upper


def _extreme(
    matrix: sparse.csr_array, truth: Floats, floor: Floats, cell: int, sign: int, whole: bool
) -> float:
    """The least (sign 1) or greatest (sign -1) possible count of one cell; infinite when no sum bounds it."""
    objective = np.zeros(len(truth))
    objective[cell] = sign
    answer = linprog(
        objective,
        A_eq=matrix if matrix.shape[0] else None,
        b_eq=matrix @ truth if matrix.shape[0] else None,
        bounds=np.stack([floor, np.full(len(truth), np.inf)], axis=1),
        integrality=np.full(len(truth), int(whole)),
        method="highs",
    )
    if answer.status == 0:
        return float(sign * answer.fun)
    if whole:  # unbounded integer programmes are not told apart from impossible ones
        return _extreme(matrix, truth, floor, cell, sign, whole=False)
    if answer.status == 3:
        return -sign * np.inf
    raise RuntimeError(f"The audit's linear programme failed: {answer.message}")
