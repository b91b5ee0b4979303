"""The large map: outlines as they are packed, what is kept and served, the frames and their cards."""

import gc
import gzip
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from dashboard.charts import colours
from dashboard.maps import deckgl, large_frames, large_outlines, packed_outlines
from dashboard.maps.large_frames import CARDS, Fills, LargeFrame, Lines
from dashboard.maps.outlines import SIZE, laid_out
from dashboard.text import STATUS
from dashboard.views.shared import district_maps, district_outlines
from indicators.engine.text import messages
from tests.support.map_routes import answer

NAN = float("nan")


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOWNBELL_CACHE", str(tmp_path))
    large_outlines._held.clear()


def _cells(side: int = 12) -> np.ndarray:
    """A sheet of jagged areas without gaps: Voronoi cells of scattered points, one with a hole that another fills."""
    points = shapely.points(np.random.default_rng(4).uniform(0, SIZE, (side * side, 2)))
    cells = shapely.voronoi_polygons(shapely.multipoints(points), extend_to=shapely.box(0, 0, SIZE, SIZE))
    clipped = shapely.intersection(shapely.get_parts(cells), shapely.box(0, 0, SIZE, SIZE))
    island = shapely.buffer(shapely.centroid(clipped[0]), 5)
    return np.append(shapely.difference(clipped, island), [island])


def _districts(outlines: np.ndarray) -> gpd.GeoDataFrame:
    ids = [f"D{i:04d}" for i in range(len(outlines))]
    plain = shapely.transform(outlines, lambda p: p * (1, -1) / SIZE)
    rows = {"district_id": ids, "district": [f"Name of {code}" for code in ids], "parent": ""}
    return gpd.GeoDataFrame(rows, geometry=plain, crs=4326)


# Packed outlines


def test_what_is_packed_comes_out_as_it_went_in_and_is_the_same_bytes_each_time() -> None:
    made = packed_outlines.ragged(packed_outlines.tidy(_cells()))
    content = packed_outlines.packed(made)
    assert content == packed_outlines.packed(made)
    again = packed_outlines.unpacked(content)
    for name in ("polygons", "rings", "lengths", "points"):
        assert np.array_equal(getattr(again, name), getattr(made, name)), name
    with pytest.raises(ValueError, match="no packed outlines"):
        packed_outlines.unpacked(gzip.compress(b"\0" * 40))


def test_outlines_keep_their_size_holes_and_parts_to_the_grid_and_all_together_stand_last() -> None:
    outlines = packed_outlines.tidy(_cells())
    outlines = np.append(outlines[2:], [shapely.union(outlines[0], outlines[1])])
    assert shapely.get_num_geometries(outlines[-1]) == 2, "two cells that lie apart"
    shapes = packed_outlines.geometries(packed_outlines.ragged(outlines))
    assert len(shapes) == len(outlines) + 1
    rounded = shapely.length(outlines) * SIZE / packed_outlines.GRID
    assert np.all(np.abs(shapely.area(shapes[:-1]) - shapely.area(outlines)) <= rounded)
    assert shapely.area(shapes[-1]) == pytest.approx(SIZE * SIZE, rel=1e-5)


def test_borders_stay_shared_in_every_level_though_neighbours_differ_in_the_last_digit() -> None:
    noise = np.random.default_rng(1)
    shifts = noise.uniform(-1e-7, 1e-7, (len(_cells()), 2))
    apart = np.array(
        [shapely.transform(each, lambda p, by=by: p + by) for each, by in zip(_cells(), shifts, strict=True)]
    )
    assert not shapely.coverage_is_valid(apart)
    for _tolerance, outlines in packed_outlines.levels(packed_outlines.tidy(apart)):
        overlap = shapely.area(outlines).sum() - shapely.area(shapely.union_all(outlines))
        assert abs(overlap) < 1e-6 * SIZE * SIZE
        assert shapely.area(outlines).sum() == pytest.approx(SIZE * SIZE, rel=1e-4)


def test_an_outline_that_is_broken_or_next_to_nothing_is_still_an_area() -> None:
    bow = shapely.Polygon([(0, 0), (10, 10), (10, 0), (0, 10)])
    speck = shapely.Polygon([(20, 20), (20 + 1e-7, 20), (20, 20 + 1e-7)])
    tidied = packed_outlines.tidy(np.array([bow, speck]))
    assert np.all(shapely.area(tidied) > 0)
    assert np.all(packed_outlines.ragged(tidied).polygons > 0)


