"""What has been tried in a district."""

import datetime as dt

import streamlit as st
from babel.dates import format_date

from dashboard.shell import navigation
from dashboard.text import plain
from dashboard.views.district import text as page_text
from dashboard.views.district.data import IndicatorResult, started
from dashboard.views.district.head import DistrictHome
from indicators.effects.register.intervention import STATUSES, Intervention
from indicators.engine.text.messages import spoken
from indicators.engine.text.messages import translated as _


def show(home: DistrictHome) -> None:
    """A line an intervention, with the link to its page."""
    st.header(_("What has been tried here"), anchor=False)
    if not home.entries:
        st.write(_("No intervention of the register names {name}.", name=plain(home.name)))
        return
    st.write(_("Dates and trends side by side say nothing about cause; each page has the comparison."))
    results = {result.measure.id: result for result in home.results}
    for entry in home.entries:
        navigation.link("interventions", plain(_(entry.title) or entry.id), entry=entry.id)
        st.caption(line(entry, home.id, results.get(entry.indicator)))


def line(entry: Intervention, district: str, result: IndicatorResult | None) -> str:
    """Its status, its dates, and how its target indicator has moved here."""
    parts = [_(STATUSES.get(entry.status, entry.status))]
    parts += [_("since {date}", date=long_date(text)) for text in started(entry, district)]
    parts += [_("until {date}", date=long_date(entry.end.isoformat()))] if entry.end else []
    if result is not None:
        parts.append(
            _("{indicator}: {trend}", indicator=_(result.measure.title), trend=page_text.trend(result))
        )
    return plain("; ".join(parts))


def long_date(text: str) -> str:
    """A date as people write it."""
    return str(format_date(dt.date.fromisoformat(text), "long", locale=spoken()))
