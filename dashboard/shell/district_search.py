"""Choosing districts: from one list where it is short, from what a search found where there are thousands."""

from collections.abc import Iterable

import streamlit as st

from dashboard import queries
from dashboard.queries.district_names import MANY, MOST, matching_ids
from dashboard.shell.links import choose
from indicators.city import City
from indicators.engine.text.messages import translated as _
from indicators.engine.text.messages import translated_plural as _n

_TEXT = "districts searched"


def search_box(city: City, area: str) -> None:
    """The text field in which a name is searched; a single match is chosen at once."""
    if len(queries.names(city)) <= MANY:
        return
    st.text_input(
        _("Find districts"),
        key=_TEXT,
        placeholder=_("Part of a name or code"),
        help=_(
            "There are {n} districts. Type words of a name, a code or the part of the city, and press Enter: "
            "what is found is offered wherever a district can be chosen.",
            n=f"{len(queries.names(city)):,}",
        ),
        on_change=_typed,
        args=(city, area),
        width=200,
    )


def _typed(city: City, area: str) -> None:
    matches = _matches(city, area)
    if len(matches) == 1 and matches[0] in queries.names(city, area):
        choose("district", matches[0])


def _matches(city: City, area: str) -> tuple[str, ...]:
    """The ids that match the search: in the area, or in the whole city where the area's fit into one list."""
    within = area if len(queries.names(city, area)) > MANY else ""
    return matching_ids(city, within, str(st.session_state.get(_TEXT) or ""))


def options(city: City, area: str, chosen: Iterable[str | None]) -> list[str]:
    """The districts among which one chooses: all of them, or those chosen before and the best found."""
    names = queries.names(city, area)
    if len(names) <= MANY:
        return list(names)
    return list(dict.fromkeys([*(id for id in chosen if id in names), *_matches(city, area)[:MOST]]))


def options_anywhere(city: City, area: str, chosen: Iterable[str | None]) -> list[str]:
    """The same where the choice is not bound to the area shown; those of the area are offered."""
    names = queries.names(city)
    if len(names) <= MANY:
        return list(names)
    offers = [*_matches(city, area)[:MOST], *options(city, area, ())]
    return list(dict.fromkeys([*(id for id in chosen if id in names), *offers]))


def placeholder(city: City, area: str, usual: str, empty: str | None = None) -> str:
    """The text shown in an empty chooser; with very many districts it says how many match the search.

    `empty`: what it means to choose nothing, where it means something.
    """
    if len(queries.names(city, area)) <= MANY:
        return usual
    if not st.session_state.get(_TEXT):
        return empty or _("Type into the search first")
    count = len(_matches(city, area))
    if count > MOST:
        return _("Best {most} of {n} found", most=MOST, n=f"{count:,}")
    return _n("{n} found: choose", "{n} found: choose", count) if count else _("Nothing found")
