"""Two indicators of every district: a cloud with limits, and what it can't say."""

import streamlit as st

from dashboard import queries
from dashboard.charts import chart_files, tables
from dashboard.charts.chart_files import Spec
from dashboard.exports import downloads
from dashboard.shell.controls import Place
from dashboard.shell.links import linked
from dashboard.text import plain
from dashboard.views.compare import data
from dashboard.views.compare.text import associated, warning
from indicators.engine.definitions.registry import indicator
from indicators.engine.text.messages import translated as _


def show(at: Place, view: queries.View, marked: tuple[str, ...]) -> None:
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
    pair = data.pair(view, other)
    if pair is None:
        st.write(_("One of them has no value in any district, so there is nothing to set side by side."))
        return
    second = indicator(other)
    sentence = associated(view.measure, second, pair.correlation)
    st.markdown(f"{sentence} **{warning()}**")
    spec = _chart(view, other, pair, marked)
    alt = _(
        "Every district by “{first}” and “{second}”.", first=_(view.measure.title), second=_(second.title)
    )
    chart_files.show(spec, "cloud", alt)
    st.caption(plain(_("Lines are 95 % limits. Periods: {first} across, {second} up.",
                       first=pair.periods[0], second=pair.periods[1])))  # fmt: skip
    _table(pair, marked, alt)
    downloads.offer(
        f"compare-{view.indicator}-{other}",
        at.city,
        alt,
        lambda: pair.rows,
        lambda: chart_files.picture(spec, at.city, alt, warning()),
        lambda: queries.outlines(view),
    )


def _chart(view: queries.View, other: str, pair: data.Pair, marked: tuple[str, ...]) -> Spec:
    def make() -> Spec:
        from dashboard.charts.scatter_chart import IndicatorPair, binned_scatter_chart, scatter_chart

        both = IndicatorPair(view.measure, indicator(other), marked)
        if pair.squares is None:
            return scatter_chart(pair.rows, both)
        return binned_scatter_chart(pair.rows, pair.squares, both)

    return queries.cached(("scatter chart", *view.key, other, marked), make)


def _table(pair: data.Pair, marked: tuple[str, ...], alt: str) -> None:
    if pair.squares is not None:
        st.caption(
            _("Every square is so many districts, the darker the more; those compared have a dot and a name.")
        )
    with st.expander(_("The districts as a table"), key="pair table"):
        shown = tables.excerpt(pair.ordered, marked)
        st.dataframe(shown.drop(columns="district_id"), hide_index=True, alt=alt)
        if left_out := tables.excerpt_note(shown, pair.ordered):
            st.caption(left_out)
