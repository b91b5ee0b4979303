"""Districts by a part of their name or code, where there are too many for one list."""

import unicodedata
from collections.abc import Sequence

from dashboard import queries
from indicators.city import City

MANY = 1000
"""Up to so many districts stand in one list, which is searched in the browser."""
MOST = 50
"""So many of those found are offered."""


def matching_ids(city: City, area: str, text: str) -> tuple[str, ...]:
    """The ids of the districts of an area that hold every word of a text; nothing where there is no word.

    Words are looked for in the district's name, its id and the part it lies in, whatever their case and accents.
    Whose id or name it is comes first, then whose name begins with it, then by name.
    """
    words = normalised(text).split()
    if not words:
        return ()
    return queries.cached(
        ("found districts", city.key, area, *words), lambda: tuple(_find(city, area, words)), wordless=True
    )


def _find(city: City, area: str, words: Sequence[str]) -> list[str]:
    whole = " ".join(words)
    rows = [row for row in _rows(city) if not area or row[3] == area]
    hits = [row for row in rows if all(word in row[2] for word in words)]
    exactly = [row for row in hits if whole in (row[1], row[4])]
    first = [row for row in hits if row[1].startswith(whole)]
    return list(dict.fromkeys(row[0] for row in (*exactly, *first, *hits)))


def _rows(city: City) -> list[tuple[str, str, str, str, str]]:
    """Each district by name: id, plain name, all that is searched, part, plain id."""

    def make() -> list[tuple[str, str, str, str, str]]:
        parents = queries.parents(city)
        entries = []
        for id, name in queries.names(city).items():
            called, code = normalised(name), normalised(id)
            entries.append((id, called, f"{called} {code} {normalised(parents[id])}", parents[id], code))
        return entries

    return queries.cached(("searched districts", city.key), make, wordless=True)


def normalised(text: str) -> str:
    """Without capitals and accents."""
    apart = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in apart if not unicodedata.combining(letter)).casefold()
