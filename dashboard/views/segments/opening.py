"""What the page of segments says first: who is worst off, by how much, and whether the gap has changed."""

import pandas as pd
import streamlit as st

from dashboard import text as words
from dashboard.shell import navigation
from dashboard.views.segments import data
from dashboard.views.segments import text as said
from dashboard.views.segments.data import Looked
from indicators.engine.text.messages import translated as _

_MOST = 4


def show(look: Looked) -> None:
    """Two or three sentences, and the flag where the average hides a wider gap."""
    if not look.dimension:
        _elsewhere(look)
        return
    st.markdown("  \n".join(sentences(look)))
    if data.flagged(look):
        average = data.average(look)
        if average is not None:
            with st.container(key="flag"):
                st.markdown(said.flag(look.measure, look.place, *look.ends, average))


def sentences(look: Looked) -> list[str]:
    """Levels, gap, its change, and who was never asked."""
    rows = data.now(look)
    text = [said.levels(look.measure, look.place, look.period, look.segments, rows, data.clear_ends(look))]
    if (rows["status"] == "ok").sum() > 1:
        gap = data.one(look, "difference")
        first, last = said.ends(look.segments, data.asked(look), rows)
        text.append(said.distance(look.measure, gap, first, last))
        found = data.moves(look)
        found = found[found["measure"] == "difference"]
        before, after = look.ends
        moved = said.moved(look.measure, before, after, found.iloc[0] if len(found) else None)
        text.append(f"{moved} {said.swapped(look.segments, before, *_sides(look))}".strip())
    elif look.at.district:
        text.append(_("Take the district back above to see the groups of the whole city."))
    asked = data.asked(look)
    never = [words.group_name(look.segments, g) for g in look.segments.order if g not in asked]
    return [*text, *filter(None, [said.never_asked(never)])]


def _sides(look: Looked) -> tuple[pd.DataFrame, pd.DataFrame]:
    before, after = look.ends
    return data.now(look, before), data.now(look, after)


def _elsewhere(look: Looked) -> None:
    """Why there are no groups, and links to indicators that have some."""
    city, domain = look.at.city, look.measure.domain
    found = data.with_groups(city, domain)
    st.markdown(said.no_groups(look.measure, bool(found)))
    for each in (found or data.with_groups(city, None))[:_MOST]:
        navigation.link("segments", words.plain(_(each.title)), domain=each.domain, indicator=each.id)
