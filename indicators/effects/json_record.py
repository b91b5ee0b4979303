"""An assessment as plain values, for JSON and tables; the keys are fixed, other programs read them."""

from math import isfinite

from indicators.effects.assessment import Assessment
from indicators.engine.types import JsonObject

Record = JsonObject


def record(assessment: Assessment) -> Record:
    """One assessment. Numbers that are not known are None; so are expectations that nobody wrote."""
    effect, study, entry = (
        assessment.effect,
        assessment.study or assessment.panel.study,
        assessment.intervention,
    )
    sides: dict[bool, list[str]] = {True: list(entry.districts), False: []}
    if study is not None:
        for side in sides:
            pairs = zip(study.districts, study.treated.tolist(), strict=True)
            sides[side] = [id for id, ever in pairs if ever is side]
    names = ("estimate", "lower", "upper", "p_value", "relative")
    numbers = {name: _number(getattr(effect, name)) if effect else None for name in names}
    return {
        "indicator": assessment.indicator.id,
        "intervention": entry.id,
        "segment": assessment.segment,
        "method": assessment.method,
        "estimate": numbers["estimate"],
        "lower": numbers["lower"],
        "upper": numbers["upper"],
        "p_value": numbers["p_value"],
        "relative_percent": numbers["relative"],
        "unit": assessment.indicator.unit,
        "treated": sides[True],
        "comparison": sides[False],
        "periods_before": list(assessment.panel.before),
        "periods_after": list(assessment.panel.after),
        "expected": _expected(assessment),
        "checks": [
            {"name": one.name, "passed": one.passed, "text": str(one.text)} for one in assessment.checks
        ],
        "verdict": assessment.verdict,
        "sentence": str(assessment.sentence),
    }


def _expected(assessment: Assessment) -> dict[str, float | None]:
    """As written in the entry; it is meant for the entry's own indicator only."""
    entry = assessment.intervention
    own = entry.indicator == assessment.indicator.id
    return {
        "low": _number(entry.expected_low) if own else None,
        "high": _number(entry.expected_high) if own else None,
    }


def records(assessment: Assessment) -> list[Record]:
    """One record for each group that was asked for, or the one for all."""
    return [record(one) for one in (assessment.for_whom.groups if assessment.for_whom else (assessment,))]


def flat(one: Record) -> Record:
    """A record as a line of a table: lists in one cell, checks as text."""
    line = {
        name: "; ".join(value) if isinstance(value, list) else value
        for name, value in one.items()
        if name not in ("expected", "checks")
    }
    results = {True: "passed", False: "failed", None: "informative"}
    line["expected_low"], line["expected_high"] = one["expected"]["low"], one["expected"]["high"]
    line["checks"] = "\n".join(
        f"{check['name']} ({results[check['passed']]}): {check['text']}" for check in one["checks"]
    )
    order = [
        name for key in one for name in (("expected_low", "expected_high") if key == "expected" else (key,))
    ]
    return {name: line[name] for name in order}


def _number(value: float | None) -> float | None:
    return float(value) if value is not None and isfinite(value) else None
