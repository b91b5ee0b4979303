"""The legend as HTML that prints: classes and their bounds, which end is better, patterns for no value."""

from collections.abc import Mapping

from dashboard.colours import Scale
from dashboard.words import STATUS, VERDICT, escaped, number

_SWATCH = "display:inline-block;width:1.5em;height:1em;border:1px solid #555;vertical-align:-2px;margin-right:.35em;"
_PATTERN = {
    "suppressed": "background:repeating-linear-gradient(-45deg,#fff 0 3px,#6e6e6e 3px 4px)",
    "too_few": "background:radial-gradient(#464646 1px,#fff 1.5px) 0 0/5px 5px",
    "missing": "background:repeating-linear-gradient(-45deg,#6e6e6e 0 1px,transparent 1px 5px),"
    "repeating-linear-gradient(45deg,#6e6e6e 0 1px,#fff 1px 5px)",
    "not_collected": "background:repeating-linear-gradient(0deg,#fff 0 3px,#6e6e6e 3px 4px)",
}


def classes(scale: Scale, unit: str, statuses: set[str]) -> str:
    """A legend for values: one swatch a class, lowest first, then the patterns that occur."""
    items = [
        _item(f"background:{colour}", f"{_between(scale, i)}{_end(scale, i)}")
        for i, colour in enumerate(scale.colours)
    ]
    return _box(escaped(unit), items + patterns(statuses))


def _between(scale: Scale, i: int) -> str:
    low, high = scale.bounds[i : i + 2]
    return number(low) if low == high else f"{number(low)} to {number(high)}"


def _end(scale: Scale, i: int) -> str:
    last = len(scale.colours) - 1
    if scale.better == "neutral" or last < 1 or i not in (0, last):
        return ""
    return " <b>(better)</b>" if i == (0 if scale.better == "lower" else last) else " <b>(worse)</b>"


def verdicts(colours: Mapping[str, str], present: set[str]) -> str:
    """A legend for changes in the fixed words."""
    items = [
        _item(_PATTERN["missing"] if word == "cannot_tell" else f"background:{colours[word]}", VERDICT[word])
        for word in VERDICT
        if word in present
    ]
    return _box("Change", items)


def sides(before: str, after: str) -> str:
    """A legend for the marks of two periods."""
    marks = (("○", before), ("◆", after), ("─", "95 % limits"))
    listed = "".join(
        f'<li style="margin-right:.8em"><span aria-hidden="true">{mark}</span> {escaped(text)}</li>'
        for mark, text in marks
    )
    return _list(listed)


def patterns(statuses: set[str]) -> list[str]:
    """Swatches for the states without a value that occur."""
    return [_item(style, STATUS[status]) for status, style in _PATTERN.items() if status in statuses]


def _item(style: str, text: str) -> str:
    swatch = f'<span style="{_SWATCH}{style}" aria-hidden="true"></span>'
    return f'<li style="margin:0 .8em .15em 0">{swatch}{text}</li>'


def _box(title: str, items: list[str]) -> str:
    return _list(f'<li style="margin-right:.8em"><b>{title}</b></li>{"".join(items)}')


def _list(items: str) -> str:
    style = "list-style:none;display:flex;flex-wrap:wrap;padding:0;margin:0;font-size:.88rem"
    return f'<ul aria-label="Legend" style="{style}">{items}</ul>'
