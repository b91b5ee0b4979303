"""The one look of every chart, as an Altair theme: letters, axes, legends, and the language's numbers.

Altair takes the better part of a second to import. This module and those that build charts are therefore imported
where a chart is made, never at the top of a page.
"""

import altair as alt

from dashboard.charts.chart_files import Spec
from dashboard.charts.colours import TEXT
from indicators.engine.text.messages import spoken

_NAME = "townbell"
_FRENCH_NUMBERS = {"decimal": ",", "thousands": "\u202f", "grouping": [3], "currency": ["", ""]}
_TEXT = {"labelFontSize": 13, "titleFontSize": 13, "labelColor": TEXT, "titleColor": TEXT, "aria": False}
LARGE_TEXT = 15
"""Size of an axis's letters where a chart is read from the back of a room."""


@alt.theme.register(_NAME, enable=True)
def theme() -> alt.theme.ThemeConfig:
    """White paper in light and dark alike; marks say nothing to screen readers, as the whole chart has its words."""
    config: Spec = {
        "background": "#ffffff",
        "font": "Source Sans, Source Sans Pro, Arial, sans-serif",
        "view": {"stroke": None},
        "axis": {
            **_TEXT, "titleFontWeight": "normal", "gridColor": "#dcdcdc", "domainColor": "#555555",
            "tickColor": "#555555", "labelLimit": 260,
        },
        "legend": {**_TEXT, "labelLimit": 320},
        "mark": {"aria": False},
        "header": {"labelFontSize": 14, "labelColor": TEXT, "titleColor": TEXT, "labelLimit": 320},
        "title": {
            "color": TEXT, "fontSize": 18, "anchor": "start", "offset": 12, "subtitleColor": TEXT,
            "subtitleFontSize": 13,
        },
        "text": {"color": TEXT, "fontSize": 13},
    }  # fmt: skip
    if spoken() == "fr":
        config["locale"] = {"number": _FRENCH_NUMBERS}
    return {"config": config}  # type: ignore[typeddict-item]


# The rows stand in the chart itself, however many they are: pages and files are given one dictionary.
alt.data_transformers.consolidate_datasets = False
alt.data_transformers.disable_max_rows()


def specification(chart: alt.TopLevelMixin) -> Spec:
    """The chart as a Vega-Lite dictionary in this theme; Altair raises `SchemaValidationError` where it is none."""
    return chart.to_dict()
