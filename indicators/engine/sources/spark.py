"""A table on a Spark cluster: Narwhals speaks Spark, so the measures become Spark's plan and run where the rows are.

The address names the cluster: `spark://HOST:PORT` is its master, `sc://HOST:PORT` Spark Connect (no Java here), and
`spark:` alone whatever this machine is set up for (SPARK_REMOTE, spark-defaults.conf; else Spark in this process).
The table is one of Spark's catalog, or a folder: ``parquet.`s3a://lake/people` ``, ``delta.`/lake/people` ``.
"""

import contextlib
import os
import re
import shutil
import warnings
from collections.abc import Mapping
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING

import narwhals as nw
import pyarrow as pa

from indicators.engine.caching import disk as store
from indicators.engine.pack.model import Database
from indicators.engine.sources.base import Answer, LazyFrame, SourceError, address_of
from indicators.engine.sources.dialects import BOOLEAN, DATE, NUMBER, OTHER, TEXT, TIME, translated
from indicators.engine.sources.typed_columns import quoted
from indicators.engine.text.errors import Problem

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

_KINDS = {
    **dict.fromkeys(("tinyint", "smallint", "int", "bigint", "float", "double"), NUMBER),
    **dict.fromkeys(("timestamp", "timestamp_ntz"), TIME),
    "string": TEXT,
    "boolean": BOOLEAN,
    "date": DATE,
}
_INSTALL = "Install it: pip install 'townbell[spark]'."
_NO_JAVA = (
    "Install Java 17 (Debian: openjdk-17-jre-headless), or name a Spark Connect server (sc://HOST:PORT)."
)


class Spark:
    """One table of a Spark cluster; see `sources.Source`."""

    def __init__(self, database: Database):
        self._database = database
        self._address = address_of(database)
        self._session = self._connected()
        self.place = f"Spark ({_where(self._address)})"
        name = f"townbell_{store.digest(database.relation)}"
        self.raw = quoted(name)
        try:
            self._table = self._session.table(database.relation)
            self._table.createOrReplaceTempView(name)
        except self._errors as error:
            raise self._refused(error, "There is no such table on the cluster", _TABLE) from None

    @cached_property
    def kinds(self) -> Mapping[str, str]:
        """The table's columns, and what they hold."""
        types = {name: type.partition("(")[0] for name, type in self._table.dtypes}
        return {
            name: NUMBER if type == "decimal" else _KINDS.get(type, OTHER) for name, type in types.items()
        }

    def execute(self, sql: str, /) -> Answer:
        """The answer to a query in DuckDB's words."""
        try:
            return Answer([tuple(row) for row in self._query(sql).collect()])
        except self._errors as error:
            raise self._refused(error, f"{self.place} refused a question", _SCHEMA) from None

    def frame(self, typed: str) -> LazyFrame:
        """The result of a query as a lazy frame."""
        try:
            return nw.from_native(self._query(typed)).lazy()
        except self._errors as error:
            raise self._refused(error, f"{self.place} refused a question", _SCHEMA) from None

    def rows(self, frame: LazyFrame) -> pa.Table:
        """What a lazy frame comes to on the cluster."""
        try:
            return frame.collect("pyarrow").to_native()
        except self._errors as error:
            raise self._refused(error, f"{self.place} refused a question", _SCHEMA) from None

    def fingerprint(self) -> str | None:
        """The names of the table's files: writers give new ones. None where the table is not made of files."""
        try:
            return store.digest(sorted(self._table.inputFiles()))
        except self._errors:
            return None

    def _query(self, sql: str) -> "DataFrame":
        return self._session.sql(translated(sql, "spark", self.kinds))

    def _connected(self) -> "SparkSession":
        try:
            from pyspark.errors import PySparkException
            from pyspark.sql import SparkSession
        except ImportError:
            raise self._wrong("Reading from Spark needs the package pyspark.", _INSTALL) from None
        _without_a_word_on_pandas()
        self._errors: tuple[type[Exception], ...] = (PySparkException, *_java_errors())
        remote = self._address.startswith("sc:")
        if not remote and "SPARK_REMOTE" not in os.environ and not _has_java():
            raise self._wrong("Spark needs Java, and there is none here.", _NO_JAVA)
        builder = SparkSession.builder.appName("townbell")
        if remote:
            builder = builder.remote(self._address)
        elif self._address.rstrip("/") != "spark:":
            builder = builder.master(self._address)
        try:
            return _quiet(builder).getOrCreate()
        except Exception as error:  # noqa: BLE001  Java's own, py4j's and gRPC's have no common parent
            todo = f"See that the cluster runs and that the address in the pack or {self._database.variable} is right."
            raise self._refused(error, "Spark can't be reached", todo) from None

    def _refused(self, error: Exception, what: str, todo: str) -> SourceError:
        """What Spark said, in a line, and what to do about it."""
        reason = (str(error).strip().splitlines() or [type(error).__name__])[0][:300].rstrip(".")
        for secret in re.findall(r";token=([^;]+)", self._address):
            reason = reason.replace(secret, "…")
        return self._wrong(f"{what} ({reason}).", todo)

    def _wrong(self, what: str, todo: str) -> SourceError:
        return SourceError(Problem(self._database.relation, what, todo))


_TABLE = "Correct dialect.table: a name of the catalog, or a folder as parquet.`s3a://lake/people`."
_SCHEMA = "See that the columns hold what schema says."


def _quiet(builder: "SparkSession.Builder") -> "SparkSession.Builder":
    """Settings for a session of our own; one that is already there keeps its own."""
    settings = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.log.level": "ERROR",
    }
    for name, value in settings.items():
        builder = builder.config(name, value)
    return builder


def _where(address: str) -> str:
    """The cluster's host, without users, tokens and options."""
    host = address.partition("://")[2].partition("/")[0].rpartition("@")[2].partition(";")[0]
    return host or "as this machine is set up"


def _without_a_word_on_pandas() -> None:
    """Loads what warns of pandas 3 when it is loaded: counts come back through Arrow, and pandas has no part in it."""
    with warnings.catch_warnings(), contextlib.suppress(ImportError):
        warnings.simplefilter("ignore", FutureWarning)
        import_module("pyspark.testing.utils")


def _java_errors() -> tuple[type[Exception], ...]:
    """What fails in Java and has no name of Spark's; there is none of it where only Spark Connect is installed."""
    try:
        from py4j.protocol import Py4JError
    except ImportError:
        return ()
    return (Py4JError,)


def _has_java() -> bool:
    home = os.environ.get("JAVA_HOME")
    return shutil.which("java") is not None or (
        home is not None and shutil.which(f"{home}/bin/java") is not None
    )
