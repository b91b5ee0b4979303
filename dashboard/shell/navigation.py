"""Which pages there are, and links from one to another that keep what is chosen."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module

import streamlit as st

from dashboard import queries
from dashboard.shell import links
from indicators.city import City
from indicators.engine.text.messages import N_
from indicators.engine.text.messages import translated as _


@dataclass(frozen=True)
class Entry:
    """A page: its code is the end of its address and the name of its folder in `views`.

    One that is `only_for` some cities stands in the menu of these; its address opens everywhere.
    """

    code: str
    title: str
    only_for: Callable[[City], bool] | None = None

    @property
    def show(self) -> Callable[[], None]:
        """The page itself; imported when it is first shown."""

        def page() -> None:
            import_module(f"dashboard.views.{self.code}.page").page()

        return page


ENTRIES = (
    Entry("cities", N_("Cities")),
    Entry("city", N_("City")),
    Entry("map", N_("Map")),
    Entry("where", N_("Where exactly"), queries.has_points),
    Entry("district", N_("District")),
    Entry("compare", N_("Compare")),
    Entry("segments", N_("Segments")),
    Entry("interventions", N_("Interventions")),
    Entry("methods", N_("Data and methods")),
)
_PAGES = "pages"


def run() -> None:
    """Shows the menu and the page that the address names."""
    pages = {
        entry.code: st.Page(
            entry.show,
            title=_(entry.title),
            default=entry.code == "cities",
            url_path=None if entry.code == "cities" else entry.code,
            visibility="visible" if _is_listed(entry) else "hidden",
        )
        for entry in ENTRIES
    }
    st.session_state[_PAGES] = pages
    st.navigation(list(pages.values()), position="top").run()


def _is_listed(entry: Entry) -> bool:
    """Does a page stand in the menu of the city that this run shows?"""
    if entry.only_for is None:
        return True
    cities = queries.cities()
    city = cities.get(links.arriving(links.WHOLE) or "", next(iter(cities.values()), None))
    return city is not None and entry.only_for(city)


def go(code: str, **choices: str | None) -> None:
    """Opens another page with everything that is chosen, and these choices instead of their own."""
    st.switch_page(st.session_state[_PAGES][code], query_params=_address(choices))


def link(code: str, label: str, **choices: str | None) -> None:
    """A link to another page with everything that is chosen, and these choices instead of their own."""
    st.page_link(st.session_state[_PAGES][code], label=label, query_params=_address(choices))


def href(code: str, **choices: str | None) -> str:
    """The same as an address, for links inside drawn tables."""
    from urllib.parse import urlencode

    return f"./{code}?{urlencode(_address(choices))}"


def _address(choices: dict[str, str | None]) -> dict[str, str]:
    return {key: value for key, value in {**links.state(), **choices}.items() if value is not None}
