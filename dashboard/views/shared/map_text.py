"""Words of a district on any map: its value, limits and rank, and for whom they hold."""

import pandas as pd

from dashboard.text import (
    STATUS,
    Row,
    cell,
    limits,
    number,
)
from indicators.engine.text.messages import translated as _


def one_group_note(group: str) -> str:
    """That what is shown holds for one group only; empty for everyone. The group's words are not escaped."""
    return _("Only one group is shown: {group}.", group=group) if group else ""


def about_group(about: str, group: str) -> str:
    """What is shown, and for whom."""
    return f"{about.rstrip('.')}. {one_group_note(group)}" if group else about


def rank(row: Row, better: str) -> str:
    """A district's rank with the ranks it could have; empty without a value."""
    if pd.isna(row["rank"]):
        return ""
    values = {"rank": number(row["rank"], 0), "of": number(row["of"], 0)}
    if better == "neutral":
        values["first"] = _("highest first")
    else:
        values["first"] = _("best first")
    if pd.isna(row["rank_lower"]):
        return _("rank {rank} of {of} ({first}); how sure is not known", **values)
    values |= {"low": number(row["rank_lower"], 0), "high": number(row["rank_upper"], 0)}
    if values["low"] == values["high"]:
        return _("rank {rank} of {of} ({first}), beyond chance", **values)
    return _("rank {rank} of {of} ({first}); could be {low} to {high}", **values)


def limits_line(row: Row) -> str:
    """The limits of a value, as a line of its own; empty where there are none."""
    between = limits(row["lower"], row["upper"])
    return _("95 % limits {limits}", limits=between) if between else ""


def value_lines(row: Row, unit: str, status: str, better: str) -> tuple[str, ...]:
    """A district's card: value, limits, rank; or why there is no value."""
    if status != "ok":
        return (_(STATUS[status]),)
    return tuple(filter(None, (cell(row["value"], unit, status), limits_line(row), rank(row, better))))
