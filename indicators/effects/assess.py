"""An intervention assessed in one call: the trial in words, the estimate, its checks, the verdict.

Pages, the command line and notebooks all read this. Where nothing can be said there is a reason in place of a
number, never an exception; only a request that makes no sense (an unknown district, indicator or method) raises
TownbellError.
"""

from dataclasses import replace
from typing import TYPE_CHECKING

from indicators.effects.assessment import Assessment
from indicators.effects.design.panel import Options, study_of
from indicators.effects.judge import Case, judge
from indicators.effects.register.intervention import Intervention
from indicators.effects.subgroups import for_whom
from indicators.engine.definitions.registry import indicator
from indicators.engine.text.errors import TownbellError

if TYPE_CHECKING:
    from indicators.engine.city import City


def assess(
    city: "City",
    id: str,
    entry: Intervention,
    by: str | None = None,
    method: str = "auto",
    options: Options | None = None,
) -> Assessment:
    """Assesses an entry of the register by one indicator, on everybody and, with `by`, on each group.

    Raises TownbellError for an unknown indicator, district, method or segment dimension.
    """
    definition = indicator(id)
    why_not = city.reason(definition)
    if why_not:
        raise TownbellError(why_not)
    chosen = options or Options()
    if method == "its":
        chosen = replace(chosen, alone=True)
    case = Case(city, definition, entry, study_of(city, id, entry, options=chosen), chosen, method)
    assessment = judge(case)
    return assessment if by is None else replace(assessment, for_whom=for_whom(case, assessment, by))
