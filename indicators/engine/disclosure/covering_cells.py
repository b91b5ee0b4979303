"""The linear programmes behind hiding counts: which cells cover a small one.

Cells are numbered; `equations` has one row a sum and gives zero on the true table. Fischetti & Salazar 2000
describe the problem; the way taken here is the plain one of one linear programme a small cell and
direction.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import linprog

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
_FREE = 1e-7  # moving a cell that is hidden anyway
_LARGE_TABLE = 1500  # cells; beyond, a cover is first sought near the small cell
_TINY = 1e-7


@dataclass(frozen=True)
class SumTable:
    """A table with its totals as numbered cells: counts, the least each can be, its sums, what hiding a cell costs."""

    count: Floats
    floor: Floats
    equations: sparse.csr_array
    cost: Floats


def cover(table: SumTable, small: Mask, start: Mask, threshold: float) -> Mask:
    """The cells to hide, those of `start` among them, so that all hidden ones stay uncertain by `threshold`.

    A move is another table with the same totals. As long as the cells that differ are hidden, an outsider
    can't tell it from the true one. For each small cell two moves are sought that disturb as little as
    possible: one takes it beyond the threshold, one down to its floor, the least that anybody knows it to
    be. What they change is hidden, and each cell so hidden is then widened in turn.
    """
    hidden = start.copy()
    moves = _Moves(table)
    for cell in np.flatnonzero(small)[np.argsort(-table.count[small], kind="stable")]:
        for goal in (moves.floor[cell] + threshold, moves.floor[cell]):
            moves.reach(int(cell), goal, hidden)
    while (pending := np.flatnonzero(hidden & (moves.high - moves.low < threshold - _TINY))).size:
        moves.reach(int(pending[0]), moves.low[pending[0]] + threshold, hidden)
    return hidden


class _Moves:
    """Finds moves and remembers how far they go: `low` and `high` are counts known to be possible."""

    def __init__(self, table: SumTable) -> None:
        self.count, self.floor, self.equations, self.cost = (
            table.count,
            table.floor,
            table.equations,
            table.cost,
        )
        self.room = np.maximum(self.count - self.floor, 0)
        self.low, self.high = self.count.copy(), self.count.copy()

    def reach(self, cell: int, goal: float, hidden: Mask) -> None:
        """Hides what it takes that `cell` may be `goal`; always possible while totals can be hidden."""
        if self.low[cell] - _TINY <= goal <= self.high[cell] + _TINY:
            return
        move = self._cheapest(cell, goal - self.count[cell], hidden)
        hidden |= np.abs(move) > _TINY
        self._remember(move)

    def _remember(self, move: Floats) -> None:
        """Stretches the move, and the opposite one, as far as no cell falls below its floor."""
        for direction in (move, -move):
            falling = direction < -_TINY
            stretch = np.min(self.room[falling] / -direction[falling]) if falling.any() else 1.0
            self.low = np.minimum(self.low, self.count + stretch * direction)
            self.high = np.maximum(self.high, self.count + stretch * direction)

    def _cheapest(self, cell: int, change: float, hidden: Mask) -> Floats:
        """The move that changes `cell` by `change` at the least cost of cells yet to hide."""
        usable = (self.count > 0) | hidden
        for cells in self._neighbourhoods(cell, usable, hidden):
            move = self._solve(cells, cell, change, np.where(hidden, _FREE, self.cost))
            if move is not None:
                return move
        raise RuntimeError(f"No cover was found for cell {cell}: the linear programme failed.")

    def _neighbourhoods(self, cell: int, usable: Mask, hidden: Mask) -> list[NDArray[np.intp]]:
        """Which cells may move: in a large table first those hidden already and the lines around."""
        everywhere = np.flatnonzero(usable)
        if len(everywhere) <= _LARGE_TABLE:
            return [everywhere]
        lines = abs(self.equations)
        own = lines.T @ (lines @ np.eye(1, len(self.count), cell)[0]) > 0
        crossing = lines.T @ (lines @ (own & hidden).astype(float)) > 0
        near = np.flatnonzero(usable & (own | hidden | crossing | (self.cost >= 1000)))
        return [near, everywhere]

    def _solve(self, cells: NDArray[np.intp], cell: int, change: float, cost: Floats) -> Floats | None:
        """Least cost of moving `cells` up and down while every sum stays; None when impossible."""
        matrix = self.equations[:, cells]
        matrix = matrix[np.diff(matrix.indptr) > 0]
        at = int(np.searchsorted(cells, cell))
        up, down = np.full(len(cells), np.inf), self.room[cells].copy()
        up[at], down[at] = max(change, 0), max(-change, 0)
        least = np.zeros(2 * len(cells))
        least[[at, at + len(cells)]] = up[at], down[at]
        answer = linprog(
            np.tile(cost[cells], 2),
            A_eq=sparse.hstack([matrix, -matrix], format="csr"),
            b_eq=np.zeros(matrix.shape[0]),
            bounds=np.stack([least, np.r_[up, down]], axis=1),
            method="highs",
        )
        if answer.status != 0:
            return None
        move = np.zeros_like(self.count)
        move[cells] = answer.x[: len(cells)] - answer.x[len(cells) :]
        return move
