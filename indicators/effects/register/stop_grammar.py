"""Stop rules: sentences written beforehand that can be evaluated as data arrive.

A small English grammar is understood (`docs/reference/interventions.md` states it); a rule that is not
understood is kept and shown as text. A rule is always held against comparable districts, whatever it says:
a plain before and after would blame or praise an intervention for what happened everywhere.
"""

import re
from dataclasses import dataclass

_NUMBERS = (
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)
_FALL = r"fall|falls|fallen|drop|drops|dropped|decrease|decreases|decreased|gone down|go down|goes down"
_RISE = r"rise|rises|risen|grow|grows|grown|increase|increases|increased|gone up|go up|goes up"
_IMPROVE = r"improve|improves|improved|gets better|get better|got better"
_WORSEN = r"worsen|worsens|worsened|gets worse|get worse|got worse"
_VERBS = {"lower": _FALL, "higher": _RISE, "better": _IMPROVE, "worse": _WORSEN}
_VERB = "|".join(_VERBS.values())
_NUMBER = r"\d+(?:\.\d+)?"
_TIME = rf"(?:,? (?:after|within) (?P<time>{_NUMBER}|{'|'.join(_NUMBERS)}) (?P<length>years?|months?))?"
_UNIT = r"%(?: of [^,.;]+?)?|[^\W\d](?:[^,.;]|(?<=\d),(?=\d))*?"
_AGAINST = r"(?:,? (?:against|compared with|compared to) (?:comparable|similar|comparison|other) districts)?"
_BY = rf"(?: by (?P<size>more than |at least |less than )?(?P<amount>{_NUMBER}) ?(?P<unit>{_UNIT}))?"
_SUBJECT = r"(?P<subject>[^.;:]+?)"

_CHANGE = re.compile(
    rf"stop if {_SUBJECT} (?P<not>(?:has|have|does|do) not |has |have |)(?P<verb>{_VERB}){_BY}{_AGAINST}{_TIME}",
    re.IGNORECASE,
)
_THAN_BEFORE = re.compile(
    rf"stop if (?P<word>fewer|less|more) {_SUBJECT} than before{_AGAINST}{_TIME}", re.IGNORECASE
)
# words that make a condition of several parts: better not understood than misunderstood
_SEVERAL = re.compile(
    rf"\b(?:or|unless|if|but|not|has|have|does|do|while|until|except|than|{_VERB})(?![-\w])", re.IGNORECASE
)
_NO_UNIT = re.compile(r"\b(?:after|within|against|compared)\b", re.IGNORECASE)


@dataclass(frozen=True)
class StopRule:
    """When to stop, as far as a rule could be understood.

    `missing` True: stop where the hoped-for change has not come; False: stop where a change has come that
    nobody wants. `direction` is lower, higher, better or worse; `amount` (0 or more) how much of a change, in
    per cent of what would have been (`unit` "percent") or in the unit written. `after_years` is how long to
    wait. `text` is the rule as written; with `readable` False it is all there is.
    """

    text: str
    readable: bool = False
    missing: bool = False
    direction: str = ""
    amount: float = 0.0
    unit: str = "percent"
    after_years: float = 0.0
    subject: str = ""


def parse(text: str) -> StopRule:
    """The rule that a sentence states; `readable` is False where it says something else than the grammar knows."""
    plain = re.sub(r"\bper cent\b", "percent", " ".join(text.split()).rstrip(" .!"))
    match = _THAN_BEFORE.fullmatch(plain)
    if match:
        direction = "higher" if match["word"].lower() == "more" else "lower"
        return _rule(text, match, missing=False, direction=direction)
    match = _CHANGE.fullmatch(plain)
    if match is None:
        return StopRule(text)
    negated, size = match["not"].lower().endswith("not "), (match["size"] or "").lower().strip()
    # "has not risen by more than" and "has risen by at least" leave open what happens at the amount itself
    if size not in (("", "at least") if negated else ("", "more than", "less than")):
        return StopRule(text)
    verb = match["verb"].lower()
    direction = next(name for name, verbs in _VERBS.items() if verb in verbs.split("|"))
    return _rule(text, match, negated or size == "less than", direction)


def _rule(text: str, match: "re.Match[str]", missing: bool, direction: str) -> StopRule:
    parts = match.groupdict()
    unit = (parts.get("unit") or "%").strip()
    if _SEVERAL.search(parts["subject"]) or _SEVERAL.search(unit) or _NO_UNIT.search(unit):
        return StopRule(text)
    return StopRule(
        text=text,
        readable=True,
        missing=missing,
        direction=direction,
        amount=float(parts.get("amount") or 0),
        unit="percent" if unit == "%" else unit,
        after_years=_years(parts["time"], parts["length"]),
        subject=parts["subject"],
    )


def _years(time: str | None, length: str | None) -> float:
    if time is None or length is None:
        return 0.0
    number = float(_NUMBERS.index(time.lower())) if time.lower() in _NUMBERS else float(time)
    return number / 12 if length.lower().startswith("month") else number


def written(
    missing: bool,
    direction: str,
    amount: float = 0.0,
    unit: str = "percent",
    after_years: float = 0.0,
    subject: str = "the indicator",
) -> str:
    """The English sentence that states a rule given by form fields; `parse` reads it back as the same rule.

    Raises ValueError where the fields can't be said in the grammar (a negative amount, an unknown direction, a
    subject or unit that would be misread).
    """
    verbs = {"lower": ("fallen", "fall"), "higher": ("risen", "rise"), "better": ("improved", "improve")}
    verbs["worse"] = ("worsened", "worsen")
    if direction not in verbs or amount < 0 or after_years < 0:
        raise ValueError(f"no rule with direction={direction}, amount={amount}, after_years={after_years}")
    size = (
        f" by {'' if missing else 'more than '}{amount:.12g} {'%' if unit == 'percent' else unit}"
        if amount
        else ""
    )
    verb = f"has not {verbs[direction][0]}" if missing else f"has {verbs[direction][0]}"
    text = f"Stop if {subject} {verb}{size} against comparable districts{_after(after_years)}."
    rule = parse(text)
    question = (missing, direction, unit if amount else "percent", subject)
    same = (rule.missing, rule.direction, rule.unit, rule.subject) == question and rule.amount == amount
    # a time is written in whole months
    if not (rule.readable and same and abs(rule.after_years - after_years) <= 1 / 24):
        raise ValueError(f"'{text}' would be read otherwise")
    return text


def _after(years: float) -> str:
    if years == 0:
        return ""
    if float(years).is_integer():
        return f" after {years:g} {'year' if years == 1 else 'years'}"
    months = round(years * 12)
    return f" after {months} {'month' if months == 1 else 'months'}"
