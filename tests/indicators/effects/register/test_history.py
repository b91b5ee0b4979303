"""The register keeps every version, tells two officers about each other, and takes the pack's entries in once."""

import datetime as dt
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from indicators.effects.register.history import Register
from indicators.effects.register.intervention import Intervention
from indicators.effects.register.versions import Conflict, changes, late_changes, unregistered
from indicators.engine.text.errors import TownbellError
from tests.support.postgres import postgres_url

WARDENS = Intervention(
    id="wardens",
    title="Night wardens",
    domain="safety",
    status="running",
    indicator="violent_crime",
    districts=("A", "B"),
    segments={"sex": ("female",)},
    starts={"A": dt.date(2021, 1, 1), "B": dt.date(2022, 7, 1)},
    cost=1000.0,
    currency="EUR",
    expected_low=-30,
    expected_high=-10,
    expected_unit="percent",
    lessons="Ask the wardens.",
)


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'register.sqlite'}"


@pytest.fixture(params=["sqlite", "postgres"])
def register(request: pytest.FixtureRequest, url: str) -> Iterator[Register]:
    """The same promises in both databases."""
    if request.param == "sqlite":
        yield Register(url)
    else:
        with postgres_url() as found:
            register = Register(found)
            yield register
            register.close()


def test_what_was_saved_comes_back_with_who_and_when(register: Register) -> None:
    before = dt.datetime.now(dt.UTC)
    assert register.save("smallville", WARDENS, 0, "ann@city.example") == 1
    (found,) = register.entries("smallville")
    assert (found.intervention, found.version, found.saved_by) == (WARDENS, 1, "ann@city.example")
    assert before <= found.saved_at <= dt.datetime.now(dt.UTC)
    assert str(found.sentence).startswith("Version 1, saved by ann@city.example on ")


def test_every_version_stays_and_cities_do_not_mix(register: Register) -> None:
    register.save("smallville", WARDENS, 0, "ann")
    register.save("smallville", replace(WARDENS, status="failed"), 1, "ben")
    register.save("elsewhere", WARDENS, 0, "cyd")
    history = register.history("smallville", "wardens")
    assert [(v.version, v.saved_by, v.intervention.status) for v in history] == [
        (1, "ann", "running"),
        (2, "ben", "failed"),
    ]
    assert [v.saved_by for v in register.entries("elsewhere")] == ["cyd"]


def test_whoever_edits_an_old_version_is_told_what_differs_and_nothing_is_written(register: Register) -> None:
    register.save("smallville", WARDENS, 0, "ann")
    register.save("smallville", replace(WARDENS, cost=2000.0), 1, "ann")
    with pytest.raises(Conflict) as told:
        register.save("smallville", replace(WARDENS, status="stopped", cost=1000.0), 1, "ben")
    assert tuple(map(str, told.value.differences)) == (
        "status: yours 'stopped', saved 'running'.",
        "cost: yours '1000', saved '2000'.",
    )
    assert "Meanwhile ann saved version 2 of this entry; you were editing version 1" in str(told.value)
    assert told.value.theirs is not None
    assert len(register.history("smallville", "wardens")) == 2


def test_an_entry_that_exists_can_not_be_made_again_and_one_that_does_not_can_not_be_changed(
    url: str,
) -> None:
    register = Register(url)
    register.save("smallville", WARDENS, 0, "ann")
    with pytest.raises(Conflict):
        register.save("smallville", replace(WARDENS, title="Another"), 0, "ben")
    with pytest.raises(Conflict, match="There is no version 3 of this entry"):
        register.save("smallville", replace(WARDENS, id="unknown"), 3, "ben")


def test_a_double_click_saves_once(url: str) -> None:
    register = Register(url)
    assert register.save("smallville", WARDENS, 0, "ann") == 1
    assert register.save("smallville", WARDENS, 0, "ann") == 1
    with pytest.raises(Conflict):
        register.save("smallville", WARDENS, 0, "ben")
    assert len(register.history("smallville")) == 1


