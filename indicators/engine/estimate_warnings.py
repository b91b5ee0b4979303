"""What is allowed and yet probably a mistake: words that never occur, rows that are sums, places left to fill in."""

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pandas as pd

from indicators.engine.definitions.enums import Status
from indicators.engine.pack.model import DESCRIPTOR, FILL_IN
from indicators.engine.text.errors import Problem
from indicators.engine.text.messages import _, listing

if TYPE_CHECKING:
    from indicators.engine.city import City
    from indicators.engine.definitions.registry import Indicator

_SHOWN = 12


def left_to_fill_in(city: "City") -> Iterator[Problem]:
    """What `new-city` left open and nobody wrote."""
    left = json.dumps(city.pack.descriptor, ensure_ascii=False).count(FILL_IN + ":")
    if left:
        what = _("'{mark}' is left ({n} times).", mark=FILL_IN, n=left)
        yield Problem(DESCRIPTOR, what, _("Replace it; readers see it beside the numbers."), warning=True)


def doubtful(city: "City", indicator: "Indicator", estimates: pd.DataFrame) -> Iterator[Problem]:
    """What is odd in the estimates of one indicator by district and period."""
    yield from _no_values(city, indicator, estimates)
    yield from _sums_as_events(city, indicator)
    yield from _share_of_nothing(city, indicator)


def _no_values(city: "City", indicator: "Indicator", estimates: pd.DataFrame) -> Iterator[Problem]:
    """No value at all, or not a single event or load anywhere: a word is written otherwise than expected."""
    file = city.pack.tables[indicator.table].file
    ok = estimates[estimates["status"] == Status.OK]
    if ok.empty:
        why = ", ".join(estimates["status"].unique())
        todo = _("Its tables must have periods and districts in common, and whole years.")
        what = _("'{id}' has no value anywhere ({why}).", id=indicator.id, why=why)
        yield Problem(file, what, todo, warning=True)
    elif (ok["numerator"] == 0).all():
        words = [
            _("'{column}' has {words}", column=c, words=", ".join(seen))
            for c in indicator.columns
            if (seen := _words(city, indicator, c))
        ]
        look = _("See which words it looks for: {words}.", words=listing(words, "; "))
        what = _("'{id}' is 0 everywhere.", id=indicator.id)
        yield Problem(file, what, look if words else _("Is that so?"), warning=True)


def _words(city: "City", indicator: "Indicator", column: str) -> list[str]:
    """The different texts of a column, a few of them; none if it holds no text."""
    types = {field.name: field.type for field in city.pack.tables[indicator.table].fields}
    if types.get(column) != "string":
        return []
    texts = city.texts(indicator.table, column)
    return [f"'{text}'" for text in texts[:_SHOWN]] + (["…"] if len(texts) > _SHOWN else [])


def _sums_as_events(city: "City", indicator: "Indicator") -> Iterator[Problem]:
    """An indicator that counts rows, in a table whose rows are sums."""
    table = city.pack.tables[indicator.table]
    dates = any(field.name == table.period and field.type in ("date", "datetime") for field in table.fields)
    counted = next(iter(city.counts(indicator).values())).part
    if not indicator.spec.counts_events or dates or table.is_points or not counted.tolerant:
        return
    named = {table.district, table.period, *table.primary_key, *indicator.columns}
    numbers = [f.name for f in table.fields if f.type in ("integer", "number") and f.name not in named]
    if numbers:
        what = _(
            "'{id}' counts rows, one an event, and not the numbers in {columns}.",
            id=indicator.id,
            columns=", ".join(numbers),
        )
        todo = _(
            "Write a row for each event, or name the column that says how many a row stands for: townbell.count."
        )
        yield Problem(table.file, what, todo, warning=True)


def _share_of_nothing(city: "City", indicator: "Indicator") -> Iterator[Problem]:
    """A share that returns a number and does not say of what: it would be divided by the number of rows."""
    counted = next(iter(city.counts(indicator).values())).part
    if indicator.spec.own_base and indicator.out_of is None and not counted.tolerant:
        file = city.pack.tables[indicator.table].file
        todo = _("Say of what it is a share (out_of), or compare it.")
        what = _("'{id}' returns a number and no condition.", id=indicator.id)
        yield Problem(file, what, todo, warning=True)
