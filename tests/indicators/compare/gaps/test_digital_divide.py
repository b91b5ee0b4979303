"""Access and use group by group: pairs by rule, parts that add up, nothing split that is not clear."""

import pandas as pd
import pytest

from indicators import share
from indicators.compare.gaps.digital_divide import divide_pairs, divide_table
from indicators.engine.definitions.registry import all_indicators, indicator, temporary_registry


def estimates(
    values: dict[str, tuple[float, float, float]], people: float = 1000, **states: str
) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {"income": group, "value": value, "lower": low, "upper": high, "denominator": people,
             "status": states.get(f"g{group}", "ok")}
            for group, (value, low, high) in values.items()
        ]
    )  # fmt: skip


ACCESS = estimates({"1": (50.0, 47.0, 53.0), "2": (78.0, 75.4, 80.4), "3": (80.0, 77.4, 82.4)})
USE = estimates({"1": (40.0, 36.0, 44.0), "2": (80.0, 77.0, 83.0), "3": (80.0, 77.0, 83.0)}, 500)


def test_the_parts_of_a_hundred_people_and_of_the_gap_add_up() -> None:
    found = divide_table(ACCESS, USE, "income").set_index("income")
    assert found.attrs["reference"] == "3"
    row = found.loc["1"]
    assert (row["use"], row["idle"], row["without"]) == pytest.approx((20.0, 30.0, 50.0))
    assert row["gap"] == pytest.approx(44.0)
    assert row["gap_access"] + row["gap_use"] == pytest.approx(44.0)
    # ln(0.5/0.8) / ln(0.2/0.64), by hand
    assert row["access_share"] == pytest.approx(0.404, abs=5e-4)
    assert row["access_share_lower"] < row["access_share"] < row["access_share_upper"]
    assert row["use_lower"] < 20 < row["use_upper"]
    assert row["ratio"] == pytest.approx(0.3125)


def test_a_gap_that_is_not_clear_and_the_best_group_itself_are_not_split() -> None:
    found = divide_table(ACCESS, USE, "income").set_index("income")
    assert found["clear"].tolist() == [True, False, False]
    assert found.loc[["2", "3"], "gap_access"].isna().all()
    assert found["ratio_lower"].isna()["3"]


def test_a_group_without_a_value_keeps_its_reason() -> None:
    use = USE.assign(status=["too_few", "ok", "ok"])
    found = divide_table(ACCESS, use, "income").set_index("income")
    assert found.loc["1", "status"] == "too_few"
    assert found["use"].isna()["1"]
    nobody = divide_table(ACCESS.assign(status="missing"), USE, "income")
    assert nobody.attrs["reference"] is None
    assert set(nobody["status"]) == {"missing"}


def test_use_is_paired_with_the_access_that_it_is_counted_out_of() -> None:
    assert [(a.id, u.id) for a, u in divide_pairs(all_indicators())] == [("home_internet", "used_egov")]


def test_a_new_pair_needs_no_list_and_what_does_not_fit_is_none() -> None:
    with temporary_registry():

        @share("Has a phone", table="asked", better="higher")
        def has_phone(answer):  # type: ignore[no-untyped-def]
            """Has a phone."""
            return answer.phone == "yes"

        @share("Pays by phone", table="asked", better="higher")
        def pays_by_phone(answer):  # type: ignore[no-untyped-def]
            """Pays by phone, of those with one."""
            return answer.pays, answer.phone == "yes"

        @share("Lost a phone", table="asked", better="lower")
        def lost_phone(answer):  # type: ignore[no-untyped-def]
            """Lost one, of those with one: less is better, so it is no use."""
            return answer.lost, answer.phone == "yes"

        @share("Pays by phone, elsewhere", table="other", better="higher")
        def pays_elsewhere(answer):  # type: ignore[no-untyped-def]
            """Another table asks other people."""
            return answer.pays, answer.phone == "yes"

        wanted = [indicator(id) for id in ("has_phone", "pays_by_phone", "lost_phone", "pays_elsewhere")]
        assert [(a.id, u.id) for a, u in divide_pairs(wanted)] == [("has_phone", "pays_by_phone")]
