"""Districts like this one: by what they are alike, how they stand, and their pages."""

import streamlit as st

from dashboard.shell import navigation
from dashboard.text import escaped, limits, period, plain
from dashboard.views.district import text as said
from dashboard.views.district.data import Stand, by_domain, profile, tally
from dashboard.views.district.head import Home
from dashboard.views.district.similar_data import alike, likeness
from indicators.engine.text.messages import translated as _
from indicators.engine.text.messages import translated_plural as _n


def show(found: Home) -> None:
    """A table: the district, its like, and one indicator of every domain."""
    st.header(_("Districts like it"), anchor=False)
    city = found.at.city
    near = list(alike(city, found.id)["neighbour_id"])
    if not near:
        st.write(_("Which districts are like it can't be told: too little is known in every district."))
        return
    st.write(by_what(found))
    ids = headlines(found.stands)
    rows = "".join(_row(found, id, ids) for id in [found.id, *near])
    titles = "".join(f'<th scope="col">{escaped(_(stand.measure.title))}</th>' for stand in ids)
    first = "".join(f'<th scope="col">{escaped(name)}</th>' for name in (_("District"), _("All indicators")))
    head = f"<tr>{first}{titles}</tr>"
    label = escaped(_("Districts like {name}", name=found.name))
    table = f"<table><thead>{head}</thead><tbody>{rows}</tbody></table>"
    st.html(f'<div class="like" tabindex="0" role="region" aria-label="{label}">{table}</div>')
    navigation.link("compare", _("Compare with the two most like it"), marked=";".join(near[:2]))


def by_what(found: Home) -> str:
    """What makes districts alike here."""
    how = likeness(found.at.city)
    if how.dimensions:
        names = ", ".join(_(found.at.city.pack.segments[name].title).lower() for name in how.dimensions)
        return _(
            "The five districts whose residents are most like those of {name} ({dimensions}), nearest first. "
            "How they fare does not count here.",
            name=plain(found.name),
            dimensions=plain(names),
        )
    return _n(
        "The districts nearest to {name} in {n} indicator known everywhere, nearest first.",
        "The districts nearest to {name} in all {n} indicators known everywhere, nearest first. Being alike in "
        "them, they tell little about how well it does.",
        how.indicators,
        name=plain(found.name),
    )


def headlines(stands: tuple[Stand, ...]) -> list[Stand]:
    """One indicator a domain: the first that is judged and has limits, else the first with a value."""
    found = []
    for some in by_domain(stands).values():
        known = [stand for stand in some if stand.known]
        clear = [stand for stand in known if stand.judged and stand.lower == stand.lower]
        found += (clear or known)[:1]
    return found


def _row(found: Home, id: str, ids: list[Stand]) -> str:
    own = profile(found.at.city, id)
    count = tally(own)
    cells = {stand.measure.id: stand for stand in own}
    words = escaped(_("{worse} worse, {better} better than the city", worse=count.worse, better=count.better))
    name = escaped(found.at.called(id))
    title = (
        f"<b>{name}</b>"
        if id == found.id
        else f'<a href="{escaped(navigation.href("district", district=id))}" target="_self">{name}</a>'
    )
    values = "".join(_cell(cells[stand.measure.id]) for stand in ids)
    label = escaped(_("All indicators"))
    return (
        f'<tr><th scope="row">{title}</th><td><span class="label">{label}: </span>{words}</td>{values}</tr>'
    )


def _cell(stand: Stand) -> str:
    mark = said.MARK[stand.verdict] if stand.known else ""
    between = limits(stand.lower, stand.upper)
    around = f"<small>{escaped(between)}, {escaped(period(stand.period))}</small>" if between else ""
    label = f'<span class="label">{escaped(_(stand.measure.title))}: </span>'
    word = f'<span class="read">{escaped(said.verdict(stand))}</span>'
    sign = f'<span class="sign {stand.verdict}" aria-hidden="true">{mark}</span> '
    return f"<td>{label}{sign}{escaped(said.value(stand))}{around}{word}</td>"
