"""How much of a gap in use is a gap in access, and how much is left among those who have access.

The share of people who use a service is the share with access times the share of users among them. On
logarithms the gap between two groups is exactly the sum of both parts: digital divide plus digital
inequality.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from indicators.compare.gaps.group_limits import critical

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Steps:
    """People counted at each step, numbers or arrays of one shape (say, a district each); missing is nan.

    Counts may be weighted sums. `effective_n` is then the size of the simple random sample that would know
    as much (answers over the design effect); without it every person counts as asked, which makes survey
    limits too narrow.
    """

    persons: ArrayLike
    with_access: ArrayLike
    users: ArrayLike
    effective_n: ArrayLike | None = None

    def __post_init__(self) -> None:
        persons, access, users = (
            np.asarray(n, dtype=float) for n in (self.persons, self.with_access, self.users)
        )
        if np.any((users < 0) | (users > access) | (access > persons)):
            raise ValueError(
                "Users must be among those with access, and those among persons: users without access?"
            )


@dataclass(frozen=True)
class GapPart:
    """One part of the gap: `ratio` of the comparison group to the reference group, and its logarithm.

    Logs of the parts add up, ratios multiply. `share` of the whole log gap is below 0 or above 1 when the
    parts pull in opposite directions, and unknown when the whole gap is not clear of zero: a share of
    nothing says nothing.
    """

    log_ratio: Floats
    lower: Floats
    upper: Floats
    ratio: Floats
    ratio_lower: Floats
    ratio_upper: Floats
    share: Floats
    share_lower: Floats
    share_upper: Floats


@dataclass(frozen=True)
class Decomposition:
    """The gap in use and its two parts."""

    use: GapPart
    access: GapPart
    use_given_access: GapPart


def decompose(comparison: Steps, reference: Steps, level: float = 0.95) -> Decomposition:
    """Splits ln(use of comparison / use of reference) into access and use given access, with delta-method
    limits.

    Var ln(share) = (1 - share) / (share n) for each step; the steps of one group are uncorrelated, as the
    second is within the first, so variances add up exactly as the logs do. Everything is unknown where
    somebody's access or use is zero: zero has no logarithm and no part of the gap can be named.
    """
    logs, variances = _logs(comparison)
    reference_logs, reference_variances = _logs(reference)
    parts = _stack([own - other for own, other in zip(logs, reference_logs, strict=True)])
    variance = _stack([own + other for own, other in zip(variances, reference_variances, strict=True)])
    total, z = parts.sum(axis=0), critical(level)
    clear = np.abs(total) > z * np.sqrt(variance.sum(axis=0))
    share, margin = _shares(parts, variance, z, clear)
    access, given = (_part(parts[i], z * np.sqrt(variance[i]), share[i], margin[i]) for i in (0, 1))
    whole = np.where(clear, 1.0, np.nan)
    return Decomposition(_part(total, z * np.sqrt(variance.sum(axis=0)), whole, 0 * whole), access, given)


def _stack(columns: list[Floats]) -> Floats:
    return np.stack(np.broadcast_arrays(*columns))


def _logs(steps: Steps) -> tuple[list[Floats], list[Floats]]:
    """Logs of access and of use given access, and their variances."""
    persons, access, users = (
        np.asarray(n, dtype=float) for n in (steps.persons, steps.with_access, steps.users)
    )
    respondents = persons if steps.effective_n is None else np.asarray(steps.effective_n, dtype=float)
    with np.errstate(divide="ignore", invalid="ignore"):
        has_access, uses = access / persons, users / access
        known = (users > 0) & (respondents > 0)
        logs = [np.where(known, np.log(share), np.nan) for share in (has_access, uses)]
        sizes = ((has_access, respondents), (uses, respondents * has_access))
        return logs, [np.where(known, (1 - share) / (share * size), np.nan) for share, size in sizes]


def _shares(parts: Floats, variance: Floats, z: float, clear: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """Share a / (a + c) of each part in the sum, and its margin: Var = (c^2 Va + a^2 Vc) / (a + c)^4."""
    total = np.where(clear, parts.sum(axis=0), np.nan)
    other = parts[::-1]
    spread = (other**2 * variance + parts**2 * variance[::-1]) / total**4
    return parts / total, z * np.sqrt(spread)


def _part(log_ratio: Floats, margin: Floats, share: Floats, share_margin: Floats) -> GapPart:
    lower, upper = log_ratio - margin, log_ratio + margin
    return GapPart(
        *(log_ratio, lower, upper),
        *(np.exp(log_ratio), np.exp(lower), np.exp(upper)),
        *(share, share - share_margin, share + share_margin),
    )
