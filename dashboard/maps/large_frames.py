"""Pictures of very many districts: a colour each as one byte, and words only when somebody looks at a district.

The browser is sent the colours of the picture shown. Cards, and the pictures of other periods, it asks for by the
picture's token: those of one that is no longer kept are not found, and the map then says names only.
"""

import base64
import secrets
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakValueDictionary

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dashboard.maps.map_frame import MapFrame
from indicators.engine.text.messages import spoken, use

CARDS = 32
"""Cards are fetched in blocks of so many districts: neighbours come along."""
_LARGEST = 255


class Fills(Sequence[str]):
    """A colour or a state for each district, as places in a short list of them."""

    def __init__(self, palette: Sequence[str], at: NDArray[np.uint8]) -> None:
        self.palette, self.at = tuple(palette), at

    @classmethod
    def of(cls, fills: Sequence[str] | NDArray[Any]) -> "Fills":
        """Raises ValueError for more than 255 different ones."""
        codes, palette = pd.factorize(np.asarray(fills, dtype=object), sort=True)
        if len(palette) > _LARGEST:
            raise ValueError(f"A picture has {len(palette)} colours; {_LARGEST} can be kept apart.")
        return cls(tuple(map(str, palette)), codes.astype(np.uint8))

    def __len__(self) -> int:
        return len(self.at)

    def __getitem__(self, i: Any) -> Any:
        return self.palette[self.at[i]]

    def packed(self) -> str:
        """A byte a district, squeezed (zlib) and written as base64."""
        return base64.b64encode(zlib.compress(self.at.tobytes(), 7)).decode()


class Lines(Sequence[tuple[str, ...]]):
    """The lines of each district's card, made when it is read, in the language in which the picture was made."""

    def __init__(self, rows: pd.DataFrame, make: Callable[[Mapping[Any, Any]], tuple[str, ...]]) -> None:
        self.rows, self.make, self.language = rows, make, spoken()

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, i: Any) -> Any:
        return self.between(i, i + 1)[0]

    def __iter__(self) -> Iterator[tuple[str, ...]]:
        return iter(self.between(0, len(self)))

    def between(self, first: int, last: int) -> list[tuple[str, ...]]:
        """The cards of some districts that follow each other."""
        before = spoken()
        use(self.language)
        try:
            return [self.make(row) for row in self.rows.iloc[first:last].to_dict("records")]
        finally:
            use(before)


@dataclass(frozen=True, eq=False)
class LargeFrame(MapFrame):
    """A picture of very many districts, and the token by which the browser asks for more of it."""

    token: str = field(default_factory=lambda: secrets.token_urlsafe(12))

    def __post_init__(self) -> None:
        _known[self.token] = self

    @property
    def colours(self) -> dict[str, Any]:
        """What the browser draws."""
        fills = self.fills if isinstance(self.fills, Fills) else Fills.of(self.fills)
        return {"palette": fills.palette, "fills": fills.packed()}

    def cards(self, block: int) -> list[tuple[str, ...]]:
        """The lines of the districts of a block; none beyond the last district."""
        first = block * CARDS
        if isinstance(self.lines, Lines):
            return self.lines.between(first, first + CARDS)
        return list(self.lines[first : first + CARDS])


_known: "WeakValueDictionary[str, LargeFrame]" = WeakValueDictionary()


def known(token: str) -> LargeFrame | None:
    """The picture of a token, as long as it is kept."""
    return _known.get(token)
