"""A city pack whose names try to be more than text."""

import copy
from pathlib import Path

from tests.packs import DISTRICTS, small_pack

EVIL = "<img src=x onerror='window.hurt=1'>"
PICTURE = "![x](http://127.0.0.2:9/leak.png)"


def hostile_pack(folder: Path) -> Path:
    """As `small_pack`: a district is called like a tag, another one like a picture of somebody else's server."""
    districts = copy.deepcopy(DISTRICTS)
    for feature, name in zip(districts["features"], (EVIL, PICTURE), strict=True):
        feature["properties"]["name"] = name
    return small_pack(folder, districts=districts)
