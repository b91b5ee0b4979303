"""Opening a pack: outlines read, tables made readable, the contract checked, all problems gathered."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from indicators.engine.caching import disk as store
from indicators.engine.caching.problem_frames import as_frame, problems_in
from indicators.engine.definitions.registry import Indicator, all_indicators
from indicators.engine.definitions.source_digest import module_digest
from indicators.engine.pack.boundaries import district_of_points
from indicators.engine.pack.kept_boundaries import Outlines, outlines_of
from indicators.engine.pack.model import Pack, TableResource
from indicators.engine.sources.base import Source, SourceError, Stamp, stamp_of
from indicators.engine.sources.opening import open_source
from indicators.engine.sources.tables import Table, numbered, open_table, raw_view, source_of
from indicators.engine.sources.typed_columns import quoted
from indicators.engine.text.errors import PackError, Problem, TownbellError, words_of
from indicators.engine.text.periods import Period
from indicators.engine.types import JsonList
from indicators.engine.validation import contract, plausibility
from indicators.engine.validation.bad_rows import TableReader

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@dataclass(frozen=True)
class Opened:
    """A pack's outlines and tables, ready to be counted, and what is worth knowing about them."""

    pack: Pack
    outlines: Outlines
    tables: Mapping[str, Table]
    problems: tuple[Problem, ...]
    stamps: Mapping[str, Stamp] = field(default_factory=dict)
    digests: Mapping[str, str] = field(default_factory=dict)

    def digest(self, resource: TableResource) -> str:
        """The same for the same file, description, outlines and engine; another as soon as one changes.

        It is that of the opening: what is counted in a file that has changed since may not be kept under it.
        """
        return self.digests[resource.name]

    def is_unchanged(self, resource: TableResource) -> bool:
        """Is everything that a table is made of still what was opened?"""
        return _digest(self.pack, resource, self.stamps) == self.digest(resource)

    @property
    def is_over(self) -> bool:
        """Is it time to ask a database or cluster again? Never where all tables are files."""
        return any(stamp.is_over for stamp in self.stamps.values())


def open_pack(pack: Pack) -> Opened:
    """Reads and checks everything. Raises PackError with every problem where one keeps the pack from being used."""
    outlines, boundary_problems = outlines_of(pack.districts)
    _raise_errors(boundary_problems)
    opening = _Opening(pack, outlines, _connected())
    tables, table_problems = opening.tables()
    problems = (*boundary_problems, *table_problems, *_two_meanings(tables))
    _raise_errors(problems)
    return Opened(pack, outlines, tables, problems, opening.stamps, opening.digests)


def _connected() -> "DuckDBPyConnection":
    """A database in memory that gives back to the machine what a count needed; it would else keep it for the next."""
    import duckdb

    return duckdb.connect(config={"allocator_background_threads": True})


def _raise_errors(problems: Iterable[Problem]) -> None:
    problems = tuple(problems)
    if _errors(problems):
        raise PackError(problems)


def _errors(problems: Iterable[Problem]) -> bool:
    return any(not problem.warning for problem in problems)


def _two_meanings(tables: Mapping[str, Table]) -> list[Problem]:
    """Period codes that mean different dates in two tables."""
    known: dict[str, tuple[Period, str]] = {}
    problems = []
    for table in tables.values():
        for period in table.periods:
            first, name = known.setdefault(period.code, (period, table.name))
            if first != period:
                what = f"Period '{period.code}' has other dates in table '{name}' than in '{table.name}'."
                problems.append(
                    Problem(table.name, what, "One code, one start and end.", column="period_start")
                )
    return problems


def _digest(pack: Pack, resource: TableResource, stamps: Mapping[str, Stamp]) -> str:
    resources = [r for r in pack.descriptor["resources"] if isinstance(r, dict)]
    described = [r for r in resources if (r.get("townbell") or {}).get("table") == resource.name]
    data = store.file_digest(resource.path) if resource.database is None else stamps[resource.name].key
    files = [data, store.file_digest(pack.districts.path)]
    return store.digest(store.engine_digest(), files, described, pack.descriptor.get("townbell"))


