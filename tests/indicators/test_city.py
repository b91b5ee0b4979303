"""`City` as a notebook knows it: gaps, changes, funnels, trends, neighbours, clusters, divide, index."""

from pathlib import Path

import numpy as np
import pytest

from indicators import City
from indicators.commands import gap as gap_command
from indicators.engine.pack.locations import find_pack
from indicators.engine.text.errors import PackError, TownbellError
from tests.support.hostile import EVIL, hostile_pack
from tests.support.packs import small_pack


@pytest.fixture(scope="module")
def bellhaven() -> City:
    return City(find_pack("bellhaven"))


@pytest.fixture(scope="module")
def morocco() -> City:
    return City(find_pack("morocco"))


def test_a_gap_between_two_groups_is_the_difference_of_their_values(morocco: City) -> None:
    casablanca = {"parent": "Casablanca", "period": "2024"}
    by_sex = morocco.estimate("commute_tram", ["sex"], casablanca).set_index("sex")["value"]
    found = morocco.gap("commute_tram", "sex", where=casablanca).set_index("measure")
    assert found.loc["difference", "value"] == pytest.approx(abs(by_sex["female"] - by_sex["male"]))
    assert found.loc["ratio", "value"] == pytest.approx(by_sex.max() / by_sex.min())
    assert found.loc["difference", "unit"] == "percentage points"
    assert "sii" not in found.index, "sex has no order, so there is no slope over it"


def test_gaps_have_the_promised_columns_one_set_a_period(bellhaven: City) -> None:
    found = bellhaven.gap("good_health", "income_q", by=["period"])
    assert list(found) == ["indicator", "period", "measure", "value", "lower", "upper", "unit"]
    assert found["period"].nunique() == 10
    assert {"sii", "rii", "aci", "rci", "par", "paf", "bgv", "idis", "mld", "theil"} <= set(found["measure"])
    known = found.dropna(subset=["value", "lower", "upper"])
    assert ((known["lower"] <= known["value"]) & (known["value"] <= known["upper"])).all()


def test_theil_splits_between_and_within_boroughs(bellhaven: City) -> None:
    found = bellhaven.gap("violent_crime", "district", where={"period": "2025"}).set_index("measure")["value"]
    assert found["theil"] == pytest.approx(found["theil_between"] + found["theil_within"])


def test_an_unknown_dimension_names_the_possible_ones(morocco: City) -> None:
    with pytest.raises(TownbellError, match="Possible: sex, district"):
        morocco.gap("commute_tram", "age_band")


def test_the_planted_forms_helped_the_average_and_widened_the_gap(bellhaven: City) -> None:
    found = bellhaven.gap_change("eservice_completed", "skill", "2022", "2025")
    assert found.set_index("measure").loc["difference", "wider"]
    assert found.attrs["average_better_gap_wider"]


def test_a_change_says_its_verdict_in_the_fixed_words(bellhaven: City) -> None:
    found = bellhaven.change("violent_crime", "2020", "2025")
    assert len(found) == 24
    assert set(found["verdict"]) <= {"better", "worse", "no_clear_difference", "cannot_tell"}
    whole = bellhaven.change("violent_crime", "2020", "2025", by=[])
    assert len(whole) == 1
    values = bellhaven.estimate("violent_crime", ["period"], {"period": ["2020", "2025"]})["value"]
    assert whole.loc[0, "change"] == pytest.approx(values[1] - values[0])


def test_two_years_without_limits_can_not_be_told_apart(bellhaven: City) -> None:
    assert set(bellhaven.change("recycled_share", "2020-Q1", "2025-Q1")["verdict"]) == {"cannot_tell"}


def test_the_funnel_allows_for_judging_all_districts_at_once(bellhaven: City) -> None:
    found = bellhaven.against_city("violent_crime", "2025")
    assert (found["p_adjusted"] >= found["p_value"] - 1e-12).all()
    against = bellhaven.against_city("violent_crime", "2025", target=100.0)
    assert (against["judged"] != "worse").all(), "nobody is worse than an absurd target"
    group = bellhaven.against_city("violent_crime", "2025", group=["B02", "B07"])
    assert group["average"].iloc[0] != found["average"].iloc[0]
    with pytest.raises(TownbellError, match="no count behind it"):
        bellhaven.against_city("fine_particles", "2024")


