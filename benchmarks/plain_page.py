"""The map page as anybody would write it with plain `st.*` calls: what the page server is measured against.

It shows the same city, by the same engine: controls, heading, sentence, map, legend, districts in order with their
limits, table, a file, and how the indicator is measured. It is written with care, not slowed down: the city is opened
once (`st.cache_resource`), estimates and outlines are kept by `st.cache_data`, outlines are as simplified as ours, the
colours are made in one go. It has less to show than ours: one period on the map instead of all, one kind of file
instead of five, one language, no address that holds what is chosen. What it does not have is what only measuring
shows: settings of the server, charts kept as they are sent, and files that are made when they are asked for.
"""

import json
import os
from typing import Any

import altair as alt
import pandas as pd
import pydeck as pdk
import shapely
import streamlit as st

from indicators.city import City
from indicators.engine.definitions.registry import domain_title
from indicators.engine.pack.locations import embedded_packs

COLOURS = [[237, 248, 251], [178, 226, 226], [102, 194, 164], [44, 162, 95], [0, 109, 44]]
GREY = [217, 217, 217]


@st.cache_resource(show_spinner=False)
def opened() -> dict[str, City]:
    """Every city that comes along, or those that are asked for."""
    asked = os.environ.get("TOWNBELL_PACKS")
    folders = asked.split(os.pathsep) if asked else embedded_packs()
    return {city.name: city for city in map(City, folders)}


@st.cache_data(show_spinner=False)
def estimated(
    name: str, indicator: str, grouped: tuple[str, ...], where: tuple[tuple[str, str], ...]
) -> pd.DataFrame:
    """The estimates of an indicator."""
    return opened()[name].estimate(indicator, list(grouped), dict(where))


@st.cache_data(show_spinner=False)
def outlines(name: str, area: str) -> dict[str, Any]:
    """The districts as GeoJSON, as fine as half a pixel."""
    districts = opened()[name].districts
    districts = districts[districts["parent"] == area] if area else districts
    west, south, east, north = districts.total_bounds
    simple = shapely.coverage_simplify(districts.geometry.to_numpy(), max(east - west, north - south) / 1400)
    rows = districts[["district_id", "district"]].set_geometry(
        shapely.set_precision(simple, 1e-5), crs=districts.crs
    )
    found: dict[str, Any] = json.loads(rows.to_json())
    return found


def page() -> None:
    """The page."""
    st.set_page_config(page_title="Map", layout="wide")
    cities = opened()
    first, second = st.columns(4), st.columns(4)
    name = first[0].selectbox("City", list(cities), index=_at(list(cities), st.query_params.get("city")))
    city = cities[name]
    parts = [str(part) for part in dict.fromkeys(city.districts["parent"]) if part]
    part = first[1].selectbox("Part of the city", ["All", *parts])
    area = "" if part == "All" else part
    names = dict(zip(city.districts["district_id"], city.districts["district"], strict=True))
    district = first[2].selectbox("District", list(names), index=None, format_func=names.__getitem__)
    marked = first[3].multiselect(
        "Marked districts", list(names), format_func=names.__getitem__, max_selections=4
    )
    domains = list(dict.fromkeys(each.domain for each in city.available))
    domain = second[0].selectbox("Domain", domains, format_func=domain_title)
    titles = {each.id: each for each in city.available if each.domain == domain}
    chosen = second[1].selectbox("Indicator", list(titles), format_func=lambda code: titles[code].title)
    where = (("parent", area),) if area else ()
    who = ["Everyone", *(f"{d}: {g}" for d in city.segments_of(chosen) for g in city.pack.segments[d].order)]
    people = second[2].selectbox("People", who)
    if people != "Everyone":
        dimension, _colon, group = people.partition(": ")
        where += ((dimension, group),)
    grain = "year" if city.has_years(chosen) else "period"
    rows = estimated(name, chosen, ("district", grain), where)
    periods = sorted(rows["period"].unique())
    period = second[3].selectbox("Period", periods, index=len(periods) - 1)
    whole = estimated(name, chosen, (grain,), where)
    show(
        city,
        titles[chosen],
        rows[rows["period"] == period],
        whole[whole["period"] == period],
        area,
        district,
        marked,
    )


