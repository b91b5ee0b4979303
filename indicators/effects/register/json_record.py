"""An assessment as plain values, for JSON and tables; the keys are fixed, other programs read them."""

from math import isfinite
from typing import Any

from indicators.effects.assess import Assessment

Record = dict[str, Any]


def record(found: Assessment) -> Record:
    """One assessment. Numbers that are not known are None; so are expectations that nobody wrote."""
    effect, study, entry = found.effect, found.study or found.panel.study, found.intervention
    sides: dict[bool, list[str]] = {True: list(entry.districts), False: []}
    if study is not None:
        for side in sides:
            pairs = zip(study.districts, study.treated.tolist(), strict=True)
            sides[side] = [id for id, ever in pairs if ever is side]
    wanted = ("estimate", "lower", "upper", "p_value", "relative")
    numbers = {name: _number(getattr(effect, name)) if effect else None for name in wanted}
    return {
        "indicator": found.indicator.id,
        "intervention": entry.id,
        "segment": found.segment,
        "method": found.method,
        "estimate": numbers["estimate"],
        "lower": numbers["lower"],
        "upper": numbers["upper"],
        "p_value": numbers["p_value"],
        "relative_percent": numbers["relative"],
        "unit": found.indicator.unit,
        "treated": sides[True],
        "comparison": sides[False],
        "periods_before": list(found.panel.before),
        "periods_after": list(found.panel.after),
        "expected": _expected(found),
        "checks": [{"name": one.name, "passed": one.passed, "text": one.text} for one in found.checks],
        "verdict": found.verdict,
        "sentence": found.sentence,
    }


def _expected(found: Assessment) -> dict[str, float | None]:
    """As written in the entry; it is meant for the entry's own indicator only."""
    entry = found.intervention
    own = entry.indicator == found.indicator.id
    return {
        "low": _number(entry.expected_low) if own else None,
        "high": _number(entry.expected_high) if own else None,
    }


def records(found: Assessment) -> list[Record]:
    """One record for each group that was asked for, or the one for all."""
    return [record(one) for one in (found.for_whom.groups if found.for_whom else (found,))]


def flat(one: Record) -> Record:
    """A record as a line of a table: lists in one cell, checks as text."""
    line = {
        name: "; ".join(value) if isinstance(value, list) else value
        for name, value in one.items()
        if name not in ("expected", "checks")
    }
    said = {True: "passed", False: "failed", None: "informative"}
    line["expected_low"], line["expected_high"] = one["expected"]["low"], one["expected"]["high"]
    line["checks"] = "\n".join(
        f"{check['name']} ({said[check['passed']]}): {check['text']}" for check in one["checks"]
    )
    order = [
        name for key in one for name in (("expected_low", "expected_high") if key == "expected" else (key,))
    ]
    return {name: line[name] for name in order}


def _number(value: float | None) -> float | None:
    return float(value) if value is not None and isfinite(value) else None
