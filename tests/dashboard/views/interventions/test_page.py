"""The page of interventions: words held to numbers, drafts that lose nothing, pictures and files."""

import datetime as dt
import math
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from dashboard import queries
from dashboard.charts import chart_files
from dashboard.charts.effect_charts import effect_chart, event_study_chart
from dashboard.views.interventions import data
from dashboard.views.interventions import text as page_text
from dashboard.views.interventions.form import drafts
from dashboard.views.interventions.result import data as result_data
from dashboard.views.shared import register
from indicators.city import City
from indicators.effects.register.intervention import Intervention
from indicators.effects.register.stop_grammar import parse

ROOT = Path(__file__).resolve().parents[4]


def entry(book: register.RegisterSnapshot, id: str) -> Intervention:
    version = book.version(id)
    assert version is not None
    return version.intervention


def test_the_opening_counts_every_verdict() -> None:
    text = page_text.opening("Bellhaven", ["better", "worse", "better", "cannot_tell"])
    assert text == (
        "4 interventions are registered in Bellhaven: 2 **better**, 1 **worse**, 0 **no clear difference**, "
        "1 **cannot tell**."
    )
    assert page_text.opening("Bellhaven", []) == "No intervention is registered in Bellhaven yet."


def test_the_register_begins_with_the_packs_entries_and_asks_nobody_who_entered_them(
    book: register.RegisterSnapshot,
) -> None:
    assert [each.id for each in book.shown] == [each.id for each in book.city.interventions]
    assert book.entered("wardens") is None
    assert book.trouble == ""


def test_without_a_register_the_packs_entries_are_still_there(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOWNBELL_REGISTER", "nonsense")
    book = register.register_snapshot(city)
    assert book.register is None
    assert "TOWNBELL_REGISTER" in book.trouble
    assert {each.version for each in book.shown} == {0}


def test_the_picture_shows_the_estimate(book: register.RegisterSnapshot) -> None:
    assessment = data.assessed(data.default_query(book, entry(book, "wardens")))
    rows = result_data.path_rows(assessment)
    assert assessment.effect is not None
    after = rows[rows["after"]]
    assert list(after["period"]) == ["2021", "2022", "2023", "2024", "2025"]
    gap = (after["observed"] - after["without"]).mean()
    assert gap == pytest.approx(assessment.effect.estimate, rel=0.05)
    widths = after["without_upper"] - after["without_lower"]
    assert widths.to_numpy() == pytest.approx(assessment.effect.upper - assessment.effect.lower)
    assert rows.loc[~rows["after"], "without_lower"].isna().all()
    assert assessment.verdict == "better"
    drawn = chart_files.picture(effect_chart(rows, "per 1,000"), book.city, "Wardens", "About")
    assert all(text in drawn for text in ("Wardens", "without it", "2021"))
    assert "<image" not in drawn


def test_an_entry_judged_otherwise_is_said_to_be(book: register.RegisterSnapshot) -> None:
    usual = data.default_query(book, entry(book, "wardens"))
    assert usual.usual
    assert not replace(usual, apart=True).usual
    assert not replace(usual, method="synthetic").usual
    chosen = replace(usual, comparison=("B02", "B04", "B05", "B06", "B07", "B09"))
    assert not chosen.usual
    assessment = data.assessed(chosen)
    assert assessment.study is not None
    assert int((~assessment.study.treated).sum()) == 6
    assert "chosen by hand" in str(assessment.trial.comparison)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"indicator": ""}, "names no indicator"),
        ({"indicator": "nothing"}, "no indicator 'nothing'"),
        ({"districts": ()}, "names no districts"),
        ({"districts": ("B01", "X9")}, "no district 'X9'"),
        ({"starts": {}}, "has no start"),
        ({"starts": {"B01": dt.date(2040, 1, 1)}, "districts": ("B01",)}, ""),
        ({"starts": {"B01": dt.date(1990, 1, 1)}, "districts": ("B01",)}, ""),
    ],
)
def test_what_cannot_be_judged_says_why_in_place_of_a_number(
    book: register.RegisterSnapshot, changes: dict[str, object], why: str
) -> None:
    wrong = replace(entry(book, "wardens"), **changes)  # type: ignore[arg-type]
    assessment = data.assessed(data.AssessmentQuery(book, wrong, wrong.indicator))
    assert assessment.verdict == "cannot_tell"
    assert assessment.effect is None
    assert assessment.reason
    assert why in str(assessment.reason)
    assert result_data.path_rows(assessment).empty
    assert result_data.sides(data.AssessmentQuery(book, wrong, wrong.indicator), assessment) is None


