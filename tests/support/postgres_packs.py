"""The small pack with its table in a Postgres of the tests' own, and a door that counts what comes out of it."""

import contextlib
import shutil
import socket
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from indicators.engine.city import City
from indicators.engine.text.errors import PackError
from tests.support.packs import PEOPLE, people_table, small_pack
from tests.support.postgres import postgres_url

COLUMNS = "district_id text, period int, sex text, persons numeric, disabled int"


@contextlib.contextmanager
def database() -> Iterator[str]:
    """The address of an empty database; its user comes from the environment."""
    with postgres_url() as url:
        yield url.replace("+psycopg", "").replace("townbell@/", "/")


def filled(address: str) -> str:
    """The database, with the table `public.people` as the small pack's file has it."""
    run(address, f"DROP TABLE IF EXISTS people; CREATE TABLE people ({COLUMNS})")
    fill(address, PEOPLE)
    return address


def run(address: str, sql: str) -> None:
    """Changes the database."""
    with psycopg.connect(address, user="townbell") as connection:
        connection.execute(sql.encode())


def fill(address: str, lines: str) -> None:
    """Adds the lines of a CSV to the table."""
    with (
        psycopg.connect(address, user="townbell") as connection,
        connection.cursor().copy("COPY people FROM STDIN CSV HEADER") as copy,
    ):
        copy.write(lines)


def pack_at(folder: Path, address: str, table: str = "public.people", **extra: Any) -> Path:
    """The small pack with its table in a database."""

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


def prevalence(city: City) -> float:
    """The share of disabled residents in 2024."""
    return float(city.estimate("disability_prevalence", by=["period"])["value"].iloc[-1])


@contextlib.contextmanager
def counting_bytes(address: str) -> Iterator[tuple[str, list[int]]]:
    """The same server behind a door that counts what comes out of it."""
    sent = [0]
    inside = f"{address.partition('host=')[2]}/.s.PGSQL.5432"
    door = socket.socket(socket.AF_UNIX)
    folder = tempfile.mkdtemp()  # a socket's path has to be short
    door.bind(f"{folder}/.s.PGSQL.5432")
    door.listen()

    def pour(source: socket.socket, sink: socket.socket, count: bool) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65_536):
                sent[0] += len(data) * count
                sink.sendall(data)
            sink.shutdown(socket.SHUT_WR)

    def serve() -> None:
        with contextlib.suppress(OSError):
            while True:
                one, _address = door.accept()
                other = socket.socket(socket.AF_UNIX)
                other.connect(inside)
                with one, other:
                    back = threading.Thread(target=pour, args=(other, one, True))
                    back.start()
                    pour(one, other, False)
                    back.join()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield f"{address.partition('?')[0]}?host={folder}", sent
    door.shutdown(socket.SHUT_RDWR)
    door.close()
    thread.join()
    shutil.rmtree(folder)
