"""What a second opening does again: nothing of what has not changed, and all of what has."""

import importlib.util
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from geopandas.testing import assert_geodataframe_equal

from indicators import share
from indicators.engine.caching import disk as store
from indicators.engine.city import City
from indicators.engine.counting import count
from indicators.engine.definitions.registry import indicator, temporary_registry
from indicators.engine.pack import kept_boundaries as outlines
from indicators.engine.pack import text_files
from indicators.engine.sources import tables
from indicators.engine.validation import contract
from tests.support.packs import PEOPLE, people_table, small_pack

CALLS = """\
day,x,y,minutes
2024-01-05,0.5,0.5,4
2024-01-09,0.5,0.6,12
2024-02-11,1.5,0.5,9
2024-02-12,9.0,9.0,1
"""


def with_calls(package: dict[str, Any]) -> None:
    fields = [{"name": n, "type": t} for n, t in (("day", "date"), ("x", "number"), ("y", "number"))]
    package["resources"].append(
        {
            "name": "calls",
            "path": "calls.csv",
            "schema": {"fields": [*fields, {"name": "minutes", "type": "number"}]},
            "townbell": {"table": "calls", "period": "day", "longitude": "x", "latitude": "y"},
        }
    )


@pytest.fixture
def pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A city with two tables and an indicator in each; files count as settled as soon as they are written."""
    monkeypatch.setenv("TOWNBELL_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(store, "_SETTLED", -(10**18))
    with temporary_registry():

        @share("Disabled", table="people", better="lower", out_of="persons")
        def are_disabled(line: Any) -> Any:
            """Made in a test."""
            return line.disabled

        @share("Reached in time", table="calls", better="higher")
        def in_time(call: Any) -> Any:
            """Made in a test."""
            return call.minutes <= 8

        yield small_pack(tmp_path, descriptor=with_calls, files={"calls.csv": CALLS})


class Seen:
    """What was done: the tables counted and checked, and the files read."""

    def __init__(self) -> None:
        self.counted: list[str] = []
        self.checked: list[str] = []
        self.read: list[str] = []


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> Seen:
    recorder = Seen()

    def watch(module: Any, name: str, note: Callable[..., None]) -> None:
        function = getattr(module, name)

        def watched(*given: Any, **named: Any) -> Any:
            note(*given)
            return function(*given, **named)

        monkeypatch.setattr(module, name, watched)

    watch(count, "_one_pass", lambda table, *_more: recorder.counted.append(table.name))
    watch(contract, "check_rows", lambda table, *_more: recorder.checked.append(table.resource.name))
    watch(store, "_read_whole", lambda path: recorder.read.append(path.name))
    return recorder


def opened(pack: Path) -> tuple[list[float], list[float]]:
    """The city opened and counted: the first table's numerators, and the second's."""
    city = City(pack)
    return (
        city.counts(indicator("are_disabled"))["whole"].frame["value"].tolist(),
        city.counts(indicator("in_time"))["whole"].frame["value"].tolist(),
    )


def changed(path: Path, old: str, new: str) -> None:
    """Another text in a file, its time of change set back as if nothing had been."""
    before = path.stat()
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def again(pack: Path, seen: Seen) -> tuple[list[float], list[float]]:
    """A second opening; what was seen of the first is forgotten."""
    seen.counted.clear()
    seen.checked.clear()
    seen.read.clear()
    return opened(pack)


def test_the_first_opening_counts_and_checks_every_table(pack: Path, seen: Seen) -> None:
    assert opened(pack) == ([50.0, 40.0, 90.0, 60.0, 10.0, 20.0, 30.0, 20.0], [1.0, 0.0])
    assert sorted(seen.counted) == sorted(seen.checked) == ["calls", "people"]


def test_a_second_opening_counts_checks_and_reads_nothing(
    pack: Path, seen: Seen, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = opened(pack)
    for module, name in ((tables, "_periods"), (tables, "stateful_columns"), (outlines, "read_districts")):
        monkeypatch.setattr(module, name, lambda *_given, name=name: pytest.fail(f"{name} is called again"))
    monkeypatch.setattr(text_files, "_first_other_line", lambda _path: pytest.fail("the text is read again"))
    assert again(pack, seen) == first
    assert (seen.counted, seen.checked, seen.read) == ([], [], [])


def test_a_second_opening_counts_without_shapes(pack: Path) -> None:
    opened(pack)
    code = """
