"""The page that compares: districts or groups side by side, and two indicators at once."""

import streamlit as st

from dashboard import queries
from dashboard.shell import district_search, links
from dashboard.shell.controls import Place, indicator, row
from dashboard.shell.frame import city_page
from dashboard.shell.style import set_tab_title
from dashboard.text import group_name, plain
from dashboard.views.compare import over_time, profile, two_indicators
from dashboard.views.compare.data import Places, distinct_names
from indicators.engine.text.messages import N_
from indicators.engine.text.messages import translated as _

KINDS = {"districts": N_("Districts"), "groups": N_("Groups of citizens")}
MOST = 6
_FOLLOWED = "district that the comparison followed"


def page() -> None:
    """Two to six places; the first chosen is what the others are set against."""
    city_page(_("Compare"), _body)


def _body(at: Place) -> None:
    with row("what"):
        measure = indicator(at.city)
        view = queries.View(at.city, measure.id, at.area)
        kinds = list(KINDS) if at.city.segments_of(measure.id) else ["districts"]
        kind = links.linked(
            st.selectbox, _("Compare"), kinds, "kind", format_func=lambda code: _(KINDS[code]), width=190
        )
        places, names = _districts(at, view) if kind == "districts" else _groups(at, view)
    set_tab_title(_("Compare"), _(measure.title), at.name)
    st.title(plain(_(measure.title)), anchor=False)
    if len(places.ids) < 2:
        st.info(_("Choose at least two to compare; the first one is what the others are set against."))
    else:
        over_time.show(at, places, names)
        profile.show(at, places, names)
    two_indicators.show(at, view, places.ids if kind == "districts" else at.highlighted)


def _districts(at: Place, view: queries.View) -> tuple[Places, dict[str, str]]:
    _follow(at.district)
    first = queries.first_to_compare(view, at.highlighted)
    every = queries.names(at.city, at.area)
    offered = district_search.options(at.city, at.area, [*links.requested_codes("with"), *first])
    names = distinct_names({id: every[id] for id in offered})
    chosen = links.linked_many(
        _("Districts, up to six"),
        offered,
        "with",
        MOST,
        first,
        format_func=names.__getitem__,
        placeholder=district_search.placeholder(at.city, at.area, _("Choose districts")),
        width=420,
    )
    return Places(view, tuple(chosen)), names


def _follow(district: str | None) -> None:
    """A district that has been chosen meanwhile comes first, and the others are set against it."""
    before = st.session_state.get(_FOLLOWED, district)
    st.session_state[_FOLLOWED] = district
    listed = st.session_state.get("with") or (links.state().get("with") or "").split(";")
    if district and district != before and any(listed):
        st.session_state["with"] = [district, *(code for code in listed if code and code != district)][:MOST]


def _groups(at: Place, view: queries.View) -> tuple[Places, dict[str, str]]:
    segments = at.city.pack.segments
    dimension = links.linked(
        st.selectbox,
        _("Groups by"),
        list(at.city.segments_of(view.indicator)),
        "by",
        format_func=lambda code: _(segments[code].title),
        width=160,
    )
    names = distinct_names(
        {group: group_name(segments[dimension], group) for group in segments[dimension].order}
    )
    chosen = links.linked_many(
        _("Groups, up to six"),
        list(names),
        "who",
        MOST,
        tuple(names)[:MOST],
        format_func=names.__getitem__,
        placeholder=_("Choose groups"),
        width=420,
    )
    return Places(view, tuple(chosen), dimension, at.district), names
