"""Where the register is kept: one table that only grows, in SQLite, or in any other database by setting."""

import os
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from indicators.engine.text.errors import TownbellError
from indicators.engine.text.messages import Text, _

if TYPE_CHECKING:
    import sqlite3

    import sqlalchemy as sa

SETTING = "TOWNBELL_REGISTER"
BUSY_SECONDS = 30
_LOCK = 5_210_771

_ONLY_GROWS_SQLITE = (
    "CREATE TRIGGER IF NOT EXISTS entry_version_no_{what} BEFORE {what} ON entry_version "
    "BEGIN SELECT RAISE(ABORT, 'the register only grows'); END"
)
_ONLY_GROWS_POSTGRES = (
    "CREATE OR REPLACE FUNCTION entry_version_only_grows() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'the register only grows'; END $$",
    "CREATE OR REPLACE TRIGGER entry_version_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON entry_version "
    "FOR EACH STATEMENT EXECUTE FUNCTION entry_version_only_grows()",
)


def default_url() -> str:
    """`TOWNBELL_REGISTER` (any SQLAlchemy URL), or a SQLite file in the user's data folder."""
    given = os.environ.get(SETTING, "").strip()
    if given:
        return given
    from platformdirs import user_data_path

    return f"sqlite:///{user_data_path('townbell', appauthor=False) / 'register.sqlite'}"


@cache
def versions_table() -> "sa.Table":
    """The table: a row is one version of one entry; no row is ever changed or removed.

    `saved_at` is UTC as ISO text and `payload` JSON as text, so that every database keeps the same bytes.
    `pack_digest` names the pack's row that this version came from or was settled against.
    """
    import sqlalchemy as sa

    return sa.Table(
        "entry_version",
        sa.MetaData(),
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("city", sa.String(200), nullable=False),
        sa.Column("id", sa.String(200), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("saved_at", sa.String(40), nullable=False),
        sa.Column("saved_by", sa.String(400), nullable=False),
        sa.Column("action", sa.String(20), nullable=False),
        sa.Column("payload", sa.Text, nullable=False),
        sa.Column("pack_digest", sa.String(64)),
        sa.UniqueConstraint("city", "id", "version", name="one_entry_version"),
    )


def open_engine(url: str) -> "sa.Engine":
    """An engine for this URL with the table in place.

    Raises TownbellError, without the password, where the database can't be reached or the URL not be read.
    """
    import sqlalchemy as sa

    try:
        address = sa.make_url(url)
        engine = _sqlite(address) if address.get_backend_name() == "sqlite" else _server(address)
    except sa.exc.ArgumentError:
        todo = _("{setting} must be a SQLAlchemy URL, like sqlite:///register.sqlite.", setting=SETTING)
        raise TownbellError(todo) from None
    except ModuleNotFoundError as error:
        what = _("The register's database needs the package '{name}'; install it.", name=error.name)
        raise TownbellError(what) from None
    try:
        _create(engine)
    except (sa.exc.DBAPIError, OSError) as error:
        raise TownbellError(unreachable(engine, error)) from None
    return engine


def unreachable(engine: "sa.Engine", error: Exception) -> Text:
    """Why the database can't be used, without its password."""
    reason = str(getattr(error, "orig", error)).strip().splitlines()
    return _(
        "The register at {place} can't be used: {reason}",
        place=engine.url.render_as_string(hide_password=True),
        reason=reason[0] if reason else type(error).__name__,
    )


def _server(url: "sa.URL") -> "sa.Engine":
    import sqlalchemy as sa

    return sa.create_engine(url, pool_pre_ping=True)


def _sqlite(url: "sa.URL") -> "sa.Engine":
    """One short connection an operation; whoever writes waits for its turn instead of failing."""
    import sqlalchemy as sa

    if url.database in (None, "", ":memory:"):
        raise TownbellError(_("A register in memory would forget everything; name a file."))
    engine = sa.create_engine(url, poolclass=sa.NullPool, connect_args={"timeout": BUSY_SECONDS})
    sa.event.listen(engine, "connect", _connected)
    sa.event.listen(engine, "begin", _begun)
    return engine


def _connected(connection: "sqlite3.Connection", _record: object) -> None:
    """Python's sqlite3 must not begin transactions by itself: it would begin them too late to be safe."""
    connection.isolation_level = None
    connection.execute("PRAGMA synchronous=FULL")


def _begun(connection: "sa.Connection") -> None:
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _create(engine: "sa.Engine") -> None:
    """Makes the table and its triggers once; several processes may arrive at the same time."""
    import sqlalchemy as sa

    if engine.dialect.name == "sqlite":
        Path(str(engine.url.database)).parent.mkdir(parents=True, exist_ok=True)
    if _there(engine):
        return
    table = versions_table()
    if engine.dialect.name == "sqlite":
        _write_ahead(engine)
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        if engine.dialect.name == "postgresql":
            connection.execute(sa.text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
        connection.execute(sa.schema.CreateTable(table, if_not_exists=True))
        for statement in _only_grows(engine.dialect.name):
            connection.exec_driver_sql(statement)


def _write_ahead(engine: "sa.Engine") -> None:
    """Lets people read while somebody writes; outside any transaction, as SQLite wants it."""
    connection = engine.raw_connection()
    try:
        connection.cursor().execute("PRAGMA journal_mode=WAL")
    finally:
        connection.close()


def _there(engine: "sa.Engine") -> bool:
    import sqlalchemy as sa

    with engine.connect() as connection:
        return bool(sa.inspect(connection).has_table(versions_table().name))


def _only_grows(dialect: str) -> tuple[str, ...]:
    """What makes the database itself refuse changes; other databases rely on this code alone."""
    if dialect == "sqlite":
        return tuple(_ONLY_GROWS_SQLITE.format(what=what) for what in ("UPDATE", "DELETE"))
    return _ONLY_GROWS_POSTGRES if dialect == "postgresql" else ()
