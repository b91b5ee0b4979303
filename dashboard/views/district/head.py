"""The top of a district's page: its name, where it lies, what is to be said of it, the six domains at a glance."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import queries
from dashboard.maps import still_maps
from dashboard.queries import View
from dashboard.queries.district_names import MANY
from dashboard.shell.controls import Place
from dashboard.shell.links import linked
from dashboard.text import escaped, name_of, plain
from dashboard.views.district import recent_text as moved
from dashboard.views.district import text as said
from dashboard.views.district.data import CITY, PART, Stand, base, by_domain, profile, tally, yardsticks
from dashboard.views.district.done_data import aimed, here
from indicators.effects.register.intervention import Intervention
from indicators.engine.text.messages import translated as _

AGAINST = "against"
_ORDER = ("worse", "no_clear_difference", "cannot_tell", "neutral", "none", "better")


@dataclass(frozen=True)
class Home:
    """A district, what it is set against, and all its indicators."""

    at: Place
    id: str
    against: str
    stands: tuple[Stand, ...]
    beside: Any = None
    """The place beside the choice, for the button."""
    head: Any = None
    """The place above the choice, for what is said first."""
    entries: tuple[Intervention, ...] = ()
    """The interventions that name this district."""
    aimed: Mapping[str, Intervention] = field(default_factory=dict)
    """Those that have started here, by the indicator at which they aim."""

    @property
    def name(self) -> str:
        """The district's name."""
        return self.at.called(self.id)

    @property
    def part(self) -> str:
        """The part of the city it lies in, where there are several."""
        return queries.parents(self.at.city).get(self.id, "")

    @property
    def city(self) -> str:
        """What "the city" is called here: its own one where a pack holds several."""
        return base(self.at.city, self.id) or name_of(_(self.at.city.pack.title))

    @property
    def yardstick(self) -> str:
        """What it is set against, in words."""
        named = {CITY: _("{city} as a whole", city=self.city), PART: _("{part} as a whole", part=self.part)}
        return named.get(self.against) or _("the districts most like it")

    @property
    def short(self) -> str:
        """The same for the head of a column."""
        return {CITY: self.city, PART: self.part}.get(self.against) or _("Districts like it")


def home(at: Place, id: str) -> Home:
    """What is chosen, and the numbers for it."""
    st.title(plain(at.called(id)), anchor=False)
    head = st.container(key="district-head")
    against, beside = _against(at, id)
    with st.spinner(_("Reading all indicators of all districts; only the first visitor waits for this.")):
        stands, entries = profile(at.city, id, against), here(at.city, id)
    return Home(at, id, against, stands, beside, head, tuple(entries), aimed(entries, id))


def _against(at: Place, id: str) -> tuple[str, Any]:
    """The choice, and an empty place beside it."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="district-choices"):
        chosen: str = linked(
            st.selectbox,
            _("Set against"),
            yardsticks(at.city, id),
            AGAINST,
            format_func=lambda code: _(said.AGAINST[code]),
            width=260,
        )
        beside = st.container(width="content")
    return chosen, beside


def sentences(found: Home) -> Any:
    """What is to be said, and a place for what is said of the people inside, which takes longer to know."""
    with found.head:
        left, right = st.columns([3, 1])
    with left:
        with st.container(key="district-verdict"):
            st.markdown(said.opening(found.stands, found.name, found.yardstick))
        st.markdown(moved.lately(found.stands, found.city, found.aimed))
        if rung := moved.bells(found.stands):
            st.markdown(rung)
        inside = st.empty()
        st.markdown(moved.unknown(found.stands))
        st.caption(said.limits_gloss())
    right.html(locator(found))
    return inside


def locator(found: Home) -> str:
    """A small map: where the district lies; in its part of the city where the city has too many to be seen."""
    city = found.at.city
    area = base(city, found.id)
    around = queries.parents(city)[found.id] if len(queries.names(city, area)) > MANY else ""
    outlines = queries.outlines(View(city, "", around or area))
    if len(outlines) > MANY:
        return ""
    mine = outlines["district_id"] == found.id
    shown = pd.DataFrame({"colour": mine.map({True: "#2166ac", False: "#eeeeee"}), "status": "ok"})
    alt = _("Map: where {name} lies in {city}.", name=found.name, city=around or found.city)
    caption = f"<small>{escaped(around)}</small>" if around else ""
    return still_maps.still(outlines, shown, found.id, alt) + caption


def tiles(found: Home) -> None:
    """The domains side by side: a mark for every indicator, and the same in words."""
    items = [_tile(code, stands) for code, stands in by_domain(found.stands).items()]
    st.html(f'<ul class="domains">{"".join(items)}</ul>')


def _tile(code: str, stands: Sequence[Stand]) -> str:
    ordered = sorted(stands, key=lambda stand: _ORDER.index(stand.word))
    marks = "".join(f'<span class="sign {stand.verdict}">{said.mark(stand)}</span>' for stand in ordered)
    return (
        f"<li><b>{escaped(said.domain_name(code))}</b><strong>{escaped(said.domain(tally(tuple(stands))))}</strong>"
        f'<span class="marks" aria-hidden="true">{marks}</span><small>{escaped(said.counted(ordered))}</small></li>'
    )