def test_power_is_said_for_a_start_that_lies_ahead(book: register.RegisterSnapshot) -> None:
    lamps = entry(book, "wardens")
    ahead = replace(lamps, starts=dict.fromkeys(lamps.districts, dt.date(2040, 1, 1)))
    power = data.power(data.default_query(book, ahead), 3)
    assert power is not None
    assert power.treated == len(lamps.districts)
    assert power.periods_before == 10
    assert math.isfinite(power.change)
    assert data.power(data.default_query(book, replace(ahead, districts=())), 3) is None


def test_an_entry_that_has_not_begun_takes_no_district_out_of_a_comparison(
    book: register.RegisterSnapshot,
) -> None:
    usual = data.assessed(data.default_query(book, entry(book, "wardens")))
    ahead = Intervention(
        "ahead",
        indicator="violent_crime",
        districts=("B02", "B04"),
        starts=dict.fromkeys(("B02", "B04"), dt.date(2040, 1, 1)),
    )
    assert book.register is not None
    book.register.save(book.city.name, ahead, 0, "Ann")
    now = register.register_snapshot(book.city)
    assert now.entered("ahead") == dt.datetime.now(dt.UTC).date().isoformat()
    again = data.assessed(data.default_query(now, entry(now, "wardens")))
    assert again.study is not None
    assert usual.study is not None
    assert again.study.districts == usual.study.districts


def test_the_bell_is_held_against_those_for_whom_it_is_meant(book: register.RegisterSnapshot) -> None:
    question = data.default_query(book, entry(book, "home-internet-voucher"))
    target = data.for_target(question, "the poorest")
    assert target is not None
    assert target.verdict == "better"
    bell = result_data.stop_rule_state(question, target)
    assert bell is not None
    assert bell.state == "go on"
    assert result_data.stop_rule_state(replace(question, indicator="violent_crime"), target) is None
    assert data.for_target(data.default_query(book, entry(book, "wardens")), "") is None


def test_maps_leave_out_the_time_for_which_the_districts_were_chosen(book: register.RegisterSnapshot) -> None:
    question = data.default_query(book, entry(book, "burglary-campaign"))
    sides = result_data.sides(question, data.assessed(question))
    assert sides is not None
    assert (sides.before, sides.after) == ("2020", "2025")
    wardens = data.default_query(book, entry(book, "wardens"))
    both = result_data.sides(wardens, data.assessed(wardens))
    assert both is not None
    assert (both.before, both.after) == ("2020", "2025")


def test_cost_is_divided_only_where_the_effect_is_clear(book: register.RegisterSnapshot) -> None:
    clear = result_data.cost_and_benefit(
        data.assessed(data.default_query(book, entry(book, "wardens"))), worth=10_000.0
    )
    assert clear is not None
    assert clear.price.lower < clear.price.value < clear.price.upper
    assert "a value that somebody chose" in str(clear.benefit.sentence)
    unclear = result_data.cost_and_benefit(
        data.assessed(data.default_query(book, entry(book, "burglary-campaign"))), None
    )
    assert unclear is not None
    assert math.isnan(unclear.price.value)
    for each in book.entries:
        money = result_data.cost_and_benefit(data.assessed(data.default_query(book, each)), 5.0)
        assert money is not None
        assert money.price.sentence


def test_reach_is_said_for_services_that_need_access_only(book: register.RegisterSnapshot) -> None:
    forms = result_data.digital_reach(data.default_query(book, entry(book, "new-online-forms")), "")
    assert forms is not None
    assert (forms.period, round(forms.reach.value, 3)) == ("2022", 0.498)
    assert result_data.digital_reach(data.default_query(book, entry(book, "wardens")), "") is None
    assert (
        result_data.digital_reach(data.default_query(book, entry(book, "home-internet-voucher")), "") is None
    )


def test_a_form_gives_back_every_entry_of_the_pack_as_it_was(book: register.RegisterSnapshot) -> None:
    for each in book.entries:
        draft = drafts.new_draft("x", each, 1)
        assert drafts.entry_of(draft) == each
        assert not draft.touched


