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
from dashboard.views.interventions import data, results, tables
from dashboard.views.interventions import text as words
from dashboard.views.interventions.data import Asked
from dashboard.views.interventions.list import badge
from indicators.effects.assessment import Assessment, ForWhom
from indicators.effects.estimators.open_limits import limits
from indicators.effects.json_record import flat, record
from indicators.effects.verdict import WORDS
from indicators.engine.text import formatting as say
from indicators.engine.text.messages import translated as _


def show(asked: Asked, found: Assessment) -> None:
    """The groups it is meant for, then every group of a dimension."""
    city, entry = asked.book.city, asked.entry
    st.header(_("For whom"), anchor=False)
    meant = words.meant_for(entry, city.pack.segments)
    _target(asked, meant)
    _reach(asked, meant)
    dimensions, why = dimensions_of(asked, found)
    if why:
        st.write(why)
        return
    segments = city.pack.segments
    by = linked(
        st.selectbox,
        _("Groups by"),
        dimensions,
        "whom",
        dimension_first(asked, dimensions),
        format_func=lambda code: _(segments[code].title),
        width=260,
    )
    with st.spinner(_("Comparing every group …")):
        groups = data.by_groups(asked, by).for_whom
    if groups is not None:
        _groups(asked, groups)


def dimensions_of(asked: Asked, found: Assessment) -> tuple[list[str], str]:
    """By what groups can be told apart; why they can't."""
    dimensions = list(asked.book.city.segments_of(found.indicator.id))
    if found.study is None:
        return [], _("There is nothing to compare by groups yet.")
    if not dimensions:
        return [], _("The source does not tell groups of citizens apart for this indicator.")
    return dimensions, ""


def dimension_first(asked: Asked, dimensions: Sequence[str]) -> str:
    """The one that is shown where nobody chose: that of those it is meant for."""
    return next((name for name in asked.entry.segments if name in dimensions), dimensions[0])


def _target(asked: Asked, meant: str) -> None:
    with st.spinner(_("Comparing those it is meant for …")):
        found = data.for_target(asked, meant)
    if found is None:
        st.html(f'<p class="told">{escaped(untold(meant))}</p>')
        return
    text = _("Meant for {groups}:", groups=meant)
    st.html(f'<p class="told">{escaped(text)} {badge(found.verdict)} {escaped(found.sentence)}</p>')


def untold(meant: str) -> str:
    """For whom it is meant, where these were not judged by themselves."""
    if not meant:
        return _("It is meant for everybody.")
    return _("It is meant for {groups}. This indicator does not tell them apart.", groups=meant)


def _reach(asked: Asked, meant: str) -> None:
    """Access and use set the most that a digital service can do."""
    found = results.reached(asked, meant)
    if found is None:
        return
    st.markdown(
        _("**Reach** ({period}; “{access}” times “{use}”): {sentence}",
          period=say.period(found.period), access=plain(_(found.access)), use=plain(_(found.use)),
          sentence=plain(found.found.sentence))
    )  # fmt: skip


def _groups(asked: Asked, found: ForWhom) -> None:
    city, measure = asked.book.city, found.groups[0].indicator
    segments = city.pack.segments[found.dimension]
    names = {code: group_name(segments, code) for code in segments.order}
    unit = say.change_unit(measure.unit)
    if found.better_but_wider:
        st.warning(
            _(
                "**Average better, gap wider.** It helped on average, and left those who stood worst further behind."
            )
        )
    if found.sentence:
        st.markdown(plain(found.sentence))
    rows = drawn(found, names, asked.entry.segments.get(found.dimension, ()))
    title = _("Effect on {indicator} by group", indicator=_(measure.title))
    st.html(equiplot.equiplot_html(rows, unit, title, "dots", ReferenceLine(0.0), _("in words")))
    st.caption(explained())
    _differences(found, names, unit)

    def picture() -> str:
        from dashboard.charts.equiplot_chart import equiplot_chart

        return chart_files.picture(equiplot_chart(rows, unit, 0.0, notes=True), city, title, explained())

    with st.container(horizontal=True):
        downloads.offer(
            f"effect {asked.entry.id} {measure.id} by {found.dimension}",
            city,
            title,
            lambda: figures(found),
            picture,
        )
    with st.expander(_("The groups as a table"), key="effect groups table", on_change="rerun") as box:
        if box.open:
            st.dataframe(tables.groups(found, names), hide_index=True, alt=title)


def explained() -> str:
    """How the drawing is to be read."""
    return _(
        "The line stands at no effect. Dots are estimates with 95 % limits, an arrow means that these have no end on "
        "that side; the words allow for looking at several groups at once. ★ marks those it is meant for."
    )


def drawn(found: ForWhom, names: dict[str, str], meant: "tuple[str, ...]") -> list[DotRow]:
    """A row a group: its effect with limits, its word; a star for those it is meant for."""
    rows = []
    for one in found.groups:
        name = f"{names[one.segment]} ★" if one.segment in meant else names[one.segment]
        effect = one.effect
        nowhere = float("nan")
        ends = (effect.estimate, effect.lower, effect.upper) if effect else (nowhere, nowhere, nowhere)
        dot = Dot(tables.effect(one), *ends, colour=TREATED)
        rows.append(DotRow(name, (dot,), note=_(WORDS[one.verdict]), why=one.reason))
    return rows


def _differences(found: ForWhom, names: dict[str, str], unit: str) -> None:
    lines = [
        _(
            "{group} against {against}: {value} {unit} (95 % limits {limits})",
            group=plain(names[each.group]),
            against=plain(names[each.against]),
            value=say.signed(each.value),
            unit=unit,
            limits=limits(each.lower, each.upper) or _("not known"),
        )
        for each in found.differences
        if each.value == each.value
    ]
    if lines:
        with st.expander(_("Differences between groups")):
            st.markdown("\n".join(f"- {line}" for line in lines))


def figures(found: ForWhom) -> pd.DataFrame:
    """The groups as rows for a file; an end that limits do not have is -inf or inf, one not known is empty."""
    rows = pd.DataFrame([flat(record(one)) for one in found.groups])
    for end in ("lower", "upper"):
        ends = [getattr(one.effect, end) if one.effect else math.nan for one in found.groups]
        rows[end] = pd.Series(ends, dtype=float)
    return rows
