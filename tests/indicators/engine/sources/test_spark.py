"""The same indicators, unchanged, on Spark: in this process, with Java; a machine without either skips them."""

import io
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from pyarrow import csv

from indicators.cli import main
from indicators.engine.city import City
from indicators.engine.text.errors import PackError
from tests.support.engines import CITIES, assert_same, city_of, counted, counted_there, pack_in, raw_tables
from tests.support.packs import PEOPLE, people_table, small_pack

pytestmark = [pytest.mark.slow, pytest.mark.spark]


@pytest.fixture(scope="module", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TOWNBELL_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="module")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A session that is quick with small tables."""
    pytest.importorskip("pyspark", reason="the extra 'spark' is not installed")
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        pytest.skip("there is no Java")
    from pyspark.sql import SparkSession

    settings = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.log.level": "ERROR",
        "spark.sql.shuffle.partitions": "1",
        "spark.sql.codegen.wholeStage": "false",
        "spark.sql.codegen.factoryMode": "NO_CODEGEN",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.sql.warehouse.dir": str(tmp_path_factory.mktemp("warehouse")),
    }
    builder = SparkSession.builder.master("local[2]")
    for name, value in settings.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    yield session
    session.stop()


@pytest.mark.usefixtures("spark")
@pytest.mark.parametrize("name", CITIES)
def test_every_indicator_has_the_same_totals_on_spark(name: str, tmp_path: Path) -> None:
    city = city_of(name)
    for resource, rows in raw_tables(city):
        pq.write_table(rows, tmp_path / f"{resource.name}.parquet")

    def place(table: str) -> dict[str, Any]:
        return {"path": "spark:", "dialect": {"table": f"parquet.`{tmp_path}/{table}.parquet`"}}

    assert_same(counted_there(pack_in(tmp_path / "packs", city, place)), counted(name))


# A pack on a cluster, from the command line


def pack_at(folder: Path, table: str, address: str = "spark:", **extra: Any) -> Path:
    """The small pack with its table on Spark."""

    def change(package: dict[str, Any]) -> None:
        resource = people_table(package)
        resource.update(path=address, dialect={"table": table})
        resource["townbell"].update(extra)

    return small_pack(folder, descriptor=change, files={"people.csv": None})


def refusal(pack: Path) -> str:
    """Why a pack can't be opened."""
    with pytest.raises(PackError) as refused:
        City(pack)
    return str(refused.value)


def written(folder: Path, lines: str = PEOPLE) -> str:
    """The small pack's table as a Parquet folder, as Spark names it."""
    folder.mkdir()
    pq.write_table(csv.read_csv(io.BytesIO(lines.encode())), folder / f"part-{len(lines)}.parquet")
    return f"parquet.`{folder}`"


@pytest.mark.usefixtures("spark")
def test_the_command_line_says_the_same_of_a_table_on_spark_and_of_its_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ["--indicator", "disability_prevalence", "--by", "district,period,sex"]
    assert main(["estimate", str(small_pack(tmp_path / "file")), *options]) == 0
    expected = capsys.readouterr().out
    pack = pack_at(tmp_path / "cluster", written(tmp_path / "people"))
    assert main(["estimate", str(pack), *options]) == 0
    assert capsys.readouterr().out == expected
    assert "Counted in Spark" in str(City(pack).problems)


def test_a_table_of_the_catalogue_is_counted_and_new_files_are_counted_anew(
    spark: Any, tmp_path: Path
) -> None:
    written(tmp_path / "people")
    spark.sql(f"CREATE TABLE residents USING parquet LOCATION '{tmp_path}/people'")
    pack = pack_at(tmp_path, "residents")
    before = City(pack).estimate("disability_prevalence", by=[])["denominator"].iloc[0]
    more = PEOPLE.splitlines()[0] + "\nA,2014,female,1000,50\n"
    pq.write_table(csv.read_csv(io.BytesIO(more.encode())), tmp_path / "people" / "part-2.parquet")
    spark.catalog.refreshTable("residents")
    assert "2 rows are the same in district_id, period, sex" in refusal(pack)
    assert before == 6300


@pytest.mark.usefixtures("spark")
def test_what_is_wrong_on_a_cluster_is_told_and_cells_stay_there(tmp_path: Path) -> None:
    assert "There is no such table on the cluster" in refusal(pack_at(tmp_path / "a", "nowhere.people"))
    bad = written(tmp_path / "bad", PEOPLE.replace("1000,50", "1000,secret"))
    message = refusal(pack_at(tmp_path / "b", bad))
    assert "column disabled: 1 rows: '…' is not a number." in message
    assert "secret" not in message


def test_a_machine_without_java_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pyspark", reason="the extra 'spark' is not installed")
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.delenv("JAVA_HOME", raising=False)
    assert "Install Java 17" in refusal(pack_at(tmp_path, "people"))


def test_without_the_extra_the_pack_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyspark.errors", None)
    assert "pip install 'townbell[spark]'" in refusal(pack_at(tmp_path, "people"))


def test_a_token_in_a_pack_is_refused_and_not_repeated(tmp_path: Path) -> None:
    message = refusal(pack_at(tmp_path, "people", "sc://host:443/;token=hush"))
    assert "its address holds a password" in message
    assert "hush" not in message
