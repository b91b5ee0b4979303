"""Sentences of the page of segments: who is worst off, by how much, and whether it has changed."""

import pandas as pd

from dashboard.text import (
    DIFFERENCE,
    STATUS,
    change_unit,
    counted,
    limits,
    number,
    period,
    plain,
    quantity,
    reasons,
    signed,
)
from dashboard.views.segments.measures_text import MOVED
from indicators.engine.definitions.registry import Indicator
from indicators.engine.pack.model import Segments
from indicators.engine.text.messages import N_
from indicators.engine.text.messages import translated as _
from indicators.engine.text.messages import translated_plural as _n

SECTIONS = {
    "groups": N_("Who is behind"),
    "change": N_("Before and after"),
    "gap": N_("The gap over time"),
    "districts": N_("Districts by gap"),
    "digital": N_("Access and use"),
    "records": N_("The groups themselves"),
}


def levels(
    measure: Indicator, place: str, code: str, segments: Segments, rows: pd.DataFrame, clear: bool = True
) -> str:
    """Who is worst and who best off; lowest and highest where nothing is judged. `rows`: `name, value, status`.

    Where the two do not differ clearly, it is only said as measured.
    """
    title = _(segments.title)
    about = {
        "place": plain(place[:1].upper() + place[1:]),
        "period": plain(period(code)),
        "by": plain(title[:1].lower() + title[1:]),
    }
    known = rows[rows["status"] == "ok"].sort_values("value", kind="stable")
    if known.empty:
        return _(
            "{place}, {period}, by {by}: no group has a value ({why}).",
            why=reasons(rows) if len(rows) else _(STATUS["missing"]),
            **about,
        )
    if len(known) == 1:
        only = _named(measure, known.iloc[0])
        return _("{place}, {period}, by {by}: only {name} has a value ({value}).", **about, **only)
    text = _extremes(measure, about, _named(measure, known.iloc[0]), _named(measure, known.iloc[-1]), clear)
    return f"{text} {_unknown(rows)}".strip()


def _extremes(
    measure: Indicator, about: dict[str, str], low: dict[str, str], high: dict[str, str], clear: bool
) -> str:
    if low["value"] == high["value"]:
        return _("{place}, {period}, by {by}: all groups have {value}.", value=low["value"], **about)
    if measure.better == "neutral":
        values = {**about, **_two(low, high)}
        return _("{place}, {period}, by {by}. Lowest: **{a}** ({x}). Highest: **{b}** ({y}).", **values)
    worst, best = (low, high) if measure.better == "higher" else (high, low)
    values = {**about, **_two(worst, best)}
    if clear:
        return _("{place}, {period}, by {by}. Worst off: **{a}** ({x}). Best off: **{b}** ({y}).", **values)
    return _(
        "{place}, {period}, by {by}. As measured worst off: **{a}** ({x}); best off: **{b}** ({y}).", **values
    )


def _named(measure: Indicator, row: pd.Series) -> dict[str, str]:
    return {"name": plain(str(row["name"])), "value": quantity(float(row["value"]), measure.unit)}


def _two(first: dict[str, str], second: dict[str, str]) -> dict[str, str]:
    return {"a": first["name"], "x": first["value"], "b": second["name"], "y": second["value"]}


def _unknown(rows: pd.DataFrame) -> str:
    hidden = rows[rows["status"] != "ok"]
    if hidden.empty:
        return ""
    named = "; ".join(
        f"{plain(str(name))} ({_(STATUS[status])})"
        for name, status in zip(hidden["name"], hidden["status"], strict=True)
    )
    return _("Without a value: {named}.", named=named)


def ends(segments: Segments, among: tuple[str, ...], rows: pd.DataFrame) -> tuple[str, str]:
    """The names of the two groups between which the difference lies: first and last, or lowest and highest."""
    if segments.ordinal:
        named = dict(zip(rows["group"], rows["name"], strict=True))
        return str(named[among[0]]), str(named[among[-1]])
    known = rows[rows["status"] == "ok"].sort_values("value", kind="stable")
    return str(known["name"].iloc[0]), str(known["name"].iloc[-1])


