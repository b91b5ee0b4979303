"""A notebook's map: the pages' colours, words for every district, nothing from elsewhere."""

import json
import re

import pytest

from dashboard.charts.colours import scale
from indicators.city import City
from indicators.compare.spatial.colours import rgb
from indicators.compare.spatial.deck import view_of
from indicators.engine.text.errors import TownbellError
from tests.support.browser import ROOT


@pytest.fixture(scope="module")
def city() -> City:
    return City(ROOT / "data" / "bellhaven")


def test_the_map_has_the_colours_of_the_pages_and_says_value_and_limits(city: City) -> None:
    deck = json.loads(city.map("violent_crime", "2025").to_json())
    shown = {
        f["properties"]["text"].split("\n")[0]: f["properties"] for f in deck["layers"][0]["data"]["features"]
    }
    rows = city.estimate("violent_crime")
    colours = scale(rows["value"], "lower")
    rows = rows[rows["period"] == "2025"].set_index("district")
    assert set(shown) == set(rows.index)
    for name, about in shown.items():
        assert about["fill"] == [*rgb(colours.colour(rows.loc[name, "value"])), 255]
    assert re.search(r"per 1,000 residents a year\n95 % limits [\d.]+ to [\d.]+", shown["Old Quay"]["text"])


def test_without_a_period_it_is_the_last_one(city: City) -> None:
    assert city.map("violent_crime").about == "Violent crime, 2025"
    assert (
        len(
            json.loads(city.map("violent_crime", where={"district": "B01"}).to_json())["layers"][0]["data"][
                "features"
            ]
        )
        == 1
    )
    with pytest.raises(TownbellError, match="no period '1999' here"):
        city.map("violent_crime", "1999")


def test_its_page_names_no_other_machine(city: City) -> None:
    page = city.map("violent_crime").to_html(offline=True)
    without = re.sub(r"<script>.*?</script>", "", page, flags=re.DOTALL)
    assert "http" not in without.replace("http-equiv", "")
    assert "map_provider" not in page or "carto" not in json.dumps(
        json.loads(city.map("violent_crime").to_json())
    )
    assert city.map("violent_crime")._repr_html_().startswith("<iframe srcdoc=")


def test_a_view_shows_the_whole_box() -> None:
    view = view_of((-30.0, 47.0, -29.8, 47.1), 760, 480)
    assert view.longitude == pytest.approx(-29.9)
    assert 47.04 < view.latitude < 47.06
    assert 760 / 512 / 2**view.zoom * 360 >= 0.2
