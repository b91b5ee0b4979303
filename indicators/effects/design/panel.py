"""From a city and a registered intervention to a study: which districts, which periods, and what is left out.

Nothing is filled in. Where no study can be made, a sentence says why.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from indicators.effects.design import subset as cut
from indicators.effects.design.comparison_districts import Roles, roles_of
from indicators.effects.design.outcome_values import OutcomeValues, read
from indicators.effects.design.timeline import Timeline, timeline
from indicators.effects.register.intervention import Intervention
from indicators.effects.study import NEVER, Study
from indicators.engine.definitions.registry import Indicator, indicator
from indicators.engine.text import late as say
from indicators.engine.text.messages import Text, _, _n, listing

if TYPE_CHECKING:
    from indicators.engine.city import City

ENOUGH_DISTRICTS = 0.8
"""With fewer of the districts known throughout, periods are added up where they can be."""
Where = Mapping[str, str | Sequence[str]]


@dataclass(frozen=True)
class Options:
    """What an officer may choose: other comparison districts, and whether those that touch a treated one are
    left out. `others` are the other entries of the register, if `register_known`; `entered` is the day on which
    this one was entered, as an ISO date. `alone` looks at the treated districts' own past only."""

    comparison: tuple[str, ...] = ()
    without_touching: bool = False
    others: tuple[Intervention, ...] = ()
    register_known: bool = False
    alone: bool = False
    entered: str | None = None
    seed: int = 1


@dataclass(frozen=True)
class Panel:
    """A study with the periods it came from, or the reason why there is none.

    `before` and `after` are period codes of the city's data; in a staggered study `after` are those from the
    first start on. `left_out` are sentences. `added_up` says that all periods before, and all after, were
    counted together. `touching` are comparison districts next to a treated one.
    """

    study: Study | None
    reason: Text | str = ""
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    left_out: tuple[Text | str, ...] = ()
    added_up: bool = False
    touching: tuple[str, ...] = ()
    roles: Roles | None = None


def study_of(
    city: "City",
    id: str,
    entry: Intervention,
    where: Where | None = None,
    options: Options | None = None,
    add_up: bool | None = None,
) -> Panel:
    """The study of an indicator for a registered intervention.

    `where` keeps to some residents or districts, as for `City.estimate`. `add_up` forces (or forbids) that the
    periods before and after are counted together, which is done by itself where too many single periods are not
    known. Raises TownbellError for an unknown indicator, district or segment.
    """
    chosen = options or Options()
    definition = indicator(id)
    roles = roles_of(city, entry, id, chosen.comparison, chosen.without_touching, chosen.others)
    if chosen.alone:
        roles = replace(roles, comparison=(), touching=(), left_out=())
    if roles.reason:
        return Panel(None, roles.reason, roles=roles)
    time = timeline(city, definition, entry, roles)
    if time.reason:
        return Panel(None, time.reason, roles=roles)
    who = (*time.first, *roles.comparison)
    table = read(city, definition, time, where or {}, who)
    single = not entry.staggered
    panel = _panel(definition, roles, time, table)
    must = add_up if add_up is not None else single and _too_few_left(panel, roles)
    if must and single and len(time.periods) > 2:
        together = _panel(
            definition, roles, time, read(city, definition, time, where or {}, who, together=True), True
        )
        return together if together.study is not None or panel.study is None else panel
    return panel


def _too_few_left(panel: Panel, roles: Roles) -> bool:
    if panel.study is None:
        return True
    kept = set(panel.study.districts)
    sides = [side for side in (roles.treated, roles.comparison) if side]
    return any(len(kept & set(side)) < ENOUGH_DISTRICTS * len(side) for side in sides)


def _panel(
    definition: Indicator, roles: Roles, time: Timeline, table: OutcomeValues, together: bool = False
) -> Panel:
    """Puts the study together from what is known."""
    known = np.isfinite(table.value)
    answered = known.mean(axis=0) >= 0.5
    whole = np.asarray(known[:, answered].all(axis=1))
    first = np.array([time.first.get(district, NEVER) for district in table.districts])
    study = Study(
        value=table.value,
        variance=table.variance,
        first=np.where(first == NEVER, NEVER, 1) if together else first,
        districts=table.districts,
        periods=table.periods,
        better=definition.better,
        events=table.events,
        exposure=table.exposure,
        scale=table.scale,
        counts=table.counts,
    )
    study = cut.districts(cut.only_periods(study, answered), whole)
    reason = _impossible(study)
    before, after = _sides(time, answered, together)
    return Panel(
        study=None if reason else study,
        reason=reason,
        before=before,
        after=after,
        left_out=(*roles.left_out, *time.left_out, *_gaps(table, answered, whole, together)),
        added_up=together,
        touching=tuple(district for district in roles.touching if district in study.districts),
        roles=roles,
    )


def _sides(
    time: Timeline, answered: NDArray[np.bool_], together: bool
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The codes of the periods before and after the first start that are really compared."""
    kept = [True] * len(time.codes) if together else answered.tolist()
    pairs = list(enumerate(zip(time.codes, kept, strict=True)))
    before = tuple(code for at, (code, keep) in pairs if keep and at < time.start)
    return before, tuple(code for at, (code, keep) in pairs if keep and at >= time.start)


def _gaps(
    table: OutcomeValues, answered: NDArray[np.bool_], whole: NDArray[np.bool_], together: bool
) -> list[Text]:
    """What is left out for want of figures, in sentences."""
    notes = []
    if not answered.all():
        codes = [say.period(code) for code, kept in zip(table.periods, answered, strict=True) if not kept]
        notes.append(_("Left out because most districts have no figure: {periods}.", periods=listing(codes)))
    if not whole.all() and answered.any():
        names = [table.names[row] for row in np.flatnonzero(~whole)]
        notes.append(
            _n(
                "{n} district is left out because a figure is not known: {names}.",
                "{n} districts are left out because a figure is not known: {names}.",
                len(names),
                names=_listed(names),
            )
        )
    if together:
        notes.append(
            _("All periods before, and all after, are counted together, as single ones rest on too few.")
        )
    return notes


def _impossible(study: Study) -> Text | str:
    """Why nothing can be said, empty where something can."""
    if not study.treated.any():
        return _("No treated district is known in all periods that are compared.")
    if len(study.periods) < 2:
        return _("The indicator was measured once, so there is no before and after.")
    if (study.first[study.treated] <= 0).any():
        return _("There is no figure from before the start.")
    if (study.first[study.treated] >= len(study.periods)).any():
        return _("There is no figure from after the start.")
    return ""


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names) if len(names) <= 6 else ", ".join(names[:6]) + " …"
