"""Broken packs: every fault is told with file, row, column and what to do; odd but sound files are read."""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest

from indicators import ratio
from indicators.engine.city import City
from indicators.engine.definitions.registry import temporary_registry
from indicators.engine.text.errors import PackError, Problem
from tests.support.packs import DISTRICTS, PEOPLE, people_table, small_pack

Change = Callable[[dict[str, Any]], None]


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOWNBELL_CACHE", str(tmp_path / "cache"))


def problems_of(pack: Path) -> tuple[Problem, ...]:
    """What keeps a pack from being used."""
    with pytest.raises(PackError) as refused:
        City(pack)
    return tuple(problem for problem in refused.value.problems if not problem.warning)


def the_problem(pack: Path) -> Problem:
    """The one fault of a pack that has one."""
    problems = problems_of(pack)
    assert len(problems) == 1, problems
    return problems[0]


def is_at(problem: Problem, file: str, row: int | None, column: str | None) -> bool:
    """Does the problem name this place and say what to do?"""
    assert problem.todo
    return (problem.file, problem.row, problem.column) == (file, row, column)


def both(*changes: Change) -> Change:
    """Several changes of a descriptor as one."""

    def change(package: dict[str, Any]) -> None:
        for each in changes:
            each(package)

    return change


def reading(path: str, **details: Any) -> Change:
    """Makes the table `people` read another file."""

    def change(package: dict[str, Any]) -> None:
        people_table(package).update(path=path, **details)

    return change


def means(**details: Any) -> Change:
    """Says more about the table `people` under "townbell"."""

    def change(package: dict[str, Any]) -> None:
        people_table(package)["townbell"].update(details)

    return change


def disabled_in(pack: Path, **where: str) -> tuple[float, float]:
    """Numerator and denominator of the share of disabled residents in 2024."""
    answer = City(pack).estimate("disability_prevalence", by=[], where={"period": "2024", **where}).iloc[0]
    assert answer["status"] == "ok"
    return answer["numerator"], answer["denominator"]


# ---- A sound pack and sound oddities -----------------------------------------------------------------------


def test_the_small_pack_is_sound(tmp_path: Path) -> None:
    pack = small_pack(tmp_path)
    assert City(pack).problems == ()
    assert disabled_in(pack) == (200, 3400)
    assert disabled_in(pack, district="South", sex="female") == (30, 600)


@pytest.mark.parametrize(
    "people",
    [
        pytest.param("\ufeff" + PEOPLE, id="byte order mark"),
        pytest.param(PEOPLE.replace("\n", "\r\n"), id="CRLF"),
        pytest.param("\ufeff" + PEOPLE.replace("\n", "\r\n"), id="byte order mark and CRLF"),
        pytest.param(PEOPLE.rstrip("\n"), id="no newline at the end"),
        pytest.param(PEOPLE.replace("A,", '"A",').replace("1200", '"1200"'), id="quotes"),
        pytest.param(PEOPLE.replace("1200", "1.2e3"), id="exponent"),
    ],
)
def test_a_csv_is_read_as_spreadsheets_write_it(tmp_path: Path, people: str) -> None:
    assert disabled_in(small_pack(tmp_path, people=people)) == (200, 3400)


def test_semicolons_are_read_where_the_dialect_says_so(tmp_path: Path) -> None:
    dialect = reading("people.csv", dialect={"delimiter": ";"})
    pack = small_pack(tmp_path, people=PEOPLE.replace(",", ";"), descriptor=dialect)
    assert disabled_in(pack) == (200, 3400)


def test_a_quoted_newline_does_not_shift_rows(tmp_path: Path) -> None:
    lines = PEOPLE.splitlines()
    noted = [lines[0] + ",note", *(line + ',"two\nlines, one cell"' for line in lines[1:])]
    noted[3] = noted[3].replace("1200", "-5")

    def add(package: dict[str, Any]) -> None:
        people_table(package)["schema"]["fields"].append({"name": "note", "type": "string"})

    fine = small_pack(tmp_path / "fine", people="\n".join(noted).replace("-5", "1200"), descriptor=add)
    assert disabled_in(fine) == (200, 3400)
    # rows are counted as a spreadsheet counts them: a cell with two lines is one row
    broken = problems_of(small_pack(tmp_path, people="\n".join(noted), descriptor=add))
    assert {problem.row for problem in broken} == {4}


