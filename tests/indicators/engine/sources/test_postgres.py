"""A pack whose tables live in Postgres: the same answers, the same contract, and only counts come back."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import frictionless
import psycopg
import pytest

from indicators.cli import main
from indicators.engine.city import City
from indicators.engine.pack.descriptor import read_pack
from indicators.engine.sources.base import SourceError
from indicators.engine.sources.dialects import NUMBER, TEXT, relation_of, translated
from tests.support.packs import PEOPLE, people_table, small_pack
from tests.support.postgres_packs import (
    COLUMNS,
    counting_bytes,
    database,
    fill,
    filled,
    pack_at,
    refusal,
    run,
)

ASKED = ["--indicator", "disability_prevalence", "--by", "district,period,sex"]


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


# The same answers


def test_the_command_line_says_the_same_of_a_table_in_postgres_and_of_its_file(
    address: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["estimate", str(small_pack(tmp_path / "file")), *ASKED]) == 0
    expected = capsys.readouterr().out
    assert main(["estimate", str(pack_at(tmp_path / "base", address)), *ASKED]) == 0
    assert capsys.readouterr().out == expected
    assert expected.count("\n") == 9


def test_a_text_column_is_read_by_what_its_cells_look_like(server: str, tmp_path: Path) -> None:
    texts = COLUMNS.replace("int", "text").replace("numeric", "text")
    run(server, f"DROP TABLE IF EXISTS people; CREATE TABLE people ({texts})")
    fill(server, PEOPLE.replace("1200,90", "1200,*"))
    pack = pack_at(tmp_path, server, suppressed="*")
    estimates = City(pack).estimate("disability_prevalence", by=["district"], where={"period": "2024"})
    assert estimates["status"].tolist() == ["suppressed", "ok"]
    assert estimates["numerator"].iloc[1] == 50


def test_the_texts_of_a_column_are_asked_for_there(address: str, tmp_path: Path) -> None:
    assert City(pack_at(tmp_path, address)).texts("people", "sex") == ["female", "male"]


# Only counts come back


def test_no_row_leaves_the_database(address: str, tmp_path: Path) -> None:
    run(address, "ALTER TABLE people ADD COLUMN nr text")
    run(
        address,
        "INSERT INTO people SELECT CASE n % 2 WHEN 0 THEN 'A' ELSE 'B' END, 2015 + n % 3, 'male', 10, n % 10, "
        "repeat('x', 50) || n FROM generate_series(1, 100000) AS n",
    )

    def change(package: dict[str, Any]) -> None:
        resource = people_table(package)
        resource.update(path=behind, dialect={"table": "people"})
        resource["schema"]["fields"].append({"name": "nr", "type": "string"})
        resource["schema"]["primaryKey"] = ["district_id", "period", "sex", "nr"]

    with counting_bytes(address) as (behind, sent):
        estimates = City(small_pack(tmp_path, descriptor=change)).estimate(
            "disability_prevalence", by=["period"]
        )
    assert estimates["denominator"].tolist()[1:4] == [333_330, 333_340, 333_330]
    assert 0 < sent[0] < 50_000  # the rows alone are 6 million bytes


def test_a_bad_cell_is_counted_and_stays_where_it_is(address: str, tmp_path: Path) -> None:
    run(address, "ALTER TABLE people ALTER COLUMN disabled TYPE text")
    run(address, "UPDATE people SET disabled = 'secret' WHERE district_id = 'A'")
    message = refusal(pack_at(tmp_path, address))
    assert "public.people, column disabled: 4 rows: '…' is not a number." in message
    assert "secret" not in message


def test_the_connection_can_not_write(address: str, tmp_path: Path) -> None:
    table = City(pack_at(tmp_path, address))._tables["people"]
    with pytest.raises(SourceError, match="read-only transaction"):
        table.source._fetched("DELETE FROM people", lambda _columns, rows: rows)


# The contract holds there too


def test_what_is_wrong_with_rows_is_found_in_the_database(address: str, tmp_path: Path) -> None:
    run(address, "INSERT INTO people VALUES ('C', 2024, 'male', 1, 1), ('A', 2024, 'both', 9, -1)")
    run(address, "INSERT INTO people VALUES ('A', 2024, 'male', 1100, 60)")
    message = refusal(pack_at(tmp_path, address))
    assert "There is no district 'C' (1 rows)" in message
    assert "'both' looks like a total among the groups" in message
    assert "1 rows: … is negative." in message
    assert "2 rows are the same in district_id, period, sex as another (1 different ones)." in message


def test_a_total_hidden_among_the_groups_is_found_in_the_database(address: str, tmp_path: Path) -> None:
    run(
        address,
        "INSERT INTO people SELECT district_id, period, 'all', sum(persons) / 2, 1 FROM people GROUP BY 1, 2",
    )
    assert "add up to 2.0 times their total" in refusal(pack_at(tmp_path, address))


@pytest.mark.parametrize("number", [0, 1])
def test_what_the_documentation_shows_is_a_valid_description(number: int, tmp_path: Path) -> None:
    page = (Path(__file__).parents[4] / "docs" / "how-to" / "use-a-database.md").read_text(encoding="utf-8")
    shown = json.loads(re.findall(r"```json\n(.*?)```", page, re.DOTALL)[number])
    pack = small_pack(tmp_path, descriptor=lambda package: package["resources"].append(shown))
    database = read_pack(pack).tables[shown["name"]].database
    assert database is not None
    assert (database.address, database.relation) == (shown["path"], shown["dialect"]["table"])
    assert frictionless.Package.validate_descriptor(str(pack / "datapackage.json")).valid


# One SQL for all


def test_a_division_by_zero_is_infinite_and_does_not_stop_the_query(server: str) -> None:
    sql = translated(
        "SELECT a / b FROM (VALUES (1.0, 0.0), (-1.0, 0.0), (0.0, 0.0), (1.0, 2.0)) AS t(a, b)", "postgres"
    )
    with psycopg.connect(server, user="townbell") as connection:
        quotients = [row[0] for row in connection.execute(sql.encode())]
    assert str(quotients) == "[inf, -inf, nan, 0.5]"


@pytest.mark.parametrize(
    ("type", "text", "answer"),
    [
        ("DOUBLE", " 1.5e3 ", 1500.0),
        ("DOUBLE", "1,5", None),
        ("BIGINT", "12.0", None),
        ("BOOLEAN", "yes", True),
    ],
)
def test_a_careful_cast_of_text_is_unknown_where_it_does_not_fit(
    server: str, type: str, text: str, answer: Any
) -> None:
    sql = translated(
        f"SELECT TRY_CAST(x AS {type}) FROM (SELECT '{text}' AS x) AS t", "postgres", {"x": TEXT}
    )
    with psycopg.connect(server, user="townbell") as connection:
        assert connection.execute(sql.encode()).fetchone() == (answer,)


def test_a_negated_column_is_asked_as_a_whole(server: str) -> None:
    sql = translated("SELECT ((NOT x) IS NULL) FROM (SELECT TRUE AS x) AS t", "postgres", {"x": NUMBER})
    with psycopg.connect(server, user="townbell") as connection:
        assert connection.execute(sql.encode()).fetchone() == (False,)


def test_a_table_s_name_is_quoted_part_by_part() -> None:
    assert relation_of('geo."odd.name"') == '"geo"."odd.name"'
    for text in ("", "a.b.c.d", "(SELECT 1)", "a b", "a;b", '"a"b"'):
        with pytest.raises(ValueError):
            relation_of(text)
