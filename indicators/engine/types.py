"""Types of things whose shape only their reader knows; everything else has a type of its own."""

from collections.abc import Mapping
from typing import Any

JsonObject = dict[str, Any]
"""An object as JSON has it: what a key holds is checked where it is read."""
JsonMapping = Mapping[str, Any]
"""The same, only to be read."""
JsonList = list[Any]
"""A list as JSON has it."""
