"""Tables beside the pictures, and the same figures as a file that no spreadsheet takes for formulas."""

from collections.abc import Collection

import numpy as np
import pandas as pd

from dashboard.text import STATUS, VERDICT, change_unit, limits, number, quantity, signed
from indicators.engine.text.formatting import period
from indicators.engine.text.messages import translated as _

MOST, ENDS = 1000, 50
"""A table with more districts shows so many from either end of its order."""


def excerpt(rows: pd.DataFrame, looked_at: Collection[str] = (), ends: int = ENDS) -> pd.DataFrame:
    """All rows; of more than a thousand the first and the last with a value, and those looked at (by `district_id`)."""
    if len(rows) <= MOST:
        return rows
    known = np.flatnonzero(rows["status"] == "ok") if "status" in rows else np.arange(len(rows))
    taken = rows["district_id"].isin(list(looked_at)).to_numpy(dtype=bool, copy=True)
    taken[known[:ends]] = taken[known[-ends:]] = True
    return rows[taken]


def excerpt_note(shown: pd.DataFrame, rows: pd.DataFrame) -> str:
    """What an excerpt leaves out, and where it is; empty where it leaves out nothing."""
    if len(shown) == len(rows):
        return ""
    return _(
        "{n} of {all} districts: the first and the last {ends} in this order, and those chosen or marked. All of "
        "them are in the download.",
        n=number(len(shown), 0),
        all=number(len(rows), 0),
        ends=ENDS,
    )


def estimates(rows: pd.DataFrame, unit: str) -> pd.DataFrame:
    """Districts with value, limits and what they rest on; a reason where there is no value."""
    ok = rows["status"] == "ok"
    return pd.DataFrame(
        {
            _("District"): rows["district"],
            _("Value ({unit})", unit=_(unit)): [
                number(v) if k else _(STATUS[s])
                for v, s, k in zip(rows["value"], rows["status"], ok, strict=True)
            ],
            _("95 % limits"): [limits(*pair) for pair in zip(rows["lower"], rows["upper"], strict=True)],
            _("Counted"): [number(v, 0) for v in rows["numerator"]],
            _("Out of"): [number(v, 0) for v in rows["denominator"]],
        }
    )


def changes(rows: pd.DataFrame, first: str, unit: str, before: str, after: str) -> pd.DataFrame:
    """Groups before and after, their change with limits and its word; `rows` as from `before_after`."""
    return pd.DataFrame(
        {
            first: rows[first],
            period(before): [_value(rows, i, "before", unit) for i in range(len(rows))],
            period(after): [_value(rows, i, "after", unit) for i in range(len(rows))],
            _("Change ({unit})", unit=change_unit(unit)): [signed(v) for v in rows["change"]],
            _("95 % limits of the change"): [
                limits(*pair) for pair in zip(rows["lower"], rows["upper"], strict=True)
            ],
            _("In words"): [_(VERDICT[word]) for word in rows["verdict"]],
        }
    )


def _value(rows: pd.DataFrame, i: int, side: str, unit: str) -> str:
    row = rows.iloc[i]
    if row[f"status_{side}"] != "ok":
        return _(STATUS.get(row[f"status_{side}"], STATUS["missing"]))
    around = limits(row[f"lower_{side}"], row[f"upper_{side}"])
    return quantity(row[f"value_{side}"], unit) + (f" ({around})" if around else "")
