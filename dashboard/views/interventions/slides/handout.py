"""What stands on the one-page sheet of an intervention: the slides, on paper."""

from dataclasses import replace

from dashboard.charts import chart_files
from dashboard.charts.effect_charts import effect_chart
from dashboard.exports.handout import Handout
from dashboard.exports.rich_text import as_it_stands
from dashboard.exports.slides import Picture, Slide
from dashboard.views.interventions.data import AssessmentQuery
from dashboard.views.interventions.result import data as result_data
from dashboard.views.interventions.result import text as result_text
from dashboard.views.interventions.slides import deck
from indicators.effects.assessment import Assessment
from indicators.engine.text.messages import spoken
from indicators.engine.text.messages import translated as _

_WIDE, _HIGH = 860, 200
"""Points of the picture before it fills the page."""


def handout(query: AssessmentQuery, assessment: Assessment, address: str) -> Handout:
    """The page; what can't be drawn is said instead."""
    groups, promised = (
        deck.groups_slide(query, assessment),
        deck.promises_slide(query, assessment),
    )
    last = deck.not_concluded_slide(query, assessment, address)
    return Handout(
        language=spoken(),
        title=assessment.intervention.title or assessment.intervention.id,
        head=deck.verdict_slide(query, assessment),
        picture=_paths(assessment),
        left=(promised, last) if groups is None else (groups, promised),
        right=(deck.checks_slide(assessment),) if groups is None else (deck.checks_slide(assessment), last),
        foot=deck.maps_slide(query, assessment),
        link=address,
    )


def _paths(assessment: Assessment) -> Slide:
    """The page's own picture, which has shades in the place of bars."""
    slide, rows = deck.paths_slide(assessment), result_data.path_rows(assessment)
    if rows.empty:
        return slide
    alone = assessment.study is not None and bool(assessment.study.treated.all())
    spec = {**effect_chart(rows, _(assessment.indicator.unit), _HIGH), "width": _WIDE}
    return replace(
        slide,
        shows=Picture(
            chart_files.svg(spec),
            result_text.last_period(rows, assessment.indicator.unit),
        ),
        small=(as_it_stands(result_text.paths_note(assessment.effect, alone)),),
    )
