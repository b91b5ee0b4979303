"""Small studies and a plain estimator for the tests of checks and power."""

from dataclasses import replace

import numpy as np
from scipy import stats

from indicators.effects.results import Effect
from indicators.effects.study import NEVER, Study


def study(value, first, better="lower", start_year=2015, **more):
    """A study of districts A, B, C … by year; `first` holds None for comparison districts."""
    value = np.asarray(value, dtype=float)
    starts = np.array([NEVER if at is None else at for at in first])
    names = tuple(chr(ord("A") + index) for index in range(len(value)))
    years = tuple(str(start_year + year) for year in range(value.shape[1]))
    return Study(value, np.zeros_like(value), starts, names, years, better, **more)


def did(study):
    """Difference in differences of district means, each start against the comparison, Student's limits."""
    treated, never = study.treated, ~study.treated
    if not treated.any() or never.sum() < 2 or study.first[treated].min() < 1:
        raise ValueError("nothing to compare")
    gain = np.full(len(treated), np.nan)
    rest = []
    for start in study.first[treated]:
        change = study.value[:, start:].mean(axis=1) - study.value[:, :start].mean(axis=1)
        gain[study.first == start] = (change - change[never].mean())[study.first == start]
        rest.append(change[never] - change[never].mean())
    gain[never] = np.mean(rest, axis=0)
    ours, theirs = gain[treated], gain[never]
    freedom = len(gain) - 2
    pooled = (ours.var() * len(ours) + theirs.var() * len(theirs)) / freedom
    error = max(float(np.sqrt(pooled * (1 / len(ours) + 1 / len(theirs)))), 1e-12)
    estimate = float(ours.mean() - theirs.mean())
    reach = float(stats.t.ppf(0.975, freedom)) * error
    p_value = float(2 * stats.t.sf(abs(estimate) / error, freedom))
    return Effect(estimate, estimate - reach, estimate + reach, p_value, "did", "clustered")


def city(seed=0, treated=6, before=6, after=4, size=24, memory=0.0, effect=0.0, drift=0.0):
    """A drawn city: the first districts are treated; noise has a standard deviation of one."""
    random = np.random.default_rng(seed)
    noise = random.normal(0, 1, (size, before + after))
    for year in range(1, before + after):
        noise[:, year] = memory * noise[:, year - 1] + np.sqrt(1 - memory**2) * noise[:, year]
    value = 50 + random.normal(0, 2, (size, 1)) + random.normal(0, 3, (1, before + after)) + noise
    value[:treated] += drift * np.arange(before + after)
    value[:treated, before:] += effect
    found = study(value, [before if index < treated else None for index in range(size)])
    return replace(found, counts=np.full(value.shape, 500.0))
