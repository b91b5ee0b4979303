"""Estimates of three districts, as the pages get them."""

import pandas as pd

NAN = float("nan")


def rows(*lines: tuple[str, float, float, float, str]) -> pd.DataFrame:
    """Estimates as pages get them: district, value, lower, upper, status."""
    frame = pd.DataFrame(list(lines), columns=["district", "value", "lower", "upper", "status"])
    return frame.assign(district_id=[f"D{i}" for i in range(len(frame))], numerator=1.0, denominator=2.0)


THREE = rows(
    ("North", 12.34, 10.0, 15.0, "ok"),
    ("South", 4.56, 3.0, 6.0, "ok"),
    ("Old Quay", NAN, NAN, NAN, "too_few"),
)
