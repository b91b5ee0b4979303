"""Which districts are neighbours: for each row, the rows of its neighbours."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import geopandas as gpd

Adjacency = Sequence[Sequence[int]]


def contiguity(districts: "gpd.GeoDataFrame") -> list[list[int]]:
    """Neighbours of the rows of a GeoDataFrame: those that share a border or a corner (queen).

    Borders must match point for point, as in a coverage; slivers and gaps part neighbours.
    """
    import shapely
    from scipy import sparse

    corners, row = shapely.get_coordinates(districts.geometry.to_numpy(), return_index=True)
    at = np.unique(np.ascontiguousarray(corners).view(np.complex128).ravel(), return_inverse=True)[1]
    order = np.argsort(at, kind="stable")
    shared = np.bincount(at)[at[order]] > 1
    touched = sparse.coo_array(
        (np.ones(shared.sum(), dtype=np.int32), (row[order[shared]], at[order[shared]])),
        shape=(len(districts), int(at.max(initial=0)) + 1),
    ).tocsr()
    both = (touched @ touched.T).tocoo()
    one, other = both.coords
    apart = one != other
    one, other = one[apart], other[apart]
    order = np.lexsort((other, one))
    ends = np.cumsum(np.bincount(one, minlength=len(districts)))[:-1]
    return [some.tolist() for some in np.split(other[order], ends)]
