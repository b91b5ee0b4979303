"""Which districts a map shows, and in which colour each should be."""

from typing import Any

from dashboard.charts.colours import scale
from indicators.engine.city import City


def districts_of(city: City, area: str) -> Any:
    """The districts of a part, or all."""
    districts = city.districts
    return (districts[districts["parent"] == area] if area else districts).reset_index(drop=True)


def colours_of(city: City, id: str, period: str, area: str) -> dict[str, str]:
    """The colour of every district that has a value."""
    rows = city.estimate(id, ["district", "period"], {"parent": area} if area else {})
    better = city.indicators().set_index("id").loc[id, "polarity"]
    painter = scale(rows["value"], str(better))
    rows = rows[(rows["period"] == period) & (rows["status"] == "ok")]
    return {code: painter.colour(v) for code, v in zip(rows["district_id"], rows["value"], strict=True)}
