"""For whom did it work: the effect in each group of residents, and whether the gap between groups moved.

Every group is compared in the same districts and periods with the same reassignments, so that what groups share
cancels out of their difference.
"""

from collections.abc import Sequence
from dataclasses import replace
from math import isfinite
from typing import TYPE_CHECKING

import numpy as np

from indicators.compare.change import change
from indicators.compare.multiple_testing import adjusted_p
from indicators.effects.assessment import Assessment, ForWhom, GroupDifference, GroupGap
from indicators.effects.design import subset as cut
from indicators.effects.design.panel import Panel, study_of
from indicators.effects.design.windows import windows
from indicators.effects.estimators.contrast import contrast
from indicators.effects.estimators.permutation import assignments, strength_of
from indicators.effects.judge import Case, judge
from indicators.effects.study import Floats, Study
from indicators.engine.text import late as say
from indicators.engine.text.errors import TownbellError, did_you_mean
from indicators.engine.text.messages import Text, _, listing, sentences

if TYPE_CHECKING:
    from indicators.engine.city import City

ALPHA = 0.05
DRAWS = 999


def for_whom(case: Case, whole: Assessment, by: str) -> ForWhom:
    """The effect in every group of a segment dimension, `whole` being that on everybody.

    Raises TownbellError for an unknown dimension.
    """
    city, definition = case.city, case.indicator
    known = city.segments_of(definition.id)
    if by not in known:
        hint = did_you_mean(by, known) or "It has no segments."
        raise TownbellError(f"'{definition.id}' can't be seen by '{by}'.", hint)
    order = city.pack.segments[by].order
    panels = _alike([_panel(case, by, group) for group in order], whole.panel)
    if panels is None:
        panels = _alike([_panel(case, by, group, add_up=True) for group in order], None)
    assert panels is not None
    assessments = [
        judge(replace(case, panel=panel, segment=group, group=_label(city, by, group)))
        for group, panel in zip(order, panels, strict=True)
    ]
    adjusted = adjusted_p([one.effect.p_value if one.effect else np.nan for one in assessments]).tolist()
    groups = tuple(_guarded(one, p) for one, p in zip(assessments, adjusted, strict=True))
    gap = _gap(groups, definition.better)
    flag = gap is not None and gap.state == "wider" and whole.verdict == "better"
    words = _sentence(gap, flag, city, by, definition.unit)
    return ForWhom(by, groups, tuple(adjusted), _differences(groups), gap, flag, words)


def _panel(case: Case, by: str, group: str, add_up: bool | None = None) -> Panel:
    """The panel of one group; `add_up` as for `study_of`, which decides by itself where it is None."""
    return study_of(case.city, case.indicator.id, case.entry, {by: group}, case.options, add_up=add_up)


def _label(city: "City", by: str, group: str) -> Text:
    labels = getattr(city.pack.segments[by], "labels", None) or {}
    return listing((_(city.pack.segments[by].title), _(str(labels.get(group, group)))), ": ")


def _alike(panels: Sequence[Panel], whole: Panel | None) -> list[Panel] | None:
    """The panels cut to the districts that all groups have in common; None where single periods don't allow it,
    so that the periods have to be added up for every group."""
    studies = [panel.study for panel in panels if panel.study is not None]
    if whole is not None and (len({panel.added_up for panel in panels}) > 1 or len(studies) < len(panels)):
        single = whole.study is not None and not whole.added_up and not whole.study.staggered
        return None if single else list(panels)
    shared = set.intersection(*(set(study.districts) for study in studies)) if studies else set()
    if not any(study.treated[[d in shared for d in study.districts]].any() for study in studies):
        return list(panels)
    return [_kept(panel, shared) for panel in panels]


def _kept(panel: Panel, shared: set[str]) -> Panel:
    if panel.study is None:
        return panel
    keep = np.array([district in shared for district in panel.study.districts])
    if keep.all():
        return panel
    note = _(
        "Only districts that are known for every group are compared, so that groups can be set side by side."
    )
    return replace(panel, study=cut.districts(panel.study, keep), left_out=(*panel.left_out, note))


def _guarded(one: Assessment, adjusted: float) -> Assessment:
    """A group that is clear only as long as one does not count how many were looked at is not clear."""
    if one.verdict not in ("better", "worse") or not adjusted >= ALPHA:
        return one
    words = _("Clear by itself, but not when it is allowed for that several groups were looked at.")
    return replace(one, verdict="no_clear_difference", sentence=sentences(one.sentence, words))


