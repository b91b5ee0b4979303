"""The contract with pandas' private fields: dead references are counted and dropped, or it is said that they aren't."""

from types import SimpleNamespace

import pandas as pd
import pytest

from indicators.engine.caching.pandas_internals import pandas_objects, references, release_references


@pytest.fixture
def frame() -> pd.DataFrame:
    return pd.DataFrame({"a": [1.0, 2.0], "b": ["x", "y"]}, index=pd.Index(["v", "w"], name="i"))


def read_often(frame: pd.DataFrame) -> None:
    for _time in range(100):
        frame["a"], frame["b"], frame.reset_index(), frame.set_index("b")


def test_pandas_piles_up_dead_references_and_drops_them_when_asked(frame: pd.DataFrame) -> None:
    read_often(frame)
    version = f"pandas {pd.__version__}: `_mgr`, `refs` or `_references` of a frame mean something else now"
    assert max(references(frame)) > 50, version
    release_references([frame])
    assert max(references(frame)) < 10, version


def test_the_references_of_an_index_and_a_series_are_dropped_too(frame: pd.DataFrame) -> None:
    read_often(frame)
    column = frame["a"]
    release_references([frame.index, column])
    assert max(references(frame.index) + references(column)) < 10


def test_objects_without_these_fields_are_passed_over() -> None:
    other = SimpleNamespace(_mgr=SimpleNamespace(blocks=(SimpleNamespace(),), axes=(SimpleNamespace(),)))
    release_references([other, SimpleNamespace()])  # type: ignore[list-item]


def test_frames_are_found_in_mappings_lists_and_tuples_and_each_once(frame: pd.DataFrame) -> None:
    found = pandas_objects({"one": [(frame, frame.index)], "two": frame, "three": "text"})
    assert [type(each).__name__ for each in found] == ["DataFrame", "Index"]
