"""Outlines of very many districts as triangles, and what a page and a browser are told of their pictures."""

import gc
import gzip
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from dashboard.charts import colours
from dashboard.maps import large_frames, large_mesh, large_outlines
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
    found = shapely.intersection(shapely.get_parts(cells), shapely.box(0, 0, SIZE, SIZE))
    island = shapely.buffer(shapely.centroid(found[0]), 5)
    return np.append(shapely.difference(found, island), [island])


def _districts(outlines: np.ndarray) -> gpd.GeoDataFrame:
    ids = [f"D{i:04d}" for i in range(len(outlines))]
    plain = shapely.transform(outlines, lambda p: p * (1, -1) / SIZE)
    rows = {"district_id": ids, "district": [f"Name of {code}" for code in ids], "parent": ""}
    return gpd.GeoDataFrame(rows, geometry=plain, crs=4326)


def _triangles(found: large_mesh.Mesh) -> tuple[np.ndarray, np.ndarray]:
    """Every triangle's corners on the sheet, and whose it is."""
    owner = np.repeat(np.arange(len(found.rings)), found.rings)
    points = np.bincount(owner, found.lengths, len(found.rings)).astype(int)
    first = np.concatenate([[0], np.cumsum(points)[:-1]])
    who = np.repeat(np.arange(len(found.rings)), found.triangles)
    return found.points[found.corners + first[who][:, None]] * (SIZE / large_mesh.GRID), who


def _sizes(corners: np.ndarray) -> np.ndarray:
    (ax, ay), (bx, by), (cx, cy) = corners.transpose(1, 2, 0)
    return np.abs((bx - ax) * (cy - ay) - (cx - ax) * (by - ay)) / 2


# Triangles


def test_the_triangles_of_an_area_are_as_large_as_the_area_holes_left_out() -> None:
    outlines = large_mesh.tidy(_cells())
    corners, who = _triangles(large_mesh.mesh(outlines))
    sizes = np.bincount(who, _sizes(corners), len(outlines))
    rounded = shapely.length(outlines) * SIZE / large_mesh.GRID
    assert np.all(np.abs(sizes - shapely.area(outlines)) <= rounded)
    assert sizes.sum() == pytest.approx(SIZE * SIZE, rel=1e-5)


def test_what_is_packed_comes_out_as_it_went_in_and_is_the_same_bytes_each_time() -> None:
    made = large_mesh.mesh(large_mesh.tidy(_cells()))
    content = large_mesh.packed(made)
    assert content == large_mesh.packed(made)
    found = large_mesh.unpacked(content)
    for name in ("rings", "lengths", "triangles", "points", "corners", "outer"):
        assert np.array_equal(getattr(found, name), getattr(made, name)), name
    with pytest.raises(ValueError, match="no mesh"):
        large_mesh.unpacked(gzip.compress(b"\0" * 40))


def test_borders_stay_shared_in_every_level_though_neighbours_differ_in_the_last_digit() -> None:
    noise = np.random.default_rng(1)
    shifts = noise.uniform(-1e-7, 1e-7, (len(_cells()), 2))
    apart = np.array(
        [shapely.transform(each, lambda p, by=by: p + by) for each, by in zip(_cells(), shifts, strict=True)]
    )
    assert not shapely.coverage_is_valid(apart)
    for _tolerance, outlines in large_mesh.levels(large_mesh.tidy(apart)):
        overlap = shapely.area(outlines).sum() - shapely.area(shapely.union_all(outlines))
        assert abs(overlap) < 1e-6 * SIZE * SIZE
        assert shapely.area(outlines).sum() == pytest.approx(SIZE * SIZE, rel=1e-4)


def test_an_outline_that_is_broken_or_next_to_nothing_is_still_an_area() -> None:
    bow = shapely.Polygon([(0, 0), (10, 10), (10, 0), (0, 10)])
    speck = shapely.Polygon([(20, 20), (20 + 1e-7, 20), (20, 20 + 1e-7)])
    tidied = large_mesh.tidy(np.array([bow, speck]))
    assert np.all(shapely.area(tidied) > 0)
    assert np.all(large_mesh.mesh(tidied).triangles > 0)


def test_districts_that_follow_each_other_lie_near_each_other() -> None:
    outlines = _cells(20)
    order = large_mesh.in_order(outlines)
    assert sorted(order) == list(range(len(outlines)))
    steps = shapely.distance(shapely.centroid(outlines[order][:-1]), shapely.centroid(outlines[order][1:]))
    assert np.median(steps) < 2 * SIZE / 20


def test_the_outer_lines_go_once_around_the_whole_and_around_no_district_inside() -> None:
    made = large_mesh.mesh(large_mesh.tidy(_cells()))
    ends = made.points[made.outer].astype(int)
    assert np.all((ends == 0).any(axis=1) | (ends == large_mesh.GRID).any(axis=1))
    assert len(ends) >= 4


# Kept on disk, and asked for


