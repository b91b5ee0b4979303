"""The map page without a browser: sentences held to their numbers, pictures, classes, files, every view."""

import io
import re
from pathlib import Path
from xml.etree import ElementTree

import geopandas as gpd
import pandas as pd
import pytest

from dashboard import queries
from dashboard.charts import chart_files, colours, legend
from dashboard.exports import downloads
from dashboard.maps import map_frame
from dashboard.maps.map_sheet import Sheet, drawn
from dashboard.maps.outlines import shapes
from dashboard.queries import View
from dashboard.text import VERDICT, cell
from dashboard.views.map import clusters
from dashboard.views.map import data as map_data
from dashboard.views.map import text as page_text
from dashboard.views.map.against_whole import coloured_by_verdict
from dashboard.views.map.controls import breaks_of
from dashboard.views.shared import map_text, map_values
from dashboard.views.shared.district_maps import (
    coloured_by_change,
    coloured_by_value,
    figures,
    file_name,
    frame,
)
from indicators.city import City
from indicators.compare.spatial.autocorrelation import HIGH_HIGH, LOW_LOW
from indicators.engine.definitions.registry import indicator
from tests.support.browser import ROOT
from tests.support.dashboard_rows import NAN, THREE
from tests.support.hostile import EVIL, PICTURE, hostile_pack

BELLHAVEN = ROOT / "data" / "bellhaven"


@pytest.fixture(scope="module")
def city() -> City:
    return City(BELLHAVEN)


# Words


@pytest.mark.parametrize(
    ("row", "better", "expected"),
    [
        (
            {"rank": 3.0, "rank_lower": 1.0, "rank_upper": 7.0, "of": 24},
            "lower",
            "rank 3 of 24 (best first); could be 1 to 7",
        ),
        (
            {"rank": 3.0, "rank_lower": 3.0, "rank_upper": 3.0, "of": 24},
            "higher",
            "rank 3 of 24 (best first), beyond chance",
        ),
        (
            {"rank": 1.0, "rank_lower": NAN, "rank_upper": NAN, "of": 5},
            "neutral",
            "rank 1 of 5 (highest first); how sure is not known",
        ),
        ({"rank": NAN, "rank_lower": NAN, "rank_upper": NAN, "of": 5}, "lower", ""),
    ],
)
def test_a_rank_is_never_said_without_how_sure_it_is(
    row: dict[str, float], better: str, expected: str
) -> None:
    assert map_text.rank(row, better) == expected


def test_a_card_has_value_limits_and_rank_or_the_reason_why_not(city: City) -> None:
    rows = coloured_by_value(THREE, colours.scale(THREE["value"], "lower"), "%", "lower")
    assert rows["lines"].iloc[0] == ("12.3\u00a0%", "95 % limits 10.0 to 15.0")
    assert rows["lines"].iloc[2] == ("too few people to say",)
    view = View(city, "life_expectancy_at_birth")
    known = map_values.ranked(view)
    assert (known["rank_lower"] <= known["rank"]).all()
    assert (known["rank"] <= known["rank_upper"]).all()


def test_the_gap_says_whole_districts_and_chosen_district_as_they_are(city: City) -> None:
    view = View(city, "doctor_within_15_minutes")
    pair = (
        map_data.pairs(view)["sex:f;m"]
        if "sex:f;m" in map_data.pairs(view)
        else next(iter(map_data.pairs(view).values()))
    )
    rows = map_data.gaps(view, pair)
    rows = rows[rows["period"] == "2025"]
    whole = map_data.whole_gap(view, pair, "2025")
    assert whole is not None
    text = page_text.gap_overview(view.measure, ("first", "second"), "Bellhaven", "2025", whole, rows)
    assert page_text.gap_size(whole["gap"], "%") in text
    known = rows[rows["status"] == "ok"]
    for word, counted in (
        ("better", "better off in"),
        ("worse", "worse off in"),
        ("no_clear_difference", "no clear difference in"),
    ):
        n = int((known["verdict"] == word).sum())
        assert (f"{counted} {n}" in text) == (n > 0)
    line = page_text.gap_line(view.measure, ("first", "second"), known.iloc[0])
    assert page_text.gap_size(known.iloc[0]["gap"], "%") in line
    assert "significant" not in text + line


