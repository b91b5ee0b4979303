"""A table in Postgres: Narwhals writes a query for an empty table of the same shape, Postgres runs it.

Narwhals speaks DuckDB's SQL and not Postgres'. So the measures meet an empty DuckDB table with the columns and types
of the typed one; the query that comes of it is put into Postgres' words (`dialects`), and its result, counts, is
all that is fetched. A connection lives as long as a query and may only read.
"""

import os
import re
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import quote

import narwhals as nw
import pyarrow as pa

from indicators.engine.pack.model import Database
from indicators.engine.sources.base import Answer, LazyFrame, Row, SourceError, address_of
from indicators.engine.sources.dialects import (
    BOOLEAN,
    DATE,
    NUMBER,
    OTHER,
    TEXT,
    TIME,
    relation_of,
    translated,
)
from indicators.engine.sources.typed_columns import quoted
from indicators.engine.text.errors import Problem, did_you_mean
from indicators.engine.text.messages import Text, sentences
from indicators.engine.types import JsonMapping, JsonObject

if TYPE_CHECKING:
    import psycopg
    from psycopg.types import TypeInfo

_SHAPE = "shape__"
_KINDS = {
    **dict.fromkeys(("int2", "int4", "int8", "float4", "float8", "numeric"), NUMBER),
    **dict.fromkeys(("text", "varchar", "bpchar", "name"), TEXT),
    **dict.fromkeys(("timestamp", "timestamptz"), TIME),
    "bool": BOOLEAN,
    "date": DATE,
}
_DUCKDB = {"int2": "INTEGER", "int4": "INTEGER", "int8": "BIGINT", "bool": "BOOLEAN", "date": "DATE"}
_DUCKDB |= {"float4": "DOUBLE", "float8": "DOUBLE", "numeric": "DOUBLE", "timestamp": "TIMESTAMP"}
_ARROW = {"int2": pa.int64(), "int4": pa.int64(), "int8": pa.int64(), "bool": pa.bool_()}
_ARROW |= dict.fromkeys(("float4", "float8", "numeric"), pa.float64())
_ARROW |= {"date": pa.date32(), "timestamp": pa.timestamp("us")}
_AT_ONCE = 20_000
Columns = list[tuple[str, str]]
Rows = list[Row]
Piece = TypeVar("Piece")


