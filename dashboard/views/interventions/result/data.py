"""Numbers of one assessment as rows: paths, effects over time, maps before and after, cost, reach, the bell."""

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from dashboard import queries
from dashboard.views.interventions.data import AssessmentQuery, data_end, for_target
from dashboard.views.interventions.text import meant_for
from dashboard.views.shared import map_values
from indicators.compare.gaps.digital_divide import divide_pairs
from indicators.effects.assessment import Assessment
from indicators.effects.results import Path
from indicators.effects.value.costs import Gain, Price, benefit_for_cost, cost_per_unit, gain_of
from indicators.effects.value.reach import Reach, Share, reach
from indicators.effects.value.stop_rule import StopBell, evaluate, parse
from indicators.engine.statistics.intervals import z
from indicators.engine.text import formatting
from indicators.engine.text.messages import translated as _


def path_rows(assessment: Assessment) -> pd.DataFrame:
    """A row a period: `period, at, after, counts, observed` with limits, `without` with limits after the start,
    `others`.

    Limits of `without` are those of the average difference over all periods after, laid around every one of them.
    With several starts `after` is so from the first start on. Periods that do not count (`counts`: the time for
    which the districts were chosen) have what was measured, and nothing that was estimated.
    """
    compared, effect = assessment.study, assessment.effect
    if compared is None:
        return pd.DataFrame()
    study = assessment.panel.study if assessment.selection and assessment.selection.at_worst else compared
    assert study is not None
    counts = np.isin(study.periods, compared.periods)
    ours = study.value[study.treated]
    error = np.sqrt(study.variance[study.treated].sum(axis=0)) / len(ours)
    others = study.value[~study.treated]
    nothing = np.full(len(study.periods), np.nan)
    start = int(study.first[study.treated].min())
    after = np.arange(len(study.periods)) >= start
    without = nothing.copy()
    if effect is not None and effect.counterfactual is not None:
        without[counts] = effect.counterfactual
    up, down = (
        (effect.estimate - effect.lower, effect.upper - effect.estimate) if effect else (math.nan, math.nan)
    )
    return pd.DataFrame(
        {
            "period": list(study.periods),
            "name": [_side(assessment, code) for code in study.periods],
            "at": range(len(study.periods)),
            "after": after,
            "counts": counts,
            "observed": ours.mean(axis=0),
            "observed_lower": ours.mean(axis=0) - z() * error,
            "observed_upper": ours.mean(axis=0) + z() * error,
            "without": without,
            "without_lower": np.where(after, without - down, np.nan),
            "without_upper": np.where(after, without + up, np.nan),
            "others": others.mean(axis=0) if len(others) else nothing,
        }
    )


def _side(assessment: Assessment, code: str) -> str:
    """A period in words; where all before and all after were added up, which of them."""
    if assessment.panel.added_up and assessment.study is not None:
        return _("before") if code == assessment.study.periods[0] else _("after")
    return formatting.period(code)


def over_time(assessment: Assessment) -> pd.DataFrame:
    """Effects by time since the start: `time, estimate, lower, upper, band_lower, band_upper`; empty without any."""
    path = _path(assessment)
    if path is None:
        return pd.DataFrame()
    columns = ("time", "estimate", "lower", "upper", "band_lower", "band_upper")
    return pd.DataFrame({name: getattr(path, name) for name in columns})


def _path(assessment: Assessment) -> Path | None:
    from indicators.effects.estimators.event_study import path

    if assessment.effect is None or assessment.study is None or len(assessment.study.periods) < 3:
        return None  # two periods hold one effect, which is the result itself
    if assessment.effect.path is not None:
        return assessment.effect.path
    if assessment.study.treated.all():
        return None
    try:
        return path(assessment.study)
    except ValueError:  # too few periods or districts for a path: there is none to draw
        return None


@dataclass(frozen=True)
class Sides:
    """The last period before the first start and the last one after the last start, as years where there are any."""

    view: queries.View
    before: str
    after: str

    @property
    def changes(self) -> pd.DataFrame:
        """The change of every district between the two, with limits and a verdict."""
        return map_values.changes(self.view, self.before, self.after)


def sides(question: AssessmentQuery, assessment: Assessment) -> Sides | None:
    """What the three maps show; None where no period lies on one side. A time of selection does not count."""
    if assessment.study is None:
        return None
    return queries.cached(("intervention sides", *question.key), lambda: _sides(question, assessment))


