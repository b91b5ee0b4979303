"""Numbers, units, periods, dates and money as people write them, in the language spoken now.

For the edges, where somebody reads. What is kept holds `late` instead, which writes the same later.
"""

import datetime as dt
import math
import re
from functools import lru_cache

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.numbers import format_currency, format_decimal

from indicators.engine.text.messages import N_, Text, spoken
from indicators.engine.text.messages import translated as _
from indicators.engine.text.periods import period_from_code

STATUS = {
    "ok": "",
    "suppressed": N_("hidden: too few to protect people's privacy"),
    "too_few": N_("too few people to say"),
    "missing": N_("missing"),
    "not_collected": N_("not collected"),
}


def digits(value: float) -> int:
    """Decimals that say enough: none from 100 up, one from 1 up, two significant ones below."""
    size = abs(value)
    if size >= 100:
        return 0
    if size >= 0.95 or size == 0:
        return 1
    return 2 if size >= 0.095 else 3


def number(value: float, decimals: int | None = None) -> str:
    """A number as people write it: 1,234 or 3.4 (in French 1 234 and 3,4); a real minus; never minus zero."""
    if value is None or math.isnan(value):
        return ""
    return _written(float(value), digits(value) if decimals is None else decimals, spoken())


@lru_cache(maxsize=20_000)
def _written(value: float, decimals: int, language: str) -> str:
    pattern = "#,##0." + "0" * decimals if decimals else "#,##0"
    rounded = f"{value:.{decimals}f}"
    text = str(format_decimal(abs(float(rounded)), pattern, _locale(language), decimal_quantization=False))
    return f"−{text}" if rounded.startswith("-") and re.search("[1-9]", rounded) else text


@lru_cache(maxsize=32)
def _locale(language: str) -> Locale:
    return Locale.parse(language)


def quantity(value: float, unit: str) -> str:
    """A number with its unit; the sign for per cent stays on its line."""
    return with_unit(number(value), unit if unit == "%" else _(unit))


def with_unit(written: Text | str, unit: Text | str) -> str:
    """A number or range that is written already, with its unit as it is to be read."""
    return f"{written}\u00a0%" if str(unit) == "%" else f"{written} {unit}".strip()


def cell(value: float, unit: str, status: str) -> str:
    """What stands in a table or beside a district: the number, or why there is none."""
    return quantity(value, unit) if status == "ok" else _(STATUS[status])


def limits(lower: float, upper: float) -> str:
    """An interval in words; empty where there is none."""
    if math.isnan(lower) or math.isnan(upper):
        return ""
    decimals = max(digits(lower), digits(upper)) if lower else digits(upper)
    return _("{lower} to {upper}", lower=number(lower, decimals), upper=number(upper, decimals))


def change_unit(unit: str) -> str:
    """The unit of a difference: points for percentages."""
    return _("percentage points") if unit == "%" else _(unit)


def signed(value: float, decimals: int | None = None) -> str:
    """A number with its sign."""
    text = number(value, decimals)
    return text if math.isnan(value) or value < 0 or text.strip("0.,") == "" else f"+{text}"


def period(code: str) -> str:
    """A period as people write it: `2021`, `Q3 2021`, `July 2021`; what is not one of these stays as it is."""
    if re.fullmatch(r"\d{4}-Q[1-4]", code):
        return _dated(code, "yQQQ")
    if re.fullmatch(r"\d{4}-\d{2}", code):
        return _dated(code, "yMMMM")
    return code


def _dated(code: str, skeleton: str) -> str:
    try:
        start = period_from_code(code).start
    except ValueError:
        return code
    return str(format_skeleton(skeleton, start, locale=_locale(spoken())))


def day(date: dt.date) -> str:
    """A date: January 24, 2019."""
    return str(format_date(date, "long", locale=_locale(spoken())))


def money(amount: float, currency: str) -> str:
    """An amount as people write it, without cents from 100 up; a plain number where the currency is not known."""
    if not currency:
        return number(amount, 0 if abs(amount) >= 100 else 2)
    locale = _locale(spoken())
    pattern = locale.currency_formats["standard"].pattern
    whole = abs(amount) >= 100 or float(amount).is_integer()
    if whole:
        pattern = pattern.replace(".00", "")
    text = str(format_currency(amount, currency.upper(), pattern, locale=locale, currency_digits=False))
    return re.sub(r"(?<=[A-Za-z])(?=\d)", "\u00a0", text.replace("-", "−"))
