"""datapackage.json of Bellhaven: the standard's words, and Townbell's under the key "townbell"."""

from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from data.build.bellhaven import world as w
from data.build.bellhaven.columns import TABLES, TITLES

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
PARQUET = ("population", "deaths", "survey", "offences", "dispatch", "access", "eservice")
"""Large tables; the others are CSV."""
MARKS: dict[str, dict[str, list[str]]] = {
    "admissions": {"suppressed": ["*"]},
    "pupils": {"not_collected": ["x"]},
}
ABSENT_IS_ZERO = ("deaths", "admissions", "offences", "dispatch", "casualties", "fires")
NOT_ASKED = {"owns_device": ["2016", "2017"]}
PLACED: dict[str, dict[str, str]] = {
    "offences": {"period": "date", "longitude": "longitude", "latitude": "latitude"},
    "dispatch": {"district": "district_id", "period": "t_call"},
}
NUMBERED = ("resp_id", "offence_id", "call_id")
COUNTED = ("age_from", "street")
"""Whole numbers that tell lines apart instead of being added up."""
WITH_GAPS = ("digital_services_used", "commute_minutes", "errand_minutes")
"""Whole numbers with gaps in Parquet: "number", since frictionless reads them through pandas, as
fractions."""
SOURCE = "Invented for Townbell"


def segments() -> dict[str, dict[str, Any]]:
    """The ways in which residents are divided, with their groups in order."""
    return {
        "sex": _segment("Sex", "Sex as written in the register.", w.SEX, False, ("women", "men")),
        "age_band": _segment(
            "Age", "Age in years at the time of counting. The survey asks from 16.", w.AGE_BANDS, True
        ),
        "income_q": _segment(
            "Income",
            "Fifths of household income per head in the whole city; 1 is the poorest fifth.",
            w.INCOME,
            True,
            ("poorest fifth", "second fifth", "middle fifth", "fourth fifth", "richest fifth"),
        ),
        "disability": _segment(
            "Disability",
            "Has a lasting condition that makes everyday things hard.",
            w.DISABILITY,
            False,
            ("not disabled", "disabled"),
        ),
        "skill": _segment(
            "Digital skill",
            "What somebody did online in the last three months, in three steps.",
            w.SKILL,
            True,
            ("no digital skill", "basic digital skill", "more than basic digital skill"),
        ),
    }


def _segment(
    title: str, description: str, order: tuple[str, ...], ordinal: bool, labels: tuple[str, ...] = ()
) -> dict[str, Any]:
    """`labels`, in the same order, are for people; without them the codes are."""
    return {
        "title": title,
        "description": description,
        "order": list(order),
        **({"labels": dict(zip(order, labels, strict=True))} if labels else {}),
        "ordinal": ordinal,
        "source": SOURCE,
    }


def descriptor(tables: Mapping[str, pa.Table], seed: int, scale: float) -> dict[str, Any]:
    """The whole of datapackage.json."""
    return {
        "$schema": PROFILE,
        "name": "townbell-bellhaven",
        "title": "Bellhaven",
        "description": "An invented harbour city for trying things out. Its history has effects planted in it, "
        f"so that what is found can be held to what is true (seed {seed}, scale {scale:g}).",
        "created": "2026-11-22T00:00:00Z",
        "licenses": [{"name": "CC0-1.0", "path": "https://creativecommons.org/publicdomain/zero/1.0/"}],
        "sources": [{"title": f"{SOURCE}: generated, not measured"}],
        "townbell": {
            "kind": "generated",
            "population": {"table": "population", "column": "persons"},
            "minimum": {"numerator": 0, "denominator": 10},
            "segments": segments(),
        },
        "resources": [
            *_districts(),
            *(_table(name, table) for name, table in tables.items()),
            _interventions(),
        ],
    }


def _districts() -> list[dict[str, Any]]:
    outlines = {
        "name": "boundaries",
        "title": "Outlines of the districts",
        "path": "districts.geojson",
        "format": "geojson",
        "mediatype": "application/geo+json",
        "encoding": "utf-8",
        "townbell": {
            "role": "districts",
            "id": "id",
            "name": "name",
            "parent": "parent",
            "vintage": "invented, 2016",
        },
    }
    fields = [
        _required("id", "Code of the district"),
        _required("name", "Name"),
        _required("parent", "Borough"),
    ]
    names = _csv("districts", "The districts by name", fields)
    names["schema"]["primaryKey"] = ["id"]
    return [outlines, names]


def _required(name: str, title: str) -> dict[str, Any]:
    return {"name": name, "type": "string", "title": title, "constraints": {"required": True}}


def _csv(name: str, title: str, fields: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "name": name,
        "title": title,
        "type": "table",
        "path": f"{name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {"fields": fields, "missingValues": [""]},
    }


def _table(name: str, table: pa.Table) -> dict[str, Any]:
    resource = _csv(name, TABLES[name], [_field(column) for column in table.schema])
    if name in PARQUET:
        resource |= {
            "path": f"{name}.parquet",
            "format": "parquet",
            "mediatype": "application/vnd.apache.parquet",
        }
        del resource["encoding"]
    resource["schema"]["primaryKey"] = _key(table)
    marks = MARKS.get(name, {})
    resource["schema"]["missingValues"] += [mark for found in marks.values() for mark in found]
    extra: dict[str, Any] = {
        "table": name,
        **PLACED.get(name, {"district": "district_id", "period": "period"}),
    }
    extra["segments"] = [column for column in segments() if column in table.column_names]
    if "district_id" in table.column_names:
        key = {"fields": ["district_id"], "reference": {"resource": "districts", "fields": ["id"]}}
        resource["schema"]["foreignKeys"] = [key]
    if name in ABSENT_IS_ZERO:
        extra["absent"] = "zero"
    if name == "survey":
        extra["design"] = {"strata": "stratum", "clusters": "psu"}
    return resource | {"townbell": extra | marks}


def _key(table: pa.Table) -> list[str]:
    """The columns that tell lines apart: a number of its own, or district, period and groups."""
    first = table.column_names[0]
    if first in NUMBERED:
        return [first]
    return [
        field.name
        for field in table.schema
        if field.type in (pa.string(), pa.bool_()) or field.name in COUNTED
    ]


def _field(column: pa.Field) -> dict[str, Any]:
    field: dict[str, Any] = {"name": column.name, "type": _type(column), "title": TITLES[column.name]}
    if column.name in NOT_ASKED:
        field["townbell"] = {"not_collected": NOT_ASKED[column.name]}
    return field


def _type(column: pa.Field) -> str:
    if pa.types.is_timestamp(column.type):
        return "datetime"
    if column.name in WITH_GAPS:
        return "number"
    names = {pa.int64(): "integer", pa.float64(): "number", pa.bool_(): "boolean", pa.date32(): "date"}
    return names.get(column.type, "string")


REGISTER = [
    "id",
    "title",
    "domain",
    "status",
    "indicator",
    "districts",
    "segments",
    "start",
    "end",
    "cost",
    "currency",
    "expected_low",
    "expected_high",
    "expected_unit",
    "evidence",
    "stop_rule",
    "partners",
    "notes",
]


def _interventions() -> dict[str, Any]:
    numbers = {"cost", "expected_low", "expected_high"}
    fields = [
        {
            "name": name,
            "type": "number" if name in numbers else "string",
            "title": name.replace("_", " ").capitalize(),
        }
        for name in REGISTER
    ]
    return _csv("interventions", "First entries of the register", fields)
