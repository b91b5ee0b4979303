"""The difference between two groups of citizens in every district, with limits and its fixed word."""

from collections.abc import Sequence

import pandas as pd

from indicators.compare.change.change import Estimated, difference, verdicts
from indicators.engine.definitions.enums import Status

PLACE = ("period", "district_id", "district")
_SIDES = ("value", "lower", "upper", "status")


def between_groups(
    estimates: pd.DataFrame,
    dimension: str,
    first: str,
    second: str,
    better: str,
    keys: Sequence[str] = PLACE,
) -> pd.DataFrame:
    """A row for all of `keys`: both groups' value, limits and status (`_first`, `_second`), and `gap, lower,
    upper, verdict, status`.

    The gap is first less second, in the unit of the indicator (MOVER, Zou & Donner 2008: the groups are different
    people). `verdict` is said of the first group: better means better off than the second beyond chance. A gap's
    `status` is that of the side without a value, of the first where both have none. Limits are those of one
    district: among many districts some are clear by chance.
    """
    sides = [
        estimates[estimates[dimension] == group].set_index(list(keys))[list(_SIDES)].add_suffix(f"_{name}")
        for group, name in ((first, "first"), (second, "second"))
    ]
    both = sides[0].join(sides[1], how="outer")
    for name in ("first", "second"):
        both[f"status_{name}"] = both[f"status_{name}"].fillna("missing")
    one, other = (Estimated(*(both[f"{name}_{side}"] for name in _SIDES[:3])) for side in ("first", "second"))
    gap_limits = difference(one, other)
    status = both["status_first"].where(both["status_first"] != Status.OK, both["status_second"])
    return both.assign(
        gap=gap_limits.value,
        lower=gap_limits.lower,
        upper=gap_limits.upper,
        verdict=verdicts(gap_limits.lower, gap_limits.upper, better),
        status=status,
    ).reset_index()
