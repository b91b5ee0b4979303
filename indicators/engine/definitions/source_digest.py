"""A digest of the code that defines indicators, so that counts of another definition are not taken for this one's."""

import inspect
import os
from collections.abc import Iterable

from indicators.engine.caching.disk import digest
from indicators.engine.definitions.registry import Indicator


def module_digest(indicators: Iterable[Indicator]) -> str:
    """A digest of the source of the modules that hold these indicators, and of their ids."""
    sources: dict[str, str] = {}
    for indicator in indicators:
        name = indicator.function.__module__
        if name not in sources:
            module = inspect.getmodule(indicator.function)
            try:
                sources[name] = inspect.getsource(module) if module else name
            except (OSError, TypeError):
                sources[name] = os.urandom(8).hex()
    return digest(sources, sorted(i.id for i in indicators))
