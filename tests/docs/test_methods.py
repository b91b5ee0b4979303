"""The methods page lists what is really there: every kind, and every reference case that these tests meet."""

import ast
import re
from pathlib import Path

from indicators.effects.estimators.choose import METHODS as METHODS_ASKED_FOR
from indicators.engine.definitions.enums import Kind
from indicators.engine.definitions.kinds import KINDS
from indicators.engine.definitions.method_notes import method_note
from indicators.engine.definitions.registry import all_indicators
from indicators.engine.estimation.kinds import ESTIMATORS
from tests.support.reachability import Code, Name
from tests.support.reference import shared

DOC = (Path(__file__).parents[2] / "docs" / "explanation" / "methods.md").read_text(encoding="utf-8")
FAMILIES = (
    "rates standardisation life_expectancy survey comparison benchmark "
    "inequality inequality_gradient composite spatial "
    "did event_study synthetic_control interrupted_time_series"
)
NOT_OFFERED = {
    "benchmark/quantile_within_region": "quantiles within a region",
    "composite/cronbach_and_copeland": "Cronbach's alpha and Copeland scores",
    "composite/undp_hdi_2021": "goalposts",
    "did/castle_doctrine_twfe_bacon": "two-way fixed effects and their decomposition",
    "event_study/sun_abraham_base_stagg": "covariates",
    "spatial/getis_ord_points": "Getis and Ord's G",
    "standardisation/dsr_gamma_fay_feuer": "gamma limits",
    "standardisation/indirect_rate": "rates of another population; ratios are set against the city's own",
    "survey/poststratification_raking": "weights that are made here",
}
"""Reference cases of statistics that no page and no command computes."""


def test_every_kind_says_how_it_is_computed_and_what_its_limits_mean() -> None:
    assert set(ESTIMATORS) == set(KINDS) == set(Kind)


def test_the_note_of_every_indicator_says_what_its_limits_mean() -> None:
    for each in all_indicators():
        assert str(method_note(each)).endswith(" ".join(each.spec.limits)), each.id


def test_every_reference_case_of_these_families_stands_in_the_table_and_is_run_by_a_test() -> None:
    folder = shared("reference")
    others = (path for path in Path(__file__).parents[1].rglob("test_*.py") if path != Path(__file__))
    tests = "".join(path.read_text(encoding="utf-8") for path in others)
    for family in FAMILIES.split():
        for path in sorted((folder / family).iterdir()):
            case = f"{family}/{path.name}"
            assert (f"| {case} |" in DOC) is (case not in NOT_OFFERED), case
            assert (path.name in tests) is (case not in NOT_OFFERED), case


ESTIMATORS_TABLE = DOC[DOC.index("| word | data | estimator |") : DOC.index("The path is another estimator")]


def test_the_estimators_in_the_document_are_those_that_a_verdict_or_a_page_can_reach() -> None:
    code = Code("indicators", "dashboard")
    starts = {Name("indicators.effects.estimators.choose", "choose")} | code.everything_in("dashboard")
    reached = {each.name for each in code.reached_from(starts) if is_estimator(code, each)}
    assert set(re.findall(r"\(`(\w+)`\)", ESTIMATORS_TABLE)) == reached


def test_the_words_in_the_document_are_the_methods_that_can_be_asked_for() -> None:
    words = [line.split("|")[1] for line in ESTIMATORS_TABLE.strip().splitlines()[2:]]
    assert {"auto", *re.findall(r"`(\w+)`", " ".join(words))} == set(METHODS_ASKED_FOR)


def is_estimator(code: Code, name: Name) -> bool:
    """Is it a public function that makes an effect, or a path of effects, of a study?"""
    node = code.modules[name.module].definitions.get(name.name, [None])[0]
    if not isinstance(node, ast.FunctionDef) or name.name.startswith("_") or node.returns is None:
        return False
    first = node.args.args[0].annotation if node.args.args else None
    made = (
        first is not None
        and ast.unparse(first) == "Study"
        and ast.unparse(node.returns) in ("Effect", "Path")
    )
    return made and name.module.startswith("indicators.effects.estimators")
