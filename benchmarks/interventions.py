"""Are the verdicts on interventions right? Measured on Bellhaven, whose truth is known, over many histories.

    python -m benchmarks.interventions [--cities 200] [--first 201] [--segments] [--smoke]

Every history is judged by the estimators, the choice between them, the rule against regression to the mean and
the verdicts that the pages use, with and without the planted effects. Coverage is the share of 95 % limits that
hold the truth of that very history. In the rows *nothing happened* every "better" or "worse" is false. The checks
that can overturn a verdict are made; those that only grade it are not. Estimators were tuned on seeds 1 to 60 and
401 to 559, so other seeds say how good they are.
"""

import argparse
import sys
from collections import defaultdict
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data.build.bellhaven import generate
from data.build.bellhaven import interventions as plans
from data.build.bellhaven.geography import Floats, places
from data.build.bellhaven.interventions import Plan
from data.build.bellhaven.truth import NEEDED, Panel, effect, panel, register
from data.build.bellhaven.world import YEAR_CODES, YEARS
from indicators.effects.checks.context import CheckContext
from indicators.effects.checks.design import enough_districts, enough_events
from indicators.effects.checks.regression_to_mean import selection, without_selection
from indicators.effects.checks.start import regression_to_the_mean
from indicators.effects.estimators.choose import choose
from indicators.effects.judge import QUICK
from indicators.effects.results import Effect
from indicators.effects.study import NEVER, Study
from indicators.effects.verdict import verdict
from indicators.engine.definitions.kinds import Noise
from indicators.engine.definitions.registry import indicator

VERDICTS = ("better", "worse", "no_clear_difference", "cannot_tell")
COVER, FALSE, RIGHT = (0.92, 0.98), 0.06, 0.95
ENOUGH = 50
"""With fewer histories shares are too uncertain to be held against what is asked."""


@dataclass(frozen=True)
class Found:
    """One verdict on one history. `right` is the verdict that the truth asks for."""

    what: str
    method: str
    truth: float
    estimate: float
    covered: bool
    verdict: str
    right: str


def study_of(plan: Plan, found: Panel, variance: Floats, together: bool = False) -> Study:
    """A study straight from an indicator's totals (24, 10, 1), as pages would make it of estimates by year."""
    above, below = found.numerator[..., 0], found.denominator[..., 0]
    starts = [plan.starts.get(district, "") for district in places().ids]
    first = np.array([YEAR_CODES.index(start[:4]) if start else NEVER for start in starts])
    periods = YEAR_CODES
    if together:
        cut = int(first.max())
        above, below = (
            np.stack([v[:, :cut].sum(axis=1), v[:, cut:].sum(axis=1)], axis=1) for v in (above, below)
        )
        first, periods, variance = np.where(first == NEVER, NEVER, 1), ("before", "after"), np.zeros((24, 2))
    wanted = indicator(plan.indicator)
    counted = wanted.spec.noise is Noise.POISSON
    return Study(
        value=above / below * found.scale,
        variance=variance,
        first=first,
        districts=places().ids,
        periods=periods,
        better=wanted.better,
        events=above if counted else None,
        exposure=below if counted else None,
        scale=found.scale,
        counts=above if counted else None,
    )


def judged(study: Study) -> tuple[str, Effect, str]:
    """Method, effect and verdict, by the same steps as `indicators.effects.judge`."""
    picked = selection(study)
    study = without_selection(study, picked)
    choice = choose(study)
    assert choice.estimator is not None, choice.reason
    found = choice.estimator(study)
    quick = choose(study, choice.method, draws=QUICK).estimator
    assert quick is not None
    checks = [enough_districts(study, found), enough_events(study)]
    if not picked.at_worst:
        checks.append(regression_to_the_mean(study, found, quick, CheckContext()))
    return choice.method, found, verdict(found, study.better, checks)


def city(seed: int, segments: bool = False) -> list[Found]:
    """All verdicts on one history: with the interventions, and as if they had never happened."""
    tables = {happened: generate(seed, effects=happened, tables=NEEDED) for happened in (True, False)}
    answers = {happened: survey_variance(found["survey"]) for happened, found in tables.items()}
    rows = []
    for plan in register(tables[True]):
        for happened in (True, False):
            pair = [panel(plan.indicator, tables[which]) for which in (happened, False)]
            variance = answers[happened] if plan.indicator == "home_internet" else np.zeros((24, 10))
            rows.append(_row(plan, plan.id, pair[0].total, pair[1].total, variance, happened, plan.verdict))
            if segments and pair[0].dimension:
                rows += _segments(plan, pair[0], pair[1], happened)
    return rows


