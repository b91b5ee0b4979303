"""What takes all ages together can't be seen by groups of ages, on the command line as little as on a page."""

import pytest

from indicators.engine.city import City
from indicators.engine.text.errors import TownbellError
from tests.support.browser import ROOT


@pytest.fixture(scope="module")
def bellhaven() -> City:
    return City(ROOT / "data" / "bellhaven")


def test_it_is_offered_by_the_other_segments_only(bellhaven: City) -> None:
    assert bellhaven.segments_of("life_expectancy_at_birth") == ("sex",)
    assert bellhaven.segments_of("avoidable_admissions") == ("sex", "income_q")


@pytest.mark.parametrize("id", ["life_expectancy_at_birth", "deaths_before_75"])
def test_no_number_is_given_for_one_age(bellhaven: City, id: str) -> None:
    with pytest.raises(TownbellError, match="takes all ages together"):
        bellhaven.estimate(id, ["district"], {"age_band": "65+"})
    with pytest.raises(TownbellError, match="takes all ages together"):
        bellhaven.estimate(id, ["age_band"])
