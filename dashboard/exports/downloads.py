"""Everything that is seen leaves as a file: PNG and SVG, CSV and Excel with a sheet about it, GeoPackage.

Files are made at a press of their button, from the same rows as the screen: what is hidden there is hidden here.
"""

import io
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Literal

import pandas as pd
import streamlit as st

from dashboard.charts import chart_files
from dashboard.shell import links
from dashboard.streamlit_compat import carried_session
from indicators.engine.city import City
from indicators.engine.export import as_csv, as_excel
from indicators.engine.text import messages as language
from indicators.engine.text.messages import translated as _

if TYPE_CHECKING:
    import geopandas as gpd

_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_LAYER = {"district_id": "districts", "hexagon": "hexagons"}
SLIDES = "application/vnd.openxmlformats-officedocument.presentationml.presentation"


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
    `outlines` the districts (`district_id, geometry`), or hexagons within them (also `hexagon`), to which the table is
    joined for the GeoPackage.
    """
    stem = _stem(city, name)
    with st.popover(_("Download"), key=f"download {name}"):
        if drawing is not None:
            _wide(_("Picture (PNG)"), lambda: chart_files.png(drawing()), f"{stem}.png", "image/png")
            _wide(_("Picture for print (SVG)"), lambda: drawing().encode(), f"{stem}.svg", "image/svg+xml")
        _wide(_("Figures (CSV)"), lambda: csv(table()), f"{stem}.csv", "text/csv")
        _wide(_("Figures (Excel)"), lambda: as_excel(table(), metadata(city, about)), f"{stem}.xlsx", _EXCEL)
        if outlines is not None:
            _wide(
                _("Map with figures (GeoPackage)"),
                lambda: geopackage(outlines(), table()),
                f"{stem}.gpkg",
                "application/geopackage+sqlite3",
            )


def offer_page(name: str, city: City, make: Callable[[], bytes]) -> None:
    """A button for a map as one HTML file."""
    button(_("Map as one file (HTML)"), make, f"{_stem(city, name)}.html", "text/html")


def _stem(city: City, name: str) -> str:
    """What the name of a file begins with."""
    return re.sub(r"[^\w.+-]+", "-", f"{city.name}-{name}")


def button(
    label: str,
    make: Callable[[], bytes],
    file: str,
    mime: str,
    width: Literal["content", "stretch"] = "content",
) -> None:
    """A button for a file that is made at its press."""
    st.download_button(
        label, as_now(make), file_name=file, mime=mime, key=f"file {file}", on_click="ignore", width=width
    )


def _wide(label: str, make: Callable[[], bytes], file: str, mime: str) -> None:
    button(label, make, file, mime, "stretch")


def as_now(make: Callable[[], bytes]) -> Callable[[], bytes]:
    """The same, made in the language and for the session of the page that offers it.

    Streamlit makes such files in a thread that knows neither: titles and sources came in English for everybody, and
    the state of the page was empty.
    """
    code, attach_session = language.spoken(), carried_session()

    def begin() -> None:
        attach_session()
        language.use(code)

    def made() -> bytes:
        with ThreadPoolExecutor(1, "file", begin) as thread:
            return thread.submit(make).result()

    return made


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
        _("Source"): chart_files.source_line(city),
        _("Licence"): licences,
        _("Data version"): city.version,
        _("State of the page"): state,
        _("Limits"): _("lower and upper are 95 % limits; without a value the column status says why."),
    }


def geopackage(outlines: "gpd.GeoDataFrame", table: pd.DataFrame) -> bytes:
    """The districts, or their hexagons, with their figures, as a GeoPackage with one layer."""
    keys = [name for name in ("district_id", "hexagon") if name in outlines and name in table]
    rows = outlines[[*keys, "geometry"]].merge(table, on=keys, how="left")
    buffer = io.BytesIO()
    rows.to_file(buffer, driver="GPKG", layer=_LAYER[keys[-1]], engine="pyogrio")
    return buffer.getvalue()
