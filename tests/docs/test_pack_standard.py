"""Every embedded city pack is a valid Data Package, so that other programs can open it too."""

import json
import os
from pathlib import Path

import frictionless
import geopandas as gpd
import pytest

PACKS = sorted(path.parent for path in (Path(__file__).parents[2] / "data").glob("*/datapackage.json"))

each_pack = pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.name)


def resources(pack: Path) -> list[dict]:
    described: list[dict] = json.loads((pack / "datapackage.json").read_text(encoding="utf-8"))["resources"]
    return described


def outlines(pack: Path) -> dict:
    return next(one for one in resources(pack) if one.get("townbell", {}).get("role") == "districts")


@pytest.mark.parametrize(
    "pack",
    [pytest.param(pack, marks=pytest.mark.slow) if pack.name == "bellhaven" else pack for pack in PACKS],
    ids=lambda pack: pack.name,
)
def test_the_standards_own_validator_accepts_the_pack(pack: Path) -> None:
    """Every table's description and first rows; every row where `TOWNBELL_WHOLE` asks for it (CI): two minutes."""
    rows = None if os.environ.get("TOWNBELL_WHOLE") else 2_000
    report = frictionless.Package(str(pack / "datapackage.json")).validate(limit_rows=rows)
    assert report.valid, report.flatten(["title", "message"])


@each_pack
def test_every_outline_is_valid_and_every_table_points_at_its_districts(pack: Path) -> None:
    role = outlines(pack)
    districts = gpd.read_file(pack / role["path"])
    assert districts.crs.to_epsg() == 4326
    assert districts.is_valid.all()
    assert districts[role["townbell"]["id"]].is_unique
    for table in resources(pack):
        column = table.get("townbell", {}).get("district")
        keys = [key["fields"] for key in table.get("schema", {}).get("foreignKeys", [])]
        assert column is None or [column] in keys, table["name"]
