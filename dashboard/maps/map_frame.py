"""What a map shows, as it is handed to the page's own map and to the files."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class MapFrame:
    """One picture: its title, and for each district its colour (or its state) and the lines of its card."""

    title: str
    fills: Sequence[str]
    lines: Sequence[tuple[str, ...]]


@dataclass(frozen=True)
class MapPanel:
    """A map that may change over the periods; `label` says what it shows."""

    label: str
    frames: Sequence[MapFrame]


@dataclass(frozen=True)
class MapState:
    """One map or several linked ones: `codes` are the periods of the frames, `at` the one shown."""

    panels: Sequence[MapPanel]
    codes: Sequence[str]
    at: str
    selected: str | None = None
    marked: Sequence[str] = ()


@dataclass(frozen=True)
class MapEvents:
    """What is called when a district is picked or marked, or a period gone to; each is given the code."""

    picked: Callable[[str], None]
    marked: Callable[[str], None]
    period: Callable[[str], None]
