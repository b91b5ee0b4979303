"""The rules, fixed beforehand, that give the verdict and the grade of the evidence; `sentences` puts them into words.

Verdict. *Cannot tell* where there is no estimate, where its limits are not known, or where a check that would
overturn it has failed. Else *better* or *worse* where both limits lie on one side of zero (by the polarity of
the indicator), else *no clear difference*. An indicator that is not judged is better or worse for nobody: there a
clear change is no clear difference in this sense, and the sentence says how it changed.

Grade. *None* with *cannot tell*. *Weak* without a comparison, or where two or more deciding checks failed. *Fair*
where one failed, or where those that look at the time before could not be made. *Strong* where none failed. It is
never more than that: districts were not drawn by lot.
"""

from collections.abc import Sequence
from math import isfinite

from indicators.effects.results import Check, Effect
from indicators.engine.text.messages import N_

WORDS = {
    "better": N_("better"),
    "worse": N_("worse"),
    "no_clear_difference": N_("no clear difference"),
    "cannot_tell": N_("cannot tell"),
}
GRADES = {"strong": N_("strong"), "fair": N_("fair"), "weak": N_("weak"), "none": N_("none")}
FATAL = frozenset(
    {"enough_districts", "enough_events", "boundaries_and_definition", "regression_to_the_mean"}
)
"""Checks without which a clear difference is not believed. A difference that is not clear stays so."""
UNCLEAR = frozenset({"enough_events"})
"""Checks without which it is not even said that a difference is not clear: few cases never show a clear one."""
DECIDE = FATAL | {"parallel_paths", "placebo_in_time", "leave_one_out", "other_interventions", "anticipation"}
"""Checks that lower the grade. Placebo in space repeats the estimate's own test and is left to the reader."""
BEFORE = frozenset({"parallel_paths", "placebo_in_time"})


def verdict(effect: Effect | None, better: str, checks: Sequence[Check] = ()) -> str:
    """One of `better`, `worse`, `no_clear_difference`, `cannot_tell`; see the rules above."""
    if effect is None or not all(map(isfinite, (effect.estimate, effect.lower, effect.upper))):
        return "cannot_tell"
    if effect.lower <= 0 <= effect.upper:
        return "cannot_tell" if failed(checks, UNCLEAR) else "no_clear_difference"
    if failed(checks, FATAL):
        return "cannot_tell"
    if better == "neutral":
        return "no_clear_difference"
    return "better" if (effect.estimate > 0) == (better == "higher") else "worse"


def grade(effect: Effect | None, verdict_level: str, checks: Sequence[Check]) -> str:
    """`strong`, `fair`, `weak` or `none`; see the rules above."""
    if effect is None or verdict_level == "cannot_tell":
        return "none"
    wrong = len(failed(checks, DECIDE))
    if effect.method == "its" or wrong >= 2:
        return "weak"
    looked = {check.name for check in checks if check.passed is not None}
    return "fair" if wrong or not looked & BEFORE else "strong"


def failed(checks: Sequence[Check], names: frozenset[str]) -> tuple[Check, ...]:
    """The checks among these names that failed."""
    return tuple(check for check in checks if check.name in names and check.passed is False)
