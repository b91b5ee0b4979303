"""A generated city of many districts on a grid: large enough for the graphics card, small enough for a quick test."""

from pathlib import Path
from typing import Any

from tests.support.packs import small_pack

SIDE = 30
STEP = 0.01
"""A district is a square of so many degrees."""
FEW = 7
"""On every so manieth diagonal live too few people to say."""


def code(column: int, row: int) -> str:
    """The id of a district; rows count from the north."""
    return f"G{row:02d}{column:02d}"


def grid_city(folder: Path, side: int = SIDE) -> Path:
    """Writes a pack of `side` x `side` squares: `disability_prevalence` 2014 and 2024, and two of `connectivity`.

    West is low and east high in every one of them, so that one sees on a picture whether districts are in their places.
    """
    squares = [(column, row) for row in range(side) for column in range(side)]
    districts = {"type": "FeatureCollection", "features": [_square(*at, side) for at in squares]}
    people = ["district_id,period,sex,persons,disabled"]
    lines = ["district_id,period,households,subs_fixed,premises,prem_100m"]
    for at in squares:
        people += [_people(*at, period, sex) for period in (2014, 2024) for sex in ("female", "male")]
        lines.append(f"{code(*at)},2024,1000,{10 + at[0] * 20},1000,{900 - at[0] * 20}")
    files = {"people.csv": "\n".join(people), "connectivity.csv": "\n".join(lines)}
    return small_pack(folder, districts=districts, descriptor=_described, files=dict(files))


def _people(column: int, row: int, period: int, sex: str) -> str:
    persons, disabled = 1000, 20 + 10 * column + (period - 2014)
    if (column + row) % FEW == 1:
        persons, disabled = 4, 1
    return f"{code(column, row)},{period},{sex},{persons},{disabled}"


def _square(column: int, row: int, side: int) -> dict[str, Any]:
    west, south = column * STEP, (side - row) * STEP
    east, north = west + STEP, south + STEP
    corners = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {
        "type": "Feature",
        "properties": {"id": code(column, row), "name": f"Square {row}-{column}", "parent": "Gridville"},
        "geometry": {"type": "Polygon", "coordinates": [corners]},
    }


def _described(package: dict[str, Any]) -> None:
    package["name"], package["title"] = "gridville", "Gridville"
    names = ("households", "subs_fixed", "premises", "prem_100m")
    fields = [{"name": "district_id", "type": "string"}, {"name": "period", "type": "year"}]
    package["resources"].append(
        {
            "name": "connectivity",
            "path": "connectivity.csv",
            "schema": {"fields": fields + [{"name": name, "type": "number"} for name in names]},
            "townbell": {"table": "connectivity", "district": "district_id", "period": "period"},
        }
    )
