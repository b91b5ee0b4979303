"""What a unit means that somebody wrote beside an expected change: per cent, points, or the indicator's own."""

PERCENT = ("percent", "per cent")
POINTS = ("percentage points", "percentage point", "points", "pp")


def is_relative(written: str, unit: str) -> bool | None:
    """Does a unit as somebody wrote it mean per cent of what would have been (True) or the indicator's own (False)?

    None where it is neither. `%` is the indicator's own unit where that is a percentage (then: points), and
    relative elsewhere; "percent" is always relative.
    """
    text = " ".join(written.casefold().split())
    if text in PERCENT:
        return True
    if same_unit(text, unit):
        return False
    return True if text == "%" else None


def same_unit(written: str, unit: str) -> bool:
    """Is it the indicator's unit, or its beginning (`per 1,000` of `per 1,000 residents a year`)? Points for `%`."""
    text, whole = " ".join(written.casefold().split()), unit.casefold()
    if unit == "%" and text in POINTS:
        return True
    return bool(text) and (whole == text or whole.startswith((f"{text} ", f"{text}, ")))
