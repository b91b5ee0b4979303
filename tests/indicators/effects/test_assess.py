"""The planted interventions of the generated city, judged as a page would judge them; rules of verdict and words."""

import dataclasses
import html
import json
from pathlib import Path

import numpy as np
import pytest

from indicators.city import City
from indicators.compare.multiple_testing import adjusted_p
from indicators.effects.assess import assess
from indicators.effects.assessment import Assessment
from indicators.effects.design.panel import Options
from indicators.effects.estimators import event_study
from indicators.effects.json_record import record
from indicators.effects.results import Check, Effect
from indicators.effects.verdict import grade, verdict

PACK = Path(__file__).parents[3] / "data" / "bellhaven"
TRUTH = json.loads((PACK / "truth.json").read_text(encoding="utf-8"))
KEYS = [
    "indicator",
    "intervention",
    "segment",
    "method",
    "estimate",
    "lower",
    "upper",
    "p_value",
    "relative_percent",
    "unit",
    "treated",
    "comparison",
    "periods_before",
    "periods_after",
    "expected",
    "checks",
    "verdict",
    "sentence",
]
METHODS = {"doorstep-recycling": "staggered"}


@pytest.fixture(scope="module")
def bellhaven() -> City:
    return City(PACK)


@pytest.fixture(scope="module")
def judged(bellhaven) -> dict[str, Assessment]:
    options = Options(others=bellhaven.interventions, register_known=True)
    return {one.id: assess(bellhaven, one.indicator, one, options=options) for one in bellhaven.interventions}


@pytest.mark.parametrize("id", TRUTH)
def test_every_planted_intervention_gets_its_verdict(judged, id):
    found, truth = judged[id], TRUTH[id]["average_effect"]
    assert found.verdict == TRUTH[id]["verdict"]
    assert found.effect.lower <= truth["difference"] <= found.effect.upper
    assert found.effect.relative == pytest.approx(truth["relative_percent"], abs=6)
    assert found.method == METHODS.get(id, "did")
    assert found.grade in ("strong", "fair")


def test_districts_chosen_at_their_worst_are_noticed_and_said(judged):
    found = judged["burglary-campaign"]
    assert found.selection.periods == ("2021",)
    assert "2021" not in record(found)["periods_before"]
    assert any("get better by themselves" in str(line) for line in found.trial.sentences)
    assert next(c for c in found.checks if c.name == "regression_to_the_mean").passed is None
    assert not judged["merged-rounds"].selection.at_worst


def test_the_sentence_says_where_when_how_much_how_sure_and_against_whom(judged):
    said = str(judged["wardens"].sentence)
    for words in (
        "Better",
        "Violent crime",
        "Old Quay",
        "2021 to 2025",
        "per 1,000 residents a year",
        "95 %",
    ):
        assert words in said
    assert "compared with 18 districts" in said
    assert "not drawn by lot" in said


def test_the_trial_is_stated_in_words(judged):
    trial = judged["doorstep-recycling"].trial
    assert "one after another" in str(trial.treated)
    assert "already treated are no comparison" in str(trial.method)
    assert "Osier Holt" in " ".join(map(str, trial.left_out))
    assert str(trial.periods) == "Before: 2016 to 2018. After: 2019 to 2025."


def test_a_record_has_the_agreed_keys_and_plain_values(judged):
    found = record(judged["new-online-forms"])
    assert list(found) == KEYS
    assert json.loads(json.dumps(found)) == found
    assert found["segment"] == "all"
    assert found["expected"] == {"low": 5.0, "high": 20.0}
    assert set(found["checks"][0]) == {"name", "passed", "text"}
    assert found["periods_after"] == ["2023", "2024", "2025"]
    assert len(found["treated"]) + len(found["comparison"]) == 24


def test_an_assessment_says_in_a_line_and_in_a_notebook_what_came_out(judged):
    for one in judged.values():
        line = repr(one)
        assert line.startswith(
            f"<Assessment of {one.intervention.id} on {one.indicator.id}, all: {one.verdict}"
        )
        assert "\n" not in line
        assert len(line) < 250
        shown = one._repr_html_()
        assert html.escape(str(one.sentence)) in shown
        assert shown.count("<tr>") == len(one.checks)
    evil = dataclasses.replace(judged["wardens"], sentence="<script>")
    assert "<script>" not in evil._repr_html_()
    assert "array" not in repr(judged["wardens"].effect)


