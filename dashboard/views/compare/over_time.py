"""Two to six places side by side: the sentence, one panel each on a common scale, the table."""

import pandas as pd
import streamlit as st

from dashboard import queries
from dashboard.charts import chart_files
from dashboard.charts.chart_files import Spec
from dashboard.exports import downloads
from dashboard.shell.controls import Place
from dashboard.shell.links import linked
from dashboard.text import DIFFERENCE, STATUS, change_unit, escaped, limits, period, plain, quantity, signed
from dashboard.views.compare import data
from dashboard.views.compare.text import joint_limits_note, opening
from indicators.engine.definitions.registry import Indicator
from indicators.engine.text.messages import translated as _


def show(at: Place, places: data.Places, names: dict[str, str]) -> None:
    """Sentences first; the first place is what the others are set against."""
    measure = places.view.measure
    rows = data.over_time(places, names)
    codes = list(dict.fromkeys(rows["period"]))
    known = set(rows.loc[rows["status"] == "ok", "period"])
    latest = next((code for code in reversed(codes) if code in known), codes[-1])
    code = linked(st.selectbox, _("Period"), codes, "period", latest, format_func=period, width=150)
    differences = data.differences(places, names, code)
    st.markdown(opening(measure, differences, code))
    st.caption(joint_limits_note(len(differences) - 1))
    charts = _charts(places, names, rows)
    listed = ", ".join(names[id] for id in places.ids)
    alt = _(
        "{title} over time in {places}, one panel each on one scale.", title=_(measure.title), places=listed
    )
    _panels(charts, names, measure)
    st.caption(
        _("Lines through the dots are 95 % limits. Dashed grey: {place} as a whole.", place=plain(at.name))
    )
    with st.expander(_("The same figures as a table"), key="compare table"):
        st.dataframe(table(differences, measure.unit), hide_index=True, alt=alt)

    def picture() -> str:
        from dashboard.charts.trend_chart import trends_side_by_side

        together = trends_side_by_side(rows, queries.whole(places.view), measure, names)
        return chart_files.picture(together, at.city, _(measure.title), listed)

    downloads.offer(
        f"compare-{measure.id}",
        at.city,
        alt,
        lambda: rows.assign(indicator=measure.id, unit=measure.unit),
        picture,
    )


def _charts(places: data.Places, names: dict[str, str], rows: pd.DataFrame) -> dict[str, Spec]:
    def make() -> dict[str, Spec]:
        from dashboard.charts.trend_chart import trend_charts

        return trend_charts(rows, queries.whole(places.view), places.view.measure)

    return queries.cached(("trend charts", *places.key, *map(names.get, places.ids)), make)


def _panels(charts: dict[str, Spec], names: dict[str, str], measure: Indicator) -> None:
    """Three in a row where there is room; one below the other on a phone."""
    listed = list(charts.items())
    for first in range(0, len(listed), 3):
        for column, (id, spec) in zip(st.columns(3), listed[first : first + 3], strict=False):
            with column:
                st.html(f"<b>{escaped(names[id])}</b>")
                alt = _("{title} over time: {name}", title=_(measure.title), name=names[id])
                chart_files.show(spec, f"panel {id}", alt)


def table(differences: pd.DataFrame, unit: str) -> pd.DataFrame:
    """Places with value and limits, and their difference from the first."""
    ok = differences["status"] == "ok"
    return pd.DataFrame(
        {
            _("Place"): differences["name"],
            _("Value"): [
                quantity(v, unit) if k else _(STATUS[s])
                for v, k, s in zip(differences["value"], ok, differences["status"], strict=True)
            ],
            _("95 % limits"): [
                limits(*pair) for pair in zip(differences["lower"], differences["upper"], strict=True)
            ],
            _("Against the first ({unit})", unit=change_unit(unit)): [
                signed(v) for v in differences["difference"]
            ],
            _("Limits of the difference"): [
                limits(*pair)
                for pair in zip(differences["lower_difference"], differences["upper_difference"], strict=True)
            ],
            _("In words"): ["", *(_(DIFFERENCE[word]) for word in differences["verdict"].iloc[1:])],
        }
    )
