"""Things as bytes and back: equal, with types and what is shared; what has no written form is refused whole."""

import datetime as dt
import enum
import json
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from dashboard.cache import encoding
from dashboard.cache.encoding import Decoder, Encoder, NotStorableError, as_bytes
from indicators.engine.city import City
from indicators.engine.definitions.registry import indicator
from tests.support.packs import small_pack


@dataclass(frozen=True)
class Leaf:
    name: str
    values: np.ndarray
    made: int = field(default=0, init=False)


class Colour(enum.Enum):
    RED = "red"


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> City:
    return City(small_pack(tmp_path_factory.mktemp("packs")))


@pytest.fixture(autouse=True)
def classes_of_this_file_are_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoding, "_OURS", ("indicators.", "dashboard.", __name__))


def there_and_back(thing: object, city: City) -> Any:
    encoder = Encoder(city)
    tree = json.loads(as_bytes(encoder.encoded(thing)))
    return Decoder(city, encoder.blocks).decoded(tree)


@pytest.mark.parametrize(
    "thing",
    [
        None,
        True,
        7,
        2**70,
        0.1 + 0.2,
        float("inf"),
        "Région de l'Oriental \u2028 \0",
        (1, (2.5, "three"), ()),
        ["array", 0],
        {"a": {1: (None,)}, ("b", 2): []},
        {1, 2},
        frozenset({"x"}),
        dt.date(2024, 2, 29),
        dt.datetime(2024, 2, 29, 13, 5, tzinfo=dt.UTC),
        np.float64(0.1),
        np.int64(-3),
        np.bool_(True),
        Colour.RED,
    ],
    ids=repr,
)
def test_a_value_is_the_same_and_of_the_same_type(thing: object, city: City) -> None:
    back = there_and_back(thing, city)
    assert back == thing
    assert type(back) is type(thing)


@pytest.mark.parametrize(
    "array",
    [
        np.array([1.5, np.nan, -np.inf]),
        np.arange(6).reshape(2, 3).T,
        np.array([True, False]),
        np.array(["2024-01-01"], dtype="datetime64[s]"),
        np.zeros((0, 4)),
    ],
    ids=lambda array: f"{array.dtype} {array.shape}",
)
def test_an_array_has_the_same_numbers_shape_and_type(array: np.ndarray, city: City) -> None:
    back = there_and_back(array, city)
    assert (back.dtype, back.shape) == (array.dtype, array.shape)
    np.testing.assert_array_equal(back, array)


def frames() -> list[pd.DataFrame]:
    mixed = pd.DataFrame(
        {
            "value": [1.0, np.nan, 3.0],
            "count": [1, 2, 3],
            "ok": [True, False, True],
            "text": ["a", None, "Zürich"],
            "names": [("x",), (), ("y", "z")],
        }
    )
    labelled = mixed.set_index(pd.Index(["u", "v", "w"], name="district_id"))
    noted = mixed[["value"]].copy()
    noted.attrs = {"centre": 1.5, "standard": {"0-4": 0.1}}
    return [
        mixed,
        labelled,
        noted,
        mixed.iloc[1:].reset_index(drop=True),
        mixed.iloc[1:],
        mixed.iloc[:0],
        mixed.iloc[[2, 0]],
        pd.DataFrame(columns=["a", "b"]),
    ]


@pytest.mark.parametrize("frame", frames(), ids=range(len(frames())))
def test_a_frame_has_the_same_columns_index_types_and_attributes(frame: pd.DataFrame, city: City) -> None:
    back = there_and_back(frame, city)
    pd.testing.assert_frame_equal(back, frame, check_index_type="exact", check_column_type="exact")
    assert back.attrs == frame.attrs
    assert type(back.index) is type(frame.index)


def test_a_row_of_mixed_values_is_a_series_again(city: City) -> None:
    row = frames()[0].iloc[0]
    pd.testing.assert_series_equal(there_and_back(row, city), row)
    named = pd.Series([1.0, 2.0], index=["a", "b"], name="persons")
    pd.testing.assert_series_equal(there_and_back(named, city), named)


def test_what_is_shared_is_one_object_again(city: City) -> None:
    frame, leaf = frames()[0], Leaf("leaf", np.zeros(3))
    back = there_and_back([frame, leaf, {"again": frame}, Leaf("other", leaf.values)], city)
    assert back[2]["again"] is back[0]
    assert back[3].values is back[1].values
    assert (back[1].name, back[1].made) == ("leaf", 0)


def test_the_city_and_its_indicators_are_those_that_are_there(city: City) -> None:
    some = city.available[0]
    back = there_and_back((city, some), city)
    assert back[0] is city
    assert back[1] is indicator(some.id)


@pytest.mark.parametrize(
    "thing",
    [
        object(),
        len,
        Path("somewhere"),
        b"bytes",
        pd.DataFrame({"a": pd.Categorical(["x"])}),
        pd.DataFrame({"a": [1]}, index=pd.MultiIndex.from_tuples([("a", 1)])),
        pd.DataFrame({"a": [1]}).rename_axis(columns="period"),
        pd.DataFrame({0: [1]}, columns=pd.RangeIndex(1)),
        np.array(["text"]),
    ],
    ids=lambda thing: type(thing).__name__,
)
def test_what_has_no_written_form_is_refused_and_leaves_nothing_behind(thing: object, city: City) -> None:
    encoder, shared = Encoder(city), frames()[0]
    with pytest.raises(NotStorableError):
        encoder.encoded([shared, thing])
    assert encoder.blocks == []
    tree = encoder.encoded(shared)
    pd.testing.assert_frame_equal(Decoder(city, encoder.blocks).decoded(tree), shared)


@pytest.mark.parametrize(
    "tree",
    [
        ["dataclass", "subprocess", "Popen", "ls"],
        ["dataclass", "dashboard.cache.memory", "Cache", 1],
        ["enum", "os", "system", "ls"],
        ["dataclass", "dashboard.nowhere", "Nothing"],
        ["dataclass", "dashboard.cache.memory", "Entry", "too few"],
        ["indicator", "unheard_of"],
        ["same", 3],
        ["array", 9, "<f8", [1]],
        ["unheard of"],
        ["array"],
        [],
    ],
    ids=repr,
)
def test_what_is_not_ours_or_does_not_fit_is_not_read(tree: list[object], city: City) -> None:
    before = set(sys.modules)
    with pytest.raises(ValueError):
        Decoder(city, [b""]).decoded(tree)
    assert "subprocess.Popen" not in set(sys.modules) - before
