"""What is kept between runs: within a bound of bytes, made once, shared; and what the server says of its health."""

import json
import os
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from shapely.geometry import box

from benchmarks.visitors import resident
from dashboard import queries, server
from dashboard.cache.memory import MEGABYTE, Cache, cache_memory
from dashboard.cache.size import weigh
from dashboard.hosting import health, memory_allocator
from dashboard.hosting.capacity import Places
from dashboard.hosting.memory_allocator import give_back, give_back_always, one_pool
from dashboard.queries import open_cities
from indicators.engine.caching.pandas_internals import references
from indicators.engine.city import City
from tests.support.loops import finished

ROOT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True)
class Pair:
    first: np.ndarray
    second: str


@pytest.mark.parametrize(
    ("thing", "bytes_at_least"),
    [
        (np.zeros(100_000), 800_000),
        (pd.DataFrame({"a": np.zeros(50_000), "b": np.arange(50_000)}), 800_000),
        (pd.Series(["somewhere"] * 50_000, dtype="str"), 450_000),
        (pd.Series([f"somewhere {n}" for n in range(20_000)], dtype=object), 1_000_000),
        ("x" * 500_000, 500_000),
        ([f"place {n}" for n in range(20_000)], 1_000_000),
        ({f"place {n}": n for n in range(20_000)}, 1_000_000),
        (Pair(np.zeros(1000), "x" * 1000), 9000),
        (tuple((str(n), str(n), str(n)) for n in range(5000)), 800_000),
        (gpd.GeoSeries([box(0, 0, 1, 1).segmentize(0.001)] * 100), 6_000_000),
    ],
    ids=lambda value: type(value).__name__,
)
def test_things_weigh_about_what_they_take(thing: object, bytes_at_least: int) -> None:
    assert bytes_at_least <= weigh(thing) <= 3 * bytes_at_least


def test_what_occurs_twice_is_weighed_once() -> None:
    large = np.zeros(100_000)
    assert weigh([large, large]) < 1.01 * weigh([large])


def test_an_open_city_weighs_nothing_for_the_one_that_refers_to_it() -> None:
    city = queries.open_city(ROOT / "data" / "morocco")
    assert weigh(queries.View(city, "literacy")) < 5000  # type: ignore[arg-type]


def test_the_cache_stays_within_its_bytes_and_lets_go_what_was_not_asked_for_longest() -> None:
    cache = Cache(MEGABYTE)
    make = {name: lambda: np.zeros(50_000) for name in "abc"}
    for name in "ab":
        cache.get(name, make[name])
    first = cache.get("a", make["a"])
    cache.get("c", make["c"])
    assert cache.held.bytes <= MEGABYTE
    assert (cache.held.entries, cache.held.dropped) == (2, 1)
    assert cache.get("a", make["a"]) is first
    assert cache.held.made == 3
    cache.get("b", make["b"])
    assert cache.held.made == 4


def test_what_took_long_to_make_stays_longer_than_what_is_quickly_made_again() -> None:
    cache = Cache(MEGABYTE)

    def slowly() -> np.ndarray:
        end = time.thread_time() + 0.25
        while time.thread_time() < end:
            pass
        return np.zeros(50_000)

    slow = cache.get("slow", slowly)
    for n in range(4):
        cache.get(n, lambda: np.zeros(50_000))
        assert cache.held.bytes <= MEGABYTE
    assert cache.get("slow", slowly) is slow
    for n in range(100):
        cache.get(f"more {n}", lambda: np.zeros(50_000))
    assert cache.get("slow", slowly) is not slow


@dataclass(frozen=True)
class Nested:
    frames: dict[str, list[tuple[pd.DataFrame, Pair]]]
    index: pd.Index


