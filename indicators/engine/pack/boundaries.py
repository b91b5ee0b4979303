"""Districts: reading their outlines, checking them, and finding the district of a point."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from indicators.engine.pack.model import DistrictsResource
from indicators.engine.pack.point_in_polygon import first_holding
from indicators.engine.text.errors import PackError, Problem, did_you_mean

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd
    from shapely.geometry.base import BaseGeometry

_AREAS = (3, 6)
"""Polygon and MultiPolygon, as shapely numbers its types."""
READABLE = (".geojson", ".json", ".gpkg", ".parquet", ".geoparquet")


def read_districts(resource: DistrictsResource) -> "tuple[gpd.GeoDataFrame, list[Problem]]":
    """The districts in EPSG:4326 (`district_id, district, parent, geometry`), and what is wrong with them.

    Raises PackError where nothing can be read at all.
    """
    raw = _read(resource.path)
    for column in filter(None, (resource.id, resource.label, resource.parent)):
        if column not in raw.columns:
            names = [name for name in raw.columns if name != "geometry"]
            what = f"There is no property '{column}'."
            raise PackError([Problem(resource.path.name, what, did_you_mean(column, names), column=column)])
    mixed = raw.geometry.geom_type == "GeometryCollection"
    raw = raw.set_geometry(raw.geometry.where(~mixed, raw.geometry.map(_areas)))
    problems = [*_collections(raw, resource, mixed), *_problems(raw, resource)]
    if raw.crs is not None and raw.crs.to_epsg() != 4326:
        raw = raw.to_crs(4326)
    frame = raw[["geometry"]].assign(
        district_id=raw[resource.id].astype(str).to_numpy(),
        district=raw[resource.label].astype(str).to_numpy(),
        parent=raw[resource.parent].astype(str).to_numpy() if resource.parent else "",
    )
    return frame[["district_id", "district", "parent", "geometry"]].reset_index(drop=True), problems


def _read(path: Path) -> "gpd.GeoDataFrame":
    import geopandas as gpd

    if path.suffix.lower() not in READABLE:
        todo = f"Use one of {', '.join(READABLE)}."
        raise PackError(
            [Problem(path.name, f"Files ending in '{path.suffix}' can't be read as districts.", todo)]
        )
    try:
        if path.suffix.lower() in (".parquet", ".geoparquet"):
            return gpd.read_parquet(path)
        return gpd.read_file(path)
    except (ValueError, OSError, RuntimeError, KeyError) as error:
        first = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise PackError(
            [Problem(path.name, f"The outlines can't be read: {first}.", "Export the file anew.")]
        ) from error


def _areas(shape: "BaseGeometry | None") -> "BaseGeometry | None":
    """The polygons of a mixed outline; stray lines and points, as cutting leaves them, have no area."""
    import shapely

    if shape is None or shape.geom_type != "GeometryCollection":
        return shape
    polygons = [part for part in shapely.get_parts(shape) if part.geom_type in ("Polygon", "MultiPolygon")]
    return shapely.union_all(polygons) if polygons else shape


def _collections(
    frame: "gpd.GeoDataFrame", resource: DistrictsResource, mixed: "pd.Series"
) -> Iterator[Problem]:
    for row in np.flatnonzero(mixed & (frame.geometry.geom_type != "GeometryCollection")):
        id = frame[resource.id].iloc[row]
        what = f"Feature {row + 1}: District '{id}' held stray lines or points, which were left out."
        yield Problem(resource.path.name, what, "Keep only its polygons to be sure.", warning=True)


def _problems(frame: "gpd.GeoDataFrame", resource: DistrictsResource) -> Iterator[Problem]:
    file = resource.path.name
    if frame.crs is None:
        yield Problem(
            file, "The coordinate system is not given.", "Save the file with one (EPSG:4326 is expected)."
        )
    elif frame.crs.to_epsg() != 4326:
        what = f"Coordinates are in {frame.crs.to_string()} and were converted to EPSG:4326."
        yield Problem(file, what, "Save the file in EPSG:4326 to be sure.", warning=True)
    ids = frame[resource.id]
    for row in np.flatnonzero(ids.isna() | (ids.astype(str).str.strip() == "")):
        yield Problem(file, f"Feature {row + 1} has no id.", "Give it one.", column=resource.id)
    for id in ids[ids.duplicated()].unique():
        yield Problem(
            file,
            f"The id '{id}' stands more than once.",
            "Merge the features or correct one.",
            column=resource.id,
        )
    if frame.crs is not None:
        yield from _geometry_problems(frame, resource)


def _geometry_problems(frame: "gpd.GeoDataFrame", resource: DistrictsResource) -> Iterator[Problem]:
    import shapely

    file, shapes = resource.path.name, frame.geometry.to_numpy()
    lacking = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    other = ~lacking & ~np.isin(shapely.get_type_id(shapes), _AREAS)
    broken = ~lacking & ~other & ~shapely.is_valid(shapes)
    for i in np.flatnonzero(lacking | other | broken):
        id, shape = frame[resource.id].iloc[i], shapes[i]
        if lacking[i]:
            what, todo = f"District '{id}' has no outline.", "Add one or remove the feature."
        elif other[i]:
            what, todo = f"District '{id}' is a {shape.geom_type}.", "Districts are polygons."
        else:
            reason = shapely.is_valid_reason(shape).split("[")[0]
            what, todo = (
                f"The outline of district '{id}' is not valid ({reason}).",
                "Mend it (in QGIS: Fix geometries; in GeoPandas: make_valid).",
            )
        yield Problem(file, f"Feature {i + 1}: {what}", todo)
    west, south, east, north = frame.to_crs(4326).total_bounds
    if frame.crs.to_epsg() == 4326 and (west < -180 or east > 180 or south < -90 or north > 90):
        what = "Coordinates lie outside of the globe: they are not degrees."
        yield Problem(file, what, "Say which coordinate system they are in, or convert them to EPSG:4326.")


def district_of_points(
    longitude: ArrayLike, latitude: ArrayLike, districts: "gpd.GeoDataFrame"
) -> NDArray[np.object_]:
    """The district id of each point; None outside of all. Shapes: n, n, districts; gives n.

    A point on a common border belongs to the district that comes first in the file, so that none is
    counted twice. Points that aren't finite lie in none.
    """
    x, y = np.asarray(longitude, dtype=float), np.asarray(latitude, dtype=float)
    ids = np.array([*districts["district_id"], None], dtype=object)
    return ids[first_holding(x, y, districts.geometry.to_numpy())]
