"""For whom: the effect in each group as dots with limits, the differences, the gap; first those it is meant for."""

import math
from collections.abc import Sequence

import pandas as pd
import streamlit as st

from dashboard.charts import chart_files, equiplot
from dashboard.charts.colours import TREATED
from dashboard.charts.equiplot import Dot, DotRow, ReferenceLine
from dashboard.exports import downloads
from dashboard.shell.links import linked
from dashboard.text import escaped, group_name, plain
from dashboard.views.interventions import data
from dashboard.views.interventions import text as page_text
from dashboard.views.interventions.data import AssessmentQuery
from dashboard.views.interventions.register.list import badge
from dashboard.views.interventions.result import data as result_data
from dashboard.views.interventions.result import tables
from indicators.effects.assessment import Assessment, ForWhom
from indicators.effects.estimators.open_limits import limits
from indicators.effects.json_record import flat, record
from indicators.effects.verdict import WORDS
from indicators.engine.text import formatting
from indicators.engine.text.messages import translated as _


def show(query: AssessmentQuery, assessment: Assessment) -> None:
    """The groups it is meant for, then every group of a dimension."""
    city, entry = query.snapshot.city, query.entry
    st.header(_("For whom"), anchor=False)
    meant = page_text.meant_for(entry, city.pack.segments)
    _target(query, meant)
    _reach(query, meant)
    dimensions, why = dimensions_of(query, assessment)
    if why:
        st.write(why)
        return
    segments = city.pack.segments
    by = linked(
        st.selectbox,
        _("Groups by"),
        dimensions,
        "whom",
        dimension_first(query, dimensions),
        format_func=lambda code: _(segments[code].title),
        width=260,
    )
    with st.spinner(_("Comparing every group …")):
        groups = data.by_groups(query, by).for_whom
    if groups is not None:
        _groups(query, groups)


def dimensions_of(query: AssessmentQuery, assessment: Assessment) -> tuple[list[str], str]:
    """By what groups can be told apart; why they can't."""
    dimensions = list(query.snapshot.city.segments_of(assessment.indicator.id))
    if assessment.study is None:
        return [], _("There is nothing to compare by groups yet.")
    if not dimensions:
        return [], _("The source does not tell groups of citizens apart for this indicator.")
    return dimensions, ""


def dimension_first(query: AssessmentQuery, dimensions: Sequence[str]) -> str:
    """The one that is shown where nobody chose: that of those it is meant for."""
    return next((name for name in query.entry.segments if name in dimensions), dimensions[0])


def _target(query: AssessmentQuery, meant: str) -> None:
    with st.spinner(_("Comparing those it is meant for …")):
        target = data.for_target(query, meant)
    if target is None:
        st.html(f'<p class="told">{escaped(target_not_judged(meant))}</p>')
        return
    text = _("Meant for {groups}:", groups=meant)
    st.html(f'<p class="told">{escaped(text)} {badge(target.verdict)} {escaped(target.sentence)}</p>')


def target_not_judged(meant: str) -> str:
    """For whom it is meant, where these were not judged by themselves."""
    if not meant:
        return _("It is meant for everybody.")
    return _("It is meant for {groups}. This indicator does not tell them apart.", groups=meant)


def _reach(query: AssessmentQuery, meant: str) -> None:
    """Access and use set the most that a digital service can do."""
    reach = result_data.digital_reach(query, meant)
    if reach is None:
        return
    st.markdown(
        _("**Reach** ({period}; “{access}” times “{use}”): {sentence}",
          period=formatting.period(reach.period), access=plain(_(reach.access)), use=plain(_(reach.use)),
          sentence=plain(reach.reach.sentence))
    )  # fmt: skip


def _groups(query: AssessmentQuery, effects: ForWhom) -> None:
    city, measure = query.snapshot.city, effects.groups[0].indicator
    segments = city.pack.segments[effects.dimension]
    names = {code: group_name(segments, code) for code in segments.order}
    unit = formatting.change_unit(measure.unit)
    if effects.better_but_wider:
        st.warning(
            _(
                "**Average better, gap wider.** It helped on average, and left those who stood worst further behind."
            )
        )
    if effects.sentence:
        st.markdown(plain(effects.sentence))
    rows = equiplot_rows(effects, names, query.entry.segments.get(effects.dimension, ()))
    title = _("Effect on {indicator} by group", indicator=_(measure.title))
    st.html(equiplot.equiplot_html(rows, unit, title, "dots", ReferenceLine(0.0), _("in words")))
    st.caption(reading_note())
    _differences(effects, names, unit)

    def picture() -> str:
        from dashboard.charts.equiplot_chart import equiplot_chart

        return chart_files.picture(equiplot_chart(rows, unit, 0.0, notes=True), city, title, reading_note())

    with st.container(horizontal=True):
        downloads.offer(
            f"effect {query.entry.id} {measure.id} by {effects.dimension}",
            city,
            title,
            lambda: figures(effects),
            picture,
        )
    with st.expander(_("The groups as a table"), key="effect groups table", on_change="rerun") as box:
        if box.open:
            st.dataframe(tables.groups(effects, names), hide_index=True, alt=title)


def reading_note() -> str:
    """How the drawing is to be read."""
    return _(
        "The line stands at no effect. Dots are estimates with 95 % limits, an arrow means that these have no end on "
        "that side; the words allow for looking at several groups at once. ★ marks those it is meant for."
    )


def equiplot_rows(effects: ForWhom, names: dict[str, str], meant: "tuple[str, ...]") -> list[DotRow]:
    """A row a group: its effect with limits, its word; a star for those it is meant for."""
    rows = []
    for one in effects.groups:
        name = f"{names[one.segment]} ★" if one.segment in meant else names[one.segment]
        effect = one.effect
        nowhere = float("nan")
        ends = (effect.estimate, effect.lower, effect.upper) if effect else (nowhere, nowhere, nowhere)
        dot = Dot(tables.effect(one), *ends, colour=TREATED)
        rows.append(DotRow(name, (dot,), note=_(WORDS[one.verdict]), why=str(one.reason)))
    return rows


def _differences(effects: ForWhom, names: dict[str, str], unit: str) -> None:
    lines = [
        _(
            "{group} against {against}: {value} {unit} (95 % limits {limits})",
            group=plain(names[each.group]),
            against=plain(names[each.against]),
            value=formatting.signed(each.value),
            unit=unit,
            limits=limits(each.lower, each.upper) or _("not known"),
        )
        for each in effects.differences
        if each.value == each.value
    ]
    if lines:
        with st.expander(_("Differences between groups")):
            st.markdown("\n".join(f"- {line}" for line in lines))


def figures(effects: ForWhom) -> pd.DataFrame:
    """The groups as rows for a file; an end that limits do not have is -inf or inf, one not known is empty."""
    rows = pd.DataFrame([flat(record(one)) for one in effects.groups])
    for end in ("lower", "upper"):
        ends = [getattr(one.effect, end) if one.effect else math.nan for one in effects.groups]
        rows[end] = pd.Series(ends, dtype=float)
    return rows
