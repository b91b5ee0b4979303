"""Drafts of entries: what stands in the form, kept for the visit while other pages are shown.

A draft knows which version it began with; its values are those of the form's fields, by name.
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from indicators.effects.register.intervention import ALL_DISTRICTS, Intervention, differing
from indicators.effects.register.stop_grammar import parse, written

Values = dict[str, Any]
_TEXTS = ("title", "domain", "status", "indicator", "evidence", "partners", "notes", "lessons")


@dataclass
class Draft:
    """`base` is the version that was opened, `version` its number (0: a new entry); `key` names it in the session."""

    key: str
    base: Intervention
    version: int
    values: Values
    entered: Values

    @property
    def new(self) -> bool:
        """Is it an entry that is not in the register yet?"""
        return self.version == 0

    @property
    def touched(self) -> bool:
        """Has anything been typed?"""
        return self.values != self.entered


def new_draft(key: str, base: Intervention, version: int) -> Draft:
    """A draft of an entry, as it stands."""
    values = values_of(base)
    return Draft(key, base, version, values, dict(values))


def values_of(entry: Intervention) -> Values:
    """The fields of the form for an entry."""
    dates = sorted(set(entry.starts.values()))
    rule = parse(entry.stop_rule) if entry.stop_rule.strip() else None
    fielded = rule is not None and rule.readable and _is_rewritten_alike(entry.stop_rule)
    return {
        "id": entry.id,
        "title": entry.title,
        "domain": entry.domain,
        "status": entry.status,
        "indicator": entry.indicator,
        "districts": list(entry.districts),
        "segments": [f"{name}={group}" for name, groups in entry.segments.items() for group in groups],
        "staggered": len(dates) > 1,
        "start": dates[0] if dates else None,
        "starts": dict(entry.starts),
        "end": entry.end,
        "cost": entry.cost,
        "currency": entry.currency,
        "expected_low": entry.expected_low,
        "expected_high": entry.expected_high,
        "expected_unit": entry.expected_unit or "percent",
        "evidence": entry.evidence,
        "rule": "none" if rule is None else "fields" if fielded else "words",
        "stop_rule": entry.stop_rule,
        "missing": rule.missing if rule and rule.readable else True,
        "direction": rule.direction if rule and rule.readable else "better",
        "amount": rule.amount if rule and rule.readable else 10.0,
        "rule_unit": rule.unit if rule and rule.readable else "percent",
        "after_months": round(12 * rule.after_years) if rule and rule.readable else 24,
        "partners": entry.partners,
        "notes": entry.notes,
        "lessons": entry.lessons,
    }


def _is_rewritten_alike(text: str) -> bool:
    """Would the fields of a rule write exactly this text again? If not, the text is kept as it is."""
    rule = parse(text)
    try:
        rewritten = written(
            rule.missing,
            rule.direction,
            rule.amount,
            rule.unit,
            rule.after_years,
            rule.subject or "the indicator",
        )
    except ValueError:
        return False
    return rewritten == text


def entry_of(draft: Draft, subject: str = "") -> Intervention:
    """The entry that the form's fields state. What could not be read before stays until its field is changed."""
    values, base = draft.values, draft.base
    texts: Values = {name: str(values[name] or "").strip() for name in _TEXTS}
    made = replace(
        base,
        **texts,
        id=draft.base.id or values["id"],
        districts=tuple(values["districts"]),
        segments=_segments(values["segments"]),
        starts=_starts(values),
        end=values["end"],
        cost=values["cost"],
        currency=str(values["currency"] or "").strip().upper(),
        expected_low=values["expected_low"],
        expected_high=values["expected_high"],
        expected_unit=_unit(values),
        stop_rule=rule_text(values, subject),
    )
    changed = differing(base, made)
    names = {"starts": "start"}
    touched = {names.get(name, name) for name in changed}
    return replace(made, unread={name: text for name, text in base.unread.items() if name not in touched})


def _unit(values: Mapping[str, Any]) -> str:
    known = values["expected_low"] is not None or values["expected_high"] is not None
    return str(values["expected_unit"] or "") if known else ""


def _segments(codes: Collection[str]) -> dict[str, tuple[str, ...]]:
    by_dimension: dict[str, tuple[str, ...]] = {}
    for code in codes:
        dimension, _equals, group = code.partition("=")
        by_dimension[dimension] = (*by_dimension.get(dimension, ()), group)
    return by_dimension


def _starts(values: Mapping[str, Any]) -> dict[str, dt.date]:
    districts = tuple(values["districts"])
    if not values["staggered"]:
        return dict.fromkeys(districts or (ALL_DISTRICTS,), values["start"]) if values["start"] else {}
    dates = values["starts"]
    return {code: dates[code] for code in districts if dates.get(code)}


def rule_text(values: Mapping[str, Any], subject: str = "") -> str:
    """The stop rule as text: from its fields, or as it was written."""
    if values["rule"] == "none":
        return ""
    if values["rule"] == "words":
        return str(values["stop_rule"] or "").strip()
    fields = (
        bool(values["missing"]), str(values["direction"]), float(values["amount"] or 0), str(values["rule_unit"]),
        float(values["after_months"] or 0) / 12,
    )  # fmt: skip
    for name in (parse(str(values["stop_rule"])).subject, subject, "the indicator"):
        try:
            if name:
                return written(*fields, subject=name)
        except ValueError:
            continue
    return str(values["stop_rule"] or "").strip()


def free_id(title: str, taken: Collection[str]) -> str:
    """A short name for links from a title: letters, digits and hyphens, not taken yet."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    stem = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60] or "intervention"
    names = [stem, *(f"{stem}-{n}" for n in range(2, len(taken) + 3))]
    return next(name for name in names if name not in taken)


def merged(base: Intervention, mine: Intervention, theirs: Intervention) -> Intervention:
    """Their version with my changes on it. Fields that both changed are mine: `both_changed` names them."""
    return replace(theirs, **{name: getattr(mine, name) for name in differing(base, mine)})


def both_changed(base: Intervention, mine: Intervention, theirs: Intervention) -> tuple[str, ...]:
    """The fields that both changed, and not to the same."""
    other = set(differing(base, theirs)) & set(differing(mine, theirs))
    return tuple(name for name in differing(base, mine) if name in other)