def _differences(groups: Sequence[Assessment]) -> tuple[GroupDifference, ...]:
    """The effect of every group less that of the last one."""
    if len(groups) < 2:
        return ()
    return tuple(difference(one, groups[-1]) for one in groups[:-1])


def difference(one: Assessment, other: Assessment) -> GroupDifference:
    """The effect in one group less that in another, with limits from both effects' own (MOVER, Zou & Donner 2008) and
    from how the two go together under the same reassignments."""
    nothing = GroupDifference(one.segment, other.segment, float("nan"), float("nan"), float("nan"))
    if one.effect is None or other.effect is None or one.study is None or other.study is None:
        return nothing
    own, others = ((effect.estimate, effect.lower, effect.upper) for effect in (one.effect, other.effect))
    # an endless side stays endless, whatever the two share
    together = correlation(one.study, other.study) if all(map(isfinite, (*own, *others))) else 0.0
    gap = change.difference(change.Estimated(*own), change.Estimated(*others), together)
    return replace(nothing, value=float(gap.value), lower=float(gap.lower), upper=float(gap.upper))


def correlation(one: Study, other: Study, seed: int = 1) -> float:
    """How the estimates of two groups go together when the same starts are dealt out anew; 0 where unknown."""
    if one.treated.all() or not np.array_equal(one.first > 0, other.first > 0) or len(one.first) < 4:
        return 0.0
    drawn = [_drawn(study, seed) for study in (one, other)]
    if min(part.std() for part in drawn) == 0 or len(drawn[0]) != len(drawn[1]):
        return 0.0
    apart = [part - part.mean() for part in drawn]
    return float((apart[0] * apart[1]).mean() / (drawn[0].std() * drawn[1].std()))


def _drawn(study: Study, seed: int) -> Floats:
    compared = windows(study, study.events is not None)
    assigned = assignments(compared.group, DRAWS, seed)
    real = float(contrast(compared, compared.untouched, assigned[:1]).estimate[0])
    return contrast(compared, strength_of(real, compared.ratio), assigned).estimate[1:]


def _gap(groups: Sequence[Assessment], better: str) -> GroupGap | None:
    """The gap between the groups that stood best and worst before the start; None without two groups."""
    known = [one for one in groups if one.study is not None and one.effect is not None]
    if len(known) < 2 or better == "neutral":
        return None
    sign = 1.0 if better == "higher" else -1.0
    before = [sign * _mean(one.study, late=False) for one in known]
    best, worst = known[int(np.argmax(before))], known[int(np.argmin(before))]
    after = [sign * _mean(one.study, late=True) for one in (best, worst)]
    moved = difference(best, worst)
    limits = sorted((sign * moved.lower, sign * moved.upper))
    return GroupGap(
        best=best.segment,
        worst=worst.segment,
        before=max(before) - min(before),
        after=after[0] - after[1],
        change=sign * moved.value,
        lower=limits[0],
        upper=limits[1],
    )


def _mean(study: Study | None, late: bool) -> float:
    assert study is not None
    under = study.after if late else study.treated[:, None] & ~study.after
    return float(study.value[under].mean())


def _sentence(gap: GroupGap | None, flag: bool, city: "City", by: str, unit: str) -> Text | str:
    if gap is None or not isfinite(gap.lower + gap.upper):
        return ""
    figures = {
        "best": _label(city, by, gap.best),
        "worst": _label(city, by, gap.worst),
        "before": say.number(gap.before),
        "after": say.number(gap.after),
        "unit": say.change_unit(unit),
        "change": say.signed(gap.change),
        "limits": say.limits(gap.lower, gap.upper),
    }
    text = {
        "wider": _(
            "In the treated districts the gap between {best} and {worst} went from {before} to {after} {unit}; it is "
            "wider than it would have been, by {change} {unit} (95 % limits {limits}).",
            **figures,
        ),
        "narrower": _(
            "In the treated districts the gap between {best} and {worst} went from {before} to {after} {unit}; it is "
            "narrower than it would have been, by {change} {unit} (95 % limits {limits}).",
            **figures,
        ),
    }.get(gap.state) or _(
        "In the treated districts the gap between {best} and {worst} went from {before} to {after} {unit}; whether "
        "the intervention moved it is not clear ({change} {unit}, 95 % limits {limits}).",
        **figures,
    )
    return sentences(_("Average better, gap wider."), text) if flag else text
