"""Do neighbouring districts resemble each other, and where do high or low values cluster?

Districts are numbered by row; an adjacency lists, for each district, the rows of its neighbours. Global
statistics come from esda. Local ones and permutations are made here: esda's global permutations can't be
seeded, and its local p-values are one-sided without saying so. A cluster is a place to look at, not a
finding about its cause.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from indicators.compare.multiple_testing import adjusted_p
from indicators.compare.spatial.adjacency import Adjacency

Floats = NDArray[np.float64]
Alternative = Literal["two-sided", "one-sided"]
Correction = Literal["fdr", "none"]

SEED = 19_950_427
MISSING, NO_NEIGHBOURS, NOT_SIGNIFICANT = "missing", "no neighbours", "not significant"
HIGH_HIGH, LOW_LOW, LOW_HIGH, HIGH_LOW = "high-high", "low-low", "low-high", "high-low"
_CHUNK = 4_000_000
MANY = 2000
"""Above so many districts hands are dealt once for all, and a tenth of the global permutations is enough."""


@dataclass(frozen=True)
class Association:
    """Whether values cluster in the city as a whole.

    Moran's I above `moran_expected` and Geary's C below 1 mean that neighbours are alike. Variances are
    those under randomisation, and under normality where named so; `z` and `p` go with randomisation and `p`
    is two-sided, as is `p_permutation`. `districts` have a value; those without neighbours count in the
    mean only.
    """

    districts: int
    without_neighbours: int
    moran: float
    moran_expected: float
    moran_variance: float
    moran_variance_normal: float
    z: float
    z_normal: float
    p: float
    p_permutation: float
    geary: float
    geary_expected: float
    geary_variance: float


@dataclass(frozen=True)
class Clusters:
    """One entry a district: its kind of cluster, local Moran's I, p-value and p-value allowing for many
    tests.

    "high-low" is a high district among low ones. Clusters have a `p_adjusted` at or below the level asked.
    """

    label: NDArray[np.str_]
    moran: Floats
    p: Floats
    p_adjusted: Floats


def association(
    values: ArrayLike, adjacency: Adjacency, permutations: int = 9999, seed: int = SEED
) -> Association | None:
    """Moran's I and Geary's C of all districts (Cliff & Ord 1981). None with fewer than 4 or all alike."""
    import esda

    known, present = _known(values, adjacency)
    if len(known) < 4 or np.ptp(known) == 0 or not any(present):
        return None
    moran = esda.Moran(known, _weights(present), permutations=0)
    geary = esda.Geary(known, _weights(present), permutations=0)
    return Association(
        districts=len(known),
        without_neighbours=sum(not others for others in present),
        moran=float(moran.I),
        moran_expected=float(moran.EI),
        moran_variance=float(moran.VI_rand),
        moran_variance_normal=float(moran.VI_norm),
        z=float(moran.z_rand),
        z_normal=float(moran.z_norm),
        p=float(moran.p_rand),
        p_permutation=_global_p(
            known, present, permutations if len(known) <= MANY else permutations // 10, seed
        ),
        geary=float(geary.C),
        geary_expected=float(geary.EC),
        geary_variance=float(geary.VC_rand),
    )


@dataclass(frozen=True)
class PermutationTest:
    """How often values are dealt anew, which tails count, how many tests are corrected for, and the level."""

    permutations: int = 9999
    alternative: Alternative = "two-sided"
    correction: Correction = "fdr"
    level: float = 0.05
    seed: int = SEED


def clusters(
    values: ArrayLike,
    adjacency: Adjacency,
    test: PermutationTest = PermutationTest(),
) -> Clusters:
    """Local Moran's I (Anselin 1995) with conditional permutation: the others' values are dealt to the
    neighbours.

    p is (r + 1) / (permutations + 1). Two-sided p-values are twice the one-sided ones, which pick the tail
    after seeing the value and so call twice as many districts; many programs print those. "fdr" keeps the
    expected part of false clusters below `level` (Benjamini & Hochberg 1995); without it some 5 % of all
    districts are clusters by chance.
    """
    plain = np.asarray(values, dtype=float)
    known, present = _known(plain, adjacency)
    find = _local if len(known) <= MANY else _local_of_many
    lag, statistic, one_sided = find(known, present, test.permutations, test.seed)
    p = np.minimum(1, 2 * one_sided) if test.alternative == "two-sided" else one_sided
    high, high_around = known > known.mean() if known.size else known > 0, lag > 0
    label = np.select(
        [high & high_around, high, high_around], [HIGH_HIGH, HIGH_LOW, LOW_HIGH], LOW_LOW
    ).astype("<U15")
    adjusted = adjusted_p(p) if test.correction == "fdr" else p
    label[~(adjusted <= test.level)] = NOT_SIGNIFICANT
    label[[not others for others in present]] = NO_NEIGHBOURS
    rows = ~np.isnan(plain)
    labels = np.full(plain.shape, MISSING, dtype="<U15")
    labels[rows] = label
    return Clusters(labels, _spread(rows, statistic), _spread(rows, p), _spread(rows, adjusted))


def _spread(rows: NDArray[np.bool_], values: Floats) -> Floats:
    whole = np.full(rows.shape, np.nan)
    whole[rows] = values
    return whole


def _known(values: ArrayLike, adjacency: Adjacency) -> tuple[Floats, list[list[int]]]:
    """Known values and the adjacency among them."""
    plain = np.asarray(values, dtype=float)
    if len(adjacency) != len(plain):
        raise ValueError(f"{len(adjacency)} districts have neighbours, but {len(plain)} have values.")
    rows = np.flatnonzero(~np.isnan(plain))
    number = {int(row): new for new, row in enumerate(rows)}
    return plain[rows], [[number[other] for other in adjacency[int(row)] if other in number] for row in rows]


def _weights(adjacency: Adjacency) -> Any:
    from libpysal.weights import W

    return W({row: list(others) for row, others in enumerate(adjacency)}, silence_warnings=True)


def _global_p(values: Floats, adjacency: Adjacency, permutations: int, seed: int) -> float:
    """Two-sided p of Moran's I when all values are dealt out anew."""
    from scipy import sparse

    size = [len(others) for others in adjacency]
    columns = np.concatenate([np.asarray(others, dtype=int) for others in adjacency])
    weights = sparse.csr_array(
        (np.repeat([1 / max(k, 1) for k in size], size), columns, np.r_[0, np.cumsum(size)]),
        shape=(len(values), len(values)),
    )
    centred, rng = values - values.mean(), np.random.default_rng(seed)
    statistics = []
    for count in _blocks(permutations, len(values)):
        dealt = rng.permuted(np.broadcast_to(centred, (count, len(values))).copy(), axis=1)
        statistics.append(np.sum(dealt * (weights @ dealt.T).T, axis=1))
    return min(1.0, 2 * _tail(float(centred @ (weights @ centred)), np.concatenate(statistics)))


