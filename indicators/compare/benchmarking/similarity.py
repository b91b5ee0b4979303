"""Which districts are like each other by who lives there, not by how they fare."""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from indicators.compare.benchmarking.similar_districts import nearest_to


def composition(pieces: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """Districts x groups: the part of a district's people in each group, in per cent.

    A piece is one dimension: `district_id, group, people`. A dimension in which a district's people are not
    known for every group is left out as a whole: parts that do not add up would not compare.
    """
    wide = [
        piece.pivot(index="district_id", columns="group", values="people").astype(float) for piece in pieces
    ]
    whole = [frame for frame in wide if frame.notna().all(axis=None) and (frame.sum(axis=1) > 0).all()]
    shares = [100 * frame.div(frame.sum(axis=1), axis=0) for frame in whole]
    return pd.concat(shares, axis=1) if shares else pd.DataFrame()


def like(wide: pd.DataFrame, district: str, count: int = 5) -> pd.DataFrame:
    """The districts nearest to one: `district_id, neighbour_id, distance`, nearest first; none if unknown."""
    if district not in wide.index:
        return pd.DataFrame(columns=["district_id", "neighbour_id", "distance"])
    near, apart = nearest_to(wide, int(np.flatnonzero(wide.index == district)[0]), count)
    return pd.DataFrame({"district_id": district, "neighbour_id": wide.index[near], "distance": apart})
