"""Tables elsewhere: how old their numbers may be, who may know the password, and what is said when nobody answers."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from indicators.cli import main
from indicators.engine.city import City
from indicators.engine.sources import base as sources
from indicators.engine.text.errors import TownbellError
from tests.support.postgres_packs import database, filled, pack_at, prevalence, refusal, run

ASKED = ["--indicator", "disability_prevalence"]


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOWNBELL_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("PGUSER", "townbell")


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The address of an empty database; its user comes from the environment."""
    with database() as address:
        yield address


@pytest.fixture
def address(server: str) -> str:
    """The database with the table `public.people` as the small pack's file has it."""
    return filled(server)


def note_of(city: City) -> str:
    """What is said about the age of the numbers."""
    (note,) = (str(problem) for problem in city.problems if "Counted" in str(problem.what))
    return note


# How old numbers may be


def test_counts_serve_until_midnight_unless_the_pack_says_otherwise(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pack = pack_at(tmp_path, address)
    city = City(pack)
    before = prevalence(city)
    assert "warning: Counted in Postgres" in note_of(city)
    assert "Counted anew after" in note_of(city)
    run(address, "UPDATE people SET disabled = disabled * 2")
    assert prevalence(City(pack)) == before
    now = sources.time.time()
    monkeypatch.setattr(sources.time, "time", lambda: now + 86_400)
    assert prevalence(City(pack)) == pytest.approx(2 * before)


def test_a_city_says_when_its_counts_have_served_their_time(address: str, tmp_path: Path) -> None:
    city = City(pack_at(tmp_path, address, fresh_for="12 hours"))
    (stamp,) = city._opened.stamps.values()
    assert not city.is_over
    assert (stamp.until.hour, stamp.until.minute) in ((0, 0), (12, 0))
    assert sources.Stamp(stamp.key, stamp.since, stamp.since, "").is_over


def test_a_version_in_the_pack_keeps_counts_until_it_changes(address: str, tmp_path: Path) -> None:
    before = prevalence(City(pack_at(tmp_path, address, version="2024-1")))
    run(address, "UPDATE people SET disabled = disabled * 2")
    city = City(pack_at(tmp_path, address, version="2024-1"))
    assert prevalence(city) == before
    assert not city.is_over
    assert prevalence(City(pack_at(tmp_path, address, version="2024-2"))) == pytest.approx(2 * before)


def test_a_column_that_says_when_rows_changed_is_asked_at_every_opening(address: str, tmp_path: Path) -> None:
    pack = pack_at(tmp_path, address, updated="persons")
    before = prevalence(City(pack))
    key = City(pack).key
    run(address, "UPDATE people SET disabled = disabled * 2, persons = persons + 1")
    assert prevalence(City(pack)) > 1.9 * before
    assert City(pack).key != key


# Passwords


@pytest.mark.parametrize(
    "where", ["ann:hush@db/city", "ann:@db/city", "db/city?password=hush", "a:hush@x@db/city"]
)
def test_a_password_in_a_pack_is_refused_and_not_repeated(where: str, tmp_path: Path) -> None:
    message = refusal(pack_at(tmp_path, f"postgresql://{where}"))
    assert "datapackage.json: Table 'people': its address holds a password." in message
    assert "TOWNBELL_DATABASE_SMALLVILLE" in message
    assert "hush" not in message


def test_a_whole_address_may_stand_in_the_environment(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOWNBELL_DATABASE_SMALLVILLE", address.replace("///", "//townbell:hush@/"))
    city = City(pack_at(tmp_path, "postgresql://nowhere.invalid/city"))
    assert prevalence(city) > 0
    assert "hush" not in note_of(city) + city.key + repr(city._tables) + repr(city.pack)


@pytest.mark.parametrize("given", ["postgresql://ann:hush@[::1/city", "postgresql://ann:hush@h:port/city"])
def test_an_address_that_can_not_be_read_is_not_repeated(
    given: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOWNBELL_DATABASE_SMALLVILLE", given)
    message = refusal(pack_at(tmp_path, "postgresql:///city"))
    assert "TOWNBELL_DATABASE_SMALLVILLE" in message
    assert "hush" not in message


# What goes wrong outside


def test_a_database_that_is_not_there_is_told_without_a_traceback(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGPASSWORD", "hush")
    pack = pack_at(tmp_path, "postgresql://127.0.0.1:1/city")
    assert main(["estimate", str(pack), *ASKED]) == 1
    error_output = capsys.readouterr().err
    assert "public.people: Postgres (127.0.0.1, city) can't be reached" in error_output
    assert "PGUSER, PGPASSWORD, PGPASSFILE or TOWNBELL_DATABASE_SMALLVILLE" in error_output
    assert "Traceback" not in error_output
    assert "hush" not in error_output


def test_a_misspelt_table_or_column_is_answered_with_the_right_one(address: str, tmp_path: Path) -> None:
    assert "Did you mean 'public.people'?" in refusal(pack_at(tmp_path / "a", address, "public.peple"))
    run(address, "ALTER TABLE people RENAME COLUMN disabled TO disabld")
    message = refusal(pack_at(tmp_path / "b", address))
    assert "The schema lists a column that the table lacks. Did you mean 'disabld'?" in message


def test_a_table_that_may_not_be_read_is_told(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(address, "DROP ROLE IF EXISTS guest; CREATE ROLE guest LOGIN")
    monkeypatch.setenv("PGUSER", "guest")
    assert "may not be read" in refusal(pack_at(tmp_path, address))


def test_a_database_that_goes_away_later_is_told(address: str, tmp_path: Path) -> None:
    city = City(pack_at(tmp_path, address))
    run(address, "DROP TABLE people")
    with pytest.raises(TownbellError, match="no such table"):
        city.estimate("disability_prevalence")


def test_without_its_driver_the_pack_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    assert "pip install 'townbell[postgres]'" in refusal(pack_at(tmp_path, "postgresql:///city"))


def test_without_its_translator_too(address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sqlglot", None)
    assert "pip install sqlglot" in refusal(pack_at(tmp_path, address))


@pytest.mark.parametrize(
    ("extra", "message"),
    [
        ({"fresh_for": "a while"}, "townbell.fresh_for can't be read"),
        ({"updated": "changed"}, "townbell.updated names 'changed'"),
        ({"district": None, "longitude": "persons", "latitude": "disabled"}, "points in a database"),
    ],
)
def test_what_can_not_be_meant_is_refused(extra: dict[str, Any], message: str, tmp_path: Path) -> None:
    assert message in refusal(pack_at(tmp_path, "postgresql:///city", **extra))
