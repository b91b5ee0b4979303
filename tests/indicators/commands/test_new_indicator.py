"""`townbell new-indicator`: what it writes runs at once, and it never harms what is there."""

import ast
import shutil
from pathlib import Path

import pytest

from indicators.cli import main
from indicators.commands.new_indicator import with_import, write_files
from indicators.engine.definitions.registry import indicator, temporary_registry
from indicators.engine.text.errors import TownbellError

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    (tmp_path / "indicators").mkdir()
    (tmp_path / "tests").mkdir()
    shutil.copy(ROOT / "indicators" / "mobility.py", tmp_path / "indicators")
    return tmp_path


@pytest.mark.parametrize("domain", ["mobility", "housing"])
def test_the_new_function_and_its_test_run_before_anything_is_filled_in(clone: Path, domain: str) -> None:
    module, test = write_files(clone, domain, "crowded_homes")
    with temporary_registry():
        exec(compile(module.read_text(), module.name, "exec"), {"__name__": f"indicators.{domain}"})
        assert indicator("crowded_homes").domain == domain
        namespace: dict = {}
        exec(compile(test.read_text(), test.name, "exec"), namespace)
        namespace["test_crowded_homes_counts_whom_it_should"]()


def test_what_a_domain_holds_stays_as_it_is(clone: Path) -> None:
    before = (clone / "indicators" / "mobility.py").read_text()
    module, _ = write_files(clone, "mobility", "crowded_homes")
    kept = [ast.unparse(node) for node in ast.parse(before).body if not isinstance(node, ast.ImportFrom)]
    assert [ast.unparse(node) for node in ast.parse(module.read_text()).body][: len(kept) + 1][2:] == kept[1:]


def test_an_import_is_widened_only_where_it_has_to_be() -> None:
    assert (
        with_import("from indicators import (\n    mean,\n    rate,\n)\n")
        == "from indicators import mean, rate, share\n"
    )
    assert with_import("from indicators import share\n") == "from indicators import share\n"


def test_a_test_of_the_same_name_is_not_overwritten(clone: Path) -> None:
    (clone / "tests" / "test_crowded_homes.py").write_text("mine")
    with pytest.raises(TownbellError, match="exists"):
        write_files(clone, "mobility", "crowded_homes")
    assert (clone / "tests" / "test_crowded_homes.py").read_text() == "mine"


@pytest.mark.parametrize(
    ("domain", "name", "code", "what"),
    [
        ("health", "good_health", 1, "There is an indicator 'good_health' already, in indicators/health.py."),
        ("engine", "crowded_homes", 1, "'engine' is part of Townbell itself."),
        ("Housing", "crowded_homes", 2, "must be lower case letters"),
        ("housing", "class", 2, "must be lower case letters"),
    ],
)
def test_a_name_that_can_not_be_is_refused(
    capsys: pytest.CaptureFixture[str], domain: str, name: str, code: int, what: str
) -> None:
    assert main(["new-indicator", domain, name]) == code
    assert what in capsys.readouterr().err
    assert not (ROOT / "tests" / f"test_{name}.py").exists()
