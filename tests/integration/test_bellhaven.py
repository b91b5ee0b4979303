"""The generated city is what its README says: same seed, same bytes, an exact map, the columns promised."""

import csv
import json
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
import shapely

from data.build.bellhaven import MAKERS, generate, offences_at_scale
from data.build.bellhaven.geography import places
from data.build.bellhaven.package import REGISTER, descriptor
from data.build.bellhaven.truth import district_numbers
from data.build.bellhaven.write import write_table

PACK = Path(__file__).parents[2] / "data" / "bellhaven"

COLUMNS = {
    "population": "district_id period sex age_from age_band income_q persons",
    "households": "district_id period income_q households",
    "dwellings": "district_id period epc_band n",
    "deaths": "district_id period sex age_from age_band cause n",
    "admissions": "district_id period sex age_from age_band income_q avoidable n",
    "air": "district_id period pm25_persons persons",
    "published": "district_id period healthy_years healthy_years_lower healthy_years_upper",
    "survey": (
        "resp_id district_id period weight stratum psu sex age_band income_q disability skill general_health "
        "needed_care went_without_care remote_consultation has_health_record feels_safe_after_dark "
        "can_keep_home_warm has_home_internet owns_device internet_too_dear basic_digital_skills used_egov "
        "digital_services_used needed_help_online commute_mode commute_minutes travel_cost_percent "
        "errand_minutes"
    ),
    "offences": "offence_id date longitude latitude type",
    "dispatch": "call_id t_call district_id service priority minutes",
    "casualties": "district_id period severity mode age_band n",
    "fires": "district_id period n",
    "requests": "district_id period type channel n within_3_days within_5_days",
    "access": (
        "district_id period age_band income_q disability persons within_gp_15 within_stop_500 "
        "within_stepfree_stop_500 within_recycling_300 within_public_wifi_500"
    ),
    "stops": "district_id period stops stops_live",
    "network": "district_id period cycle_km",
    "speeds": "district_id period street peak_minutes free_minutes weight",
    "energy": "district_id period fuel kwh renewable_kwh tonnes_co2e",
    "heating": "district_id period kwh_corrected square_metres",
    "public_buildings": "district_id period kwh square_metres",
    "outages": "district_id period cust_interruptions cust_minutes customers",
    "meters": "district_id period meters dwellings",
    "waste": "district_id period stream tonnes",
    "disposal": "district_id period route tonnes",
    "collections": "district_id period planned missed persons_served",
    "connectivity": "district_id period premises prem_100m subs_fixed households",
    "eservice": "district_id period service skill age_band disability started completed",
    "pupils": "district_id period income_q pupils with_computer",
}


@pytest.fixture(scope="module")
def city():
    return generate(1)


@pytest.mark.parametrize("name", ["households", "survey", "admissions", "waste", "offences"])
def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(name, tmp_path):
    written = []
    for folder, seed in (("a", 5), ("b", 5), ("c", 6)):
        (tmp_path / folder).mkdir()
        written.append(write_table(tmp_path / folder, name, generate(seed, tables=[name])[name]).read_bytes())
    assert written[0] == written[1] != written[2]


def test_a_table_made_alone_is_the_one_of_the_whole_city(city):
    for name in ("survey", "collections", "eservice"):
        assert generate(1, tables=[name])[name].equals(city[name])


def test_every_table_has_the_columns_promised(city):
    assert list(city) == list(MAKERS) == list(COLUMNS)
    for name, columns in COLUMNS.items():
        assert city[name].column_names == columns.split(), name


def test_the_districts_tile_the_land_without_gaps_or_overlaps():
    outlines = np.array(places().outlines)
    assert len(outlines) == 24
    assert shapely.is_valid(outlines).all()
    assert shapely.coverage_is_valid(outlines)
    whole = shapely.union_all(outlines)
    assert whole.geom_type == "Polygon"
    assert not whole.interiors
    assert whole.area == pytest.approx(shapely.area(outlines).sum())


def test_every_offence_lies_in_exactly_one_district(city):
    offences = city["offences"]
    numbers = district_numbers(offences["longitude"].to_numpy(), offences["latitude"].to_numpy())
    assert set(numbers) == set(range(24))


def test_old_quay_is_the_most_deprived_district():
    assert places().names[int(np.argmax(places().deprivation))] == "Old Quay"


