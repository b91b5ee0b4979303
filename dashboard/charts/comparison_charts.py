"""Drawings of the page that compares: one panel a place on a common scale, and a cloud of districts."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pandas as pd

from dashboard.charts.chart_files import Spec
from dashboard.text import cell, limits, period, quantity
from dashboard.views.compare.data import Pair
from indicators.engine.definitions.registry import Indicator
from indicators.engine.text.messages import translated as _

COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#8a6d00", "#000000")
_PANEL = 260
_DOT = {"type": "point", "filled": True, "size": 90, "opacity": 1}


def _labelled(rows: pd.DataFrame, unit: str) -> pd.DataFrame:
    cells = zip(rows["value"], rows["status"], strict=True)
    said = [cell(value, unit, status) for value, status in cells]
    around = [limits(*pair) for pair in zip(rows["lower"], rows["upper"], strict=True)]
    return rows.assign(said=said, around=around, when=[period(code) for code in rows["period"]])


def panels(rows: pd.DataFrame, whole: pd.DataFrame, measure: Indicator) -> dict[str, Spec]:
    """Small multiples by the places' ids: values over time with limits, the whole area as a grey line, one scale.

    `rows` as from `data.compare.over_time`; `whole` has `period, value, status` of the area. A period without a
    value is a gap in the line.
    """
    ids = list(dict.fromkeys(rows["id"]))
    area = whole[whole["status"] == "ok"]
    ends = pd.concat([rows["value"], rows["lower"], rows["upper"], area["value"]]).astype(float).dropna()
    domain = [float(ends.min()), float(ends.max())] if len(ends) else [0.0, 1.0]
    grey = [
        {"when": period(code), "area": value}
        for code, value in zip(area["period"], area["value"], strict=True)
    ]
    colours = dict(zip(ids, COLOURS, strict=False))
    shown = _labelled(rows, measure.unit)
    return {id: _panel(shown[shown["id"] == id], grey, domain, _(measure.unit), colours[id]) for id in ids}


def _panel(
    rows: pd.DataFrame, grey: list[dict[str, object]], domain: list[float], unit: str, colour: str
) -> Spec:
    axis = {"labelAngle": -45, "labelOverlap": True}
    x = {"field": "when", "type": "ordinal", "title": None, "sort": None, "axis": axis}
    y = {"type": "quantitative", "scale": {"domain": domain, "nice": True, "zero": False}, "title": unit}
    value = {"x": x, "y": {**y, "field": "value"}}
    tooltip = [
        {"field": "name", "title": _("Place")},
        {"field": "when", "title": _("Period")},
        {"field": "said", "title": _("Value")},
        {"field": "around", "title": _("95 % limits")},
    ]
    dashed = {"type": "line", "color": "#767676", "strokeDash": [4, 3]}
    limit = {"type": "rule", "strokeWidth": 2, "opacity": 0.55, "color": colour}
    dot = {"type": "point", "filled": True, "size": 60, "opacity": 1, "color": colour}
    return {
        "data": {"values": rows.astype(object).where(rows.notna(), None).to_dict("records")},
        "height": 190,
        "layer": [
            {"data": {"values": grey}, "mark": dashed, "encoding": {"x": x, "y": {**y, "field": "area"}}},
            {"mark": limit, "encoding": {"x": x, "y": {**y, "field": "lower"}, "y2": {"field": "upper"}}},
            {"mark": {"type": "line", "strokeWidth": 2.5, "color": colour}, "encoding": value},
            {"mark": dot, "encoding": {**value, "tooltip": tooltip}},
        ],
    }


def together(charts: dict[str, Spec], names: Mapping[str, str]) -> Spec:
    """All panels as one picture, three in a row, each under its name."""
    each = [{**spec, "title": names[id], "width": _PANEL} for id, spec in charts.items()]
    return {"concat": each, "columns": 3}


def squares(pair: Pair, first: Indicator, second: Indicator, marked: Sequence[str]) -> Spec:
    """Very many districts by two indicators: how many lie where, and the compared ones as dots with their names."""
    rows = pair.rows[pair.rows["district_id"].isin(list(marked))]
    dots = cloud(replace(pair, rows=rows), first, second, marked)
    sides = {"x2": {"field": "right"}, "y2": {"field": "top"}}
    at = {
        axis: {**dots["layer"][2]["encoding"][axis], "field": end}
        for axis, end in (("x", "left"), ("y", "bottom"))
    }
    number = {"field": "districts", "type": "quantitative", "title": _("Districts")}
    shade = {
        **number,
        "scale": {"type": "log", "scheme": "greys"},
        "legend": {"type": "symbol", "symbolType": "square", "values": [1, 10, 100, 1000], "format": ",d"},
    }
    counted = {
        "data": {"values": [] if pair.squares is None else pair.squares.to_dict("records")},
        "mark": {"type": "rect"},
        "encoding": {**at, **sides, "color": shade, "tooltip": [number]},
    }
    return {**dots, "layer": [counted, *dots["layer"]]}


def cloud(pair: Pair, first: Indicator, second: Indicator, marked: Sequence[str]) -> Spec:
    """Every district by two indicators, with the limits of both; the compared districts have colour and name."""
    rows = pair.rows
    known = rows[(rows["status_x"] == "ok") & (rows["status_y"] == "ok")]
    shown = known.assign(
        chosen=known["district_id"].isin(list(marked)),
        x=[quantity(v, first.unit) for v in known["value_x"]],
        y=[quantity(v, second.unit) for v in known["value_y"]],
    )
    values = shown.astype(object).where(shown.notna(), None).to_dict("records")
    colour = {"condition": {"test": "datum.chosen", "value": "#d55e00"}, "value": "#0b5394"}
    faint = {"condition": {"test": "datum.chosen", "value": 0.9}, "value": 0.25}
    x = {"type": "quantitative", "scale": {"zero": False}, "title": f"{_(first.title)} ({_(first.unit)})"}
    y = {"type": "quantitative", "scale": {"zero": False}, "title": f"{_(second.title)} ({_(second.unit)})"}
    at = {"x": {**x, "field": "value_x"}, "y": {**y, "field": "value_y"}}
    tooltip = [
        {"field": "district", "title": _("District")},
        {"field": "x", "title": _(first.title)},
        {"field": "y", "title": _(second.title)},
    ]
    across = {
        **at,
        "x": {**x, "field": "lower_x"},
        "x2": {"field": "upper_x"},
        "color": colour,
        "opacity": faint,
    }
    up = {**at, "y": {**y, "field": "lower_y"}, "y2": {"field": "upper_y"}, "color": colour, "opacity": faint}
    name = {"type": "text", "align": "left", "dx": 8, "dy": -8, "fontWeight": "bold"}
    chosen = [{"filter": "datum.chosen"}]
    return {
        "data": {"values": values},
        "height": 420,
        "layer": [
            {"mark": "rule", "encoding": across},
            {"mark": "rule", "encoding": up},
            {"mark": _DOT, "encoding": {**at, "color": colour, "tooltip": tooltip}},
            {"transform": chosen, "mark": name, "encoding": {**at, "text": {"field": "district"}}},
        ],
    }
