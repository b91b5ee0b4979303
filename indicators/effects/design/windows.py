"""What every comparison of districts starts from: each district's mean before and after, for every start there was.

A study with one start has one column; with several starts, a column for each. The same columns serve every
reassignment of the starts, so that permutations need no new fits.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indicators.effects.study import NEVER, Floats, Study, Whole
from indicators.engine.text.messages import _


@dataclass(frozen=True)
class Windows:
    """Means before and after by district and start, all (N, G), split into what an assumed effect can't touch
    and what it can: with an effect of strength s taken out, the mean after is `after_rest + s * after_hit`.

    On the scale of differences `hit` is minus the share of treated periods and s the effect; on the scale of
    ratios it is the mean over treated periods and s is one over the ratio. `known` (N, G) is the sampling
    variance of a gain (of a log gain for ratios), 0 where it is not known. `weight` (G,) is each start's share
    of all treated district-periods, `size` (G,) its number of districts, `span` (G,) the variance of its gain
    in units of one period's, and `span_all` that of the gains of all starts together, weighed. `group` (N,) is
    each district's start as a column, NEVER for comparison districts.
    """

    before_rest: Floats
    before_hit: Floats
    after_rest: Floats
    after_hit: Floats
    known: Floats
    weight: Floats
    size: Whole
    span: Floats
    span_all: float
    group: Whole
    ratio: bool

    def taken_out(self, strength: float) -> tuple[Floats, Floats]:
        """(before, after), each (N, G), with an effect of this strength taken out of the treated periods."""
        before = self.before_rest + strength * self.before_hit
        return before, self.after_rest + strength * self.after_hit

    @property
    def untouched(self) -> float:
        """The strength that takes nothing out."""
        return 1.0 if self.ratio else 0.0

    @property
    def freedom(self) -> int:
        """Districts less the means that are taken: of each start and of the comparison districts."""
        return len(self.group) - len(self.size) - 1


def windows(study: Study, ratio: bool) -> Windows:
    """The windows of a study.

    Raises ValueError, with a sentence, where a value is not known or a start leaves nothing before or after it.
    """
    starts = np.unique(study.first[study.treated])
    before, after = masks(study, starts)
    if not np.isfinite(study.value).all():
        raise ValueError(_("Some values are not known; districts with gaps have to be left out first."))
    if not (before.any(axis=1).all() and after.any(axis=1).all()):
        raise ValueError(_("Every start needs a period before it and one after it."))
    hit = study.after
    rest = np.where(hit, 0.0, study.value) if ratio else study.value
    touched = np.where(hit, study.value, 0.0) if ratio else -hit.astype(float)
    group = np.where(study.treated, np.searchsorted(starts, study.first), NEVER)
    size = np.bincount(group[study.treated], minlength=len(starts))
    weight = size * after.sum(axis=1) / (size * after.sum(axis=1)).sum()
    contrast = after / after.sum(axis=1, keepdims=True) - before / before.sum(axis=1, keepdims=True)
    return Windows(
        before_rest=_means(rest, before),
        before_hit=_means(touched, before),
        after_rest=_means(rest, after),
        after_hit=_means(touched, after),
        known=_known(study, ratio, before, after),
        weight=weight,
        size=size,
        span=(contrast**2).sum(axis=1),
        span_all=float(((weight @ contrast) ** 2).sum()),
        group=group,
        ratio=ratio,
    )


def masks(study: Study, starts: Whole) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which periods count as before and as after each start, two arrays (G, T)."""
    time = np.arange(len(study.periods))[None, :]
    return time < starts[:, None], time >= starts[:, None]


def _means(value: Floats, masks: NDArray[np.bool_]) -> Floats:
    return np.asarray(value @ (masks / masks.sum(axis=1, keepdims=True)).T)


def _known(study: Study, ratio: bool, before: NDArray[np.bool_], after: NDArray[np.bool_]) -> Floats:
    """Sampling variance of each gain: that of the two means, or of two log Poisson counts (1/n each)."""
    if ratio and study.events is not None:
        return np.asarray(sum(1 / (study.events @ mask.T.astype(float) + 0.5) for mask in (before, after)))
    variance = np.where(np.isfinite(study.variance), study.variance, 0.0)
    parts = [variance @ (mask / mask.sum(axis=1, keepdims=True) ** 2).T for mask in (before, after)]
    if not ratio:
        return np.asarray(parts[0] + parts[1])
    levels = [_means(study.value, mask) for mask in (before, after)]
    return np.asarray(
        sum(part / np.maximum(level, 1e-12) ** 2 for part, level in zip(parts, levels, strict=True))
    )
