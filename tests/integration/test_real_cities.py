"""Figures of the two real cities, typed by hand from the published tables."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from data.build import morocco, new_york
from tests.support.reference import shared

DATA = Path(__file__).parents[2] / "data"
HAY_MOHAMMADI, MARRAKECH_MEDINA, FES_MEDINA = "06.141.01.25", "07.351.01.07", "03.231.01.07"
THE_ROCKAWAYS, MOTT_HAVEN, LOWER_EAST_SIDE = "414", "201", "103"


def line(city: str, table: str, **where: str) -> pd.Series:
    """The one row of a table in which the columns have these texts; numbers as numbers, empty cells as NaN."""
    rows = pd.read_csv(DATA / city / f"{table}.csv", dtype=str)
    for column, text in where.items():
        rows = rows[rows[column] == text]
    assert len(rows) == 1
    return pd.to_numeric(rows.iloc[0], errors="coerce")


def test_women_in_hay_mohammadi_went_to_work_by_tram_as_hcp_published() -> None:
    women = line("morocco", "commuters", district_id=HAY_MOHAMMADI, period="2024", sex="female")
    assert women["employed"] == 7870
    assert women["commute_tram"] == pytest.approx(0.139 * 7870, abs=1e-9)
    assert women["asked"] == 1574


def test_disability_of_women_in_fes_medina_has_the_whole_population_as_base() -> None:
    women = line("morocco", "people", district_id=FES_MEDINA, period="2014", sex="female")
    assert women["persons"] == women["asked"] == 35403
    assert women["disabled"] == pytest.approx(0.078 * 35403, abs=1e-9)


def test_dwellings_in_marrakech_count_settled_households_and_both_ways_of_collecting_waste() -> None:
    before, after = (
        line("morocco", "households", district_id=MARRAKECH_MEDINA, period=year) for year in ("2014", "2024")
    )
    assert (before["households"], after["households"], after["asked"]) == (28549, 21605, 4321)
    assert after["waste_collected"] == pytest.approx((0.803 + 0.190) * 21605, abs=1e-9)
    assert before["with_internet"] == pytest.approx(0.194 * 28549, abs=1e-9)
    assert pd.isna(after["with_internet"])
    assert pd.isna(before["cooks_with_gas"])


def test_households_without_a_vehicle_in_the_rockaways_keep_their_margin_of_error() -> None:
    row = line("new-york", "households", district_id=THE_ROCKAWAYS, period="2019-2023")
    assert (row["without_vehicle"], row["without_vehicle_moe"]) == (17235, 998)
    assert (row["households"], row["households_moe"]) == (48233, 1317)
    earlier = line("new-york", "households", district_id=THE_ROCKAWAYS, period="2012-2016")
    assert pd.isna(earlier["with_broadband"])


def test_uninsured_and_disabled_civilians_match_the_survey() -> None:
    row = line("new-york", "insurance", district_id=MOTT_HAVEN, period="2012-2016")
    assert (row["uninsured"], row["uninsured_moe"], row["civilians"]) == (14457, 1391, 97944)
    old = line("new-york", "civilians", district_id=THE_ROCKAWAYS, period="2019-2023", age_band="65+")
    assert (old["disabled"], old["disabled_moe"], old["civilians"]) == (6463, 725, 19071)


def test_driving_adds_those_alone_and_together_with_the_margin_of_the_sum() -> None:
    row = line("new-york", "workers", district_id=LOWER_EAST_SIDE, period="2019-2023")
    assert row["commute_car"] == 4096 + 894
    assert row["commute_car_moe"] == pytest.approx((738**2 + 267**2) ** 0.5, abs=0.05)


@pytest.mark.parametrize(
    ("folder", "city", "build"),
    [("morocco", "morocco", morocco.build), ("nyc", "new-york", new_york.build)],
)
def test_building_again_from_the_sources_gives_the_same_bytes(
    folder: str, city: str, build: Callable[[Path, Path], None], tmp_path: Path
) -> None:
    build(shared(f"sources/{folder}"), tmp_path)
    made = sorted(path.name for path in tmp_path.iterdir())
    by_hand = {"README.md", "interventions.csv"}
    assert made == sorted({path.name for path in (DATA / city).iterdir()} - by_hand)
    for name in made:
        assert (tmp_path / name).read_bytes() == (DATA / city / name).read_bytes(), name
