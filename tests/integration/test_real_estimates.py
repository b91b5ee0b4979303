"""Estimates of the two real cities against figures worked out by hand from what was published."""

from pathlib import Path

import pytest

from indicators.engine.city import City

DATA = Path(__file__).parents[2] / "data"


@pytest.fixture(scope="module")
def morocco(tmp_path_factory: pytest.TempPathFactory) -> City:
    return _opened("morocco", tmp_path_factory)


@pytest.fixture(scope="module")
def new_york(tmp_path_factory: pytest.TempPathFactory) -> City:
    return _opened("new-york", tmp_path_factory)


def _opened(name: str, folders: pytest.TempPathFactory) -> City:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TOWNBELL_CACHE", str(folders.mktemp("cache")))
        return City(DATA / name)


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOWNBELL_CACHE", str(tmp_path))


def check(city: City, indicator: str, expected: list[float], level: float = 0.95, **where: str) -> None:
    """Compares value, lower, upper (in percent), numerator and denominator of one answer."""
    (found,) = city.estimate(indicator, by=[], where=where, level=level).to_dict("records")
    assert found["status"] == "ok"
    names = ("value", "lower", "upper", "numerator", "denominator")
    assert [found[name] for name in names] == pytest.approx(expected, rel=2e-5)


def test_neither_city_has_problems(morocco: City, new_york: City) -> None:
    assert morocco.problems == new_york.problems == ()


def test_women_of_hay_mohammadi_by_tram(morocco: City) -> None:
    # HCP 2024: 13.9 % of 7,870 women in work; one in five was asked, 1,574. Wilson with n = 1,574, z =
    # 1.95996: (0.139 + 3.84146 / 3148) / 1.0024406 = 0.139879, -+ 1.95996 sqrt(0.139 * 0.861 / 1574 +
    # 3.84146 / (4 * 1574^2)) / 1.0024406 = 0.017092
    expected = [13.9, 12.2787, 15.6971, 1093.93, 7870]
    check(morocco, "commute_tram", expected, district="Hay-Mohammadi", period="2024", sex="female")


def test_disability_in_all_of_tanger(morocco: City) -> None:
    # HCP 2024, published totals of both sexes: 3.7 % of 567,326 in Bni Makada, 4.1 % of 252,177 in
    # Mghogha, 4.3 % of 110,723 in Souani, 3.1 % of 342,492 in Tanger-Médina: 46,708.66 of 1,272,718;
    # women and men give 0.1 % less
    numerator = 0.037 * 567_326 + 0.041 * 252_177 + 0.043 * 110_723 + 0.031 * 342_492
    assert numerator == pytest.approx(46_708.66, abs=0.005)
    # Wilson with n = 113,465 + 50,435 + 22,145 + 68,498 = 254,543
    expected = [3.66999, 3.59766, 3.74372, numerator, 1_272_718]
    check(morocco, "disability_prevalence", expected, parent="Tanger", period="2024")


def test_internet_in_all_of_tanger_was_asked_in_2014_only(morocco: City) -> None:
    # HCP 2014, everybody was asked: 17.4 % of 91,737 + 23.0 % of 50,619 + 38.6 % of 30,760 + 35.0 % of 66,127
    # = 62,622.418 of 239,243 households; Wilson: 0.261752 -+ 1.95996 sqrt(0.261752 * 0.738248 / 239243)
    expected = [26.1752, 25.9995, 26.3518, 62_622.418, 239_243]
    check(morocco, "households_with_internet", expected, parent="Tanger", period="2014")
    found = morocco.estimate("households_with_internet", by=["parent", "period"], where={"parent": "Tanger"})
    assert found["status"].tolist() == ["ok", "not_collected"]


def test_homes_without_a_vehicle_in_the_rockaways(new_york: City) -> None:
    # ACS 2019-2023: 17,235 -+998 of 48,233 -+1,317; sqrt(998^2 - 0.357328^2 * 1317^2) / 48233 = 1.8246 %
    # at 90 %
    expected = [35.7328, 35.7328 - 1.8246, 35.7328 + 1.8246, 17_235, 48_233]
    where = {"district": "414", "period": "2019-2023"}
    check(new_york, "household_without_vehicle", expected, level=0.90, **where)
    # at 95 % the margin is 1.959964 / 1.644854 times as wide: 2.1742
    expected[1:3] = 35.7328 - 2.1742, 35.7328 + 2.1742
    check(new_york, "household_without_vehicle", expected, **where)


def test_driving_from_the_lower_east_side(new_york: City) -> None:
    # ACS 2019-2023: alone 4,096 -+738, together 894 -+267, sqrt(738^2 + 267^2) = 784.8, of 78,559 -+3,393
    # workers: sqrt(784.8^2 - 0.0635191^2 * 3393^2) / 78559 = 0.96059 % at 90 %
    expected = [6.35191, 6.35191 - 0.96059, 6.35191 + 0.96059, 4_990, 78_559]
    check(new_york, "car_to_work", expected, level=0.90, district="103", period="2019-2023")


def test_health_insurance_in_all_of_staten_island(new_york: City) -> None:
    # ACS 2012-2016: 154,727 -+2,886, 123,857 -+2,449, 159,319 -+2,438 of 170,767 -+2,948, 132,359 -+2,512,
    # 165,858 -+2,408. Squares of margins add: 20,270,441 and 20,799,312;
    # sqrt(20270441 - 0.933727^2 * 20799312) / 468984 = 0.31168 % at 90 %
    expected = [93.3727, 93.3727 - 0.31168, 93.3727 + 0.31168, 437_903, 468_984]
    check(new_york, "health_insurance", expected, level=0.90, parent="Staten Island", period="2012-2016")


def test_broadband_was_not_asked_before_2017(new_york: City) -> None:
    found = new_york.estimate("broadband", by=["period"])
    assert found["status"].tolist() == ["not_collected", "not_collected", "ok"]
    # ACS 2019-2023, Rockaways: 42,988 -+1,370 of 48,233 -+1,317; sqrt(1370^2 - 0.891257^2 * 1317^2) /
    # 48233 = 1.4647 %
    expected = [89.1257, 89.1257 - 1.4647, 89.1257 + 1.4647, 42_988, 48_233]
    check(new_york, "broadband", expected, level=0.90, district="414", period="2019-2023")


def test_all_districts_are_there_in_every_census(morocco: City, new_york: City) -> None:
    for city, indicator, lines in ((morocco, "commute_tram", 41 * 2), (new_york, "car_to_work", 59 * 3)):
        found = city.estimate(indicator)
        assert len(found) == lines
        assert (found["status"] == "ok").all()
        assert ((found["lower"] <= found["value"]) & (found["value"] <= found["upper"])).all()
