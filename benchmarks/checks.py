"""How often the checks of an effect are wrong: false alarms where nothing is amiss, misses where something is.

    python -m benchmarks.checks [--studies 1000]

Prints, in per cent of simulated studies (24 districts, 6 treated, 6 years before and 4 after), how often each
formal check fails, how often at least one of the four does, and how often the treated districts stand out among
all choices (placebo in space), by effect or by chance. "AR" is noise of which six tenths are left a year later.
Planted are a steady drift of the treated districts, a choice of the districts that were worst in the last year,
and an early start.
Then how often an effect of exactly the detectable size is found (80 % are promised), and how long all checks of
one study take with a linear estimator.
"""

import argparse
from time import process_time

import numpy as np
from scipy import stats

from indicators.effects.checks.all_checks import CheckContext, all_checks
from indicators.effects.checks.placebo import reassigned
from indicators.effects.design.power import detectable
from indicators.effects.results import Effect
from indicators.effects.study import NEVER, Floats, Study

DISTRICTS, TREATED, BEFORE, AFTER = 24, 6, 6, 4
FORMAL = ("parallel_paths", "placebo_in_time", "regression_to_the_mean", "anticipation")
YEARS = tuple(str(2016 + year) for year in range(BEFORE + AFTER))


def did(study: Study) -> Effect:
    """Difference in differences of district means with Student's limits: the estimator that is checked."""
    start = int(study.first[study.treated][0])
    change = study.value[:, start:].mean(axis=1) - study.value[:, :start].mean(axis=1)
    ours, theirs = change[study.treated], change[~study.treated]
    freedom = len(change) - 2
    pooled = (ours.var() * len(ours) + theirs.var() * len(theirs)) / freedom
    error = float(np.sqrt(pooled * (1 / len(ours) + 1 / len(theirs))))
    estimate = float(ours.mean() - theirs.mean())
    reach = float(stats.t.ppf(0.975, freedom)) * error
    p_value = 2 * float(stats.t.sf(abs(estimate) / error, freedom))
    return Effect(estimate, estimate - reach, estimate + reach, p_value, "did", "clustered")


def noise(random: np.random.Generator, memory: float, periods: int = BEFORE + AFTER) -> Floats:
    """Levels of districts, a mood of each period, and noise with standard deviation 1."""
    shocks = random.normal(0, 1, (DISTRICTS, periods))
    for period in range(1, periods):
        shocks[:, period] = memory * shocks[:, period - 1] + np.sqrt(1 - memory**2) * shocks[:, period]
    levels, moods = random.normal(50, 0.5, (DISTRICTS, 1)), random.normal(0, 2, (1, periods))
    return np.asarray(levels + moods + shocks)


def study_of(value: Floats, treated: Floats) -> Study:
    """A study whose treated districts start after `BEFORE` periods; lower is better."""
    names = tuple(f"D{index + 1}" for index in range(DISTRICTS))
    first = np.where(treated, BEFORE, NEVER)
    codes = YEARS[: value.shape[1]]
    return Study(value, np.zeros_like(value), first, names, codes, better="lower", counts=0 * value + 500)


def simulated(case: str, random: np.random.Generator) -> Study:
    """One study of a case; the six first districts are treated unless the worst are."""
    value = noise(random, 0.6 if "AR" in case else 0.0)
    treated = np.arange(DISTRICTS) < TREATED
    if "drift" in case:
        value[treated] += 0.4 * np.arange(BEFORE + AFTER)
    if "worst" in case:
        treated = value[:, BEFORE - 1].argsort().argsort() >= DISTRICTS - TREATED
    if "early" in case:
        value[treated, BEFORE - 1 :] -= 1.5
    if "effect" in case:
        value[treated, BEFORE:] -= 1.5
    return study_of(value, treated)


def failures(case: str, studies: int, random: np.random.Generator) -> list[float]:
    """Per cent of studies in which each check of `FORMAL` fails, any of them, and the treated stand out in space."""
    failed = []
    for _number in range(studies):
        study = simulated(case, random)
        found = {check.name: check.passed for check in all_checks(study, did(study), did, CheckContext())}
        flags = [found[name] is False for name in FORMAL]
        in_space = reassigned(study)
        failed.append([*flags, any(flags), in_space is not None and in_space.p_value < 0.05])
    return [float(share) for share in 100 * np.mean(failed, axis=0)]


def seen(memory: float, studies: int, random: np.random.Generator) -> float:
    """Per cent of studies in which an effect of the size that the past promised is found."""
    treated = np.arange(DISTRICTS) < TREATED
    found = []
    for _number in range(studies):
        value = noise(random, memory)
        promised = detectable(study_of(value, treated), BEFORE, treated, AFTER).change
        value[treated, BEFORE:] += promised
        effect = did(study_of(value, treated))
        found.append(effect.lower > 0 or effect.upper < 0)
    return 100 * float(np.mean(found))


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--studies", type=int, default=1_000)
    studies = parser.parse_args().studies
    random = np.random.default_rng(2024)
    print(
        f"{'failed, % of studies':<22}",
        *(f"{name[:18]:>18}" for name in (*FORMAL, "any of the four", "stands out")),
    )
    for case in ("iid", "AR", "iid effect", "AR effect", "iid drift", "AR drift", "iid worst", "iid early"):
        print(f"{case:<22}", *(f"{share:18.1f}" for share in failures(case, studies, random)), flush=True)
    for name, memory in (("iid", 0.0), ("AR", 0.6)):
        print(f"detectable effect found, {name}: {seen(memory, 4 * studies, random):.1f} %", flush=True)
    study = simulated("iid effect", random)
    start = process_time()
    for _number in range(20):
        all_checks(study, did(study), did, CheckContext())
    print(f"all checks of one study: {1000 * (process_time() - start) / 20:.0f} ms of processor time")


if __name__ == "__main__":
    main()
