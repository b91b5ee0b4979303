"""The drawings of the page of segments: limits, words and order for every dot; names from the data stay text."""

import numpy as np

from dashboard.charts import chart_files, equiplot
from dashboard.charts.equiplot import Mark, Row
from dashboard.shell.controls import Place
from dashboard.views.segments import access_bars, data
from dashboard.views.segments.data import Looked
from indicators.city import City
from indicators.engine.text.messages import use
from tests.support.browser import ROOT
from tests.support.hostile import EVIL

NAN = float("nan")


def test_every_dot_has_its_limits_its_words_and_a_place_of_its_own() -> None:
    use("en")
    marks = (Mark("a", 1.0, 0.5, 1.5), Mark("b", 3.0, 2.0, 4.0, "#fee838", "square"))
    empty = Row("2014", (Mark("a", NAN, NAN, NAN, why="missing"),), why="missing")
    rows = [Row("2024", (*marks, Mark("c", NAN, NAN, NAN, why="missing")), "2.0"), empty]
    html = equiplot.drawn(rows, "%", "x")
    assert html.count('class="limits"') == 2
    assert "a: 1.0 (95 % limits 0.50 to 1.50)." in html
    assert "c: missing." in html
    assert "<i>missing</i>" in html
    spec = equiplot.twin(rows, "%")
    assert len(spec["data"]["values"]) == 2
    drawn = chart_files.svg(chart_files.styled(spec))
    assert drawn.startswith("<svg")
    assert "2024" in drawn
    assert "2014" in drawn
    assert "missing" in drawn


def test_ordered_groups_are_shades_and_others_differ_in_shape_too() -> None:
    ordered = equiplot.looks(["1", "2", "3"], True)
    assert [colour for colour, shape in ordered.values()] == [
        equiplot.ORDERED[0],
        equiplot.ORDERED[2],
        equiplot.ORDERED[4],
    ]
    assert len({shape for colour, shape in equiplot.looks(["f", "m"], False).values()}) == 2
    assert len(equiplot.looks([str(n) for n in range(9)], True)) == 9


def test_names_from_the_data_are_escaped_in_the_drawing() -> None:
    rows = [Row(EVIL, (Mark(EVIL, 1.0, 0.0, 2.0),), EVIL, why=EVIL, href='x"onclick="y')]
    html = equiplot.drawn(rows, EVIL, EVIL) + equiplot.legend([(EVIL, "#fff", "circle")])
    assert "<img" not in html
    assert 'onclick="y' not in html


def test_the_twin_of_the_bars_is_a_picture() -> None:
    use("en")
    bellhaven = City(ROOT / "data" / "bellhaven")
    mine = Looked(Place(bellhaven), "used_egov", "income_q", "2025", "2016")
    rows = data.split(mine, "home_internet", "used_egov", "2025")
    drawn = chart_files.svg(chart_files.titled(access_bars.twin(rows), bellhaven, "Title", "About"))
    assert "poorest fifth" in drawn
    assert np.isclose((rows["use"] + rows["idle"] + rows["without"]).dropna(), 100).all()