def test_dead_references_of_kept_frames_are_dropped_however_deep_they_lie() -> None:
    cache = Cache(MEGABYTE)
    frame = pd.DataFrame({"a": np.zeros(5), "b": ["x"] * 5}, index=pd.Index(list("vwxyz"), name="i"))
    pair = Pair(np.zeros(1), "")

    def query() -> Nested:
        kept = cache.get("nested", lambda: Nested({"one": [(frame, pair)]}, frame.index))
        for _look in range(100):
            frame["a"], frame["b"], frame.reset_index(), frame.set_index("b")
        return kept

    for _time in range(2):
        kept = query()
        assert max(references(frame)) > 50
        cache.release_references()
        assert max(references(frame)) < 10
    # what nobody asked for since has nothing to forget: it is passed over
    frame["a"]
    before = references(frame)
    cache.release_references()
    assert references(frame) == before
    assert kept.index is frame.index


def test_an_open_city_drops_the_dead_references_of_its_frames() -> None:
    city = City(ROOT / "data" / "morocco")
    frames = [city.districts, city.scope.districts]
    frames += [counts.frame for counts in city.counts(city.available[0]).values()]
    for frame in frames:
        for _look in range(100):
            frame["district_id"], frame.set_index("district_id")
    assert min(max(references(frame)) for frame in frames) > 50
    city.release_references()
    assert max(max(references(frame)) for frame in frames) < 30


def test_what_is_larger_than_the_cache_is_kept_as_long_as_nothing_else_comes() -> None:
    cache = Cache(1000)
    large = cache.get("large", lambda: np.zeros(1000))
    assert cache.get("large", lambda: np.zeros(1000)) is large
    cache.get("small", lambda: 1)
    assert cache.held.entries == 1