@dataclass(frozen=True)
class _Opening:
    """What the steps of opening share."""

    pack: Pack
    outlines: Outlines
    connection: "DuckDBPyConnection"
    stamps: dict[str, Stamp] = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)

    def tables(self) -> tuple[dict[str, Table], list[Problem]]:
        tables: dict[str, Table] = {}
        problems: list[Problem] = []
        for resource in self.pack.tables.values():
            file_problems = contract.before_reading(resource)
            problems += file_problems
            if _errors(file_problems):
                continue
            table, table_problems = self._open(resource)
            problems += table_problems
            if table is not None:
                tables[resource.name] = table
        return tables, problems

    def _open(self, resource: TableResource) -> tuple[Table | None, list[Problem]]:
        import duckdb

        try:
            if resource.database is not None:
                return self._open_source(resource)
            known = store.is_kept(self._contract_name(resource)) and store.is_noted(
                self._name("periods", resource)
            )
            ids = self._district_ids(resource) if resource.is_points else None
            raw = raw_view(self.connection, resource, ids, known)
            return self._read(self.connection, TableReader(self.connection, resource, raw))
        except duckdb.Error as error:
            return None, [_unreadable(resource, error)]
        except SourceError as error:
            return None, [error.problem]
        except TownbellError as error:  # what a database can't be asked
            return None, [Problem(resource.file, words_of(error), "See docs/how-to/use-a-database.md.")]

    def _open_source(self, resource: TableResource) -> tuple[Table | None, list[Problem]]:
        """A table of a database or cluster, and how old its counts are."""
        source = open_source(resource)
        stamp = self.stamps[resource.name] = stamp_of(resource, source)
        table, problems = self._read(source, TableReader(source, resource, source.raw), source.kinds)
        return table, [*problems, stamp.note(resource, source.place)]

    def _read(
        self, place: "DuckDBPyConnection | Source", table: TableReader, columns: Iterable[str] | None = None
    ) -> tuple[Table | None, list[Problem]]:
        """The table if nothing is wrong with it; `columns` are those that a database says it has."""
        problems = contract.columns_of(table, columns)
        if not _errors(problems):
            problems += self._checked(table)
        if _errors(problems):
            return None, problems
        return open_table(
            place, table.resource, table.raw, partial(self._kept_note, table.resource)
        ), problems

    def _digest_of(self, resource: TableResource) -> str:
        if resource.name not in self.digests:
            self.digests[resource.name] = _digest(self.pack, resource, self.stamps)
        return self.digests[resource.name]

    def _name(self, what: str, resource: TableResource) -> str:
        return f"{what}-{self._digest_of(resource)}"

    def _contract_name(self, resource: TableResource) -> str:
        modules = module_digest(_own(resource.name))
        return f"contract-{store.digest('contract', self._digest_of(resource), modules)}"

    def _unchanged(self, resource: TableResource) -> bool:
        return _digest(self.pack, resource, self.stamps) == self._digest_of(resource)

    def _kept_note(self, resource: TableResource, what: str, make: Callable[[], JsonList]) -> JsonList:
        """What was found in a table's rows, kept for a table that has not changed."""
        note: JsonList = store.kept_note(self._name(what, resource), make, partial(self._unchanged, resource))
        return note

    def _checked(self, table: TableReader) -> list[Problem]:
        """The contract's findings, kept for a table that has not changed."""

        def find() -> pd.DataFrame:
            districts = set(self.outlines.named["district_id"])
            problems = contract.check_rows(table, self.pack, districts)
            problems += plausibility.check_numbers(table, _own(table.resource.name), self.pack.population)
            return as_frame(problems)

        return problems_in(
            store.kept(self._contract_name(table.resource), find, partial(self._unchanged, table.resource))
        )

    def _district_ids(self, resource: TableResource) -> pd.DataFrame:
        def assign() -> pd.DataFrame:
            x, y = quoted(str(resource.longitude)), quoted(str(resource.latitude))
            places = f"TRY_CAST({x} AS DOUBLE) x, TRY_CAST({y} AS DOUBLE) y"
            source = numbered(source_of(resource))
            points = self.connection.execute(f"SELECT row__, {places} FROM {source} ORDER BY row__").df()
            ids = district_of_points(points["x"], points["y"], self.outlines.frame)
            return pd.DataFrame({"row__": points["row__"], "district_id__": ids})

        return store.kept(self._name("points", resource), assign, partial(self._unchanged, resource))


def _own(table: str) -> list[Indicator]:
    return [i for i in all_indicators() if i.table == table]


def _unreadable(resource: TableResource, error: Exception) -> Problem:
    text = str(error)
    line = re.search(r"[Ll]ine:? (\d+)", text)
    first = text.splitlines()[0].split(": ", 1)[-1]
    todo = "Check that every line has the same number of cells and that the file is what its ending says."
    return Problem(
        resource.file, f"The file can't be read ({first}).", todo, row=int(line[1]) if line else None
    )
