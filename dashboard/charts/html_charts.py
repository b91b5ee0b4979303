"""Charts as HTML tables: a row a district or group, dots with their limits, and a word where there is no value.

They are there at once, print, can be read out, and long names find their room on any screen.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from dashboard.charts.colours import VERDICT
from dashboard.text import STATUS, escaped, number
from indicators.engine.text.messages import N_
from indicators.engine.text.messages import translated as _

_SIDE = {"before": N_("before: {value}"), "after": N_("after: {value}")}


@dataclass(frozen=True)
class Axis:
    """Round marks at equal distances; the first and the last are the ends."""

    marks: tuple[float, ...]

    def at(self, value: float) -> float:
        """A value's place in per cent from the left end."""
        first, last = self.marks[0], self.marks[-1]
        return round(100 * (value - first) / (last - first), 2)


def axis(values: Iterable[float], marks: int = 5) -> Axis:
    """An axis that holds the values; it need not begin at zero, as dots are read by their place."""
    known = np.array([value for value in values if np.isfinite(value)], dtype=float)
    if not len(known):
        return Axis((0.0, 1.0))
    low, high = float(known.min()), float(known.max())
    step = _round_step((high - low or abs(high) or 1.0) / (marks - 1))
    first, last = np.floor(low / step), np.ceil(high / step)
    steps = np.arange(first, max(last, first + 1) + 1)
    return Axis(tuple(float(f"{mark:.10g}") for mark in steps * step))


def _round_step(step: float) -> float:
    size = 10 ** np.floor(np.log10(step))
    return float(size * next(nice for nice in (1, 2, 2.5, 5, 10) if nice * size >= step * 0.999))


def ranked(
    frame: pd.DataFrame, unit: str, area: float | None, selected: str | None, marked: Sequence[str] = ()
) -> str:
    """Districts in order with their limits; `area` is the dashed line, `marked` ones bear their number.

    `frame`: `district, district_id, value, lower, upper, colour, label, short`. Without a value a row has the reason
    in words.
    """
    columns = [frame[name] for name in ("value", "lower", "upper")]
    scale = axis([*pd.concat(columns).astype(float), *([area] if area is not None else [])])
    numbers = {code: n for n, code in enumerate(marked, start=1)}
    rows = [
        _ranked_row(row, scale, row["district_id"] == selected, numbers.get(str(row["district_id"]), 0))
        for row in frame.to_dict("records")
    ]
    line = f";--area:{scale.at(area)}%" if area is not None else ""
    return _chart(_("Districts in order"), scale, unit, rows, line)


def _ranked_row(row: Mapping[Hashable, Any], scale: Axis, chosen: bool, number_on_map: int) -> str:
    value, words = float(row["value"]), escaped(str(row["short"]))
    name, label = escaped(str(row["district"])), escaped(str(row["label"]))
    if np.isnan(value):
        drawn = f"<i>{words}</i>"
    else:
        drawn = _limits(scale, row["lower"], row["upper"]) + _mark(scale, value, "dot", row["colour"])
        drawn += f'<span class="read">{words}</span>'
    current = ' class="chosen"' * chosen
    name = f'<b class="numbered">{number_on_map}</b>{name}' if number_on_map else name
    return f'<tr{current} title="{label}"><th scope="row">{name}</th><td class="track">{drawn}</td></tr>'


def dumbbells(frame: pd.DataFrame, unit: str) -> str:
    """Every group before (ring, above) and after (diamond, below), with limits.

    `frame`: `group, value_before, lower_before, upper_before, status_before`, the same `_after`, `verdict, label`.
    """
    columns = [
        frame[f"{name}_{side}"] for side in ("before", "after") for name in ("value", "lower", "upper")
    ]
    scale = axis(pd.concat(columns).astype(float))
    rows = [_dumbbell(row, scale) for _at, row in frame.iterrows()]
    return _chart(_("Groups before and after"), scale, unit, rows)


def _dumbbell(row: pd.Series, scale: Axis) -> str:
    colours = {**VERDICT, "cannot_tell": VERDICT["no_clear_difference"]}
    drawn = "".join(
        f'<div class="track {side}">{"".join(_side(row, scale, side, shape, colour))}</div>'
        for side, shape, colour in (
            ("before", "ring", "#ffffff"),
            ("after", "diamond", colours[row["verdict"]]),
        )
    )
    name, label = escaped(str(row["group"])), escaped(str(row["label"]))
    return f'<tr title="{label}"><th scope="row">{name}</th><td class="double">{drawn}</td></tr>'


def _side(row: pd.Series, scale: Axis, side: str, shape: str, colour: str) -> Iterator[str]:
    value = row[f"value_{side}"]
    if pd.isna(value):
        yield f"<i>{escaped(_(STATUS.get(row[f'status_{side}'], STATUS['missing'])))}</i>"
        return
    yield _limits(scale, row[f"lower_{side}"], row[f"upper_{side}"])
    yield _mark(scale, value, shape, colour)
    yield f'<span class="read">{_(_SIDE[side], value=number(value))}</span>'


def _limits(scale: Axis, lower: float, upper: float) -> str:
    if pd.isna(lower) or pd.isna(upper):
        return ""
    left, right = scale.at(lower), scale.at(upper)
    return f'<span class="limits" style="left:{left}%;width:{right - left:.2f}%"></span>'


def _mark(scale: Axis, value: float, shape: str, colour: str) -> str:
    return f'<span class="{shape}" style="left:{scale.at(value)}%;background:{colour}"></span>'


def _chart(name: str, scale: Axis, unit: str, rows: list[str], more: str = "") -> str:
    step = 100 / (len(scale.marks) - 1)
    marks = "".join(
        f'<span class="mark" style="left:{scale.at(mark)}%">{_round(mark)}</span>' for mark in scale.marks
    )
    head = f'<tr><th scope="col">{escaped(_(unit))}</th><td class="track axis">{marks}</td></tr>'
    return (
        f'<div class="chart" tabindex="0" role="region" aria-label="{escaped(name)}">'
        f'<table style="--step:{step:.4f}%{more}"><thead>{head}</thead><tbody>{"".join(rows)}</tbody></table></div>'
    )


def _round(mark: float) -> str:
    """A round mark with the decimals that it has, as the reader's language writes it."""
    return number(mark, len(f"{mark:.8f}".rstrip("0").partition(".")[2]))
