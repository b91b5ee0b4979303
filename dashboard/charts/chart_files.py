"""Charts on the page, and as SVG or PNG with title, source and date.

A chart is a Vega-Lite dictionary that a `*_chart` module of this folder builds, made once and kept by `queries.cached`.
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
"""A Vega-Lite chart."""
_PADDING = {"left": 5, "right": 8, "top": 8, "bottom": 8}
_COMPOSED = {"concat", "hconcat", "vconcat", "facet"}
_WIDTH = 900
"""Points of a chart in a file that is as wide as its container on the page."""


def show(spec: Spec, key: str, alt: str) -> None:
    """Puts a chart on the page. `alt` says in words what it shows; the table beside it has the figures."""
    chart = {"padding": _PADDING, **spec, "description": alt}
    st.vega_lite_chart(chart, key=key, width="stretch", theme=None)


def titled(spec: Spec, city: City, title: str, subtitle: str) -> Spec:
    """The chart with its title, what is shown, the source and the date, in lines that are no wider than the chart."""
    width = spec.get("width")
    if not isinstance(width, int | float):
        width = _WIDTH
        spec = spec if _COMPOSED & spec.keys() else {**spec, "width": width}
    subtitles = [line for text in (subtitle, source_line(city)) for line in wrap(text, int(width / 6.8))]
    titles = wrap(title, int(width / 9.5)) or [""]
    return {**spec, "title": {"text": titles, "subtitle": subtitles}, "padding": 16}


def picture(spec: Spec, city: City, title: str, subtitle: str) -> str:
    """The chart as it leaves the page, as SVG."""
    return svg(titled(spec, city, title, subtitle))


def svg(spec: Spec) -> str:
    """A chart as SVG; no font or data comes from elsewhere."""
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
