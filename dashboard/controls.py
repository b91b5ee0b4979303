"""The rows of choices on top of a city's page; every choice stands in the address."""

from dataclasses import dataclass
from typing import Any

import streamlit as st

from dashboard import data
from dashboard.links import forget, linked
from dashboard.words import KIND, name_of, segment
from indicators.engine.city import City
from indicators.engine.registry import Indicator, domain_title

_ALL = "all"
_OF_CITY = ("domain", "indicator", "area", "people", "period", "district", "before", "after", "by")


@dataclass(frozen=True)
class Choices:
    """What was chosen, and the words for it."""

    view: data.View
    period: str
    place: str
    group: str
    district: str | None

    def name(self, district: str) -> str:
        """A district's name."""
        names: dict[str, str] = self.view.city.districts.set_index("district_id")["district"]
        return str(names[district])


def choices(cities: dict[str, City]) -> Choices:
    """Where (city, part of it, district) in one row; what (domain, indicator, people, period) in the next."""
    where, what = _row("where"), _row("what")
    with where:
        city = cities[_city(cities)]
        area = _area(city)
    with what:
        measure = _indicator(city)
        dimension, group, words = _group(city, measure.id)
        view = data.View(city, measure.id, area, dimension, group)
        codes = data.periods(view)
        period = linked(st.selectbox, "Period", codes, "period", _latest_known(view, codes), width=150)
    with where:
        district = _district(view)
        _banner(city)
    return Choices(view, period, area or _whole(city), words, district)


def _row(key: str) -> Any:
    return st.container(horizontal=True, gap="small", vertical_alignment="bottom", key=key)


def _city(cities: dict[str, City]) -> str:
    chosen: str = linked(
        st.selectbox,
        "City",
        list(cities),
        "city",
        st.session_state.get("last city"),
        format_func=lambda name: cities[name].pack.title,
        on_change=forget,
        args=(_OF_CITY,),
        width=330,
    )
    st.session_state["last city"] = chosen
    return chosen


def _whole(city: City) -> str:
    """What all districts together are called."""
    parts = len(data.parts(city))
    return f"all {parts} parts" if city.scattered else name_of(city.pack.title)


def _indicator(city: City) -> Indicator:
    by_domain: dict[str, list[Indicator]] = {}
    for each in city.available:
        by_domain.setdefault(each.domain, []).append(each)
    domain = linked(
        st.selectbox,
        "Domain",
        list(by_domain),
        "domain",
        _domain_asked(city),
        format_func=domain_title,
        on_change=forget,
        args=(("indicator",),),
        width=160,
    )
    titles = {each.id: each.title for each in by_domain[domain]}
    first = next((each.id for each in by_domain[domain] if each.better != "neutral"), None)
    chosen = linked(
        st.selectbox, "Indicator", list(titles), "indicator", first, format_func=titles.__getitem__, width=400
    )
    return next(each for each in by_domain[domain] if each.id == chosen)


def _domain_asked(city: City) -> str | None:
    """The domain of the indicator that a link names without one."""
    asked = st.query_params.get("indicator")
    return next((each.domain for each in city.available if each.id == asked), None)


def _area(city: City) -> str:
    parts = data.parts(city)
    if len(parts) < 2:
        return ""
    chosen = linked(
        st.selectbox,
        "Part shown" if city.scattered else "Part of the city",
        [_ALL, *parts],
        "area",
        data.largest_part(city) if city.scattered else _ALL,
        format_func=lambda code: "All" if code == _ALL else code,
        on_change=forget,
        args=(("district",),),
        width=160,
    )
    return "" if chosen == _ALL else str(chosen)


def _group(city: City, id: str) -> tuple[str, str, str]:
    named = {_ALL: "Everyone"}
    for dimension in city.segments_of(id):
        found = city.pack.segments[dimension]
        named |= {f"{dimension}:{group}": segment(found, group) for group in found.order}
    code = linked(st.selectbox, "People", list(named), "people", format_func=named.__getitem__, width=230)
    if code == _ALL:
        return "", data.EVERYONE, ""
    dimension, _, group = code.partition(":")
    return dimension, group, named[code]


def _latest_known(view: data.View, codes: list[str]) -> str:
    """The last period in which something is known; the last of all where nothing is."""
    rows = data.by_district(view)
    known = set(rows.loc[rows["status"] == "ok", "period"])
    return next((code for code in reversed(codes) if code in known), codes[-1])


def _district(view: data.View) -> str | None:
    rows = data.by_district(view).drop_duplicates("district_id").sort_values("district")
    names = dict(zip(rows["district_id"], rows["district"], strict=True))
    chosen = linked(
        st.selectbox,
        "District",
        list(names),
        "district",
        format_func=names.__getitem__,
        index=None,
        placeholder="Choose a district",
        width=270,
    )
    return str(chosen) if chosen is not None else None


def _banner(city: City) -> None:
    """Whether its numbers are real or invented; on every page of a city."""
    colour = "#e8f1ea" if city.pack.kind == "real" else "#fff3d6"
    st.html(
        f'<p style="margin:0 0 .1rem;padding:.42em .8em;background:{colour};color:#111;border:1px solid #999;'
        f'border-radius:6px"><b>{KIND[city.pack.kind]}</b></p>',
        width="content",
    )
