"""One intervention on one screen: the comparison in words, the verdict, the picture; below it everything else."""

import streamlit as st

from dashboard import queries as numbers
from dashboard.charts import chart_files, effect_charts
from dashboard.exports import downloads
from dashboard.shell import links
from dashboard.shell.controls import Place
from dashboard.text import escaped, plain
from dashboard.views.interventions import checks as interventions_checks
from dashboard.views.interventions import data, expected, maps, results
from dashboard.views.interventions import groups as interventions_groups
from dashboard.views.interventions import result_text as result
from dashboard.views.interventions import tables as interventions_tables
from dashboard.views.interventions import text as words
from dashboard.views.interventions.choice import question
from dashboard.views.interventions.data import Asked, Book
from dashboard.views.interventions.list import badge, indicator_title, listed
from indicators.effects.assessment import Assessment
from indicators.effects.json_record import record
from indicators.effects.register.versions import Version
from indicators.engine.text import formatting as say
from indicators.engine.text.messages import translated as _


def show(at: Place, book: Book, version: Version) -> None:
    """Everything about one entry."""
    entry = version.intervention
    st.html(listed(words.facts(entry, numbers.names(book.city), indicator_title(book, entry.indicator))))
    left, right = st.columns([5, 7], gap="medium")
    with left:
        asked = question(book, version)
        with st.spinner(_("Comparing districts, before and after …")):
            found = data.assessed(asked)
        _trial(found)
        _verdict(asked, found)
    with right:
        _picture(asked, found)
    if entry.lessons:
        st.markdown(_("**Lessons:** {words}", words=plain(entry.lessons)))
    interventions_groups.show(asked, found)
    maps.show(at, asked, found)
    interventions_checks.show(found)
    expected.show(asked, found)
    st.header(_("What can't be concluded"), anchor=False)
    st.markdown("\n".join(f"- {line}" for line in words.not_concluded(found)))


def _trial(found: Assessment) -> None:
    """What is compared with what: in one line, whole when opened; it stands before any estimate."""
    with st.expander(words.in_brief(found)):
        lines = found.trial.sentences or (found.reason,)
        st.markdown("\n".join(f"- {plain(line)}" for line in lines))


def _verdict(asked: Asked, found: Assessment) -> None:
    st.html(f'<p class="judged" role="status">{badge(found.verdict, large=True)}</p>')
    st.html(f'<p class="told">{escaped(found.sentence)}</p>')
    st.markdown(words.graded(found))
    if not asked.usual:
        st.warning(words.fishing())
    late = result.late(*data.lateness(asked.book, asked.entry))
    if late:
        st.warning(late)


def _picture(asked: Asked, found: Assessment) -> None:
    rows = results.tracks(found)
    city, measure = asked.book.city, found.indicator
    if rows.empty:
        st.info(_("There is no picture, because nothing can be compared yet: {why}", why=plain(found.reason)))
        return
    unit, title = _(measure.unit), plain(_(measure.title))
    alt = effect_charts.described(rows, measure.unit)
    st.markdown(
        _("**{indicator}** ({unit}): the mean of the treated districts", indicator=title, unit=plain(unit))
    )
    drawn = effect_charts.paths(rows, unit)
    chart_files.show(drawn, "paths", alt)
    alone = found.study is not None and bool(found.study.treated.all())
    st.caption(" ".join([result.shaded(found.effect, alone), *map(plain, found.trial.left_out)]))
    with st.container(horizontal=True):
        name = f"effect {found.intervention.id} {measure.id}"
        downloads.offer(
            name,
            city,
            found.sentence,
            lambda: rows.drop(columns=["name", "at"]).assign(indicator=measure.id, unit=measure.unit),
            lambda: chart_files.svg(
                chart_files.titled(
                    drawn, city, found.intervention.title or found.intervention.id, found.sentence
                )
            ),
        )
        _slides(asked, found)
        _records(asked, found)
    with st.expander(_("The same figures as a table"), key="paths table", on_change="rerun") as box:
        if box.open:
            st.dataframe(interventions_tables.paths(rows, found.indicator.unit), hide_index=True, alt=alt)
    _over_time(found)


def _slides(asked: Asked, found: Assessment) -> None:
    """All of this page for a public meeting: to show, and to hand out."""

    def shown() -> bytes:
        from dashboard.exports import slides
        from dashboard.views.interventions import slides as interventions_slides

        return slides.pptx(interventions_slides.deck(asked, found, links.here()))

    def handed_out() -> bytes:
        from dashboard.exports import handout
        from dashboard.views.interventions import sheet as interventions_sheet

        return handout.pdf(interventions_sheet.sheet(asked, found, links.here()))

    name = f"{asked.book.city.name}-{found.intervention.id}"
    downloads.button(_("Slides (PowerPoint)"), shown, f"{name}.pptx", downloads.SLIDES)
    downloads.button(_("One-page sheet (PDF)"), handed_out, f"{name}.pdf", "application/pdf")


def _records(asked: Asked, found: Assessment) -> None:
    """The result as `townbell effect` writes it."""
    import json

    downloads.button(
        _("Result (JSON)"),
        lambda: (json.dumps(record(found), ensure_ascii=False, indent=2) + "\n").encode(),
        f"{asked.book.city.name}-{found.intervention.id}.json",
        "application/json",
    )


def _over_time(found: Assessment) -> None:
    rows = results.over_time(found)
    if rows.empty:
        return
    staggered = found.study is not None and found.study.staggered
    title = _("The effect from period to period since the start")
    with st.expander(title, key="over time", on_change="rerun", expanded=staggered) as box:
        if not box.open:
            return
        measure = found.indicator
        alt = _("Effects on {indicator} by time since the start.", indicator=_(measure.title))
        spec = effect_charts.over_time(rows, say.change_unit(measure.unit), _("periods since the start"), 240)
        chart_files.show(spec, "effect path", alt)
        st.caption(result.path_words(found))
