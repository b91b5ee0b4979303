"""What is wrong with a file or a request, in words that say what to do about it."""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass

from indicators.engine.text.messages import Joined, Text, _, listing, sentences


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: where it stands, what it is, what to do.

    `row` counts as a spreadsheet does (the header is row 1); None where no single row is to blame.
    A `warning` is worth knowing but does not keep a pack from being used.
    """

    file: str
    what: Text | str
    todo: Text | str
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
    """The data or the request is wrong; the sentences tell a user, in his language, what and what to do."""

    def __init__(self, *parts: Text | str):
        super().__init__(sentences(*parts))


class PackError(TownbellError):
    """A city pack can't be used; `problems` lists everything that was found."""

    def __init__(self, problems: Iterable[Problem]):
        self.problems = tuple(problems)
        super().__init__(Joined(self.problems, "\n"))


def words_of(error: Exception) -> Text | str:
    """What an error says; without a language yet where it was raised so."""
    first = error.args[0] if error.args else ""
    return first if isinstance(first, Text) else str(error)


def did_you_mean(name: str, known: Iterable[str]) -> Text | str:
    """A hint for a misspelt name: the nearest known one, or the list of all when they are few."""
    known = sorted(known)
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.6)
    if near:
        return _("Did you mean '{name}'?", name=near[0])
    return _("There are: {names}.", names=listing(known)) if 0 < len(known) <= 40 else ""
