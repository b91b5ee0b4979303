"""The look of charts: one theme, valid, with the reader's language in its numbers; and it costs no page its start."""

import subprocess
import sys
from collections.abc import Iterator

import altair as alt
import pandas as pd
import pytest

from dashboard.charts import chart_files
from dashboard.charts.theme import specification, theme
from indicators.engine.text.messages import use
from tests.support.browser import ROOT
from tests.support.vega import checked

CHART = alt.Chart(pd.DataFrame({"x": [1.5, 2.5]})).mark_point().encode(x="x:Q")


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    use("en")
    yield
    use("en")


def test_a_chart_carries_the_theme_its_rows_and_no_other_data() -> None:
    spec = checked(specification(CHART))
    assert spec["config"] == theme()["config"]
    assert spec["data"] == {"values": [{"x": 1.5}, {"x": 2.5}]}
    assert "datasets" not in spec


def test_a_chart_may_have_very_many_rows() -> None:
    spec = specification(alt.Chart(pd.DataFrame({"x": range(6000)})).mark_point().encode(x="x:Q"))
    assert len(spec["data"]["values"]) == 6000


def test_what_is_no_chart_is_refused() -> None:
    with pytest.raises(alt.utils.schemapi.SchemaValidationError):
        specification(CHART.encode(y=alt.Y("x:Q", axis=alt.Axis(labelAngle="steep"))))  # type: ignore[arg-type]


def test_numbers_are_written_as_the_language_does() -> None:
    assert ">1.6<" in chart_files.svg(specification(CHART.properties(width=600)))
    use("fr")
    assert ">1,6<" in chart_files.svg(checked(specification(CHART.properties(width=600))))


def test_neither_the_server_nor_a_page_without_a_chart_imports_altair() -> None:
    pages = ("map", "city", "district", "compare", "segments", "interventions", "methods")
    code = "import sys, dashboard.server\n" + "".join(
        f"import dashboard.views.{name}.page\n" for name in pages
    )
    code += "print('altair' in sys.modules)"
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True, timeout=120
    )
    assert run.stdout.strip() == "False"
