"""What the limits of a kind mean, in words for residents; every indicator's method note ends with its kind's."""

from indicators.engine.definitions.registry import Indicator
from indicators.engine.text.messages import Text, _, sentences


def limits_note(indicator: Indicator) -> Text:
    """What the limits of an indicator mean, in plain words."""
    return sentences(*(_(part) for part in indicator.spec.limits))


def method_note(indicator: Indicator) -> Text:
    """The whole note for residents: what is counted out of whom, and what the limits mean."""
    return sentences(_(plain_note(indicator)), limits_note(indicator))


def plain_note(indicator: Indicator) -> str:
    """The analyst's own note on one line, as it stands in the lists of words to translate."""
    return " ".join(indicator.note.split())
