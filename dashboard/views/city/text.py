"""Sentences of the page of a city: how it stands in six domains, which bells ring, what is not known."""

from collections.abc import Callable

import pandas as pd

from dashboard.text import (
    FEW,
    STATUS,
    VERDICT,
    change_unit,
    counted,
    limits,
    number,
    period,
    plain,
    quantity,
    signed,
)
from dashboard.views.city.data import Overview, Tile, partly, same_reason, tables_lacking
from indicators.engine.definitions.registry import domain_title, indicator
from indicators.engine.text.messages import translated as _
from indicators.engine.text.messages import translated_plural as _n

_ORDER = ("better", "worse", "no_clear_difference", "different", "cannot_tell")


def opening(place: str, overview: Overview) -> str:
    """How the headline measures of the area have changed, in the fixed words, by domain."""
    tiles = [tile for tile in overview.tiles if tile.measure is not None]
    groups = []
    for word in _ORDER:
        names = [_(domain_title(tile.domain)) for tile in tiles if tile.verdict == word]
        if names:
            groups.append(
                _(
                    "{n} {word} ({names})",
                    n=number(len(names), 0),
                    word=_(VERDICT[word]),
                    names=", ".join(names),
                )
            )
    if not groups:
        return _("**{place}**: no headline measure has a value.", place=plain(place))
    listed = plain("; ".join(groups))
    return _n(
        "**{place}**: {n} headline measure against its own past: {groups}.",
        "**{place}**: {n} headline measures, each against its own past: {groups}.",
        len(tiles),
        place=plain(place),
        groups=listed,
    )


def district_line(name: str, place: str, overview: Overview, district: str) -> str:
    """How the chosen district stands against the area in the headline measures, and how many bells ring there."""
    rows = [(tile, row) for tile in overview.tiles if (row := tile.of(district)) is not None]
    groups = []
    for word in _ORDER:
        names = [_(domain_title(tile.domain)) for tile, row in rows if row["against"] == word]
        if names:
            groups.append(
                _(
                    "{word} in {n} ({names})",
                    n=number(len(names), 0),
                    word=_(VERDICT[word]),
                    names=", ".join(names),
                )
            )
    bells = _alerts_in_district(overview, district)
    return _(
        "**{district}** against {place}, by its headline measures: {groups}; {bells}.",
        district=plain(name),
        place=plain(place),
        groups=plain("; ".join(groups)) or _(VERDICT["cannot_tell"]),
        bells=bells,
    )


def _alerts_in_district(overview: Overview, district: str) -> str:
    """How many bells ring in a district, those by their pattern alone apart."""
    if not len(overview.rung):
        return _("no bell rings here")
    clear, pattern = (
        int((rows["district_id"] == district).sum()) for rows in (overview.clear, overview.pattern)
    )
    here = _n("{n} bell rings here", "{n} bells ring here", clear) if clear else _("no bell rings here")
    if not pattern:
        return here
    if not clear:
        return _n(
            "{n} bell rings here, by its pattern over the years alone",
            "{n} bells ring here, by their pattern over the years alone",
            pattern,
        )
    return _n(
        "{here}, and {n} more by its pattern over the years alone",
        "{here}, and {n} more by their pattern over the years alone",
        pattern,
        here=here,
    )


def value(tile: Tile) -> tuple[str, str]:
    """The headline's number, and its period with the limits."""
    assert tile.now is not None
    assert tile.measure is not None
    around = limits(tile.now["lower"], tile.now["upper"])
    when = period(tile.now["period"])
    if not around:
        return quantity(tile.now["value"], tile.measure.unit), _("in {period}, no limits known", period=when)
    return (
        quantity(tile.now["value"], tile.measure.unit),
        _("in {period} (95 % limits {limits})", period=when, limits=around),
    )


def change(tile: Tile) -> str:
    """The change of the headline with its limits; why there is none."""
    assert tile.measure is not None
    assert tile.series is not None
    if tile.change is None:
        lacking = unknown_periods(tile.series)
        if not lacking:
            return _("There is only one period, so nothing can be said about its direction.")
        return _(
            "Only one period has values ({why}), so nothing can be said about its direction.", why=lacking
        )
    return changed(tile.change, tile.measure.unit, tile.before)


def changed(row: pd.Series, unit: str, before: str) -> str:
    """A change with its limits and the period it is counted from: `+2.0 points since 2021 (95 % limits …)`."""
    if pd.isna(row["change"]):
        return _("The change since {before} can't be told.", before=period(before))
    values = {
        "change": f"{signed(row['change'])} {change_unit(unit)}".strip(),
        "before": period(before),
        "limits": limits(row["lower"], row["upper"]),
    }
    if not values["limits"]:
        return _("{change} since {before} (no limits known)", **values)
    return _("{change} since {before} (95 % limits {limits})", **values)


def arrow(row: pd.Series | None) -> str:
    """An arrow up or down for a clear change; empty for others."""
    if row is None or row["verdict"] in ("cannot_tell", "no_clear_difference"):
        return ""
    return "▲" if row["change"] > 0 else "▼"


def direction(row: pd.Series | None) -> str:
    """The same in a word, for screen readers."""
    signs = {"▲": _("rising"), "▼": _("falling")}
    return signs.get(arrow(row), _("no clear direction"))


