"""For all tests: the same examples at every run; one browser, and one page server where the usual cities do."""

import os
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from tests.support.browser import ROOT, Browser, launched, require_chromium, serving

if TYPE_CHECKING:
    from dashboard.views.shared.register import (
        RegisterSnapshot,
    )
    from indicators.city import City

KEPT = pytest.StashKey[TemporaryDirectory[str]]()

# A red run then says something about the change at hand.
settings.register_profile("townbell", derandomize=True, deadline=None)
settings.load_profile("townbell")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Pages first: they take longest, and what is quick fills the time of whoever is done first."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is None)


def pytest_configure(config: pytest.Config) -> None:
    """One folder for all that is kept during a run, shared by its workers and page servers: they count once."""
    if not hasattr(config, "workerinput"):
        config.stash[KEPT] = TemporaryDirectory(prefix="townbell-tests-")
        cache = Path(config.stash[KEPT].name, "cache")
        cache.mkdir()
        os.environ["TOWNBELL_CACHE"] = str(cache)


def pytest_unconfigure(config: pytest.Config) -> None:
    """The folder goes with the run."""
    if KEPT in config.stash:
        config.stash[KEPT].cleanup()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all; tests open pages or contexts of their own."""
    with launched(require_chromium()) as found:
        yield found


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a worker's page servers, for their registers and logs; what they count lies in the run's cache."""
    folder = tmp_path_factory.mktemp("served")
    (folder / "cache").symlink_to(os.environ["TOWNBELL_CACHE"], target_is_directory=True)
    return folder


@pytest.fixture(scope="session")
def address(served: Path) -> Iterator[str]:
    """The cities that come along, with a register of their own that nobody may write."""
    with serving(served / "cache") as found:
        yield found


@pytest.fixture(scope="module")
def city() -> "City":
    """Bellhaven: generated, with interventions whose effects are known."""
    from indicators.city import City

    return City(ROOT / "data" / "bellhaven")


@pytest.fixture
def book(city: "City", tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> "RegisterSnapshot":
    """Its entries, in a register of the test's own."""
    from dashboard.views.shared import register

    monkeypatch.setenv("TOWNBELL_REGISTER", f"sqlite:///{tmp_path / 'register.db'}")
    return register.register_snapshot(city)
