"""Which indicators can be shown by hexagon."""

from dashboard import queries
from indicators.city import City
from indicators.compare.spatial import hexagons
from indicators.engine.definitions.registry import Indicator


def shown_by_hexagon(city: City) -> dict[str, Indicator]:
    """The indicators that can be shown by hexagon, by their ids."""

    def make() -> tuple[Indicator, ...]:
        if not queries.has_points(city):
            return ()
        return tuple(each for each in city.available if not hexagons.reason(city, each.id))

    return {each.id: each for each in queries.cached(("by hexagon", city.key), make, wordless=True)}
