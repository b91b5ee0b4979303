"""The outlines of a large city as the browser asks for them: made once, kept on disk, addressed by their digest.

A city's sheet consists of its names (`names`: ids, names, where a name stands, titles of parts) and of meshes in
rising detail (`0`, `1`, …). The address holds a digest of the outlines and of this version of the making, so a
browser may keep what it got for good.
"""

import gzip
import json
import os
import re
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from indicators.engine.caching import disk as store

if TYPE_CHECKING:
    import geopandas as gpd

    from dashboard.maps.outlines import Shapes

VERSION = 2
"""To be raised when the same outlines are to give other bytes."""
ADDRESS = re.compile(r"[0-9a-f]{32}")
PART = re.compile(r"names|[0-9]")
_MOST_HELD = 12
_held: OrderedDict[tuple[str, str], bytes] = OrderedDict()


@dataclass(frozen=True)
class Outlines:
    """What a page has to know to ask for them: the sheet's size, and how coarse each level is in its units."""

    digest: str
    width: float
    height: float
    count: int
    tolerances: tuple[float, ...]


def digest(districts: "gpd.GeoDataFrame", scattered: bool) -> str:
    """One name for the same outlines, ids, names and parts, in whatever process."""
    found = blake2b(f"{VERSION} {scattered}".encode(), digest_size=16)
    for column in ("district_id", "district", "parent"):
        found.update("\0".join(districts[column].fillna("").astype(str)).encode())
    for outline in districts.geometry.to_wkb():
        found.update(outline)
    return found.hexdigest()


def ordered(districts: "gpd.GeoDataFrame") -> "gpd.GeoDataFrame":
    """The districts as the meshes have them: neighbours near each other."""
    from dashboard.maps.large_mesh import in_order
    from dashboard.maps.outlines import SIZE

    west, south, east, north = districts.total_bounds
    size = max(east - west, north - south, 1e-9)
    corner = np.array([[west, south]])
    import shapely

    plain = shapely.transform(
        shapely.envelope(districts.geometry.to_numpy()), lambda p: (p - corner) * (SIZE / size)
    )
    return districts.iloc[in_order(plain)].reset_index(drop=True)


def prepared(
    districts: "gpd.GeoDataFrame", scattered: bool, waiting: Callable[[Callable[[], Outlines]], Outlines]
) -> Outlines:
    """The outlines of districts in mesh order; `waiting` runs what takes long, with words about it."""
    name = digest(districts, scattered)
    known = _kept(name)
    return known if known is not None else waiting(lambda: _made(name, districts, scattered))


def _kept(name: str) -> Outlines | None:
    text = part(name, "names")
    if text is None:
        return None
    told = json.loads(gzip.decompress(text))
    found = Outlines(name, told["width"], told["height"], len(told["ids"]), tuple(told["tolerances"]))
    whole = all(
        _file(name, str(n)).is_file() or (name, str(n)) in _held for n in range(len(found.tolerances))
    )
    return found if whole else None


def _made(name: str, districts: "gpd.GeoDataFrame", scattered: bool) -> Outlines:
    from dashboard.maps import large_mesh
    from dashboard.maps.outlines import laid_out, places_of_names

    parents = districts["parent"].fillna("").to_numpy() if scattered else np.full(len(districts), "")
    sheet = laid_out(districts.geometry.to_numpy(), parents)
    tidied = large_mesh.tidy(sheet.drawn)
    levels = large_mesh.levels(tidied)
    for n, (_tolerance, outlines) in enumerate(levels):
        _keep(name, str(n), large_mesh.packed(large_mesh.mesh(outlines)))
    tolerances = tuple(tolerance for tolerance, _outlines in levels)
    found = Outlines(name, round(sheet.across, 3), round(sheet.down, 3), len(districts), tolerances)
    told = {
        "width": found.width,
        "height": found.height,
        "tolerances": tolerances,
        "ids": districts["district_id"].tolist(),
        "names": districts["district"].tolist(),
        "spots": [[round(each, 2) for each in spot] for spot in places_of_names(tidied)],
        "parts": sheet.titles,
    }
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    _keep(name, "names", gzip.compress(text.encode(), 7, mtime=0))
    return found


def part(name: str, what: str) -> bytes | None:
    """A resource as gzip'ed bytes: `names` or the number of a level; None where there is none of these names."""
    if not ADDRESS.fullmatch(name) or not PART.fullmatch(what):
        return None
    if (name, what) not in _held:
        try:
            _hold(name, what, _file(name, what).read_bytes())
        except OSError:
            return None
    _held.move_to_end((name, what))
    return _held[name, what]


def _file(name: str, what: str) -> Path:
    return store.folder() / "outlines" / f"{name}-{what}.gz"


def _hold(name: str, what: str, content: bytes) -> None:
    _held[name, what] = content
    while len(_held) > _MOST_HELD:
        _held.popitem(last=False)


def _keep(name: str, what: str, content: bytes) -> None:
    """Written beside and moved into place, so that a reader never sees half a file; no cache is no error."""
    _hold(name, what, content)
    path = _file(name, what)
    temporary = path.with_suffix(f".{os.getpid()}.{os.urandom(4).hex()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_bytes(content)
        temporary.replace(path)
    except OSError:
        temporary.unlink(missing_ok=True)


def shapes(found: Outlines) -> "Shapes":
    """The coarsest outlines as paths on the same sheet, for drawings that leave the page."""
    from dashboard.maps.large_mesh import GRID, unpacked
    from dashboard.maps.outlines import SIZE, Shapes

    text, coarse = part(found.digest, "names"), part(found.digest, "0")
    if text is None or coarse is None:
        raise FileNotFoundError(f"The outlines {found.digest} are no longer kept.")
    told, mesh = json.loads(gzip.decompress(text)), unpacked(coarse)
    points = mesh.points * (SIZE / GRID)
    rings = [_ring(ring) for ring in np.split(points, np.cumsum(mesh.lengths)[:-1])]
    ends = np.cumsum(mesh.rings)
    paths = tuple(
        "".join(rings[end - n : end]) for end, n in zip(ends.tolist(), mesh.rings.tolist(), strict=True)
    )
    return Shapes(
        found.digest,
        round(found.width),
        round(found.height),
        tuple(told["ids"]),
        tuple(told["names"]),
        paths,
        tuple((round(x), round(y), round(room)) for x, y, room in told["spots"]),
        tuple((round(x), round(y), name) for x, y, name in told["parts"]),
    )


def _ring(points: NDArray[Any]) -> str:
    return "M" + " ".join(f"{x:.1f} {y:.1f}" for x, y in points.tolist()) + "z"