def test_however_many_ask_at_once_a_thing_is_made_once() -> None:
    cache, made, values = Cache(MEGABYTE), [], []

    def make() -> list[int]:
        made.append(threading.get_ident())
        time.sleep(0.05)
        return [1, 2, 3]

    threads = [threading.Thread(target=lambda: values.append(cache.get("key", make))) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 1
    assert all(each is values[0] for each in values)


def test_different_things_are_made_at_the_same_time() -> None:
    cache, both = Cache(MEGABYTE), threading.Barrier(2, timeout=10)
    threads = [threading.Thread(target=cache.get, args=(name, both.wait)) for name in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert cache.held.made == 2


def test_what_fails_is_not_kept_and_whoever_waited_tries_for_himself() -> None:
    cache, begun, tries = Cache(MEGABYTE), threading.Event(), []

    def fail() -> str:
        begun.set()
        time.sleep(0.05)
        raise ValueError("not this time")

    def first() -> None:
        with pytest.raises(ValueError, match="not this time"):
            cache.get("key", fail)

    thread = threading.Thread(target=first)
    thread.start()
    begun.wait(10)
    assert cache.get("key", lambda: tries.append(1) or "made") == "made"
    thread.join()
    assert (cache.held.entries, tries) == (1, [1])


def test_what_asks_for_itself_is_told_so_instead_of_waiting_for_ever() -> None:
    cache = Cache(MEGABYTE)

    def make() -> object:
        return cache.get("key", make)

    with pytest.raises(RuntimeError, match="asks for itself"):
        cache.get("key", make)


def test_the_bound_is_what_is_set(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TOWNBELL_CACHE_MEMORY", "300")
    assert cache_memory() == 300 * MEGABYTE
    monkeypatch.setenv("TOWNBELL_CACHE_MEMORY", "much")
    assert 128 * MEGABYTE <= cache_memory() <= 2048 * MEGABYTE
    assert "TOWNBELL_CACHE_MEMORY='much'" in capsys.readouterr().err


def test_a_changed_pack_takes_the_place_of_what_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import shutil

    folder = Path(shutil.copytree(ROOT / "data" / "morocco", tmp_path / "changing"))
    monkeypatch.setenv("TOWNBELL_PACKS", str(folder))
    before = open_cities.open_city(folder)
    assert open_cities.open_city(folder) is before
    (folder / "more.txt").write_text("more", encoding="utf-8")
    after = open_cities.open_city(folder)
    assert after is not before
    assert open_cities.city_states() == (["changing"], {})
    assert sum(name == str(folder) for name in open_cities._open) == 1


# Health


def test_the_server_says_how_it_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOWNBELL_PACKS", str(ROOT / "data" / "morocco"))
    queries.cities()
    places = Places(3)
    places.enter("a")
    report = health.report(places)
    assert report["status"] == "ok"
    assert report["cities"] == {"open": ["morocco"], "failed": {}}
    assert report["sessions"] == {"now": 1, "awaited": 0, "peak": 1, "most": 3, "refused": 0}
    assert report["memory_mb"]["process"] > 50
    assert report["uptime_seconds"] >= 0
    assert json.dumps(report)


def test_a_full_house_is_healthy_and_one_without_a_city_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOWNBELL_PACKS", str(ROOT / "data" / "morocco"))
    queries.cities()
    places = Places(1)
    places.enter("a")
    assert health.report(places)["status"] == "full"
    monkeypatch.setenv("TOWNBELL_PACKS", f"{ROOT / 'data' / 'morocco'}:{tmp_path / 'nothing'}")
    queries.cities()
    assert health.report(places)["cities"]["failed"] == {"nothing": 1}
    assert health.report(places)["status"] == "degraded"
    monkeypatch.setenv("TOWNBELL_PACKS", str(tmp_path / "nothing"))
    queries.cities()
    assert health.report(places)["status"] == "failing"


def test_health_answers_503_where_no_city_can_be_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOWNBELL_PACKS", str(tmp_path / "nothing"))
    queries.cities()
    answer = finished(server.health(None))  # type: ignore[arg-type]
    assert (answer.status_code, json.loads(bytes(answer.body))["status"]) == (503, "failing")
    assert answer.headers["cache-control"] == "no-store"


def test_the_server_takes_memory_from_one_place() -> None:
    before = pa.default_memory_pool()
    try:
        one_pool()
        assert pa.default_memory_pool().backend_name == "system"
    finally:
        pa.set_memory_pool(before)


@pytest.mark.skipif(memory_allocator._glibc() is None, reason="only glibc keeps free pages between things")
def test_what_is_free_between_things_that_stay_is_given_back() -> None:
    several = [bytes(5_000) for _ in range(20_000)]
    stay = several[::200]
    del several
    held = resident(os.getpid())
    assert give_back()
    assert held - resident(os.getpid()) > 50 * MEGABYTE
    assert len(stay) == 100


def test_memory_is_given_back_from_time_to_time_until_the_server_ends(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    given, let_go = threading.Semaphore(0), threading.Semaphore(0)
    monkeypatch.setattr(memory_allocator, "give_back", given.release)
    ended = give_back_always(let_go.release, 0.001)
    assert all(given.acquire(timeout=10) and let_go.acquire(timeout=10) for _ in range(3))
    ended.set()
    for thread in threading.enumerate():
        if thread.name == "give memory back":
            thread.join(10)
            assert not thread.is_alive()


def test_memory_is_given_back_also_where_what_is_kept_could_not_let_go(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails() -> None:
        raise RuntimeError("changed while it was looked at")

    given = threading.Semaphore(0)
    monkeypatch.setattr(memory_allocator, "give_back", given.release)
    ended = give_back_always(fails, 0.001)
    assert all(given.acquire(timeout=10) for _ in range(3))
    ended.set()
    assert "could not let go" in caplog.text


def test_an_opened_city_gives_back_what_a_count_needed() -> None:
    [table, *_others] = City(ROOT / "data" / "morocco")._tables.values()
    relation = table.frame.to_native()
    setting = relation.query("t", "SELECT current_setting('allocator_background_threads')").fetchall()
    assert setting == [(True,)]
