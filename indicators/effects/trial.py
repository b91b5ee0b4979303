"""The trial that a comparison imitates, in words: said before any estimate (Hernán & Robins 2016).

Whoever reads a result should know first what was compared with what. Nothing here looks at a result.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from indicators.effects.checks.regression_to_mean import Selection
from indicators.effects.design.panel import Panel
from indicators.effects.register.intervention import Intervention
from indicators.engine.definitions.registry import Indicator
from indicators.engine.text import late as say
from indicators.engine.text.messages import N_, Text, _, _n, listing

MOST_NAMES = 6
POLARITY = {
    "higher": N_("higher is better"),
    "lower": N_("lower is better"),
    "neutral": N_("neither more nor less is better"),
}


@dataclass(frozen=True)
class Trial:
    """What is compared, a sentence each; `left_out` says what is not, and why."""

    outcome: Text | str
    treated: Text | str
    comparison: Text | str
    periods: Text | str
    people: Text | str
    method: Text | str
    left_out: tuple[Text | str, ...] = ()

    @property
    def sentences(self) -> tuple[Text | str, ...]:
        """All of it, in the order in which it is read."""
        parts = (self.outcome, self.treated, self.comparison, self.periods, self.people, self.method)
        return tuple(part for part in (*parts, *self.left_out) if part)


def trial(
    indicator: Indicator,
    entry: Intervention,
    panel: Panel,
    picked: Selection | None,
    method: Text | str,
    people: Text | str = "",
) -> Trial:
    """The trial of one comparison. `method` is the reason for the estimator; `people` says who counts (without it
    those for whom it is meant, named by their codes)."""
    left_out = [*panel.left_out]
    if picked is not None and picked.at_worst:
        left_out.append(picked_words(picked))
    return Trial(
        outcome=_(
            "What is looked at: {title} ({unit}; {polarity}).",
            title=_(indicator.title),
            unit=_(indicator.unit),
            polarity=_(POLARITY[indicator.better]),
        ),
        treated=_treated(entry, panel),
        comparison=_comparison(panel),
        periods=_periods(panel),
        people=people or meant_for(entry),
        method=_("How: {reason}", reason=method) if method else "",
        left_out=tuple(left_out),
    )


def picked_words(picked: Selection) -> Text:
    """Why the last periods before the start do not count."""
    codes = listing(map(say.period, picked.periods))
    return _(
        "Just before the start ({periods}) these districts were at their worst by more than chance. Such districts "
        "mostly get better by themselves, so this time is left out of the comparison.",
        periods=codes,
    )


def _treated(entry: Intervention, panel: Panel) -> Text | str:
    roles, study = panel.roles, panel.study
    ids = entry.districts
    if study is not None:
        ids = tuple(id for id, ever in zip(study.districts, study.treated, strict=True) if ever)
    dates = sorted({entry.starts[id] for id in ids if id in entry.starts})
    if not ids or not dates:
        return ""
    named_districts = named(ids, roles.names if roles else {})
    if len(dates) == 1:
        return _n(
            "Treated: {n} district ({names}), from {start} on.",
            "Treated: {n} districts ({names}), from {start} on.",
            len(ids),
            names=named_districts,
            start=say.day(dates[0]),
        )
    return _(
        "Treated: {count} districts ({names}), one after another from {start} to {last}.",
        count=say.number(len(ids), 0),
        names=named_districts,
        start=say.day(dates[0]),
        last=say.day(dates[-1]),
    )


def _comparison(panel: Panel) -> Text | str:
    if panel.study is None or panel.roles is None:
        return ""
    ids = [id for id, ever in zip(panel.study.districts, panel.study.treated, strict=True) if not ever]
    if not ids:
        return _("There are no districts to compare with.")
    named_districts = named(ids, panel.roles.names)
    if panel.roles.named:
        return _n(
            "Compared with {n} district that was chosen by hand: {names}.",
            "Compared with {n} districts that were chosen by hand: {names}.",
            len(ids),
            names=named_districts,
        )
    return _n(
        "Compared with {n} district that never had it ({names}): its change shows what to expect without it.",
        "Compared with all {n} districts that never had it ({names}): their change shows what to expect without it.",
        len(ids),
        names=named_districts,
    )


def _periods(panel: Panel) -> Text | str:
    if not panel.before or not panel.after:
        return ""
    return _("Before: {before}. After: {after}.", before=stretch(panel.before), after=stretch(panel.after))


def meant_for(entry: Intervention, groups: Text | str = "") -> Text:
    """Who counts, for an entry that is meant for `groups` (in words; without them it is named by its codes)."""
    if not entry.segments:
        return _("Everybody counts, not only those that it reached.")
    groups = groups or "; ".join(f"{name} {', '.join(values)}" for name, values in entry.segments.items())
    return _(
        "Everybody counts, though it is meant for some ({groups}): look at these groups too, as an effect on them is "
        "thinned out among all.",
        groups=groups,
    )


def stretch(codes: Sequence[str]) -> Text:
    """Periods in a row: `2016 to 2020`; a single one as it is."""
    if len(codes) == 1:
        return say.period(codes[0])
    return _("{first} to {last}", first=say.period(codes[0]), last=say.period(codes[-1]))


def named(ids: Sequence[str], names: Mapping[str, str]) -> Text:
    """Names of districts; where they are many, some of them and how many more."""
    known = [names.get(id, id) for id in ids]
    if len(known) <= MOST_NAMES:
        return listing(known)
    more = len(known) - MOST_NAMES + 1
    return _n("{names} and {n} more", "{names} and {n} more", more, names=", ".join(known[: MOST_NAMES - 1]))
