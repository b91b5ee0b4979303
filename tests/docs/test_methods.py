"""docs/methods.md lists what is really there: every kind, and every reference case that these tests meet."""

from pathlib import Path

from indicators.engine.definitions.method_notes import LIMITS, method_note
from indicators.engine.definitions.registry import all_indicators
from indicators.engine.estimation.kinds import ESTIMATORS, METHODS
from tests.support.reference import shared

DOC = (Path(__file__).parents[2] / "docs" / "methods.md").read_text(encoding="utf-8")
FAMILIES = (
    "rates standardisation life_expectancy survey comparison benchmark "
    "inequality inequality_gradient composite spatial "
    "did event_study synthetic_control interrupted_time_series causal_impact"
)


def test_every_kind_says_how_it_is_computed_and_what_its_limits_mean() -> None:
    assert set(ESTIMATORS) == set(METHODS) == set(LIMITS)


def test_the_note_of_every_indicator_says_what_its_limits_mean() -> None:
    for each in all_indicators():
        assert method_note(each).endswith(" ".join(LIMITS[each.kind])), each.id


def test_every_reference_case_of_these_families_stands_in_the_table_and_is_run_by_a_test() -> None:
    folder = shared("reference")
    tests = "".join(path.read_text(encoding="utf-8") for path in Path(__file__).parents[1].rglob("test_*.py"))
    for family in FAMILIES.split():
        for case in sorted((folder / family).iterdir()):
            assert f"| {family}/{case.name} |" in DOC
            assert case.name in tests, f"no test names {family}/{case.name}"
