"""One intervention on one screen: the comparison in words, the verdict, the picture; below it everything else."""

import pandas as pd
import streamlit as st

from dashboard import queries
from dashboard.charts import chart_files
from dashboard.charts.chart_files import Spec
from dashboard.exports import downloads
from dashboard.shell import links
from dashboard.shell.controls import Place
from dashboard.text import escaped, plain
from dashboard.views.interventions import data
from dashboard.views.interventions import text as page_text
from dashboard.views.interventions.choice import query_controls
from dashboard.views.interventions.data import (
    AssessmentQuery,
)
from dashboard.views.interventions.register.list import badge, indicator_title, listed
from dashboard.views.interventions.result import data as result_data
from dashboard.views.interventions.result import expected, groups, maps, tables
from dashboard.views.interventions.result import text as result_text
from dashboard.views.shared.register import (
    RegisterSnapshot,
)
from indicators.effects.assessment import Assessment
from indicators.effects.checks.all_checks import TITLES
from indicators.effects.json_record import record
from indicators.effects.register.versions import Version
from indicators.effects.results import Check
from indicators.effects.verdict import DECIDE
from indicators.engine.text import formatting
from indicators.engine.text.messages import translated as _


def show(at: Place, snapshot: RegisterSnapshot, version: Version) -> None:
    """Everything about one entry."""
    entry = version.intervention
    st.html(
        listed(
            page_text.facts(entry, queries.names(snapshot.city), indicator_title(snapshot, entry.indicator))
        )
    )
    left, right = st.columns([5, 7], gap="medium")
    with left:
        query = query_controls(snapshot, version)
        with st.spinner(_("Comparing districts, before and after …")):
            assessment = data.assessed(query)
        _trial(assessment)
        _verdict(query, assessment)
    with right:
        _picture(query, assessment)
    if entry.lessons:
        st.markdown(_("**Lessons:** {words}", words=plain(entry.lessons)))
    groups.show(query, assessment)
    maps.show(at, query, assessment)
    checks(assessment)
    expected.show(query, assessment)
    st.header(_("What can't be concluded"), anchor=False)
    st.markdown("\n".join(f"- {line}" for line in page_text.not_concluded(assessment)))


def _trial(assessment: Assessment) -> None:
    """What is compared with what: in one line, whole when opened; it stands before any estimate."""
    with st.expander(page_text.comparison_line(assessment)):
        lines = assessment.trial.sentences or (assessment.reason,)
        st.markdown("\n".join(f"- {plain(line)}" for line in lines))


def _verdict(query: AssessmentQuery, assessment: Assessment) -> None:
    st.html(f'<p class="judged" role="status">{badge(assessment.verdict, large=True)}</p>')
    st.html(f'<p class="told">{escaped(assessment.sentence)}</p>')
    st.markdown(page_text.grade_sentence(assessment))
    if not query.usual:
        st.warning(page_text.chosen_by_hand())
    late = result_text.late_note(*data.late_entry(query.snapshot, query.entry))
    if late:
        st.warning(late)


def _picture(query: AssessmentQuery, assessment: Assessment) -> None:
    rows = result_data.path_rows(assessment)
    city, measure = query.snapshot.city, assessment.indicator
    if rows.empty:
        st.info(
            _("There is no picture, because nothing can be compared yet: {why}", why=plain(assessment.reason))
        )
        return
    unit, title = _(measure.unit), plain(_(measure.title))
    alt = result_text.last_period(rows, measure.unit)
    st.markdown(
        _("**{indicator}** ({unit}): the mean of the treated districts", indicator=title, unit=plain(unit))
    )
    chart = _effect_chart(query, rows, unit)
    chart_files.show(chart, "paths", alt)
    alone = assessment.study is not None and bool(assessment.study.treated.all())
    st.caption(
        " ".join([result_text.paths_note(assessment.effect, alone), *map(plain, assessment.trial.left_out)])
    )
    with st.container(horizontal=True):
        name = f"effect {assessment.intervention.id} {measure.id}"
        downloads.offer(
            name,
            city,
            str(assessment.sentence),
            lambda: rows.drop(columns=["name", "at"]).assign(indicator=measure.id, unit=measure.unit),
            lambda: chart_files.picture(
                chart,
                city,
                assessment.intervention.title or assessment.intervention.id,
                str(assessment.sentence),
            ),
        )
        _slides(query, assessment)
        _records(query, assessment)
    with st.expander(_("The same figures as a table"), key="paths table", on_change="rerun") as box:
        if box.open:
            st.dataframe(tables.paths(rows, assessment.indicator.unit), hide_index=True, alt=alt)
    _over_time(query, assessment)


