"""What the page of segments says first: who is worst off, by how much, and whether the gap has changed."""

import pandas as pd
import streamlit as st

from dashboard import text as common_text
from dashboard.shell import navigation
from dashboard.views.segments import data
from dashboard.views.segments import text as page_text
from dashboard.views.segments.data import GapQuery
from indicators.engine.text.messages import translated as _

_MOST = 4


def show(query: GapQuery) -> None:
    """Two or three sentences, and the flag where the average hides a wider gap."""
    if not query.dimension:
        _other_indicators(query)
        return
    st.markdown("  \n".join(sentences(query)))
    if data.better_average_wider_gap(query):
        average = data.average(query)
        if average is not None:
            with st.container(key="flag"):
                st.markdown(page_text.flag(query.measure, query.place, *query.ends, average))


def sentences(query: GapQuery) -> list[str]:
    """Levels, gap, its change, and who was never asked."""
    rows = data.groups_in_period(query)
    text = [
        page_text.levels(
            query.measure, query.place, query.period, query.segments, rows, data.clear_ends(query)
        )
    ]
    if (rows["status"] == "ok").sum() > 1:
        gap = data.gap_value(query, "difference")
        first, last = page_text.ends(query.segments, data.collected_groups(query), rows)
        text.append(page_text.distance(query.measure, gap, first, last))
        move = data.moves(query)
        move = move[move["measure"] == "difference"]
        before, after = query.ends
        moved = page_text.moved(query.measure, before, after, move.iloc[0] if len(move) else None)
        text.append(f"{moved} {page_text.swapped(query.segments, before, *_sides(query))}".strip())
    elif query.at.district:
        text.append(_("Take the district back above to see the groups of the whole city."))
    among = data.collected_groups(query)
    never = [common_text.group_name(query.segments, g) for g in query.segments.order if g not in among]
    return [*text, *filter(None, [page_text.never_asked(never)])]


def _sides(query: GapQuery) -> tuple[pd.DataFrame, pd.DataFrame]:
    before, after = query.ends
    return data.groups_in_period(query, before), data.groups_in_period(query, after)


def _other_indicators(query: GapQuery) -> None:
    """Why there are no groups, and links to indicators that have some."""
    city, domain = query.at.city, query.measure.domain
    others = data.with_groups(city, domain)
    st.markdown(page_text.no_groups(query.measure, bool(others)))
    for each in (others or data.with_groups(city, None))[:_MOST]:
        navigation.link("segments", common_text.plain(_(each.title)), domain=each.domain, indicator=each.id)
