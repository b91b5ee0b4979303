"""The domains as tiles: headline measure, its change, and the districts that stand out."""

import pandas as pd
import streamlit as st

from dashboard import queries
from dashboard.exports import downloads
from dashboard.shell import links, navigation
from dashboard.shell.controls import Place
from dashboard.text import VERDICT, escaped
from dashboard.views.city import text as page_text
from dashboard.views.city import tiles_svg
from dashboard.views.city.data import Overview, Tile
from indicators.engine.definitions.registry import domain_title
from indicators.engine.text.messages import translated as _

_NAMED = 3
_SIGN = {"better": "✓", "worse": "!", "no_clear_difference": "≈", "cannot_tell": "?", "different": "◆"}


def show(at: Place, overview: Overview) -> None:
    """All tiles as one drawing of HTML, what the marks mean, the table and the files."""
    st.header(
        _("Six domains at a glance") if len(overview.tiles) == 6 else _("The domains at a glance"),
        anchor=False,
    )
    key = ("city tiles", at.city.key, at.area, *at.highlighted, *links.state().items())
    drawn = queries.cached(key, lambda: "".join(_tile(tile, at, overview) for tile in overview.tiles))
    st.html(f'<div class="tiles">{drawn}</div>')
    st.caption(
        _(
            "Grey band: 95 % limits. Ring: the period that the last one is compared with. Cross: no value. "
            "A headline measure is an example of its domain, not a sum of it: the city names it, or it is the first "
            "that knows good from bad and has limits in two periods. A district stands out if it lies further from the "
            "whole than districts usually do, all looked at together; it can be worse than the whole by its own limits "
            "and still not stand out."
        )
    )
    with st.expander(_("The tiles as a table"), key="tilestable", on_change="rerun") as box:
        if box.open:
            st.dataframe(
                _readable(overview), hide_index=True, alt=_("Headline measures of {place}", place=at.name)
            )
    about = _("Headline measures of {place}", place=at.name)
    downloads.offer(
        "headlines", at.city, about, lambda: figures(overview), lambda: tiles_svg.tiles_svg(at, overview)
    )


def verdict(word: str) -> str:
    """The fixed word in its colour and with its sign."""
    sign = f'<span aria-hidden="true">{_SIGN[word]}</span>'
    return f'<span class="verdict {word}">{sign} {escaped(_(VERDICT[word]))}</span>'


def _tile(tile: Tile, at: Place, overview: Overview) -> str:
    domain = escaped(_(domain_title(tile.domain)))
    if tile.measure is None:
        why = escaped(page_text.empty(tile, overview, at.name))
        return f'<article class="tile"><h3>{domain}</h3><p>{why}</p></article>'
    inside = f"{_number(tile)}{_change(tile)}{_districts(tile, at, overview)}"
    return f'<article class="tile"><h3>{domain}</h3>{inside}</article>'


def _number(tile: Tile) -> str:
    assert tile.measure is not None
    value, when = page_text.value(tile)
    line = tiles_svg.sparkline_image(_series(tile), tile.before, tile.verdict, page_text.series_alt(tile))
    address = navigation.href("map", **_state(tile))
    title = escaped(_(tile.measure.title))
    return (
        f'<p class="measure"><a href="{escaped(address)}" target="_self">{title}</a></p>'
        f'<p class="value"><b>{escaped(value)}</b> {escaped(when)}</p>{line}'
    )


def _state(tile: Tile, **more: str | None) -> dict[str, str | None]:
    """What a link from a tile chooses: its measure, everyone, the last period with values."""
    assert tile.measure is not None
    assert tile.now is not None
    chosen = {"domain": tile.domain, "indicator": tile.measure.id, "people": "all", "view": "value"}
    return {**chosen, "period": str(tile.now["period"]), **more}


def _series(tile: Tile) -> pd.DataFrame:
    assert tile.series is not None
    return tile.series


