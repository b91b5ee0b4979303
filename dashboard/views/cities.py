"""The first page: which cities there are, what each covers, whether it is real."""

import streamlit as st

from dashboard import data
from dashboard.look import tab
from dashboard.words import KIND, escaped, name_of, plain
from indicators.engine.problem import Problem
from indicators.engine.registry import domain_title, failures

_PROBLEMS_SHOWN = 50


def page() -> None:
    """A card for every city; a broken one shows what is wrong and does not hide the others."""
    tab("Cities")
    st.title("Quality of life, district by district", anchor=False)
    st.write("Choose a city to see how its districts stand, for whom, and what has changed.")
    for failure in failures():
        st.error(f"The indicator module **{failure.module}** failed and is left out: {plain(failure.reason)}")
    cards = data.cards()
    if not cards:
        st.warning(
            "No city pack was found. Make one with `townbell new-city FOLDER`, "
            "or name one: `townbell run FOLDER`."
        )
    for row in range(0, len(cards), 3):
        for column, card in zip(st.columns(3), cards[row : row + 3], strict=False):
            with column.container(border=True, height="stretch"):
                _card(card)


def _card(card: data.Card) -> None:
    st.header(plain(card.title), anchor=False)
    kind = KIND.get(card.kind, "Not known whether real or generated")
    st.html(f'<p style="margin:0"><b>{escaped(kind)}</b></p>')
    errors = [problem for problem in card.problems if not problem.warning]
    warnings = [problem for problem in card.problems if problem.warning]
    if card.description:
        st.write(plain(card.description))
    if errors:
        many = "1 problem" if len(errors) == 1 else f"{len(errors)} problems"
        st.error(f"This city can't be opened: {many}. The list is what `townbell check` prints.")
        _listed(errors[:_PROBLEMS_SHOWN])
        return
    _covers(card)
    if warnings:
        with st.expander(f"Worth knowing about its data: {len(warnings)}"):
            _listed(warnings[:_PROBLEMS_SHOWN])


def _covers(card: data.Card) -> None:
    domains = ", ".join(domain_title(domain) for domain in card.domains)
    st.write(f"{card.districts} districts, {card.indicators} indicators ({plain(domains)}), {card.years}.")
    if st.button(f"Open {plain(name_of(card.title))}", key=f"open {card.name}", type="primary"):
        st.switch_page(st.session_state["city page"], query_params={"city": card.name})


def _listed(problems: list[Problem]) -> None:
    st.code("\n".join(map(str, problems)), language=None, wrap_lines=True)
