"""Every small area of England in one pack: opened, counted against the published files, and shown page by page."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from dashboard import queries
from dashboard.queries import View
from dashboard.queries.district_names import MOST, matching_ids
from dashboard.queries.open_cities import open_city
from dashboard.views.city import data as city_data
from dashboard.views.compare import data as compare_data
from dashboard.views.district import data as district_data
from dashboard.views.map import data as map_data
from dashboard.views.shared import map_values
from indicators.city import City
from tests.support.england import AREAS, SOURCE, deprivation, england, outlines, read
from tests.support.reference import shared

pytestmark = pytest.mark.slow
HACKNEY, SALFORD, SCILLY = "E01001717", "E01005626", "E01019077"
# Widgets' own words aside, a page sends far less than one row an area would take.
ENOUGH = 150_000


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    """England, opened once for all, as the pages open it."""
    folder = tmp_path_factory.mktemp("england")
    with pytest.MonkeyPatch.context() as patch, deprivation():
        patch.setenv("TOWNBELL_CACHE", str(folder / "cache"))
        patch.setenv("TOWNBELL_REGISTER", f"sqlite:///{folder / 'register.db'}")
        pack = england(folder)
        patch.setenv("TOWNBELL_PACKS", str(pack))
        found = open_city(pack)
        assert isinstance(found, City)
        yield found


def published(name: str) -> pd.DataFrame:
    """A published file by area."""
    return read(shared(SOURCE), name).set_index("district_id")


def test_england_opens_as_a_pack_without_any_problem(city: City) -> None:
    assert city.problems == ()
    assert len(city.districts) == AREAS == len(set(city.districts["district_id"]))
    assert len(queries.parts(city)) == 326
    assert [each.domain for each in city.available] == ["deprivation"] * 17
    assert queries.periods(View(city, "deprivation_rank")) == ["2015", "2019"]
    assert city.districts.geometry.is_valid.all()
    assert not city.scattered


def test_outlines_are_those_published_to_some_square_metres() -> None:
    import geopandas as gpd

    raw = gpd.read_parquet(shared(SOURCE) / "districts_full.parquet").geometry.iloc[::200]
    mended = outlines(shared(SOURCE)).geometry.iloc[::200]
    was, now = (shapes.to_crs(27700).area.to_numpy() for shapes in (raw, mended))
    np.testing.assert_allclose(now, was, rtol=1e-3)


def test_averages_and_counts_are_those_of_the_published_file(city: City) -> None:
    poor = published("imd2019_england_lsoa11_indicators")["income_domain_numerator"]
    whole = city.estimate("low_income", ["period"]).iloc[0]
    assert whole["numerator"] == poor.sum()
    assert whole["value"] == pytest.approx(poor.mean(), abs=1e-9)
    rows = city.estimate("low_income").set_index("district_id")
    for area in (HACKNEY, SALFORD, SCILLY):
        assert rows.loc[area, "value"] == poor[area] > 0
    assert (rows["status"] == "missing").sum() == poor.isna().sum() == 31
    lower, upper = rows.loc[HACKNEY, ["lower", "upper"]]
    assert lower < poor[HACKNEY] < upper


def test_ranks_of_both_years_are_those_published_also_averaged_over_a_local_authority(city: City) -> None:
    then = published("imd2015_england_lsoa11")
    now = published("imd2019_england_lsoa11")["IMD_rank"]
    rows = city.estimate("deprivation_rank").set_index(["district_id", "period"])["value"]
    for area in (HACKNEY, SALFORD, SCILLY):
        assert (rows[area, "2015"], rows[area, "2019"]) == (then.loc[area, "IMD_rank"], now[area])
    by_part = city.estimate("deprivation_rank", ["parent", "period"]).set_index(["parent", "period"])["value"]
    inside = then.index[then["lad13_name"] == "Hackney"]
    assert by_part["Hackney", "2019"] == pytest.approx(now[inside].mean(), abs=1e-9)
    assert by_part["Hackney", "2015"] == pytest.approx(then.loc[inside, "IMD_rank"].mean(), abs=1e-9)


def test_the_overview_of_england_names_what_stands_out_and_what_is_missing(city: City) -> None:
    found = city_data.city_overview(city, "")
    tile = next(tile for tile in found.tiles if tile.domain == "deprivation")
    assert tile.measure is not None
    assert tile.measure.id == "low_income"
    assert tile.districts is not None
    assert len(tile.districts) == AREAS
    assert 0 < len(tile.judged("worse")) < AREAS / 20
    lacking = published("imd2019_england_lsoa11_indicators").filter(like="numerator").isna().sum().sum()
    assert found.unknown["districts"].sum() == lacking


def test_ranks_have_limits_that_hold_them_and_leave_the_ends_apart(city: City) -> None:
    rows = map_values.ranked(View(city, "low_income"))
    known = rows[rows["rank"].notna()]
    assert len(known) == AREAS - 31
    assert ((known["rank_lower"] <= known["rank"]) & (known["rank"] <= known["rank_upper"])).all()
    best, worst = known.nsmallest(1, "value").iloc[0], known.nlargest(1, "value").iloc[0]
    assert best["rank_upper"] < worst["rank_lower"]


def test_areas_like_their_neighbours_are_found_where_poverty_is_known_to_gather(city: City) -> None:
    found = map_data.clusters(View(city, "low_income"), "2019").set_index("district_id")["cluster"]
    assert found.value_counts()["high-high"] > 500
    assert found[SCILLY] == "no neighbours"
    assert found.attrs["association"].moran > 0.4


def test_a_profile_tells_every_indicator_and_five_areas_like_it(city: City) -> None:
    stands = {stand.measure.id: stand for stand in district_data.profile(city, HACKNEY, district_data.LIKE)}
    assert len(stands) == 17
    assert (
        stands["low_income"].value
        == published("imd2019_england_lsoa11_indicators").loc[HACKNEY, "income_domain_numerator"]
    )
    near = district_data.similar_districts(city, HACKNEY)
    assert len(near) == 5
    assert (near["distance"].diff().dropna() >= 0).all()


def test_two_indicators_of_all_areas_are_counted_in_squares(city: City) -> None:
    found = compare_data.pair(View(city, "deprivation_rank"), "low_income")
    assert found is not None
    assert found.squares is not None
    assert found.squares["districts"].sum() == AREAS - 31
    assert len(found.squares) < 2000


def test_a_search_finds_areas_by_name_code_or_part_and_the_exact_one_first(city: City) -> None:
    names = queries.names(city)
    assert matching_ids(city, "", HACKNEY.lower()) == (HACKNEY,)
    assert matching_ids(city, "", names[SALFORD])[0] == SALFORD
    assert len(matching_ids(city, "", "hackney")) == 144
    assert {queries.parents(city)[id] for id in matching_ids(city, "", "hull city")} == {
        "Kingston upon Hull, City of"
    }
    assert (
        matching_ids(city, "Salford", "hackney")
        == matching_ids(city, "", "no such place")
        == matching_ids(city, "", " ")
        == ()
    )


def opened(view: str, **where: str) -> AppTest:
    """A page of England as it is first seen."""
    code = f"""