def distance(measure: Indicator, gap: pd.Series | None, first: str, last: str) -> str:
    """The difference between two groups with its limits, and a fixed word; `gap` is last less first."""
    if gap is None:
        return _("The gap can't be told: one of the groups that it runs between has no value.")
    value, low, high = (float(gap[name]) for name in ("value", "lower", "upper"))
    if value < 0:
        first, last, value, low, high = last, first, -value, -high, -low
    # from here `last` has the higher value
    values = {
        "size": f"{number(value)} {change_unit(measure.unit)}",
        "limits": limits(low, high),
        "first": plain(first),
        "last": plain(last),
        "behind": plain(last if measure.better == "lower" else first),
    }
    if not values["limits"]:
        return _(
            "{size} lie between {first} and {last}; no limits are known, so chance: **cannot tell**.",
            **values,
        )
    if low <= 0:
        return _(
            "{size} lie between {first} and {last} (95 % limits {limits}): **no clear difference**.", **values
        )
    if measure.better == "neutral":
        return _(
            "{size} lie between {first} and {last} (95 % limits {limits}): more than chance, and not judged.",
            **values,
        )
    return _("{size} lie between {first} and {last} (95 % limits {limits}): **{behind}: worse**.", **values)


def moved(measure: Indicator, before: str, after: str, row: pd.Series | None) -> str:
    """Whether the difference between the groups has changed; `row` is that of `gap_moves`."""
    about = {"before": plain(period(before)), "after": plain(period(after))}
    if before == after:
        return _("Choose another period under “Compared with” to see whether the gap has changed.")
    if row is None or pd.isna(row["change"]):
        return _("Whether the gap has changed between {before} and {after}: **cannot tell**.", **about)
    sign = -1 if row["after"] < 0 or (row["after"] == 0 and row["before"] < 0) else 1
    low, high = sorted((sign * float(row["lower"]), sign * float(row["upper"])))
    values = {
        "first": number(abs(float(row["before"]))),
        "then": number(abs(float(row["after"]))),
        "unit": change_unit(measure.unit),
        "change": f"{signed(sign * float(row['change']))} {change_unit(measure.unit)}",
        "limits": limits(low, high),
        "verdict": _(MOVED[str(row["verdict"])]),
    }
    if not values["limits"]:
        return _(
            "The gap: {first} {unit} in {before}, {then} in {after}, without limits: **{verdict}**.",
            **about,
            **values,
        )
    return _(
        "The gap: {first} {unit} in {before}, {then} in {after}, a change of {change} "
        "(95 % limits {limits}): **{verdict}**.",
        **about,
        **values,
    )


def swapped(segments: Segments, before: str, then: pd.DataFrame, now: pd.DataFrame) -> str:
    """Says where unordered groups changed places between two periods; empty where they did not."""
    both = [rows[rows["status"] == "ok"].sort_values("value", kind="stable") for rows in (then, now)]
    if segments.ordinal or min(map(len, both)) < 2 or both[0]["group"].iloc[0] == both[1]["group"].iloc[0]:
        return ""
    if len(both[0]) == len(both[1]) == 2:
        return _("In {before} it was the other way round.", before=plain(period(before)))
    return _(
        "In {before} the lowest was {name}.",
        before=plain(period(before)),
        name=plain(both[0]["name"].iloc[0]),
    )


def flag(measure: Indicator, place: str, before: str, after: str, average: pd.Series) -> str:
    """The warning that the average got better while the gap got wider, with both values of the average."""
    return _(
        "**Average better, gap wider.** For all people in {place} together it went from {first} in {before} to "
        "{then} in {after}: better. But the groups lie further apart than before, beyond what chance explains.",
        place=plain(place),
        first=quantity(float(average["value_before"]), measure.unit),
        then=quantity(float(average["value_after"]), measure.unit),
        before=plain(period(before)),
        after=plain(period(after)),
    )