def test_a_parquet_table_is_read_like_a_csv(tmp_path: Path) -> None:
    pack = small_pack(tmp_path, descriptor=reading("people.parquet"), files={"people.csv": None})
    frame = pd.DataFrame(
        [line.split(",") for line in PEOPLE.splitlines()[1:]], columns=PEOPLE.splitlines()[0].split(",")
    )
    frame = frame.astype({"period": int, "persons": float, "disabled": float})
    frame.to_parquet(pack / "people.parquet")
    assert disabled_in(pack) == (200, 3400)


def test_a_table_in_a_folder_below_is_counted_anew_when_its_description_changes(tmp_path: Path) -> None:
    where = reading("tables/people.csv")
    pack = small_pack(tmp_path, people=PEOPLE, descriptor=where)
    (pack / "tables").mkdir()
    (pack / "people.csv").rename(pack / "tables" / "people.csv")
    assert disabled_in(pack) == (200, 3400)

    def hide(package: dict[str, Any]) -> None:
        people_table(package)["schema"]["missingValues"] = ["", "90"]

    small_pack(tmp_path, descriptor=both(where, hide))
    estimates = City(pack).estimate("disability_prevalence", by=[], where={"period": "2024", "district": "A"})
    assert estimates["status"].tolist() == ["missing"]


@pytest.mark.parametrize("suffix", ["gpkg", "parquet"])
def test_districts_may_be_a_geopackage_or_geoparquet(tmp_path: Path, suffix: str) -> None:
    pack = small_pack(tmp_path, descriptor=lambda p: p["resources"][0].update(path=f"districts.{suffix}"))
    frame = gpd.GeoDataFrame.from_features(DISTRICTS["features"], crs=4326)
    frame.to_file(pack / "districts.gpkg") if suffix == "gpkg" else frame.to_parquet(
        pack / "districts.parquet"
    )
    city = City(pack)
    assert city.problems == ()
    assert city.districts["district"].tolist() == ["North", "South"]


def test_districts_in_metres_are_converted_and_it_is_said(tmp_path: Path) -> None:
    pack = small_pack(tmp_path, descriptor=lambda p: p["resources"][0].update(path="districts.gpkg"))
    gpd.GeoDataFrame.from_features(DISTRICTS["features"], crs=4326).to_crs(3857).to_file(
        pack / "districts.gpkg"
    )
    city = City(pack)
    assert [problem.warning for problem in city.problems] == [True]
    assert city.districts.total_bounds == pytest.approx([0, 0, 2, 1], abs=1e-9)


POINTS = "t,longitude,latitude,type\n2024-01-01,0.5,0.5,x\n2024-12-31,1.5,0.5,x\n2024-06-30,9.5,9.5,x\n"


def as_points(path: str) -> Change:
    """Describes a table of points beside `people`."""
    fields = {"t": "date", "longitude": "number", "latitude": "number", "type": "string"}

    def change(package: dict[str, Any]) -> None:
        package["resources"].append(
            {
                "name": "offences",
                "path": path,
                "schema": {"fields": [{"name": n, "type": t} for n, t in fields.items()]},
                "townbell": {
                    "table": "offences",
                    "period": "t",
                    "longitude": "longitude",
                    "latitude": "latitude",
                    "absent": "zero",
                },
            }
        )

    return change


@pytest.mark.parametrize("path", ["offences.csv", "offences.parquet"])
def test_points_outside_of_all_districts_are_told_and_left_out(tmp_path: Path, path: str) -> None:
    pack = small_pack(tmp_path, descriptor=as_points(path), files={"offences.csv": POINTS})
    frame = pd.read_csv(pack / "offences.csv")
    frame.assign(t=pd.to_datetime(frame["t"])).to_parquet(pack / "offences.parquet")
    (warning,) = City(pack).problems
    assert warning.warning
    assert is_at(warning, path, 4 if path.endswith("csv") else 3, "longitude")
    assert str(warning.what).startswith("1 points")


# ---- The descriptor ----------------------------------------------------------------------------------------


def test_a_folder_without_descriptor_is_told_how_to_get_one(tmp_path: Path) -> None:
    assert "townbell new-city" in str(the_problem(tmp_path).todo)


