"""The colours of pages and charts by their use, among them those of the words "better" and "worse".

The shades of good and bad come from `indicators.compare.spatial.colours`, as notebooks have them too.
"""

from indicators.compare.spatial.colours import (
    CONTINUOUS,
    GOOD_TO_BAD,
    NO_VALUE,
    NOT_JUDGED,
    Scale,
    around_zero,
    palette,
    rgb,
    scale,
)

VERDICT = {
    "better": GOOD_TO_BAD[0],
    "worse": GOOD_TO_BAD[-1],
    "no_clear_difference": "#d9d9d9",
    "cannot_tell": "#ffffff",
    "different": NOT_JUDGED[3],
}
VERDICT_SIGN = {
    **VERDICT,
    "no_clear_difference": "#4d4d4d",
    "cannot_tell": "#4d4d4d",
    "different": "#6a51a3",
}
"""The same, dark enough for signs and letters on white paper."""
INK = "#333333"
TEXT = "#111111"
SELECTED = "#000000"
ACCENT = "#0b5394"
ACCENT_BAND = "#c9daee"
"""Limits around a line in the accent's colour."""

GROUPS_IN_ORDER = ("#00224e", "#3f4c6b", "#7c7b78", "#b8ad6f", "#fee838")
"""Dark to light (cividis): the order shows, and the common forms of colour blindness keep it."""
GROUPS = ("#00224e", "#fee838", "#7c7b78", "#b8ad6f", "#3f4c6b")
"""The same for groups without an order, the most unlike ones first."""
PLACES = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#8a6d00", "#000000")
"""Lines of places that are compared, in their order (Okabe and Ito, the light ones darkened)."""
LIMITS = "#666666"
WHOLE_AREA = "#767676"

TREATED, TREATED_BAND = "#08306b", "#c6d6ea"
COUNTERFACTUAL, COUNTERFACTUAL_BAND = VERDICT["worse"], "#f4c08a"
ELSEWHERE, ELSEWHERE_TEXT = "#6e6e6e", "#444444"
AFTER_START = "#eef2f6"

__all__ = [
    "ACCENT", "ACCENT_BAND", "AFTER_START", "CONTINUOUS", "COUNTERFACTUAL", "COUNTERFACTUAL_BAND", "ELSEWHERE",
    "ELSEWHERE_TEXT", "GOOD_TO_BAD", "GROUPS", "GROUPS_IN_ORDER", "INK", "LIMITS", "NOT_JUDGED", "NO_VALUE", "PLACES",
    "SELECTED", "TEXT", "TREATED", "TREATED_BAND", "VERDICT", "VERDICT_SIGN", "WHOLE_AREA", "Scale", "around_zero",
    "palette", "rgb", "scale",
]  # fmt: skip
