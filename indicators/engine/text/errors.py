"""What is wrong with a file or a request, in words that say what to do about it."""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass

from indicators.engine.text.messages import _


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: where it stands, what it is, what to do.

    `row` counts as a spreadsheet does (the header is row 1); None where no single row is to blame.
    A `warning` is worth knowing but does not keep a pack from being used.
    """

    file: str
    what: str
    todo: str
    row: int | None = None
    column: str | None = None
    warning: bool = False

    def __str__(self) -> str:
        place = [self.file]
        if self.row is not None:
            place.append(f"row {self.row}")
        if self.column is not None:
            place.append(f"column {self.column}")
        kind = "warning: " if self.warning else ""
        return f"{', '.join(place)}: {kind}{self.what} {self.todo}"


class TownbellError(Exception):
    """The data or the request is wrong; the message tells a user what and what to do."""


class PackError(TownbellError):
    """A city pack can't be used; `problems` lists everything that was found."""

    def __init__(self, problems: Iterable[Problem]):
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """A hint for a misspelt name: the nearest known one, or the list of all when they are few."""
    known = sorted(known)
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.6)
    if near:
        return _("Did you mean '{name}'?", name=near[0])
    return _("There are: {names}.", names=", ".join(known)) if 0 < len(known) <= 40 else ""
