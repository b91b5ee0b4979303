"""Words and sentences that several pages use, with numbers in the language spoken."""

import html
import re
from collections.abc import Mapping
from typing import Any

import pandas as pd

from indicators.engine.definitions.registry import Indicator
from indicators.engine.pack.model import Segments
from indicators.engine.text.formatting import (
    STATUS,
    cell,
    change_unit,
    digits,
    limits,
    number,
    period,
    quantity,
    signed,
)
from indicators.engine.text.messages import N_, Text
from indicators.engine.text.messages import translated as _
from indicators.engine.text.messages import translated_plural as _n

VERDICT = {
    "better": N_("better"),
    "worse": N_("worse"),
    "no_clear_difference": N_("no clear difference"),
    "cannot_tell": N_("cannot tell"),
    "different": N_("changed (not judged)"),
}
DIFFERENCE = {**VERDICT, "different": N_("different (not judged)")}
"""The same words for two places or groups beside each other, where nothing has changed."""
KIND = {"real": N_("Real data"), "generated": N_("Generated city: every number is invented")}
BETTER = {
    "higher": N_("Higher is better."),
    "lower": N_("Lower is better."),
    "neutral": N_("Neither high nor low is better as such."),
}
FEW = 6  # names that still fit into a sentence
Row = Mapping[Any, Any] | pd.Series
"""A row of estimates, as a series or a dictionary."""


def plain(text: Text | str) -> str:
    """A name from the data with nothing in it that Markdown would take for more than text."""
    return re.sub(r"([\\`*_{}\[\]()#+!|<>~$:])", r"\\\1", str(text))


def escaped(text: Text | str) -> str:
    """A name from the data as HTML text."""
    return html.escape(str(text))


def city_name(title: str) -> str:
    """A city's name: its title up to the colon."""
    return title.split(":")[0].strip()


def segment(segments: Segments, group: str) -> str:
    """A group of a dimension in words: `Age: 65+`, `Income: poorest fifth`."""
    return _("{dimension}: {group}", dimension=_(segments.title), group=group_name(segments, group))


def group_name(segments: Segments, group: str) -> str:
    """A group of a dimension by its own name: `65+`, `poorest fifth`."""
    return _(segments.labels.get(group, group))


def overview(
    measure: Indicator, place: str, code: str, group: str, total: pd.Series | None, rows: pd.DataFrame
) -> str:
    """What the map shows: the whole area's value, the range over districts, and what is not known."""
    about = plain(period(code)) + (f", {plain(group[0].lower() + group[1:])}" if group else "")
    known = rows[rows["status"] == "ok"].sort_values("value")
    if known.empty:
        return _("{about}: no district has a value ({why}).", about=about, why=reasons(rows))
    figures = "; ".join([*_total(measure, place, total), *_range(measure, known)])
    sentence = _("{about}: {said}.", about=about, said=figures)
    return f"{sentence} {without_value(rows)}".strip()


def without_value(rows: pd.DataFrame) -> str:
    """How many of the districts have no value, and why; empty where all have one."""
    hidden = int((rows["status"] != "ok").sum())
    if not hidden:
        return ""
    return _n(
        "{n} of {all} districts has no value ({why}).",
        "{n} of {all} districts have no value ({why}).",
        hidden,
        all=number(len(rows), 0),
        why=reasons(rows),
    )


def _total(measure: Indicator, place: str, total: pd.Series | None) -> list[str]:
    if total is None or total["status"] != "ok":
        return []
    value = quantity(total["value"], measure.unit)
    around = limits(total["lower"], total["upper"])
    if not around:
        return [_("**{value}** in {place} as a whole", value=value, place=plain(place))]
    return [
        _(
            "**{value}** in {place} as a whole (95 % limits {limits})",
            value=value,
            place=plain(place),
            limits=around,
        )
    ]


def _range(measure: Indicator, known: pd.DataFrame) -> list[str]:
    """The lowest and the highest district; `known` is in order."""
    low, high = (
        {"name": plain(row["district"]), "value": quantity(row["value"], measure.unit)}
        for row in (known.iloc[0], known.iloc[-1])
    )
    if len(known) == 1:
        return [_("only {name} has a value ({value})", **low)]
    return [_("lowest in {name} ({value})", **low) + ", " + _("highest in {name} ({value})", **high)]


def reasons(rows: pd.DataFrame) -> str:
    """Why some rows have no value, in words."""
    by_status = rows.loc[rows["status"] != "ok", "status"].value_counts()
    if len(by_status) == 1:
        return _(STATUS[str(by_status.index[0])])
    return ", ".join(counted(int(n), _(STATUS[str(status)])) for status, n in by_status.items())


def counted(n: int, word: str) -> str:
    """A number with what it counts, in the order that the language wants."""
    return _("{n} {word}", n=number(n, 0), word=word)