def test_districts_that_follow_each_other_lie_near_each_other() -> None:
    outlines = _cells(20)
    order = packed_outlines.in_order(outlines)
    assert sorted(order) == list(range(len(outlines)))
    steps = shapely.distance(shapely.centroid(outlines[order][:-1]), shapely.centroid(outlines[order][1:]))
    assert np.median(steps) < 2 * SIZE / 20


def test_the_line_around_the_whole_goes_around_no_district_inside() -> None:
    around = packed_outlines.geometries(packed_outlines.ragged(packed_outlines.tidy(_cells())))[-1]
    ends = shapely.get_coordinates(around)
    assert np.all((ends == 0).any(axis=1) | (ends == SIZE).any(axis=1))
    assert len(ends) >= 5


# Kept on disk, and served


def _prepared(outlines: np.ndarray) -> tuple[gpd.GeoDataFrame, large_outlines.LargeOutlines]:
    districts = large_outlines.ordered(_districts(outlines))
    return districts, large_outlines.prepared(districts, False, lambda make: make())


def test_outlines_are_made_once_and_then_read_from_disk_in_whatever_process() -> None:
    districts, first = _prepared(_cells())

    def not_again(_make: object) -> large_outlines.LargeOutlines:
        raise AssertionError("made twice")

    large_outlines._held.clear()
    assert large_outlines.prepared(districts, False, not_again) == first
    moved = districts.assign(district=districts["district"].str.upper())
    assert large_outlines.digest(moved, False) != first.digest


def test_a_browser_gets_outlines_packed_for_good_and_nothing_of_a_name_that_there_is_not() -> None:
    districts, outlines = _prepared(_cells())
    names = answer(f"/api/outlines/{outlines.digest}/names", accept_encoding="gzip, br")
    assert names.json()["ids"] == districts["district_id"].tolist()
    assert names.headers["content-encoding"] == "gzip"
    assert "immutable" in names.headers["cache-control"]
    plain = answer(f"/api/outlines/{outlines.digest}/0")
    assert "content-encoding" not in plain.headers
    assert len(packed_outlines.unpacked(gzip.compress(plain.content)).polygons) == len(districts) + 1
    for wrong in (f"{outlines.digest}/9", f"{outlines.digest}/x", "0/0", f"{'0' * 32}/0", "../0"):
        assert answer(f"/api/outlines/{wrong}").status == 404


def test_the_paths_of_the_files_lie_where_the_map_has_them() -> None:
    districts, outlines = _prepared(_cells())
    drawn = large_outlines.shapes(outlines)
    sheet = laid_out(districts.geometry.to_numpy(), np.full(len(districts), ""))
    assert drawn.ids == tuple(districts["district_id"])
    first = [float(part) for part in drawn.paths[7][1:].split("z")[0].split(" ")]
    west, _north, _east, south = shapely.bounds(sheet.drawn[7])
    assert min(first[::2]) == pytest.approx(west, abs=2)
    assert max(first[1::2]) == pytest.approx(south, abs=2)


# The library and the still picture


def test_deck_gl_is_that_of_pydecks_wheel_and_kept_for_good() -> None:
    script = answer(f"/{deckgl.address()}", accept_encoding="gzip")
    assert script.headers["content-type"].startswith("text/javascript")
    assert "immutable" in script.headers["cache-control"]
    assert script.plain == deckgl.script().read_bytes()
    for name in (b"SolidPolygonLayer", b"PathLayer", b"OrthographicView", b"LayerExtension"):
        assert name in script.plain
    assert answer(f"/api/map/deckgl/{'0' * 32}.js").status == 404


def test_the_still_picture_shows_every_district_in_its_colour_or_pattern_and_no_figure() -> None:
    _districts_of, outlines = _prepared(_cells())
    rows = [("#112233", "suppressed")[i % 2] for i in range(outlines.count)]
    large = LargeFrame("2025", Fills.of(rows), [("12.5 %",)] * outlines.count)
    picture = answer(f"/api/map/{large.token}/{outlines.digest}.svg")
    assert picture.headers["content-type"].startswith("image/svg+xml")
    assert picture.headers["cache-control"].startswith("private")
    districts = ElementTree.fromstring(picture.content).findall("{*}g/{*}path")
    assert [path.get("fill") for path in districts] == [
        fill if fill.startswith("#") else f"url(#{fill})" for fill in rows
    ]
    assert all(str(path.get("d")).startswith("M") for path in districts)
    assert b"%" not in picture.content
    assert answer(f"/api/map/{large.token}/{'0' * 32}.svg").status == 404
    assert answer(f"/api/map/nonsense/{outlines.digest}.svg").status == 404


