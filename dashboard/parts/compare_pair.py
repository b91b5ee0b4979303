"""Two indicators of every district: a cloud with limits, and what it can't say."""

import streamlit as st

from dashboard import data, downloads, pictures, tables
from dashboard.controls import Place
from dashboard.data import compare
from dashboard.links import linked
from dashboard.side_by_side import cloud, squares
from dashboard.words import plain
from dashboard.words.compare import associated, warning
from indicators.engine.language import _
from indicators.engine.registry import indicator


def show(at: Place, view: data.View, marked: tuple[str, ...]) -> None:
    """The chosen indicator across, another one up."""
    st.header(_("Two indicators at once"), anchor=False)
    titles = {each.id: each.title for each in at.city.available if each.id != view.indicator}
    if not titles:
        st.write(_("There is only one indicator here."))
        return
    same = next((id for id in titles if indicator(id).domain != view.measure.domain), None)
    other = linked(
        st.selectbox,
        _("Set against"),
        list(titles),
        "other",
        same,
        format_func=lambda code: _(titles[code]),
        width=400,
    )
    found = compare.pair(view, other)
    if found is None:
        st.write(_("One of them has no value in any district, so there is nothing to set side by side."))
        return
    second = indicator(other)
    said = associated(view.measure, second, found.found)
    st.markdown(f"{said} **{warning()}**")
    spec = (squares if found.squares is not None else cloud)(found, view.measure, second, marked)
    alt = _(
        "Every district by “{first}” and “{second}”.", first=_(view.measure.title), second=_(second.title)
    )
    pictures.show(spec, "cloud", alt)
    st.caption(plain(_("Lines are 95 % limits. Periods: {first} across, {second} up.",
                       first=found.periods[0], second=found.periods[1])))  # fmt: skip
    _table(found, marked, alt)
    downloads.offer(
        f"compare-{view.indicator}-{other}",
        at.city,
        alt,
        lambda: found.rows,
        lambda: pictures.svg(pictures.titled(spec, at.city, alt, warning())),
        lambda: data.outlines(view),
    )


def _table(found: compare.Pair, marked: tuple[str, ...], alt: str) -> None:
    if found.squares is not None:
        st.caption(
            _("Every square is so many districts, the darker the more; those compared have a dot and a name.")
        )
    with st.expander(_("The districts as a table"), key="pair table"):
        shown = tables.excerpt(found.ordered, marked)
        st.dataframe(shown.drop(columns="district_id"), hide_index=True, alt=alt)
        if left_out := tables.said_of(shown, found.ordered):
            st.caption(left_out)
