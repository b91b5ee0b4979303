"""Sentences about a district over the years: what changed, its alerts, what is not known."""

from collections.abc import Collection, Sequence

import pandas as pd

from dashboard.text import STATUS, number, period, plain, quantity
from dashboard.views.district.data import IndicatorResult
from dashboard.views.district.text import WORD, titles
from indicators.engine.text.messages import translated as _
from indicators.engine.text.messages import translated_plural as _n


def recent_changes(results: Sequence[IndicatorResult], city: str, aimed: Collection[str] = ()) -> str:
    """What moved beyond chance, for better and worse, whether the whole city did so too, and what came before.

    `aimed` are the indicators at which an intervention here aims: those are named where the last years hide them.
    """
    judged = [result for result in results if result.judged and result.trend != "cannot_tell"]
    if not judged:
        return _(
            "Whether it is getting better or worse can't be told: there are too few periods, or no limits."
        )
    better = [result for result in judged if result.trend == "better"]
    worse = [result for result in judged if result.trend == "worse"]
    spans = pd.Series([(result.since, result.until) for result in judged]).value_counts()
    since, until = spans.index[0]
    counts = _n(
        "**From {since} to {until}**, of {n} measure whose change can be told, **{better} got better** and "
        "**{worse} got worse**, each more clearly than chance explains; the others show no clear difference.",
        "**From {since} to {until}**, of {n} measures whose change can be told, **{better} got better** and "
        "**{worse} got worse**, each more clearly than chance explains; the others show no clear difference.",
        len(judged),
        since=period(since),
        until=period(until),
        better=len(better),
        worse=len(worse),
    )
    parts = (
        counts,
        _spans(judged),
        _named(better, worse),
        _with_city(better, city),
        earlier_changes(judged, aimed),
    )
    return " ".join(part for part in parts if part)


def _spans(judged: Sequence[IndicatorResult]) -> str:
    """How many of them have other periods than most."""
    spans = pd.Series([(result.since, result.until) for result in judged]).value_counts()
    others = int(spans.iloc[1:].sum())
    if not others:
        return ""
    return _n(
        "({n} of them has other years; its row says which.)",
        "({n} of them have other years; their rows say which.)",
        others,
    )


def earlier_changes(judged: Sequence[IndicatorResult], aimed: Collection[str] = ()) -> str:
    """Changes that are clear over all years of the data and not over the last ones."""
    hidden = [result for result in judged if result.hidden]
    if not hidden:
        return ""
    examples = "; ".join(_earlier_change(result) for result in hidden if result.measure.id in aimed)
    rest = sum(result.measure.id not in aimed for result in hidden)
    more = _n(
        "{n} other measure without a clear difference lately did change over all its years.",
        "{n} other measures without a clear difference lately did change over all their years.",
        rest,
    )
    if not examples:
        return _n(
            "{n} measure without a clear difference lately did change over all its years.",
            "{n} measures without a clear difference lately did change over all their years.",
            rest,
        )
    named = _("Longer ago: {what}.", what=examples)
    return f"{named} {more}" if rest else named


def _earlier_change(result: IndicatorResult) -> str:
    values = {
        "title": plain(_(result.measure.title)),
        "before": number(result.value_first),
        "after": quantity(result.value_last, result.measure.unit),
        "first": period(result.first),
        "last": period(result.until),
        "word": _(WORD[result.long]),
    }
    return _("{title} went from {before} in {first} to {after} in {last} ({word})", **values)


def _named(better: Sequence[IndicatorResult], worse: Sequence[IndicatorResult]) -> str:
    sentences = []
    if worse:
        sentences.append(_("Worse: {names}.", names=titles(worse)))
    if better:
        sentences.append(_("Better: {names}.", names=titles(better)))
    return " ".join(sentences)


def _with_city(better: Sequence[IndicatorResult], city: str) -> str:
    if not better:
        return ""
    also = sum(result.city_trend == "better" for result in better)
    return (
        _n(
            "{city} as a whole got better in {also} of that {n}, so not all of it is the district's own.",
            "{city} as a whole got better in {also} of these {n}, so not all of it is the district's own.",
            len(better),
            city=plain(city),
            also=also,
        )
        if also
        else ""
    )


def alerts(results: Sequence[IndicatorResult]) -> str:
    """For what the city's bell rings here, and apart what rings by its pattern alone; empty where all is silent."""
    clear = [result for result in results if result.rings and not result.pattern]
    pattern = [result for result in results if result.pattern]
    sentences = []
    if clear:
        sentences.append(_("**The bell rings** for: {names}.", names=titles(clear, len(clear))))
    if pattern:
        sentences.append(
            _(
                "**By its pattern over the years alone** a bell rings for: {names}. No limits are known there, so "
                "nobody can say how much is chance, and it is not counted among what got worse.",
                names=titles(pattern, len(pattern)),
            )
        )
    return " ".join(sentences)


def unknown(results: Sequence[IndicatorResult]) -> str:
    """What is not known: no value and why, no limits, nothing to compare with, too short a series."""
    reasons = pd.Series(
        [result.status for result in results if not result.known], dtype=object
    ).value_counts()
    missing = [_("{n}: {why}", n=count, why=_(STATUS[str(status)])) for status, count in reasons.items()]
    sentences = [*outdated(results)]
    if missing:
        sentences.append(_("Without a value here: {reasons}.", reasons="; ".join(missing)))
    sentences += _unjudged([result for result in results if result.word == "cannot_tell"])
    short = sum(result.known and result.judged and result.trend == "cannot_tell" for result in results)
    if short:
        sentences.append(
            _n(
                "For {n} indicator the trend can't be told.",
                "For {n} indicators the trend can't be told.",
                short,
            )
        )
    return (
        _("**Not known.** {said}", said=" ".join(sentences))
        if sentences
        else _("Every indicator here has a value, limits and a trend.")
    )


def _unjudged(results: Sequence[IndicatorResult]) -> list[str]:
    """How many indicators have a value and no verdict, by what is missing: limits, or something to compare with."""
    bare = sum(not result.limited for result in results)
    alone = [result for result in results if result.limited]
    sentences = []
    if bare:
        sentences.append(
            _n(
                "{n} indicator has a value but no limits to judge it by.",
                "{n} indicators have a value but no limits to judge them by.",
                bare,
            )
        )
    if alone:
        sentences.append(
            _n(
                "{n} indicator has limits but nothing to compare with: {names}.",
                "{n} indicators have limits but nothing to compare with: {names}.",
                len(alone),
                names=titles(alone),
            )
        )
    return sentences


def outdated(results: Sequence[IndicatorResult]) -> list[str]:
    """How many indicators have no value in the last period, by the period of their last value and the reason."""
    counts: dict[tuple[str, str, str], int] = {}
    for result in results:
        if result.newest:
            key = (result.period, result.newest, result.why)
            counts[key] = counts.get(key, 0) + 1
    return [
        _n(
            "{n} indicator is as of {old} ({new}: {why}).",
            "{n} indicators are as of {old} ({new}: {why}).",
            count,
            old=period(old),
            new=period(new),
            why=_(STATUS[why]),
        )
        for (old, new, why), count in counts.items()
    ]
