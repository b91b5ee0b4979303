"""The fixed words of the engine: kinds of indicators, polarities, statuses of a value, verdicts.

Every member is its own text (`Status.OK == "ok"`), which is what stands in tables, files and links.
"""

from enum import StrEnum


class Kind(StrEnum):
    """What a function measures; each kind has its decorator and its line in `kinds.KINDS`."""

    SHARE = "share"
    RATE = "rate"
    RATIO = "ratio"
    MEAN = "mean"
    PUBLISHED = "published"
    PERCENTILE = "percentile"
    STANDARDISED_RATE = "standardised_rate"
    STANDARDISED_RATIO = "standardised_ratio"
    LIFE_EXPECTANCY = "life_expectancy"


class Polarity(StrEnum):
    """Which way an indicator is better; a neutral one is not judged."""

    HIGHER = "higher"
    LOWER = "lower"
    NEUTRAL = "neutral"


class Status(StrEnum):
    """Why a value is there or not.

    `SUPPRESSED`: withheld to protect people. `TOO_FEW`: too little behind it. `MISSING`: not in the data.
    `NOT_COLLECTED`: the question was not put then or there.
    """

    OK = "ok"
    SUPPRESSED = "suppressed"
    TOO_FEW = "too_few"
    MISSING = "missing"
    NOT_COLLECTED = "not_collected"


class Verdict(StrEnum):
    """What can be concluded from a difference; `DIFFERENT` is a clear one that is not judged."""

    BETTER = "better"
    WORSE = "worse"
    NO_CLEAR_DIFFERENCE = "no_clear_difference"
    CANNOT_TELL = "cannot_tell"
    DIFFERENT = "different"
