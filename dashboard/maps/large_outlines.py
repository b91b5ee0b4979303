"""The outlines of a large city as the browser asks for them: made once, kept on disk, addressed by their digest.

A city's sheet consists of its names (`names`: ids, names, where a name stands, titles of parts) and of outlines in
rising detail (`0`, `1`, …; see `packed_outlines`). The address holds a digest of the outlines and of this version of
the making, so a browser may keep what it got for good.
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
from typing import TYPE_CHECKING

import numpy as np

from indicators.engine.caching import disk as store

if TYPE_CHECKING:
    import geopandas as gpd

    from dashboard.maps.outlines import Shapes

VERSION = 3
"""To be raised when the same outlines are to give other bytes."""
ADDRESS = re.compile(r"[0-9a-f]{32}")
PART = re.compile(r"names|[0-9]")
_MOST_HELD = 12
_held: OrderedDict[tuple[str, str], bytes] = OrderedDict()


@dataclass(frozen=True)
class LargeOutlines:
    """What a page has to know to ask for them: the sheet's size, and how coarse each level is in its units."""

    digest: str
    width: float
    height: float
    count: int
    tolerances: tuple[float, ...]


def digest(districts: "gpd.GeoDataFrame", scattered: bool) -> str:
    """One name for the same outlines, ids, names and parts, in whatever process."""
    content = blake2b(f"{VERSION} {scattered}".encode(), digest_size=16)
    for column in ("district_id", "district", "parent"):
        content.update("\0".join(districts[column].fillna("").astype(str)).encode())
    for outline in districts.geometry.to_wkb():
        content.update(outline)
    return content.hexdigest()


def ordered(districts: "gpd.GeoDataFrame") -> "gpd.GeoDataFrame":
    """The districts as packed outlines have them: neighbours near each other."""
    from dashboard.maps.outlines import SIZE
    from dashboard.maps.packed_outlines import in_order

    west, south, east, north = districts.total_bounds
    size = max(east - west, north - south, 1e-9)
    corner = np.array([[west, south]])
    import shapely

    plain = shapely.transform(
        shapely.envelope(districts.geometry.to_numpy()), lambda p: (p - corner) * (SIZE / size)
    )
    return districts.iloc[in_order(plain)].reset_index(drop=True)


def prepared(
    districts: "gpd.GeoDataFrame",
    scattered: bool,
    waiting: Callable[[Callable[[], LargeOutlines]], LargeOutlines],
) -> LargeOutlines:
    """The outlines of `ordered` districts; `waiting` runs what takes long, with words about it."""
    name = digest(districts, scattered)
    known = kept(name)
    return known if known is not None else waiting(lambda: _made(name, districts, scattered))


def kept(name: str) -> LargeOutlines | None:
    """The outlines of this digest, where all of their parts are kept."""
    text = part(name, "names")
    if text is None:
        return None
    sheet = json.loads(gzip.decompress(text))
    levels = sheet["tolerances"]
    whole = all(_file(name, str(n)).is_file() or (name, str(n)) in _held for n in range(len(levels)))
    return (
        LargeOutlines(name, sheet["width"], sheet["height"], len(sheet["ids"]), tuple(levels))
        if whole
        else None
    )


def _made(name: str, districts: "gpd.GeoDataFrame", scattered: bool) -> LargeOutlines:
    from dashboard.maps import packed_outlines
    from dashboard.maps.outlines import laid_out, places_of_names

    parents = districts["parent"].fillna("").to_numpy() if scattered else np.full(len(districts), "")
    sheet = laid_out(districts.geometry.to_numpy(), parents)
    tidied = packed_outlines.tidy(sheet.drawn)
    levels = packed_outlines.levels(tidied)
    for n, (_tolerance, outlines) in enumerate(levels):
        _keep(name, str(n), packed_outlines.packed(packed_outlines.ragged(outlines)))
    tolerances = tuple(tolerance for tolerance, _outlines in levels)
    made = LargeOutlines(name, round(sheet.across, 3), round(sheet.down, 3), len(districts), tolerances)
    text = {
        "width": made.width,
        "height": made.height,
        "tolerances": tolerances,
        "ids": districts["district_id"].tolist(),
        "names": districts["district"].tolist(),
        "spots": [[round(each, 2) for each in spot] for spot in places_of_names(tidied)],
        "parts": sheet.titles,
    }
    content = json.dumps(text, ensure_ascii=False, separators=(",", ":")).encode()
    _keep(name, "names", gzip.compress(content, 7, mtime=0))
    return made


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


def shapes(outlines: LargeOutlines) -> "Shapes":
    """The coarsest outlines as paths on the same sheet. Raises FileNotFoundError where they are no longer kept."""
    import shapely

    from dashboard.maps.outlines import Shapes
    from dashboard.maps.packed_outlines import geometries, unpacked

    text, coarse = part(outlines.digest, "names"), part(outlines.digest, "0")
    if text is None or coarse is None:
        raise FileNotFoundError(f"The outlines {outlines.digest} are no longer kept.")
    sheet = json.loads(gzip.decompress(text))
    parts, owner = shapely.get_parts(geometries(unpacked(coarse))[:-1], return_index=True)
    rings, part_of_ring = shapely.get_rings(parts, return_index=True)
    paths = [""] * outlines.count
    for ring, i in zip(rings, owner[part_of_ring].tolist(), strict=True):
        paths[i] += "M" + " ".join(f"{x:.1f} {y:.1f}" for x, y in ring.coords[:-1]) + "z"
    return Shapes(
        outlines.digest,
        round(outlines.width),
        round(outlines.height),
        tuple(sheet["ids"]),
        tuple(sheet["names"]),
        tuple(paths),
        tuple((round(x), round(y), round(room)) for x, y, room in sheet["spots"]),
        tuple((round(x), round(y), name) for x, y, name in sheet["parts"]),
    )