# Frames


def _rows(n: int = 600) -> pd.DataFrame:
    value = np.linspace(10, 20, n)
    status = np.array(["ok", "suppressed", "too_few", "missing", "not_collected"], dtype=object)[
        np.arange(n) % 5
    ]
    rows = pd.DataFrame({"district_id": [f"D{i:04d}" for i in range(n)], "value": value, "status": status})
    return rows.assign(district="N", lower=value - 1, upper=value + 1)


def _frame(n: int = 600) -> LargeFrame:
    rows = _rows(n)
    scale = colours.scale(rows["value"], "lower")
    order: Any = rows.loc[::-1, ["district_id", "district"]].reset_index(drop=True)
    large = district_maps.frame(
        order, district_maps.coloured_by_value(rows.iloc[:-1], scale, "%", "lower"), "2025"
    )
    assert isinstance(large, LargeFrame)
    return large


def test_a_picture_is_a_byte_a_district_in_the_order_of_the_outlines() -> None:
    large = _frame()
    assert large.fills[0] == "missing", "a district without a row"
    assert large.fills[4] == "#b35806"
    assert list(large.fills)[-5:] == ["not_collected", "missing", "too_few", "suppressed", "#2166ac"]
    assert len(large.colours["fills"]) < 600
    with pytest.raises(ValueError, match="256 colours"):
        Fills.of([f"#{i:06x}" for i in range(256)])


def test_no_number_of_a_district_without_a_value_reaches_the_browser() -> None:
    large = _frame()
    cards = [lines for block in range(20) for lines in large.cards(block)]
    assert len(cards) == 600
    hidden = [lines for lines, fill in zip(cards, large.fills, strict=True) if not fill.startswith("#")]
    assert len(hidden) == 480
    assert all(len(lines) == 1 and not any(map(str.isdigit, lines[0])) for lines in hidden)
    assert {lines[0] for lines in hidden} == {text for state, text in STATUS.items() if state != "ok"}
    shown = [lines for lines, fill in zip(cards, large.fills, strict=True) if fill.startswith("#")]
    assert all("95 % limits" in lines[1] for lines in shown)


def test_cards_are_asked_for_by_a_token_and_speak_the_language_of_their_page() -> None:
    messages.use("fr")
    large = _frame()
    messages.use("en")
    assert isinstance(large.lines, Lines)
    cards = answer(f"/api/map/{large.token}/cards/1")
    assert cards.json() == [list(lines) for lines in large.lines.between(CARDS, 2 * CARDS)]
    assert any("trop peu" in lines[0] for lines in cards.json())
    assert answer(f"/api/map/{large.token}/colours").json()["fills"] == large.colours["fills"]
    assert answer(f"/api/map/{large.token}/cards/99999").json() == []
    assert answer("/api/map/nonsense/cards/0").status == 404
    token = large.token
    del large
    gc.collect()
    assert large_frames.known(token) is None, "what is no longer kept is not kept for its token's sake"


def test_a_scale_without_classes_has_at_most_as_many_colours_as_a_byte_can_name() -> None:
    values = pd.Series(np.random.default_rng(2).normal(0, 1, 5000))
    scale = colours.scale(values, "higher", "continuous")
    colour_of = district_maps.colours_of(scale, values)
    assert len(set(colour_of)) <= 255
    each = [colours.rgb(scale.colour(value)) for value in values]
    assert np.abs(np.array([colours.rgb(c) for c in colour_of]) - each).max() <= 4


def test_classes_have_the_same_colours_whether_districts_are_few_or_many() -> None:
    values = pd.Series([*np.round(np.random.default_rng(3).uniform(0, 50, 900)), NAN])
    for how in ("quantiles", "equal", "natural"):
        scale = colours.scale(values, "lower", how)
        assert district_maps.colours_of(scale, values) == [scale.colour(value) for value in values]


def test_words_are_made_for_few_rows_and_for_many_when_they_are_looked_at() -> None:
    few = district_maps.coloured_by_value(_rows(10), colours.scale(_rows(10)["value"], "lower"), "%")
    assert "lines" in few
    many = district_maps.coloured_by_value(_rows(), colours.scale(_rows()["value"], "lower"), "%")
    assert "lines" not in many
    assert district_outlines.many(many)
    some = district_maps.with_texts(many[many["status"] == "ok"].iloc[:2].reset_index(drop=True))
    assert [lines[0] for lines in some["lines"]] == ["10.0\u00a0%", "10.1\u00a0%"]
    assert isinstance(_frame().lines, Lines)
