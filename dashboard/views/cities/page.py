"""The first page: which cities there are, what each covers, whether it is real."""

import streamlit as st

from dashboard import queries
from dashboard.shell import language, links, navigation
from dashboard.shell.style import set_tab_title
from dashboard.text import KIND, city_name, escaped, plain
from indicators.engine.definitions.registry import domain_title, failures
from indicators.engine.text.errors import Problem
from indicators.engine.text.messages import translated as _
from indicators.engine.text.messages import translated_plural as _n

_PROBLEMS_SHOWN = 50


def page() -> None:
    """A card for every city; a broken one shows what is wrong and does not hide the others."""
    set_tab_title(_("Cities"))
    links.begin()
    st.title(_("Quality of life, district by district"), anchor=False)
    st.write(_("Choose a city to see how its districts stand, for whom, and what has changed."))
    for failure in failures():
        module, why = plain(failure.module), plain(failure.reason)
        st.error(_("The indicator module **{module}** failed and is left out: {why}", module=module, why=why))
    cards = queries.cards()
    if not cards:
        st.warning(
            _(
                "No city pack was found. Make one with `townbell new-city FOLDER`, "
                "or name one: `townbell run FOLDER`."
            )
        )
    for row in range(0, len(cards), 3):
        for column, card in zip(st.columns(3), cards[row : row + 3], strict=False):
            with column.container(border=True, height="stretch"):
                _card(card)
    with st.container(key="foot"):
        language.language_control()


def _card(card: queries.Card) -> None:
    st.header(plain(_(card.title)), anchor=False)
    kind = _(KIND[card.kind]) if card.kind in KIND else _("Not known whether real or generated")
    st.html(f'<p style="margin:0"><b>{escaped(kind)}</b></p>')
    errors = [problem for problem in card.problems if not problem.warning]
    warnings = [problem for problem in card.problems if problem.warning]
    if card.description:
        st.write(plain(_(card.description)))
    if errors:
        st.error(
            _n(
                "This city can't be opened: {n} problem. The list is what `townbell check` prints.",
                "This city can't be opened: {n} problems. The list is what `townbell check` prints.",
                len(errors),
            )
        )
        _listed(errors[:_PROBLEMS_SHOWN])
        return
    _covers(card)
    if warnings:
        with st.expander(_("Worth knowing about its data: {n}", n=len(warnings))):
            _listed(warnings[:_PROBLEMS_SHOWN])


def _covers(card: queries.Card) -> None:
    st.write(
        _(
            "{districts} districts, {indicators} indicators ({domains}), {years}.",
            districts=card.districts,
            indicators=card.indicators,
            domains=plain(", ".join(_(domain_title(domain)) for domain in card.domains)),
            years=_years(card),
        )
    )
    label = _("Open {city}", city=plain(city_name(_(card.title))))
    if st.button(label, key=f"open {card.name}", type="primary"):
        navigation.go("city", city=card.name)


def _years(card: queries.Card) -> str:
    if card.first == card.last:
        return str(card.first)
    return _("{first} to {last}", first=card.first, last=card.last)


def _listed(problems: list[Problem]) -> None:
    st.code("\n".join(map(str, problems)), language=None, wrap_lines=True)
