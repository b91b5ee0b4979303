"""Numbers and sentences: what a resident reads. Every sentence says no more than its numbers do."""

import html
import re

import pandas as pd

from indicators.engine.pack import Segments
from indicators.engine.registry import Indicator

STATUS = {
    "ok": "",
    "suppressed": "hidden: too few to protect people's privacy",
    "too_few": "too few people to say",
    "missing": "missing",
    "not_collected": "not collected",
}
VERDICT = {
    "better": "better",
    "worse": "worse",
    "no_clear_difference": "no clear difference",
    "cannot_tell": "cannot tell",
    "different": "changed (not judged)",
}
KIND = {"real": "Real data", "generated": "Generated city: every number is invented"}
BETTER = {
    "higher": "Higher is better.",
    "lower": "Lower is better.",
    "neutral": "Neither high nor low is better as such.",
}
FEW = 6  # names that still fit into a sentence


def digits(value: float) -> int:
    """Decimals that say enough: none from 100 up, one from 1 up, two significant ones below."""
    size = abs(value)
    if size >= 100:
        return 0
    if size >= 0.95 or size == 0:
        return 1
    return 2 if size >= 0.095 else 3


def number(value: float, decimals: int | None = None) -> str:
    """A number as people write it: 1,234 or 3.4; a real minus; never minus zero."""
    if pd.isna(value):
        return ""
    text = f"{value:,.{digits(value) if decimals is None else decimals}f}"
    return text.replace("-", "" if re.fullmatch(r"-[0.,]+", text) else "−")


def quantity(value: float, unit: str) -> str:
    """A number with its unit; the sign for per cent stays on its line."""
    return f"{number(value)}\u00a0%" if unit == "%" else f"{number(value)} {unit}".strip()


def limits(lower: float, upper: float) -> str:
    """An interval in words; empty where there is none."""
    if pd.isna(lower) or pd.isna(upper):
        return ""
    decimals = max(digits(lower), digits(upper)) if lower else digits(upper)
    return f"{number(lower, decimals)} to {number(upper, decimals)}"


def cell(value: float, unit: str, status: str) -> str:
    """What stands in a table or beside a district: the number, or why there is none."""
    return quantity(value, unit) if status == "ok" else STATUS[status]


def change_unit(unit: str) -> str:
    """The unit of a difference: points for percentages."""
    return "percentage points" if unit == "%" else unit


def signed(value: float) -> str:
    """A number with its sign."""
    text = number(value)
    return text if pd.isna(value) or value < 0 or text.strip("0.") == "" else f"+{text}"


def plain(text: str) -> str:
    """A name from the data with nothing in it that Markdown would take for more than text."""
    return re.sub(r"([\\`*_{}\[\]()#+!|<>~$:])", r"\\\1", text)


def escaped(text: str) -> str:
    """A name from the data as HTML text."""
    return html.escape(text)


def name_of(title: str) -> str:
    """A city's name: its title up to the colon."""
    return title.split(":")[0]


def segment(segments: Segments, group: str) -> str:
    """A group of a dimension in words: `Age: 65+`, `Income: poorest fifth`."""
    return f"{segments.title}: {segments.labels.get(group, group)}"


def overview(
    measure: Indicator, place: str, period: str, group: str, total: pd.Series | None, rows: pd.DataFrame
) -> str:
    """What the map shows: the whole area's value, the range over districts, and what is not known."""
    whom = f", {plain(group[0].lower() + group[1:])}" if group else ""
    about = f"{plain(period)}{whom}: "
    known = rows[rows["status"] == "ok"].sort_values("value")
    if known.empty:
        return about + f"no district has a value ({_reasons(rows)})."
    said = [*_total(measure, place, total), *_range(measure, known)]
    hidden = len(rows) - len(known)
    unknown = f" {hidden} of {len(rows)} districts have no value ({_reasons(rows)})." if hidden else ""
    return f"{about}{'; '.join(said)}.{unknown}"


def _total(measure: Indicator, place: str, total: pd.Series | None) -> list[str]:
    if total is None or total["status"] != "ok":
        return []
    around = limits(total["lower"], total["upper"])
    between = f" (95 % limits {around})" if around else ""
    return [f"**{quantity(total['value'], measure.unit)}** in {plain(place)} as a whole{between}"]


