"""The groups of people inside a district: who is worst off in what, with limits."""

import math
from collections.abc import Iterator

import pandas as pd
import streamlit as st

from dashboard.charts.colours import VERDICT_SIGN
from dashboard.exports import downloads
from dashboard.shell import navigation
from dashboard.shell.links import linked
from dashboard.streamlit_compat import Container
from dashboard.text import STATUS, escaped, group_name, limits, period, plain, quantity
from dashboard.views.district import inside_text
from dashboard.views.district import text as page_text
from dashboard.views.district.head import DistrictHome
from dashboard.views.district.inside_data import (
    GroupResult,
    by_indicator,
    dimensions,
    groups_inside,
    has_groups,
)
from indicators.engine.definitions.registry import indicator
from indicators.engine.pack.model import Segments
from indicators.engine.text.messages import translated as _
from indicators.engine.text.messages import translated_plural as _n

Groups = list[GroupResult]
"""The groups of one indicator."""


def show(home: DistrictHome, summary: Container) -> None:
    """The sentence for the top of the page, then one dimension in all its indicators."""
    st.header(_("Who inside is left behind"), anchor=False)
    city, named = home.at.city, dimensions(home.at.city)
    segments = city.pack.segments
    with st.spinner(_("Reading the groups inside {name}…", name=plain(home.name))):
        every = {name: groups_inside(city, home.id, name) for name in named}
    known = has_groups(city)
    line = inside_text.overall(home.name, [(segments[name], rows) for name, rows in every.items()], known)
    summary.markdown(line)
    if not named:
        st.write(inside_text.no_groups(known))
        return
    most = max(
        named,
        key=lambda name: (
            len(inside_text.worst_off_groups(every[name]))
            and int(inside_text.worst_off_groups(every[name])["indicators"].max())
        ),
    )
    by = linked(
        st.selectbox, _("Groups by"), named, "by", most, format_func=lambda d: _(segments[d].title), width=260
    )
    rows = every[by]
    st.markdown(inside_text.of_dimension(home.name, segments[by], rows))
    if rows.empty:
        return
    st.caption(
        _(
            "Numbers in circles are the groups, thin lines their 95 % limits, the upright line is the district as a "
            "whole; better lies to the right. Each row has a scale of its own. A measure that asks what makes the "
            "groups (all exactly 0 or 100 %) is left out."
        )
    )
    st.html(legend(segments[by]) + chart(home, segments[by], rows))
    _table(segments[by], rows)
    about = _("Groups inside {name} by {dimension}", name=home.name, dimension=_(segments[by].title))
    downloads.offer(f"district-{home.id}-{by}", city, about, lambda: rows)


def legend(segments: Segments) -> str:
    """Which number stands for which group."""
    items = "".join(
        f'<li><span class="sign">{at}</span> {escaped(group_name(segments, group))}</li>'
        for at, group in enumerate(segments.order, start=1)
    )
    return f'<ul class="groups-key">{items}</ul>'


def chart(home: DistrictHome, segments: Segments, rows: pd.DataFrame) -> str:
    """A row an indicator: its groups on one scale, and who is worst and best off; what is unclear folded away."""
    groups = by_indicator(rows)
    clear = [group for group in groups if _word(group) == "worse"]
    others = sorted(
        (group for group in groups if _word(group) != "worse"), key=lambda g: _word(g) == "cannot_tell"
    )
    label = _("Groups inside {name} by {dimension}", name=home.name, dimension=_(segments.title))
    first = _drawn(segments, clear, label) if clear else ""
    if not others:
        return first
    folded = _n(
        "{n} more indicator, in which nobody is clearly left behind or nobody can tell",
        "{n} more indicators, in which nobody is clearly left behind or nobody can tell",
        len(others),
    )
    inner = _drawn(segments, others, folded)
    return f'{first}<details class="more"><summary>{escaped(folded)}</summary>{inner}</details>'


