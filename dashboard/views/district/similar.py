"""The districts most similar to this one: by what, how they stand, and links to their pages."""

import streamlit as st

from dashboard.shell import navigation
from dashboard.text import escaped, limits, period, plain
from dashboard.views.district import text as page_text
from dashboard.views.district.data import (
    IndicatorResult,
    by_domain,
    profile,
    similar_districts,
    similarity_basis,
    tally,
)
from dashboard.views.district.head import DistrictHome
from indicators.engine.text.messages import translated as _
from indicators.engine.text.messages import translated_plural as _n


def show(home: DistrictHome) -> None:
    """A table: the district, its like, and one indicator of every domain."""
    st.header(_("Districts like it"), anchor=False)
    city = home.at.city
    near = list(similar_districts(city, home.id)["neighbour_id"])
    if not near:
        st.write(_("Which districts are like it can't be told: too little is known in every district."))
        return
    st.write(similarity_sentence(home))
    ids = headlines(home.results)
    rows = "".join(_row(home, id, ids) for id in [home.id, *near])
    titles = "".join(f'<th scope="col">{escaped(_(result.measure.title))}</th>' for result in ids)
    first = "".join(f'<th scope="col">{escaped(name)}</th>' for name in (_("District"), _("All indicators")))
    head = f"<tr>{first}{titles}</tr>"
    label = escaped(_("Districts like {name}", name=home.name))
    table = f"<table><thead>{head}</thead><tbody>{rows}</tbody></table>"
    st.html(f'<div class="like" tabindex="0" role="region" aria-label="{label}">{table}</div>')
    navigation.link("compare", _("Compare with the two most like it"), marked=";".join(near[:2]))


def similarity_sentence(home: DistrictHome) -> str:
    """By what districts are called similar: the people who live there, or the values of indicators."""
    how = similarity_basis(home.at.city)
    if how.dimensions:
        names = ", ".join(_(home.at.city.pack.segments[name].title).lower() for name in how.dimensions)
        return _(
            "The five districts whose residents are most like those of {name} ({dimensions}), nearest first. "
            "How they fare does not count here.",
            name=plain(home.name),
            dimensions=plain(names),
        )
    return _n(
        "The districts nearest to {name} in {n} indicator known everywhere, nearest first.",
        "The districts nearest to {name} in all {n} indicators known everywhere, nearest first. Being alike in "
        "them, they tell little about how well it does.",
        how.indicators,
        name=plain(home.name),
    )


def headlines(results: tuple[IndicatorResult, ...]) -> list[IndicatorResult]:
    """One indicator a domain: the first that is judged and has limits, else the first with a value."""
    chosen = []
    for some in by_domain(results).values():
        known = [result for result in some if result.known]
        clear = [result for result in known if result.judged and result.lower == result.lower]
        chosen += (clear or known)[:1]
    return chosen


def _row(home: DistrictHome, id: str, ids: list[IndicatorResult]) -> str:
    own = profile(home.at.city, id)
    count = tally(own)
    cells = {result.measure.id: result for result in own}
    words = escaped(_("{worse} worse, {better} better than the city", worse=count.worse, better=count.better))
    name = escaped(home.at.district_name(id))
    title = (
        f"<b>{name}</b>"
        if id == home.id
        else f'<a href="{escaped(navigation.href("district", district=id))}" target="_self">{name}</a>'
    )
    values = "".join(_cell(cells[result.measure.id]) for result in ids)
    label = escaped(_("All indicators"))
    return (
        f'<tr><th scope="row">{title}</th><td><span class="label">{label}: </span>{words}</td>{values}</tr>'
    )


def _cell(result: IndicatorResult) -> str:
    mark = page_text.MARK[result.verdict] if result.known else ""
    between = limits(result.lower, result.upper)
    around = f"<small>{escaped(between)}, {escaped(period(result.period))}</small>" if between else ""
    label = f'<span class="label">{escaped(_(result.measure.title))}: </span>'
    word = f'<span class="read">{escaped(page_text.verdict(result))}</span>'
    sign = f'<span class="sign {result.verdict}" aria-hidden="true">{mark}</span> '
    return f"<td>{label}{sign}{escaped(page_text.value(result))}{around}{word}</td>"
