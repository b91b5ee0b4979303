"""Answers that are kept for the next start: all of them are there again, and only while nothing has changed."""

import dataclasses
import os
import re
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from dashboard import queries, server
from dashboard.cache import answers
from dashboard.cache.memory import MEGABYTE, Cache
from dashboard.queries import open_cities
from indicators.engine.city import City
from tests.support.packs import small_pack

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def kept_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TOWNBELL_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def city(tmp_path: Path, kept_in: Path) -> City:
    assert not kept_in.exists()
    return City(small_pack(tmp_path))


def filled(city: City) -> Cache:
    """A cache with two answers about a city, one of another city, and one that has no written form."""
    cache = Cache(MEGABYTE)
    cache.get(
        ("", "district", city.key), lambda: pd.DataFrame({"value": [1.0, np.nan], "district_id": ["a", "b"]})
    )
    cache.get(("", "periods", city.key, "literacy"), lambda: ("2023", "2024"))
    cache.get(("", "periods", "another city"), lambda: ("2022",))
    cache.get(("", "opener", city.key), lambda: open)
    return cache


def test_what_was_kept_is_there_at_the_next_start(city: City) -> None:
    answers.save(filled(city), city)
    cache = Cache(MEGABYTE)
    assert answers.load(cache, city) == {("", "district", city.key), ("", "periods", city.key, "literacy")}
    assert cache.get(("", "periods", city.key, "literacy"), lambda: pytest.fail("made anew")) == (
        "2023",
        "2024",
    )
    assert (cache.held.made, cache.held.found, cache.held.entries) == (0, 1, 2)
    assert 0 < cache.held.bytes < filled(city).held.bytes


def test_changed_data_are_not_answered_by_what_was_kept(city: City, tmp_path: Path) -> None:
    answers.save(filled(city), city)
    changed = shutil.copytree(city.pack.folder, tmp_path / "changed" / city.name)
    table = next(path for path in sorted(changed.glob("*.csv")))
    before, number, after = re.split(r"(\d+)(?=\D*$)", table.read_text(encoding="utf-8"))
    table.write_text(f"{before}{int(number) + 1}{after}", encoding="utf-8")
    other = City(changed)
    assert answers.file_of(other) != answers.file_of(city)
    assert answers.load(Cache(MEGABYTE), other) == set()


@pytest.mark.parametrize("what", ["code", "library", "module"])
def test_changed_code_or_libraries_are_not_answered_by_what_was_kept(
    what: str, city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers.save(filled(city), city)
    digest_of_the_code = answers.code_digest.__wrapped__
    if what == "code":
        monkeypatch.setattr(Path, "read_bytes", lambda self: b"another source")
        monkeypatch.setattr(answers, "code_digest", digest_of_the_code)
    elif what == "library":
        monkeypatch.setattr(answers, "_installed", lambda name: "99.0" if name == "scipy" else "1.0")
        monkeypatch.setattr(answers, "code_digest", digest_of_the_code)
    else:
        monkeypatch.setattr(answers, "module_digest", lambda indicators: "an analyst's file changed")
    assert not answers.file_of(city).exists()
    assert answers.load(Cache(MEGABYTE), city) == set()


@pytest.mark.parametrize("broken", [b"", b"short", "cut", "flipped", "added"])
def test_a_broken_file_is_ignored_and_removed(broken: bytes | str, city: City) -> None:
    answers.save(filled(city), city)
    path = answers.file_of(city)
    content = path.read_bytes()
    middle = len(content) // 2
    changes = {
        "cut": content[:middle],
        "flipped": content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :],
        "added": content + b"x",
    }
    path.write_bytes(broken if isinstance(broken, bytes) else changes[broken])
    assert answers.load(Cache(MEGABYTE), city) == set()
    assert not path.exists()


def test_nothing_is_written_when_all_is_known_and_a_file_is_written_whole(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = filled(city)
    answers.save(cache, city, {entry.key for entry in cache.entries()})
    assert not answers.file_of(city).exists()
    monkeypatch.setattr(Path, "replace", lambda self, target: (_ for _ in ()).throw(OSError("disk full")))
    answers.save(cache, city)
    assert list(answers.file_of(city).parent.glob("*answers*")) == []


def test_files_not_read_for_longest_go_when_there_are_too_many_bytes(
    city: City, kept_in: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for age, name in ((300, "old"), (200, "older than the newest"), (100, "new")):
        path = kept_in / f"answers-{name}.bin"
        path.write_bytes(b"x" * 10_000)
        os.utime(path, (path.stat().st_mtime - age,) * 2)
    monkeypatch.setattr(answers, "MOST", 25_000)
    answers.save(filled(city), city)
    left = {path.name for path in kept_in.glob("answers-*")}
    assert left == {"answers-new.bin", "answers-older than the newest.bin", answers.file_of(city).name}


def test_what_is_larger_than_the_bound_is_not_kept(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "MOST", 100)
    answers.save(filled(city), city)
    assert not answers.file_of(city).exists()


def same(one: Any, other: Any) -> bool:
    """Are two answers equal in every value and type?"""
    if type(one) is not type(other):
        return False
    if isinstance(one, pd.DataFrame):
        pd.testing.assert_frame_equal(one, other)
        return bool(one.attrs == other.attrs)
    if isinstance(one, pd.Series):
        pd.testing.assert_series_equal(one, other)
        return True
    if isinstance(one, np.ndarray):
        return bool(np.array_equal(one, other, equal_nan=one.dtype.kind == "f"))
    if isinstance(one, tuple | list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if dataclasses.is_dataclass(one) and not isinstance(one, type):
        return all(same(getattr(one, f.name), getattr(other, f.name)) for f in dataclasses.fields(one))
    return bool(one == other or (one != one and other != other))


def test_the_second_start_has_every_answer_of_the_first_and_makes_none(
    kept_in: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not kept_in.exists()
    monkeypatch.setenv("TOWNBELL_PACKS", str(ROOT / "data" / "morocco"))
    monkeypatch.setattr(open_cities, "_open", {})
    caches = []
    for _start in range(2):
        open_cities._open.clear()
        open_cities._last_scan.clear()
        caches.append(Cache(256 * MEGABYTE))
        monkeypatch.setattr(queries, "_cache", caches[-1])
        monkeypatch.setattr(server, "set_apart", lambda: None)
        server.warm_pages()
        server.made_ready.clear()
    first, second = ({entry.key: entry.thing for entry in cache.entries()} for cache in caches)
    [city] = queries.cities().values()
    about_the_city = {key for key in first if isinstance(key, tuple) and city.key in key}
    assert len(about_the_city) > 100
    assert about_the_city == second.keys()
    assert caches[1].held.made == 0
    assert [key for key in about_the_city if not same(first[key], second[key])] == []