def district_standing(tile: Tile, row: pd.Series, place: str) -> str:
    """The chosen district in one tile; the verdict against the area follows it."""
    assert tile.measure is not None
    if row["status"] != "ok":
        return _(STATUS[row["status"]])
    around = limits(row["lower"], row["upper"])
    words = {"value": quantity(row["value"], tile.measure.unit), "limits": around, "place": place}
    if not around:
        return _("{value}, no limits known. Against {place}:", **words)
    return _("{value} (95 % limits {limits}). Against {place}:", **words)


def ends(tile: Tile, named: Callable[[pd.Series], str]) -> str:
    """The best and the worst district where none stands out, so that the spread can be seen; `named` by their rows.

    The sentence is HTML if the names are.
    """
    assert tile.measure is not None
    assert tile.districts is not None
    known = tile.districts[tile.districts["status"] == "ok"].sort_values("value", kind="stable")
    if known.empty:
        return _("No district has a value.")
    low, high = known.iloc[0], known.iloc[-1]
    if tile.measure.better == "neutral":
        return _(
            "Districts differ so much among themselves that none stands out. Highest: {high} ({high_value}). "
            "Lowest: {low} ({low_value}).",
            high=named(high),
            high_value=with_limits(high, tile.measure.unit),
            low=named(low),
            low_value=with_limits(low, tile.measure.unit),
        )
    best, worst = (low, high) if tile.measure.better == "lower" else (high, low)
    return _(
        "Districts differ so much among themselves that none stands out, not even the worst, {worst} ({worst_value}). "
        "Best: {best} ({best_value}).",
        best=named(best),
        best_value=with_limits(best, tile.measure.unit),
        worst=named(worst),
        worst_value=with_limits(worst, tile.measure.unit),
    )


def with_limits(row: pd.Series, unit: str) -> str:
    """A value and, where there are any, its limits: `4.8 %; 3.1 to 6.9`."""
    around = limits(row["lower"], row["upper"])
    amount = quantity(row["value"], unit)
    return _("{value}; {limits}", value=amount, limits=around) if around else amount


def empty(tile: Tile, overview: Overview, place: str) -> str:
    """Why a domain has no headline here."""
    lacking = tables_lacking(overview.absent, tile.domain)
    if lacking:
        return _(
            "Nothing is known here: the data of {place} have no table about it (it would take one of: {tables}).",
            place=place,
            tables=", ".join(lacking),
        )
    return _(
        "Nothing is known here: the tables of {place} lack the columns that its measures need.", place=place
    )


def series_alt(tile: Tile) -> str:
    """The small line in words: its first and last value, and what is missing between."""
    assert tile.measure is not None
    assert tile.series is not None
    known = tile.series[tile.series["status"] == "ok"]
    first, last = known.iloc[0], known.iloc[-1]
    lacking = unknown_periods(tile.series)
    gaps = _("Without a value: {why}.", why=lacking) if lacking else ""
    if len(known) == 1:
        one = _("One value: {value} in {period}.", **_point(last, tile.measure.unit))
        return f"{one} {gaps}".strip()
    line = _(
        "Line of {n} periods, from {first_value} in {first} to {value} in {period}, with 95 % limits.",
        n=number(len(known), 0),
        first_value=quantity(first["value"], tile.measure.unit),
        first=period(first["period"]),
        **_point(last, tile.measure.unit),
    )
    return f"{line} {gaps}".strip()


def unknown_periods(series: pd.DataFrame) -> str:
    """The periods of a series that have no value, each with its reason."""
    rows = series[series["status"] != "ok"]
    return "; ".join(
        f"{period(code)}: {_(STATUS[status])}"
        for code, status in zip(rows["period"], rows["status"], strict=True)
    )


def _point(row: pd.Series, unit: str) -> dict[str, str]:
    return {"value": quantity(row["value"], unit), "period": period(row["period"])}


def unknown_lines(overview: Overview, place: str) -> list[str]:
    """What is not known, in plain sentences: whole domains, measures that nobody has, single holes."""
    lines = []
    bare = [tile for tile in overview.tiles if tile.measure is None]
    for tile in bare:
        domain = plain(_(domain_title(tile.domain)))
        lines.append(f"**{domain}**: {plain(empty(tile, overview, place))}")
    for codes, status, ids in same_reason(overview.unknown):
        titles = [_(indicator(id).title) for id in ids]
        listed = "; ".join(_("“{title}”", title=plain(title)) for title in titles[:FEW])
        if len(titles) > FEW:
            listed = _("{listed} and {n} more", listed=listed, n=number(len(titles) - FEW, 0))
        lines.append(_everywhere(status, plain(", ".join(map(period, codes))), listed))
    holes = partly(overview.unknown)
    if len(holes):
        lines.append(_holes(holes))
    return lines


def _everywhere(status: str, code: str, listed: str) -> str:
    if status == "not_collected":
        return _(
            "**{period}**: nobody was asked, or nothing was collected, for {listed}.",
            period=code,
            listed=listed,
        )
    return _("**{period}**, {why}: {listed}.", period=code, why=_(STATUS[status]), listed=listed)


def _holes(holes: pd.DataFrame) -> str:
    cells = _n(
        "{n} single value is not there", "{n} single values are not there", int(holes["districts"].sum())
    )
    by_state = holes.groupby("status")["districts"].sum()
    why = "; ".join(counted(int(n), _(STATUS[str(status)])) for status, n in by_state.items())
    return _("{cells} ({why}); the table lists them.", cells=cells, why=why)
