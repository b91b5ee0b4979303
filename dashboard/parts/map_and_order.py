"""One indicator: the map, the districts in order with their limits, and the same as a table."""

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from dashboard import charts, data, legend, maps, tables, words
from dashboard.colours import NO_VALUE, Scale, scale
from dashboard.controls import Choices
from dashboard.links import choose

if TYPE_CHECKING:
    import geopandas as gpd

HEIGHT = 415


def show(chosen: Choices) -> None:
    """Sentence first, then map and order side by side, then the table."""
    view, measure = chosen.view, chosen.view.measure
    rows = data.by_district(view)
    rows = rows[rows["period"] == chosen.period].reset_index(drop=True)
    total = data.whole_in(view, chosen.period)
    _sentences(chosen, rows, total)
    colours = fixed_scale(view)
    shown = painted(rows, colours, measure.unit)
    with st.container(key="picture"):
        left, right = st.columns([5, 4])
    with left:
        _map(chosen, shown)
        st.html(legend.classes(colours, measure.unit, set(rows["status"])))
    with right:
        _order(chosen, shown, total)
    _table(chosen, rows)


def _sentences(chosen: Choices, rows: pd.DataFrame, total: pd.Series | None) -> None:
    measure = chosen.view.measure
    st.title(words.plain(measure.title), anchor=False)
    said = [words.overview(measure, chosen.place, chosen.period, chosen.group, total, rows)]
    mine = rows[rows["district_id"] == chosen.district]
    said += [words.district_line(measure, mine.iloc[0], total, chosen.place)] if len(mine) else []
    st.markdown("  \n".join(said))


def fixed_scale(view: data.View) -> Scale:
    """One scale for all periods and all groups of the chosen dimension, so that colours can be compared."""
    rows = data.by_district_and_group(view, view.dimension) if view.dimension else data.by_district(view)
    return scale(rows["value"], view.measure.better)


def painted(rows: pd.DataFrame, colours: Scale, unit: str) -> pd.DataFrame:
    """Rows with their colour, the words for hovering (`label`) and for a missing value (`said`)."""
    said = [words.cell(*cell) for cell in zip(rows["value"], [unit] * len(rows), rows["status"], strict=True)]
    around = [words.limits(*pair) for pair in zip(rows["lower"], rows["upper"], strict=True)]
    label = [
        f"{name}: {text}" + (f" (95 % limits {between})" if between else "")
        for name, text, between in zip(rows["district"], said, around, strict=True)
    ]
    colour = [colours.colour(value) for value in rows["value"].fillna(float("nan"))]
    return rows.assign(colour=colour, label=label, said=said)


def on_outlines(outlines: "gpd.GeoDataFrame", shown: pd.DataFrame) -> pd.DataFrame:
    """What is shown, in the order of the outlines; a district without a row is missing."""
    ordered = outlines[["district_id", "district"]].merge(
        shown.drop(columns="district"), on="district_id", how="left"
    )
    filled = ordered.fillna({"colour": NO_VALUE, "status": "missing"})
    return filled.assign(label=filled["label"].fillna(filled["district"]))


def _map(chosen: Choices, shown: pd.DataFrame) -> None:
    outlines = data.outlines(chosen.view)
    deck = maps.large_map(outlines, on_outlines(outlines, shown), chosen.district, HEIGHT)
    # A new key for another district: what is pressed on the map is taken over and not kept on the map itself.
    key = f"map {chosen.view.city.name} {chosen.view.area} {chosen.district}"
    ids = list(outlines["district_id"])

    def picked() -> None:
        at = st.session_state[key].selection.indices.get("districts", [])
        if at:
            choose("district", None if ids[at[0]] == chosen.district else ids[at[0]])

    alt = f"Map of {len(ids)} districts; the figures are in the list beside it and in the table below."
    st.pydeck_chart(deck, height=HEIGHT, key=key, on_select=picked, selection_mode="single-object", alt=alt)


def in_order(shown: pd.DataFrame, better: str) -> pd.DataFrame:
    """Best first, or highest first where nothing is judged; districts without a value at the end."""
    return shown.sort_values("value", ascending=better == "lower", na_position="last", kind="stable")


def _order(chosen: Choices, shown: pd.DataFrame, total: pd.Series | None) -> None:
    measure = chosen.view.measure
    area = float(total["value"]) if total is not None and total["status"] == "ok" else None
    with st.container(key="order"):
        st.html(charts.ranked(in_order(shown, measure.better), measure.unit, area, chosen.district))
    st.caption(
        "Dots are values, lines their 95 % limits: where lines overlap, the order may be chance. "
        + (f"Dashed line: {words.plain(chosen.place)} as a whole." if area is not None else "")
    )


def _table(chosen: Choices, rows: pd.DataFrame) -> None:
    """Made only when it is opened."""
    with st.expander("The same figures as a table", key="figures", on_change="rerun") as box:
        if box.open:
            _figures(chosen, in_order(rows, chosen.view.measure.better).reset_index(drop=True))


def _figures(chosen: Choices, ordered: pd.DataFrame) -> None:
    view, measure = chosen.view, chosen.view.measure
    key = f"table {view.key} {chosen.period} {chosen.district}"
    ids = list(ordered["district_id"])

    def picked() -> None:
        at = st.session_state[key].selection.rows
        choose("district", ids[at[0]] if at else None)

    st.dataframe(
        tables.estimates(ordered, measure.unit),
        hide_index=True,
        key=key,
        on_select=picked,
        selection_mode="single-row",
        selection_default={
            "selection": {"rows": [i for i, code in enumerate(ids) if code == chosen.district]}
        },
        alt=f"{measure.title} by district",
    )
    st.download_button(
        "Download these figures (CSV)",
        tables.csv(ordered.drop(columns="indicator").assign(indicator=measure.id)),
        file_name=f"{view.city.name}-{measure.id}-{chosen.period}.csv",
        mime="text/csv",
    )