def _prepared(outlines: np.ndarray) -> tuple[gpd.GeoDataFrame, large_outlines.Outlines]:
    districts = large_outlines.ordered(_districts(outlines))
    return districts, large_outlines.prepared(districts, False, lambda make: make())


def test_outlines_are_made_once_and_then_read_from_disk_in_whatever_process() -> None:
    districts, first = _prepared(_cells())

    def not_again(_make: object) -> large_outlines.Outlines:
        raise AssertionError("made twice")

    large_outlines._held.clear()
    assert large_outlines.prepared(districts, False, not_again) == first
    moved = districts.assign(district=districts["district"].str.upper())
    assert large_outlines.digest(moved, False) != first.digest


def test_a_browser_gets_outlines_packed_for_good_and_nothing_of_a_name_that_there_is_not() -> None:
    districts, found = _prepared(_cells())
    names = answer(f"/api/outlines/{found.digest}/names", accept_encoding="gzip, br")
    assert names.json()["ids"] == districts["district_id"].tolist()
    assert names.headers["content-encoding"] == "gzip"
    assert "immutable" in names.headers["cache-control"]
    plain = answer(f"/api/outlines/{found.digest}/0")
    assert "content-encoding" not in plain.headers
    assert len(large_mesh.unpacked(gzip.compress(plain.content)).rings) == len(districts)
    for wrong in (f"{found.digest}/9", f"{found.digest}/x", "0/0", f"{'0' * 32}/0", "../0"):
        assert answer(f"/api/outlines/{wrong}").status == 404


def test_the_paths_of_the_files_lie_where_the_map_has_them() -> None:
    districts, found = _prepared(_cells())
    drawn = large_outlines.shapes(found)
    sheet = laid_out(districts.geometry.to_numpy(), np.full(len(districts), ""))
    assert drawn.ids == tuple(districts["district_id"])
    first = [float(part) for part in drawn.paths[7][1:].split("z")[0].split(" ")]
    west, _north, _east, south = shapely.bounds(sheet.drawn[7])
    assert min(first[::2]) == pytest.approx(west, abs=2)
    assert max(first[1::2]) == pytest.approx(south, abs=2)


# Pictures


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
    outlines: Any = rows.loc[::-1, ["district_id", "district"]].reset_index(drop=True)
    found = district_maps.frame(
        outlines, district_maps.coloured_by_value(rows.iloc[:-1], scale, "%", "lower"), "2025"
    )
    assert isinstance(found, LargeFrame)
    return found


def test_a_picture_is_a_byte_a_district_in_the_order_of_the_outlines() -> None:
    found = _frame()
    assert found.fills[0] == "missing", "a district without a row"
    assert found.fills[4] == "#b35806"
    assert list(found.fills)[-5:] == ["not_collected", "missing", "too_few", "suppressed", "#2166ac"]
    assert len(found.colours["fills"]) < 600
    with pytest.raises(ValueError, match="256 colours"):
        Fills.of([f"#{i:06x}" for i in range(256)])


def test_no_number_of_a_district_without_a_value_reaches_the_browser() -> None:
    found = _frame()
    said = [lines for block in range(20) for lines in found.cards(block)]
    assert len(said) == 600
    hidden = [lines for lines, fill in zip(said, found.fills, strict=True) if not fill.startswith("#")]
    assert len(hidden) == 480
    assert all(len(lines) == 1 and not any(map(str.isdigit, lines[0])) for lines in hidden)
    assert {lines[0] for lines in hidden} == {text for state, text in STATUS.items() if state != "ok"}
    shown = [lines for lines, fill in zip(said, found.fills, strict=True) if fill.startswith("#")]
    assert all("95 % limits" in lines[1] for lines in shown)


def test_cards_are_asked_for_by_a_token_and_speak_the_language_of_their_page() -> None:
    messages.use("fr")
    found = _frame()
    messages.use("en")
    assert isinstance(found.lines, Lines)
    cards = answer(f"/api/map/{found.token}/cards/1")
    assert cards.json() == [list(lines) for lines in found.lines.between(CARDS, 2 * CARDS)]
    assert any("trop peu" in lines[0] for lines in cards.json())
    assert answer(f"/api/map/{found.token}/colours").json()["fills"] == found.colours["fills"]
    assert answer(f"/api/map/{found.token}/cards/99999").json() == []
    assert answer("/api/map/nonsense/cards/0").status == 404
    token = found.token
    del found
    gc.collect()
    assert large_frames.known(token) is None, "what is no longer kept is not kept for its token's sake"


def test_a_scale_without_classes_has_at_most_as_many_colours_as_a_byte_can_name() -> None:
    values = pd.Series(np.random.default_rng(2).normal(0, 1, 5000))
    scale = colours.scale(values, "higher", "continuous")
    found = district_maps.colours_of(scale, values)
    assert len(set(found)) <= 255
    each = [colours.rgb(scale.colour(value)) for value in values]
    assert np.abs(np.array([colours.rgb(c) for c in found]) - each).max() <= 4


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
