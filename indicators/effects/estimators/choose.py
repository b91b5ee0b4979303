"""Which estimator answers: chosen by what the data allow, before any result is known, with the reason in words."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from indicators.effects.estimators.did import did
from indicators.effects.estimators.estimator import Estimator
from indicators.effects.estimators.permutation import DRAWS
from indicators.effects.study import Study
from indicators.engine.text.errors import TownbellError, did_you_mean
from indicators.engine.text.messages import Text, _, sentences

METHODS = ("auto", "did", "staggered", "synthetic", "its")
FEW_TREATED, LONG_BEFORE, ENOUGH_DONORS = 2, 8, 8


@dataclass(frozen=True)
class Choice:
    """An estimator with its code and the reason for it; `reason` alone where none can be used.

    `rough` is the same estimator where limits have only to lie on the right side of nothing.
    """

    method: str
    reason: Text | str
    estimator: Estimator | None
    rough: Estimator | None = None


def choose(study: Study, method_asked: str = "auto", seed: int = 1, draws: int = DRAWS) -> Choice:
    """The estimator for a study: `auto` or the one that is asked for, if the data allow it.

    No comparison: the districts' own series. Several starts: start by start against districts never treated,
    never two-way fixed effects. One or two treated districts with a long time before: synthetic difference in
    differences. Everything else: difference in differences. Raises TownbellError for an unknown method.
    """
    if method_asked not in METHODS:
        raise TownbellError(
            f"There is no method '{method_asked}'.",
            did_you_mean(method_asked, METHODS),
        )
    method = _fitting(study) if method_asked == "auto" else method_asked
    missing = _missing(study, method)
    if missing:
        return Choice(method, missing, None)
    reason = REASONS[method]() if method_asked == "auto" else _("This method was asked for.")
    reasons = sentences(reason, _scale(study, method))
    rough = partial(did, seed=seed, draws=draws, rough=True) if method in ("did", "staggered") else None
    return Choice(method, reasons, _estimator(method, seed, draws), rough)


def _fitting(study: Study) -> str:
    treated = int(study.treated.sum())
    if treated == len(study.first):
        return "its"
    if study.staggered:
        return "staggered"
    start = int(study.first[study.treated].min())
    donors = len(study.first) - treated
    few = treated <= FEW_TREATED and start >= LONG_BEFORE and donors >= ENOUGH_DONORS
    return "synthetic" if few else "did"


REASONS: dict[str, Callable[[], Text]] = {
    "did": lambda: _("There are districts to compare with, and all treated districts started at once."),
    "staggered": lambda: _(
        "The districts started at different times, so each start is set against districts that were never "
        "treated; districts already treated are no comparison."
    ),
    "synthetic": lambda: _(
        "One or two districts were treated and many periods are known from before, so the others are weighed until "
        "together they move as these did."
    ),
    "its": lambda: _(
        "There is no district to compare with, so the districts' own trend is continued. This is the weakest of all "
        "comparisons: whatever else changed at the time looks like the intervention."
    ),
}


def _scale(study: Study, method: str) -> Text | str:
    if method in ("did", "staggered") and study.events is not None:
        return _(
            "Rates of counted events are compared as ratios: without it they would have changed by as many "
            "per cent as elsewhere."
        )
    return ""


def _missing(study: Study, method: str) -> Text | str:
    """What a method lacks here, empty where it can be used."""
    alone = study.treated.all()
    if method != "its" and alone:
        return _("No district is left to compare with. Only the method 'its' can be used.")
    if method != "its" and len(study.first) < 4:
        return _("Fewer than four districts are known, which is too few to tell an effect from chance.")
    if method == "did" and study.staggered:
        return _(
            "The districts started at different times; the method 'did' needs one start. Use 'staggered'."
        )
    return ""


def _estimator(method: str, seed: int, draws: int) -> Estimator:
    """The function behind a method, loaded when it is needed."""
    if method == "synthetic":
        from indicators.effects.estimators.synthetic_did import synthetic_did

        return synthetic_did
    if method == "its":
        from indicators.effects.estimators.interrupted_time_series import segmented

        return segmented
    return partial(did, seed=seed, draws=draws)