def test_a_gap_that_nobody_knows_says_why() -> None:
    rows = pd.DataFrame(
        {"status": ["suppressed", "suppressed"], "verdict": "cannot_tell", "district": ["A", "B"]}
    )
    text = page_text.gap_overview(indicator("robbery"), ("a", "b"), "Town", "2025", None, rows)
    assert text.endswith("No district has a value for both (hidden: too few to protect people's privacy).")


def test_against_the_whole_counts_the_words_and_names_the_few(city: City) -> None:
    view = View(city, "doctor_within_15_minutes")
    rows = map_data.against(view)
    rows = rows[rows["period"] == "2025"]
    text = page_text.against_overview(view.measure, "Bellhaven", "2025", rows)
    for word, n in rows["verdict"].value_counts().items():
        assert f"{n} {VERDICT[str(word)]}" in text
    official = city.against_city("doctor_within_15_minutes", "2025").set_index("district_id")["judged"]
    assert rows.set_index("district_id")["verdict"].to_dict() == official.to_dict()


def test_clusters_are_those_of_the_city_and_named(city: City) -> None:
    view = View(city, "life_expectancy_at_birth")
    period = queries.periods(view)[-1]
    rows = map_data.clusters(view, period)
    official = city.clusters("life_expectancy_at_birth", period).set_index("district_id")["cluster"]
    assert rows.set_index("district_id")["cluster"].to_dict() == official.to_dict()
    text = page_text.clusters_overview("Bellhaven", period, rows)
    for name in rows.loc[rows["cluster"].isin([HIGH_HIGH, LOW_LOW]), "district"][:6]:
        assert name in text
    whole = rows.attrs["association"]
    alike = whole.p_permutation <= 0.05 and whole.moran > whole.moran_expected
    assert ("more alike than chance" in text and "no more alike" not in text) == alike


@pytest.mark.parametrize("better", ["higher", "lower", "neutral"])
def test_good_clusters_are_blue_bad_ones_orange(better: str) -> None:
    palette = clusters.colours(better)
    good = {"higher": HIGH_HIGH, "lower": LOW_LOW}.get(better)
    assert (palette[good] if good else colours.VERDICT["better"]) == colours.VERDICT["better"]
    assert len(set(palette.values())) == len(palette)


# Classes


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("10;20;30", (10, 20, 30)), ("0,5; 1,5", (0.5, 1.5)), ("−3;4", (-3, 4)), ("7", (7,)),
        ("", ()), ("a;b", ()), ("3;2", ()), ("1;1", ()), ("1;2;3;4;5", ()), ("nan", ()), ("1e99", ()), (";", ()),
    ],
)  # fmt: skip
def test_own_breaks_are_one_to_four_rising_numbers(text: str, expected: tuple[float, ...]) -> None:
    assert breaks_of(text) == expected


@pytest.mark.parametrize("how", ["quantiles", "equal", "natural", "continuous", "own"])
@pytest.mark.parametrize("values", [[], [5.0], [5.0, 5.0], [0.0, 7.0], list(range(100))])
def test_every_kind_of_classes_colours_all_values_and_has_a_legend(how: str, values: list[float]) -> None:
    scale = colours.scale(pd.Series(values, dtype=float), "lower", how, (10.0, 60.0))
    assert all(re.fullmatch("#[0-9a-f]{6}", scale.colour(value)) for value in values)
    assert len(legend.entries(scale, set())) == len(scale.colours)
    assert not scale.bounds or (min(scale.bounds) == min(values) and max(values) == max(scale.bounds))


