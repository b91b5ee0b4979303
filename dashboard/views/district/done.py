"""What has been tried in a district."""

import datetime as dt

import streamlit as st
from babel.dates import format_date

from dashboard.shell import navigation
from dashboard.text import plain
from dashboard.views.district import text as said
from dashboard.views.district.data import Stand
from dashboard.views.district.done_data import started
from dashboard.views.district.head import Home
from indicators.effects.register.intervention import STATUSES, Intervention
from indicators.engine.text.messages import spoken
from indicators.engine.text.messages import translated as _


def show(found: Home) -> None:
    """A line an intervention, with the link to its page."""
    st.header(_("What has been tried here"), anchor=False)
    if not found.entries:
        st.write(_("No intervention of the register names {name}.", name=plain(found.name)))
        return
    st.write(_("Dates and trends side by side say nothing about cause; each page has the comparison."))
    stands = {stand.measure.id: stand for stand in found.stands}
    for entry in found.entries:
        navigation.link("interventions", plain(_(entry.title) or entry.id), entry=entry.id)
        st.caption(line(entry, found.id, stands.get(entry.indicator)))


def line(entry: Intervention, district: str, stand: Stand | None) -> str:
    """Its status, its dates, and how its target indicator has moved here."""
    parts = [_(STATUSES.get(entry.status, entry.status))]
    parts += [_("since {date}", date=day(text)) for text in started(entry, district)]
    parts += [_("until {date}", date=day(entry.end.isoformat()))] if entry.end else []
    if stand is not None:
        parts.append(_("{indicator}: {trend}", indicator=_(stand.measure.title), trend=said.trend(stand)))
    return plain("; ".join(parts))


def day(text: str) -> str:
    """A date as people write it."""
    return str(format_date(dt.date.fromisoformat(text), "long", locale=spoken()))