def test_an_effect_over_time_can_be_drawn(judged):
    path = event_study.path(judged["new-online-forms"].study)
    assert path.time.tolist() == list(range(-7, 3))
    assert (path.estimate[-3:] > 10).all()


def test_average_better_gap_wider_is_flagged(bellhaven):
    forms = next(one for one in bellhaven.interventions if one.id == "new-online-forms")
    found = assess(bellhaven, forms.indicator, forms, by="skill").for_whom
    assert [one.verdict for one in found.groups] == ["no_clear_difference", "better", "better"]
    assert found.better_but_wider
    assert str(found.sentence).startswith("Average better, gap wider.")
    assert (found.gap.best, found.gap.worst, found.gap.state) == ("above basic", "none", "wider")
    for one in found.groups:
        truth = TRUTH["new-online-forms"]["segment_effects"][f"skill={one.segment}"]["difference"]
        assert one.effect.lower <= truth <= one.effect.upper
    first = found.differences[0]
    assert (first.group, first.against) == ("none", "above basic")
    assert first.lower < -16 < first.upper


def test_the_voucher_helps_those_it_is_meant_for(bellhaven):
    found = bellhaven.effect("home_internet", "home-internet-voucher", by="income_q")
    assert [one["segment"] for one in found] == ["1", "2", "3", "4", "5"]
    assert [one["verdict"] for one in found] == ["better"] * 2 + ["no_clear_difference"] * 3
    assert list(found[0]) == KEYS


def test_groups_are_allowed_for_by_benjamini_and_hochberg():
    """The fifteen p-values of Benjamini & Hochberg 1995, section 3.2: four are kept at 0.05."""
    p = [
        0.0001,
        0.0004,
        0.0019,
        0.0095,
        0.0201,
        0.0278,
        0.0298,
        0.0344,
        0.0459,
        0.3240,
        0.4262,
        0.5719,
        0.6528,
        0.7590,
        1,
    ]
    assert sum(value <= 0.05 for value in adjusted_p(p)) == 4
    assert np.isnan(adjusted_p([0.01, np.nan])[1])


EFFECT = Effect(-2.0, -3.0, -1.0, 0.01, "did", "permutation")
FAILED = {name: Check(name, False, name) for name in ("enough_districts", "parallel_paths", "anticipation")}
PASSED = Check("parallel_paths", True, "")


@pytest.mark.parametrize(
    ("effect", "better", "checks", "said"),
    [
        (EFFECT, "lower", [], "better"),
        (EFFECT, "higher", [], "worse"),
        (EFFECT, "neutral", [], "no_clear_difference"),
        (dataclasses.replace(EFFECT, upper=0.5), "lower", [], "no_clear_difference"),
        (dataclasses.replace(EFFECT, upper=float("inf")), "lower", [], "cannot_tell"),
        (dataclasses.replace(EFFECT, lower=float("nan")), "lower", [], "cannot_tell"),
        (None, "lower", [], "cannot_tell"),
        (EFFECT, "lower", [FAILED["enough_districts"]], "cannot_tell"),
        (EFFECT, "lower", [FAILED["parallel_paths"]], "better"),
    ],
)
def test_a_verdict_follows_from_limits_polarity_and_checks(effect, better, checks, said):
    assert verdict(effect, better, checks) == said


@pytest.mark.parametrize(
    ("effect", "checks", "given"),
    [
        (EFFECT, [PASSED], "strong"),
        (EFFECT, [], "fair"),
        (EFFECT, [PASSED, FAILED["anticipation"]], "fair"),
        (EFFECT, [FAILED["parallel_paths"], FAILED["anticipation"]], "weak"),
        (dataclasses.replace(EFFECT, method="its"), [PASSED], "weak"),
        (None, [PASSED], "none"),
    ],
)
def test_the_grade_of_the_evidence_follows_from_the_checks(effect, checks, given):
    assert grade(effect, verdict(effect, "lower", checks), checks) == given
