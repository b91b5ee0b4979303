"""What the limits of a kind mean, in words for residents; every indicator's method note ends with its kind's."""

from indicators.engine.definitions.registry import Indicator
from indicators.engine.text.messages import N_, _

_SAMPLED = N_(
    "The limits say how far chance alone could move the number: had others been asked, it would lie between them "
    "in 19 years out of 20. They do not cover wrong answers, or people nobody reached."
)
_LIVED = N_(
    "The limits say how far chance alone could move the number: had the same dangers met the same people again, it "
    "would lie between them in 19 years out of 20. They do not cover events that nobody recorded."
)
LIMITS = {
    "share": (
        N_(
            "The limits say how far chance alone could move the number: had others been asked, or had the same "
            "people's lives gone a little differently, it would lie between them in 19 years out of 20. They do "
            "not cover wrong answers, or people nobody reached."
        ),
    ),
    "rate": (
        _LIVED,
        N_(
            "Where few events happen, the limits are wide, and a single event more or less changes the number a lot."
        ),
    ),
    "ratio": (
        N_(
            "There are no limits: everything was measured, nothing was sampled. How exact it is depends on the "
            "meters and scales alone."
        ),
    ),
    "mean": (_SAMPLED, N_("The fewer were asked and the more they differ, the wider.")),
    "published": (
        N_(
            "Value and limits stand as their publisher gave them; Townbell does not add them up or change them."
        ),
    ),
    "percentile": (
        N_(
            "The limits are values of people who stand a little before and after in the queue; with few people "
            "there are none. The number itself is exact to 1 %."
        ),
    ),
    "standardised_rate": (
        _LIVED,
        N_(
            "The number answers 'what if every district had the same ages', so it serves to compare and is not "
            "how many events there were."
        ),
    ),
    "standardised_ratio": (
        _LIVED,
        N_(
            "100 is what would be expected from the city's own rates at each age; two districts' ratios should "
            "each be set against 100 and not against each other."
        ),
    ),
    "life_expectancy": (
        _LIVED,
        N_("It is not how long today's babies will live, for death rates will change."),
    ),
}


def limits_note(indicator: Indicator) -> str:
    """What the limits of an indicator mean, in plain words."""
    return " ".join(_(part) for part in LIMITS[indicator.kind])


def method_note(indicator: Indicator) -> str:
    """The whole note for residents: what is counted out of whom, and what the limits mean."""
    return f"{_(plain_note(indicator))} {limits_note(indicator)}"


def plain_note(indicator: Indicator) -> str:
    """The analyst's own note on one line, as it stands in the lists of words to translate."""
    return " ".join(indicator.note.split())