import streamlit as st
from dashboard.shell import navigation
from dashboard.views.{view}.page import page
st.session_state["pages"] = {{each.code: st.Page(each.show, title=each.code) for each in navigation.ENTRIES}}
page()
"""
    page = AppTest.from_string(code, default_timeout=120)
    for key, value in {"city": "england", **where}.items():
        page.query_params[key] = value
    page.run()
    assert not page.exception
    assert not page.error
    return page


def sent(block: Any) -> int:
    """The bytes of all elements of a page."""
    parts = getattr(block, "children", None)
    return sum(map(sent, parts.values())) if parts else block.proto.ByteSize()


@pytest.mark.parametrize(
    ("view", "where"),
    [
        ("city", {}),
        ("district", {}),
        ("district", {"district": HACKNEY}),
        ("compare", {"indicator": "deprivation_rank", "with": f"{HACKNEY};{SALFORD}"}),
        ("segments", {}),
        ("interventions", {}),
        ("methods", {"indicator": "low_income"}),
    ],
)
@pytest.mark.usefixtures("city")
def test_no_page_sends_a_row_for_every_area(view: str, where: dict[str, str]) -> None:
    page = opened(view, **where)
    assert sent(page.main) < ENOUGH
    assert len(page.selectbox(key="district").options) <= 1
    assert len(page.multiselect(key="marked").options) == 0


@pytest.mark.usefixtures("city")
def test_one_types_a_part_of_a_name_and_chooses_among_the_best() -> None:
    page = opened("district")
    page.text_input(key="districts searched").set_value("manchester").run()
    assert len(page.selectbox(key="district").options) == MOST
    assert len(page.multiselect(key="marked").options) == MOST
    page.text_input(key="districts searched").set_value("no such place").run()
    assert page.selectbox(key="district").placeholder == "Nothing found"
    page.text_input(key="districts searched").set_value(SALFORD).run()
    assert page.selectbox(key="district").value == SALFORD
    assert SALFORD in page.query_params["district"]
    assert not page.exception


@pytest.mark.usefixtures("city")
def test_in_one_local_authority_all_areas_stand_in_the_list() -> None:
    page = opened("district", area="Hackney")
    assert len(page.selectbox(key="district").options) == 144


@pytest.mark.usefixtures("city")
def test_a_code_that_is_not_there_explains_itself() -> None:
    page = opened("district", district="E01999999")
    assert any("E01999999" in warning.value for warning in page.warning)
    assert page.selectbox(key="district").value is None
