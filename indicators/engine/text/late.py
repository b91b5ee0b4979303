"""Numbers, units, periods and dates that are written when they are read: `formatting`, without a language yet."""

import datetime as dt
from collections.abc import Hashable
from dataclasses import dataclass

from indicators.engine.text import formatting
from indicators.engine.text.messages import Text


@dataclass(frozen=True, slots=True)
class Formatted(Text):
    """What a function of `formatting`, given by its name, writes for these arguments once the language is known."""

    function: str
    arguments: tuple[Hashable, ...]

    def __str__(self) -> str:
        return str(getattr(formatting, self.function)(*self.arguments))


def number(value: float, decimals: int | None = None) -> Text:
    """See `formatting.number`."""
    return Formatted("number", (value, decimals))


def signed(value: float, decimals: int | None = None) -> Text:
    """See `formatting.signed`."""
    return Formatted("signed", (value, decimals))


def quantity(value: float, unit: str) -> Text:
    """See `formatting.quantity`."""
    return Formatted("quantity", (value, unit))


def with_unit(value: Text | str, unit: Text | str) -> Text:
    """See `formatting.with_unit`."""
    return Formatted("with_unit", (value, unit))


def limits(lower: float, upper: float) -> Text:
    """See `formatting.limits`."""
    return Formatted("limits", (lower, upper))


def change_unit(unit: str) -> Text:
    """See `formatting.change_unit`."""
    return Formatted("change_unit", (unit,))


def period(code: str) -> Text:
    """See `formatting.period`."""
    return Formatted("period", (code,))


def day(date: dt.date) -> Text:
    """See `formatting.day`."""
    return Formatted("day", (date,))


def money(amount: float, currency: str) -> Text:
    """See `formatting.money`."""
    return Formatted("money", (amount, currency))
