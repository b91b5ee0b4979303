"""Points to districts by a raster: the answers of asking every outline, not one of them different."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.engine.pack import point_in_polygon
from indicators.engine.pack import raster as supercover
from indicators.engine.pack.boundaries import _areas, district_of_points
from tests.support.reference import shared

laws = settings(max_examples=60, deadline=None)


def outlines(*wkt):
    return shapely.from_wkt(np.array(wkt, dtype=object))


def brute(x, y, shapes):
    """Every point against every outline; the number of the first that holds it."""
    holds = np.stack([shapely.intersects_xy(shape, x, y) for shape in shapes])
    return np.where(holds.any(axis=0), holds.argmax(axis=0), len(shapes))


def by_raster(x, y, shapes, points_expected=100_000):
    made = point_in_polygon.raster(shapes, points_expected)
    assert made is not None
    return made.assign(np.asarray(x, dtype=float), np.asarray(y, dtype=float))


def telling_points(shapes, rng, inside=200):
    """Vertices, places on sides, all of these moved by one bit, and points all over and around."""
    corners = shapely.get_coordinates(shapes)
    sides = corners[:-1] + rng.random((len(corners) - 1, 1)) * np.diff(corners, axis=0)
    along = shapely.get_coordinates(
        [shapely.line_interpolate_point(s.boundary, rng.random(9), normalized=True) for s in shapes]
    )
    special = np.concatenate([corners, sides, along])[:600]
    nudged = [np.nextafter(special, special + step) for step in ([1, 0], [-1, 0], [0, 1], [0, -1], [1, 1])]
    west, south, east, north = shapely.total_bounds(shapes)
    width, height = east - west, north - south
    around = rng.uniform(
        [west - width / 5, south - height / 5], [east + width / 5, north + height / 5], (inside, 2)
    )
    return np.concatenate([special, *nudged, around]).T


def wiggly_map(rng, count=6):
    """Voronoi cells with dented borders that neighbours share, some with holes, some joined to a multipolygon."""
    seeds = shapely.multipoints(rng.uniform(0, 10, (count, 2)))
    cells = shapely.get_parts(shapely.voronoi_polygons(seeds, extend_to=shapely.box(0, 0, 10, 10)))
    cells = shapely.intersection(cells, shapely.box(0, 0, 10, 10))
    lines = shapely.segmentize(shapely.unary_union(shapely.boundary(cells)), rng.uniform(0.3, 3))
    moved = {}

    def dent(places):
        return np.array(
            [moved.setdefault(p.tobytes(), p + rng.normal(0, 0.02, 2)) for p in np.round(places, 9)]
        )

    dented = shapely.transform(lines, dent)
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(shapely.node(dented))))
    if len(faces) > 3:
        hole = faces[0].representative_point().buffer(0.05, quad_segs=3)
        faces[0] = faces[0].difference(hole)
        faces = np.append(faces[1:-1], [shapely.union_all([faces[0], faces[-1]])])
    return rng.permutation(faces)


@laws
@given(st.integers(0, 2**32 - 1), st.sampled_from([1, 30, 1_000, 100_000]))
def test_no_point_of_a_map_with_shared_borders_is_answered_differently(seed, expected):
    rng = np.random.default_rng(seed)
    shapes = wiggly_map(rng, int(rng.integers(4, 12)))
    x, y = telling_points(shapes, rng)
    assert np.array_equal(by_raster(x, y, shapes, expected), brute(x, y, shapes))


@laws
@given(st.integers(0, 2**32 - 1), st.sampled_from([1, 30, 1_000, 100_000]))
def test_where_outlines_lie_over_each_other_the_first_in_the_file_counts(seed, expected):
    rng = np.random.default_rng(seed)
    shapes = []
    for _number in range(rng.integers(1, 7)):
        spikes = rng.integers(3, 14)
        angle = np.sort(rng.uniform(0, 2 * np.pi, spikes))
        radius = rng.uniform(0.1, 3, spikes) * 10.0 ** rng.integers(-3, 1)
        star = np.column_stack([np.cos(angle), np.sin(angle)]) * radius[:, None] + rng.normal(0, 2, 2)
        shapes.append(shapely.make_valid(shapely.Polygon(star)))
    shapes = np.array([s for s in shapes if s.geom_type in ("Polygon", "MultiPolygon")], dtype=object)
    if len(shapes) and (made := point_in_polygon.raster(shapes, expected)) is not None:
        x, y = telling_points(shapes, rng)
        assert np.array_equal(made.assign(x, y), brute(x, y, shapes))


@laws
@given(
    st.lists(st.tuples(*[st.integers(0, 12)] * 4), min_size=1, max_size=8), st.sampled_from([5, 200, 50_000])
)
def test_borders_on_the_lines_between_cells_are_no_trap(corners, expected):
    boxes = [shapely.box(a, b, a + 1 + c, b + 1 + d) for a, b, c, d in corners]
    shapes = np.array(boxes, dtype=object)
    x, y = (each.ravel() for each in np.meshgrid(np.arange(-1, 28, 0.5), np.arange(-1, 28, 0.5)))
    made = point_in_polygon.raster(shapes, expected)
    if made is not None:  # else they lie over each other many times
        assert np.array_equal(made.assign(x, y), brute(x, y, shapes))


def test_a_point_on_a_common_border_belongs_to_the_first_and_one_in_a_hole_or_gap_to_none():
    ring = "POLYGON ((0 0, 9 0, 9 9, 0 9, 0 0), (3 3, 6 3, 6 6, 3 6, 3 3))"
    apart = "MULTIPOLYGON (((9 0, 12 0, 12 9, 9 9, 9 0)), ((4 4, 5 4, 5 5, 4 5, 4 4)))"
    shapes = outlines(ring, apart)
    points = [(9, 4), (1, 1), (10, 1), (4.5, 4.5), (3.5, 3.5), (3, 3), (12, 9), (12.1, 9), (4, 4.5)]
    x, y = np.array(points, dtype=float).T
    assert by_raster(x, y, shapes).tolist() == [0, 0, 1, 1, 2, 0, 1, 2, 1]
    assert by_raster(x, y, shapes[::-1]).tolist() == [0, 1, 0, 0, 2, 1, 0, 2, 0]


def test_unknown_and_endless_places_lie_in_no_district_and_points_may_all_be_the_same():
    shapes = outlines("POLYGON ((0 0, 9 0, 0 9, 0 0))")
    x = [np.nan, 1, np.inf, -np.inf, 1, 1e308, 1]
    y = [1, np.nan, 1, 1, np.inf, -1e308, 1]
    assert by_raster(x, y, shapes).tolist() == [1, 1, 1, 1, 1, 1, 0]
    assert not by_raster(np.full(1_200_000, 4.5), np.full(1_200_000, 4.5), shapes).any()
    assert by_raster([], [], shapes).tolist() == []


def test_a_district_without_an_outline_holds_nothing_and_keeps_its_number():
    shapes = np.append(np.array([None, shapely.Polygon()], dtype=object), shapely.box(0, 0, 1, 1))
    assert by_raster([0.5, 2], [0.5, 2], shapes).tolist() == [2, 3]


@pytest.mark.parametrize(
    "wkt",
    [
        "POINT (1 1)",
        "LINESTRING (0 0, 2 2)",
        "POLYGON ((1 1, 1 1, 1 1, 1 1))",
        "POLYGON EMPTY",
    ],
)
def test_what_no_raster_can_be_made_of_is_asked_one_by_one(wkt):
    shapes = outlines(wkt)
    assert point_in_polygon.raster(shapes, 10_000) is None
    x = np.ones(3_000)
    assert np.array_equal(point_in_polygon.first_holding(x, x, shapes), brute(x, x, shapes))


def test_outlines_many_times_over_each_other_are_asked_one_by_one():
    shapes = np.array([shapely.box(0, 0, 1 + n / 1000, 1) for n in range(20)], dtype=object)
    assert point_in_polygon.raster(shapes, 10_000) is None


def test_very_long_and_very_thin_maps_have_a_raster_too():
    shapes = np.array([shapely.box(n, 0, n + 1, 1e-7) for n in range(100)], dtype=object)
    x, y = telling_points(shapes, np.random.default_rng(3))
    assert np.array_equal(by_raster(x, y, shapes), brute(x, y, shapes))
    turned = np.array([shapely.box(0, n, 1e-7, n + 1) for n in range(100)], dtype=object)
    assert np.array_equal(by_raster(y, x, turned), brute(y, x, turned))


def test_outlines_a_few_bits_wide_are_no_trap():
    step = np.spacing(50.0)
    shapes = np.array(
        [shapely.box(50 + 3 * n * step, 50, 50 + 3 * (n + 1) * step, 50 + 5 * step) for n in range(4)]
    )
    x, y = (each.ravel() for each in np.meshgrid(50 + step * np.arange(-2, 15), 50 + step * np.arange(-2, 8)))
    assert np.array_equal(by_raster(x, y, shapes), brute(x, y, shapes))


def test_every_cell_that_a_side_passes_counts_as_touched():
    rng = np.random.default_rng(8)
    for _side in range(300):
        ends = rng.uniform(1, 12, (2, 2)) if rng.random() < 0.7 else rng.integers(1, 12, (2, 2)).astype(float)
        (u0, v0), (u1, v1) = ends
        _which, column, row = supercover._touched(np.array([[u0], [v0], [u1], [v1]]))
        side = shapely.LineString(ends)
        truly = {
            (a, b) for a in range(14) for b in range(14) if side.intersects(shapely.box(a, b, a + 1, b + 1))
        }
        assert set(zip(column.tolist(), row.tolist(), strict=True)) == truly


def test_ids_come_back_for_few_points_as_for_many():
    shapes = outlines("POLYGON ((0 0, 4 0, 4 4, 0 4, 0 0))", "POLYGON ((4 0, 8 0, 8 4, 4 4, 4 0))")
    districts = gpd.GeoDataFrame({"district_id": ["b", "a"]}, geometry=shapes, crs=4326)
    few = district_of_points([1, 4, 5, 9, np.nan], [1, 4, 1, 1, 1], districts)
    assert few.tolist() == ["b", "b", "a", None, None]
    many = district_of_points(
        np.tile([1, 4, 5, 9, np.nan], 2_000), np.tile([1, 4, 1, 1, 1], 2_000), districts
    )
    assert many.tolist() == few.tolist() * 2_000


@pytest.mark.parametrize(
    "name", ["chicago/districts.geojson", "london/districts.geojson", "nyc/districts_nta2020.geojson"]
)
def test_in_real_cities_not_one_point_is_answered_differently(name):
    outlines = gpd.read_file(shared(f"cities/{name}")).to_crs(4326).geometry
    shapes = outlines.map(_areas).to_numpy()  # London's cut boroughs hold stray lines
    rng = np.random.default_rng(5)
    x, y = real_points(shapes, rng, 8_000)
    assert np.array_equal(by_raster(x, y, shapes), point_in_polygon.without_raster(x, y, shapes))


@pytest.mark.slow
def test_in_all_of_england_not_one_point_is_answered_differently():
    file = shared("cities/stress_england_lsoa/districts_full.parquet")
    shapes = gpd.read_parquet(file).geometry.to_numpy()
    x, y = real_points(shapes, np.random.default_rng(6), 150_000)
    assert np.array_equal(by_raster(x, y, shapes, 2_000_000), point_in_polygon.without_raster(x, y, shapes))


def real_points(shapes, rng, count):
    """Points all over, and as many on vertices, on sides, and a bit beside both."""
    boxes = shapely.bounds(shapes)[rng.integers(len(shapes), size=count)]
    corners = shapely.get_coordinates(shapes)
    chosen = rng.integers(len(corners) - 1, size=count // 3)
    on = corners[chosen]
    between = on + rng.random((len(on), 1)) * (corners[chosen + 1] - on)
    beside = np.nextafter(np.concatenate([on, between]), rng.choice([-1e3, 1e3], (2 * len(on), 2)))
    return np.concatenate([rng.uniform(boxes[:, :2], boxes[:, 2:]), on, between, beside]).T
