"""A pack's districts: read once, kept between openings, their shapes unpacked when somebody asks for them.

Counting needs no shapes, and what reads them takes as much memory as all else that counts.
"""

import io
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

import pandas as pd

from indicators.engine.caching import disk as store
from indicators.engine.caching.problem_frames import as_frame, problems_in
from indicators.engine.pack.boundaries import read_districts
from indicators.engine.pack.model import DistrictsResource
from indicators.engine.text.errors import Problem

if TYPE_CHECKING:
    import geopandas as gpd

NAMES = ["district_id", "district", "parent"]


class Outlines:
    """The districts as they were when the pack was opened.

    `kept` is the content of a GeoParquet file. Where it turns out to be broken they are read again by `make`.
    """

    def __init__(self, kept: bytes, make: "Callable[[], gpd.GeoDataFrame]"):
        self._kept, self._make = kept, make
        self._frame: gpd.GeoDataFrame | None = None
        self._named: pd.DataFrame | None = None
        self._lock = threading.RLock()

    @property
    def frame(self) -> "gpd.GeoDataFrame":
        """`district_id, district, parent, geometry` in EPSG:4326; not to be changed."""
        with self._lock:
            if self._frame is None:
                self._frame = self._unpacked()
                self._kept = b""
            return self._frame

    @property
    def named(self) -> pd.DataFrame:
        """The same without the shapes."""
        with self._lock:
            if self._named is None:
                self._named = self._without_shapes()
            return self._named

    @property
    def loaded(self) -> tuple[pd.DataFrame, ...]:
        """What of it is in memory."""
        return tuple(frame for frame in (self._frame, self._named) if frame is not None)

    def _unpacked(self) -> "gpd.GeoDataFrame":
        import geopandas as gpd

        try:
            return gpd.read_parquet(io.BytesIO(self._kept))
        except (OSError, ValueError):
            return self._make()

    def _without_shapes(self) -> pd.DataFrame:
        if self._frame is None:
            try:
                return pd.read_parquet(io.BytesIO(self._kept), columns=NAMES)
            except (OSError, ValueError):
                pass
        return pd.DataFrame(self.frame[NAMES])


def outlines_of(resource: DistrictsResource) -> tuple[Outlines, list[Problem]]:
    """The districts and what is worth knowing about them, kept as long as the file stays the same.

    Raises PackError where nothing can be read.
    """

    def make() -> "gpd.GeoDataFrame":
        return read_districts(resource)[0]

    about = (resource.id, resource.label, resource.parent, resource.path.name)
    content = store.file_digest(resource.path) if resource.path.is_file() else ""
    name = f"districts-{store.digest(store.engine_digest(), content, about)}"
    try:
        notes = store.kept_frame(f"{name}-notes")
        return Outlines((store.folder() / f"{name}.parquet").read_bytes(), make), problems_in(notes)
    except (OSError, ValueError):
        pass
    districts, problems = read_districts(resource)
    if all(problem.warning for problem in problems):
        store.keep(name, districts)
        store.keep(f"{name}-notes", as_frame(problems))
    return Outlines(b"", lambda: districts), list(problems)