def _sides(question: AssessmentQuery, assessment: Assessment) -> Sides | None:
    city, starts = question.snapshot.city, question.entry.starts.values()
    left = assessment.selection.periods if assessment.selection and assessment.selection.at_worst else ()
    not_counted = [city.window(code) for code in left]
    view = queries.View(city, question.indicator)
    rows = queries.by_district(view)
    known = set(rows.loc[rows["status"] == "ok", "period"])
    windows = [city.window(code) for code in queries.periods(view) if code in known]
    before = [
        window
        for window in windows
        if window.end < min(starts)
        and not any(window.start <= other.start <= window.end for other in not_counted)
    ]
    after = [window for window in windows if window.start >= max(starts)]
    if question.entry.end is not None:
        after = [window for window in after if window.end <= question.entry.end]
    return Sides(view, before[-1].code, after[-1].code) if before and after else None


def stop_rule_basis(question: AssessmentQuery, assessment: Assessment) -> Assessment:
    """What the stop rule is held against: those for whom it is meant, where they can be told apart."""
    meant = meant_for(question.entry, question.snapshot.city.pack.segments)
    return (for_target(question, meant) if meant else None) or assessment


def stop_rule_state(question: AssessmentQuery, assessment: Assessment) -> StopBell | None:
    """What the stop rule says now, for the entry's own indicator; None without a rule."""
    entry, city = question.entry, question.snapshot.city
    if not entry.stop_rule.strip() or question.indicator != entry.indicator:
        return None
    years = None
    if entry.start is not None and entry.indicator in {each.id for each in city.available}:
        years = ((data_end(city, entry.indicator) - entry.start).days + 1) / 365.25
    rule, measure = parse(entry.stop_rule), assessment.indicator
    return evaluate(rule, assessment.effect, years, unit=measure.unit, better=measure.better)


@dataclass(frozen=True)
class CostAndBenefit:
    """What it cost for each unit gained, and what came back for it."""

    gained: Gain | None
    price: Price
    benefit: Price


def cost_and_benefit(assessment: Assessment, worth: float | None) -> CostAndBenefit | None:
    """Cost and benefit of the estimated effect; None where nothing is estimated or the indicator is not judged."""
    entry, effect, study, measure = (
        assessment.intervention,
        assessment.effect,
        assessment.study,
        assessment.indicator,
    )
    if effect is None or study is None or measure.better == "neutral":
        return None
    counted = study.counts is not None and bool(np.nansum(study.counts[study.after]) > 0)
    people = study.counts if counted and measure.unit == "%" and measure.weight is None else None
    gained = gain_of(effect, study, measure.unit, measure.better, people)
    return CostAndBenefit(
        gained,
        cost_per_unit(entry.cost, entry.currency, gained),
        benefit_for_cost(entry.cost, entry.currency, gained, worth),
    )


@dataclass(frozen=True)
class DigitalReach:
    """Access and use of a digital service among those for whom it is meant, and the share that it can reach."""

    access: str
    use: str
    period: str
    reach: Reach


def digital_reach(question: AssessmentQuery, group: str) -> DigitalReach | None:
    """For digital interventions: how many of its people it can reach at all; None for others, or where unknown."""
    city, entry = question.snapshot.city, question.entry
    pairs = queries.cached(("intervention pairs", city.key), lambda: divide_pairs(city.available))
    if entry.domain != "digital_access" or not pairs:
        return None
    if question.indicator in {access.id for access, _use in pairs}:
        return None  # what gives people access is no service that needs it
    pair = next((pair for pair in pairs if question.indicator == pair[1].id), pairs[0])
    return queries.cached(
        ("intervention reach", group, *question.key), lambda: _digital_reach(question, group, *pair)
    )


def _digital_reach(question: AssessmentQuery, group: str, *pair: object) -> DigitalReach | None:
    access, use = (str(getattr(each, "id", "")) for each in pair)
    city, entry = question.snapshot.city, question.entry
    where = {name: tuple(groups) for name, groups in entry.segments.items()}
    dimensions = {name for id in (access, use) for name in where if name not in city.segments_of(id)}
    if dimensions:
        return None
    codes = [
        code
        for code in queries.periods(queries.View(city, use))
        if code in queries.periods(queries.View(city, access))
    ]
    past = [code for code in codes if entry.start is None or city.window(code).end < entry.start] or codes
    shares = []
    for id in (access, use):
        row = city.estimate(id, [], {**where, "period": past[-1]}).iloc[0]
        if row["status"] != "ok":
            return None
        shares.append(Share(row["value"] / 100, row["lower"] / 100, row["upper"] / 100))
    titles = [getattr(each, "title", "") for each in pair]
    return DigitalReach(titles[0], titles[1], past[-1], reach(shares[0], shares[1], group))
