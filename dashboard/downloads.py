"""Everything that is seen leaves as a file: PNG and SVG, CSV and Excel with a sheet about it, GeoPackage.

Files are made when they are asked for, from the same rows as the screen: what is hidden there is hidden here.
"""

import io
import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from dashboard import links, pictures
from indicators.engine.city import City
from indicators.engine.export import as_csv, as_excel
from indicators.engine.language import _

if TYPE_CHECKING:
    import geopandas as gpd

_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def offer(
    name: str,
    city: City,
    about: str,
    table: Callable[[], pd.DataFrame],
    drawing: Callable[[], str] | None = None,
    outlines: Callable[[], "gpd.GeoDataFrame"] | None = None,
) -> None:
    """A menu of files. `name` begins the files' names, `about` says in a sentence what is shown.

    `table` gives the rows with limits and states, `drawing` the picture as SVG with its title and source,
    `outlines` the districts (`district_id, geometry`) to which the table is joined for the GeoPackage.
    """
    stem = re.sub(r"[^\w.+-]+", "-", f"{city.name}-{name}")
    with st.popover(_("Download"), key=f"download {name}"):
        if drawing is not None:
            _button(_("Picture (PNG)"), lambda: pictures.png(drawing()), f"{stem}.png", "image/png")
            _button(_("Picture for print (SVG)"), lambda: drawing().encode(), f"{stem}.svg", "image/svg+xml")
        _button(_("Figures (CSV)"), lambda: csv(table()), f"{stem}.csv", "text/csv")
        _button(
            _("Figures (Excel)"), lambda: as_excel(table(), metadata(city, about)), f"{stem}.xlsx", _EXCEL
        )
        if outlines is not None:
            _button(
                _("Map with figures (GeoPackage)"),
                lambda: geopackage(outlines(), table()),
                f"{stem}.gpkg",
                "application/geopackage+sqlite3",
            )


def _button(label: str, data: Callable[[], bytes], file: str, mime: str) -> None:
    st.download_button(
        label, data, file_name=file, mime=mime, key=f"file {file}", on_click="ignore", width="stretch"
    )


def csv(frame: pd.DataFrame) -> bytes:
    """The figures as CSV for a spreadsheet: UTF-8 with its mark, and no text that could run as a formula."""
    return as_csv(frame).encode("utf-8-sig")


def metadata(city: City, about: str) -> dict[str, str]:
    """What stands on the second sheet: what is shown, the source and licence, the state of the page."""
    licences = ", ".join(str(each.get("title") or each.get("name", "")) for each in city.pack.licenses)
    state = "&".join(f"{key}={value}" for key, value in links.state().items())
    return {
        _("What is shown"): about,
        _("City"): _(city.pack.title),
        _("Source"): pictures.source_line(city),
        _("Licence"): licences,
        _("Data version"): city.version,
        _("State of the page"): state,
        _("Limits"): _("lower and upper are 95 % limits; without a value the column status says why."),
    }


def geopackage(outlines: "gpd.GeoDataFrame", table: pd.DataFrame) -> bytes:
    """The districts with their figures, as a GeoPackage with one layer."""
    rows = outlines[["district_id", "geometry"]].merge(table, on="district_id", how="left")
    buffer = io.BytesIO()
    rows.to_file(buffer, driver="GPKG", layer="districts", engine="pyogrio")
    return buffer.getvalue()
