"""Vega-Lite charts looked into: checked against the schema, their layers, and the rows that a layer draws."""

from collections.abc import Iterator
from typing import Any

import altair as alt

from dashboard.charts.chart_files import Spec


def checked(spec: Spec) -> Spec:
    """The chart; `SchemaValidationError` where it, or its look, is no Vega-Lite."""
    alt.Chart.from_dict(spec).to_dict()
    alt.Config.from_dict(spec["config"])
    return spec


def layers(spec: Spec, mark: str = "") -> list[Spec]:
    """The layers of a chart, with `mark` only those that are such marks, each with the rows that it draws."""
    return [layer for layer in _layers(spec, []) if mark in ("", layer["mark"]["type"])]


def _layers(spec: Spec, rows: list[dict[str, Any]]) -> Iterator[Spec]:
    rows = spec.get("data", {}).get("values", rows)
    if "mark" in spec:
        yield {**spec, "rows": rows}
    for inner in spec.get("layer", []):
        yield from _layers(inner, rows)