def never_asked(names: list[str]) -> str:
    """Groups that no period asked, left out of the gap."""
    if not names:
        return ""
    return _("Never asked, so left out of the gap: {names}.", names=", ".join(map(plain, names)))


def caution() -> str:
    """The caution that a gap says nothing about causes or fairness."""
    return _(
        "A gap is what was measured between groups: it says neither why it is there nor whether it is fair. "
        "Lines are 95 % limits; a gap whose limits hold no difference may be chance."
    )


def no_groups(measure: Indicator, in_domain: bool) -> str:
    """Why an indicator has no groups; links to others that have some stand below it."""
    why = _(
        "“{indicator}” can't be seen by groups of people: its source does not tell them apart.",
        indicator=plain(_(measure.title)),
    )
    other = (
        _("In this domain these can be:")
        if in_domain
        else _("No indicator of this domain can; of others these:")
    )
    return f"{why} {other}"


def by_districts(behind: str, against: str, rows: pd.DataFrame) -> str:
    """In how many districts a group is worse off than another; `rows` with `verdict, status`."""
    by_word = rows["verdict"].value_counts()
    listed = ", ".join(
        counted(int(by_word[word]), _(text)) for word, text in DIFFERENCE.items() if word in by_word
    )
    text = _n(
        "{behind} against {against} in {n} district: {found}.",
        "{behind} against {against} in {n} districts: {found}.",
        len(rows),
        behind=plain(behind[:1].upper() + behind[1:]),
        against=plain(against),
        found=listed,
    )
    hidden = rows[rows["status"] != "ok"]
    if hidden.empty:
        return text
    more = _n("{n} has no gap ({why}).", "{n} have no gap ({why}).", len(hidden), why=reasons(hidden))
    return f"{text} {more}"


def furthest(measure: Indicator, rows: pd.DataFrame) -> str:
    """The widest gap, with the care that its limits ask for."""
    known = rows[rows["status"] == "ok"]
    if known.empty:
        return ""
    row = known.iloc[0]
    return _(
        "Widest as measured: **{name}**, {size} (95 % limits {limits}). Where limits overlap, the order may be chance.",
        name=plain(str(row["district"])),
        size=f"{signed(float(row['value']))} {change_unit(measure.unit)}",
        limits=limits(float(row["lower"]), float(row["upper"])),
    )


def divided(reference: str, rows: pd.DataFrame) -> list[str]:
    """What each clear gap in use is made of; groups without a clear gap together."""
    clear = rows[rows["clear"] & (rows["status"] == "ok")]
    lines = [_divided(reference, row) for at, row in clear.iterrows()]
    rest = rows[~rows["clear"] & (rows["status"] == "ok") & (rows["name"] != reference)]
    if len(rest):
        names = ", ".join(plain(str(name)) for name in rest["name"])
        lines.append(
            _("No clear gap to split against {reference}: {names}.", reference=plain(reference), names=names)
        )
    return lines


def _divided(reference: str, row: pd.Series) -> str:
    return _(
        "**{name}**: {use} of 100 people use it, {gap} fewer than in the group with most use ({reference}). "
        "{access} of them for lack of access, {little} for little use among those who have it: lack of access "
        "is {share} % of the gap (95 % limits {low} to {high} %).",
        name=plain(str(row["name"])),
        reference=plain(reference),
        use=number(float(row["use"]), 0),
        gap=number(float(row["gap"]), 0),
        access=number(float(row["gap_access"]), 0),
        little=number(float(row["gap_use"]), 0),
        share=number(100 * float(row["access_share"]), 0),
        low=number(100 * float(row["access_share_lower"]), 0),
        high=number(100 * float(row["access_share_upper"]), 0),
    )
