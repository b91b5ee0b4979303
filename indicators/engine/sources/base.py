"""Tables that live in a database or on a cluster: it is asked for counts, and rows never leave it.

A source takes the place of the embedded database: it answers the contract's questions, written for DuckDB, in its
own words, and gives a lazy frame that is counted where the rows are. What it was asked is kept like every other
count, under a stamp that says how old that may be.
"""

import datetime as dt
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

import narwhals as nw
import pandas as pd
import pyarrow as pa

from indicators.engine.caching import disk as store
from indicators.engine.pack.model import Database, TableResource
from indicators.engine.text.errors import Problem, TownbellError
from indicators.engine.text.messages import Joined

LazyFrame: TypeAlias = nw.LazyFrame[Any]
"""A frame of any engine of which nothing has been read yet."""
Row: TypeAlias = tuple[Any, ...]
"""A row of a query's answer: what its cells are, the query says."""


class QueryResult(Protocol):
    """What a query answers."""

    def fetchall(self) -> list[Row]:
        """All rows that were not fetched yet."""
        ...

    def fetchone(self) -> Row | None:
        """The next row; None after the last."""
        ...


class Connection(Protocol):
    """What the contract's checks need of DuckDB or of a source: the answer to a query in DuckDB's words."""

    def execute(self, sql: str, /) -> QueryResult:
        """The answer to a query."""
        ...


class SourceError(TownbellError):
    """A database or cluster did not answer; `problem` says which, why and what to do."""

    def __init__(self, problem: Problem):
        self.problem = problem
        super().__init__(Joined((problem,), ""))


@dataclass(frozen=True)
class Answer:
    """Rows as a database's cursor hands them out."""

    rows: list[Row]

    def fetchall(self) -> list[Row]:
        """All of them."""
        return self.rows

    def fetchone(self) -> Row | None:
        """The first."""
        return self.rows[0] if self.rows else None


class Source(Protocol):
    """What a database or cluster has to be able to do."""

    raw: str
    """The table's name, quoted."""
    place: str
    """Where it is, for people: never with a user or a password."""

    @property
    def kinds(self) -> Mapping[str, str]:
        """The table's columns, and what they hold in the words of `dialects`. Raises SourceError."""
        ...

    def execute(self, sql: str, /) -> Answer:
        """The answer to a query in DuckDB's words. Raises SourceError."""
        ...

    def frame(self, typed: str) -> LazyFrame:
        """The result of a query as a lazy frame; nothing is read yet."""
        ...

    def rows(self, frame: LazyFrame) -> pa.Table:
        """What a lazy frame made of `frame` comes to: counts. Raises SourceError."""
        ...

    def fingerprint(self) -> str | None:
        """Something cheap that changes with the data, where the source has such a thing."""
        ...


def address_of(database: Database) -> str:
    """Where to connect: the environment's address where it has one for this kind of source, else the pack's."""
    given = os.environ.get(database.variable, "")
    return given if given and given.startswith(("spark:", "sc:")) == database.is_spark else database.address


def database_of_table(resource: TableResource) -> Database:
    """Where the table lives. Raises ValueError for a file."""
    if resource.database is None:
        raise ValueError(f"table {resource.name} is a file")
    return resource.database


@dataclass(frozen=True)
class Stamp:
    """What counts of a source's table are kept under, when they were first asked for, and until when they serve.

    `until` is None where the pack names a version: then only another version makes them be counted anew.
    """

    key: str
    since: dt.datetime
    until: dt.datetime | None
    because: str

    @property
    def is_over(self) -> bool:
        """Has its time passed?"""
        return self.until is not None and dt.datetime.now(dt.UTC) >= self.until

    def note(self, resource: TableResource, place: str) -> Problem:
        """How old the numbers are, as something worth knowing."""
        what = f"Counted in {place} on {self.since:%Y-%m-%d %H:%M} UTC."
        return Problem(resource.file, what, f"Counted anew {self.because}.", warning=True)


def stamp_of(resource: TableResource, source: Source) -> Stamp:
    """The stamp of a table now: by the pack's `version`, by its column `updated`, by files, or by the clock.

    Time is cut into stretches of `fresh_for`, the same for everybody: with a day, counts serve until midnight UTC.
    Raises SourceError where the source has to be asked and does not answer.
    """
    database = database_of_table(resource)
    where = (database.address, database.relation, source.place)
    if database.version is not None:
        key = store.digest("version", where, database.version)
        return Stamp(
            key, _first_counted(key), None, f"when townbell.version is no longer '{database.version}'"
        )
    start = time.time() // database.fresh_for * database.fresh_for
    until = dt.datetime.fromtimestamp(start + database.fresh_for, dt.UTC)
    clock = f"after {until:%Y-%m-%d %H:%M} UTC (townbell.fresh_for)"
    if database.updated is not None:
        seen = source.execute(f'SELECT count(*), max("{database.updated}") FROM {source.raw}').fetchone()
        key = store.digest("updated", where, [str(each) for each in seen or ()])
        return Stamp(
            key, _first_counted(key), until, f"when rows or '{database.updated}' change; asked again {clock}"
        )
    key = store.digest("clock", where, start, source.fingerprint())
    return Stamp(key, _first_counted(key), until, clock)


def _first_counted(key: str) -> dt.datetime:
    """When something was first counted under this stamp; now, where it never was."""

    def now() -> pd.DataFrame:
        return pd.DataFrame({"at": [dt.datetime.now(dt.UTC).isoformat(timespec="seconds")]})

    return dt.datetime.fromisoformat(str(store.kept(f"stamp-{key}", now)["at"].iloc[0]))


__all__ = [
    "Answer",
    "Connection",
    "LazyFrame",
    "QueryResult",
    "Row",
    "Source",
    "SourceError",
    "Stamp",
    "address_of",
    "database_of_table",
    "stamp_of",
]
