"""Sentences about alerts: what got worse beyond chance, for how many people, and by which rule."""

import pandas as pd

from dashboard.text import change_unit, limits, number, period, plain, signed
from dashboard.views.city.data import Overview
from indicators.compare.change.alerts import BY_CHANGE, BY_CHART, FALSE_ALARMS
from indicators.engine.definitions.registry import indicator
from indicators.engine.text.messages import N_
from indicators.engine.text.messages import translated as _
from indicators.engine.text.messages import translated_plural as _n

RULES = {
    "beyond_limits": N_("the last value is further off than the ups and downs of its own past explain"),
    "eight_on_one_side": N_("eight values in a row on the worse side of its own past"),
    "six_in_a_row": N_("six values in a row, each worse than the one before"),
    "two_of_three": N_("two of the last three values far on the worse side of its own past"),
    "recent_trend": N_("steadily worse over the last five periods"),
}


def headline(overview: Overview) -> str:
    """How many bells ring, and which touches most people; those that ring by their pattern alone apart."""
    if not len(overview.rung):
        return no_alerts(overview)
    clear = (
        _clear(overview) if len(overview.clear) else _("**No bell rings** for a change clearer than chance.")
    )
    return " ".join(filter(None, [clear, by_pattern(overview)]))


def _clear(overview: Overview) -> str:
    rung = overview.clear
    first = rung[rung["indicator"] == rung["indicator"].iloc[0]]
    many = _n("**{n} bell rings**", "**{n} bells ring**", len(rung))
    measures = _n("{n} measure", "{n} measures", rung["indicator"].nunique())
    values = {
        "bells": many,
        "measures": measures,
        "title": plain(_(indicator(first["indicator"].iloc[0]).title)),
    }
    where = _n("{n} district", "{n} districts", len(first))
    touched = first["touched"].iloc[0]
    if pd.isna(touched):
        return _(
            "{bells} for what got worse beyond chance, in {measures}: “{title}” in {where}. How many people live "
            "there is not known.",
            where=where,
            **values,
        )
    return _(
        "{bells} for what got worse beyond chance, in {measures}. Most people are touched by “{title}”: it got worse "
        "in {where} where {people} people live.",
        where=where,
        people=number(touched, 0),
        **values,
    )


def by_pattern(overview: Overview) -> str:
    """How many ring by the pattern of their years alone, for which measures, and why; empty where none does."""
    rows = overview.pattern
    if not len(rows):
        return ""
    ids = list(dict.fromkeys(rows["indicator"]))
    titles = "; ".join(f"“{plain(_(indicator(str(id)).title))}”" for id in ids[:2])
    rest = len(ids) - 2
    listed = _n("{listed} and {n} more", "{listed} and {n} more", rest, listed=titles) if rest > 0 else titles
    return _n(
        "{n} more rings by its pattern over the years alone ({measures}): no limits are known there, so nobody can "
        "say how much of the change is chance.",
        "{n} more ring by their pattern over the years alone ({measures}): no limits are known there, so nobody can "
        "say how much of the change is chance.",
        len(rows),
        measures=listed,
    )


def group_head(how: str) -> str:
    """The name of a group of bells."""
    if how == BY_CHART:
        return _("By the pattern over the years alone (no limits known)")
    return _("Changed more clearly than chance explains")


def group_why(how: str) -> str:
    """What a group of bells rests on, in words."""
    if how == BY_CHART:
        return _(
            "Everything there is was measured, or no error was published, so there are no limits and the map says "
            "“cannot tell”. The bell rings because the last values leave the pattern of the years before."
        )
    return _(
        "Worse than the years' own ups and downs and the error of counting explain, with all districts and measures "
        "judged together."
    )


def no_alerts(overview: Overview) -> str:
    """Says that no bell rings and how many series were looked at, or that nothing can be judged."""
    if not overview.judged + overview.charted:
        return _(
            "No bell can ring: no measure has values with limits in two periods, so nobody can tell what got worse."
        )
    return _n(
        "**No bell rings**: looking at {shown} series of one measure in one district, none got worse beyond chance.",
        "**No bell rings**: looking at {shown} series, each of one measure in one district, none got worse beyond "
        "chance.",
        overview.judged + overview.charted,
        shown=number(overview.judged + overview.charted, 0),
    )


def change(row: pd.Series, unit: str) -> str:
    """A district's change between two periods with its limits."""
    values = {
        "change": f"{signed(row['change'])} {change_unit(unit)}".strip(),
        "before": period(str(row["before"])),
        "after": period(str(row["after"])),
        "limits": limits(row["lower"], row["upper"]),
    }
    if not values["limits"]:
        return _("{change} from {before} to {after} (no limits known)", **values)
    return _("{change} from {before} to {after} (95 % limits {limits})", **values)


def why(row: pd.Series) -> str:
    """Why a bell rings: by which rule."""
    rule = str(row["rule"])
    if row["how"] == BY_CHANGE:
        reason = _("change clearer than chance")
        return f"{reason}; {_(RULES[rule])}" if rule in RULES else reason
    return _("by its pattern alone: {rule}", rule=_(RULES[rule]) if rule in RULES else rule)


def summary(rows: pd.DataFrame, all_districts: int, alone: int | None = None) -> str:
    """One indicator's bells together: in how many districts, where how many people live.

    `alone` is in how many the change is to the worse by its own limits, when each is judged one by one, as on the
    map; more than ring, because the bell judges all together.
    """
    where = _n(
        "the bell rings in {n} of {all} districts",
        "the bell rings in {n} of {all} districts",
        len(rows),
        all=number(all_districts, 0),
    )
    if alone is not None and alone != len(rows):
        where = _n(
            "{where} (judged all together; one by one, as on the map, {n} is worse)",
            "{where} (judged all together; one by one, as on the map, {n} are worse)",
            alone,
            where=where,
        )
    touched = rows["touched"].iloc[0]
    if pd.isna(touched):
        return _("{where}; how many people live there is not known", where=where)
    return _(
        "{where}; {people} people live where it rings",
        where=where,
        people=number(touched, 0),
    )


def method(overview: Overview) -> str:
    """How alerts are found: the tests, the false discovery rate, the control charts."""
    sentences = [
        _n(
            "{shown} change of one measure in one district was tested at once. A bell rings where it is to the worse "
            "and stays clear after adjusting for so many questions (Benjamini and Hochberg): of those that ring, at "
            "most 1 in 20 should be a false alarm.",
            "{shown} changes of one measure in one district were tested at once. A bell rings where it is to the worse "
            "and stays clear after adjusting for so many questions (Benjamini and Hochberg): of those that ring, at "
            "most 1 in 20 should be a false alarm.",
            overview.judged,
            shown=number(overview.judged, 0),
        ),
        _(
            "What years differ by themselves counts as chance too, where five separate periods show it; with fewer "
            "only the error of counting or asking is known."
        ),
    ]
    if overview.charted:
        sentences.append(
            _(
                "{n} series without limits are judged by the pattern of their own past (control charts); if nothing "
                "changed at all, about {false} of them would ring.",
                n=number(overview.charted, 0),
                false=number(
                    overview.charted * FALSE_ALARMS, 0 if overview.charted * FALSE_ALARMS >= 1 else 1
                ),
            )
        )
    sentences.append(
        _(
            "The change runs from the first of the last five periods, or an earlier one where that would share years "
            "with the last. People are all who live in the district, not those who are affected. A bell does not say "
            "why something got worse."
        )
    )
    return " ".join(sentences)
