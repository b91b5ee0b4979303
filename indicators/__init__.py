"""Townbell's indicators: what a domain module imports, and `City` for notebooks.

from indicators import City
City("data/morocco").estimate("commute_tram", by=["district", "period"])
"""

from typing import TYPE_CHECKING, Any

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

if TYPE_CHECKING:
    from indicators.city import City

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


def __getattr__(name: str) -> Any:
    if name == "City":
        from indicators.city import City

        return City
    raise AttributeError(f"module 'indicators' has no attribute '{name}'")
