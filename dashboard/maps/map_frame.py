"""What a map shows, as it is handed to the page's own map and to the files."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Frame:
    """One picture: its title, and for each district its colour (or its state) and the lines of its card."""

    title: str
    fills: Sequence[str]
    lines: Sequence[tuple[str, ...]]


@dataclass(frozen=True)
class Panel:
    """A map that may change over the periods; `label` says what it shows."""

    label: str
    frames: Sequence[Frame]


@dataclass(frozen=True)
class Looked:
    """What the map says back: a district picked or marked, a period gone to."""

    picked: Callable[[str], None]
    marked: Callable[[str], None]
    period: Callable[[str], None]