def test_invalid_json_is_told_with_its_line(tmp_path: Path) -> None:
    problem = the_problem(small_pack(tmp_path, descriptor='{\n  "name": "x",\n  oops\n}'))
    assert is_at(problem, "datapackage.json", 3, None)


def test_a_descriptor_in_another_encoding_is_told(tmp_path: Path) -> None:
    assert "UTF-8" in str(the_problem(small_pack(tmp_path, descriptor='{"name": "Fès"}'.encode("latin-1"))))


@pytest.mark.parametrize("text", ["[]", "1", "null", "{}", '{"resources": {}}', '{"resources": [1]}'])
def test_a_descriptor_of_another_shape_is_a_problem_and_not_a_crash(tmp_path: Path, text: str) -> None:
    assert problems_of(small_pack(tmp_path, descriptor=text))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda p: p["townbell"].pop("kind"), "townbell.kind"),
        (
            lambda p: p["townbell"].update(population={"table": "peopel", "column": "persons"}),
            "Did you mean 'people'",
        ),
        (
            lambda p: p["townbell"].update(population={"table": "people", "column": "person"}),
            "Did you mean 'persons'",
        ),
        (lambda p: p["townbell"]["segments"]["sex"].update(order=["all", "female", "male"]), "reserved"),
        (lambda p: p["townbell"]["segments"]["sex"].update(order=[]), "order"),
        (lambda p: p["townbell"]["segments"].pop("sex"), "does not describe"),
        (lambda p: p["townbell"].update(minimum=10), "minimum"),
        (lambda p: p["resources"].pop(0), "role districts"),
        (lambda p: p["resources"][0]["townbell"].pop("id"), "townbell.id"),
        (lambda p: people_table(p).update(schema=[]), "schema"),
        (lambda p: people_table(p)["schema"].update(fields=["district_id"]), "fields"),
        (
            lambda p: people_table(p)["townbell"].update(margin_of_error={"persons": "persons_moe"}),
            "margin_of_error",
        ),
        (
            lambda p: people_table(p)["townbell"].update(margin_of_error={"persons": {"column": "moe"}}),
            "'moe'",
        ),
        (lambda p: people_table(p)["townbell"].update(sample="asked"), "'asked'"),
        (lambda p: people_table(p)["townbell"].update(absent="none"), "absent"),
        (lambda p: people_table(p)["townbell"].pop("period"), "townbell.period"),
        (lambda p: people_table(p)["townbell"].pop("district"), "townbell.district"),
        (lambda p: people_table(p)["townbell"].update(district="distric_id"), "Did you mean 'district_id'"),
        (lambda p: people_table(p)["schema"]["fields"][3].update(type="float"), "number"),
        (lambda p: p["resources"].append(copy.deepcopy(people_table(p))), "Rename one"),
        (lambda p: people_table(p).update(path="https://example.org/people.csv"), "download"),
    ],
)
def test_a_wrong_descriptor_is_told_in_its_own_words(tmp_path: Path, change: Change, words: str) -> None:
    problems = problems_of(small_pack(tmp_path, descriptor=change))
    assert any(words in str(problem) for problem in problems), problems
    assert all(problem.file == "datapackage.json" for problem in problems)


def test_missing_files_are_all_told_at_once(tmp_path: Path) -> None:
    pack = small_pack(tmp_path, files={"people.csv": None, "districts.geojson": None})
    assert len(problems_of(pack)) == 2
    assert "people.csv" in str(problems_of(pack)[1])


# ---- The outlines ------------------------------------------------------------------------------------------


def outlines(**changed: Any) -> dict[str, Any]:
    """The two districts, the second with other properties or another geometry."""
    collection = copy.deepcopy(DISTRICTS)
    second = collection["features"][1]
    second["geometry"] = changed.pop("geometry", second["geometry"])
    second["properties"].update(changed)
    return collection