def _local(
    values: Floats, adjacency: Adjacency, permutations: int, seed: int
) -> tuple[Floats, Floats, Floats]:
    """-> (mean of the neighbours less the city's, local Moran's I, one-sided p); nan without neighbours."""
    lag, statistic, p = (np.full(len(values), np.nan) for _ in range(3))
    if len(values) < 3 or np.ptp(values) == 0:
        return lag, statistic, p
    centred, most = values - values.mean(), max(len(others) for others in adjacency)
    dealt, scale = _dealt(len(values) - 1, most, permutations, seed), np.mean(centred**2)
    for row, others in enumerate(adjacency):
        if others:
            lag[row] = centred[list(others)].mean()
            place = dealt[:, : len(others)]
            means = centred[place + (place >= row)].mean(axis=1)
            statistic[row] = centred[row] * lag[row] / scale * (len(values) - 1) / len(values)
            p[row] = _tail(centred[row] * lag[row], centred[row] * means)
    return lag, statistic, p


def _local_of_many(
    values: Floats, adjacency: Adjacency, permutations: int, seed: int
) -> tuple[Floats, Floats, Floats]:
    """The same for thousands of districts: hands are dealt from all once, and serve each district that is not in them.

    Hands without a district are dealt from the others, as they have to be; the few that hold it are left out.
    """
    lag, statistic, p = (np.full(len(values), np.nan) for _ in range(3))
    if np.ptp(values) == 0:
        return lag, statistic, p
    size = np.array([len(others) for others in adjacency])
    centred, rng = values - values.mean(), np.random.default_rng(seed)
    hands = np.array([rng.choice(len(values), size.max(), replace=False) for _i in range(permutations)])
    for k in np.unique(size[size > 0]):
        rows = np.flatnonzero(size == k)
        lag[rows] = centred[np.array([adjacency[int(row)] for row in rows])].mean(axis=1)
        p[rows] = _tails(centred, rows, lag[rows], hands[:, :k])
    statistic = centred * lag / np.mean(centred**2) * (len(values) - 1) / len(values)
    return lag, statistic, p


def _tails(centred: Floats, rows: NDArray[np.intp], lag: Floats, hands: NDArray[np.intp]) -> Floats:
    """`_tail` of each row among the hands that do not hold it."""
    means = centred[hands].mean(axis=1)
    ordered, slack = np.sort(means), 1e-12 * np.maximum(1.0, np.abs(centred[rows] * lag))
    with np.errstate(divide="ignore", invalid="ignore"):
        slack = np.nan_to_num(slack / np.abs(centred[rows]), posinf=np.inf)
    above = len(ordered) - np.searchsorted(ordered, lag - slack, side="left")
    below = np.searchsorted(ordered, lag + slack, side="right")
    number = np.full(len(centred), -1)
    number[rows] = np.arange(len(rows))
    own = number[hands]
    hand, _place = np.nonzero(own >= 0)
    at = own[own >= 0]
    held = np.bincount(at, minlength=len(rows))
    above = above - np.bincount(at[means[hand] >= (lag - slack)[at]], minlength=len(rows))
    below = below - np.bincount(at[means[hand] <= (lag + slack)[at]], minlength=len(rows))
    return (np.minimum(above, below) + 1) / (len(hands) - held + 1)


def _dealt(districts: int, hands: int, permutations: int, seed: int) -> NDArray[np.intp]:
    """(permutations, hands): different districts drawn at random; the same draws serve every district."""
    rng = np.random.default_rng(seed)
    blocks = [
        np.argsort(rng.random((count, districts)), axis=1)[:, :hands]
        for count in _blocks(permutations, districts)
    ]
    return np.concatenate(blocks)


def _blocks(permutations: int, width: int) -> Iterator[int]:
    size = max(1, _CHUNK // max(width, 1))
    for start in range(0, permutations, size):
        yield min(size, permutations - start)


def _tail(observed: float, simulated: Floats) -> float:
    """Share of draws at least as extreme on the side where the observed one lies."""
    tolerance = 1e-12 * max(1.0, abs(observed))
    above = int(np.sum(simulated >= observed - tolerance))
    below = int(np.sum(simulated <= observed + tolerance))
    return (min(above, below) + 1) / (len(simulated) + 1)