def test_what_is_hidden_of_an_indicator_can_be_listed_for_those_who_keep_the_data(bellhaven: City) -> None:
    assert bellhaven.hidden("violent_crime").empty, "offences are not records of people"
    assert list(bellhaven.hidden("violent_crime")) == [
        "district_id",
        "period",
        "dimension",
        "group",
        "reason",
    ]


def test_every_district_has_a_trend_and_a_bell(bellhaven: City) -> None:
    found = bellhaven.trend("missed_collections")
    assert len(found) == 24
    assert found["bell"].dtype == bool
    harmed = found.set_index("district_id").loc[["B04", "B06", "B10", "B17", "B23"]]
    assert (harmed["trend"] == "worse").any() or harmed["bell"].any()


def test_neighbours_are_other_districts(bellhaven: City) -> None:
    found = bellhaven.neighbours(["good_health", "home_internet"], "2025", count=3)
    assert (found["district_id"] != found["neighbour_id"]).all()
    assert (found.groupby("district_id").size() == 3).all()


def test_clusters_say_how_alike_neighbours_are(bellhaven: City) -> None:
    found = bellhaven.clusters("violent_crime", "2025")
    assert len(found) == 24
    assert found.attrs["association"].moran > 0


def test_divide_and_inequality_multiply_to_the_gap_in_use(bellhaven: City) -> None:
    found = bellhaven.divide("home_internet", "used_egov", "income_q", "2025")
    parts = found.pivot(index="income_q", columns="part", values="ratio")
    np.testing.assert_allclose(parts["access"] * parts["use_given_access"], parts["use"], rtol=1e-9)


def test_an_index_has_ranks_with_intervals_and_says_what_drives_it(bellhaven: City) -> None:
    found = bellhaven.index(["good_health", "home_internet", "violent_crime"], "2025")
    assert ((found["rank_lower"] <= found["rank"]) & (found["rank"] <= found["rank_upper"])).all()
    assert set(found.attrs["influence"]) == {"good_health", "home_internet", "violent_crime"}
    with pytest.raises(TownbellError, match="neutral"):
        bellhaven.index(["remote_consultation", "good_health"], "2025")


def test_the_command_writes_what_the_notebook_gives(
    morocco: City, capsys: pytest.CaptureFixture[str]
) -> None:
    from indicators.cli import main

    arguments = ["gap", "morocco", "--indicator", "commute_tram", "--across", "sex", "--by", "period"]
    assert main(arguments) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "indicator,period,measure,value,lower,upper,unit"
    assert len(lines) - 1 == len(morocco.gap("commute_tram", "sex", ["period"]))
    assert main([*arguments[:-4], "--across", "colour"]) == 1
    assert "Possible: sex, district" in capsys.readouterr().err
    assert gap_command.EXAMPLES


def test_a_city_that_comes_along_opens_by_its_name_and_any_other_by_its_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert City("morocco").pack.folder == find_pack("morocco")
    own = small_pack(tmp_path).rename(tmp_path / "morocco")
    monkeypatch.chdir(tmp_path)
    assert City("morocco").pack.folder.resolve() == own.resolve(), "a folder goes before a name"
    assert City(own).name == "morocco"
    with pytest.raises(TownbellError, match=r"There is no pack 'atlantis'.*bellhaven, morocco, new-york"):
        City("atlantis")
    with pytest.raises(TownbellError, match="Did you mean 'bellhaven'"):
        City("belhaven")
    with pytest.raises(PackError):
        City(tmp_path / "nowhere")


def test_a_city_says_in_a_line_and_in_a_notebook_what_it_is(tmp_path: Path, bellhaven: City) -> None:
    assert repr(bellhaven) == (
        f"<City bellhaven: Bellhaven, 24 districts, {len(bellhaven.available)} indicators, 2016 to 2025>"
    )
    shown = bellhaven._repr_html_()
    assert "generated: every number is invented" in shown
    assert "Safety" in shown
    evil = City(hostile_pack(tmp_path))
    assert EVIL not in evil._repr_html_()