BOW_TIE = {"type": "Polygon", "coordinates": [[[1, 0], [2, 1], [2, 0], [1, 1], [1, 0]]]}


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"geometry": BOW_TIE}, "not valid"),
        ({"geometry": None}, "no outline"),
        ({"geometry": {"type": "Polygon", "coordinates": []}}, "no outline"),
        ({"geometry": {"type": "Point", "coordinates": [1, 1]}}, "is a Point"),
    ],
)
def test_an_outline_that_is_none_is_told_with_its_district(tmp_path: Path, changed: dict, words: str) -> None:
    problem = the_problem(small_pack(tmp_path, districts=outlines(**changed)))
    assert words in str(problem.what)
    assert "'B'" in str(problem.what)
    assert problem.file == "districts.geojson"
    assert problem.todo


@pytest.mark.parametrize("id", [None, "", "A"])
def test_every_district_has_an_id_of_its_own(tmp_path: Path, id: str | None) -> None:
    people = "\n".join(PEOPLE.splitlines()[:5])
    problem = the_problem(small_pack(tmp_path, people=people, districts=outlines(id=id)))
    assert is_at(problem, "districts.geojson", None, "id")


def test_a_property_that_the_outlines_lack_is_told(tmp_path: Path) -> None:
    pack = small_pack(tmp_path, descriptor=lambda p: p["resources"][0]["townbell"].update(name="nmae"))
    problem = the_problem(pack)
    assert is_at(problem, "districts.geojson", None, "nmae")
    assert "Did you mean 'name'" in str(problem.todo)


def test_a_geopackage_without_coordinate_system_is_refused(tmp_path: Path) -> None:
    pack = small_pack(tmp_path, descriptor=lambda p: p["resources"][0].update(path="districts.gpkg"))
    with pytest.warns(UserWarning, match="'crs' was not provided"):
        gpd.GeoDataFrame.from_features(DISTRICTS["features"]).to_file(pack / "districts.gpkg")
    problem = the_problem(pack)
    assert problem.file == "districts.gpkg"
    assert "coordinate system" in str(problem.what)


def test_metres_that_claim_to_be_degrees_are_refused(tmp_path: Path) -> None:
    far = {"type": "Polygon", "coordinates": [[[5e5, 4e6], [6e5, 4e6], [6e5, 5e6], [5e5, 4e6]]]}
    assert "not degrees" in str(the_problem(small_pack(tmp_path, districts=outlines(geometry=far))).what)


@pytest.mark.parametrize("content", [b"", b"{", b'{"type": "FeatureCollection", "features": []}'])
def test_a_file_without_outlines_is_told(tmp_path: Path, content: bytes) -> None:
    problems = problems_of(small_pack(tmp_path, files={"districts.geojson": content}))
    assert problems[0].file == "districts.geojson"


# ---- The file of a table -----------------------------------------------------------------------------------


def test_text_that_is_not_utf8_is_told_with_its_row(tmp_path: Path) -> None:
    people = PEOPLE.replace("A,2024,female", "Fès,2024,female").encode("latin-1")
    assert is_at(the_problem(small_pack(tmp_path, people=people)), "people.csv", 4, None)


def test_a_column_that_stands_twice_is_told(tmp_path: Path) -> None:
    people = PEOPLE.replace("persons,disabled", "persons,persons", 1)
    problems = problems_of(small_pack(tmp_path, people=people))
    assert any(is_at(problem, "people.csv", 1, "persons") for problem in problems)


def test_a_missing_column_is_told_with_the_likely_name(tmp_path: Path) -> None:
    problem = the_problem(small_pack(tmp_path, people=PEOPLE.replace("disabled", "dissabled", 1)))
    assert is_at(problem, "people.csv", 1, "disabled")
    assert "Did you mean 'dissabled'" in str(problem.todo)


@pytest.mark.parametrize("line", ["A,2024,female,1200", "A,2024,female,1200,90,7"])
def test_a_line_of_another_length_is_told_with_its_row(tmp_path: Path, line: str) -> None:
    problem = the_problem(small_pack(tmp_path, people=PEOPLE.replace("A,2024,female,1200,90", line)))
    assert is_at(problem, "people.csv", 4, None)


@pytest.mark.parametrize("people", ["", "\n", "\ufeff"])
def test_an_empty_file_is_told(tmp_path: Path, people: str) -> None:
    problem = the_problem(small_pack(tmp_path, people=people))
    assert problem.file == "people.csv"
    assert "empty" in str(problem.what)


