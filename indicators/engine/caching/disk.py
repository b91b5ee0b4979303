"""What is kept between openings: small files named by a digest of everything that they were made from."""

import hashlib
import json
import os
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TypeVar, cast

import pandas as pd

from indicators.engine.types import JsonObject

T = TypeVar("T")
_PIECE = 1 << 20
# File systems tell times apart to 2 s at worst: what changed later than that before it was read may change once more.
_SETTLED = 2_500_000_000


def folder() -> Path:
    """Where counts are kept: `TOWNBELL_CACHE`, or the user's cache folder."""
    from platformdirs import user_cache_path

    return Path(os.environ.get("TOWNBELL_CACHE") or user_cache_path("townbell", appauthor=False))


def digest(*things: object) -> str:
    """A short name for things that can be written as JSON."""
    text = json.dumps(things, sort_keys=True, default=str)
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def file_digest(path: Path) -> str:
    """A digest of a file's content. A file is read once: as long as its size, times and place on the disk stay.

    A file that was just written is read again until its last change lies some seconds back, for two changes in one
    tick of the clock look like one.
    """
    before = _marks(path)
    note = folder() / f"file-{digest(str(path.resolve()))}.json"
    known = _noted(note)
    if known is not None and known.get("marks") == before:
        return str(known["digest"])
    begun = time.time_ns()
    content_digest = _read_whole(path)
    if _marks(path) == before and max(before[1:3]) + _SETTLED < begun:
        written(note, lambda file: file.write_text(json.dumps({"marks": before, "digest": content_digest})))
    return content_digest


def _marks(path: Path) -> list[int]:
    """What changes when a file does: its size, times of content and of description (which nobody sets back), inode."""
    status = path.stat()
    return [status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino, status.st_dev]


def _read_whole(path: Path) -> str:
    hasher = hashlib.blake2b(digest_size=16)
    with path.open("rb") as stream:
        while piece := stream.read(_PIECE):
            hasher.update(piece)
    return hasher.hexdigest()


def _noted(path: Path) -> JsonObject | None:
    """A note as it was written; None where there is none or it is broken."""
    try:
        note = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return note if isinstance(note, dict) else None


@cache
def engine_digest() -> str:
    """A digest of the engine's own source: what an older engine counted is not taken for what this one counts."""
    sources = sorted(Path(__file__).parents[1].rglob("*.py"))
    return digest([hashlib.blake2b(path.read_bytes()).hexdigest() for path in sources])


def is_kept(name: str) -> bool:
    """Is there a frame under this name?"""
    return (folder() / f"{name}.parquet").is_file()


def is_noted(name: str) -> bool:
    """Is there a note under this name?"""
    return (folder() / f"{name}.json").is_file()


def _always() -> bool:
    return True


def kept(name: str, make: Callable[[], pd.DataFrame], sound: Callable[[], bool] = _always) -> pd.DataFrame:
    """The frame kept under a name, or a new one, kept for the next time. A broken file is made anew.

    `sound` is asked after making: is the name still true of what was made? Else it is not kept.
    """
    try:
        return kept_frame(name)
    except (OSError, ValueError):
        pass
    frame = make()
    if sound():
        keep(name, frame)
    return frame


def kept_frame(name: str) -> pd.DataFrame:
    """The frame kept under a name, not to be changed. Raises OSError or ValueError where there is none or a broken one.

    Its columns stay as they were read, side by side; pandas' own reader copies them into one block, which takes four
    times as long.
    """
    import pyarrow.parquet as parquet

    table = parquet.ParquetFile(folder() / f"{name}.parquet").read()
    noted = (table.schema.metadata or {}).get(b"PANDAS_ATTRS", b"{}")
    # What destroys itself must not be touched afterwards: the process would crash.
    frame: pd.DataFrame = table.to_pandas(split_blocks=True, self_destruct=True)
    del table
    frame.attrs = json.loads(noted)
    return frame


def keep(name: str, frame: pd.DataFrame) -> None:
    """Keeps a frame (or one with outlines) under a name.

    Totals (`part/total`) are written as they are: hardly two are the same, and a list of them would be made in vain.
    """
    listed = [str(name) for name in frame if "/" not in str(name)]
    options: JsonObject = {"index": False, "compression": "lz4", "use_dictionary": listed}
    written(folder() / f"{name}.parquet", lambda file: frame.to_parquet(file, **options))


def kept_note(name: str, make: Callable[[], T], sound: Callable[[], bool] = _always) -> T:
    """The same for something small that JSON can hold."""
    path = folder() / f"{name}.json"
    known = _noted(path)
    if known is not None and "kept" in known:
        return cast("T", known["kept"])
    content = make()
    if sound():
        written(path, lambda file: file.write_text(json.dumps({"kept": content}), encoding="utf-8"))
    return content


def written(path: Path, write: Callable[[Path], object]) -> None:
    """Written beside and moved into place, so that a reader never sees half a file; no cache is no error."""
    temporary = path.with_suffix(f".{os.getpid()}.{os.urandom(4).hex()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write(temporary)
        temporary.replace(path)
    except OSError:
        temporary.unlink(missing_ok=True)