def _segments(plan: Plan, seen: Panel, unseen: Panel, happened: bool) -> list[Found]:
    rows = []
    for at, group in enumerate(seen.groups):
        own, other = (
            Panel(p.numerator[..., [at]], p.denominator[..., [at]], p.scale, p.unit) for p in (seen, unseen)
        )
        helped = at < 2 if plan.id == plans.INTERNET.id else at > 0
        right = "better" if helped else "no_clear_difference"
        name = f"{plan.id} {seen.dimension}={group}"
        few = plan.id == plans.INTERNET.id
        rows.append(_row(plan, name, own, other, np.zeros((24, 10)), happened, right, few))
    return rows


def _row(
    plan: Plan,
    name: str,
    seen: Panel,
    unseen: Panel,
    variance: Floats,
    happened: bool,
    right: str,
    few: bool = False,
) -> Found:
    method, found, said = judged(study_of(plan, seen, variance, few))
    after = plans.years_in(plan, places().ids, YEAR_CODES) >= 0
    truth = effect(seen, unseen, after)["difference"]
    covered = found.lower <= truth <= found.upper
    what = name if happened else f"{name}: nothing happened"
    return Found(
        what, method, truth, found.estimate, covered, said, right if happened else "no_clear_difference"
    )


def survey_variance(survey: pa.Table) -> Floats:
    """Variance of the weighted share of answers by district and year (24, 10), in percentage points squared, by
    linearisation; it leaves out the clusters, so it is a little too small."""
    rows = survey.filter(pc.is_valid(survey["has_home_internet"]))
    weight, yes = (
        rows["weight"].to_numpy(),
        rows["has_home_internet"].to_numpy(zero_copy_only=False).astype(float),
    )
    district = np.array([places().ids.index(id) for id in rows["district_id"].to_pylist()])
    cell = district * 10 + np.array(rows["period"].to_pylist(), dtype=int) - int(YEARS[0])
    total = np.bincount(cell, weight, 240)
    share = np.bincount(cell, weight * yes, 240) / total
    square = np.bincount(cell, (weight * (yes - share[cell])) ** 2, 240)
    return np.asarray((100**2 * square / total**2).reshape(24, 10))


def table(found: list[Found]) -> tuple[str, int]:
    """The table as text, and how many rows miss what is asked of them."""
    groups: dict[str, list[Found]] = defaultdict(list)
    for row in found:
        groups[row.what].append(row)
    heads = f"{'intervention':<56}{'method':<11}{'cities':>7}{'truth':>9}{'estimate':>10}{'bias':>8}{'covered':>9}"
    lines = [heads + f"{'better':>8}{'worse':>7}{'no clear':>10}{'cannot':>8}{'right':>7}"]
    missed = 0
    for what in sorted(groups, key=lambda name: ("nothing happened" in name, name)):
        line, ok = _line(what, groups[what])
        missed += not ok
        lines.append(line + ("" if ok else "  <- missed"))
    return "\n".join(lines), missed


def _line(what: str, rows: list[Found]) -> tuple[str, bool]:
    truth, estimate = (np.array([getattr(row, name) for row in rows]) for name in ("truth", "estimate"))
    covered = float(np.mean([row.covered for row in rows]))
    share = {name: float(np.mean([row.verdict == name for row in rows])) for name in VERDICTS}
    right = float(np.mean([row.verdict == row.right for row in rows]))
    null = rows[0].right == "no_clear_difference"
    ok = (
        share["better"] + share["worse"] <= FALSE + 1e-9
        if null
        else COVER[0] <= covered <= COVER[1] and right >= RIGHT
    )
    text = f"{what:<56}{rows[0].method:<11}{len(rows):>7}{truth.mean():>9.3f}{estimate.mean():>10.3f}"
    text += f"{(estimate - truth).mean():>8.3f}{covered:>9.3f}"
    ok = ok or len(rows) < ENOUGH
    return text + "".join(
        f"{share[n]:>{w}.3f}" for n, w in zip(VERDICTS, (8, 7, 10, 8), strict=True)
    ) + f"{right:>7.3f}", ok


def main() -> int:
    """Prints the table; the number of rows that miss what is asked of them."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--cities", type=int, default=200, help="how many histories")
    parser.add_argument("--first", type=int, default=201, help="seed of the first one")
    parser.add_argument("--segments", action="store_true", help="also by segment")
    parser.add_argument("--smoke", action="store_true", help="two histories: whether it still runs")
    asked = parser.parse_args()
    seeds = range(asked.first, asked.first + (2 if asked.smoke else asked.cities))
    found: list[Found] = []
    with ProcessPoolExecutor(max_workers=2) as pool:
        for at, rows in enumerate(pool.map(city, seeds, [asked.segments] * len(seeds))):
            found += rows
            if sys.stderr.isatty():
                print(f"\r{at + 1} of {len(seeds)}", end="", file=sys.stderr)
    text, missed = table(found)
    print(text)
    every = [row for row in found if "nothing happened" in row.what and "=" not in row.what]
    false = np.mean([row.verdict in ("better", "worse") for row in every])
    print(f"\nFalse better or worse where nothing happened, all designs together: {false:.3f}")
    return 0 if asked.smoke else missed


if __name__ == "__main__":
    sys.exit(main())
