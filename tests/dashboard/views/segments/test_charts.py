"""The drawings of the page of segments: limits, words and order for every dot; names from the data stay text."""

import numpy as np

from dashboard.charts import chart_files, equiplot
from dashboard.charts.access_chart import access_chart
from dashboard.charts.colours import GROUPS_IN_ORDER
from dashboard.charts.equiplot import Dot, DotRow
from dashboard.shell.controls import Place
from dashboard.views.segments import data
from dashboard.views.segments.data import GapQuery
from indicators.city import City
from indicators.engine.text.messages import use
from tests.support.browser import ROOT
from tests.support.hostile import EVIL

NAN = float("nan")


def test_every_dot_has_its_limits_its_words_and_a_place_of_its_own() -> None:
    use("en")
    dots = (Dot("a", 1.0, 0.5, 1.5), Dot("b", 3.0, 2.0, 4.0, "#fee838", "square"))
    empty = DotRow("2014", (Dot("a", NAN, NAN, NAN, why="missing"),), why="missing")
    rows = [DotRow("2024", (*dots, Dot("c", NAN, NAN, NAN, why="missing")), "2.0"), empty]
    html = equiplot.equiplot_html(rows, "%", "x")
    assert html.count('class="limits"') == 2
    assert "a: 1.0 (95 % limits 0.50 to 1.50)." in html
    assert "c: missing." in html
    assert "<i>missing</i>" in html


def test_ordered_groups_are_shades_and_others_differ_in_shape_too() -> None:
    ordered = equiplot.group_styles(["1", "2", "3"], True)
    assert [colour for colour, shape in ordered.values()] == [
        GROUPS_IN_ORDER[0],
        GROUPS_IN_ORDER[2],
        GROUPS_IN_ORDER[4],
    ]
    assert len({shape for colour, shape in equiplot.group_styles(["f", "m"], False).values()}) == 2
    assert len(equiplot.group_styles([str(n) for n in range(9)], True)) == 9


def test_names_from_the_data_are_escaped_in_the_drawing() -> None:
    rows = [DotRow(EVIL, (Dot(EVIL, 1.0, 0.0, 2.0),), EVIL, why=EVIL, href='x"onclick="y')]
    html = equiplot.equiplot_html(rows, EVIL, EVIL) + equiplot.legend([(EVIL, "#fff", "circle")])
    assert "<img" not in html
    assert 'onclick="y' not in html


def test_the_bars_of_access_are_a_picture_too() -> None:
    use("en")
    bellhaven = City(ROOT / "data" / "bellhaven")
    mine = GapQuery(Place(bellhaven), "used_egov", "income_q", "2025", "2016")
    rows = data.divide_split(mine, "home_internet", "used_egov", "2025")
    drawn = chart_files.picture(access_chart(rows), bellhaven, "Title", "About")
    assert "poorest fifth" in drawn
    assert np.isclose((rows["use"] + rows["idle"] + rows["without"]).dropna(), 100).all()