def test_equal_steps_are_equal_and_own_breaks_are_kept() -> None:
    values = pd.Series([0, 1, 2, 3, 100], dtype=float)
    assert colours.scale(values, "higher", "equal").bounds == (0, 20, 40, 60, 80, 100)
    assert colours.scale(values, "higher", "own", (2.5, 50)).bounds == (0, 2.5, 50, 100)
    beyond = colours.scale(values, "higher", "own", (-5, 2.5, 1000))
    assert beyond.bounds == (0, 2.5, 100), "no class holds what nobody has"
    assert [text for _fill, text in legend.entries(beyond, set())] == [
        "0.0 to 2.5 (worse)",
        "2.5 to 100 (better)",
    ]
    assert colours.scale(values, "higher", "own", (1000, 2000)).bounds == (0, 100)
    mixed = colours.scale(values, "higher", "continuous")
    assert mixed.colour(0) == "#b35806"
    assert mixed.colour(100) == "#2166ac"
    assert mixed.colour(10) not in mixed.colours


def test_a_gap_scale_lies_alike_on_both_sides_of_no_gap() -> None:
    scale = colours.around_zero(pd.Series([-1.0, 4.0, NAN]), "higher")
    assert [-bound for bound in scale.bounds[::-1]] == pytest.approx(list(scale.bounds))
    assert scale.colour(4.0) == colours.VERDICT["better"]
    assert scale.colour(-4.0) == colours.VERDICT["worse"]
    assert colours.GOOD_TO_BAD[2] not in scale.colours, "small is not unclear"
    assert colours.around_zero(pd.Series([], dtype=float), "higher").bounds == ()


def test_the_scale_does_not_jump_with_the_period_or_the_group(city: City) -> None:
    everyone, women = View(city, "good_health"), View(city, "good_health", "", "sex", "female")
    assert map_values.value_scale(everyone, "quantiles") == map_values.value_scale(everyone, "quantiles")
    other = View(city, "good_health", "", "sex", "m")
    assert map_values.value_scale(women, "equal") == map_values.value_scale(other, "equal")


# Pictures and files


def test_outlines_are_whole_numbers_and_names_stand_inside(city: City) -> None:
    outlines = shapes(city.districts)
    assert len(outlines.paths) == len(city.districts) == len(outlines.spots)
    assert all(re.fullmatch(r"(M\d+ \d+(l[-\d ]+)?z)+", path) for path in outlines.paths)
    assert max(outlines.width, outlines.height) == 1000
    assert all(
        0 <= x <= outlines.width and 0 <= y <= outlines.height and room > 0 for x, y, room in outlines.spots
    )
    assert sum(map(len, outlines.paths)) < 20_000


def test_the_five_states_reach_the_picture_by_name() -> None:
    outlines = gpd.GeoDataFrame(
        THREE[["district_id", "district"]].assign(district=["North", "South", "Old Quay"])
    )
    shown = coloured_by_value(THREE.iloc[:2], colours.scale(THREE["value"], "lower"), "%")
    picture = frame(outlines, shown.assign(status=["ok", "suppressed"]), "2025")
    assert picture.fills[0].startswith("#")
    assert picture.fills[1:] == ("suppressed", "missing")
    assert picture.lines[2] == ("missing",)
    script = (ROOT / "dashboard" / "maps" / "frontend" / "path_surface.mjs").read_text(encoding="utf-8")
    assert all(f'pattern("{state}"' in script for state in legend._PATTERN)


