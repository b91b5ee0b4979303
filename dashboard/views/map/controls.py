"""What the map is asked: the indicator, the view, the people or groups, the period or periods, the classes."""

from dataclasses import dataclass, replace
from itertools import pairwise

import streamlit as st

from dashboard import queries
from dashboard.shell import controls
from dashboard.shell.controls import Choices, Place
from dashboard.shell.links import linked, linked_text
from dashboard.text import group_name
from dashboard.views.map import data
from dashboard.views.map.data import MOST_BREAKS, Pair
from dashboard.views.map.text import CLASSES, VIEW, breaks_wrong
from indicators.engine.text import formatting
from indicators.engine.text.messages import translated as _

_BREAKS = "breaks"


@dataclass(frozen=True)
class MapQuery:
    """A view of the map, and what it needs besides the usual choices."""

    view: str
    chosen: Choices
    known: tuple[str, ...] = ()
    before: str = ""
    after: str = ""
    pair: Pair | None = None

    @property
    def names(self) -> tuple[str, str]:
        """The two groups of the gap in words."""
        assert self.pair is not None
        dimension, first, second = self.pair
        segments = self.chosen.view.city.pack.segments[dimension]
        return group_name(segments, first), group_name(segments, second)


@dataclass(frozen=True)
class Classes:
    """How values are sorted into colours."""

    how: str
    breaks: tuple[float, ...] = ()


def map_query(at: Place) -> MapQuery:
    """The rows of choices: the view above, what it shows below."""
    view = linked(
        st.segmented_control,
        _("View"),
        list(VIEW),
        "view",
        format_func=lambda code: _(VIEW[code]),
        required=True,
        label_visibility="collapsed",
        width="stretch",
    )
    with controls.row("what"):
        measure = controls.indicator(at.city)
        whole = queries.View(at.city, measure.id, at.area)
        if view == "gap":
            return _gap(at, whole)
        dimension, group, words = controls.people(at.city, measure.id)
        looked = replace(whole, dimension=dimension, group=group)
        if view == "change":
            return _change(Choices(at, looked, "", words))
        return MapQuery(view, Choices(at, looked, controls.period(looked), words))


def _gap(at: Place, whole: queries.View) -> MapQuery:
    pairs = data.pairs(whole)
    segments = at.city.pack.segments

    def named(code: str) -> str:
        dimension, first, second = pairs[code]
        record = segments[dimension]
        return _(
            "{dimension}: {first} less {second}",
            dimension=_(record.title),
            first=group_name(record, first),
            second=group_name(record, second),
        )

    pair = None
    if pairs:
        pair = pairs[
            linked(st.selectbox, _("Groups compared"), list(pairs), "groups", format_func=named, width=330)
        ]
    return MapQuery("gap", Choices(at, whole, controls.period(whole), ""), pair=pair)


def _change(chosen: Choices) -> MapQuery:
    codes = queries.periods(chosen.view)
    rows = queries.by_district(chosen.view)
    known = tuple(c for c in codes if (rows.loc[rows["period"] == c, "status"] == "ok").any())
    if len(known) < 2:
        return MapQuery("change", replace(chosen, period=codes[-1]), known)
    before = linked(
        st.selectbox, _("Before"), codes, "before", known[0], format_func=formatting.period, width=150
    )
    after = linked(
        st.selectbox, _("After"), codes, "after", known[-1], format_func=formatting.period, width=150
    )
    before, after = queries.in_time(codes, before, after)
    return MapQuery("change", replace(chosen, period=after), known, before, after)


def classes() -> Classes:
    """The control below the map; own breaks are typed, and what is wrong with them is said."""
    how = linked(
        st.selectbox,
        _("Classes"),
        list(CLASSES),
        "classes",
        format_func=lambda code: _(CLASSES[code]),
        width=290,
    )
    if how != "own":
        return Classes(how)
    text = linked_text(_("Own breaks"), _BREAKS, placeholder="10;20;30", width=200)
    breaks = breaks_of(text)
    if not breaks and text:
        st.error(breaks_wrong(text))
    return Classes("own", breaks) if breaks else Classes("quantiles")


def breaks_of(text: str) -> tuple[float, ...]:
    """One to four rising numbers with semicolons between them, with a decimal point or comma; else none."""
    try:
        breaks = [float(part.replace(",", ".").replace("−", "-")) for part in text.split(";") if part.strip()]
    except ValueError:
        return ()
    rising = all(a < b for a, b in pairwise(breaks))
    finite = all(abs(each) < 1e15 for each in breaks)
    return tuple(breaks) if 0 < len(breaks) <= MOST_BREAKS and rising and finite else ()
