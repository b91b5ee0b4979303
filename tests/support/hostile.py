"""A city pack whose names try to be more than text."""

import copy
from pathlib import Path
from typing import Any

from tests.support.packs import DISTRICTS, people_table, small_pack

EVIL = "<img src=x onerror='window.hurt=1'>"
PICTURE = "![x](http://127.0.0.2:9/leak.png)"


def hostile_pack(folder: Path) -> Path:
    """As `small_pack`: a district is called like a tag, another one like a picture of somebody else's server."""
    districts = copy.deepcopy(DISTRICTS)
    for feature, name in zip(districts["features"], (EVIL, PICTURE), strict=True):
        feature["properties"]["name"] = name
    return small_pack(folder, districts=districts)


def hostile_everywhere(folder: Path) -> Path:
    """As `hostile_pack`, and so are the city, its part, its groups, sources, tables and interventions called."""
    districts = copy.deepcopy(DISTRICTS)
    for feature, name in zip(districts["features"], (EVIL, PICTURE), strict=True):
        feature["properties"] |= {"name": name, "parent": PICTURE}

    def changed(package: dict[str, Any]) -> None:
        package["title"], package["description"] = PICTURE, PICTURE
        package["sources"], package["licenses"] = (
            [{"title": PICTURE}],
            [{"name": "CC0-1.0", "title": PICTURE}],
        )
        sex = package["townbell"]["segments"]["sex"]
        sex |= {"title": PICTURE, "source": PICTURE, "description": PICTURE, "labels": {"female": PICTURE}}
        table = people_table(package)
        table["title"] = PICTURE

    entries = (
        "id,title,domain,status,indicator,districts,start\n"
        f"evil,{PICTURE},health,running,disability_prevalence,A,2020-01-01\n"
    )
    return small_pack(folder, districts=districts, descriptor=changed, files={"interventions.csv": entries})
