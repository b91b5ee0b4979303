"""The rows of choices on top of the pages; every choice stands in the address, and holds on every page."""

from dataclasses import dataclass

import streamlit as st

from dashboard import queries
from dashboard.shell import district_search
from dashboard.shell.links import forget, linked, linked_many, linked_optional, requested_codes
from dashboard.streamlit_compat import Container
from dashboard.text import KIND, city_name, escaped, segment
from indicators.city import City
from indicators.engine.definitions.registry import Indicator, domain_title
from indicators.engine.text.messages import translated as _

_ALL = "all"
_OF_CITY = (
    "domain", "indicator", "area", "people", "period", "district", "marked", "before", "after", "by", "entry",
    "against", "view", "groups", "with", "who", "kind", "other", "rows", "trends",
    "show", "measure", "record", "use", "classes", "breaks", "task", "do",
    "outcome", "method", "others", "apart", "worth", "whom", "hexagons",
)  # fmt: skip
MOST_MARKED = 4


@dataclass(frozen=True)
class Place:
    """Where one looks: a city or a part of it, a district, and up to four marked ones, by their ids."""

    city: City
    area: str = ""
    district: str | None = None
    marked: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What the area is called."""
        if self.area:
            return self.area
        parts = len(queries.parts(self.city))
        return _("all {n} parts", n=parts) if self.city.scattered else city_name(_(self.city.pack.title))

    def district_name(self, district: str) -> str:
        """A district's name."""
        return queries.names(self.city).get(district, district)

    @property
    def highlighted(self) -> tuple[str, ...]:
        """The chosen and the marked districts, each once."""
        return tuple(dict.fromkeys([*([self.district] if self.district else []), *self.marked]))


@dataclass(frozen=True)
class Choices:
    """What was chosen, and the words for it."""

    at: Place
    view: queries.View
    period: str
    group: str

    @property
    def place(self) -> str:
        """What the area is called."""
        return self.at.name

    @property
    def district(self) -> str | None:
        """The chosen district's id."""
        return self.at.district

    def name(self, district: str) -> str:
        """A district's name."""
        return self.at.district_name(district)


def place(cities: dict[str, City]) -> Place:
    """The row that every page of a city begins with: the city, a part of it, a district, marked districts."""
    with row("where"):
        city = cities[_city(cities)]
        area = _area(city)
        district_search.search_box(city, area)
        district = _district(city, area)
        marked = _marked(city, area)
        _banner(city)
    return Place(city, area, district, tuple(marked))


def choices(at: Place) -> Choices:
    """The row that says what is looked at: domain, indicator, people, period."""
    with row("what"):
        measure = indicator(at.city)
        dimension, group, words = people(at.city, measure.id)
        view = queries.View(at.city, measure.id, at.area, dimension, group)
        when = period(view)
    return Choices(at, view, when, words)


def row(key: str) -> Container:
    """A row of controls."""
    return st.container(horizontal=True, gap="small", vertical_alignment="bottom", key=key)


def _city(cities: dict[str, City]) -> str:
    chosen = linked(
        st.selectbox,
        _("City"),
        list(cities),
        "city",
        st.session_state.get("last city"),
        format_func=lambda name: city_name(_(cities[name].pack.title)),
        on_change=forget,
        args=(_OF_CITY,),
        width=200,
    )
    st.session_state["last city"] = chosen
    return chosen


def indicator(city: City) -> Indicator:
    """A domain and one of its indicators."""
    by_domain: dict[str, list[Indicator]] = {}
    for each in city.available:
        by_domain.setdefault(each.domain, []).append(each)
    domain = linked(
        st.selectbox,
        _("Domain"),
        list(by_domain),
        "domain",
        _linked_domain(city),
        format_func=lambda code: _(domain_title(code)),
        on_change=forget,
        args=(("indicator", "breaks"),),
        width=160,
    )
    titles = {each.id: each.title for each in by_domain[domain]}
    first = next((each.id for each in by_domain[domain] if each.better != "neutral"), None)
    chosen = linked(
        st.selectbox,
        _("Indicator"),
        list(titles),
        "indicator",
        first,
        format_func=lambda code: _(titles[code]),
        on_change=forget,
        args=(("breaks",),),
        width=400,
    )
    return next(each for each in by_domain[domain] if each.id == chosen)


def _linked_domain(city: City) -> str | None:
    """The domain of the indicator that a link names without one."""
    linked_id = st.query_params.get("indicator")
    return next((each.domain for each in city.available if each.id == linked_id), None)


def _area(city: City) -> str:
    parts = queries.parts(city)
    if len(parts) < 2:
        return ""
    chosen = linked(
        st.selectbox,
        _("Part shown") if city.scattered else _("Part of the city"),
        [_ALL, *parts],
        "area",
        queries.largest_part(city) if city.scattered else _ALL,
        format_func=lambda code: _("All") if code == _ALL else code,
        on_change=forget,
        args=(("district",),),
        width=160,
    )
    return "" if chosen == _ALL else str(chosen)


def people(city: City, id: str) -> tuple[str, str, str]:
    """Everyone, or one group of one dimension: `dimension, group, words`."""
    named = {_ALL: _("Everyone")}
    for dimension in city.segments_of(id):
        segments = city.pack.segments[dimension]
        named |= {f"{dimension}:{group}": segment(segments, group) for group in segments.order}
    code = linked(st.selectbox, _("People"), list(named), "people", format_func=named.__getitem__, width=230)
    if code == _ALL:
        return "", queries.EVERYONE, ""
    dimension, _colon, group = code.partition(":")
    return dimension, group, named[code]


def period(view: queries.View) -> str:
    """One of the periods of an indicator, the last one with values to begin with."""
    from indicators.engine.text import formatting

    codes = queries.periods(view)
    return linked(
        st.selectbox,
        _("Period"),
        codes,
        "period",
        latest_known(view, codes),
        format_func=formatting.period,
        width=150,
    )


def latest_known(view: queries.View, codes: list[str]) -> str:
    """The last period in which something is known; the last of all where nothing is."""

    def make() -> frozenset[str]:
        rows = queries.by_district(view)
        return frozenset(rows.loc[rows["status"] == "ok", "period"])

    known = queries.cached(("known periods", *view.key), make, wordless=True)
    return next((code for code in reversed(codes) if code in known), codes[-1])


def _district(city: City, area: str) -> str | None:
    """A district, found by typing a part of its own name or of the part it lies in."""
    within, names = queries.parents(city), queries.names(city)
    return linked_optional(
        st.selectbox,
        _("District"),
        district_search.options(city, area, requested_codes("district")),
        "district",
        format_func=lambda code: f"{names[code]} ({within[code]})" if within.get(code) else names[code],
        index=None,
        placeholder=district_search.placeholder(city, area, _("Search a district")),
        width=230,
    )


def _marked(city: City, area: str) -> list[str]:
    return linked_many(
        _("Marked districts"),
        district_search.options_anywhere(city, area, requested_codes("marked")),
        "marked",
        MOST_MARKED,
        format_func=queries.names(city).__getitem__,
        placeholder=district_search.placeholder(city, area, _("Mark up to four")),
        width=240,
    )


def _banner(city: City) -> None:
    """Whether its numbers are real or invented; on every page of a city."""
    colour = "#e8f1ea" if city.pack.kind == "real" else "#fff3d6"
    st.html(
        f'<p style="margin:0 0 .1rem;padding:.42em .8em;background:{colour};color:#111;border:1px solid #999;'
        f'border-radius:6px"><b>{escaped(_(KIND[city.pack.kind]))}</b></p>',
        width="content",
    )