def test_what_has_no_change_keeps_its_state_and_what_has_no_limits_is_not_missing() -> None:
    rows = pd.DataFrame(
        {"district": list("ABCDE"), "change": [NAN, NAN, NAN, 2.0, 2.0], "lower": [NAN] * 4 + [1.0],
         "upper": [NAN] * 4 + [3.0], "verdict": ["cannot_tell"] * 4 + ["worse"],
         "status_before": ["ok", "not_collected", "suppressed", "ok", "ok"],
         "status_after": ["too_few", "ok", "suppressed", "ok", "ok"]}
    )  # fmt: skip
    coloured = coloured_by_change(rows, "%", "2020", "2025")
    assert list(coloured["status"]) == ["too_few", "not_collected", "suppressed", "ok", "ok"]
    assert coloured["lines"].iloc[0] == ("cannot tell", "2025: too few people to say")
    assert coloured["lines"].iloc[1] == ("cannot tell", "2020: not collected")
    assert len(coloured["lines"].iloc[2]) == 3, "both sides say why"
    assert coloured["lines"].iloc[3] == ("+2.0 percentage points", "cannot tell")
    assert coloured["lines"].iloc[4] == ("+2.0 percentage points", "95 % limits 1.0 to 3.0", "worse")
    entries = legend.verdict_entries(colours.VERDICT, coloured)
    assert [fill for fill, _text in entries] == [
        colours.VERDICT["worse"], colours.VERDICT["cannot_tell"], "suppressed", "too_few", "not_collected",
    ]  # fmt: skip
    against = coloured_by_verdict(
        THREE.assign(verdict=["better", "cannot_tell", "cannot_tell"], average=8.0), "%"
    )
    assert list(against["status"]) == ["ok", "ok", "too_few"]


def test_the_change_of_a_city_has_all_its_states(city: City) -> None:
    view = View(city, "avoidable_admissions")
    first, *_between, last = queries.periods(view)
    for before in (first, "2017"):
        changes = map_values.changes(view, before, last)
        known = changes["change"].notna()
        assert (changes.loc[known, "status"] == "ok").all()
        assert (changes.loc[~known, "status"] != "ok").all()


# The group that is shown


def test_a_chosen_group_stands_in_names_words_and_figures(city: City, tmp_path: Path) -> None:
    women = View(city, "good_health", "", "sex", "female")
    rows = figures(women, map_values.changes(women, "2020", "2025"))
    assert set(zip(rows["dimension"], rows["group"], strict=True)) == {("sex", "female")}
    assert file_name("good_health-2025", women) == "good_health-2025-sex-female"
    assert file_name("good_health-2025", View(city, "good_health")) == "good_health-2025"
    assert map_text.about_group("Good health, 2025", "Sex: women") == (
        "Good health, 2025. Only one group is shown: Sex: women."
    )
    everyone = figures(View(city, "good_health"), map_values.ranked(View(city, "good_health")))
    assert set(everyone["group"]) == {"all"}
    back = pd.read_csv(io.BytesIO(downloads.csv(rows)))
    assert set(back["group"]) == {"female"}
    file = tmp_path / "map.gpkg"
    file.write_bytes(downloads.geopackage(queries.outlines(women), rows))
    assert set(gpd.read_file(file)["group"]) == {"female"}


def test_the_figures_of_a_gap_name_both_groups(city: City) -> None:
    view = View(city, "good_health")
    rows = figures(view, map_data.gaps(view, ("sex", "female", "male")))
    assert set(rows["dimension"]) == {"sex"}
    assert set(rows["group_first"]) == {"female"}
    assert set(rows["group_second"]) == {"male"}
    assert "group" not in rows


# Against the whole


def test_neutral_indicators_of_a_city_are_different_and_never_good_or_bad() -> None:
    place = City(ROOT / "data" / "morocco")
    neutral = [each for each in place.available if each.better == "neutral" and each.spec.has_counts]
    assert len(neutral) > 5
    seen: set[str] = set()
    for each in neutral:
        view = View(place, each.id)
        rows = coloured_by_verdict(map_data.against(view), each.unit)
        seen |= set(rows["verdict"])
        code = queries.periods(view)[-1]
        assert page_text.against_overview(each, "Morocco", code, rows[rows["period"] == code])
        official = set(place.against_city(each.id, code)["judged"])
        assert official <= {"different", "no_clear_difference", "cannot_tell"}
    assert "different" in seen
    assert not seen & {"higher", "lower", "better", "worse", "similar"}


