"""Power before the start: how large must an effect be to be seen with these districts and periods?

Every pair of periods of the past is a placebo: nothing had begun, so whatever moves a district against the
others between the two is noise, and it tells how much two periods that far apart differ by chance. From these
placebos follows the standard error of the mean after less the mean before for any number of periods to come,
with whatever hangs together in time left in (Burlig, Preonas & Woerman 2020 make the same point), and from it
the smallest effect that would be found in `power` of all cases: (t_level + t_power) standard errors (Bloom 1995).

What a reader could get wrong: the future is taken to be as noisy as the past, the start to be the same
everywhere, and the distance between two periods further apart than any in the past is carried on from the
fitted curve. It says what could be seen, not what will happen.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, stats

from indicators.effects.results import NOWHERE
from indicators.effects.scale import known_mean, on_one_scale, percent
from indicators.effects.study import NEVER, Floats, Study
from indicators.engine.text import late as say
from indicators.engine.text.messages import Text, _, sentences

LEAST_PERIODS = 2
LEAST_COMPARISON = 2
MEMORY_FROM = 4
"""Periods of the past, so three distances between them, from which memory can be told from noise without memory."""
OWN_NOISE_FROM = 12
"""Steps from period to period in the treated districts before their own noise is told from that of the others."""
HOLDS = (0.2, 0.4, 0.6, 0.8, 0.9, 0.95)
"""How much of a deviation may be left a period later; the best of these is taken."""
WORTH = 0.6
"""Memory is taken in where it leaves less than this share of the misfit. Tried on drawn districts with and without
memory: without such a bar chance is taken for memory, and the standard error comes out a tenth too large."""


@dataclass(frozen=True)
class Detectable:
    """The smallest effect that would be found in `power` of all cases, in the indicator's unit and in per cent.

    `percent` is of the treated districts' mean in the past, NaN where that is zero. `error` is the expected
    standard error with `freedom` degrees of freedom. Everything is NaN where the past is too short.
    """

    change: float
    percent: float
    error: float
    freedom: int
    treated: int
    comparison: int
    periods_before: int
    periods_after: int
    level: float
    power: float

    def chance(self, effect: float) -> float:
        """How likely an effect of this size (either sign, indicator's unit) is found: noncentral t."""
        if np.isnan(self.error):
            return NOWHERE
        if self.error == 0:
            return float(effect != 0)
        far = stats.t.ppf((1 + self.level) / 2, self.freedom)
        away = abs(effect) / self.error
        return float(stats.nct.sf(far, self.freedom, away) + stats.nct.cdf(-far, self.freedom, away))

    def sentence(self, unit: str = "") -> Text | str:
        """What could be seen, for a resident."""
        if np.isnan(self.change):
            return _(
                "How large an effect could be seen can't be said: the past is too short or too little known."
            )
        figures = {
            "treated": say.number(self.treated, 0),
            "comparison": say.number(self.comparison, 0),
            "before": say.number(self.periods_before, 0),
            "after": say.number(self.periods_after, 0),
            "change": say.with_unit(say.number(self.change), say.change_unit(unit)),
            "chance": percent(100 * self.power),
            "percent": say.quantity(self.percent, "%"),
        }
        text = _without_percent(figures) if np.isnan(self.percent) else _with_percent(figures)
        if self.periods_before >= MEMORY_FROM:
            return text
        return sentences(text, _("This is a rough figure: the past is short."))

    def chance_sentence(self, effect: float, unit: str = "") -> Text | str:
        """How likely an expected effect is found; empty where that can't be said."""
        chance_of_finding = self.chance(effect)
        if np.isnan(chance_of_finding):
            return ""
        return _(
            "If it really changes the indicator by {effect}, the chance of seeing that is {chance}.",
            effect=say.with_unit(say.signed(effect), say.change_unit(unit)),
            chance=percent(min(100 * chance_of_finding, 99)),
        )


def _with_percent(figures: Mapping[str, object]) -> Text:
    return _(
        "With {treated} treated and {comparison} comparison districts, {before} periods before and {after} after "
        "the start, you could see a change of {change} ({percent}) or more: it would be found in {chance} of all "
        "cases. A smaller effect may be there and not be seen.",
        **figures,
    )


def _without_percent(figures: Mapping[str, object]) -> Text:
    return _(
        "With {treated} treated and {comparison} comparison districts, {before} periods before and {after} after "
        "the start, you could see a change of {change} or more: it would be found in {chance} of all cases. A "
        "smaller effect may be there and not be seen.",
        **figures,
    )


def detectable(
    study_before: Study,
    start: int,
    treated: NDArray[np.bool_],
    periods_after: int,
    level: float = 0.95,
    power: float = 0.8,
) -> Detectable:
    """The smallest effect that a comparison of these districts could be trusted to find.

    Only periods before `start` (an index, at most the number of periods) are used, whatever the study holds
    afterwards. `treated` (N,) are the districts that are to be treated; the study's own `first` is not looked
    at. `periods_after` is how many periods are to be waited for. Raises ValueError if it is below one.
    """
    if periods_after < 1:
        raise ValueError("at least one period after the start is needed")
    marked = replace(study_before, first=np.where(treated, start, NEVER))
    past = on_one_scale(marked, study_before.value[:, :start], start)
    known = np.isfinite(past).sum(axis=1) >= LEAST_PERIODS
    ours, theirs = int((treated & known).sum()), int((~treated & known).sum())
    before = past.shape[1]
    facts = (ours, theirs, before, periods_after, level, power)
    if ours < 1 or theirs < LEAST_COMPARISON or before < LEAST_PERIODS:
        return Detectable(NOWHERE, NOWHERE, NOWHERE, 0, *facts)
    error = standard_error(past[known], treated[known], periods_after)
    freedom = ours + theirs - 2
    change = float(stats.t.ppf((1 + level) / 2, freedom) + stats.t.ppf(power, freedom)) * error
    mean = abs(float(np.nanmean(past[treated & known])))
    return Detectable(change, 100 * change / mean if mean else NOWHERE, error, freedom, *facts)


def standard_error(past: Floats, treated: NDArray[np.bool_], periods_after: int) -> float:
    """Expected standard error of the difference in differences, from a past (N, P) in which nothing happened.

    The variance of a district's contrast is minus the sum of c_s c_t g(|s - t|) over pairs of periods, where
    c are the weights of the periods (summing to zero) and g(k) is half the mean square difference between two
    periods k apart (the semivariogram): levels of districts cancel, and with them the bias of estimating them.
    """
    steps, half_squares = semivariogram(past)
    before = past.shape[1]
    weight = np.concatenate([np.full(before, -1 / before), np.full(periods_after, 1 / periods_after)])
    span = np.arange(before + periods_after)
    apart = np.abs(span[:, None] - span[None, :])
    curve = carried_on(steps, half_squares, int(apart.max()))
    variance = max(-float(weight @ curve[apart] @ weight), 0.0)
    ours, theirs = _noise_of_groups(past, treated)
    return float(np.sqrt(variance * (ours / treated.sum() + theirs / (~treated).sum())))


def semivariogram(past: Floats) -> tuple[NDArray[np.int64], Floats]:
    """Distances k = 1 .. P-1 and g(k), each of (P-1,); NaN where no district is known that far apart.

    Differences between two periods are taken from their mean over all districts, and the degree of freedom
    that this costs is given back: what a period does to all districts alike is no noise.
    """
    steps = np.arange(1, past.shape[1])
    half_squares = np.full(len(steps), np.nan)
    for index, step in enumerate(steps):
        moves = past[:, step:] - past[:, :-step]
        squares, number = 0.0, 0.0
        for column in moves.T:
            known = np.isfinite(column)
            if known.sum() >= 3:
                squares += float(((column[known] - column[known].mean()) ** 2).sum())
                number += float(known.sum() - 1)
        half_squares[index] = squares / number / 2 if number else np.nan
    return steps, half_squares


def carried_on(steps: NDArray[np.int64], half_squares: Floats, furthest: int) -> Floats:
    """g at distances 0 .. furthest: a + b (1 - h^k) fitted to the known ones, a, b >= 0 (Cressie 1993).

    a is noise without memory, b what fades, of which the share h is left a period later. Distances of which there
    are more placebos weigh more. Memory is believed only where it fits much better (`WORTH`) and there are at
    least three distances to see it by: elsewhere g is level, which is too small if there is memory after all.
    """
    known = np.isfinite(half_squares)
    distance = np.arange(furthest + 1)
    if not known.any():
        return np.where(distance == 0, 0.0, NOWHERE)
    root = np.sqrt(len(steps) + 1.0 - steps[known])
    known_part = half_squares[known]
    level = float((known_part * root**2).sum() / (root**2).sum())
    curve = np.where(distance == 0, 0.0, level)
    best = WORTH * float(np.linalg.norm((known_part - level) * root))
    for hold in HOLDS if known.sum() >= MEMORY_FROM - 1 else ():
        columns = np.column_stack([np.ones(len(known_part)), 1 - hold ** steps[known]])
        part, off = optimize.nnls(columns * root[:, None], known_part * root)
        if off < best * (1 - 1e-9):
            best = off
            curve = np.where(distance == 0, 0.0, part[0] + part[1] * (1 - hold**distance))
    return curve


def _noise_of_groups(past: Floats, treated: NDArray[np.bool_]) -> tuple[float, float]:
    """How noisy either group is against the mean of all, from steps between neighbouring periods."""
    moves = past[:, 1:] - past[:, :-1]
    squares = (moves - known_mean(moves, 0)[None, :]) ** 2
    if np.isfinite(squares[treated]).sum() < OWN_NOISE_FROM or treated.sum() < 3 or (~treated).sum() < 3:
        return 1.0, 1.0
    everywhere = float(np.nanmean(squares))
    if everywhere == 0:
        return 1.0, 1.0
    return float(np.nanmean(squares[treated])) / everywhere, float(np.nanmean(squares[~treated])) / everywhere
