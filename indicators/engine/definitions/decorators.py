"""The kinds of measure, as decorators. Each says what its function returns and how limits are made.

Common keywords: `table` (where a row lives), `better` ("higher", "lower" or "neutral"), `codes` (numbers in
ISO or U4SSC lists), `source` (who defined it), `part` (a group within the domain), `weight` (a survey's weight column).
"""

from collections.abc import Callable
from typing import Unpack

from indicators.engine.definitions.enums import Kind
from indicators.engine.definitions.registry import Details, F, GivenOutOf, register


def share(
    title: str, *, table: str, better: str, out_of: GivenOutOf = None, **details: Unpack[Details]
) -> Callable[[F], F]:
    """How many of those asked, in percent. Return a condition, or (condition, among whom).

    With `out_of` (a column) for published tables: return the numerator's column, or (column, among whom), where
    the condition chooses numerator and base alike. Limits: Wilson's score
    interval (Wilson 1927); from the margins of error where the table has them; by the survey's design
    where it is known.
    """
    return register(
        Kind.SHARE, title, table=table, better=better, unit="%", out_of=out_of, per=100.0, **details
    )


def rate(
    title: str,
    *,
    table: str,
    better: str,
    per: float = 1_000,
    out_of: GivenOutOf = None,
    unit: str = "",
    yearly: bool | None = None,
    **details: Unpack[Details],
) -> Callable[[F], F]:
    """Events in a year per so many persons. Return the number of events, a condition, or (either, among which).

    `out_of`: the pack's population if left out; "column" of the same table; "table.column"; or (table, function).
    A condition among which events are counted never narrows the base. `yearly`: is the base a stock (persons,
    customers), so that twelve months of it are one year and not twelve? True for a base in another table, else
    False (collections planned, calls). Limits: exact Poisson below 10 events, then Byar's (Breslow & Day 1987).
    """
    words = unit or f"per {per:,.0f}"
    return register(
        Kind.RATE,
        title,
        table=table,
        better=better,
        unit=words,
        out_of=out_of,
        needs_out_of=True,
        per=float(per),
        yearly=yearly,
        **details,
    )


def mean(title: str, *, table: str, better: str, unit: str, **details: Unpack[Details]) -> Callable[[F], F]:
    """The average of a number. Return it, or (number, among whom). Limits: Student's t."""
    return register(Kind.MEAN, title, table=table, better=better, unit=unit, **details)


def ratio(
    title: str,
    *,
    table: str,
    better: str,
    unit: str,
    out_of: GivenOutOf = None,
    scale: float = 1,
    yearly: bool | None = None,
    **details: Unpack[Details],
) -> Callable[[F], F]:
    """A total over a total, without limits: nothing was sampled and no events were counted.

    Return the number to add up, or (number, among which); `out_of` and `yearly` as for `rate`.
    """
    return register(
        Kind.RATIO,
        title,
        table=table,
        better=better,
        unit=unit,
        out_of=out_of,
        needs_out_of=True,
        per=float(scale),
        yearly=yearly,
        **details,
    )


def published(
    title: str, *, table: str, better: str, unit: str, **details: Unpack[Details]
) -> Callable[[F], F]:
    """Somebody else's value: return it, or (value, lower, upper). It is shown as published and never added up."""
    return register(Kind.PUBLISHED, title, table=table, better=better, unit=unit, **details)


def standardised_rate(
    title: str,
    *,
    table: str,
    better: str,
    per: float = 100_000,
    age: str = "age_from",
    standard: str = "esp2013",
    out_of: GivenOutOf = None,
    **details: Unpack[Details],
) -> Callable[[F], F]:
    """Events per so many persons if every district had the same ages (direct standardisation).

    Return the number of events, or (events, among which). `standard`: "esp2013", "who", or "pack" for the ages
    under `townbell.standard`. Limits: Dobson et al. 1991 on Byar's; withheld below 10 events.
    """
    unit = f"per {per:,.0f}, age-standardised"
    return register(
        Kind.STANDARDISED_RATE,
        title,
        table=table,
        better=better,
        unit=unit,
        out_of=out_of,
        needs_out_of=True,
        per=float(per),
        age=age,
        standard=standard,
        **details,
    )


def standardised_ratio(
    title: str,
    *,
    table: str,
    better: str,
    age: str = "age_from",
    out_of: GivenOutOf = None,
    **details: Unpack[Details],
) -> Callable[[F], F]:
    """Events out of 100 expected, if every age had the rates of the whole city (indirect standardisation).

    Return the number of events, or (events, among which); the base must lie in another table. For small numbers,
    where a directly standardised rate would be withheld. Limits: Byar's.
    """
    return register(
        Kind.STANDARDISED_RATIO,
        title,
        table=table,
        better=better,
        unit="out of 100 expected",
        out_of=out_of,
        needs_out_of=True,
        age=age,
        **details,
    )


def life_expectancy(
    title: str,
    *,
    table: str,
    better: str = "higher",
    age: str = "age_from",
    out_of: GivenOutOf = None,
    **details: Unpack[Details],
) -> Callable[[F], F]:
    """Years a newborn would live at today's death rates. Return the number of deaths, or (deaths, among which).

    Abridged life table (Chiang 1984) with Silcocks' variance for the last age group (Silcocks et al. 2001);
    withheld where fewer than 5,000 people live.
    """
    return register(
        Kind.LIFE_EXPECTANCY,
        title,
        table=table,
        better=better,
        unit="years",
        out_of=out_of,
        needs_out_of=True,
        age=age,
        **details,
    )


def median(title: str, *, table: str, better: str, unit: str, **details: Unpack[Details]) -> Callable[[F], F]:
    """The middle value: half lie below. Return a number, or (number, among whom)."""
    return percentile(title, 50, table=table, better=better, unit=unit, **details)


def percentile(
    title: str, percent: float, *, table: str, better: str, unit: str, **details: Unpack[Details]
) -> Callable[[F], F]:
    """The value below which so many percent lie. Return a number, or (number, among whom).

    Limits from order statistics. Kept as a histogram with a relative error of at most 1 %; exact where every
    bin holds one distinct value, as with whole minutes below a hundred.
    """
    return register(
        Kind.PERCENTILE, title, table=table, better=better, unit=unit, quantile=percent / 100, **details
    )
