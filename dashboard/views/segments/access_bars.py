"""Of 100 people in each group: who uses it, who could and does not, who has no access. HTML and its Vega-Lite twin."""

from typing import Any

import pandas as pd

from dashboard.text import STATUS, escaped, limits, number
from indicators.engine.text.messages import N_
from indicators.engine.text.messages import translated as _

PARTS = {
    "use": ("#00224e", "#ffffff", N_("use it")),
    "idle": ("#d9cf92", "#111111", N_("have access and don't use it")),
    "without": ("#ffffff", "#111111", N_("have no access")),
}
_ROOM = 9  # per cent of the width that a number needs


def legend() -> str:
    """What the three parts are."""
    items = "".join(
        f'<li><span class="box" style="background:{colour}" aria-hidden="true"></span>{_(text)}</li>'
        for colour, ink, text in PARTS.values()
    )
    line = f'<li><span class="line" aria-hidden="true"></span>{_("95 % limits of use and of access")}</li>'
    return f'<ul class="equi-legend" aria-label="{escaped(_("Legend"))}">{items}{line}</ul>'


def drawn(rows: pd.DataFrame, name: str) -> str:
    """The bars; a group without a value has its reason in words."""
    body = "".join(_tr(row) for at, row in rows.iterrows())
    return (
        f'<div class="chart equi split" tabindex="0" role="region" aria-label="{escaped(name)}"><table>'
        f'<thead><tr><th scope="col">{_("of 100 people")}</th><td></td></tr></thead><tbody>{body}</tbody></table></div>'
    )


def _tr(row: pd.Series) -> str:
    if row["status"] != "ok":
        inside = f"<i>{escaped(_(STATUS[row['status']]))}</i>"
    else:
        inside = f'<div class="stack">{"".join(_part(row, part) for part in PARTS)}</div>'
        inside += _limits(row, "use") + _limits(row, "access")
    return f'<tr><th scope="row">{escaped(str(row["name"]))}</th><td class="track bars">{inside}</td></tr>'


def _part(row: pd.Series, part: str) -> str:
    colour, ink, text = PARTS[part]
    share = float(row[part])
    seen = number(share, 0) if share >= _ROOM else ""
    said = f'<span class="read">{number(share, 0)} {_(text)}. </span>'
    return (
        f'<span class="piece" style="width:{share:.2f}%;background:{colour};color:{ink}">'
        f'<span aria-hidden="true">{seen}</span>{said}</span>'
    )


def _limits(row: pd.Series, part: str) -> str:
    low, high = float(row[f"{part}_lower"]), float(row[f"{part}_upper"])
    said = _("Limits {limits}.", limits=limits(low, high))
    style = f"left:{low:.2f}%;width:{max(high - low, 0.0):.2f}%"
    return f'<span class="limits" style="{style}"></span><span class="read">{said}</span>'


def twin(rows: pd.DataFrame) -> dict[str, Any]:
    """The same as Vega-Lite, for the picture that leaves the page."""
    names = [_(text) for colour, ink, text in PARTS.values()]
    ok = rows[rows["status"] == "ok"]
    values = [
        {"group": str(row["name"]), "part": names[at], "at": at, "value": float(row[part])}
        for index, row in ok.iterrows() for at, part in enumerate(PARTS)
    ]  # fmt: skip
    spans = [
        {"group": str(row["name"]), "lower": float(row[f"{part}_lower"]), "upper": float(row[f"{part}_upper"])}
        for index, row in ok.iterrows() for part in ("use", "access")
    ]  # fmt: skip
    y = {"field": "group", "type": "nominal", "sort": list(ok["name"]), "title": None}
    colour = {"domain": names, "range": [each[0] for each in PARTS.values()]}
    bar = {
        "x": {"field": "value", "type": "quantitative", "title": _("of 100 people"), "stack": "zero"},
        "y": y,
        "color": {
            "field": "part",
            "type": "nominal",
            "title": None,
            "scale": colour,
            "legend": {"orient": "top"},
        },
        "order": {"field": "at"},
    }
    span = {"x": {"field": "lower", "type": "quantitative"}, "x2": {"field": "upper"}, "y": y}
    rule = {"type": "rule", "color": "#b35806", "strokeWidth": 2, "yOffset": 13}
    return {
        "width": 760,
        "height": {"step": 44},
        "layer": [
            {
                "data": {"values": values},
                "mark": {"type": "bar", "stroke": "#333", "height": 22},
                "encoding": bar,
            },
            {"data": {"values": spans}, "mark": rule, "encoding": span},
        ],
    }
