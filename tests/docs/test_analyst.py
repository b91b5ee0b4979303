"""What an analyst with a spreadsheet does: nothing may go wrong without a word, and every word says what to do."""

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from indicators import share
from indicators.cli import main
from indicators.commands.infer import guess_column
from indicators.engine.city import City
from indicators.engine.definitions.registry import _load, failures, indicator, temporary_registry
from indicators.engine.text.errors import PackError, TownbellError
from indicators.engine.validation.keys import looks_like_total
from tests.support.packs import DISTRICTS, PEOPLE, people_table, small_pack
from tests.support.reference import shared

OFFENCES = "district_id,period,type,n\n" + "".join(
    f"{zone},{year},{kind},{n}\n"
    for zone in "AB"
    for year in (2014, 2024)
    for kind, n in (("{}", 7), ("x", 3))
)


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOWNBELL_CACHE", str(tmp_path / "cache"))


def refusal(pack: Path) -> str:
    """Everything that keeps a pack from being used, as one text."""
    with pytest.raises(PackError) as refused:
        City(pack)
    return str(refused.value)


def with_offences(package: dict[str, Any]) -> None:
    names = {"district_id": "string", "period": "year", "type": "string", "n": "integer"}
    fields = [{"name": name, "type": type} for name, type in names.items()]
    extra = {"table": "offences", "district": "district_id", "period": "period"}
    resource = {"name": "offences", "path": "offences.csv", "schema": {"fields": fields}, "townbell": extra}
    package["resources"].append(resource)


# Guessing


def test_numbers_with_separators_or_percent_signs_are_no_marks_for_missing() -> None:
    odd = ("1,000", "5%", "1\u00a0000", "1'000", "2 %")
    column = guess_column("x", pd.Series(["1", "2", "3", *odd, "n/a"]))
    assert (column.type, column.marks, column.unlike) == ("integer", ("n/a",), odd)


def test_a_comma_before_three_digits_everywhere_is_no_decimal_comma() -> None:
    assert not guess_column("x", pd.Series(["950", "1,200", "12,000"])).decimal_comma
    assert guess_column("x", pd.Series(["950", "1,200", "12,5"])).decimal_comma
    assert guess_column("x", pd.Series(["31.12.2023", "31.12.2024"])).type == "string"


def test_a_period_that_cannot_be_read_is_said_at_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "map.geojson").write_text(json.dumps(DISTRICTS))
    (tmp_path / "people.csv").write_text(PEOPLE.replace("2014", "2014/15").replace("2024", "2024/25"))
    assert main(["new-city", str(tmp_path)]) == 0
    assert "people.csv, period: '2014/15' is no period that Townbell knows" in capsys.readouterr().out


def test_a_point_before_three_digits_is_asked_about() -> None:
    assert guess_column("x", pd.Series(["900", "1.200", "12.000"])).thousands == "1.200"
    assert guess_column("x", pd.Series(["900", "1.2", "12.000"])).thousands == ""
    assert guess_column("x", pd.Series(["0.125", "0.250"])).thousands == ""


@pytest.mark.parametrize("word", ["Total", "All", "both sexes", "All fuels", "Grand total", "T"])
def test_a_total_among_the_groups_is_no_group(word: str) -> None:
    assert looks_like_total(word)


@pytest.mark.parametrize("word", ["all", "alloy", "bothered", "female", "totally"])
def test_other_words_are_groups(word: str) -> None:
    assert not looks_like_total(word)


def test_new_city_neither_declares_a_total_nor_takes_a_number_for_a_mark(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "map.geojson").write_text(json.dumps(DISTRICTS))
    totals = "A,2014,Both sexes,1900,90\nB,2014,Both sexes,900,30\n"
    (tmp_path / "people.csv").write_text(PEOPLE.replace(",1000,50", ',"1,000",50') + totals)
    assert main(["new-city", str(tmp_path)]) == 0
    assert "persons: '1,000' is not read as a number" in capsys.readouterr().out
    path = tmp_path / "datapackage.json"
    package = json.loads(path.read_text().replace("FILL IN: real or generated", "generated"))
    assert package["townbell"]["segments"]["sex"]["order"] == ["female", "male"]
    path.write_text(json.dumps(package))
    text = refusal(tmp_path)
    assert "row 2, column persons: '1,000' is not a whole number. Write a whole number (1234: no" in text
    assert "'Both sexes' looks like a total among the groups" in text


# Checking


def test_cells_separated_by_another_character_are_one_problem(tmp_path: Path) -> None:
    text = refusal(small_pack(tmp_path, people=PEOPLE.replace(",", ";")))
    assert text.count("\n") == 0
    assert "The cells are not separated by ','" in text
    assert '"delimiter": ";"' in text


@pytest.mark.parametrize(
    "people",
    [
        "\n".join(line + "," for line in PEOPLE.strip().split("\n")),
        "Residents by sex,,,,\n" + PEOPLE,
    ],
)
def test_columns_without_a_name_are_counted(tmp_path: Path, people: str) -> None:
    assert "These columns have no name, counted from the left:" in refusal(
        small_pack(tmp_path, people=people)
    )


def test_many_unreadable_periods_are_shown_in_part(tmp_path: Path) -> None:
    rows = "".join(f"A,{y}/{y - 1999},female,9,1\n" for y in range(2010, 2020))
    text = refusal(small_pack(tmp_path, people=PEOPLE.splitlines()[0] + "\n" + rows))
    assert "2011-04-01 and 2012-03-31" in text
    assert "5 more periods like these" in text


