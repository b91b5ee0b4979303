"""Counts kept between openings: small Parquet files named by a digest of everything that they were made from."""

import hashlib
import inspect
import json
import os
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from indicators.engine.registry import Indicator

_WHOLE_FILE = 64 << 20


def folder() -> Path:
    """Where counts are kept: `TOWNBELL_CACHE`, or the user's cache folder."""
    from platformdirs import user_cache_path

    return Path(os.environ.get("TOWNBELL_CACHE") or user_cache_path("townbell", appauthor=False))


def digest(*things: object) -> str:
    """A short name for things that can be written as JSON."""
    text = json.dumps(things, sort_keys=True, default=str)
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def file_digest(path: Path) -> str:
    """A digest of a file's content; of size, time, beginning and end where it is larger than 64 MB."""
    size = path.stat().st_size
    found = hashlib.blake2b(digest_size=16)
    with path.open("rb") as stream:
        if size <= _WHOLE_FILE:
            found.update(stream.read())
        else:
            found.update(f"{size} {path.stat().st_mtime_ns}".encode())
            found.update(stream.read(1 << 20))
            stream.seek(-(1 << 20), os.SEEK_END)
            found.update(stream.read())
    return found.hexdigest()


@cache
def engine_digest() -> str:
    """A digest of the engine's own source: what an older engine counted is not taken for what this one counts."""
    sources = sorted(Path(__file__).parent.glob("*.py"))
    return digest([hashlib.blake2b(path.read_bytes()).hexdigest() for path in sources])


def module_digest(indicators: Iterable[Indicator]) -> str:
    """A digest of the source of the modules that hold these indicators, and of their ids."""
    sources: dict[str, Any] = {}
    for indicator in indicators:
        name = indicator.function.__module__
        if name not in sources:
            module = inspect.getmodule(indicator.function)
            try:
                sources[name] = inspect.getsource(module) if module else name
            except (OSError, TypeError):
                sources[name] = os.urandom(8).hex()
    return digest(sources, sorted(i.id for i in indicators))


def kept(name: str, make: Callable[[], pd.DataFrame]) -> pd.DataFrame:
    """The frame kept under a name, or a new one, kept for the next time. A broken file is made anew."""
    path = folder() / f"{name}.parquet"
    try:
        return pd.read_parquet(path)
    except (FileNotFoundError, OSError, ValueError):
        pass
    frame = make()
    _keep(path, frame)
    return frame


def _keep(path: Path, frame: pd.DataFrame) -> None:
    """Written beside and moved into place, so that a reader never sees half a file; no cache is no error."""
    temporary = path.with_suffix(f".{os.getpid()}.{os.urandom(4).hex()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        frame.to_parquet(temporary, index=False)
        temporary.replace(path)
    except OSError:
        temporary.unlink(missing_ok=True)