def _effect_chart(query: AssessmentQuery, rows: pd.DataFrame, unit: str) -> Spec:
    def make() -> Spec:
        from dashboard.charts.effect_charts import effect_chart

        return effect_chart(rows, unit)

    return queries.cached(("effect chart", *query.key), make)


def _slides(query: AssessmentQuery, assessment: Assessment) -> None:
    """All of this page for a public meeting: to show, and to hand out."""

    def shown() -> bytes:
        from dashboard.exports import slides
        from dashboard.views.interventions.slides.deck import deck

        return slides.pptx(deck(query, assessment, links.here()))

    def handed_out() -> bytes:
        from dashboard.exports.handout import pdf
        from dashboard.views.interventions.slides.handout import handout

        return pdf(handout(query, assessment, links.here()))

    name = f"{query.snapshot.city.name}-{assessment.intervention.id}"
    downloads.button(_("Slides (PowerPoint)"), shown, f"{name}.pptx", downloads.SLIDES)
    downloads.button(_("One-page sheet (PDF)"), handed_out, f"{name}.pdf", "application/pdf")


def _records(query: AssessmentQuery, assessment: Assessment) -> None:
    """The result as `townbell effect` writes it."""
    import json

    downloads.button(
        _("Result (JSON)"),
        lambda: (json.dumps(record(assessment), ensure_ascii=False, indent=2) + "\n").encode(),
        f"{query.snapshot.city.name}-{assessment.intervention.id}.json",
        "application/json",
    )


def _over_time(query: AssessmentQuery, assessment: Assessment) -> None:
    rows = result_data.over_time(assessment)
    if rows.empty:
        return
    staggered = assessment.study is not None and assessment.study.staggered
    title = _("The effect from period to period since the start")
    with st.expander(title, key="over time", on_change="rerun", expanded=staggered) as box:
        if not box.open:
            return
        measure = assessment.indicator
        alt = _("Effects on {indicator} by time since the start.", indicator=_(measure.title))

        def make() -> Spec:
            from dashboard.charts.effect_charts import event_study_chart

            unit = formatting.change_unit(measure.unit)
            return event_study_chart(rows, unit, _("periods since the start"), 240)

        chart_files.show(queries.cached(("event study chart", *query.key), make), "effect path", alt)
        st.caption(result_text.path_words(assessment))


def checks(assessment: Assessment) -> None:
    """All checks; those that failed first, then what to bear in mind, what could not be checked, what passed."""
    st.header(_("Checks"), anchor=False)
    if not assessment.checks:
        st.write(_("Nothing was estimated, so there is nothing to check."))
        return
    st.write(
        page_text.tally_of_checks(assessment)
        + " "
        + _("Those in bold decide how good the evidence is; the others are for the reader.")
    )
    ordered = page_text.in_order(assessment.checks)
    st.html(f'<ul class="checks">{"".join(map(_check_item, ordered))}</ul>')


def _check_item(check: Check) -> str:
    sign = f'<span class="sign" aria-hidden="true">{page_text.CHECK_SIGN[check.state]}</span>'
    title = escaped(_(TITLES.get(check.name, check.name)))
    title = f"<b>{title}</b>" if check.name in DECIDE else title
    state = escaped(_(page_text.CHECK_STATE[check.state]))
    return (
        f'<li class="{check.state}">{sign}<div><p>{title}: <i>{state}</i></p>'
        f"<p>{escaped(check.text)}</p></div></li>"
    )