def test_the_whole_is_the_whole_also_where_some_districts_are_hidden(city: City) -> None:
    view = View(city, "went_without_care")
    rows = map_data.against(view)
    apart = 0
    for code, piece in rows.groupby("period"):
        whole = queries.whole_in(view, str(code))
        assert whole is not None
        assert piece["average"].to_numpy() == pytest.approx(float(whole["value"]))
        known = piece[piece["status"] == "ok"]
        pooled = 100 * known["numerator"].sum() / known["denominator"].sum()
        apart += abs(pooled - whole["value"]) > 0.001
        text = page_text.against_overview(view.measure, "Bellhaven", str(code), piece, whole)
        assert f"**{cell(whole['value'], '%', 'ok')}**" in text
        official = city.against_city(view.indicator, str(code)).set_index("district_id")["judged"]
        assert piece.set_index("district_id")["verdict"].to_dict() == official.to_dict()
    assert apart, "in no period does the whole differ from the districts with a value"


def test_a_whole_without_a_value_judges_nobody_and_says_so() -> None:
    rows = THREE.assign(average=NAN, verdict="cannot_tell")
    text = page_text.against_overview(
        indicator("robbery"), "Town", "2025", rows, pd.Series({"status": "suppressed"})
    )
    assert text.startswith("2025: Town as a whole has no value (hidden")


def test_two_periods_are_put_in_the_order_of_time() -> None:
    codes = ["2010-2014", "2015", "2020"]
    assert (
        queries.in_time(codes, "2020", "2015") == ("2015", "2020") == queries.in_time(codes, "2015", "2020")
    )


def test_a_drawing_has_its_title_legend_and_source_and_no_markup_from_the_data(tmp_path: Path) -> None:
    place = City(hostile_pack(tmp_path))
    shape = shapes(place.districts)
    one = map_frame.MapFrame("2025", ("#2166ac", "missing"), (("1",), ("missing",)))
    sheet = Sheet(
        EVIL, "subtitle", "%", [("#2166ac", "1 to 2"), ("missing", "missing")], "source", "A", ["B"]
    )
    svg = drawn(shape, [one, one, one], sheet)
    root = ElementTree.fromstring(svg)
    text = " ".join(node.text or "" for node in root.iter("{http://www.w3.org/2000/svg}text"))
    assert all(word in text for word in (EVIL, "subtitle", "1 to 2", "missing", "source", "2025"))
    assert "<img" not in svg
    assert "http" not in svg.replace("http://www.w3.org/2000/svg", "").replace(PICTURE, "")
    assert chart_files.png(svg).startswith(b"\x89PNG")


def test_the_files_hold_limits_and_states_and_what_is_hidden_stays_hidden(city: City, tmp_path: Path) -> None:
    view = View(city, "avoidable_admissions")
    rows = map_values.ranked(view)
    rows = rows[rows["period"] == "2017"].reset_index(drop=True)
    assert (rows["status"] == "suppressed").any()
    back = pd.read_csv(io.BytesIO(downloads.csv(rows)))
    assert back.loc[back["status"] != "ok", ["value", "lower", "upper", "rank"]].isna().all().all()
    file = tmp_path / "map.gpkg"
    file.write_bytes(downloads.geopackage(queries.outlines(view), rows))
    layer = gpd.read_file(file)
    assert set(layer["status"]) == set(rows["status"])
    assert {"value", "lower", "upper", "rank_lower", "rank_upper"} <= set(layer.columns)


def test_parts_that_lie_far_apart_stand_side_by_side_under_their_names() -> None:
    morocco = City(ROOT / "data" / "morocco")
    apart, together = shapes(morocco.districts), shapes(morocco.districts, scattered=True)
    assert {name for _x, _y, name in together.parts} == set(morocco.districts["parent"])
    assert apart.parts == ()
    room = [sum(width for _x, _y, width in group.spots) for group in (apart, together)]
    assert room[1] > 4 * room[0]
    assert all(0 <= x <= together.width and 0 <= y <= together.height for x, y, _room in together.spots)
