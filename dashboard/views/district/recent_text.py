"""What is said of a district's years: what moved, what the bells ring for, what is not known."""

from collections.abc import Collection, Sequence

import pandas as pd

from dashboard.text import STATUS, number, period, plain, quantity
from dashboard.views.district.data import Stand
from dashboard.views.district.text import WORD, titles
from indicators.engine.text.messages import translated as _
from indicators.engine.text.messages import translated_plural as _n


def lately(stands: Sequence[Stand], city: str, aimed: Collection[str] = ()) -> str:
    """What moved beyond chance, for better and worse, whether the whole city did so too, and what came before.

    `aimed` are the indicators at which an intervention here aims: those are named where the last years hide them.
    """
    judged = [stand for stand in stands if stand.judged and stand.trend != "cannot_tell"]
    if not judged:
        return _(
            "Whether it is getting better or worse can't be told: there are too few periods, or no limits."
        )
    better = [stand for stand in judged if stand.trend == "better"]
    worse = [stand for stand in judged if stand.trend == "worse"]
    spans = pd.Series([(stand.since, stand.until) for stand in judged]).value_counts()
    since, until = spans.index[0]
    said = _n(
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
    parts = (said, _spans(judged), _named(better, worse), _with_city(better, city), before(judged, aimed))
    return " ".join(part for part in parts if part)


def _spans(judged: Sequence[Stand]) -> str:
    """How many of them have other periods than most."""
    spans = pd.Series([(stand.since, stand.until) for stand in judged]).value_counts()
    others = int(spans.iloc[1:].sum())
    if not others:
        return ""
    return _n(
        "({n} of them has other years; its row says which.)",
        "({n} of them have other years; their rows say which.)",
        others,
    )


def before(judged: Sequence[Stand], aimed: Collection[str] = ()) -> str:
    """What the last years hide: clear over the whole length of the data, not clear lately."""
    hidden = [stand for stand in judged if stand.hidden]
    if not hidden:
        return ""
    told = "; ".join(_longer(stand) for stand in hidden if stand.measure.id in aimed)
    rest = sum(stand.measure.id not in aimed for stand in hidden)
    more = _n(
        "{n} other measure without a clear difference lately did change over all its years.",
        "{n} other measures without a clear difference lately did change over all their years.",
        rest,
    )
    if not told:
        return _n(
            "{n} measure without a clear difference lately did change over all its years.",
            "{n} measures without a clear difference lately did change over all their years.",
            rest,
        )
    named = _("Longer ago: {what}.", what=told)
    return f"{named} {more}" if rest else named


def _longer(stand: Stand) -> str:
    said = {
        "title": plain(_(stand.measure.title)),
        "before": number(stand.value_first),
        "after": quantity(stand.value_last, stand.measure.unit),
        "first": period(stand.first),
        "last": period(stand.until),
        "word": _(WORD[stand.long]),
    }
    return _("{title} went from {before} in {first} to {after} in {last} ({word})", **said)


def _named(better: Sequence[Stand], worse: Sequence[Stand]) -> str:
    said = []
    if worse:
        said.append(_("Worse: {names}.", names=titles(worse)))
    if better:
        said.append(_("Better: {names}.", names=titles(better)))
    return " ".join(said)


def _with_city(better: Sequence[Stand], city: str) -> str:
    if not better:
        return ""
    also = sum(stand.city_trend == "better" for stand in better)
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


def bells(stands: Sequence[Stand]) -> str:
    """For what the city's bell rings here, and apart what rings by its pattern alone; empty where all is silent."""
    clear = [stand for stand in stands if stand.rings and not stand.pattern]
    pattern = [stand for stand in stands if stand.pattern]
    said = []
    if clear:
        said.append(_("**The bell rings** for: {names}.", names=titles(clear, len(clear))))
    if pattern:
        said.append(
            _(
                "**By its pattern over the years alone** a bell rings for: {names}. No limits are known there, so "
                "nobody can say how much is chance, and it is not counted among what got worse.",
                names=titles(pattern, len(pattern)),
            )
        )
    return " ".join(said)


def unknown(stands: Sequence[Stand]) -> str:
    """What is not known: no value and why, no limits, nothing to compare with, too short a series."""
    reasons = pd.Series([stand.status for stand in stands if not stand.known], dtype=object).value_counts()
    missing = [_("{n}: {why}", n=count, why=_(STATUS[str(status)])) for status, count in reasons.items()]
    said = [*older(stands)]
    if missing:
        said.append(_("Without a value here: {reasons}.", reasons="; ".join(missing)))
    said += _unjudged([stand for stand in stands if stand.word == "cannot_tell"])
    short = sum(stand.known and stand.judged and stand.trend == "cannot_tell" for stand in stands)
    if short:
        said.append(
            _n(
                "For {n} indicator the trend can't be told.",
                "For {n} indicators the trend can't be told.",
                short,
            )
        )
    return (
        _("**Not known.** {said}", said=" ".join(said))
        if said
        else _("Every indicator here has a value, limits and a trend.")
    )


def _unjudged(stands: Sequence[Stand]) -> list[str]:
    """Those with a value but without a word, by what they lack."""
    bare = sum(not stand.limited for stand in stands)
    alone = [stand for stand in stands if stand.limited]
    said = []
    if bare:
        said.append(
            _n(
                "{n} indicator has a value but no limits to judge it by.",
                "{n} indicators have a value but no limits to judge them by.",
                bare,
            )
        )
    if alone:
        said.append(
            _n(
                "{n} indicator has limits but nothing to compare with: {names}.",
                "{n} indicators have limits but nothing to compare with: {names}.",
                len(alone),
                names=titles(alone),
            )
        )
    return said


def older(stands: Sequence[Stand]) -> list[str]:
    """Whose last value is from before the last period, and why the last one has none."""
    found: dict[tuple[str, str, str], int] = {}
    for stand in stands:
        if stand.newest:
            key = (stand.period, stand.newest, stand.why)
            found[key] = found.get(key, 0) + 1
    return [
        _n(
            "{n} indicator is as of {old} ({new}: {why}).",
            "{n} indicators are as of {old} ({new}: {why}).",
            count,
            old=period(old),
            new=period(new),
            why=_(STATUS[why]),
        )
        for (old, new, why), count in found.items()
    ]
