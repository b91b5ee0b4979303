"""The gap between two groups in every district."""

import pandas as pd
import pytest

from indicators.compare.gaps.between_groups import between_groups

NAN = float("nan")


def _rows(*lines: tuple[str, str, float, float, float, str]) -> pd.DataFrame:
    frame = pd.DataFrame(lines, columns=["district", "sex", "value", "lower", "upper", "status"])
    return frame.assign(district_id=frame["district"], period="2025")


BOTH = _rows(
    ("A", "f", 60, 57, 63, "ok"),
    ("A", "m", 50, 46, 54, "ok"),
    ("B", "f", 50, 45, 55, "ok"),
    ("B", "m", 51, 46, 56, "ok"),
    ("C", "f", NAN, NAN, NAN, "suppressed"),
    ("C", "m", 51, 46, 56, "ok"),
    ("D", "m", 40, 39, 41, "ok"),
)


def test_the_gap_is_first_less_second_with_limits_from_both() -> None:
    found = between_groups(BOTH, "sex", "f", "m", "higher").set_index("district")
    assert list(found.loc["A", ["gap", "lower", "upper"]]) == pytest.approx([10, 5, 15])
    assert found["verdict"].to_dict() == {
        "A": "better",
        "B": "no_clear_difference",
        "C": "cannot_tell",
        "D": "cannot_tell",
    }
    assert found["status"].to_dict() == {"A": "ok", "B": "ok", "C": "suppressed", "D": "missing"}


def test_turned_round_it_has_the_other_sign_and_word() -> None:
    found = between_groups(BOTH, "sex", "m", "f", "higher").set_index("district").loc["A"]
    assert list(found[["gap", "lower", "upper"]]) == pytest.approx([-10, -15, -5])
    assert found["verdict"] == "worse"
    assert between_groups(BOTH, "sex", "f", "m", "lower")["verdict"].iloc[0] == "worse"
    assert between_groups(BOTH, "sex", "f", "m", "neutral")["verdict"].iloc[0] == "different"


def test_the_whole_has_one_row_a_period() -> None:
    whole = BOTH[BOTH["district"] == "A"]
    assert len(between_groups(whole, "sex", "f", "m", "higher", ("period",))) == 1