def test_a_header_without_rows_is_told(tmp_path: Path) -> None:
    problem = the_problem(small_pack(tmp_path, people=PEOPLE.splitlines()[0] + "\n"))
    assert problem.file == "people.csv"
    assert "no rows" in str(problem.what)


def test_a_parquet_file_that_is_none_is_told(tmp_path: Path) -> None:
    pack = small_pack(tmp_path, descriptor=reading("people.parquet"), files={"people.parquet": PEOPLE})
    assert the_problem(pack).file == "people.parquet"


# ---- The rows of a table -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "row", "column"),
    [
        ("A,2024,female", "C,2024,female", 4, "district_id"),
        ("A,2024,female", "City,2024,female", 4, "district_id"),
        ("A,2024,female", ",2024,female", 4, "district_id"),
        ("A,2024,female", "A,20244,female", None, "period"),
        ("A,2024,female", "A,,female", 4, "period"),
        ("A,2024,female", "A,2024,woman", 4, "sex"),
        ("A,2024,female", "A,2024,Total", 4, "sex"),
        ("A,2024,female", "A,2024,male", 5, "district_id"),
        ("1200,90", '1200,"12,5"', 4, "disabled"),
        ("1200,90", "1200,many", 4, "disabled"),
        ("1200,90", "1200,NaN", 4, "disabled"),
        ("1200,90", "1200,inf", 4, "disabled"),
        ("1200,90", "1200,-90", 4, "disabled"),
        ("1200,90", "-1200,90", 4, "persons"),
        ("1200,90", "1200,1201", 4, "disabled"),
        ("A,2024,female", "A,2024-Q1,female", None, "period"),
        ("A,2024,female", "A,2024-01-01,female", None, "period"),
    ],
)
def test_a_wrong_cell_is_told_with_its_place(
    tmp_path: Path, old: str, new: str, row: int | None, column: str
) -> None:
    problems = problems_of(small_pack(tmp_path, people=PEOPLE.replace(old, new)))
    assert any(is_at(problem, "people.csv", row, column) for problem in problems), problems


def test_half_a_person_in_a_column_of_whole_numbers_is_told(tmp_path: Path) -> None:
    def whole(package: dict[str, Any]) -> None:
        people_table(package)["schema"]["fields"][3]["type"] = "integer"

    problem = the_problem(small_pack(tmp_path, people=PEOPLE.replace("1200", "1200.5"), descriptor=whole))
    assert is_at(problem, "people.csv", 4, "persons")


def test_the_same_quarter_in_two_spellings_is_told(tmp_path: Path) -> None:
    people = PEOPLE.replace("2014", "2014-Q1").replace("2024", "2024Q1")
    fields = lambda p: people_table(p)["schema"]["fields"][1].update(type="string")  # noqa: E731
    problem = problems_of(small_pack(tmp_path, people=people, descriptor=fields))[0]
    assert is_at(problem, "people.csv", None, "period")
    assert "2024Q1" in str(problem.what)


def test_windows_that_share_years_are_told(tmp_path: Path) -> None:
    lines = [line.replace("2014", "2012-2016").replace("2024", "2016-2020") for line in PEOPLE.splitlines()]
    dates = {"2012-2016": ",2012-01-01,2016-12-31", "2016-2020": ",2016-01-01,2020-12-31"}
    rows = [lines[0] + ",period_start,period_end", *(line + dates[line.split(",")[1]] for line in lines[1:])]

    def add(package: dict[str, Any]) -> None:
        fields = people_table(package)["schema"]["fields"]
        fields[1]["type"] = "string"
        fields += [{"name": "period_start", "type": "date"}, {"name": "period_end", "type": "date"}]

    problem = the_problem(small_pack(tmp_path, people="\n".join(rows), descriptor=add))
    assert is_at(problem, "people.csv", None, "period")
    assert "overlap" in str(problem.what)
    apart = [
        row.replace("2016-2020", "2017-2021").replace("2016-01-01,2020", "2017-01-01,2021") for row in rows
    ]
    assert City(small_pack(tmp_path, people="\n".join(apart), descriptor=add)).problems == ()


