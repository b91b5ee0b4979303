"""Charts as Vega-Lite that look alike on every page, and leave it as SVG or PNG with title, source and date.

A chart is a plain Vega-Lite dictionary, made once and kept by `queries.cached`; `show` puts it on the page as white
paper in light and dark alike, with a text alternative.
"""

import datetime as dt
from textwrap import wrap
from typing import Any

import streamlit as st
from babel.dates import format_date

from indicators.engine.city import City
from indicators.engine.text.messages import spoken
from indicators.engine.text.messages import translated as _

Spec = dict[str, Any]
INK = "#111111"
STYLE: Spec = {
    "background": "#ffffff",
    "font": "Source Sans, Source Sans Pro, Arial, sans-serif",
    "view": {"stroke": None},
    "axis": {
        "labelFontSize": 13, "titleFontSize": 13, "titleFontWeight": "normal", "labelColor": INK,
        "titleColor": INK, "gridColor": "#dcdcdc", "domainColor": "#555555", "tickColor": "#555555",
        "labelLimit": 260, "aria": False,
    },
    "legend": {"labelFontSize": 13, "titleFontSize": 13, "labelColor": INK, "titleColor": INK, "labelLimit": 320,
               "aria": False},
    "mark": {"aria": False},
    "header": {"labelFontSize": 14, "labelColor": INK, "titleColor": INK, "labelLimit": 320},
    "title": {"color": INK, "fontSize": 18, "anchor": "start", "subtitleColor": INK, "subtitleFontSize": 13},
    "text": {"color": INK, "fontSize": 13},
}  # fmt: skip


def styled(spec: Spec) -> Spec:
    """A chart in the common style, in the numbers of the language spoken."""
    locale: Spec = {}
    if spoken() == "fr":
        locale = {
            "locale": {
                "number": {"decimal": ",", "thousands": "\u202f", "grouping": [3], "currency": ["", ""]}
            }
        }
    config = {**STYLE, **locale, **spec.get("config", {})}
    return {"$schema": "https://vega.github.io/schema/vega-lite/v6.json", **spec, "config": config}


def show(spec: Spec, key: str, alt: str) -> None:
    """Puts a chart on the page. `alt` says in words what it shows; the table beside it has the figures."""
    st.vega_lite_chart({**styled(spec), "description": alt}, key=key, width="stretch", theme=None)


def titled(spec: Spec, city: City, title: str, subtitle: str) -> Spec:
    """The chart as it leaves the page: with its title, what is shown, the source and the date, in lines that are no
    wider than the chart."""
    wide = {**styled(spec)}
    if (
        wide.get("width") in (None, "container")
        and not {"hconcat", "vconcat", "facet", "concat"} & wide.keys()
    ):
        wide["width"] = 900
    width = wide["width"] if isinstance(wide.get("width"), int | float) else 900
    lines = [line for text in (subtitle, source_line(city)) for line in wrap(text, int(width / 6.8))]
    text = wrap(title, int(width / 9.5)) or [""]
    return {**wide, "title": {"text": text, "subtitle": lines}, "padding": 16}


def picture(spec: Spec, city: City, title: str, subtitle: str) -> str:
    """The chart as it leaves the page, as SVG."""
    return svg(titled(spec, city, title, subtitle))


def svg(spec: Spec) -> str:
    """A chart as SVG; nothing is asked of other machines."""
    import vl_convert

    return str(vl_convert.vegalite_to_svg(spec, allowed_base_urls=[]))


def png(drawing: str, scale: float = 2.0) -> bytes:
    """An SVG drawing as PNG, twice its size so that it is sharp on a projector."""
    import vl_convert

    return bytes(vl_convert.svg_to_png(drawing, scale=scale))


def source_line(city: City) -> str:
    """Where the numbers come from, whether they are real, and the day of the picture."""
    from dashboard.text import KIND, city_name

    sources = "; ".join(str(source.get("title", "")) for source in city.pack.sources)
    return _(
        "{city}: {kind}. Source: {sources}. Data version {version}, {date}.",
        city=city_name(_(city.pack.title)),
        kind=_(KIND[city.pack.kind]),
        sources=sources or _("not named"),
        version=city.version,
        date=format_date(dt.datetime.now(dt.UTC).date(), "long", locale=spoken()),
    )


def data_line(city: City) -> str:
    """The same without the names of the sources, where there is little room."""
    from dashboard.text import KIND, city_name

    return _(
        "{city}: {kind}. Data version {version}, {date}.",
        city=city_name(_(city.pack.title)),
        kind=_(KIND[city.pack.kind]),
        version=city.version,
        date=format_date(dt.datetime.now(dt.UTC).date(), "long", locale=spoken()),
    )
