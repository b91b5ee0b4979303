"""Two million points to the districts they lie in, against geopandas.sjoin.

    python -m benchmarks.points [--full] [--smoke]

Both get arrays of longitudes and latitudes and have to say for each point the first district in the file that holds
it, borders included; not one answer may differ. Outlines are England's 32,844 small areas and the 1,000 of them that
lie nearest to the middle of London, from the folder that TOWNBELL_SHARED names or `shared` beside the checkout; where
it is absent, as many generated ones. Each point lies in the bounding box of an area drawn at random, so that there
are as many where many people live on little ground, which is where cells help least.
"""

import hashlib
import os
import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.apart import (
    ROOT,
    Line,
    Measured,
    at_least,
    in_turn,
    memory,
    options,
    seconds,
    times,
    told,
    versions,
)

ENGLAND = (
    Path(os.environ.get("TOWNBELL_SHARED") or ROOT.parent / "shared")
    / "cities/stress_england_lsoa/districts_full.parquet"
)
LONDON = (-0.1, 51.5)


def tessellation(count: int) -> Any:
    """Areas with bent borders over all of a square, a few dozen vertices each."""
    import shapely

    seeds = shapely.multipoints(np.random.default_rng(1).uniform(0, 10, (count, 2)))
    square = shapely.box(0, 0, 10, 10)
    cells = shapely.get_parts(shapely.voronoi_polygons(seeds, extend_to=square))
    fine = shapely.segmentize(shapely.intersection(cells, square), 10 / np.sqrt(count) / 10)
    often = 4 * np.sqrt(count) / 10
    return shapely.transform(fine, lambda places: places + 0.5 / often * np.sin(often * places[:, ::-1]))


def areas(count: int) -> tuple[Any, str]:
    """Outlines of `count` areas, or of all that there are if fewer, and what they are."""
    import geopandas as gpd
    import shapely

    if not ENGLAND.exists() or count < 1000:
        return tessellation(count), "generated areas"
    shapes = gpd.read_parquet(ENGLAND).geometry.to_numpy()
    middle = shapely.centroid(shapes)
    far = np.hypot((shapely.get_x(middle) - LONDON[0]) * 0.62, shapely.get_y(middle) - LONDON[1])
    return shapes[np.sort(np.argsort(far)[:count])], "small areas of England"


def drawn(folder: Path, count: int, points: int) -> str:
    """Writes outlines and points; gives what the outlines are."""
    import geopandas as gpd
    import shapely

    shapes, what = areas(count)
    rng = np.random.default_rng(2)
    boxes = shapely.bounds(shapes)[rng.integers(len(shapes), size=points)]
    np.save(folder / "points.npy", rng.uniform(boxes[:, :2], boxes[:, 2:]).T)
    gpd.GeoDataFrame({"district_id": np.arange(len(shapes))}, geometry=shapes, crs=4326).to_parquet(
        folder / "districts.parquet"
    )
    return f"{points:,} points, {len(shapes):,} {what}"


def _read(folder: str) -> tuple[Any, Any, Any]:
    import geopandas as gpd

    districts = gpd.read_parquet(Path(folder) / "districts.parquet")
    x, y = np.load(Path(folder) / "points.npy")
    return x, y, districts


def _digest(found: Any) -> str:
    return hashlib.sha256(np.ascontiguousarray(found, dtype=np.int32).tobytes()).hexdigest()


def ours(folder: str) -> Any:
    """A raster made and asked, in one; `building` is the seconds of the processor for making it."""
    from indicators.engine.pack import point_in_polygon as points

    x, y, districts = _read(folder)
    shapes = districts.geometry.to_numpy()

    def work() -> dict[str, Any]:
        begun = time.process_time()
        made = points.raster(shapes, len(x))
        building = time.process_time() - begun
        found = points.without_raster(x, y, shapes) if made is None else made.assign(x, y)
        return {"answers": _digest(found), "building": building}

    return work


def joined(folder: str, order: str) -> Any:
    """geopandas.sjoin, points with districts or the other way round, and the first district of each point."""
    import geopandas as gpd

    x, y, districts = _read(folder)

    def work() -> dict[str, Any]:
        places = gpd.GeoDataFrame(geometry=gpd.points_from_xy(x, y, crs=4326))
        if order == "points":
            pairs = gpd.sjoin(places, districts[["geometry"]], predicate="intersects")
            point, district = pairs.index.to_numpy(), pairs["index_right"].to_numpy()
        else:
            pairs = gpd.sjoin(districts[["geometry"]], places, predicate="intersects")
            point, district = pairs["index_right"].to_numpy(), pairs.index.to_numpy()
        found = np.full(len(x), len(districts))
        np.minimum.at(found, point, district)
        return {"answers": _digest(found), "building": 0.0}

    return work


WORK = {
    "ours": ours,
    "sjoin": lambda folder: joined(folder, "points"),
    "sjoin_turned": lambda folder: joined(folder, "districts"),
}
PEERS = {
    "sjoin": "geopandas.sjoin(points, districts)",
    "sjoin_turned": "geopandas.sjoin(districts, points), districts first",
}


def measured(count: int, points: int, aim: float, runs: int) -> list[Line]:
    """Lines for so many areas, after all have given the same answers."""
    with tempfile.TemporaryDirectory() as folder:
        work = drawn(Path(folder), count, points)
        found = in_turn("points", list(WORK), folder, runs=runs)
    answers = {run.result["answers"] for each in found.values() for run in each}
    if len(answers) != 1:
        raise AssertionError(f"Points were given to other districts: {work}")
    return [_line(work, found["ours"], found[peer], PEERS[peer], aim) for peer in PEERS]


def _line(work: str, us: Sequence[Measured], peer: Sequence[Measured], name: str, aim: float) -> Line:
    building = statistics.median(run.result["building"] for run in us)
    alone = [run.cpu - run.result["building"] for run in us]
    rate = times([run.cpu for run in peer], alone)
    note = (
        f"CPU, of which making the raster takes {building:.2g} s; without it {statistics.median(alone):.2g} s, "
        f"{rate[0]:.3g}x ({rate[1]:.3g} to {rate[2]:.3g}). No answer differs. {versions('geopandas', 'shapely')}"
    )
    ratio = times([run.cpu for run in peer], [run.cpu for run in us])
    return at_least(
        work, name, f"{seconds(us)}, {memory(us)}", f"{seconds(peer)}, {memory(peer)}", ratio, aim, note
    )


def lines(full: bool, smoke: bool) -> list[Line]:
    """The rows of the table: some 1,000 areas, and some 35,000."""
    if smoke:
        return measured(300, 20_000, 10, 1)
    runs = 5 if full else 2
    return [*measured(1_000, 2_000_000, 10, runs + 1), *measured(35_000, 2_000_000, 4, runs)]


def main() -> None:
    """Prints the lines."""
    chosen = options(__doc__)
    told(lines(chosen.full, chosen.smoke))


if __name__ == "__main__":
    main()