def test_a_total_that_hides_among_its_parts_is_told(tmp_path: Path) -> None:
    def three(package: dict[str, Any]) -> None:
        package["townbell"]["segments"]["sex"]["order"] = ["female", "male", "people"]

    rows = [PEOPLE.splitlines()[0]]
    for place in ("A,2024", "B,2024"):
        rows += [
            f"{place},{sex}" for sex in ("female,600,30", "male,400,20", "people,1000,50", "all,1000,50")
        ]
    problems = problems_of(small_pack(tmp_path, people="\n".join(rows), descriptor=three))
    assert {(problem.file, problem.column) for problem in problems} == {
        ("people.csv", "persons"),
        ("people.csv", "disabled"),
    }


def test_a_total_beside_its_parts_is_sound_and_not_counted_twice(tmp_path: Path) -> None:
    people = PEOPLE + "A,2024,all,2300,150\nB,2024,all,1100,50\n"
    pack = small_pack(tmp_path, people=people)
    assert City(pack).problems == ()
    assert disabled_in(pack) == (200, 3400)


def test_a_period_that_was_not_asked_must_exist(tmp_path: Path) -> None:
    def typo(package: dict[str, Any]) -> None:
        people_table(package)["schema"]["fields"][4]["townbell"] = {"not_collected": ["2041"]}

    (problem,) = City(small_pack(tmp_path, descriptor=typo)).problems
    assert problem.warning
    assert is_at(problem, "people.csv", None, "disabled")
    assert "2041" in str(problem.what)


def test_many_wrong_rows_are_summed_up(tmp_path: Path) -> None:
    problems = problems_of(
        small_pack(tmp_path, people=PEOPLE.replace("0\n", "x\n").replace("disabled", "disabled"))
    )
    assert [problem.row for problem in problems] == [2, 3, 4, 5, 6, None]
    assert "3 more rows" in str(problems[-1].what)


def test_problems_are_the_same_at_the_second_opening(tmp_path: Path) -> None:
    pack = small_pack(tmp_path, people=PEOPLE.replace("1200,90", "1200,many"))
    assert problems_of(pack) == problems_of(pack)


def test_every_problem_of_a_pack_is_told_at_once(tmp_path: Path) -> None:
    people = PEOPLE.replace("A,2014,female", "C,2014,female").replace("1200,90", "1200,-90")
    problems = problems_of(small_pack(tmp_path, people=people))
    assert {problem.column for problem in problems} == {"district_id", "disabled"}


def test_a_suppressed_mark_is_no_wrong_number(tmp_path: Path) -> None:
    pack = small_pack(
        tmp_path, people=PEOPLE.replace("1200,90", "1200,*"), descriptor=means(suppressed=["*"])
    )
    city = City(pack)
    assert city.problems == ()
    estimates = city.estimate("disability_prevalence", where={"period": "2024"})
    assert estimates["status"].tolist() == ["suppressed", "ok"]
    assert json.loads(estimates.to_json(orient="records"))[0]["value"] is None


# ---- An open city ------------------------------------------------------------------------------------------


def written(better: str, factor: int) -> None:
    """Registers an indicator as an analyst does in a notebook."""

    @ratio("Made in a test", table="people", better=better, unit="x", out_of="persons")
    def under_test(resident: Any) -> Any:
        """Made in a test."""
        return resident.disabled * factor


def test_an_indicator_written_anew_is_counted_anew(tmp_path: Path) -> None:
    city = City(small_pack(tmp_path))
    assert "disability_prevalence" in [i.id for i in city.available]
    with temporary_registry():
        for factor in (1, 2):
            written("lower", factor)
            estimates = city.estimate("under_test", by=[], where={"period": "2024"})
            assert estimates["numerator"].tolist() == [200 * factor]


def test_a_year_that_was_not_asked_hides_its_months(tmp_path: Path) -> None:
    def describe(package: dict[str, Any]) -> None:
        fields = people_table(package)["schema"]["fields"]
        fields[1]["type"] = "yearmonth"
        fields[4]["townbell"] = {"not_collected": ["2024"]}

    people = PEOPLE.replace(",2014", ",2014-05").replace(",2024", ",2024-05")
    city = City(small_pack(tmp_path, people=people, descriptor=describe))
    assert city.problems == ()
    estimates = city.estimate("disability_prevalence", by=["period"])
    assert dict(zip(estimates["period"], estimates["status"], strict=True)) == {
        "2014-05": "ok",
        "2024-05": "not_collected",
    }