def _at(options: list[str], wanted: str | None) -> int:
    return options.index(wanted) if wanted in options else 0


def show(
    city: City,
    measure: Any,
    rows: pd.DataFrame,
    whole: pd.DataFrame,
    area: str,
    district: str | None,
    marked: list[str],
) -> None:
    """What is known of an indicator."""
    st.title(measure.title)
    known = rows[rows["status"] == "ok"].sort_values("value")
    if len(known):
        low, high, total = known.iloc[0], known.iloc[-1], whole.iloc[0]
        st.markdown(
            f"**{total['value']:.1f}** as a whole (95 % limits {total['lower']:.1f} to {total['upper']:.1f}); "
            f"lowest in {low['district']} ({low['value']:.1f}), highest in {high['district']} ({high['value']:.1f}). "
            f"{len(rows) - len(known)} of {len(rows)} have no value."
        )
    left, right = st.columns([5, 4])
    ranks = (
        pd.qcut(known["value"].rank(method="first"), min(5, len(known)), labels=False) if len(known) else None
    )
    fills = {} if ranks is None else dict(zip(known["district_id"], ranks, strict=True))
    with left:
        drawn(city, rows, fills, area, district)
        legend(known, fills)
    with right:
        st.altair_chart(order(rows, measure.unit, marked), width="stretch")
    st.download_button("Download", rows.to_csv(index=False), f"{measure.id}.csv", "text/csv")
    with st.expander("The same figures as a table"):
        st.dataframe(rows, hide_index=True)
    st.header("How this is measured")
    st.write(measure.note)
    st.markdown(f"- Unit: {measure.unit}\n- Method: {measure.spec.method}\n- Defined by {measure.source}")


def drawn(city: City, rows: pd.DataFrame, fills: dict[str, int], area: str, district: str | None) -> None:
    """The map."""
    shapes = outlines(city.name, area)
    told = rows.set_index("district_id")[["value", "lower", "upper"]].to_dict("index")
    for feature in shapes["features"]:
        about = feature["properties"]
        code = about["district_id"]
        about["fill"] = COLOURS[fills[code]] if code in fills else GREY
        if code in told and code in fills:
            found = told[code]
            about["text"] = f"{found['value']:.1f} ({found['lower']:.1f} to {found['upper']:.1f})"
        else:
            about["text"] = "no value"
        about["line"] = [0, 0, 0] if code == district else [90, 90, 90]
    layer = pdk.Layer(
        "GeoJsonLayer",
        shapes,
        pickable=True,
        get_fill_color="properties.fill",
        get_line_color="properties.line",
        line_width_min_pixels=1,
    )
    west, south, east, north = city.districts.total_bounds
    view = pdk.ViewState(longitude=(west + east) / 2, latitude=(south + north) / 2, zoom=9)
    st.pydeck_chart(
        pdk.Deck([layer], map_provider=None, initial_view_state=view, tooltip={"text": "{district}: {text}"})
    )


def legend(known: pd.DataFrame, fills: dict[str, int]) -> None:
    """The classes and their ends."""
    classes = known.assign(fill=[fills[code] for code in known["district_id"]]).groupby("fill")["value"]
    for (fill, values), column in zip(classes, st.columns(5), strict=False):
        red, green, blue = COLOURS[int(fill)]
        colour = f"<span style='background:rgb({red},{green},{blue})'>&emsp;</span>"
        column.markdown(f"{colour} {values.min():.1f} to {values.max():.1f}", unsafe_allow_html=True)


def order(rows: pd.DataFrame, unit: str, marked: list[str]) -> alt.LayerChart:
    """The districts in order, with their limits."""
    shown = rows.assign(marked=rows["district_id"].isin(marked))
    y = alt.Y("district:N", sort=alt.EncodingSortField("value", order="descending"), title=None)
    limits = alt.Chart(shown).mark_rule().encode(x=alt.X("lower:Q", title=unit), x2="upper:Q", y=y)
    dots = (
        alt.Chart(shown)
        .mark_circle(size=60)
        .encode(
            x="value:Q",
            y=y,
            color=alt.Color("marked:N", legend=None),
            tooltip=["district", "value", "lower", "upper"],
        )
    )
    return alt.layer(limits, dots)


page()
