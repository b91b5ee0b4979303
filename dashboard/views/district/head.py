"""The top of a district's page: its name, where it lies, what is to be said of it, the six domains at a glance."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd
import streamlit as st

from dashboard import queries
from dashboard.charts.colours import VERDICT
from dashboard.maps import still_maps
from dashboard.queries import View
from dashboard.queries.district_names import MANY
from dashboard.shell.controls import Place
from dashboard.shell.links import linked
from dashboard.streamlit_compat import Container
from dashboard.text import city_name, escaped, limits_gloss, plain
from dashboard.views.district import recent_text
from dashboard.views.district import text as page_text
from dashboard.views.district.data import (
    CITY,
    PART,
    IndicatorResult,
    by_domain,
    city_area,
    entries_in_district,
    latest_by_target,
    profile,
    tally,
    yardsticks,
)
from indicators.effects.register.intervention import Intervention
from indicators.engine.text.messages import translated as _

AGAINST = "against"
_ORDER = ("worse", "no_clear_difference", "cannot_tell", "neutral", "none", "better")


@dataclass(frozen=True)
class DistrictHome:
    """A district, what it is set against, and all its indicators."""

    at: Place
    id: str
    against: str
    results: tuple[IndicatorResult, ...]
    entries: tuple[Intervention, ...] = ()
    """The interventions that name this district."""
    aimed: Mapping[str, Intervention] = field(default_factory=dict)
    """Those that have started here, by the indicator at which they aim."""

    @property
    def name(self) -> str:
        """The district's name."""
        return self.at.district_name(self.id)

    @property
    def part(self) -> str:
        """The part of the city it lies in, where there are several."""
        return queries.parents(self.at.city).get(self.id, "")

    @property
    def city(self) -> str:
        """What "the city" is called here: its own one where a pack holds several."""
        return city_area(self.at.city, self.id) or city_name(_(self.at.city.pack.title))

    @property
    def yardstick(self) -> str:
        """What it is set against, in words."""
        named = {CITY: _("{city} as a whole", city=self.city), PART: _("{part} as a whole", part=self.part)}
        return named.get(self.against) or _("the districts most like it")

    @property
    def short(self) -> str:
        """The same, short enough for the head of a column."""
        return {CITY: self.city, PART: self.part}.get(self.against) or _("Districts like it")


def load_home(at: Place, id: str) -> tuple[DistrictHome, Container, Container]:
    """What is chosen with its numbers; a place above the choice for sentences, one beside it for the button."""
    st.title(plain(at.district_name(id)), anchor=False)
    head = st.container(key="district-head")
    against, beside = _against(at, id)
    with st.spinner(_("Reading all indicators of all districts; only the first visitor waits for this.")):
        results, entries = profile(at.city, id, against), entries_in_district(at.city, id)
    home = DistrictHome(at, id, against, results, tuple(entries), latest_by_target(entries, id))
    return home, head, beside


def _against(at: Place, id: str) -> tuple[str, Container]:
    """The choice, and an empty place beside it."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="district-choices"):
        chosen = linked(
            st.selectbox,
            _("Set against"),
            yardsticks(at.city, id),
            AGAINST,
            format_func=lambda code: _(page_text.AGAINST[code]),
            width=260,
        )
        beside = st.container(width="content")
    return chosen, beside


def sentences(home: DistrictHome, head: Container) -> Container:
    """Puts what is to be said into `head`; gives a place for the sentence on groups inside, which takes longer."""
    with head:
        left, right = st.columns([3, 1])
    with left:
        with st.container(key="district-verdict"):
            st.markdown(page_text.opening(home.results, home.name, home.yardstick))
        st.markdown(recent_text.recent_changes(home.results, home.city, home.aimed))
        if rung := recent_text.alerts(home.results):
            st.markdown(rung)
        inside = st.empty()
        st.markdown(recent_text.unknown(home.results))
        st.caption(limits_gloss())
    right.html(locator(home))
    return inside


def locator(home: DistrictHome) -> str:
    """A small map: where the district lies; in its part of the city where the city has too many to be seen."""
    city = home.at.city
    area = city_area(city, home.id)
    around = queries.parents(city)[home.id] if len(queries.names(city, area)) > MANY else ""
    outlines = queries.outlines(View(city, "", around or area))
    if len(outlines) > MANY:
        return ""
    mine = outlines["district_id"] == home.id
    shown = pd.DataFrame({"colour": mine.map({True: VERDICT["better"], False: "#eeeeee"}), "status": "ok"})
    alt = _("Map: where {name} lies in {city}.", name=home.name, city=around or home.city)
    caption = f"<small>{escaped(around)}</small>" if around else ""
    return still_maps.still(outlines, shown, home.id, alt) + caption


def tiles(home: DistrictHome) -> None:
    """The domains side by side: a mark for every indicator, and the same in words."""
    items = [_tile(code, results) for code, results in by_domain(home.results).items()]
    st.html(f'<ul class="domains">{"".join(items)}</ul>')


def _tile(code: str, results: Sequence[IndicatorResult]) -> str:
    ordered = sorted(results, key=lambda result: _ORDER.index(result.word))
    marks = "".join(
        f'<span class="sign {result.verdict}">{page_text.mark(result)}</span>' for result in ordered
    )
    counts, words = page_text.domain(tally(tuple(results))), page_text.counted(ordered)
    return (
        f"<li><b>{escaped(page_text.domain_name(code))}</b><strong>{escaped(counts)}</strong>"
        f'<span class="marks" aria-hidden="true">{marks}</span><small>{escaped(words)}</small></li>'
    )