def _change(tile: Tile) -> str:
    arrow, word = page_text.arrow(tile.change), page_text.direction(tile.change)
    sign = f'<span role="img" aria-label="{escaped(word)}">{arrow}</span> ' if arrow else ""
    return f"<p>{sign}{escaped(page_text.change(tile))} {verdict(tile.verdict)}</p>"


def _districts(tile: Tile, at: Place, overview: Overview) -> str:
    """The chosen and the marked districts first, then those that stand out."""
    lines = [
        _listed(label, tile.judged(word), at)
        for word, label in (
            ("worse", _("Stands out as worse:")),
            ("better", _("Stands out as better:")),
            ("different", _("Stands out:")),
        )
    ]
    others = "".join(lines) or f"<p>{page_text.ends(tile, lambda row: _named(row, at))}</p>"
    return "".join(_own(tile, at, overview, district) for district in at.highlighted) + others


def _own(tile: Tile, at: Place, overview: Overview, district: str) -> str:
    """How a district stands against the whole, and how it has changed itself."""
    mine = tile.of(district)
    if mine is None or tile.measure is None:
        return ""
    judged = verdict(mine["against"]) if mine["status"] == "ok" else ""
    standing = f"{_named(mine, at)}: {escaped(page_text.district_standing(tile, mine, at.name))} {judged}"
    row = overview.change_of(tile.measure.id, str(mine["district_id"]))
    if row is None or pd.isna(row["change"]):
        return f'<p class="own">{standing}</p>'
    change = escaped(page_text.changed(row, tile.measure.unit, str(row["before"])))
    return f'<div class="own"><p>{standing}</p><p>{change} {verdict(row["verdict"])}</p></div>'


def _listed(label: str, rows: pd.DataFrame, at: Place) -> str:
    if rows.empty:
        return ""
    names = ", ".join(_named(row, at) for _at, row in rows.head(_NAMED).iterrows())
    more = escaped(_("and {n} more", n=len(rows) - _NAMED)) if len(rows) > _NAMED else ""
    return f"<p><b>{escaped(label)}</b> {names} {more}</p>"


def _named(row: pd.Series, at: Place) -> str:
    """A district's name as a link to its home page."""
    address = navigation.href("district", city=at.city.name, district=str(row["district_id"]))
    return f'<a href="{escaped(address)}" target="_self">{escaped(str(row["district"]))}</a>'


def figures(overview: Overview) -> pd.DataFrame:
    """The tiles as a file has them: numbers, limits, states, and the names of those that stand out."""
    return pd.DataFrame([_row(tile) for tile in overview.tiles])


def _row(tile: Tile) -> dict[str, object]:
    row: dict[str, object] = {"domain": _(domain_title(tile.domain))}
    if tile.measure is None or tile.now is None:
        return {**row, "status": "missing"}
    now = tile.now
    row |= {"indicator": tile.measure.id, "title": _(tile.measure.title), "period": now["period"]}
    row |= {name: now[name] for name in ("value", "lower", "upper", "unit", "status")}
    row |= {"compared_with": tile.before}
    if tile.change is not None:
        row |= {"change": tile.change["change"], "change_lower": tile.change["lower"]}
        row |= {"change_upper": tile.change["upper"]}
    row |= {"verdict": tile.verdict}
    return row | {
        f"districts_{word}": "; ".join(tile.judged(word)["district"]) for word in ("better", "worse")
    }


def _readable(overview: Overview) -> pd.DataFrame:
    """The tiles as the page's table says them."""
    rows = []
    for tile in overview.tiles:
        row = {_("Domain"): _(domain_title(tile.domain))}
        if tile.measure is not None:
            value, when = page_text.value(tile)
            row |= {_("Measure"): _(tile.measure.title), _("Value"): f"{value} {when}"}
            row |= {_("Change"): page_text.change(tile), _("In words"): _(VERDICT[tile.verdict])}
        rows.append(row)
    return pd.DataFrame(rows).fillna("")
