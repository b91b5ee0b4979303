"""Which districts are treated, which they are compared with, and which are left out."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from indicators.compare.spatial.adjacency import contiguity
from indicators.effects.register.intervention import Intervention
from indicators.engine.text.errors import TownbellError, did_you_mean
from indicators.engine.text.messages import Text, _, _n

if TYPE_CHECKING:
    from indicators.engine.city import City


@dataclass(frozen=True)
class Roles:
    """Ids of treated and comparison districts, in the city's order, with what was left out and why.

    `named` says that somebody chose the comparison districts. `names` turns an id into a name.
    """

    treated: tuple[str, ...]
    comparison: tuple[str, ...]
    left_out: tuple[Text | str, ...]
    touching: tuple[str, ...]
    names: Mapping[str, str]
    named: bool = False
    reason: Text | str = ""


def roles_of(
    city: "City",
    entry: Intervention,
    indicator: str,
    comparison: Sequence[str] = (),
    without_touching: bool = False,
    others: Sequence[Intervention] = (),
) -> Roles:
    """The treated districts of an entry and those they are compared with: all that it never reaches.

    Left out are comparison districts with another entry on the same indicator, unless somebody named them,
    treated districts where one runs at the same time, and on request those that touch a treated one.
    Raises TownbellError for a district the city does not have.
    """
    names = dict(zip(city.districts["district_id"], city.districts["district"], strict=True))
    _check((*entry.districts, *comparison), names)
    listed = tuple(id for id in names if id in entry.districts)
    next_door = touching(city, listed)
    pool = [id for id in names if id not in listed and (not comparison or id in comparison)]
    notes = []
    last = max(window.end for window in city.windows.values())
    rivals = [other for other in others if _rival(other, entry, indicator, last)]
    treated, both = _alone(listed, entry, rivals)
    if both and treated:
        notes.append(_overlapping(both))
    busy = {id: _name(other) for other in rivals for id in other.districts} if not comparison else {}
    taken = [id for id in pool if id in busy]
    if taken:
        notes.append(_busy(taken, busy))
    if without_touching:
        near = [id for id in pool if id in next_door and id not in taken]
        taken += near
        notes.append(
            _n(
                "{n} district next to a treated one is left out, as the intervention may reach it.",
                "{n} districts next to a treated one are left out, as the intervention may reach them.",
                len(near),
            )
        )
    kept = tuple(id for id in pool if id not in taken)
    beside = tuple(id for id in kept if id in next_door)
    return Roles(treated, kept, tuple(notes), beside, names, bool(comparison), _reason(entry, treated, both))


def _busy(taken: Sequence[str], busy: Mapping[str, str]) -> Text:
    return _n(
        "{n} district is no comparison, because another entry aims at the same indicator there: {titles}.",
        "{n} districts are no comparison, because another entry aims at the same indicator there: {titles}.",
        len(taken),
        titles=", ".join(sorted({busy[id] for id in taken})),
    )


def _reason(entry: Intervention, treated: Sequence[str], both: Mapping[str, str]) -> Text | str:
    if both and not treated:
        return _overlapping(both)
    if not treated:
        return _("The entry names no district, so nothing can be compared.")
    unknown = [id for id in treated if id not in entry.starts]
    if unknown:
        return _n(
            "The start is not known for {n} of its districts.",
            "The start is not known for {n} of its districts.",
            len(unknown),
        )
    return ""


def touching(city: "City", treated: Sequence[str]) -> frozenset[str]:
    """The districts that share a border or a corner with a treated one, these not included."""
    ids = city.districts["district_id"].tolist()
    rows = contiguity(city.districts)
    near = {ids[other] for id in treated for other in rows[ids.index(id)]}
    return frozenset(near - set(treated))


def _rival(other: Intervention, entry: Intervention, indicator: str, last: dt.date) -> bool:
    """Does another entry aim at the same indicator, and did it begin before the data end? Ideas do not run."""
    return (
        other.id != entry.id
        and other.indicator == indicator
        and other.status != "idea"
        and other.start is not None
        and other.start <= last
    )


def _alone(
    listed: Sequence[str], entry: Intervention, rivals: Sequence[Intervention]
) -> tuple[tuple[str, ...], dict[str, str]]:
    """The districts where no rival runs at the same time, and those where one does, with its title."""
    both = {id: _name(other) for id in listed for other in rivals if _same_time(id, entry, other)}
    return tuple(id for id in listed if id not in both), both


def _same_time(district: str, entry: Intervention, other: Intervention) -> bool:
    if district not in entry.starts or district not in other.starts:
        return False
    ends = [one.end or dt.date.max for one in (entry, other)]
    return entry.starts[district] <= ends[1] and other.starts[district] <= ends[0]


def _overlapping(both: Mapping[str, str]) -> Text:
    return _n(
        "In {n} of its districts another entry on the same indicator runs at the same time ({titles}), so the two "
        "can't be told apart there.",
        "In {n} of its districts another entry on the same indicator runs at the same time ({titles}), so the two "
        "can't be told apart there.",
        len(both),
        titles=", ".join(sorted(set(both.values()))),
    )


def _name(entry: Intervention) -> str:
    return entry.title or entry.id


def _check(ids: Sequence[str], names: Mapping[str, str]) -> None:
    for id in ids:
        if id not in names:
            raise TownbellError(f"There is no district '{id}'.", did_you_mean(id, names))
