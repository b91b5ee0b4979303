"""What stands on the one-page sheet of an intervention: the slides, on paper."""

from dataclasses import replace

from dashboard.charts import chart_files, effect_charts
from dashboard.exports.handout import Handout
from dashboard.exports.rich_text import as_it_stands
from dashboard.exports.slides import Picture, Slide
from dashboard.views.interventions import result_text as result
from dashboard.views.interventions import results, slides
from dashboard.views.interventions import slide_pictures as drawn
from dashboard.views.interventions.data import Asked
from indicators.effects.assessment import Assessment
from indicators.engine.text.messages import spoken
from indicators.engine.text.messages import translated as _

_WIDE, _HIGH = 860, 200
"""Points of the picture before it fills the page."""


def sheet(asked: Asked, found: Assessment, address: str) -> Handout:
    """The page; what can't be drawn is said instead."""
    groups, promised = drawn.groups(asked, found), slides.promised(asked, found)
    last = slides.not_concluded(asked, found, address)
    return Handout(
        language=spoken(),
        title=found.intervention.title or found.intervention.id,
        head=slides.verdict(asked, found),
        picture=_paths(found),
        left=(promised, last) if groups is None else (groups, promised),
        right=(slides.checks(found),) if groups is None else (slides.checks(found), last),
        foot=drawn.maps(asked, found),
        link=address,
    )


def _paths(found: Assessment) -> Slide:
    """The page's own picture, which has shades in the place of bars."""
    slide, rows = drawn.paths(found), results.tracks(found)
    if rows.empty:
        return slide
    alone = found.study is not None and bool(found.study.treated.all())
    spec = {**effect_charts.paths(rows, _(found.indicator.unit), _HIGH), "width": _WIDE}
    return replace(
        slide,
        shows=Picture(
            chart_files.svg(chart_files.styled(spec)), effect_charts.described(rows, found.indicator.unit)
        ),
        small=(as_it_stands(result.shaded(found.effect, alone)),),
    )
