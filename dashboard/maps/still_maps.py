"""Small still maps to be set side by side: drawings that print, and appear at once."""

import base64
import math
from functools import lru_cache
from typing import TYPE_CHECKING

import pandas as pd

from dashboard.charts.colours import SELECTED
from dashboard.text import escaped

if TYPE_CHECKING:
    import geopandas as gpd
    import shapely

Bounds = tuple[float, float, float, float]
"""West, south, east, north."""
_SIZE = 600
_GREY = 'stroke="#6e6e6e" stroke-width="3"'
_SLANTED = 'patternTransform="rotate(45)"'


def _pattern(status: str, size: int, drawn: str, turned: str = "") -> str:
    box = f'width="{size}" height="{size}" patternUnits="userSpaceOnUse"'
    return f'<pattern id="{status}" {box} {turned}>{drawn}</pattern>'


_PATTERNS = (
    _pattern("suppressed", 8, f'<path d="M0 0H8" {_GREY}/>', _SLANTED)
    + _pattern("too_few", 9, '<circle cx="4" cy="4" r="1.7" fill="#464646"/>')
    + _pattern("missing", 12, f'<path d="M0 0H12M0 0V12" {_GREY}/>', _SLANTED)
    + _pattern("not_collected", 9, f'<path d="M0 0H9" {_GREY}/>')
)
_LINES = 'stroke="#555" stroke-width="1.2" stroke-linejoin="round" fill-rule="evenodd"'


def still(districts: "gpd.GeoDataFrame", shown: pd.DataFrame, selected: str | None, alt: str) -> str:
    """The map as an HTML image. `shown` has, in the order of `districts`: `colour, status`."""
    west, south, east, north = map(float, districts.total_bounds)
    bounds = (west, south, east, north)
    paths = [_path(wkb, bounds) for wkb in districts.geometry.to_wkb()]
    drawn = [
        f'<path d="{path}" fill="{colour}"/>'
        + (f'<path d="{path}" fill="url(#{status})"/>' * (status != "ok"))
        for path, colour, status in zip(paths, shown["colour"], shown["status"], strict=True)
    ]
    chosen = [p for p, code in zip(paths, districts["district_id"], strict=True) if code == selected]
    drawn += [f'<path d="{path}" fill="none" stroke="{SELECTED}" stroke-width="6"/>' for path in chosen]
    width, height = _frame(bounds)[1:]
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height:.0f}" '
        f'viewBox="-3 -3 {width + 6:.0f} {height + 6:.0f}"><defs>{_PATTERNS}</defs>'
        f"<g {_LINES}>{''.join(drawn)}</g></svg>"
    )
    source = base64.b64encode(svg.encode()).decode()
    when = 'loading="lazy" decoding="async"'
    return f'<img class="still" {when} alt="{escaped(alt)}" src="data:image/svg+xml;base64,{source}">'


def _frame(bounds: Bounds) -> tuple[float, float, float]:
    """Pixels a degree of latitude, and the drawing's width and height; degrees of longitude are squeezed."""
    west, south, east, north = bounds
    squeeze = math.cos(math.radians((south + north) / 2))
    across, down = (east - west) * squeeze, north - south
    scale = _SIZE / max(across, down, 1e-9)
    return scale, across * scale, down * scale


@lru_cache(maxsize=4096)
def _path(wkb: bytes, bounds: Bounds) -> str:
    """An outline as an SVG path, to the half pixel."""
    import shapely

    west, south, _, north = bounds
    scale = _frame(bounds)[0]
    squeeze = math.cos(math.radians((south + north) / 2))
    rings = [
        ring for part in shapely.get_parts(shapely.from_wkb(wkb)) for ring in (part.exterior, *part.interiors)
    ]
    return "".join(_ring(ring, west, north, scale, squeeze) for ring in rings)


def _ring(ring: "shapely.LinearRing", west: float, north: float, scale: float, squeeze: float) -> str:
    points = [(f"{(x - west) * squeeze * scale:.1f}", f"{(north - y) * scale:.1f}") for x, y in ring.coords]
    thinned = dict.fromkeys(f"{x} {y}" for x, y in points)
    return f"M{'L'.join(thinned)}Z"
