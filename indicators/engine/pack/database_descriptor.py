"""Tables that a descriptor places in a database or on a cluster: where, and how long their counts serve.

The address is the resource's `path`, the table's name its `dialect.table`, as the Data Package standard's Table
Dialect has it (Frictionless writes `dialect.sql.table`, which is read too).
"""

import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from indicators.engine.pack.model import Database, TableResource
from indicators.engine.types import JsonMapping

SCHEMES = ("postgresql", "postgres", "spark", "sc")
_UNITS = {"minute": 60, "hour": 3_600, "day": 86_400, "week": 604_800}
_DAY = 86_400.0


def database_of(folder: Path, resource: JsonMapping, extra: JsonMapping) -> Database | None:
    """Where the table lives; None for a file."""
    path = str(resource.get("path", ""))
    if path.partition(":")[0] not in SCHEMES or ":" not in path:
        return None
    named = re.sub(r"\W", "_", folder.resolve().name).upper()
    version = extra.get("version")
    return Database(
        address=path,
        relation=_relation(resource),
        variable=f"TOWNBELL_DATABASE_{named}",
        version=None if version is None else str(version),
        updated=extra.get("updated"),
        fresh_for=_seconds(extra.get("fresh_for")) or _DAY,
    )


def _relation(resource: JsonMapping) -> str:
    dialect = resource.get("dialect")
    if not isinstance(dialect, Mapping):
        return ""
    sql = dialect.get("sql")
    return str(dialect.get("table") or (sql.get("table") if isinstance(sql, Mapping) else "") or "")


def _seconds(text: object) -> float | None:
    """How long "12 hours" or "1 day" is; None for anything else."""
    match = re.fullmatch(r"(\d+) (minute|hour|day|week)s?", str(text or ""))
    return float(int(match[1]) * _UNITS[match[2]]) if match else None


def database_problems(table: TableResource, extra: JsonMapping) -> list[tuple[str, str]]:
    """What is wrong with how a table in a database is described: pairs of what and what to do."""
    database = table.database
    if database is None:
        return []
    problems = []
    if holds_password(database.address):
        ways = f"PGPASSWORD, PGPASSFILE or {database.variable} (a whole address)"
        problems.append(
            ("its address holds a password.", f"Remove it at once, change it, and give it by {ways}.")
        )
    if not database.relation:
        problems.append(
            ("dialect.table does not say which table.", 'Write "dialect": {"table": "schema.table"}.')
        )
    if "fresh_for" in extra and not _seconds(extra["fresh_for"]):
        problems.append(
            ("townbell.fresh_for can't be read.", 'Write it as "1 day", "12 hours" or "30 minutes".')
        )
    names = [field.name for field in table.fields]
    if database.updated is not None and database.updated not in names:
        problems.append(
            (f"townbell.updated names '{database.updated}', which schema.fields lacks.", "List it there.")
        )
    if table.is_points:
        todo = "Store each row's district beside it and name that column under townbell.district."
        problems.append(("points in a database can't be assigned to districts.", todo))
    return problems


def holds_password(address: str) -> bool:
    """Does an address hold a password or token, before the `@` or among its options?"""
    if re.search(r"://[^/@]*:[^/]*@|;token=", address):
        return True
    try:
        options = parse_qsl(urlsplit(address).query)
    except ValueError:
        return False
    return any("password" in name.lower() for name, _value in options)
