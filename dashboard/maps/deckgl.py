"""deck.gl as pydeck's wheel carries it: one file that the browser fetches once and keeps, from this server."""

import gzip
import importlib.util
from functools import cache
from hashlib import blake2b
from pathlib import Path


def script() -> Path:
    """The file; it sets the global `deck`. Raises FileNotFoundError where pydeck lacks it."""
    package = importlib.util.find_spec("pydeck")
    if package is None or package.origin is None:
        raise FileNotFoundError("The package pydeck is not installed.")
    return Path(package.origin).parent / "nbextension" / "static" / "index.js"


@cache
def digest() -> str:
    """A name that changes with the file."""
    return blake2b(script().read_bytes(), digest_size=16).hexdigest()


def address() -> str:
    """Where the file lies, seen from a page."""
    return f"api/map/deckgl/{digest()}.js"


@cache
def packed() -> bytes:
    """The file, gzip'ed: 1.2 MB, made at the first request."""
    return gzip.compress(script().read_bytes(), 6, mtime=0)