def district_line(measure: Indicator, row: pd.Series, total: pd.Series | None, place: str) -> str:
    """One district's value beside the whole area's."""
    name = plain(row["district"])
    if row["status"] != "ok":
        return _("**{name}**: {why}.", name=name, why=_(STATUS[row["status"]]))
    around = limits(row["lower"], row["upper"])
    value = quantity(row["value"], measure.unit)
    mine = (
        _("**{name}**: {value} (95 % limits {limits})", name=name, value=value, limits=around)
        if around
        else _("**{name}**: {value}", name=name, value=value)
    )
    if total is None or total["status"] != "ok":
        return f"{mine}."
    whole = quantity(total["value"], measure.unit)
    return _("{mine}; {place} as a whole: {whole}.", mine=mine, place=plain(place), whole=whole)


def change_sentence(measure: Indicator, place: str, before: str, after: str, row: pd.Series) -> str:
    """The change of one place between two periods, with its limits and its fixed word."""
    if pd.isna(row["change"]):
        return _no_change_sentence(place, before, after, row)
    around = limits(row["lower"], row["upper"])
    values = {
        "place": plain(place),
        "first": quantity(row["value_before"], measure.unit),
        "before": plain(period(before)),
        "then": quantity(row["value_after"], measure.unit),
        "after": plain(period(after)),
        "change": f"{signed(row['change'])} {change_unit(measure.unit)}",
        "limits": around,
        "verdict": _(VERDICT[row["verdict"]]),
    }
    if around:
        return _(
            "In {place} it went from {first} in {before} to {then} in {after}, "
            "a change of {change} (95 % limits {limits}): **{verdict}**.",
            **values,
        )
    return _(
        "In {place} it went from {first} in {before} to {then} in {after}, "
        "a change of {change} (no limits are known): **{verdict}**.",
        **values,
    )


def missing_sides(row: Row, before: str, after: str) -> list[str]:
    """Which of two periods has no value, and why; only why where the periods are not named."""
    states = [(before, row["status_before"]), (after, row["status_after"])]
    known = [(code, str(state) if isinstance(state, str) else "missing") for code, state in states]
    reasons = [(code, _(STATUS[state])) for code, state in known if state != "ok"]
    return [f"{period(code)}: {why}" if code else why for code, why in reasons]


def _no_change_sentence(place: str, before: str, after: str, row: pd.Series) -> str:
    why = missing_sides(row, before, after)
    return _("In {place} the change can't be told ({why}).", place=plain(place), why="; ".join(why))


def nothing_to_compare(codes: list[str], known: list[str], rows: pd.DataFrame) -> str:
    """Why nothing can be compared over time."""
    why = "; ".join(
        f"{plain(period(code))}: {reasons(rows[rows['period'] == code])}"
        for code in codes
        if code not in known
    )
    have = (
        _("Only {period} has values", period=plain(period(known[0]))) if known else _("No period has values")
    )
    have += f" ({why})" if why else ""
    return _("{have}, so nothing can be compared over time.", have=have)


def tally(changes: pd.DataFrame) -> str:
    """How many districts got better or worse, in the fixed words; by name where they are few."""
    counts = []
    for word, text in VERDICT.items():
        names = sorted(changes.loc[changes["verdict"] == word, "district"])
        listed = len(names) <= FEW and word in ("better", "worse", "different")
        if names:
            among = f" ({', '.join(map(plain, names))})" if listed else ""
            counts.append(counted(len(names), _(text)) + among)
    if not counts:
        return ""
    return _n(
        "Of {n} district: {found}.", "Of {n} districts: {found}.", len(changes), found=", ".join(counts)
    )


def by_group(place: str, segments: Segments, changes: pd.DataFrame) -> str:
    """The verdict of every group of a dimension; `changes` has `group, verdict`."""
    verdicts = "; ".join(
        f"{g}: {_(VERDICT[v])}" for g, v in zip(changes["group"], changes["verdict"], strict=True)
    )
    title = _(segments.title)
    return _(
        "{place}, by {dimension}: {said}.",
        place=plain(place),
        dimension=plain(title[0].lower() + title[1:]),
        said=plain(verdicts),
    )


def limits_gloss() -> str:
    """What limits are, once near the top of a page."""
    return _("95 % limits: how far chance alone could move a number.")


def change_caveat() -> str:
    """The caution that a change says nothing about its cause."""
    return _(
        "A change is what was measured at two points in time. It does not say what caused it. "
        "*No clear difference* means that chance alone could explain it."
    )


__all__ = [
    "BETTER",
    "DIFFERENCE",
    "FEW",
    "KIND",
    "STATUS",
    "VERDICT",
    "Row",
    "by_group",
    "cell",
    "change_unit",
    "changed",
    "counted",
    "digits",
    "district_line",
    "escaped",
    "group_name",
    "limits",
    "limits_gloss",
    "name_of",
    "number",
    "observed",
    "one_period",
    "overview",
    "period",
    "plain",
    "quantity",
    "reasons",
    "segment",
    "signed",
    "tally",
    "without",
    "without_value",
]
