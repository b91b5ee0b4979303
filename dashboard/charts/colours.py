"""The colours of the pages: of verdicts, lines and what is chosen; those of values are `indicators.compare`'s, as
notebooks have them too.
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
    "better": "#2166ac",
    "worse": "#b35806",
    "no_clear_difference": "#d9d9d9",
    "cannot_tell": "#ffffff",
    "different": "#756bb1",
}
INK = "#333333"
SELECTED = "#000000"

__all__ = [
    "CONTINUOUS", "GOOD_TO_BAD", "INK", "NOT_JUDGED", "NO_VALUE", "SELECTED", "VERDICT", "Scale", "around_zero",
    "palette", "rgb", "scale",
]  # fmt: skip