def test_what_is_withdrawn_is_kept_and_can_be_restored(register: Register) -> None:
    register.save("smallville", WARDENS, 0, "ann")
    assert register.withdraw("smallville", "wardens", 1, "ben") == 2
    assert register.entries("smallville") == ()
    (kept,) = register.entries("smallville", withdrawn=True)
    assert kept.withdrawn
    assert kept.intervention == WARDENS
    assert register.restore("smallville", "wardens", 2, "ann") == 3
    assert [v.version for v in register.entries("smallville")] == [3]
    assert [v.action for v in register.history("smallville")] == ["saved", "withdrawn", "restored"]


@pytest.mark.parametrize(
    "statement", ["DELETE FROM entry_version", "UPDATE entry_version SET saved_by = 'x'"]
)
def test_the_database_itself_refuses_to_forget(url: str, statement: str) -> None:
    Register(url).save("smallville", WARDENS, 0, "ann")
    connection = sqlite3.connect(url.removeprefix("sqlite:///"))
    with pytest.raises(sqlite3.IntegrityError, match="only grows"):
        connection.execute(statement)
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    connection.close()


def test_postgres_refuses_to_forget_too() -> None:
    import sqlalchemy as sa

    with postgres_url() as found:
        register = Register(found)
        register.save("smallville", WARDENS, 0, "ann")
        engine = sa.create_engine(found)
        for statement in ("DELETE FROM entry_version", "TRUNCATE entry_version"):
            with engine.connect() as connection, pytest.raises(sa.exc.DBAPIError, match="only grows"):
                connection.execute(sa.text(statement))
        engine.dispose()
        assert len(register.history("smallville")) == 1
        register.close()


# Many at once


