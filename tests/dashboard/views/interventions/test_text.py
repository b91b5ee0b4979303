"""What the page of interventions says of one result is true: periods, limits, reasons, whose value, who changed it."""

import datetime as dt
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from dashboard.charts import chart_files, equiplot
from dashboard.charts.effect_charts import effect_chart
from dashboard.charts.equiplot import Dot, DotRow, ReferenceLine
from dashboard.charts.equiplot_chart import equiplot_chart
from dashboard.views.interventions import data
from dashboard.views.interventions import text as page_text
from dashboard.views.interventions.choice import OPTIONS
from dashboard.views.interventions.result import data as result_data
from dashboard.views.interventions.result import groups
from dashboard.views.interventions.result import text as result_text
from dashboard.views.interventions.result.expected import _amount
from dashboard.views.shared import register
from indicators.city import City
from indicators.effects.register.intervention import Intervention
from indicators.effects.results import Check
from indicators.effects.sentences import sentence
from indicators.effects.verdict import verdict

ROOT = Path(__file__).resolve().parents[4]
SCHOOLS = ("B05", "B12", "B18")
PILOT = Intervention(
    "school-street-pilot",
    "School streets",
    "mobility",
    "pilot",
    "killed_or_badly_hurt_on_roads",
    SCHOOLS,
    {"age_band": ("0-15",)},
    dict.fromkeys(SCHOOLS, dt.date(2021, 3, 1)),
)


def entry(book: register.RegisterSnapshot, id: str) -> Intervention:
    version = book.version(id)
    assert version is not None
    return version.intervention


def judged(book: register.RegisterSnapshot, one: Intervention):
    return data.assessed(data.default_query(book, one))


# 1


def test_what_a_unit_is_worth_belongs_to_one_entry_and_indicator() -> None:
    assert _amount("wardens:violent_crime:5000", "wardens:violent_crime:") == 5000
    assert _amount("wardens:violent_crime:5000", "burglary-campaign:burglary:") is None
    assert _amount("wardens:violent_crime:5000", "wardens:burglary:") is None
    assert _amount("5000", "wardens:violent_crime:") is None
    assert _amount(None, "wardens:violent_crime:") is None
    assert {"worth", "whom"} <= set(OPTIONS)


def _cost() -> None:
    from pathlib import Path

    import streamlit as st

    from dashboard.shell import links
    from dashboard.views.interventions import data
    from dashboard.views.interventions.result.expected import _cost
    from dashboard.views.shared.register import register_snapshot
    from indicators.city import City

    links.begin()
    book = register_snapshot(City(Path("data/bellhaven").resolve()))
    version = book.version(st.query_params["entry"])
    assert version is not None
    query = data.default_query(book, version.intervention)
    _cost(query, data.assessed(query))
    links.write()