def test_nearly_half_a_million_live_in_districts_of_nine_to_thirty_five_thousand(city):
    people = city["population"].to_pandas().groupby(["period", "district_id"])["persons"].sum()
    assert people.between(9_000, 35_000).all()
    assert 470_000 < people["2016"].sum() < 530_000


def test_scale_multiplies_people_and_events():
    small, large = (generate(1, scale, tables=["population", "fires", "survey"]) for scale in (1, 3))
    totals = [
        np.array([t["population"]["persons"].to_numpy().sum(), t["survey"].num_rows]) for t in (small, large)
    ]
    assert totals[1] == pytest.approx(3 * totals[0], rel=0.01)
    assert large["fires"]["n"].to_numpy().sum() > 2.7 * small["fires"]["n"].to_numpy().sum()


def test_gaps_are_what_the_readme_says(city):
    assert city["waste"]["tonnes"].null_count == 4
    assert city["air"]["pm25_persons"].null_count == 1
    assert city["pupils"]["pupils"].null_count == 24 * 5
    hidden = city["admissions"].filter(city["admissions"]["n"].is_null())
    assert set(hidden["period"].to_pylist()) == {"2016", "2017", "2018"}
    survey = city["survey"].to_pandas()
    assert survey.loc[survey["period"] < "2018", "owns_device"].isna().all()
    assert survey.loc[survey["period"] >= "2018", "owns_device"].notna().mean() > 0.9


def test_weights_add_up_to_the_adults_of_the_city(city):
    survey = city["survey"].to_pandas()
    people = city["population"].to_pandas().query("age_band != '0-15'").groupby("period")["persons"].sum()
    assert survey.groupby("period")["weight"].sum().to_numpy() == pytest.approx(people.to_numpy(), rel=0.001)
    assert (survey.groupby("district_id")["psu"].nunique() == 6).all()


def test_truth_and_register_name_districts_that_exist():
    truth = json.loads((PACK / "truth.json").read_text(encoding="utf-8"))
    with (PACK / "interventions.csv").open(encoding="utf-8", newline="") as file:
        entries = list(csv.DictReader(file))
    assert [entry["id"] for entry in entries] == list(truth)
    assert list(entries[0]) == REGISTER
    for entry in entries:
        assert entry["districts"].split(";") == truth[entry["id"]]["districts"]
        assert set(entry["districts"].split(";")) <= set(places().ids)
        assert entry["indicator"] == truth[entry["id"]]["indicator"]


def test_the_folder_is_small_and_holds_what_its_descriptor_lists():
    assert sum(file.stat().st_size for file in PACK.iterdir()) < 10_000_000
    package = json.loads((PACK / "datapackage.json").read_text(encoding="utf-8"))
    for resource in package["resources"]:
        assert (PACK / resource["path"]).is_file()
    assert package["townbell"]["kind"] == "generated"


def test_the_pack_in_the_repository_is_the_one_that_seed_1_makes(city, tmp_path):
    package = json.loads((PACK / "datapackage.json").read_text(encoding="utf-8"))
    assert package == descriptor(city, 1, 1)
    for name in ("collections", "waste", "pupils"):
        assert write_table(tmp_path, name, city[name]).read_bytes() == (PACK / f"{name}.csv").read_bytes()
    assert pq.read_table(PACK / "offences.parquet").equals(city["offences"])


def test_offences_are_written_in_pieces_for_measuring(tmp_path):
    path = tmp_path / "many.parquet"
    offences_at_scale(25_000, path, np.random.default_rng(1), chunk=10_000)
    file = pq.ParquetFile(path)
    assert (file.metadata.num_rows, file.metadata.num_row_groups) == (25_000, 3)
    assert file.schema_arrow.names == COLUMNS["offences"].split()
    numbers = file.read(["offence_id"])["offence_id"].to_numpy()
    assert np.array_equal(numbers, np.arange(1, 25_001))


def test_frictionless_finds_the_tables_valid():
    frictionless = pytest.importorskip("frictionless")
    package = frictionless.Package(str(PACK / "datapackage.json"))
    for name in ("districts", "interventions", "pupils", "waste", "collections"):
        report = package.get_resource(name).validate()
        assert report.valid, report.flatten(["resourceName", "message"])[:3]
