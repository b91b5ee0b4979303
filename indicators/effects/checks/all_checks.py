"""Every check of an intervention's estimate, in the order in which they are read.

A check is no second attempt at a result: none looks for an effect, and none is chosen for its answer. All are
made every time, and all are shown. Which of them decide the verdict and the grade is said by `verdict.FATAL` and
`verdict.DECIDE`; the others (placebo in space, alike before the start, spill-over, entered before the start) are
for the reader. Four of those that decide are formal tests at 5 in 100 (parallel paths, placebo in time,
regression to the mean and anticipation, the last two each in one direction), so that at least one of the four
fails by chance more often than each does: `python -m benchmarks.checks` prints how often.

`passed` is None where a check is informative only, and where it could not be made; its sentence says which.
"""

from indicators.effects.checks import comparison, design, placebo, sensitivity, start
from indicators.effects.checks import trends as paths
from indicators.effects.checks.context import CheckContext, Other
from indicators.effects.estimators.estimator import Estimator
from indicators.effects.results import Check, Effect
from indicators.effects.study import Study
from indicators.engine.text.messages import N_

TITLES = {
    "parallel_paths": N_("Parallel paths before the start"),
    "placebo_in_time": N_("A start that never was (placebo in time)"),
    "placebo_in_space": N_("Other districts instead (placebo in space)"),
    "leave_one_out": N_("Leaving out one district"),
    "enough_districts": N_("Enough districts"),
    "enough_events": N_("Enough events"),
    "boundaries_and_definition": N_("Boundaries and definition unchanged"),
    "other_interventions": N_("Nothing else at the same time"),
    "regression_to_the_mean": N_("Not chosen at their worst (regression to the mean)"),
    "anticipation": N_("No move before the start (anticipation)"),
    "comparison_overlap": N_("Alike before the start"),
    "spill_over": N_("No spill-over to districts next door"),
    "registered_before": N_("Entered before the start"),
}


def all_checks(
    study: Study,
    effect: Effect,
    estimator: Estimator,
    context: CheckContext,
    rough: Estimator | None = None,
) -> tuple[Check, ...]:
    """Every check, in the order of `TITLES`. `estimator` must be the one that made `effect`.

    It is called some four times with districts or periods left out, and `rough` (or it again) once for each
    district: the same estimator, whose limits have only to lie on the right side of nothing. A ValueError from
    either means that this changed study can't be estimated, and is said so.
    """
    return (
        paths.parallel_paths(study, effect, estimator, context),
        placebo.in_time(study, effect, estimator, context),
        placebo.in_space(study, effect, context),
        sensitivity.leave_one_out(study, effect, rough or estimator, context),
        design.enough_districts(study, effect),
        design.enough_events(study),
        design.boundaries_and_definition(study, context),
        design.other_interventions(study, context),
        start.regression_to_the_mean(study, effect, estimator, context),
        start.anticipation(study, effect, context),
        comparison.comparison_overlap(study, context),
        comparison.spill_over(study, effect, estimator, context),
        design.registered_before(context),
    )


__all__ = ["TITLES", "Check", "CheckContext", "Estimator", "Other", "all_checks"]
