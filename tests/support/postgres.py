"""A Postgres server of the test's own, started within seconds where the machine has one; else the test is skipped."""

import os
import pwd
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest


@contextmanager
def postgres_url() -> Iterator[str]:
    """The URL of an empty database, reached by a socket in a folder of its own."""
    folder = _server()
    name = f"test_{uuid.uuid4().hex}"
    _run("psql", "-h", str(folder), "-U", "townbell", "-d", "postgres", "-qc", f"CREATE DATABASE {name}")
    yield f"postgresql+psycopg://townbell@/{name}?host={folder}"


@cache
def _server() -> Path:
    """Starts the server once for all tests; it ends with them."""
    pytest.importorskip("psycopg", reason="the driver psycopg is not installed")
    if _binary("initdb") is None or _binary("psql") is None:
        pytest.skip("no Postgres server is installed")
    if os.geteuid() == 0 and _user() is None:
        pytest.skip("Postgres refuses to run as root, and there is no user postgres or nobody")
    folder = Path(tempfile.mkdtemp(prefix="townbell-pg-"))
    if os.geteuid() == 0:
        shutil.chown(folder, _user())
    data = str(folder / "data")
    _run("initdb", "-D", data, "-U", "townbell", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C")
    settings = f"-c listen_addresses='' -c fsync=off -k {folder}"
    _run("pg_ctl", "-D", data, "-w", "-o", settings, "-l", str(folder / "log"), "start")
    import atexit

    atexit.register(_stop, folder)
    return folder


def _stop(folder: Path) -> None:
    _run("pg_ctl", "-D", str(folder / "data"), "-m", "immediate", "stop")
    shutil.rmtree(folder, ignore_errors=True)


def _run(program: str, *arguments: str) -> None:
    user = _user() if os.geteuid() == 0 else None
    subprocess.run(
        [str(_binary(program)), *arguments],
        check=True,
        user=user,
        cwd="/",
        stdout=subprocess.DEVNULL,
        timeout=60,
    )


def _user() -> str | None:
    names = {entry.pw_name for entry in pwd.getpwall()}
    return next((name for name in ("postgres", "nobody") if name in names), None)


def _binary(program: str) -> Path | None:
    """A server's program, which Debian keeps out of the usual path."""
    found = shutil.which(program)
    if found:
        return Path(found)
    return max(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"), default=None)