def test_a_dated_table_with_groups_is_readable(tmp_path: Path) -> None:
    people = PEOPLE.replace(",2014,", ",2014-12-31,").replace(",2024,", ",2024-12-31,")

    def dated(package: dict[str, Any]) -> None:
        people_table(package)["schema"]["fields"][1]["type"] = "date"

    assert City(small_pack(tmp_path, people=people, descriptor=dated)).problems == ()


def test_text_where_a_number_is_needed_is_named(tmp_path: Path) -> None:
    def as_text(package: dict[str, Any]) -> None:
        people_table(package)["schema"]["fields"][4]["type"] = "string"

    city = City(small_pack(tmp_path, descriptor=as_text))
    with pytest.raises(TownbellError, match="counts text in table 'people'"):
        city.estimate("disability_prevalence")


def test_stray_lines_in_an_outline_are_left_out_with_a_warning(tmp_path: Path) -> None:
    districts = json.loads(json.dumps(DISTRICTS))
    line = {"type": "LineString", "coordinates": [[0.0, 0.0], [0.5, 0.0]]}
    first = districts["features"][0]
    first["geometry"] = {"type": "GeometryCollection", "geometries": [line, first["geometry"]]}
    city = City(small_pack(tmp_path, districts=districts))
    assert [p.warning for p in city.problems] == [True]
    assert city.districts.geometry.geom_type.tolist() == ["Polygon", "Polygon"]


def test_check_doubts_words_that_never_occur_and_sums_counted_as_events(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pack = small_pack(
        tmp_path, descriptor=with_offences, files={"offences.csv": OFFENCES.format(*["violence"] * 4)}
    )
    assert main(["check", str(pack)]) == 0
    said = capsys.readouterr().err
    assert "offences.csv: warning: 'robbery' is 0 everywhere. See which words" in said
    assert "'violent_crime' is 0" not in said
    assert "'violent_crime' counts rows" not in said, "n says how many each line stands for"


def test_check_names_what_was_not_filled_in(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pack = small_pack(tmp_path, descriptor=lambda package: package.update(title="FILL IN: the city's name"))
    assert main(["check", str(pack)]) == 0
    assert "'FILL IN' is left (1 times)" in capsys.readouterr().err


# Indicators


def test_a_base_that_the_table_lacks_spares_the_pack(tmp_path: Path) -> None:
    with temporary_registry():

        @share("Lame", table="people", better="lower", out_of="personss")
        def lame(row: Any) -> Any:
            """A note."""
            return row.disabled

        city = City(small_pack(tmp_path))
        with pytest.raises(TownbellError, match=r"no column 'personss'\. Did you mean 'persons'"):
            city.estimate("lame")
        assert len(city.estimate("disability_prevalence"))


def test_a_share_of_a_number_needs_a_base(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with temporary_registry():

        @share("Lame", table="people", better="lower")
        def lame(row: Any) -> Any:
            """A note."""
            return row.disabled

        assert main(["check", str(small_pack(tmp_path))]) == 0
        assert "'lame' returns a number and no condition. Say of what" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("return row.a > 1 and row.b > 2", r"write & for 'and'.*\(line 9 of bad_module.py\)"),
        ("return row.a.isin([1])", r"no attribute 'isin'.*\(line 9 of bad_module.py\)"),
        ("return (row.a", r"SyntaxError: .*\(line 9 of bad_module.py\)"),
    ],
)
def test_a_failed_module_is_named_with_its_own_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: str, reason: str
) -> None:
    import indicators

    head = '"""Bad."""\n\nfrom indicators import share\n\n\n@share("B", table="t", better="lower")\n'
    text = f'{head}def bad(row):\n    """A note."""\n    {body}\n'
    (tmp_path / "bad_module.py").write_text(text)
    monkeypatch.setattr(indicators, "__path__", [*indicators.__path__, str(tmp_path)])
    with temporary_registry():
        _load("indicators.bad_module")
        with pytest.raises(
            TownbellError, match=f"(?s)no indicator 'bad'.*Module 'bad_module' failed: .*{reason}"
        ):
            indicator("bad")
        assert [failed.module for failed in failures()] == ["bad_module"]


# Real files


def test_london_from_its_real_files_agrees_with_pandas(tmp_path: Path) -> None:
    source = shared("cities/london")
    people = pd.read_csv(source / "population_age_sex.csv").query("2013 <= year <= 2015")
    energy = pd.read_csv(source / "energy_long.csv").query("2013 <= year <= 2015 and fuel == 'Electricity'")
    energy = energy[(energy["sector"] == "Domestic") & (energy["measurement"].str.strip() == "GWh")]
    energy = energy.assign(kwh=energy["value"] * 1e6, fuel="electricity")
    columns = ["district_id", "year", "sex", "age_group", "population"]
    people[columns].to_csv(tmp_path / "people.csv", index=False)
    energy[["district_id", "year", "fuel", "kwh"]].to_csv(tmp_path / "energy.csv", index=False)
    (tmp_path / "districts.geojson").write_bytes((source / "districts.geojson").read_bytes())
    assert main(["new-city", str(tmp_path)]) == 0
    path = tmp_path / "datapackage.json"
    path.write_text(path.read_text().replace("FILL IN: real or generated", "real"))
    found = City(tmp_path).estimate("electricity_per_person", by=["period"]).set_index("period")
    wanted = energy.groupby("year")["kwh"].sum() / people.groupby("year")["population"].sum()
    assert found["value"].tolist() == pytest.approx(wanted.tolist(), rel=1e-12)
