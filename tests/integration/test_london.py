"""London's recorded offences by small area, type and year: 690,547 lines in one pack, against pandas."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from indicators import rate
from indicators.city import City
from indicators.engine.definitions.registry import temporary_registry
from tests.support.reference import shared

pytestmark = pytest.mark.slow


def london(folder: Path) -> Path:
    """The offences as published, and a table that says which areas the police counted in which year."""
    import geopandas as gpd

    source, pack = shared("cities/london"), folder / "london"
    pack.mkdir()
    areas = gpd.read_file(source / "lsoa_2011.geojson")
    areas.to_parquet(pack / "districts.parquet")
    rows = pd.read_parquet(source / "lsoa_crime.parquet")
    lines = rows.drop(columns="LAD11CD").astype({"year": str})
    lines.to_parquet(pack / "offences.parquet", index=False)
    seen = rows[["LSOA11CD", "year"]].drop_duplicates().astype({"year": str}).assign(areas=1)
    seen.to_parquet(pack / "areas.parquet", index=False)
    (pack / "datapackage.json").write_text(json.dumps(_descriptor()), encoding="utf-8")
    return pack


def _descriptor() -> dict[str, Any]:
    extra = {
        "role": "districts",
        "id": "LSOA11CD",
        "name": "LSOA11NM",
        "parent": "LAD11CD",
        "vintage": "2011",
    }
    return {
        "name": "london",
        "title": "London",
        "licenses": [{"name": "OGL-UK-3.0", "title": "Open Government Licence"}],
        "sources": [{"title": "Metropolitan Police, recorded crime by LSOA"}],
        "townbell": {"kind": "real"},
        "resources": [
            {"name": "boundaries", "path": "districts.parquet", "format": "parquet", "townbell": extra},
            _table("offences", {"offence": "string", "count": "number"}),
            _table("areas", {"areas": "integer"}),
        ],
    }


def _table(name: str, columns: dict[str, str]) -> dict[str, Any]:
    fields = {"LSOA11CD": "string", "year": "year", **columns}
    return {
        "name": name,
        "path": f"{name}.parquet",
        "format": "parquet",
        "schema": {"fields": [{"name": column, "type": type} for column, type in fields.items()]},
        "townbell": {"table": name, "district": "LSOA11CD", "period": "year"},
    }


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    """The pack, opened, with an indicator of its own."""
    folder = tmp_path_factory.mktemp("london")
    with pytest.MonkeyPatch.context() as patch, temporary_registry():
        patch.setenv("TOWNBELL_CACHE", str(folder / "cache"))

        @rate("Violence", table="offences", better="lower", per=1, unit="per area", out_of="areas.areas")
        def recorded_violence(line: Any) -> Any:
            """Violent offences that the police recorded, by small area."""
            return line.count, line.offence == "major-violence"

        yield City(london(folder))


def test_london_opens_with_all_its_lines(city: City) -> None:
    assert [str(problem) for problem in city.problems] == []
    assert len(city.districts) == 4835
    assert len(pd.read_parquet(city.pack.folder / "offences.parquet")) == 690_547
    assert [each.id for each in city.available] == ["recorded_violence"]


def test_violence_by_area_borough_and_year_is_what_pandas_adds_up(city: City) -> None:
    rows = pd.read_parquet(shared("cities/london") / "lsoa_crime.parquet")
    rows = rows[rows["offence"] == "major-violence"].astype({"year": str})
    found = city.estimate("recorded_violence").set_index(["district_id", "period"])
    wanted = rows.set_index(["LSOA11CD", "year"])["count"]
    known = found[found["status"] == "ok"]
    assert len(found) == 4835 * 11
    assert len(known) == len(wanted)
    pd.testing.assert_series_equal(
        known["numerator"].sort_index(), wanted.sort_index(), check_names=False, rtol=1e-12
    )
    by_year = city.estimate("recorded_violence", ["period"]).set_index("period")["numerator"]
    assert by_year.to_dict() == rows.groupby("year")["count"].sum().to_dict()
    boroughs = city.estimate("recorded_violence", ["parent", "period"], {"period": "2019"})
    assert boroughs.set_index("parent")["numerator"]["E09000033"] == (
        rows.loc[(rows["LAD11CD"] == "E09000033") & (rows["year"] == "2019"), "count"].sum()
    )
