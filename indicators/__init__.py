"""Townbell's indicators: what a domain module imports, and `City` for notebooks.

from indicators import City
City("data/morocco").estimate("commute_tram", by=["district", "period"])
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from indicators.city import City
    from indicators.engine.definitions.decorators import (
        life_expectancy,
        mean,
        median,
        percentile,
        published,
        rate,
        ratio,
        share,
        standardised_rate,
        standardised_ratio,
    )

__all__ = [
    "City",
    "life_expectancy",
    "mean",
    "median",
    "percentile",
    "published",
    "rate",
    "ratio",
    "share",
    "standardised_rate",
    "standardised_ratio",
]


def __getattr__(name: str) -> object:
    """Imports what is asked for when it is first used: `townbell --help` must not wait for pandas and DuckDB."""
    if name == "City":
        from indicators.city import City

        return City
    if name in __all__:
        from indicators.engine.definitions import decorators

        return getattr(decorators, name)
    raise AttributeError(f"module 'indicators' has no attribute '{name}'")