def test_what_could_not_be_read_stays_until_its_field_is_changed() -> None:
    odd = Intervention("a", title="A", unread={"cost": "a lot", "own column": "kept"})
    draft = drafts.new_draft("x", odd, 1)
    draft.values["title"] = "B"
    assert drafts.entry_of(draft).unread == odd.unread
    draft.values["cost"] = 5.0
    assert drafts.entry_of(draft).unread == {"own column": "kept"}


def test_a_rule_from_fields_is_read_back_as_the_same_rule() -> None:
    values = drafts.values_of(Intervention("a"))
    values |= {"rule": "fields", "direction": "lower", "amount": 12.5, "after_months": 18}
    text = drafts.rule_text(values, "violent crime")
    assert (
        text == "Stop if violent crime has not fallen by 12.5 % against comparable districts after 18 months."
    )
    rule = parse(text)
    assert (rule.readable, rule.missing, rule.direction, rule.amount, rule.after_years) == (
        True,
        True,
        "lower",
        12.5,
        1.5,
    )
    # a title that the grammar would misread is replaced
    assert "the indicator" in drafts.rule_text(values, "homes that have not been better")


def test_two_officers_changes_are_put_together() -> None:
    base = Intervention("a", title="A", partners="P")
    mine, theirs = replace(base, partners="Q", cost=1.0), replace(base, title="B", cost=2.0)
    joined = drafts.merged(base, mine, theirs)
    assert (joined.title, joined.partners, joined.cost) == ("B", "Q", 1.0)
    assert drafts.both_changed(base, mine, theirs) == ("cost",)


def test_names_for_links_are_made_from_titles() -> None:
    assert drafts.free_id("Éclairage & gardiens", ()) == "eclairage-gardiens"
    assert drafts.free_id("Lamps", ("lamps", "lamps-2")) == "lamps-3"
    assert drafts.free_id("مصابيح", ()) == "intervention"


def test_doubts_about_an_entry_name_their_field(book: register.RegisterSnapshot) -> None:
    wrong = replace(entry(book, "wardens"), id="new", cost=5.0, currency="", districts=("B01", "B99"))
    columns = {problem.column for problem in data.problems(book, wrong)}
    assert {"currency", "districts"} <= columns


def test_effects_over_time_begin_before_the_start(book: register.RegisterSnapshot) -> None:
    rows = result_data.over_time(data.assessed(data.default_query(book, entry(book, "doorstep-recycling"))))
    assert isinstance(rows, pd.DataFrame)
    assert rows["time"].min() < 0 <= rows["time"].max()
    assert (rows["band_lower"] <= rows["estimate"]).all()
    assert chart_files.svg(event_study_chart(rows, "points", "periods"))


def test_names_of_a_city_are_known(book: register.RegisterSnapshot) -> None:
    facts = dict(
        page_text.facts(entry(book, "merged-rounds"), queries.names(book.city), "Missed collections")
    )
    assert facts["Cost"].endswith("saved")
    assert "Gull Stairs" in facts["Where"]


def _form() -> None:
    from pathlib import Path

    from dashboard.shell import links
    from dashboard.views.interventions.form import entry_form
    from dashboard.views.shared.register import register_snapshot
    from indicators.city import City

    links.begin()
    entry_form.show(register_snapshot(City(Path("data/bellhaven").resolve())), None)


def test_by_default_nobody_may_write_and_the_page_says_how_to_change_that(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("TOWNBELL_REGISTER", f"sqlite:///{tmp_path / 'register.db'}")
    monkeypatch.delenv("TOWNBELL_WRITERS", raising=False)
    shown = AppTest.from_function(_form, default_timeout=60).run()
    assert not shown.exception
    assert "Nobody may write here" in shown.info[0].value
    assert "TOWNBELL_WRITERS" in shown.expander[0].markdown[0].value
    assert not shown.button
    assert not shown.text_input


def test_the_form_asks_for_what_is_missing_before_it_saves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("TOWNBELL_REGISTER", f"sqlite:///{tmp_path / 'register.db'}")
    monkeypatch.setenv("TOWNBELL_WRITERS", "everybody")
    shown = AppTest.from_function(_form, default_timeout=60).run()
    button = next(each for each in shown.button if each.label == "Save")
    button.click().run()
    assert not shown.exception
    assert "Still needed" in shown.error[0].value
    assert "a title" in shown.error[0].value