import sys
from pathlib import Path
from indicators.engine.city import City
city = City(Path(sys.argv[1]))
assert list(city.scope.districts.columns) == ["district_id", "district", "parent"]
loaded = {"geopandas", "shapely"} & set(sys.modules)
assert not loaded, loaded
"""
    ran = subprocess.run([sys.executable, "-c", code, str(pack)], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr


def test_outlines_that_were_kept_are_those_that_were_read(pack: Path) -> None:
    first, second = City(pack), City(pack)
    names = ["district_id", "district", "parent"]
    pd.testing.assert_frame_equal(second.scope.districts, pd.DataFrame(first.districts[names]))
    assert_geodataframe_equal(second.districts, first.districts)
    assert second.districts is second.districts


@pytest.mark.parametrize("attribute", ["districts", "scope"])
def test_kept_outlines_that_are_broken_or_gone_are_read_again(pack: Path, attribute: str) -> None:
    first = City(pack)
    [kept] = [path for path in store.folder().glob("districts-*.parquet") if "notes" not in path.name]
    whole = kept.read_bytes()
    kept.write_bytes(b"PAR1" + bytes(len(whole) - 8) + b"PAR1")
    broken = City(pack)
    getattr(broken, attribute)
    assert broken.districts.geometry.geom_equals(first.districts.geometry).all()
    kept.write_bytes(whole)
    city = City(pack)
    kept.unlink()
    assert city.scope.districts["district"].tolist() == first.districts["district"].tolist()
    assert city.districts.geometry.geom_equals(first.districts.geometry).all()


def test_another_cell_of_the_same_length_and_time_is_seen(pack: Path, seen: Seen) -> None:
    opened(pack)
    changed(pack / "people.csv", "A,2014,female,1000,50", "A,2014,female,1000,51")
    assert again(pack, seen)[0][0] == 51
    assert seen.counted == seen.checked == ["people"]


def test_a_file_that_was_only_touched_is_read_but_not_counted_anew(pack: Path, seen: Seen) -> None:
    first = opened(pack)
    os.utime(pack / "people.csv", ns=(1, 1))
    assert again(pack, seen) == first
    assert (seen.counted, seen.checked, seen.read) == ([], [], ["people.csv"])


def test_a_file_put_in_the_place_of_another_is_seen(pack: Path, seen: Seen) -> None:
    opened(pack)
    before = (pack / "people.csv").stat()
    other = pack / "other"
    other.write_text(PEOPLE.replace("1000,50", "1000,49"))
    os.utime(other, ns=(before.st_atime_ns, before.st_mtime_ns))
    other.replace(pack / "people.csv")
    assert again(pack, seen)[0][0] == 49


def test_another_description_of_a_table_counts_it_alone(pack: Path, seen: Seen) -> None:
    opened(pack)
    descriptor = json.loads((pack / "datapackage.json").read_text())
    people_table(descriptor)["schema"]["missingValues"] = ["", "50"]
    (pack / "datapackage.json").write_text(json.dumps(descriptor))
    assert again(pack, seen)[0][0] == 0
    assert seen.counted == seen.checked == ["people"]


def test_another_outline_finds_the_districts_of_points_anew(pack: Path, seen: Seen) -> None:
    opened(pack)
    outlines = json.loads((pack / "districts.geojson").read_text())
    wide = [[0.0, 0.0], [1.6, 0.0], [1.6, 1.0], [0.0, 1.0], [0.0, 0.0]]
    east = [[1.6, 0.0], [10.0, 0.0], [10.0, 10.0], [1.6, 10.0], [1.6, 0.0]]
    for feature, ring in zip(outlines["features"], (wide, east), strict=True):
        feature["geometry"]["coordinates"] = [ring]
    (pack / "districts.geojson").write_text(json.dumps(outlines))
    again(pack, seen)
    frame = City(pack).counts(indicator("in_time"))["whole"].frame
    assert frame["rows"].tolist() == [2.0, 1.0, 1.0]
    assert "calls" in seen.counted


def test_another_engine_takes_nothing_from_what_an_older_one_counted(
    pack: Path, seen: Seen, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = opened(pack)
    monkeypatch.setattr(store, "engine_digest", lambda: "another")
    assert again(pack, seen) == first
    assert sorted(seen.counted) == sorted(seen.checked) == ["calls", "people"]


MODULE = '''
from indicators import share

@share("Reached soon", table="calls", better="higher")
def soon(call):
    """Made in a test."""
    return call.minutes <= {limit}
'''


def written(folder: Path, limit: int) -> None:
    """A module of indicators as an analyst has it in a file, loaded in place of the one before."""
    path = folder / "soon_module.py"
    path.write_text(MODULE.format(limit=limit))
    spec = importlib.util.spec_from_file_location("soon_module", path)
    assert spec is not None
    assert spec.loader is not None
    sys.modules["soon_module"] = module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)


def test_another_line_in_a_module_counts_only_the_tables_that_it_measures(
    pack: Path, seen: Seen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "soon_module", None)
    written(tmp_path, 8)
    opened(pack)
    written(tmp_path, 10)
    again(pack, seen)
    assert seen.counted == ["calls"]
    assert City(pack).counts(indicator("soon"))["whole"].frame["value"].tolist() == [1.0, 1.0]


def test_what_is_lost_of_the_counts_is_counted_from_the_file_as_it_was_checked(
    pack: Path, seen: Seen
) -> None:
    first = opened(pack)
    for kept in store.folder().glob("counts-*"):
        kept.unlink()
    assert again(pack, seen) == first
    assert (sorted(seen.counted), seen.checked) == (["calls", "people"], [])


def test_a_broken_note_is_made_anew(pack: Path, seen: Seen) -> None:
    first = opened(pack)
    for kept in store.folder().iterdir():
        kept.write_bytes(b"broken")
    assert again(pack, seen) == first


def test_a_file_that_was_just_written_is_read_until_its_time_has_settled(
    pack: Path, seen: Seen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "_SETTLED", 10**15)
    first = opened(pack)
    assert again(pack, seen) == first
    assert "people.csv" in seen.read
    assert seen.counted == []


def test_what_changes_while_a_city_is_open_is_not_kept_under_the_name_of_what_was_opened(
    pack: Path, seen: Seen
) -> None:
    text = (pack / "people.csv").read_text()
    first = opened(pack)
    for kept in store.folder().glob("counts-*"):
        kept.unlink()
    city = City(pack)
    changed(pack / "people.csv", "1000,50", "1000,51")
    city.counts(indicator("are_disabled"))
    assert opened(pack)[0][0] == 51
    (pack / "people.csv").write_text(text)
    assert again(pack, seen) == first