@pytest.mark.parametrize(("whose", "shown"), [("wardens:violent_crime:", True), ("x:violent_crime:", False)])
def test_a_link_with_the_value_of_another_entry_says_nothing_of_it(
    whose: str, shown: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("TOWNBELL_REGISTER", f"sqlite:///{tmp_path / 'register.db'}")
    page = AppTest.from_function(_cost, default_timeout=60)
    page.query_params["entry"] = "wardens"
    page.query_params["city"] = "bellhaven"
    page.query_params["worth"] = f"{whose}1234567"
    page.run()
    assert not page.exception
    text = " ".join(each.value for each in page.markdown)
    assert ("a value that somebody chose" in text) is shown
    assert page.number_input[0].value == (1234567 if shown else None)
    held = page.query_params.get("worth")
    assert held == ([f"{whose}1234567"] if shown else None) or held == (f"{whose}1234567" if shown else None)
    assert "as the officer wrote" not in text


# 2


def test_a_year_left_out_of_the_comparison_is_in_no_period_that_is_said(
    book: register.RegisterSnapshot,
) -> None:
    assessment = judged(book, entry(book, "burglary-campaign"))
    assert assessment.panel.before == ("2016", "2017", "2018", "2019", "2020")
    assert "2022 to 2025 against 2016 to 2020" in page_text.comparison_line(assessment)
    assert "Before: 2016 to 2020. After: 2022 to 2025." in str(assessment.trial.periods)
    assert any("(2021)" in str(line) and "left out" in str(line) for line in assessment.trial.left_out)
    assert "(2021)" in result_text.maps_note(assessment, "2020", "2025")


def test_the_picture_shows_the_year_that_is_left_out_and_names_it(book: register.RegisterSnapshot) -> None:
    assessment = judged(book, entry(book, "burglary-campaign"))
    rows = result_data.path_rows(assessment)
    assert list(rows["period"]) == [str(year) for year in range(2016, 2026)]
    assert rows.loc[~rows["counts"], "period"].tolist() == ["2021"]
    left = rows[rows["period"] == "2021"].iloc[0]
    assert math.isfinite(left["observed"])
    assert math.isnan(left["without"])
    assert rows.loc[rows["after"], "period"].iloc[0] == "2022"
    drawn = chart_files.picture(effect_chart(rows, "per 1,000"), book.city, "Lock-it", "")
    assert "left out" in drawn
    assert "2021" in drawn


# 3


def test_a_limit_without_an_end_keeps_its_sign_in_words_pictures_and_files(
    book: register.RegisterSnapshot,
) -> None:
    effects = data.by_groups(data.default_query(book, PILOT), "age_band").for_whom
    assert effects is not None
    young = effects.groups[0]
    assert young.effect is not None
    assert young.effect.lower == -math.inf
    assert "−∞ to 25" in str(young.sentence)
    names = {code: code for code in book.city.pack.segments["age_band"].order}
    rows = groups.equiplot_rows(effects, names, ("0-15",))
    shown = equiplot.equiplot_html(rows, "per 100,000", "Effect", "dots", ReferenceLine(0.0))
    assert shown.count("◀") == 3
    assert "▶" not in shown
    assert "(−∞ to 25" in shown
    assert "(∞ to" not in shown
    figures = groups.figures(effects)
    assert figures["lower"].iloc[0] == -math.inf
    assert np.isfinite(figures["upper"]).all()
    drawn = chart_files.picture(equiplot_chart(rows, "x", 0.0, notes=True), book.city, "Effect", "")
    assert "(−∞ to 25" in drawn
    assert "cannot tell" in drawn


def test_a_row_without_an_end_is_a_line_to_the_edge_and_not_a_bare_dot() -> None:
    rows = [DotRow("a", (Dot("m", 1.0, -math.inf, 2.0),)), DotRow("b", (Dot("n", 0.0, -3.0, math.inf),))]
    html = equiplot.equiplot_html(rows, "x", "name", "dots")
    assert html.count('class="limits"') == 2


# 4


def test_an_entry_that_ends_before_it_starts_is_told_so_on_its_result(
    book: register.RegisterSnapshot,
) -> None:
    wrong = replace(
        entry(book, "wardens"),
        starts=dict.fromkeys(("B01",), dt.date(2023, 6, 1)),
        districts=("B01",),
        end=dt.date(2022, 1, 1),
    )
    assessment = judged(book, wrong)
    assert str(assessment.reason).startswith(
        "By its dates it ended on January 1, 2022, before it started on June 1, 2023."
    )
    assert "the data end with" not in str(assessment.sentence)
    short = judged(book, replace(wrong, end=dt.date(2023, 6, 20)))
    assert "no whole period of the data lies in between" in str(short.reason)


# 7


def test_a_single_effect_is_drawn_with_its_own_limits_only(book: register.RegisterSnapshot) -> None:
    assessment = judged(book, PILOT)
    assert assessment.study is not None
    assert len(assessment.study.periods) == 2
    assert result_data.over_time(assessment).empty


def test_effects_from_period_to_period_say_why_their_limits_are_others(
    book: register.RegisterSnapshot,
) -> None:
    assessment = judged(book, entry(book, "wardens"))
    assert not result_data.over_time(assessment).empty
    assert "plain difference, measured from the last period before the start alone" in result_text.path_words(
        assessment
    )


# 8


def _typing() -> None:
    import datetime as dt
    from pathlib import Path

    from dashboard.shell import links
    from dashboard.views.interventions.form import entry_form, saving
    from dashboard.views.shared.register import register_snapshot
    from indicators.city import City

    links.begin()
    book = register_snapshot(City(Path("data/bellhaven").resolve()))
    draft = saving.draft_of("bellhaven ", None)
    draft.values |= {
        "indicator": "violent_crime",
        "districts": ["B01", "B02"],
        "start": dt.date(2021, 1, 1),
        "cost": 5.0,
    }
    entry_form.show(book, None)


def test_a_missing_currency_keeps_no_entry_from_being_judged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("TOWNBELL_REGISTER", f"sqlite:///{tmp_path / 'register.db'}")
    monkeypatch.setenv("TOWNBELL_WRITERS", "everybody")
    page = AppTest.from_function(_typing, default_timeout=60).run()
    assert not page.exception
    text = " ".join(each.value for each in page.warning)
    assert "1 thing is wrong" in text
    assert "judged" not in text


# 9


def test_a_change_after_the_start_is_told_on_the_result(book: register.RegisterSnapshot) -> None:
    assert book.register is not None
    save = book.register.save
    save(book.city.name, PILOT, 0, "Ida")
    other = ("B05", "B12", "B22")
    save(book.city.name, replace(PILOT, notes="why", cost=5.0), 1, "Ida")
    changed = replace(PILOT, districts=other, starts=dict.fromkeys(other, dt.date(2021, 3, 1)))
    save(book.city.name, changed, 2, "Ben")
    text = result_text.late_note(*data.late_entry(register.register_snapshot(book.city), changed))
    assert "Changed after it had started: districts (" in text
    assert "by Ben)" in text
    assert "Ida" not in text
    assert "Entered on" in text
    assert result_text.late_note(*data.late_entry(book, entry(book, "wardens"))) == ""


def test_a_change_before_the_start_is_nobodys_fault(book: register.RegisterSnapshot) -> None:
    assert book.register is not None
    ahead = replace(PILOT, starts=dict.fromkeys(SCHOOLS, dt.date(2040, 1, 1)))
    book.register.save(book.city.name, ahead, 0, "Ida")
    book.register.save(book.city.name, replace(ahead, indicator="violent_crime"), 1, "Ida")
    assert result_text.late_note(*data.late_entry(register.register_snapshot(book.city), ahead)) == ""


# 10


def test_a_difference_that_is_not_clear_is_called_so_for_the_whole_and_for_groups_alike(
    book: register.RegisterSnapshot,
) -> None:
    assessment = judged(book, PILOT)
    assert (assessment.verdict, assessment.grade) == ("no_clear_difference", "fair")
    few = next(check for check in assessment.checks if check.name == "enough_districts")
    assert few.passed is False
    assert "a clear difference would not be believed" in str(few.text)
    assert "too few to tell" not in " ".join(str(check.text) for check in assessment.checks)
    assert "Failed: Enough districts." in page_text.grade_sentence(assessment)
    parts = data.by_groups(data.default_query(book, PILOT), "age_band").for_whom
    assert parts is not None
    for one in parts.groups:
        assert one.verdict == "cannot_tell"
        assert "3 treated and 21 comparison" not in str(one.sentence)


def test_what_forbids_a_conclusion_is_what_the_rules_say_forbids_it(book: register.RegisterSnapshot) -> None:
    assessment = judged(book, PILOT)
    assert assessment.effect is not None
    checks = (
        Check("enough_districts", False, "FEW DISTRICTS."),
        Check("enough_events", False, "FEW EVENTS."),
    )
    assert verdict(assessment.effect, "lower", checks) == "cannot_tell"
    text = str(sentence("cannot_tell", assessment.effect, None, checks))  # type: ignore[arg-type]
    assert "FEW EVENTS." in text
    assert "FEW DISTRICTS." not in text
    clear = replace(assessment.effect, lower=-20.0, upper=-1.0)
    assert "FEW DISTRICTS." in str(sentence("cannot_tell", clear, None, checks))  # type: ignore[arg-type]


# 11 to 25


def test_the_legend_speaks_of_what_is_drawn(book: register.RegisterSnapshot) -> None:
    assessment = judged(book, PILOT)
    rows = result_data.path_rows(assessment)
    assert rows["without_lower"].notna().sum() == 1
    spec = effect_chart(rows, "per 100,000")
    assert any(layer["mark"].get("strokeWidth") == 16 for layer in spec["layer"])
    assert "shade" in result_text.paths_note(assessment.effect, alone=False)
    alone = result_text.paths_note(None, alone=True)
    assert not any(word in alone for word in ("Dashed", "Dotted", "shade"))


def test_maps_say_which_periods_the_comparison_took(book: register.RegisterSnapshot) -> None:
    question = data.default_query(book, PILOT)
    assessment = data.assessed(question)
    sides = result_data.sides(question, assessment)
    assert sides is not None
    text = result_text.maps_note(assessment, sides.before, sides.after)
    assert "The maps show 2018-2020 and 2023-2025" in text
    assert "takes 2022-2024 against 2018-2020" in text


def test_a_grey_map_beside_a_clear_verdict_is_explained() -> None:
    text = result_text.change_map_note(["no_clear_difference"] * 3 + ["better"], "better")
    assert "1 of 4 treated districts changed clearly" in text
    assert result_text.change_map_note(["better"] * 4, "better") == ""
    assert result_text.change_map_note(["no_clear_difference"] * 4, "no_clear_difference") == ""


def test_what_one_unit_of_cost_is_stands_in_a_sentence(book: register.RegisterSnapshot) -> None:
    assessment = judged(book, entry(book, "wardens"))
    money = result_data.cost_and_benefit(assessment, None)
    assert money is not None
    assert money.gained is not None
    text = result_text.gain_note(assessment, money.gained)
    assert text.startswith("One case is one of those that “Violent crime” counts.")
    assert "2021 to 2025" in text
    assert "fewer of them" in text


def test_treated_districts_that_had_to_be_left_out_are_counted(
    book: register.RegisterSnapshot, city: City
) -> None:
    everywhere = tuple(city.districts["district_id"])
    start = dict.fromkeys(everywhere, dt.date(2022, 1, 1))
    every = Intervention("all", "All", "safety", "pilot", "violent_crime", everywhere, {}, start)
    assessment = judged(book, every)
    assert assessment.study is None or assessment.study.treated.sum() < 24
    if assessment.panel.before:
        assert "treated districts are left out" in page_text.comparison_line(assessment)
    text = " ".join(page_text.not_concluded(assessment))
    assert ("It is an average" in text) is (assessment.effect is not None)


def test_a_picture_is_no_wider_for_a_long_sentence(book: register.RegisterSnapshot) -> None:
    spec = chart_files.titled({"mark": "point", "data": {"values": []}}, book.city, "T", "word " * 120)
    assert max(map(len, spec["title"]["subtitle"])) < 140
    assert len(spec["title"]["subtitle"]) > 3
    assert "" not in spec["title"]["subtitle"]


def test_no_currency_is_made_of_the_first_letters_of_another_word(book: register.RegisterSnapshot) -> None:
    def doubts(currency: str) -> list[str]:
        one = replace(PILOT, cost=5.0, currency=currency)
        return [str(problem.what) for problem in data.problems(book, one) if problem.column == "currency"]

    assert doubts("BANANAS") == ["'BANANAS' is no currency."]
    assert doubts("BAN") == ["No country uses the currency 'BAN' today (ISO 4217)."]
    assert doubts("EUR") == doubts("BHC") == []


def test_a_form_that_lacked_a_title_stops_saying_so_when_it_has_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("TOWNBELL_REGISTER", f"sqlite:///{tmp_path / 'register.db'}")
    monkeypatch.setenv("TOWNBELL_WRITERS", "everybody")
    page = AppTest.from_function(_typing, default_timeout=60).run()
    next(each for each in page.button if each.label == "Save").click().run()
    assert "a title" in page.error[0].value
    next(each for each in page.text_input if each.label == "Title").set_value("Lamps").run()
    assert not page.error
