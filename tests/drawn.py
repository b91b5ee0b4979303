"""Where on the large map a district is drawn, and in which colour it should be."""

from typing import Any

import numpy as np

from dashboard.colours import scale
from dashboard.maps import camera
from dashboard.parts.map_and_order import HEIGHT
from dashboard.patterns import extent
from indicators.engine.city import City


def place(districts: Any, code: str) -> tuple[float, float]:
    """Where on the map, from its middle, a point inside a district is drawn."""
    looks = camera(extent(districts), height=HEIGHT)
    inside = districts.set_index("district_id").geometry[code].representative_point()
    pixels = 512 * 2 ** looks["zoom"] / 360

    def mercator(latitude: float) -> float:
        return float(np.degrees(np.arcsinh(np.tan(np.radians(latitude)))))

    return (inside.x - looks["longitude"]) * pixels, (
        mercator(looks["latitude"]) - mercator(inside.y)
    ) * pixels


def districts_of(city: City, area: str) -> Any:
    """The districts of a part, or all."""
    found = city.districts
    return (found[found["parent"] == area] if area else found).reset_index(drop=True)


def colours_of(city: City, id: str, period: str, area: str) -> dict[str, str]:
    """The colour of every district that has a value."""
    rows = city.estimate(id, ["district", "period"], {"parent": area} if area else {})
    better = city.indicators().set_index("id").loc[id, "polarity"]
    painter = scale(rows["value"], str(better))
    rows = rows[(rows["period"] == period) & (rows["status"] == "ok")]
    return {code: painter.colour(v) for code, v in zip(rows["district_id"], rows["value"], strict=True)}
