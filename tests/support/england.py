"""England's 32,844 small areas as a city pack, from the published files beside the project: the largest real case.

`python -m tests.support.england FOLDER` builds it to look at. Its indicators stand in `england_modules` beside it,
outside of the program, as those of an analyst may: `TOWNBELL_MODULES` names that folder.
"""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from tests.support.reference import SHARED, shared

if TYPE_CHECKING:
    import geopandas as gpd

MODULES = Path(__file__).parent / "england_modules"
SOURCE = "cities/stress_england_lsoa"
AREAS = 32_844
_SUBDOMAINS = {
    "children": "children_and_young_people",
    "skills": "adult_skills",
    "services": "geographical_barriers",
    "housing": "wider_barriers",
    "indoors": "indoors",
    "outdoors": "outdoors",
}
_COLUMNS = {
    "benefits": {
        "low_income": "income_domain_numerator",
        "low_income_children": "income_deprivation_affecting_children_index_idaci_numerator",
        "low_income_older": "income_deprivation_affecting_older_people_index_idaopi_numerator",
        "out_of_work": "employment_domain_numerator",
    },
    "distances": {
        "to_doctor": "road_distance_to_a_gp_surgery_indicator_km",
        "to_school": "road_distance_to_a_primary_school_indicator_km",
        "to_shop": "road_distance_to_general_store_or_supermarket_indicator_km",
    },
    "homes": {
        "poor_condition": "housing_in_poor_condition_indicator",
        "no_central_heating": "houses_without_central_heating_indicator",
        "crowded": "household_overcrowding_indicator",
    },
}
_TITLES = {
    "benefits": "Residents who live on benefits, 2019",
    "distances": "Distances by road, 2019",
    "homes": "Homes, 2019",
    "ranks": "Ranks in the Indices of Deprivation, 2015 and 2019",
}


def england(folder: Path) -> Path:
    """Writes the pack into `folder/england` and gives that folder; skips the test where the files are absent."""
    source = shared(SOURCE)
    pack = folder / "england"
    pack.mkdir(parents=True, exist_ok=True)
    outlines(source).to_parquet(pack / "districts.parquet")
    made = tables(source)
    for name, table in made.items():
        table.to_parquet(pack / f"{name}.parquet", index=False)
    (pack / "datapackage.json").write_text(json.dumps(_descriptor(made), indent=2), encoding="utf-8")
    return pack


def read(source: Path, name: str) -> pd.DataFrame:
    """One published file, by the rest of its name."""
    return pd.read_parquet(source / f"{name}.parquet")


def outlines(source: Path) -> "gpd.GeoDataFrame":
    """The areas with their local authority of 2013 as parent.

    Corners are rounded to a millionth of a degree (10 cm): the published ones differ in the 8th place from one area
    to the next, so that none touches its neighbour. What is not valid (90 outlines as published) is mended.
    """
    import geopandas as gpd
    import shapely

    areas = gpd.read_parquet(source / "districts_full.parquet")
    names = read(source, "imd2015_england_lsoa11").set_index("district_id")["lad13_name"]
    shapes = shapely.transform(areas.geometry.to_numpy(), lambda corners: corners.round(6))
    invalid = ~shapely.is_valid(shapes)
    shapes[invalid] = shapely.make_valid(shapes[invalid], method="structure")
    ids, titles = areas["district_id"].astype(str), areas["district_name"].astype(str)
    keys = {"id": ids, "name": titles, "parent": ids.map(names)}
    return gpd.GeoDataFrame(keys, geometry=shapes, crs="EPSG:4326")


def tables(source: Path) -> dict[str, pd.DataFrame]:
    """The pack's tables: an area a row, and a column `areas` that counts it, for averages over areas."""
    indicators = read(source, "imd2019_england_lsoa11_indicators")
    made = {}
    for name, columns in _COLUMNS.items():
        taken = indicators[list(columns.values())].set_axis(list(columns), axis="columns")
        made[name] = _keyed(indicators["district_id"], "2019", taken)
    return {**made, "ranks": pd.concat([_ranks_2015(source), _ranks_2019(source)], ignore_index=True)}


def _ranks_2015(source: Path) -> pd.DataFrame:
    whole = read(source, "imd2015_england_lsoa11").set_index("district_id")["IMD_rank"]
    parts = read(source, "imd2015_england_lsoa11_subdomains")
    taken = pd.DataFrame({name: parts[f"{long}_sub_domain_rank"] for name, long in _SUBDOMAINS.items()})
    return _keyed(parts["district_id"], "2015", taken.assign(overall=parts["district_id"].map(whole)))


def _ranks_2019(source: Path) -> pd.DataFrame:
    whole = read(source, "imd2019_england_lsoa11").set_index("district_id")["IMD_rank"]
    parts = read(source, "imd2019_england_lsoa11_subdomains")
    taken = pd.DataFrame({name: parts[f"{long.capitalize()}_rank"] for name, long in _SUBDOMAINS.items()})
    return _keyed(parts["district_id"], "2019", taken.assign(overall=parts["district_id"].map(whole)))


def _keyed(ids: "pd.Series[str]", period: str, values: pd.DataFrame) -> pd.DataFrame:
    keys = pd.DataFrame({"district_id": ids.astype(str), "period": period, "areas": 1})
    return pd.concat([keys, values], axis="columns")


def _descriptor(made: dict[str, pd.DataFrame]) -> dict[str, Any]:
    kept = "https://github.com/humaniverse/IMD"
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "england",
        "title": "England: small areas",
        "description": "The Indices of Deprivation of 2015 and 2019 for 32,844 small areas (LSOAs of 2011).",
        "licenses": [{"name": "OGL-UK-3.0", "title": "Open Government Licence: Crown copyright"}],
        "sources": [{"title": "English Indices of Deprivation 2015 and 2019", "path": kept}],
        "townbell": {"kind": "real", "headlines": ["low_income", "deprivation_rank"]},
        "resources": [_boundaries(), *(_resource(name, table) for name, table in made.items())],
    }


def _boundaries() -> dict[str, Any]:
    extra = {"role": "districts", "id": "id", "name": "name", "parent": "parent"}
    return {
        "name": "boundaries",
        "title": "Outlines of the small areas",
        "path": "districts.parquet",
        "format": "parquet",
        "townbell": {**extra, "vintage": "LSOAs of the census of 2011"},
    }


def _resource(name: str, table: pd.DataFrame) -> dict[str, Any]:
    kinds = {"district_id": "string", "period": "year"}
    fields = [{"name": column, "type": kinds.get(column, "number")} for column in table]
    return {
        "name": name,
        "title": _TITLES[name],
        "path": f"{name}.parquet",
        "format": "parquet",
        "schema": {"fields": fields},
        "townbell": {"table": name, "district": "district_id", "period": "period"},
    }


@contextmanager
def deprivation() -> Iterator[None]:
    """The modules of England's indicators are known inside, in this process; forgotten afterwards."""
    from indicators.engine.definitions.registry import load_folder, temporary_registry

    with temporary_registry():
        for module in MODULES.glob("*.py"):
            sys.modules.pop(f"indicators.{module.stem}", None)
        load_folder(MODULES)
        yield


def main(folder: Path) -> int:
    """Builds the pack and says how to look at it."""
    if not (SHARED / SOURCE).exists():
        print(f"{SHARED / SOURCE} is not on this machine.", file=sys.stderr)
        return 1
    pack = england(folder)
    print(f"TOWNBELL_MODULES={os.path.relpath(MODULES)} townbell run {pack}")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
