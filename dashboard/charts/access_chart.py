"""Access and use as stacked bars, for the picture that leaves the page: the rows that `access_bars` has as HTML."""

import altair as alt
import pandas as pd

from dashboard.charts.access_bars import PARTS
from dashboard.charts.chart_files import Spec
from dashboard.charts.colours import INK, VERDICT
from dashboard.charts.theme import specification
from indicators.engine.text.messages import translated as _


def access_chart(rows: pd.DataFrame) -> Spec:
    """A bar of 100 people a group; `rows` as from `divide_table`, of which those without a value are left out.

    Columns: `name, status`, the shares `use, idle, without`, and limits of `use` and `access`, all in per cent.
    """
    known = rows[rows["status"] == "ok"]
    words = {part: _(text) for part, (_colour, _ink, text) in PARTS.items()}
    shares = known.melt(["name"], list(PARTS), "part", "value")
    shares = shares.assign(order=shares["part"].map(list(PARTS).index), part=shares["part"].map(words))
    limits = pd.concat(
        known[["name"]].assign(lower=known[f"{share}_lower"], upper=known[f"{share}_upper"])
        for share in ("use", "access")
    )
    y = alt.Y("name:N", sort=list(known["name"]), title=None)
    colours = alt.Scale(domain=list(words.values()), range=[colour for colour, _ink, _text in PARTS.values()])
    bars = alt.Chart(shares).mark_bar(stroke=INK, height=22)
    bars = bars.encode(
        x=alt.X("value:Q", title=_("of 100 people"), stack="zero", axis=alt.Axis(tickCount=10)),
        y=y,
        color=alt.Color("part:N", title=None, scale=colours, legend=alt.Legend(orient="top")),
        order="order:Q",
    )
    lines = alt.Chart(limits).mark_rule(color=VERDICT["worse"], strokeWidth=2, yOffset=13)
    lines = lines.encode(x="lower:Q", x2="upper", y=y)
    return specification(alt.layer(bars, lines).properties(width=760, height=alt.Step(44)))
