"""What the checks need to know that no array holds, and the few words they share."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from indicators.effects.estimators.open_limits import limits
from indicators.effects.results import Check, Effect
from indicators.effects.study import Study
from indicators.engine.text import late as say
from indicators.engine.text.messages import Text, _, _n, listing

NAMED = 5
"""So many districts are named in a sentence; of more, the number is said."""


@dataclass(frozen=True)
class Other:
    """Another intervention. `first` and `last` are the indexes of the study's periods in which it starts and
    ends; they may lie outside of the study, and `last` is None while it runs."""

    id: str
    title: str
    districts: tuple[str, ...]
    first: int
    last: int | None = None
    same_indicator: bool = False
    same_domain: bool = False


@dataclass(frozen=True)
class CheckContext:
    """What stands in the register and in the pack. None means that nobody knows, which is not the same as none.

    `names` turns a district's id into its name. `start` and `entered` are ISO dates: when the intervention
    began, and when it was entered into the register. `boundary_changes` and `definition_changes` are sentences
    of the pack about these periods. `selection` is what the entry says about why these districts were chosen,
    `chosen_on_outcome` whether it was because of this very indicator. `neighbours` are the comparison
    districts next to a treated one.
    """

    unit: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    start: str = ""
    entered: str | None = None
    others: tuple[Other, ...] | None = None
    boundary_changes: tuple[Text | str, ...] | None = None
    definition_changes: tuple[Text | str, ...] | None = None
    selection: str = ""
    chosen_on_outcome: bool | None = None
    neighbours: tuple[str, ...] | None = None

    def listed(self, ids: Sequence[str]) -> Text:
        """Names of districts in a row, or their number where they are many."""
        if len(ids) > NAMED:
            return _n("{n} district", "{n} districts", len(ids))
        return listing(self.names.get(id, id) for id in ids)

    def amount(self, value: float) -> Text:
        """A difference with its unit, without its sign."""
        return say.with_unit(say.number(abs(value)), say.change_unit(self.unit))

    def signed(self, value: float) -> Text:
        """A difference with its sign and unit."""
        return say.with_unit(say.signed(value), say.change_unit(self.unit))

    def with_limits(self, value: float, lower: float, upper: float) -> Text:
        """A difference with its unit and 95 % limits, these where there are any."""
        if np.isnan(lower) or np.isnan(upper):
            return self.signed(value)
        around = limits(lower, upper)
        return _("{value} (95 % limits {limits})", value=self.signed(value), limits=around)


def unknown(name: str, why: Text | str) -> Check:
    """A check that the data do not allow. `why` is a clause without a full stop."""
    return Check(name, None, _("This could not be checked because {why}.", why=why), looked=False)


def direction(effect: Effect) -> int:
    """What the limits say: 1 a rise, -1 a fall, 0 that nothing is clear (also where nothing is known)."""
    return int(effect.lower > 0) - int(effect.upper < 0)


def no_estimate() -> Text:
    return _("there is no estimate")


def no_comparison() -> Text:
    return _("fewer than two comparison districts are known in these periods")


def a_year(study: Study) -> int:
    """Periods in a year as far as their codes tell, else 1."""
    codes = study.periods
    if codes and all(re.fullmatch(r"\d{4}-Q[1-4]", code) for code in codes):
        return 4
    return 12 if codes and all(re.fullmatch(r"\d{4}-\d{2}", code) for code in codes) else 1


def in_years(study: Study) -> bool:
    """Can time be said in years?"""
    return all(re.fullmatch(r"\d{4}(-Q[1-4]|-\d{2})?", code) for code in study.periods)


def recent(study: Study, before: int) -> int:
    """How many periods are "the last ones" before a start: a year, or less where little is known."""
    year = a_year(study)
    return year if before >= 3 * year else max(1, before // 3)
