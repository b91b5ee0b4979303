"""What studies hold possible: modelled potentials of smart-city applications, with their sources.

They are potentials of whole cities under a model's assumptions. None is a forecast for a district, and every
sentence says so. `evidence.csv` holds them; a range may lack its lower or its upper end.
"""

import csv
import math
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from indicators.engine.text import late as say
from indicators.engine.text.messages import N_, Text, _, sentences

FILE = Path(__file__).with_name("evidence.csv")

_VERIFIED = {
    "true": "",
    "conflicting": N_("Summaries by the authors give different figures."),
    "false": N_("The figure is known from summaries only; no text was found to check it against."),
}


@dataclass(frozen=True)
class Evidence:
    """One modelled potential: by how many per cent an outcome could change in a city.

    `low` and `high` are sizes in per cent (NaN: no such end is given); `direction` says whether the outcome
    would become `lower` or `higher`. `verified` is true, conflicting or false.
    """

    domain: str
    outcome: str
    application: str
    low: float
    high: float
    direction: str
    context: str
    source: str
    verified: str

    @property
    def change(self) -> tuple[float, float]:
        """The signed change in per cent, smaller number first: a fall of 8 to 10 % is (-10, -8). NaN: open end."""
        return (-self.high, -self.low) if self.direction == "lower" else (self.low, self.high)

    @property
    def sentence(self) -> Text:
        """The potential in words, with what keeps it from being a forecast."""
        parts = [
            _(
                "{outcome}: a model holds {range} possible by {application}.",
                outcome=self.outcome[:1].upper() + self.outcome[1:],
                range=self.range_words,
                application=self.application,
            ),
            _(
                "It is a potential of whole cities ({context}), no forecast for a district.",
                context=self.context,
            ),
            _(_VERIFIED[self.verified]) if self.verified in _VERIFIED else "",
            _("Source: {source}.", source=self.source),
        ]
        return sentences(*parts)

    @property
    def range_words(self) -> Text | str:
        """How much lower or higher, as far as its ends are given."""
        lower = self.direction == "lower"
        if math.isnan(self.high):
            size = _size(self.low)
            return _("at least {size} less", size=size) if lower else _("at least {size} more", size=size)
        if math.isnan(self.low):
            size = _size(self.high)
            return _("up to {size} less", size=size) if lower else _("up to {size} more", size=size)
        size = _size(self.low, self.high)
        return _("{size} less", size=size) if lower else _("{size} more", size=size)


def _size(*ends: float) -> Text:
    """One or two sizes in per cent, as they are written in the source."""
    whole = all(end.is_integer() for end in ends)
    written = [say.number(end, 0 if whole else None) for end in dict.fromkeys(ends)]
    size = written[0] if len(written) == 1 else _("{lower} to {upper}", lower=written[0], upper=written[1])
    return say.with_unit(size, "%")


@cache
def all_evidence() -> tuple[Evidence, ...]:
    """Everything in `evidence.csv`, in its order."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return tuple(
            Evidence(
                domain=row["domain"],
                outcome=row["outcome"],
                application=row["application"],
                low=float(row["low_percent"] or "nan"),
                high=float(row["high_percent"] or "nan"),
                direction=row["direction"],
                context=row["context"],
                source=row["source"],
                verified=row["verified"].strip().casefold(),
            )
            for row in csv.DictReader(file)
        )


def evidence_for(domain: str, words: str = "") -> tuple[Evidence, ...]:
    """The potentials of a domain; those whose outcome shares a word with `words` (an indicator's title) first.

    Sharing a word is a hint for a reader and no proof that both mean the same.
    """
    in_domain = [evidence for evidence in all_evidence() if evidence.domain == domain]
    stems = _stems(words)
    return tuple(sorted(in_domain, key=lambda evidence: -len(stems & _stems(evidence.outcome))))


def _stems(text: str) -> set[str]:
    """The first six letters of every longer word, so that `emission` meets `emissions`."""
    return {word[:6] for word in re.findall(r"[a-z]{4,}", text.casefold())} - {"person"}


def beyond(expected_low: float | None, expected_high: float | None, evidence: Evidence) -> Text | str:
    """A warning where an expected change in per cent goes further than the model holds possible; else empty."""
    low, high = evidence.change
    given_low = math.nan if expected_low is None else expected_low
    given_high = math.nan if expected_high is None else expected_high
    if (evidence.direction == "lower" and given_low < low) or (
        evidence.direction == "higher" and given_high > high
    ):
        return _(
            "What is expected here goes beyond what a model holds possible ({range}).",
            range=evidence.range_words,
        )
    return ""
