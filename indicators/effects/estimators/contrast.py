"""The comparison itself: the change in treated districts against the change in comparison districts, with its
standard error, for the real starts and for any reassignment of them.

Nothing is fitted: an estimate is a difference of mean gains, or a ratio of mean growths, so thousands of
reassignments are a few products of matrices.
"""

from dataclasses import dataclass

import numpy as np

from indicators.effects.design.windows import Windows
from indicators.effects.study import NEVER, Floats, Whole

NEARLY_NOTHING = 1e-12
"""Stands in a ratio where nothing was observed."""


@dataclass(frozen=True)
class Contrast:
    """Estimates and standard errors, each (R,), one for each assignment. Ratios are on the log scale.

    `error` takes all districts to be equally noisy beyond their sampling variance, which few districts need;
    `clustered` takes each as noisy as it looks (HC2, MacKinnon & White 1985), which needs many, with `freedom`
    by Satterthwaite (1946).
    """

    estimate: Floats
    error: Floats
    clustered: Floats
    freedom: Floats


@dataclass(frozen=True)
class StartGroups:
    """Who is in which group under assignments, and what else no effect changes; worked out once for all strengths.

    `own` (G, R, N) is 1 for each start's districts, `never` (R, N) for comparisons. `known` (R, N) is the sampling
    variance of each district's gain, `span` (R, N) that of its gain in units of one period's, and `heavy` (R, N)
    how much each counts where the variance that all share is found.
    """

    own: Floats
    never: Floats
    size: Whole
    others: int
    known: Floats
    span: Floats
    heavy: Floats


def grouped(windows: Windows, assigned: Whole) -> StartGroups:
    """The groups of assignments (R, N). Spans put gains over more and fewer periods on one footing."""
    own = np.stack([assigned == column for column in range(len(windows.size))]).astype(float)
    never = (assigned == NEVER).astype(float)
    known = never * (windows.known @ windows.weight**2 if len(windows.size) > 1 else windows.known[:, 0])
    span = never * windows.span_all
    for column, inside in enumerate(own):
        known = known + inside * windows.known[:, column]
        span = span + inside * windows.span[column]
    return StartGroups(own, never, windows.size, int(never[0].sum()), known, span, _heavy(known))


def _heavy(known: Floats) -> Floats:
    """A square is as uncertain as the square of its variance, so districts with few events weigh little; where
    sampling variances are not known all weigh alike."""
    typical = np.median(known, axis=1, keepdims=True)
    weight = 1 / (1 + known / np.where(typical > 0, typical, 1.0)) ** 2
    return np.asarray(np.where(typical > 0, weight, 1.0))


def contrast(windows: Windows, strength: float, assigned: Whole) -> Contrast:
    """The estimate and its standard error under assignments (R, N), an effect of this strength taken out."""
    return contrast_of(windows, strength, grouped(windows, assigned))


def contrast_of(windows: Windows, strength: float, groups: StartGroups) -> Contrast:
    """The same for groups that are known already.

    Each start's districts are set against the comparison districts, and starts are weighed by their treated
    district-periods, so the answer is the average over treated district-periods. Differences: mean gain less
    mean gain. Ratios: the log of the mean after over what it would have been had the mean before grown as in
    the comparison districts, which is what a Poisson regression with effects of district and period gives
    where exposures are steady.

    The variance of a district's gain is its sampling variance plus one that all districts share, found from
    the spread of gains inside the groups by the method of moments; on the log scale this is Poisson noise with
    over-dispersion.
    """
    before, after = windows.taken_out(strength)
    return (_ratios if windows.ratio else _differences)(windows, before, after, groups)


def _differences(windows: Windows, before: Floats, after: Floats, groups: StartGroups) -> Contrast:
    gain = after - before
    mean = np.einsum("grn,ng->rg", groups.own, gain) / groups.size
    together = gain @ windows.weight
    base = groups.never @ together / groups.others
    share = np.einsum("grn,g->rn", groups.own, windows.weight / windows.size) + groups.never / groups.others
    residual = groups.never * (together - base[:, None])
    for column, inside in enumerate(groups.own):
        residual += inside * (gain[:, column] - mean[:, [column]])
    return Contrast(mean @ windows.weight - base, *_errors(windows, groups, residual, share))


def _ratios(windows: Windows, before: Floats, after: Floats, groups: StartGroups) -> Contrast:
    above, below = (np.maximum(groups.never @ values, NEARLY_NOTHING) for values in (after, before))
    grown = above / below
    have = np.einsum("grn,ng->rg", groups.own, after) / groups.size
    had = np.einsum("grn,ng->rg", groups.own, before) / groups.size
    expected = np.maximum((had * grown) @ windows.weight, NEARLY_NOTHING)
    ratio = np.maximum(have @ windows.weight, NEARLY_NOTHING) / expected
    part = had * grown * windows.weight / expected[:, None]
    share, residual = np.zeros_like(groups.never), np.zeros_like(groups.never)
    for column, inside in enumerate(groups.own):
        would = before[:, column] * grown[:, [column]]
        share += inside * would * (windows.weight[column] / windows.size[column]) / expected[:, None]
        residual += inside * (after[:, column] / np.maximum(would * ratio[:, None], 1e-12) - 1)
        level = part[:, [column]] * before[:, column] / below[:, [column]]
        share += groups.never * level
        off = after[:, column] / np.maximum(would, 1e-12) - 1
        residual += groups.never * part[:, [column]] * off
    return Contrast(np.log(ratio), *_errors(windows, groups, residual, share))


def _errors(
    windows: Windows, groups: StartGroups, residual: Floats, share: Floats
) -> tuple[Floats, Floats, Floats]:
    """Both standard errors and the degrees of freedom of the clustered one."""
    square = (share * residual) ** 2 / np.maximum(1 - share, 1e-12)
    parts = [(inside * square).sum(axis=1) for inside in (*groups.own, groups.never)]
    sizes = [*windows.size.tolist(), groups.others]
    total = np.asarray(sum(parts))
    lost = np.asarray(sum(part**2 / max(size - 1, 1) for part, size in zip(parts, sizes, strict=True)))
    return _error(windows, groups, residual, share), np.sqrt(total), total**2 / np.maximum(lost, 1e-300)


def _error(windows: Windows, groups: StartGroups, residual: Floats, share: Floats) -> Floats:
    """Standard error from residuals (R, N) of the gains about their group's, and each one's share (R, N) in
    the mean of its group."""
    common = _common_variance(groups, residual, share, windows.freedom)
    variance = groups.known + common[:, None] * groups.span
    return np.asarray(np.sqrt((share**2 * variance).sum(axis=1)))


def _common_variance(groups: StartGroups, residual: Floats, share: Floats, freedom: int) -> Floats:
    """(R,) the variance that all districts share, per unit of span, by the method of moments with fixed weights
    (DerSimonian & Kacker 2007)."""
    # Each residual lost a part of its degree of freedom to its group's mean.
    kept = 1 - share
    left = kept * freedom / np.maximum(kept.sum(axis=1, keepdims=True), 1e-12)
    beyond = groups.heavy * (residual**2 - groups.known * kept)
    footing = np.maximum((groups.heavy * left * groups.span).sum(axis=1), 1e-300)
    return np.asarray(np.maximum(beyond.sum(axis=1) / footing, 0.0))
