"""Comparisons of estimates as frames: what `City` in notebooks hands out. The statistics are in their own modules."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from indicators.compare.benchmarking.similar_districts import neighbours
from indicators.compare.gaps.decomposition import Decomposition, Steps, decompose
from indicators.engine.definitions.enums import Status
from indicators.engine.statistics.intervals import z
from indicators.engine.text.errors import TownbellError
from indicators.engine.text.messages import _

if TYPE_CHECKING:
    import geopandas as gpd

PLACE = ["district_id", "district"]


def neighbour_table(wide: pd.DataFrame, count: int) -> pd.DataFrame:
    """The nearest districts of each district of a frame districts x indicators, nearest first."""
    nearest = neighbours(wide.to_numpy(dtype=float), count)
    ids = wide.index.to_numpy()
    one, at = np.nonzero(nearest.index >= 0)
    return pd.DataFrame(
        {
            "district_id": ids[one],
            "neighbour_id": ids[nearest.index[one, at]],
            "distance": nearest.distance[one, at],
        }
    )


def clusters(rows: pd.DataFrame, districts: "gpd.GeoDataFrame") -> pd.DataFrame:
    """Districts whose neighbours are alike beyond chance: `cluster, moran, p, p_adjusted`.

    `attrs["association"]` holds the global test."""
    from indicators.compare.spatial.adjacency import contiguity
    from indicators.compare.spatial.autocorrelation import association
    from indicators.compare.spatial.autocorrelation import clusters as local

    values = rows.set_index("district_id")["value"].reindex(districts["district_id"]).to_numpy(dtype=float)
    adjacency = contiguity(districts)
    local_moran, whole = local(values, adjacency), association(values, adjacency)
    frame = pd.DataFrame(districts[PLACE]).assign(
        value=values,
        cluster=local_moran.label,
        moran=local_moran.moran,
        p=local_moran.p,
        p_adjusted=local_moran.p_adjusted,
    )
    frame.attrs["association"] = whole
    return frame


def divide(access: pd.DataFrame, use: pd.DataFrame, across: str, level: float = 0.95) -> pd.DataFrame:
    """How a gap in use splits into divide (access) and inequality (use given access), against the last group.

    `access` is the share of all who have access, `use` the share of *those* who use, a row a group. A row for
    each group and part: `ratio, lower, upper, share_of_gap`. Parts multiply to the whole; limits by the delta
    method. A survey's effective numbers are worked back from its limits.
    """
    both = access[[across, "value", "denominator", "status", "lower", "upper"]].merge(
        use[[across, "value", "status"]], on=across, suffixes=("", "_use")
    )
    both = both.set_index(across)
    both = both[(both["status"] == Status.OK) & (both["status_use"] == Status.OK)]
    steps = {group: _steps(row, level) for group, row in both.iterrows()}
    groups = list(steps)
    if len(groups) < 2:
        return pd.DataFrame(columns=[across, "part", "ratio", "lower", "upper", "share_of_gap"])
    return pd.DataFrame(
        [
            r
            for group in groups[:-1]
            for r in _parts(across, group, decompose(steps[group], steps[groups[-1]], level))
        ]
    )


def _steps(row: pd.Series, level: float) -> Steps:
    persons = float(row["denominator"])
    with_access = persons * row["value"] / 100
    share = row["value"] / 100
    error = (row["upper"] - row["lower"]) / 100 / (2 * z(level))
    effective = share * (1 - share) / error**2 if error > 0 and 0 < share < 1 else persons
    return Steps(persons, with_access, with_access * row["value_use"] / 100, effective)


def _parts(across: str, group: object, decomposition: Decomposition) -> list[dict[str, object]]:
    named = {
        "use": decomposition.use,
        "access": decomposition.access,
        "use_given_access": decomposition.use_given_access,
    }
    return [
        {
            across: group,
            "part": name,
            "ratio": float(part.ratio),
            "lower": float(part.ratio_lower),
            "upper": float(part.ratio_upper),
            "share_of_gap": float(part.share),
        }
        for name, part in named.items()
    ]


def composite(
    values: pd.DataFrame, errors: pd.DataFrame, better: Sequence[str], **recipe: Any
) -> pd.DataFrame:
    """A composite index of a frame districts x indicators: `index, rank, rank_lower, rank_upper`.

    Rank 1 is best; the interval covers estimate errors, weights and (where named) methods over 1,000 seeded
    draws. `attrs` hold what each indicator does to the index. `recipe`: weights, normalisation, aggregation,
    minimum_known, outlier_points. Neutral indicators can't be in an index.
    """
    from indicators.compare.index.composite import Recipe, equal_weights, index, influence
    from indicators.compare.index.uncertainty import rank_intervals

    if "neutral" in better:
        raise TownbellError(_("An index needs indicators with a good end; a neutral one can't be in it."))
    directions = tuple(1 if word == "higher" else -1 for word in better)
    weights = tuple(recipe.pop("weights", equal_weights(len(directions))))
    made = Recipe(directions, weights, **recipe)
    table, spread = values.to_numpy(dtype=float), errors.to_numpy(dtype=float)
    ranks = rank_intervals(table, spread, made)
    frame = pd.DataFrame(
        {
            "index": index(table, made),
            "rank": ranks.rank,
            "rank_lower": ranks.lower,
            "rank_upper": ranks.upper,
        },
        index=values.index,
    ).reset_index()
    frame.attrs["influence"] = dict(zip(values.columns, influence(table, made), strict=True))
    return frame
