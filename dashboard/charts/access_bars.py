"""Of 100 people in each group: who uses it, who could and does not, who has no access; as HTML."""

import pandas as pd

from dashboard.text import STATUS, escaped, limits, number
from indicators.engine.text.messages import N_
from indicators.engine.text.messages import translated as _

PARTS = {
    "use": ("#00224e", "#ffffff", N_("use it")),
    "idle": ("#d9cf92", "#111111", N_("have access and don't use it")),
    "without": ("#ffffff", "#111111", N_("have no access")),
}
_LEAST_SHARE = 9  # per cent of the width that a number needs


def legend() -> str:
    """What the three parts are."""
    items = "".join(
        f'<li><span class="box" style="background:{colour}" aria-hidden="true"></span>{_(text)}</li>'
        for colour, ink, text in PARTS.values()
    )
    line = f'<li><span class="line" aria-hidden="true"></span>{_("95 % limits of use and of access")}</li>'
    return f'<ul class="equi-legend" aria-label="{escaped(_("Legend"))}">{items}{line}</ul>'


def access_html(rows: pd.DataFrame, name: str) -> str:
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
    visible = number(share, 0) if share >= _LEAST_SHARE else ""
    words = f'<span class="read">{number(share, 0)} {_(text)}. </span>'
    return (
        f'<span class="piece" style="width:{share:.2f}%;background:{colour};color:{ink}">'
        f'<span aria-hidden="true">{visible}</span>{words}</span>'
    )


def _limits(row: pd.Series, part: str) -> str:
    low, high = float(row[f"{part}_lower"]), float(row[f"{part}_upper"])
    words = _("Limits {limits}.", limits=limits(low, high))
    style = f"left:{low:.2f}%;width:{max(high - low, 0.0):.2f}%"
    return f'<span class="limits" style="{style}"></span><span class="read">{words}</span>'
