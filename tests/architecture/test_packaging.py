"""The wheel: it builds without any network and brings the cities, the dashboard and its settings along."""

import importlib.util
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

from indicators.engine.pack.model import find_packs

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if importlib.util.find_spec("hatchling") is None:
        pytest.skip("hatchling, which builds the wheel, is not installed")
    folder = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-index", "--no-deps", "--no-build-isolation"]
    done = subprocess.run([*pip, "--wheel-dir", folder, ROOT], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    return next(folder.glob("townbell-*.whl"))


def test_the_wheel_brings_every_city_along(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for pack in find_packs(ROOT / "data"):
        for file in pack.iterdir():
            assert f"townbell_data/{pack.name}/{file.name}" in names


def test_the_wheel_brings_the_dashboard_and_its_settings_but_no_tests(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert {
        "dashboard/app.py",
        "dashboard/server.py",
        "indicators/cli.py",
        "townbell_data/streamlit.toml",
        "indicators/py.typed",
        "dashboard/py.typed",
    } <= set(names)
    assert not [name for name in names if name.startswith(("tests/", "benchmarks/", "data/"))]


def test_an_unpacked_wheel_finds_its_cities(wheel: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path / "site")
    code = "from indicators.engine.pack.locations import *; print(repository(), len(embedded_packs()), "
    code += "streamlit_config().is_file())"
    start = f"import sys; sys.path[:0] = [{str(tmp_path / 'site')!r}]; {code}"
    done = subprocess.run(
        [sys.executable, "-c", start], cwd=tmp_path, capture_output=True, text=True, timeout=60
    )
    assert (done.stdout.split(), done.stderr) == (["None", str(len(find_packs(ROOT / "data"))), "True"], "")


def test_the_lock_file_holds_every_library_that_the_project_names() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    locked = {line.split("==")[0] for line in (ROOT / "requirements.lock").read_text().splitlines()}
    named = {text.split(">")[0].lower() for text in project["project"]["dependencies"]}
    assert named <= locked