class Postgres:
    """One table of a Postgres database; see `sources.Source`."""

    def __init__(self, database: Database):
        self._database = database
        self._settings = _settings(database)
        self._typed = ""
        self.place = f"Postgres ({_where(self._settings)})"
        try:
            self.raw = relation_of(database.relation)
        except ValueError:
            todo = 'Write "schema.table"; a name with other signs than letters stands in double quotes.'
            raise self._wrong("This is no name of a table.", todo) from None

    @cached_property
    def kinds(self) -> Mapping[str, str]:
        """The table's columns, and what they hold."""
        columns, _rows = self._fetched(f"SELECT * FROM {self.raw} LIMIT 0", _as_rows)
        return {name: _KINDS.get(type, OTHER) for name, type in columns}

    def execute(self, sql: str, /) -> Answer:
        """The answer to a query in DuckDB's words."""
        pieces = self._fetched(translated(sql, "postgres", self.kinds), _as_rows)[1]
        return Answer([row for rows in pieces for row in rows])

    def frame(self, typed: str) -> LazyFrame:
        """An empty table of the query's shape, which Narwhals can write queries for."""
        import duckdb

        self._typed = typed
        columns, _rows = self._fetched(
            translated(f"SELECT * FROM ({typed}) AS t LIMIT 0", "postgres", self.kinds), _as_rows
        )
        shape = ", ".join(f"{quoted(name)} {_DUCKDB.get(type, 'VARCHAR')}" for name, type in columns)
        connection = duckdb.connect()
        connection.execute(f"CREATE TABLE {_SHAPE} ({shape})")
        return nw.from_native(connection.table(_SHAPE)).lazy()

    def rows(self, frame: LazyFrame) -> pa.Table:
        """What the query of a lazy frame comes to in Postgres."""
        sql = frame.to_native().sql_query()
        views = {_SHAPE: self._typed}
        columns, pieces = self._fetched(translated(sql, "postgres", self.kinds, views), _as_arrow)
        return pa.concat_tables(pieces) if pieces else _as_arrow(columns, [])

    def fingerprint(self) -> str | None:
        """Postgres keeps none that is both cheap and sure: the pack may name a column (townbell.updated)."""
        return None

    def _fetched(self, sql: str, made: Callable[[Columns, Rows], Piece]) -> tuple[Columns, list[Piece]]:
        """Names and types of the columns, and what is made of the rows of an answer, some at a time."""
        import psycopg

        try:
            with psycopg.connect(**self._settings) as connection:
                connection.read_only = True
                cursor = connection.execute(sql.encode(), binary=True)
                types = connection.adapters.types
                columns = [(c.name, _type_name(types.get(c.type_code))) for c in cursor.description or ()]
                return columns, [made(columns, rows) for rows in iter(lambda: cursor.fetchmany(_AT_ONCE), [])]
        except psycopg.Error as error:
            raise self._refused(error) from None

    def _refused(self, error: "psycopg.Error") -> SourceError:
        """What Postgres said, in a line without passwords, and what to do about it."""
        from psycopg import errors

        reason = self._without_secrets(error.diag.message_primary or str(error))
        if isinstance(error, errors.UndefinedTable | errors.InvalidSchemaName):
            return self._wrong(
                "There is no such table in the database.", sentences(self._near(), "Correct dialect.table.")
            )
        if isinstance(error, errors.InsufficientPrivilege):
            return self._wrong(
                f"The table may not be read ({reason}).", "Have SELECT on it granted to this user."
            )
        if error.sqlstate is None or error.sqlstate.startswith(("08", "28", "3D", "57P")):
            variables = f"PGUSER, PGPASSWORD, PGPASSFILE or {self._database.variable}"
            todo = f"See that it runs, and that the address in the pack and {variables} are right."
            return self._wrong(f"{self.place} can't be reached ({reason}).", todo)
        return self._wrong(
            f"{self.place} refused a question ({reason}).", "See that the columns hold what schema says."
        )

    def _near(self) -> Text | str:
        """Tables that may have been meant; nothing where that can't be asked."""
        sql = "SELECT table_schema || '.' || table_name FROM information_schema.tables "
        try:
            pieces = self._fetched(
                f"{sql} WHERE table_schema NOT IN ('pg_catalog', 'information_schema')", _as_rows
            )[1]
        except SourceError:
            return ""
        return did_you_mean(self._database.relation, [str(name) for rows in pieces for (name,) in rows])

    def _without_secrets(self, text: str) -> str:
        line = re.sub(r"\s+", " ", text.strip().splitlines()[0] if text.strip() else "no reason given")
        secrets = (self._settings.get("password"), os.environ.get("PGPASSWORD"))
        for secret in filter(None, secrets):
            line = line.replace(secret, "…").replace(quote(secret), "…")
        return line

    def _wrong(self, what: str, todo: Text | str) -> SourceError:
        return SourceError(Problem(self._database.relation, what, todo))


def _as_rows(_columns: Columns, rows: Rows) -> Rows:
    return rows


def _as_arrow(columns: Columns, rows: Rows) -> pa.Table:
    arrays = []
    for at, (_name, type) in enumerate(columns):
        cells = [row[at] for row in rows]
        if type == "numeric":
            cells = [None if cell is None else float(cell) for cell in cells]
        elif type not in _ARROW:
            cells = [None if cell is None else str(cell) for cell in cells]
        arrays.append(pa.array(cells, _ARROW.get(type, pa.string())))
    return pa.table(arrays, names=[name for name, _type in columns])


def _type_name(type_info: "TypeInfo | None") -> str:
    return "" if type_info is None else str(type_info.name)


def _settings(database: Database) -> JsonObject:
    """How to connect: the pack's address or the environment's; libpq takes what is left out from PG… variables."""
    address = re.sub(r"^postgres(ql)?(\+\w+)?:", "postgresql:", address_of(database))
    file = database.relation
    try:
        from psycopg import ProgrammingError
        from psycopg.conninfo import conninfo_to_dict
    except ImportError:
        todo = "Install it: pip install 'townbell[postgres]'."
        raise SourceError(Problem(file, "Reading from Postgres needs the package psycopg.", todo)) from None
    try:
        options = conninfo_to_dict(address)
    except ProgrammingError:  # its text may hold the password
        whose = "The path in the pack" if address_of(database) == database.address else database.variable
        todo = "Write postgresql://HOST:PORT/DATABASE; signs such as @ or / in a password as %40 and %2F."
        raise SourceError(Problem(file, f"{whose} is no address of a database.", todo)) from None
    return {"connect_timeout": 10, "application_name": "townbell", **options}


def _where(settings: JsonMapping) -> str:
    host = settings.get("host") or os.environ.get("PGHOST") or settings.get("service") or "this machine"
    base = settings.get("dbname") or os.environ.get("PGDATABASE") or ""
    return f"{host}, {base}" if base else str(host)