def _range(measure: Indicator, known: pd.DataFrame) -> list[str]:
    """The lowest and the highest district; `known` is in order."""
    ends = [("lowest", known.iloc[0]), ("highest", known.iloc[-1])] if len(known) > 1 else []
    if not ends:
        only = known.iloc[0]
        return [f"only {plain(only['district'])} has a value ({quantity(only['value'], measure.unit)})"]
    return [
        ", ".join(
            f"{word} in {plain(row['district'])} ({quantity(row['value'], measure.unit)})"
            for word, row in ends
        )
    ]


def _reasons(rows: pd.DataFrame) -> str:
    counted = rows.loc[rows["status"] != "ok", "status"].value_counts()
    if len(counted) == 1:
        return STATUS[str(counted.index[0])]
    return ", ".join(f"{n} {STATUS[str(status)]}" for status, n in counted.items())


def district_line(measure: Indicator, row: pd.Series, total: pd.Series | None, place: str) -> str:
    """One district's value beside the whole area's."""
    name = plain(row["district"])
    if row["status"] != "ok":
        return f"**{name}**: {STATUS[row['status']]}."
    around = limits(row["lower"], row["upper"])
    text = f"**{name}**: {quantity(row['value'], measure.unit)}" + (
        f" (95 % limits {around})" if around else ""
    )
    if total is None or total["status"] != "ok":
        return text + "."
    return f"{text}; {plain(place)} as a whole: {quantity(total['value'], measure.unit)}."


def changed(measure: Indicator, place: str, before: str, after: str, row: pd.Series) -> str:
    """The change of one place between two periods, with its limits and its fixed word."""
    where = plain(place)
    if pd.isna(row["change"]):
        why = [
            f"{p}: {STATUS[row[f'status_{side}']]}"
            for p, side in ((before, "before"), (after, "after"))
            if row[f"status_{side}"] != "ok"
        ]
        return f"In {where} the change can't be told ({'; '.join(why)})."
    unit = change_unit(measure.unit)
    around = limits(row["lower"], row["upper"])
    sentence = (
        f"In {where} it went from {quantity(row['value_before'], measure.unit)} in {plain(before)} to "
        f"{quantity(row['value_after'], measure.unit)} in {plain(after)}, "
        f"a change of {signed(row['change'])} {unit}"
    )
    sentence += f" (95 % limits {around})" if around else " (no limits are known)"
    return f"{sentence}: **{VERDICT[row['verdict']]}**."


def one_period(codes: list[str], known: list[str], rows: pd.DataFrame) -> str:
    """Why nothing can be compared over time."""
    why = []
    for code in (code for code in codes if code not in known):
        why.append(f"{plain(code)}: {_reasons(rows[rows['period'] == code])}")
    have = f"Only {plain(known[0])} has values" if known else "No period has values"
    return have + (f" ({'; '.join(why)})" if why else "") + ", so nothing can be compared over time."


def tally(changes: pd.DataFrame) -> str:
    """How many districts got better or worse, in the fixed words; by name where they are few."""
    found = []
    for word, text in VERDICT.items():
        names = sorted(changes.loc[changes["verdict"] == word, "district"])
        listed = len(names) <= FEW and word in ("better", "worse", "different")
        if names:
            found.append(f"{len(names)} {text}" + (f" ({', '.join(map(plain, names))})" if listed else ""))
    return f"Of {len(changes)} districts: {', '.join(found)}." if found else ""


def by_group(place: str, segments: Segments, changes: pd.DataFrame) -> str:
    """The verdict of every group of a dimension; `changes` has `group, verdict`."""
    said = "; ".join(f"{g}: {VERDICT[v]}" for g, v in zip(changes["group"], changes["verdict"], strict=True))
    return f"{plain(place)}, by {plain(segments.title.lower())}: {plain(said)}."


OBSERVED = (
    "A change is what was measured at two points in time. It does not say what caused it. "
    "*No clear difference* means that chance alone could explain it."
)
