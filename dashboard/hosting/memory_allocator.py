"""Where the process takes its memory from, so that what is given back can be used again.

Every run of a page is a thread of its own. A server that lives for weeks must not keep the holes that they leave.
"""

import ctypes
import logging
import os
import sys
import threading
from collections.abc import Callable
from functools import cache
from typing import Any

_LOG = logging.getLogger(__name__)
_ARENA_MAX = -8  # M_ARENA_MAX in glibc's malloc.h
_EVERY = 60.0
"""Seconds."""


@cache
def _glibc() -> Any:
    """The C library, or None where it is not glibc: others hold no such places."""
    if not sys.platform.startswith("linux"):
        return None
    try:
        library = ctypes.CDLL("libc.so.6")
        return library if hasattr(library, "mallopt") and hasattr(library, "malloc_trim") else None
    except OSError:
        return None


def few_arenas(most: int = 1) -> bool:
    """Tells the C library to take memory from a few places only; False where it is not glibc, which alone needs it.

    glibc gives threads up to eight places for each core. What is given back in one can't be used in another: free
    memory piled up by a hundred megabytes in some minutes, while what was in use stayed the same. A setting of one's
    own (`MALLOC_ARENA_MAX`) stands, and so does that of `townbell run`, which holds from the process's beginning.
    """
    if _glibc() is None or "MALLOC_ARENA_MAX" in os.environ:
        return False
    return bool(_glibc().mallopt(_ARENA_MAX, most))


def one_pool() -> None:
    """Lets Arrow take memory from the C library as all others do.

    Its own pool holds a place for each thread, and every run is a thread: what a text that is kept was made in stays
    with it, though the thread is long gone.
    """
    import pyarrow as pa

    pa.set_memory_pool(pa.system_memory_pool())


def give_back() -> bool:
    """Gives the machine the pages between things in use; False where the C library can't, or had none.

    By itself glibc gives back only what is free at the end of a place, and a thing that is kept for long may lie there.
    """
    return _glibc() is not None and bool(_glibc().malloc_trim(0))


def give_back_always(before: Callable[[], None], every: float = _EVERY) -> threading.Event:
    """Gives back from time to time, in a thread of its own, until the event that is returned is set.

    `before` lets go what is not needed any more.
    """
    ended = threading.Event()

    def giving() -> None:
        while not ended.wait(every):
            try:
                before()
            except Exception:  # noqa: BLE001  whatever it is, the next minute comes
                _LOG.exception("What is kept could not let go; memory is given back all the same.")
            give_back()

    threading.Thread(target=giving, name="give memory back", daemon=True).start()
    return ended
