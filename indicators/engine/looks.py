"""What pandas remembers of those who looked at a frame, and how to make it forget."""

from collections.abc import Iterable

import pandas as pd


def forget_looks(frames: Iterable[pd.DataFrame | pd.Series]) -> None:
    """Lets pandas throw away its dead references to these frames.

    It keeps one for each column or row that was ever looked at, until there are 500 for a block of columns: up to
    40 kB for each, which may be more than what stands in it. Asking whether anybody refers to a block clears them.
    """
    for frame in frames:
        for block in getattr(getattr(frame, "_mgr", None), "blocks", ()):
            block.refs.has_reference()
