"""Guessing a new city's columns: what a wrong guess would cost is a wrong number."""

import json
from pathlib import Path

import pandas as pd
import pytest

from indicators.cli import main
from indicators.commands.infer import guess_column, guess_file
from tests.support.packs import DISTRICTS

IDS, NAMES = frozenset({"A", "B"}), frozenset({"North", "South"})


def table(folder: Path, text: str, name: str = "people.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("cells", "type"),
    [
        (["1", "2", ""], "integer"),
        (["1", "2.5"], "number"),
        (["007", "123"], "string"),
        (["true", "FALSE"], "boolean"),
        (["2024-03-31", ""], "date"),
        (["2024-03-31T10:00:00"], "datetime"),
        (["North", "3"], "string"),
        (["", ""], "string"),
    ],
)
def test_a_column_has_the_type_of_all_its_cells(cells: list[str], type: str) -> None:
    assert guess_column("x", pd.Series(cells)).type == type


def test_marks_among_numbers_are_listed_and_not_counted_as_numbers() -> None:
    column = guess_column("x", pd.Series(["1", "2", "3", "4", "..", "5", "6", "7", "8", "9", "*"]))
    assert (column.type, column.marks) == ("integer", ("..", "*"))


def test_the_district_is_found_by_its_values_whatever_its_name(tmp_path: Path) -> None:
    file = guess_file(table(tmp_path, "zone,year,n\nA,2024,1\nB,2024,2\nTotal,2024,3\n"), IDS, NAMES)
    assert (file.district, file.period) == ("zone", "year")


def test_names_of_districts_are_no_segments(tmp_path: Path) -> None:
    text = "id,label,sex,year,n\nA,North,f,2024,1\nA,North,m,2024,1\nB,South,f,2024,1\nB,South,m,2024,1\n"
    assert guess_file(table(tmp_path, text), IDS, NAMES).segments == ("sex",)


def test_points_are_known_by_their_places(tmp_path: Path) -> None:
    file = guess_file(table(tmp_path, "date,lon,lat\n2024-03-01,0.5,0.5\n2024-03-02,1.5,0.5\n"), IDS, NAMES)
    assert (file.district, file.places) == (None, {"longitude": "lon", "latitude": "lat"})


def test_what_a_person_has_to_decide_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "map.geojson").write_text(json.dumps(DISTRICTS))
    rows = "".join(f"{zone};{year};{year - 2000},5;{year}\n" for zone in "AB" for year in range(2015, 2024))
    table(tmp_path, "zone;year;share;n\n" + rows + "A;2024;;..\n", "shares.csv")
    assert main(["new-city", str(tmp_path)]) == 0
    out = capsys.readouterr().out
    assert "shares.csv, share: numbers have a decimal comma" in out
    assert "shares.csv, n: '..' is read as missing" in out
    assert "Table 'shares' is named by no indicator" in out
    table_ = json.loads((tmp_path / "datapackage.json").read_text())["resources"][1]
    assert table_["dialect"] == {"delimiter": ";"}
    assert table_["schema"]["missingValues"] == ["", ".."]


def test_districts_are_known_by_the_property_that_the_tables_use(tmp_path: Path) -> None:
    (tmp_path / "map.geojson").write_text(json.dumps(DISTRICTS))
    table(tmp_path, "quarter_name,year,persons\nNorth,2024,1\nSouth,2024,2\n")
    assert main(["new-city", str(tmp_path)]) == 0
    districts = json.loads((tmp_path / "datapackage.json").read_text())["resources"][0]["townbell"]
    assert (districts["id"], districts["parent"]) == ("name", "parent")
