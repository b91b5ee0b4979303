"""Opening a pack: outlines read, tables made readable, the contract checked, all problems gathered."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from indicators.engine import contract, plausible, store
from indicators.engine.geometry import district_of_points, read_districts
from indicators.engine.pack import Pack, TableResource
from indicators.engine.periods import Period
from indicators.engine.problem import PackError, Problem
from indicators.engine.registry import Indicator, all_indicators
from indicators.engine.tables import Table, numbered, open_table, quoted, raw_view, source_of

if TYPE_CHECKING:
    import geopandas as gpd


@dataclass(frozen=True)
class Opened:
    """A pack's outlines and tables, ready to be counted, and what is worth knowing about them."""

    pack: Pack
    districts: "gpd.GeoDataFrame"
    tables: Mapping[str, Table]
    problems: tuple[Problem, ...]

    def digest(self, resource: TableResource) -> str:
        """The same for the same file, description, outlines and engine; another as soon as one changes."""
        return _digest(self.pack, resource)


def open_pack(pack: Pack) -> Opened:
    """Reads and checks everything. Raises PackError with every problem where one keeps the pack from being used."""
    import duckdb

    districts, found = read_districts(pack.districts)
    _raise_errors(found)
    tables, more = _Opening(pack, districts, duckdb.connect()).tables()
    problems = (*found, *more, *_two_meanings(tables))
    _raise_errors(problems)
    return Opened(pack, districts, tables, problems)


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


def _digest(pack: Pack, resource: TableResource) -> str:
    resources = [r for r in pack.descriptor["resources"] if isinstance(r, dict)]
    described = [r for r in resources if (r.get("townbell") or {}).get("table") == resource.name]
    files = [store.file_digest(resource.path), store.file_digest(pack.districts.path)]
    return store.digest(store.engine_digest(), files, described, pack.descriptor.get("townbell"))


@dataclass(frozen=True)
class _Opening:
    """What the steps of opening share."""

    pack: Pack
    districts: "gpd.GeoDataFrame"
    connection: Any

    def tables(self) -> tuple[dict[str, Table], list[Problem]]:
        tables: dict[str, Table] = {}
        problems: list[Problem] = []
        for resource in self.pack.tables.values():
            found = contract.before_reading(resource)
            problems += found
            if _errors(found):
                continue
            table, more = self._open(resource)
            problems += more
            if table is not None:
                tables[resource.name] = table
        return tables, problems

    def _open(self, resource: TableResource) -> tuple[Table | None, list[Problem]]:
        import duckdb

        try:
            ids = self._district_ids(resource) if resource.is_points else None
            raw = raw_view(self.connection, resource, ids)
            problems = contract.columns_of(self.connection, resource, raw)
            if _errors(problems):
                return None, problems
            problems += self._checked(resource, raw)
            if _errors(problems):
                return None, problems
            return open_table(self.connection, resource, raw), problems
        except duckdb.Error as error:
            return None, [_unreadable(resource, error)]

    def _checked(self, resource: TableResource, raw: str) -> list[Problem]:
        """The contract's findings, kept for a table that has not changed."""

        def find() -> pd.DataFrame:
            districts = set(self.districts["district_id"])
            found = contract.check_rows(self.connection, resource, raw, self.pack, districts)
            found += plausible.check_numbers(
                self.connection, resource, raw, _own(resource.name), self.pack.population
            )
            return pd.DataFrame(
                [vars(problem) for problem in found], columns=list(Problem.__dataclass_fields__)
            )

        name = store.digest(
            "contract", _digest(self.pack, resource), store.module_digest(_own(resource.name))
        )
        rows = store.kept(f"contract-{name}", find).astype(object)
        return [_problem(row) for row in rows.to_dict("records")]

    def _district_ids(self, resource: TableResource) -> pd.DataFrame:
        def assign() -> pd.DataFrame:
            x, y = quoted(str(resource.longitude)), quoted(str(resource.latitude))
            places = f"TRY_CAST({x} AS DOUBLE) x, TRY_CAST({y} AS DOUBLE) y"
            source = numbered(source_of(resource))
            points = self.connection.execute(f"SELECT row__, {places} FROM {source} ORDER BY row__").df()
            ids = district_of_points(points["x"], points["y"], self.districts)
            return pd.DataFrame({"row__": points["row__"], "district_id__": ids})

        return store.kept(f"points-{_digest(self.pack, resource)}", assign)


def _own(table: str) -> list[Indicator]:
    return [i for i in all_indicators() if i.table == table]


def _problem(row: dict[Any, Any]) -> Problem:
    at = row["row"]
    column = row["column"]
    return Problem(
        file=str(row["file"]),
        what=str(row["what"]),
        todo=str(row["todo"]),
        row=None if pd.isna(at) else int(at),
        column=None if pd.isna(column) else str(column),
        warning=bool(row["warning"]),
    )


def _unreadable(resource: TableResource, error: Exception) -> Problem:
    text = str(error)
    line = re.search(r"[Ll]ine:? (\d+)", text)
    first = text.splitlines()[0].split(": ", 1)[-1]
    todo = "Check that every line has the same number of cells and that the file is what its ending says."
    return Problem(
        resource.file, f"The file can't be read ({first}).", todo, row=int(line[1]) if line else None
    )