def test_of_twelve_who_save_at_once_one_is_saved_and_eleven_are_told(register: Register) -> None:
    register.save("smallville", WARDENS, 0, "ann")
    start = threading.Barrier(12)
    saved: list[int] = []
    told: list[Conflict] = []

    def save(number: int) -> None:
        start.wait()
        try:
            saved.append(
                register.save("smallville", replace(WARDENS, notes=f"{number}"), 1, f"officer {number}")
            )
        except Conflict as conflict:
            told.append(conflict)

    threads = [threading.Thread(target=save, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert saved == [2]
    assert len(told) == 11
    assert all(conflict.theirs is not None and conflict.theirs.version == 2 for conflict in told)


PROCESS = """
import sys
from dataclasses import replace
from indicators.effects.register.intervention import Intervention
from indicators.effects.register.history import Register
from indicators.effects.register.versions import Conflict

url, who = sys.argv[1:]
sys.stdin.readline()
register, saved = Register(url), 0
while saved < 10:
    last = register.history("smallville", "wardens")
    before = last[-1].intervention if last else Intervention("wardens")
    entry = replace(before, notes=before.notes + who)
    try:
        register.save("smallville", entry, last[-1].version if last else 0, who)
        saved += 1
    except Conflict:
        pass
"""


def test_four_processes_that_open_a_new_register_and_save_ten_times_each_lose_nothing(url: str) -> None:
    _race(url)
    history = Register(url).history("smallville", "wardens")
    assert [v.version for v in history] == list(range(1, 41))
    assert sorted(history[-1].intervention.notes) == sorted("abcd" * 10)


def test_four_processes_lose_nothing_in_postgres() -> None:
    with postgres_url() as found:
        _race(found)
        register = Register(found)
        history = register.history("smallville", "wardens")
        register.close()
        assert [v.version for v in history] == list(range(1, 41))
        assert sorted(history[-1].intervention.notes) == sorted("abcd" * 10)


def _race(url: str) -> None:
    root = Path(__file__).resolve().parents[4]
    command = [sys.executable, "-c", PROCESS, url]
    processes = [
        subprocess.Popen([*command, who], stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=root)
        for who in "abcd"
    ]
    said = []
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    for process in processes:
        said.append(process.communicate(timeout=120)[1])
    assert [process.returncode for process in processes] == [0, 0, 0, 0], said


def test_four_readers_take_the_packs_entries_in_once(register: Register) -> None:
    threads = [threading.Thread(target=register.entries, args=("smallville", [WARDENS])) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [(v.version, v.saved_by) for v in register.history("smallville")] == [(1, "pack")]


# The pack's entries


def test_the_packs_entries_are_the_first_version_and_are_not_doubled(url: str) -> None:
    register = Register(url)
    for _ in range(3):
        (found,) = register.entries("smallville", [WARDENS])
    assert (found.version, str(found.who), found.pack_differs) == (1, "the city pack", ())
    assert len(register.history("smallville")) == 1


def test_a_row_that_changed_in_the_pack_is_a_new_version_while_nobody_edited_it(url: str) -> None:
    register = Register(url)
    register.entries("smallville", [WARDENS])
    (found,) = register.entries("smallville", [replace(WARDENS, cost=5.0)])
    assert (found.version, found.intervention.cost) == (2, 5.0)


def test_two_servers_with_different_packs_do_not_take_turns_for_ever(url: str) -> None:
    register = Register(url)
    old, new = WARDENS, replace(WARDENS, cost=5.0)
    for row in (old, new, old, new, old):
        (found,) = register.entries("smallville", [row])
    assert (found.version, found.intervention.cost, found.pack_differs) == (2, 5.0, ("cost",))
    assert len(register.history("smallville")) == 2


def test_the_history_says_what_changed(url: str) -> None:
    register = Register(url)
    register.entries("smallville", [WARDENS])
    register.save("smallville", replace(WARDENS, status="scaled", end=dt.date(2024, 5, 31)), 1, "ann")
    first, second = register.history("smallville")
    assert str(first.sentence).startswith("Version 1, taken from the city pack on ")
    assert tuple(map(str, changes(first.intervention, second.intervention))) == (
        "status: 'running' became 'scaled up'.",
        "end: '' became '2024-05-31'.",
    )


def test_a_row_that_changed_after_an_officers_edit_is_shown_and_overwrites_nothing(url: str) -> None:
    register = Register(url)
    register.entries("smallville", [WARDENS])
    register.save("smallville", replace(WARDENS, status="stopped"), 1, "ann")
    (found,) = register.entries("smallville", [WARDENS])
    assert found.pack_differs == ()
    changed = replace(WARDENS, cost=5.0)
    (found,) = register.entries("smallville", [changed])
    assert (found.version, found.intervention.status) == (2, "stopped")
    assert found.pack_differs == ("status", "cost")
    register.save("smallville", found.intervention, 2, "ann", settles=changed)
    (settled,) = register.entries("smallville", [changed])
    assert (settled.version, settled.pack_differs) == (3, ())


def test_an_officer_who_edits_while_the_pack_changes_is_told(url: str) -> None:
    register = Register(url)
    register.entries("smallville", [WARDENS])
    register.entries("smallville", [replace(WARDENS, cost=5.0)])
    with pytest.raises(Conflict, match="Meanwhile the city pack saved version 2"):
        register.save("smallville", replace(WARDENS, status="stopped"), 1, "ann")


def test_an_entry_that_left_the_pack_stays_and_a_withdrawn_one_does_not_come_back(url: str) -> None:
    register = Register(url)
    register.entries("smallville", [WARDENS])
    assert len(register.entries("smallville", [])) == 1
    register.withdraw("smallville", "wardens", 1, "ann")
    assert register.entries("smallville", [WARDENS]) == ()
    assert register.entries("smallville", [replace(WARDENS, cost=5.0)]) == ()


def test_without_a_register_the_packs_entries_can_be_read_as_version_nought() -> None:
    (found,) = unregistered("smallville", [WARDENS])
    assert (found.version, found.intervention) == (0, WARDENS)


def test_a_register_that_can_not_be_written_still_shows_what_the_pack_says(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    register = Register(url)

    def refuse(*_: object) -> bool:
        raise TownbellError("read only")

    monkeypatch.setattr(register, "_put", refuse)
    (found,) = register.entries("smallville", [WARDENS])
    assert (found.version, found.intervention) == (0, WARDENS)


# What is refused


@pytest.mark.parametrize(
    ("entry", "who", "words"),
    [
        (WARDENS, " ", "without the name of who saves"),
        (replace(WARDENS, id=""), "ann", "needs an id"),
        (replace(WARDENS, id="a\nb"), "ann", "needs an id"),
    ],
)
def test_nothing_is_saved_without_a_name_or_an_id(
    url: str, entry: Intervention, who: str, words: str
) -> None:
    with pytest.raises(TownbellError, match=words):
        Register(url).save("smallville", entry, 0, who)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ("nonsense", "must be a SQLAlchemy URL"),
        ("sqlite://", "would forget everything"),
        ("mysql+nosuchdriver://h/x", "can't be used|needs the package|must be a SQLAlchemy URL"),
        (
            "postgresql+nosuchdriver://u:secret@h/x",
            "can't be used|needs the package|must be a SQLAlchemy URL",
        ),
    ],
)
def test_a_register_that_can_not_be_opened_says_why_without_its_password(wrong: str, words: str) -> None:
    with pytest.raises(TownbellError, match=words) as told:
        Register(wrong)
    assert "secret" not in str(told.value)


def test_a_file_that_is_no_database_is_no_traceback(tmp_path: Path) -> None:
    (tmp_path / "register.sqlite").write_text("This is a letter." * 100)
    with pytest.raises(TownbellError, match="can't be used: file is not a database"):
        Register(f"sqlite:///{tmp_path / 'register.sqlite'}")


def test_the_setting_says_where_the_register_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOWNBELL_REGISTER", f"sqlite:///{tmp_path / 'deep' / 'own.sqlite'}")
    Register().save("smallville", WARDENS, 0, "ann")
    assert (tmp_path / "deep" / "own.sqlite").is_file()


def test_a_start_that_reads_the_same_is_no_change_where_only_the_districts_changed() -> None:
    start = dt.date(2021, 3, 1)
    before = replace(WARDENS, starts=dict.fromkeys(("A", "B"), start))
    after = replace(WARDENS, districts=("A", "C"), starts=dict.fromkeys(("A", "C"), start))
    words = {"districts": {"A": "North", "B": "South", "C": "East"}}
    assert tuple(map(str, changes(before, after, words))) == (
        "districts: 'North; South' became 'North; East'.",
    )
    assert tuple(map(str, changes(before, after))) == ("districts: 'A;B' became 'A;C'.",)


def test_a_history_speaks_of_places_and_groups_by_their_names() -> None:
    words = {"districts": {"A": "North"}, "segments": {"sex=female": "Sex: women", "sex=male": "Sex: men"}}
    after = replace(WARDENS, segments={"sex": ("male",)}, starts={"A": dt.date(2021, 1, 1)})
    said = changes(WARDENS, after, words)
    assert "for whom" not in said
    assert any("'Sex: women' became 'Sex: men'" in str(line) for line in said)
    assert any("'North=2021-01-01; B=2022-07-01' became" in str(line) for line in said)


def test_why_an_entry_is_withdrawn_is_kept_with_its_lessons(url: str) -> None:
    register = Register(url)
    register.save("smallville", WARDENS, 0, "ann")
    register.withdraw("smallville", "wardens", 1, "ben", "entered twice")
    (kept,) = register.entries("smallville", withdrawn=True)
    assert kept.intervention.lessons == "Ask the wardens. Withdrawn: entered twice"


def test_what_was_changed_after_the_start_is_found_with_who_did_it(url: str) -> None:
    register = Register(url)
    register.save("smallville", WARDENS, 0, "ann")
    register.save("smallville", replace(WARDENS, cost=5.0), 1, "ann")
    register.save("smallville", replace(WARDENS, indicator="burglary", stop_rule="Stop."), 2, "ben")
    (late,) = late_changes(register.history("smallville", "wardens"))
    assert (late.version.saved_by, late.fields) == ("ben", ("indicator", "stop_rule"))
