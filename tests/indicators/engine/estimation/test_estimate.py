"""From counts to estimates: values and limits worked out by hand, what may be added up, and what is asked."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from indicators.engine.text.errors import TownbellError
from indicators.engine.text.periods import Period
from tests.support.engine_cases import answer_of, measure, statuses
from tests.support.small import Margin, estimate_small, rows, small_table

SHARE = measure("share", lambda row: row.k, out_of="n")
RATE = measure("rate", lambda row: row.n, per=1_000)
RATIO = measure("ratio", lambda row: row.kg, out_of="n")
ANSWER = measure("share", lambda row: row.yes)
WEIGHTED = measure("share", lambda row: row.yes, weight="weight")
MEAN = measure("mean", lambda row: row.v)


def numbers(answer: pd.Series, *names: str) -> list[float]:
    """The named numbers of an answer."""
    return [answer[name] for name in names or ("value", "lower", "upper")]


# ---- Limits by hand ----------------------------------------------------------------------------------------


def test_a_share_has_wilsons_limits() -> None:
    # 81 of 263: Newcombe 1998, table I, gives 0.2553 to 0.3662
    assert numbers(answer_of(SHARE, rows("k n\n81 263"))) == pytest.approx([30.798, 25.53, 36.62], abs=0.005)


def test_a_rate_has_exact_limits_below_ten_events() -> None:
    # 5 events: Garwood's limits are 1.6235 and 11.6683
    tables = {"t": rows("n\n5"), "population": rows("persons\n1000")}
    answer = estimate_small(RATE, tables).iloc[0]
    assert numbers(answer) == pytest.approx([5, 1.6235, 11.6683], abs=1e-4)
    assert answer["unit"] == "per 1,000"


def test_a_census_sample_widens_the_limits_and_not_the_value() -> None:
    # one in five was asked: Wilson's limits of 20 of 80, not of 100 of 400
    sampled = small_table("t", rows("k n asked\n100 400 80"), sample="asked")
    assert numbers(answer_of(SHARE, sampled)) == pytest.approx([25, 16.806, 35.482], abs=0.005)


def test_weights_widen_the_limits_as_kish_says() -> None:
    # weights 1 and 3, twenty each: 80^2 / (20 + 180) = 32 effective answers, half of them yes
    table = [{"yes": i % 2 == 0, "weight": 1.0 if i < 20 else 3.0} for i in range(40)]
    answer = answer_of(WEIGHTED, table)
    # z = 1.96: 0.5 -+ 1.96 sqrt(0.25 / 32 + 1.96^2 / 4 / 32^2) / (1 + 1.96^2 / 32) = 0.5 -+ 0.1637
    assert numbers(answer) == pytest.approx([50, 33.63, 66.37], abs=0.01)
    assert answer["denominator"] == 80


def test_a_design_widens_the_limits_where_blocks_think_alike() -> None:
    # Four blocks of ten, two all yes: influences -+10 * 0.5 / 40, variance 4/3 * 4 * 0.125^2 = 1/12, so
    # 0.25 * 12 = 3 effective answers; with t(3) = 3.1824 they count for 3 (1.96 / 3.1824)^2 = 1.1380
    table = [
        {"yes": block < 2, "weight": 1.0, "stratum": "s", "psu": f"p{block}"}
        for block in range(4)
        for _ in range(10)
    ]
    survey = small_table("t", table, strata="stratum", clusters="psu")
    assert numbers(answer_of(WEIGHTED, survey)) == pytest.approx([50, 6.08, 93.92], abs=0.01)
    assert answer_of(WEIGHTED, table)["lower"] > 34


def test_a_mean_keeps_its_digits_far_from_zero() -> None:
    # 1 to 5, four times each: variance 40 / 19, standard error 0.32444, t(19) = 2.09302
    for offset in (0.0, 1e9, -1e9):
        answer = answer_of(MEAN, [{"v": offset + v} for v in (1, 2, 3, 4, 5) * 4])
        assert [n - offset for n in numbers(answer)] == pytest.approx([3, 3 - 0.67907, 3 + 0.67907], abs=1e-5)


def test_a_percentile_has_limits_by_rank() -> None:
    # the 90th percentile of 1 to 100 lies between 90 and 91; ranks 84 and 96 hold it at 95 %
    answer = answer_of(measure("percentile", lambda row: row.v, 90), [{"v": float(v)} for v in range(1, 101)])
    assert numbers(answer) == pytest.approx([90.5, 84, 96])
    assert answer["denominator"] == 100


def test_the_median_of_two_districts_is_not_the_middle_of_their_medians() -> None:
    table = [{"district_id": "A", "v": 10.0}] * 20 + [{"district_id": "B", "v": 30.0}] * 11
    assert answer_of(measure("median", lambda row: row.v), table)["value"] == 10


def test_margins_of_error_become_limits_by_the_census_bureaus_formula() -> None:
    # numerator 100 -+30 plus 50 -+40, that is 150 -+50; base 1000 -+60; all at 90 %
    # margin of the share: sqrt(50^2 - 0.15^2 60^2) / 1000 = 4.918 % at 90 %, 5.860 % at 95 %
    table = rows("a a_moe b b_moe n n_moe\n100 30 50 40 1000 60")
    margins = {name: Margin(f"{name}_moe", 0.90) for name in ("a", "b", "n")}
    either = measure("share", lambda row: row.a + row.b, out_of="n")
    survey = small_table("t", table, margins=margins)
    assert numbers(answer_of(either, survey, level=0.90)) == pytest.approx([15, 10.082, 19.918], abs=5e-4)
    assert numbers(answer_of(either, survey)) == pytest.approx([15, 9.139, 20.861], abs=5e-4)


MOE = {"k": Margin("k_moe", 0.90), "n": Margin("n_moe", 0.90)}


@pytest.mark.parametrize(
    ("table", "half_width"),
    [
        ("k k_moe n n_moe\n900 30 1000 60", 6.177),  # root of a negative: sqrt(30^2 + 0.9^2 60^2) / 1000
        ("k k_moe n n_moe\n100 30 500 30\n0 - 500 40", 2.958),  # zero without margin adds none
        ("k k_moe n n_moe\n100 30 500 30\n5 - 500 40", None),  # anything else without margin: no limits
    ],
)
def test_margins_that_are_no_margins(table: str, half_width: float | None) -> None:
    lines = [{"district_id": "AB"[i], **line} for i, line in enumerate(rows(table))]
    answer = answer_of(SHARE, small_table("t", lines, margins=MOE), level=0.90)
    assert answer["status"] == "ok"
    if half_width is None:
        assert pd.isna(answer["lower"])
        assert pd.isna(answer["upper"])
    else:
        assert answer["value"] - answer["lower"] == pytest.approx(half_width, abs=0.001)


def test_limits_of_a_share_stay_between_nothing_and_everybody() -> None:
    answer = answer_of(SHARE, small_table("t", rows("k k_moe n n_moe\n1 30 1000 60"), margins=MOE))
    assert answer["lower"] == 0


def test_a_base_with_margins_gives_a_full_count_poisson_limits() -> None:
    people = small_table(
        "population", rows("persons moe\n1000 100"), margins={"persons": Margin("moe", 0.90)}
    )
    plain = estimate_small(RATE, {"t": rows("n\n5"), "population": people}).iloc[0]
    assert numbers(plain) == pytest.approx([5, 1.6235, 11.6683], abs=1e-4)


def test_events_and_base_with_margins_give_limits_of_a_ratio() -> None:
    # sqrt(5^2 + 0.03^2 100^2) / 1000 = 5.831 per 1000 at 90 %
    events = small_table("t", rows("n moe\n30 5"), margins={"n": Margin("moe", 0.90)})
    known = small_table("population", rows("persons moe\n1000 100"), margins={"persons": Margin("moe", 0.90)})
    unknown = small_table("population", rows("persons moe\n1000 -"), margins={"persons": Margin("moe", 0.90)})
    answer = estimate_small(RATE, {"t": events, "population": known}, level=0.90).iloc[0]
    assert answer["value"] - answer["lower"] == pytest.approx(5.831, abs=0.001)
    assert pd.isna(estimate_small(RATE, {"t": events, "population": unknown}).iloc[0]["lower"])


def test_margins_of_a_window_grow_with_its_years() -> None:
    # 30 -+5 events in five years over 1000 -+100 persons: 6 a year;
    # sqrt(5^2 + 0.006^2 500^2) / 5000 = 1.166 per 1000
    five = Period(dt.date(2012, 1, 1), dt.date(2016, 12, 31), "2012-2016")
    tables = {
        "t": windowed("t", [{"n": 30.0, "moe": 5.0}], five, margins={"n": Margin("moe", 0.90)}),
        "population": windowed(
            "population", [{"persons": 1000.0, "moe": 100.0}], five, margins={"persons": Margin("moe", 0.90)}
        ),
    }
    answer = estimate_small(RATE, tables, level=0.90).iloc[0]
    assert answer["value"] == 6
    assert answer["value"] - answer["lower"] == pytest.approx(1.166, abs=0.001)


@pytest.mark.parametrize("kind", ["wilson", "poisson", "margins", "t"])
def test_a_higher_level_widens_the_limits_and_leaves_the_value(kind: str) -> None:
    cases: dict[str, tuple[Any, dict[str, Any]]] = {
        "wilson": (SHARE, {"t": rows("k n\n30 100")}),
        "poisson": (RATE, {"t": rows("n\n30"), "population": rows("persons\n1000")}),
        "margins": (SHARE, {"t": small_table("t", rows("k k_moe n n_moe\n100 30 500 30"), margins=MOE)}),
        "t": (MEAN, {"t": [{"v": float(v)} for v in range(20)]}),
    }
    definition, tables = cases[kind]
    narrow, wide = (estimate_small(definition, tables, level=level).iloc[0] for level in (0.90, 0.99))
    assert narrow["value"] == wide["value"]
    assert wide["lower"] < narrow["lower"] < narrow["value"] < narrow["upper"] < wide["upper"]


def test_a_ratio_has_no_limits() -> None:
    answer = answer_of(RATIO, rows("kg n\n7 2"))
    assert answer["value"] == 3.5
    assert pd.isna(answer["lower"])


# ---- By age ------------------------------------------------------------------------------------------------

DEATHS = measure("standardised_rate", lambda row: row.n, out_of="population.persons")
LIFE = measure("life_expectancy", lambda row: row.n, out_of="population.persons")
OLD = {"t": rows("age_from n\n0 10\n65 200"), "population": rows("age_from persons\n0 10000\n65 10000")}


def test_a_standardised_rate_weights_ages_by_the_european_standard() -> None:
    # 80,500 of the standard's 100,000 are below 65: 0.805 * 100 + 0.195 * 2000 per 100,000
    answer = estimate_small(DEATHS, OLD).iloc[0]
    assert answer["value"] == pytest.approx(470.5)
    assert numbers(answer, "numerator", "denominator") == [210, 20_000]


def test_deaths_of_three_years_meet_the_population_of_three_years() -> None:
    years = [{"period": str(year), **line} for year in (2021, 2022, 2023) for line in OLD["t"]]
    people = [{"period": str(year), **line} for year in (2021, 2022, 2023) for line in OLD["population"]]
    estimates = estimate_small(replace(DEATHS, years=3), {"t": years, "population": people})
    assert estimates["period"].tolist() == ["2021-2023"]
    assert estimates["value"].tolist() == pytest.approx([470.5])
    assert estimates["denominator"].tolist() == [60_000]


def test_life_expectancy_is_chiangs() -> None:
    # q0 = 0.01 / 1.009 = 0.009911, q1 = 59 * 0.01 / (1 + 29.5 * 0.01) = 0.455598, e60 = 100000 / 5000 = 20
    # e1 = 0.544402 (59 + 20) + 0.455598 * 29.5 = 56.4479; e0 = 0.990089 (1 + e1) + 0.009911 * 0.1 = 56.8796
    tables = {
        "t": rows("age_from n\n0 100\n1 6000\n60 5000"),
        "population": rows("age_from persons\n0 10000\n1 600000\n60 100000"),
    }
    answer = estimate_small(LIFE, tables).iloc[0]
    assert answer["value"] == pytest.approx(56.8796, abs=1e-4)
    assert answer["lower"] < answer["value"] < answer["upper"]


@pytest.mark.parametrize("definition", [DEATHS, LIFE])
@pytest.mark.parametrize(
    ("deaths", "people"),
    [
        ([{"age_from": None, "n": 5}], []),  # a death at an unknown age is a death
        ([], [{"age_from": None, "persons": 5}]),
        ([{"age_from": 0, "n": None}], []),
    ],
)
def test_an_unknown_age_makes_a_table_by_age_unknown(definition: Any, deaths: list, people: list) -> None:
    tables = {"t": [*OLD["t"], *deaths], "population": [*OLD["population"], *people]}
    assert statuses(estimate_small(definition, tables)) == ["missing"]


@pytest.mark.parametrize("definition", [DEATHS, LIFE])
def test_nothing_known_by_age_is_missing(definition: Any) -> None:
    tables = {"t": [{**line, "n": None} for line in OLD["t"]], "population": OLD["population"]}
    assert statuses(estimate_small(definition, tables)) == ["missing"]


def test_a_district_without_its_oldest_does_not_get_a_younger_open_group() -> None:
    people = [{"district_id": d, **line} for d in "AB" for line in OLD["population"]][:3]
    people.append({"district_id": "B", "age_from": 65, "persons": 10_000})
    people = [line for line in people if (line["district_id"], line["age_from"]) != ("A", 65)]
    deaths = [{"district_id": d, **line} for d in "AB" for line in OLD["t"]]
    tables = {"t": deaths, "population": people}
    assert statuses(estimate_small(DEATHS, tables, by=("district",))) == ["missing", "ok"]
    assert statuses(estimate_small(DEATHS, tables, by=("district",), where={"district": ("A",)})) == [
        "missing"
    ]


def test_a_population_that_lacks_the_men_of_an_age_is_no_base() -> None:
    people = [
        {"district_id": d, "sex": sex, **line} for d in "AB" for sex in "fm" for line in OLD["population"]
    ]
    deaths = [{"district_id": d, **line} for d in "AB" for line in OLD["t"]]
    assert statuses(estimate_small(DEATHS, {"t": deaths, "population": people})) == ["ok", "ok"]
    assert statuses(estimate_small(DEATHS, {"t": deaths, "population": people[:-1]})) == ["ok", "missing"]


def test_bands_beside_single_ages_do_not_have_to_be_crossed() -> None:
    people = [
        {"age_band": band, **line} for band, line in zip(("0-64", "65+"), OLD["population"], strict=True)
    ]
    deaths = [{"age_band": band, **line} for band, line in zip(("0-64", "65+"), OLD["t"], strict=True)]
    assert estimate_small(DEATHS, {"t": deaths, "population": people})["value"].tolist() == pytest.approx(
        [470.5]
    )


# ---- What may be added up ----------------------------------------------------------------------------------


def test_a_published_total_is_taken_instead_of_its_parts() -> None:
    table = rows("sex k n\nall 30 101\nf 10 50\nm 20 50")
    assert numbers(answer_of(SHARE, table), "numerator", "denominator") == [30, 101]
    assert estimate_small(SHARE, {"t": table}, by=("sex",))["numerator"].tolist() == [10, 20]
    assert answer_of(SHARE, table, where={"sex": ("f", "m")})["denominator"] == 100


def test_without_a_total_all_parts_are_added() -> None:
    table = rows("district_id sex k n\nA all 30 100\nB f 10 50\nB m 20 60")
    assert numbers(answer_of(SHARE, table), "numerator", "denominator") == [60, 210]


def test_two_margins_of_one_table_are_not_added_to_each_other() -> None:
    table = rows("""
        sex age_band k  n
        all 0-15     10 50
        all 16+      20 50
        f   all      12 50
        m   all      18 50
        """)
    assert numbers(answer_of(SHARE, table), "numerator", "denominator") == [30, 100]
    assert estimate_small(SHARE, {"t": table}, by=("sex",))["numerator"].tolist() == [12, 18]
    assert estimate_small(SHARE, {"t": table}, by=("age_band",))["numerator"].tolist() == [10, 20]


def test_a_sum_without_one_of_its_parts_is_missing() -> None:
    table = rows("district_id sex k n\nA f 10 50\nB f 10 50\nB m 20 60")
    assert statuses(estimate_small(SHARE, {"t": table})) == ["missing", "ok"]
    assert statuses(estimate_small(SHARE, {"t": table}, where={"district": ("A",)})) == ["missing"]
    assert statuses(estimate_small(SHARE, {"t": table}, by=("district", "sex"))) == [
        "ok",
        "missing",
        "ok",
        "ok",
    ]


def test_several_groups_asked_for_are_only_added_where_all_are_there() -> None:
    table = rows("district_id age_band k n\nA a 10 50\nA b 20 50\nA c 5 50\nB a 10 50\nB c 5 50")
    estimates = estimate_small(SHARE, {"t": table}, by=("district",), where={"age_band": ("a", "b")})
    assert statuses(estimates) == ["ok", "missing"]
    assert estimates["numerator"].tolist()[0] == 30


def test_absent_means_zero_where_the_table_says_so() -> None:
    lines = rows("district_id sex n\nA f 5\nB f 3\nB m 4")
    people = rows("district_id sex persons\nA f 100\nA m 100\nB f 100\nB m 100\nC f 100\nC m 100")
    zero = small_table("t", lines, absent="zero")
    estimates = estimate_small(RATE, {"t": zero, "population": people})
    assert estimates["numerator"].tolist() == [5, 7, 0]
    assert estimates["value"].tolist() == [25, 35, 0]
    assert statuses(estimate_small(RATE, {"t": lines, "population": people})) == ["missing", "ok", "missing"]


def test_absent_means_zero_for_a_base_in_the_same_table_too() -> None:
    lines = rows("district_id period k n\nA 2023 10 20\nB 2023 10 20\nB 2024 12 20")
    zero = small_table("t", lines, absent="zero")
    estimates = estimate_small(SHARE, {"t": zero}, by=("period",))
    assert (statuses(estimates), estimates["value"].tolist()) == (["ok", "ok"], [50, 60])
    assert statuses(estimate_small(SHARE, {"t": lines}, by=("period",))) == ["ok", "missing"]


def test_a_published_value_is_never_added_up() -> None:
    healthy = measure("published", lambda row: (row.v, row.lower, row.upper))
    table = rows("district_id v lower upper\nA 60.5 59 62\nB 61 60 -")
    estimates = estimate_small(healthy, {"t": table})
    assert estimates["value"].tolist() == [60.5, 61]
    assert estimates["lower"].tolist() == [59, 60]
    assert estimates["upper"].isna().tolist() == [False, True]
    assert estimates["numerator"].isna().all()
    for by in ((), ("parent",), ("period",)):
        assert statuses(estimate_small(healthy, {"t": table}, by=by)) == ["missing"]


# ---- Periods -----------------------------------------------------------------------------------------------


def windowed(name: str, lines: list, window: Period, **details: Any) -> Any:
    """A table whose only period is a window."""
    table = small_table(name, [{"period": "2024", **line} for line in lines], **details)
    import narwhals as nw

    return replace(
        table, frame=table.frame.with_columns(period=nw.lit(window.code)), periods=(window,), grain="window"
    )


MONTHS = [{"period": f"2023-{month:02d}", "n": 5} for month in range(1, 13)]
YEAR = rows("period persons\n2023 1000")


def test_months_of_events_meet_a_year_of_people() -> None:
    estimates = estimate_small(RATE, {"t": MONTHS, "population": YEAR})
    assert estimates["period"].tolist() == ["2023"]
    assert numbers(estimates.iloc[0], "value", "numerator", "denominator") == [60, 60, 1000]


def test_a_quarter_of_people_is_a_quarter_of_a_person_year() -> None:
    quarters = [
        {"period": f"2023-Q{q}", "persons": persons} for q, persons in enumerate((900, 1000, 1000, 1100), 1)
    ]
    estimates = estimate_small(RATE, {"t": MONTHS, "population": quarters}).set_index("period")
    assert estimates["value"].tolist() == pytest.approx([15 / 225 * 1000, 60, 60, 15 / 275 * 1000])
    events = [{**line, "period": line["period"]} for line in MONTHS]
    assert estimate_small(RATE, {"t": events, "population": quarters}, by=())["denominator"].tolist() == [
        1000
    ]


def test_tonnes_over_tonnes_know_no_person_years() -> None:
    recycled = measure("ratio", lambda row: (row.kg, row.stream == "paper"), out_of="t.kg", scale=100)
    quarters = [
        {"period": f"2023-Q{q}", "stream": s, "kg": kg}
        for q in (1, 2, 3, 4)
        for s, kg in (("paper", 1), ("rest", 3))
    ]
    assert estimate_small(recycled, {"t": quarters})["value"].tolist() == [25] * 4


def test_people_of_the_own_table_are_person_years_too() -> None:
    monthly = [{**line, "persons": 1000} for line in MONTHS]
    estimates = estimate_small(RATE, {"t": monthly}, population=("t", "persons"), by=())
    assert numbers(estimates.iloc[0], "value", "denominator") == pytest.approx([60, 1000])


@pytest.mark.parametrize("gone", [1, 6, 12])
@pytest.mark.parametrize("district", ["A", "AB"])
def test_a_year_without_one_of_its_months_is_missing(gone: int, district: str) -> None:
    events = [{"district_id": d, **line} for d in "AB" for line in MONTHS]
    lacking = [e for e in events if not (e["period"] == f"2023-{gone:02d}" and e["district_id"] in district)]
    people = [{"district_id": d, **YEAR[0]} for d in "AB"]
    expected = ["missing", "missing" if district == "AB" else "ok"]
    assert statuses(estimate_small(RATE, {"t": lacking, "population": people})) == expected


def test_a_group_without_one_of_its_months_is_missing() -> None:
    events = [{"sex": sex, **line} for sex in "fm" for line in MONTHS][:-1]
    people = [{"sex": sex, **YEAR[0]} for sex in "fm"]
    assert statuses(estimate_small(RATE, {"t": events, "population": people}, by=("sex", "period"))) == [
        "ok",
        "missing",
    ]


def test_the_first_and_last_year_of_events_may_be_incomplete() -> None:
    months = [f"{year}-{month:02d}" for year in (2022, 2023, 2024) for month in range(1, 13)][5:30]
    dated = small_table("t", [{"period": month, "n": 1} for month in months], absent="zero", dated=True)
    people = [{"period": str(year), "persons": 1000} for year in (2022, 2023, 2024)]
    estimates = estimate_small(RATE, {"t": dated, "population": people})
    assert estimates["period"].tolist() == ["2022", "2023", "2024"]
    assert statuses(estimates) == ["missing", "ok", "missing"]
    assert estimates["value"].tolist()[1] == 12


def test_a_month_without_events_is_zero_where_absent_means_zero() -> None:
    dated = small_table("t", [MONTHS[0], MONTHS[11]], absent="zero", dated=True)
    assert estimate_small(RATE, {"t": dated, "population": YEAR})["value"].tolist() == [10]


def test_a_window_of_five_years_holds_five_person_years() -> None:
    five = Period(dt.date(2012, 1, 1), dt.date(2016, 12, 31), "2012-2016")
    tables = {
        "t": windowed("t", [{"n": 50.0}], five),
        "population": windowed("population", [{"persons": 1000.0}], five),
    }
    answer = estimate_small(RATE, tables).iloc[0]
    assert numbers(answer, "value", "denominator") == [10, 5000]


def test_a_window_may_begin_within_a_month() -> None:
    assert Period(dt.date(2019, 1, 24), dt.date(2020, 1, 23), "x").years == pytest.approx(1, abs=0.001)
    assert Period(dt.date(2019, 4, 1), dt.date(2020, 3, 31), "x").years == 1


def test_windows_and_years_are_not_added_to_each_other() -> None:
    five = Period(dt.date(2012, 1, 1), dt.date(2016, 12, 31), "2012-2016")
    tables = {"t": windowed("t", [{"n": 50.0}], five), "population": YEAR}
    with pytest.raises(TownbellError, match="can't be added up"):
        estimate_small(RATE, tables)


def test_pooled_years_add_events_and_people_of_every_successive_three() -> None:
    events = rows("period n\n2020 3\n2021 6\n2022 9\n2023 12\n2025 1")
    people = [{"period": str(year), "persons": 1000} for year in range(2020, 2026)]
    estimates = estimate_small(replace(RATE, years=3), {"t": events, "population": people})
    assert estimates["period"].tolist() == ["2020-2022", "2021-2023"]
    assert estimates["value"].tolist() == [6, 9]
    assert estimates["denominator"].tolist() == [3000, 3000]


# ---- What is asked -----------------------------------------------------------------------------------------

WIDE = [
    {"district_id": d, "period": p, "sex": s, "k": 10 * (i + 1), "n": 100}
    for i, (d, p, s) in enumerate((d, p, s) for d in "AB" for p in ("2023", "2024") for s in ("f", "m"))
]


def test_what_by_leaves_out_is_added_up() -> None:
    assert answer_of(SHARE, WIDE)["numerator"] == 360
    assert estimate_small(SHARE, {"t": WIDE}, by=("district",))["numerator"].tolist() == [100, 260]
    assert estimate_small(SHARE, {"t": WIDE}, by=("period",))["numerator"].tolist() == [140, 220]
    assert estimate_small(SHARE, {"t": WIDE}, by=("sex",))["numerator"].tolist() == [160, 200]
    assert estimate_small(SHARE, {"t": WIDE}, by=("parent",))["parent"].tolist() == ["City"]


def test_where_and_by_go_together() -> None:
    where = {"sex": ("m",), "district": ("B",)}
    assert answer_of(SHARE, WIDE, where=where)["numerator"] == 60 + 80
    estimates = estimate_small(SHARE, {"t": WIDE}, by=("sex", "period"), where={"sex": ("m",)})
    assert estimates["sex"].tolist() == ["m", "m"]
    assert estimates["numerator"].tolist() == [20 + 60, 40 + 80]
    estimates = estimate_small(
        SHARE, {"t": WIDE}, by=("district",), where={"period": ("2024",), "sex": ("f", "m")}
    )
    assert estimates["numerator"].tolist() == [70, 150]


def test_the_answer_is_in_the_order_of_districts_periods_and_groups() -> None:
    estimates = estimate_small(SHARE, {"t": WIDE[::-1]}, by=("district", "period", "sex"))
    assert estimates["numerator"].tolist() == [10, 20, 30, 40, 50, 60, 70, 80]
    columns = ["indicator", "district_id", "district", "period", "sex", "value", "lower", "upper"]
    assert list(estimates.columns) == [*columns, "numerator", "denominator", "unit", "status"]


def test_every_cell_asked_for_has_a_line() -> None:
    estimates = estimate_small(SHARE, {"t": WIDE[:5]}, by=("district", "period", "sex"))
    assert len(estimates) == 8
    assert statuses(estimates) == ["ok"] * 5 + ["missing"] * 3


def test_a_period_that_the_table_lacks_is_missing_and_a_misspelt_one_an_error() -> None:
    estimates = estimate_small(SHARE, {"t": WIDE}, where={"period": ("2023", "2030")})
    assert statuses(estimates) == ["ok", "missing"] * 2
    with pytest.raises(TownbellError, match="Did you mean '2023'"):
        estimate_small(SHARE, {"t": WIDE}, where={"period": ("20233",)})


@pytest.mark.parametrize(
    ("by", "where", "words"),
    [
        ((), {"sex": ("x",)}, "no group 'x'"),
        ((), {"district": ("C",)}, "no district 'C'"),
        (("age_band",), {}, "no segments 'age_band'"),
        (("sexe",), {}, "Did you mean 'sex'"),
    ],
)
def test_a_question_that_does_not_fit_says_why(by: tuple[str, ...], where: dict, words: str) -> None:
    with pytest.raises(TownbellError, match=words):
        estimate_small(SHARE, {"t": WIDE}, by=by, where=where)


def test_a_segment_that_the_base_lacks_can_not_be_asked() -> None:
    tables = {"t": rows("sex n\nf 5\nm 5"), "population": rows("persons\n100")}
    with pytest.raises(TownbellError, match="Segments available: none"):
        estimate_small(RATE, tables, by=("sex",))
    assert estimate_small(RATE, tables, by=())["value"].tolist() == [100]
