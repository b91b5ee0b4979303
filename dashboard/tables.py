"""Tables beside the pictures, and the same figures as a file that no spreadsheet takes for formulas."""

import pandas as pd

from dashboard.words import STATUS, VERDICT, change_unit, limits, number, quantity, signed
from indicators.engine.language import _
from indicators.engine.say import period


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
