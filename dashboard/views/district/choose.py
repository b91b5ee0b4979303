"""Without a district: all of them as links, by the part they lie in."""

from collections import Counter

import streamlit as st

from dashboard import queries
from dashboard.queries.district_names import MANY
from dashboard.shell import navigation
from dashboard.shell.controls import Place
from dashboard.text import escaped
from indicators.engine.text.messages import translated as _
from indicators.engine.text.messages import translated_plural as _n


def show(at: Place) -> None:
    """All districts as links by part; for very many the search, or the parts."""
    names, parts = queries.names(at.city, at.area), queries.parents(at.city)
    st.title(_("Choose a district"), anchor=False)
    st.write(
        _n(
            "{n} district has a page of its own: how it stands, whether that is changing, and for whom.",
            "Each of {n} districts has a page of its own: how it stands, whether that is changing, and for whom.",
            len(names),
        )
    )
    if len(names) > MANY:
        _by_part(at)
        return
    order = [at.area] if at.area else queries.parts(at.city) or [""]
    blocks = [
        _part(part, {id: name for id, name in names.items() if parts.get(id, "") == part}) for part in order
    ]
    st.html(f'<div class="districts">{"".join(blocks)}</div>')


def _by_part(at: Place) -> None:
    """For very many districts: a hint at the search, and a link for each part of the city."""
    parts = queries.parts(at.city)
    if not parts:
        st.write(_("Find one above by a part of its name or code."))
        return
    st.write(_("Find one above by a part of its name or code, or choose the part it lies in:"))
    number = Counter(queries.parents(at.city).values())
    links = "".join(
        f'<li><a href="{escaped(navigation.href("district", area=part))}" target="_self">{escaped(part)}</a>'
        f" ({number[part]:,})</li>"
        for part in sorted(parts)
    )
    st.html(f'<div class="districts"><section><ul>{links}</ul></section></div>')


def _part(part: str, names: dict[str, str]) -> str:
    title = f"<h2>{escaped(part)}</h2>" if part else ""
    links = "".join(
        f'<li><a href="{escaped(navigation.href("district", district=id))}" target="_self">{escaped(name)}</a></li>'
        for id, name in names.items()
    )
    return f"<section>{title}<ul>{links}</ul></section>"
