"""The legend as HTML that prints: classes and their bounds, which end is better, patterns for no value.

`entries` gives the same as pairs of a colour or state and its words, for the drawings that are downloaded.
"""

from collections.abc import Iterable, Mapping

import pandas as pd

from dashboard.charts.colours import Scale
from dashboard.text import STATUS, VERDICT, escaped, number
from indicators.engine.text.messages import translated as _

Entry = tuple[str, str]
_SWATCH = "display:inline-block;width:1.5em;height:1em;border:1px solid #555;vertical-align:-2px;margin-right:.35em;"
_PATTERN = {
    "suppressed": "background:repeating-linear-gradient(-45deg,#fff 0 3px,#6e6e6e 3px 4px)",
    "too_few": "background:radial-gradient(#464646 1px,#fff 1.5px) 0 0/5px 5px",
    "missing": "background:repeating-linear-gradient(-45deg,#6e6e6e 0 1px,transparent 1px 5px),"
    "repeating-linear-gradient(45deg,#6e6e6e 0 1px,#fff 1px 5px)",
    "not_collected": "background:repeating-linear-gradient(0deg,#fff 0 3px,#6e6e6e 3px 4px)",
}


def entries(scale: Scale, statuses: set[str]) -> list[Entry]:
    """Each class's colour and words, lowest first, then the states that occur."""
    classes = [(colour, f"{_class(scale, i)}{_end(scale, i)}") for i, colour in enumerate(scale.colours)]
    return classes + states(statuses)


def _class(scale: Scale, i: int) -> str:
    if scale.continuous:
        return number(scale.bounds[i])
    low, high = scale.bounds[i : i + 2]
    return number(low) if low == high else _("{lower} to {upper}", lower=number(low), upper=number(high))


def _end(scale: Scale, i: int) -> str:
    last = len(scale.colours) - 1
    if scale.better == "neutral" or last < 1 or i not in (0, last):
        return ""
    word = VERDICT["better" if i == (0 if scale.better == "lower" else last) else "worse"]
    return f" ({_(word)})"


def verdict_entries(colours: Mapping[str, str], rows: pd.DataFrame) -> list[Entry]:
    """The verdicts of the rows that have a value, and the states of the others; `rows` has `verdict, status`."""
    present = set(rows.loc[rows["status"] == "ok", "verdict"])
    verdicts = [(colours[word], _(VERDICT[word])) for word in VERDICT if word in present]
    return verdicts + states(set(rows["status"]))


def states(statuses: set[str]) -> list[Entry]:
    """The states without a value that occur."""
    return [(status, _(STATUS[status])) for status in _PATTERN if status in statuses]


def sides(before: str, after: str) -> str:
    """A legend for the marks of two periods."""
    marks = (("○", before), ("◆", after), ("─", _("95 % limits")))
    listed = "".join(
        f'<li style="margin-right:.8em"><span aria-hidden="true">{mark}</span> {escaped(text)}</li>'
        for mark, text in marks
    )
    return _list(listed)


def box(title: str, listed: Iterable[Entry]) -> str:
    """A legend of any entries under a title."""
    items = "".join(_item(*entry) for entry in listed)
    return _list(f'<li style="margin-right:.8em"><b>{escaped(title)}</b></li>{items}')


def swatch(fill: str) -> str:
    """The pattern of a state, or a colour, as a small box; the words beside it carry the meaning."""
    style = _PATTERN.get(fill, f"background:{'#92c5de' if fill == 'ok' else fill}")
    return f'<span style="{_SWATCH}{style}" aria-hidden="true"></span>'


def _item(fill: str, text: str) -> str:
    return f'<li style="margin:0 .8em .15em 0">{swatch(fill)}{escaped(text)}</li>'


def _list(items: str) -> str:
    style = "list-style:none;display:flex;flex-wrap:wrap;padding:0;margin:0;font-size:.88rem"
    return f'<ul aria-label="{escaped(_("Legend"))}" style="{style}">{items}</ul>'
