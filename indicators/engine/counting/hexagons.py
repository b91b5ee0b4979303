"""Hexagons over a city: the number of the one that holds a row's point, as an expression, and their outlines.

The centres stand in rows that are shifted by half a hexagon against each other. A point lies in the hexagon whose
centre is nearest, so every point lies in just one. Degrees become metres by the length of a degree in the middle of
the city: over 50 km from north to south a width is wrong by less than 1 %.
"""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import narwhals as nw
import numpy as np
from numpy.typing import NDArray

from indicators.engine.counting.parts import Part

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

HEXAGON = "hexagon__"
_IN_A_ROW = 1_000_000  # a number is row x this + place in the row
_SPARE = 2
# From the middle of a group of seven to each of its hexagons, by `(slant + 5 * row) % 7`: places along slanting columns
# and rows. Middles lie where that is 0, at steps of (2, 1) and (-1, 3).
_AROUND = ((0, 0), (1, 0), (0, -1), (1, -1), (-1, 1), (0, 1), (-1, 0))

Numbers = NDArray[np.int64]


@dataclass(frozen=True)
class Grid:
    """Hexagons with two upright sides. `width` is the distance between these, in metres.

    Numbers begin at `west, south`; `metres` are the lengths of a degree of longitude and of latitude.
    """

    width: float
    west: float
    south: float
    metres: tuple[float, float]

    @property
    def _steps(self) -> tuple[float, float]:
        """From one centre to the next in its row, and from one row to the next, in degrees."""
        return self.width / self.metres[0], self.width * np.sqrt(3) / 2 / self.metres[1]

    def number(self, longitude: nw.Expr, latitude: nw.Expr) -> nw.Expr:
        """The number of the hexagon that holds a point; unknown where a coordinate is."""
        across, up = self._steps
        x, y = (longitude - self.west) / across, (latitude - self.south) / up
        even_row, odd_row = (y / 2).round(0) * 2, ((y - 1) / 2).round(0) * 2 + 1
        even_place, odd_place = x.round(0), (x - 0.5).round(0)
        even_far = _square(x - even_place) + 0.75 * _square(y - even_row)
        odd_far = _square(x - 0.5 - odd_place) + 0.75 * _square(y - odd_row)
        even, odd = even_row * _IN_A_ROW + even_place, odd_row * _IN_A_ROW + odd_place
        return nw.when(even_far <= odd_far).then(even).otherwise(odd).cast(nw.Int64)

    def centres(self, numbers: Numbers) -> NDArray[np.float64]:
        """Longitude and latitude of the centres, a row each."""
        across, up = self._steps
        row, place = np.divmod(np.asarray(numbers, dtype=np.int64), _IN_A_ROW)
        return np.column_stack([self.west + (place + 0.5 * (row % 2)) * across, self.south + row * up])

    def sevens(self, numbers: Numbers) -> Numbers:
        """The group of seven that each hexagon belongs to, by the number of the one in its middle."""
        row, place = np.divmod(np.asarray(numbers, dtype=np.int64), _IN_A_ROW)
        slant = place - (row - row % 2) // 2
        across, up = np.array(_AROUND)[(slant + 5 * row) % 7].T
        middle = row - up
        return middle * _IN_A_ROW + slant - across + (middle - middle % 2) // 2

    def outlines(self, numbers: Numbers) -> NDArray[np.object_]:
        """The hexagons as polygons in degrees; neighbours share their corners."""
        import shapely

        across, up = self._steps
        row, place = np.divmod(np.asarray(numbers, dtype=np.int64), _IN_A_ROW)
        middle = np.column_stack(
            [2 * place + row % 2, 3 * row]
        )  # in halves and thirds of a step: whole numbers
        corners = np.array([(0, 2), (1, 1), (1, -1), (0, -2), (-1, -1), (-1, 1)])
        rings = (middle[:, None, :] + corners) * (across / 2, up / 3) + (self.west, self.south)
        return np.asarray(shapely.polygons(rings)) if len(rings) else np.empty(0, dtype=object)

    def touching(self, outline: "BaseGeometry") -> Numbers:
        """The numbers of the hexagons of which a part lies in an outline, from south to north."""
        import shapely

        across, up = self._steps
        west, south, east, north = outline.bounds
        rows = np.arange(np.floor((south - self.south) / up) - 1, np.ceil((north - self.south) / up) + 2)
        places = np.arange(
            np.floor((west - self.west) / across) - 1, np.ceil((east - self.west) / across) + 2
        )
        numbers = (rows[:, None] * _IN_A_ROW + places).astype(np.int64).ravel()
        shapely.prepare(outline)
        return numbers[shapely.intersects(self.outlines(numbers), outline)]


def _square(expression: nw.Expr) -> nw.Expr:
    return expression * expression


def grid_over(bounds: tuple[float, float, float, float], width: float) -> Grid:
    """Hexagons of a width in metres over a box of degrees: west, south, east, north."""
    from pyproj import Geod

    west, south, east, north = bounds
    x, y = (west + east) / 2, (south + north) / 2
    along = Geod(ellps="WGS84")
    metres = (along.inv(x - 0.5, y, x + 0.5, y)[2], along.inv(x, y - 0.5, x, y + 0.5)[2])
    spare = _SPARE * width
    return Grid(width, west - spare / metres[0], south - spare / metres[1], metres)


def by_hexagon(part: Part, grid: Grid, longitude: str, latitude: str) -> Part:
    """The same part of an indicator, counted by hexagon besides; its key is another, as its counts are."""
    number = grid.number(nw.col(longitude).cast(nw.Float64), nw.col(latitude).cast(nw.Float64))
    return replace(part, derived={**part.derived, HEXAGON: number}, inner=(*part.inner, HEXAGON))