def _drawn(segments: Segments, groups: list[Groups], label: str) -> str:
    lines = "".join(_row(segments, group) for group in groups)
    head = (
        f'<tr><th scope="col">{escaped(_("Indicator"))}</th><th scope="col" class="ends">'
        f"<span>◂ {escaped(_('worse'))}</span><span>{escaped(_('better'))} ▸</span></th>"
        f'<th scope="col">{escaped(_("Worst and best off"))}</th></tr>'
    )
    return (
        f'<div class="spine inside" tabindex="0" role="region" aria-label="{escaped(label)}"><table>'
        f"<thead>{head}</thead><tbody>{lines}</tbody></table></div>"
    )


def _word(groups: Groups) -> str:
    """The verdict on the worst-off group of an indicator; "cannot_tell" with fewer than two known groups."""
    known = [group for group in groups if group.known]
    return min(known, key=lambda group: group.place).verdict if len(known) > 1 else "cannot_tell"


def _row(segments: Segments, groups: Groups) -> str:
    measure = indicator(groups[0].id)
    word = _word(groups)
    sign = f'<span class="sign {word}" aria-hidden="true">{page_text.MARK[word]}</span> '
    href = navigation.href("segments", domain=measure.domain, indicator=measure.id, by=segments.id)
    return (
        f'<tr><th scope="row"><a href="{escaped(href)}" target="_self">{escaped(_(measure.title))}</a>'
        f"<small>{escaped(period(groups[0].period))}</small></th>"
        f'<td class="track" aria-hidden="true">{"".join(_dots(groups, measure.better))}</td>'
        f'<td class="trend">{sign}{escaped(inside_text.worst(segments, groups))}</td></tr>'
    )


def _dots(groups: Groups, better: str) -> Iterator[str]:
    """The groups in their places; limits that reach beyond the scale are cut off at its ends."""
    low, high = _reach(groups)
    turn = better == "lower"

    def at(value: float) -> float:
        share = 100 * (value - low) / (high - low)
        return round(min(max(100 - share if turn else share, 0), 100), 2)

    if math.isfinite(groups[0].whole):
        yield f'<span class="city" style="left:{at(groups[0].whole)}%"></span>'
    for number, group in enumerate(groups, start=1):
        if not math.isfinite(group.value):
            continue
        if math.isfinite(group.lower) and math.isfinite(group.upper):
            left, right = sorted((at(group.lower), at(group.upper)))
            yield f'<span class="limits" style="left:{left}%;width:{right - left:.2f}%"></span>'
        place = f"left:{at(group.value)}%;border-color:{VERDICT_SIGN[group.verdict]}"
        yield f'<span class="number" style="{place}">{number}</span>'


def _reach(groups: Groups) -> tuple[float, float]:
    """The ends of a row's scale: its values, and half as much again on both sides for the limits."""
    values = [group.value for group in groups] + [groups[0].whole]
    known = [value for value in values if math.isfinite(value)]
    if not known:
        return 0.0, 1.0
    low, high = min(known), max(known)
    room = 0.5 * (high - low) or abs(high) or 1.0
    return low - room, high + room


def _table(segments: Segments, rows: pd.DataFrame) -> None:
    with st.expander(_("The groups as a table"), key="inside-table", on_change="rerun") as box:
        if box.open:
            st.dataframe(shown(segments, rows), hide_index=True, alt=_("Groups inside the district"))


def shown(segments: Segments, rows: pd.DataFrame) -> pd.DataFrame:
    """Every group as a reader reads it."""
    return pd.DataFrame(
        [
            {
                _("Indicator"): _(indicator(row["id"]).title),
                _("Period"): period(row["period"]),
                _("Group"): group_name(segments, row["group"]),
                _("Value"): quantity(row["value"], indicator(row["id"]).unit)
                if row["status"] == "ok"
                else _(STATUS[row["status"]]),
                _("95 % limits"): limits(row["lower"], row["upper"]),
                _("Beside the district"): _(page_text.WORD[row["verdict"]]),
            }
            for _at, row in rows.iterrows()
        ]
    )
