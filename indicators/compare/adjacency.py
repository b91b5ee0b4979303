"""Which districts are neighbours: for each row, the rows of its neighbours."""

from collections.abc import Hashable, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

Adjacency = Sequence[Sequence[int]]


def contiguity(districts: Any) -> list[list[int]]:
    """Neighbours of the rows of a GeoDataFrame: those that share a border or a corner (queen).

    Borders must match point for point, as in a coverage; slivers and gaps part neighbours.
    """
    from libpysal.weights import Queen

    found = Queen.from_dataframe(districts, use_index=False, silence_warnings=True)
    return [sorted(int(other) for other in found.neighbors[row]) for row in range(len(districts))]


def from_edges(
    ids: Sequence[Hashable], focal: Sequence[Hashable], neighbour: Sequence[Hashable]
) -> list[list[int]]:
    """Adjacency of the districts `ids` from pairs of neighbours. Pairs with other districts are left out."""
    row = {name: number for number, name in enumerate(ids)}
    found: list[set[int]] = [set() for _ in ids]
    for one, other in zip(focal, neighbour, strict=True):
        if one in row and other in row and one != other:
            found[row[one]].add(row[other])
    return [sorted(others) for others in found]


def within_distance(x: ArrayLike, y: ArrayLike, distance: float) -> list[list[int]]:
    """Adjacency of points no further apart than `distance`, in the unit of the projected coordinates."""
    points = np.stack([np.asarray(x, dtype=float), np.asarray(y, dtype=float)], axis=1)
    near = np.hypot(*(points[:, None] - points).transpose(2, 0, 1)) <= distance
    np.fill_diagonal(near, False)
    return [np.flatnonzero(line).tolist() for line in near]
