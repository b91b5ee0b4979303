"""The districts that a view's map draws: as they are for few, prepared for the graphics card for very many."""

from collections.abc import Callable, Sized
from typing import TYPE_CHECKING

import streamlit as st

from dashboard import queries
from dashboard.maps import large_outlines
from dashboard.maps.large_outlines import LargeOutlines
from dashboard.maps.outlines import Shapes
from indicators.engine.text.messages import translated as _

if TYPE_CHECKING:
    import geopandas as gpd

MOST_PATHS = 400
"""Up to so many districts are drawn as paths; measured, see docs/explanation/maps.md."""


def many(rows: Sized) -> bool:
    """Are these rows so many that words for all of them would take long?"""
    return len(rows) > MOST_PATHS


def large(view: queries.View) -> bool:
    """Has the view so many districts that the graphics card draws them?"""
    return len(queries.names(view.city, view.area)) > MOST_PATHS


def areas(view: queries.View) -> "gpd.GeoDataFrame":
    """The view's districts in the order in which its map has them."""
    if not large(view):
        return queries.outlines(view)

    def make() -> "gpd.GeoDataFrame":
        every = view.city.districts
        return large_outlines.ordered(every[every["parent"] == view.area] if view.area else every)

    return queries.cached(("areas", view.city.key, view.area), make, wordless=True)


def view_outlines(view: queries.View) -> LargeOutlines:
    """The outlines of very many districts: made once, with words about the wait, and kept on disk."""

    def waiting(make: Callable[[], LargeOutlines]) -> LargeOutlines:
        with st.spinner(_("Simplifying the outlines of the districts; this is done once")):
            return make()

    scattered = view.city.scattered and not view.area
    key = ("large outlines", view.city.key, view.area)
    return queries.cached(
        key, lambda: large_outlines.prepared(areas(view), scattered, waiting), wordless=True
    )


def large_shapes(view: queries.View) -> Shapes:
    """The coarsest outlines of very many districts as paths, for the files."""
    outlines = view_outlines(view)
    return queries.cached(
        ("large shapes", outlines.digest), lambda: large_outlines.shapes(outlines), wordless=True
    )
