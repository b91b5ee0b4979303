"""Answers that were made ready, kept on disk for the next start of the server: one file for each version of a city.

A file's name is a digest of everything that its answers depend on: the city's data, the source of all packages and of
an analyst's own modules, and the versions of the libraries. So nothing outdated can be read; it is removed when the
folder holds more than `MOST` bytes, what was not read for longest first. Files hold JSON and Arrow (`encoding`):
reading one runs no code that stands in it. A file that is broken is ignored and removed.
"""

import hashlib
import json
import os
import platform
from collections.abc import Iterable
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from dashboard.cache.encoding import Decoder, Encoder, NotStorableError, as_bytes
from dashboard.cache.memory import MEGABYTE, Cache
from indicators.city import City
from indicators.engine.caching import disk
from indicators.engine.definitions.registry import all_indicators
from indicators.engine.definitions.source_digest import module_digest

MOST = 512 * MEGABYTE
"""Bytes of all files of answers together."""
_FORMAT = 1
_LIBRARIES = ("duckdb", "geopandas", "narwhals", "numpy", "pandas", "pyarrow", "scipy", "shapely")
_ROOT = Path(__file__).resolve().parents[2]


@cache
def code_digest() -> str:
    """A digest of the source and texts of all packages, and of the versions of Python and the libraries."""
    files = sorted(
        path
        for package in ("indicators", "dashboard")
        for path in (_ROOT / package).rglob("*")
        if path.suffix in (".py", ".po")
    )
    sources = [hashlib.blake2b(path.read_bytes()).hexdigest() for path in files]
    return disk.digest(sources, platform.python_version(), [_installed(name) for name in _LIBRARIES])


def _installed(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def file_of(city: City) -> Path:
    """Where the answers about a city are kept, as its data and the code are now."""
    modules = module_digest(all_indicators())
    return disk.folder() / f"answers-{disk.digest(_FORMAT, city.key, code_digest(), modules)}.bin"


def load(cache: Cache, city: City) -> set[object]:
    """Puts the kept answers about a city into the cache; gives their keys."""
    path = file_of(city)
    try:
        content = path.read_bytes()
        os.utime(path)
    except OSError:
        return set()
    try:
        entries = _entries(content, city)
    except ValueError:
        path.unlink(missing_ok=True)
        return set()
    for key, thing, weight, spared in entries:
        cache.put(key, thing, weight, spared)
    return {key for key, *_rest in entries}


def _entries(content: bytes, city: City) -> list[tuple[tuple[object, ...], object, int, int]]:
    """What a file holds. Raises ValueError where it is broken: its digest or its structure says so."""
    digest, body = content[:32], memoryview(content)[32:]
    if hashlib.blake2b(body, digest_size=32).digest() != digest:
        raise ValueError("The file was not written to its end, or changed.")
    size = int.from_bytes(body[:8], "little")
    index = json.loads(bytes(body[8 : 8 + size]))
    blocks, at = [], 8 + size
    for length in index["blocks"]:
        blocks.append(bytes(body[at : at + length]))
        at += length
    decoder = Decoder(city, blocks)
    return [
        (decoder.decoded(key), decoder.decoded(thing), weight, spared)
        for key, thing, weight, spared in index["entries"]
    ]


def save(cache: Cache, city: City, known: Iterable[object] = ()) -> None:
    """Keeps all answers about a city that are in the cache, unless there are no others than the `known` ones.

    What has no written form is left out. Where nothing can be written, nothing is kept.
    """
    entries = [each for each in cache.entries() if isinstance(each.key, tuple) and city.key in each.key]
    if {each.key for each in entries} <= set(known):
        return
    encoder = Encoder(city)
    written = []
    for each in entries:
        try:
            # the key is encoded with the thing: one without the other would be of no use
            key, thing = encoder.encoded((each.key, each.thing))[1:]
        except NotStorableError:
            continue
        written.append([key, thing, each.weight, each.spared])
    index = as_bytes({"entries": written, "blocks": [len(block) for block in encoder.blocks]})
    body = b"".join([len(index).to_bytes(8, "little"), index, *encoder.blocks])
    if len(body) > MOST:
        return
    path = file_of(city)
    disk.written(path, lambda file: file.write_bytes(hashlib.blake2b(body, digest_size=32).digest() + body))
    _remove_oldest(path.parent)


def _remove_oldest(folder: Path) -> None:
    """Removes the files that were not read for longest until the rest fits into `MOST`."""
    total = 0
    files = []
    for path in folder.glob("answers-*.bin"):
        try:
            status = path.stat()
        except OSError:
            continue
        files.append((status.st_mtime_ns, status.st_size, path))
    for _read, size, path in sorted(files, reverse=True):
        total += size
        if total > MOST:
            path.unlink(missing_ok=True)
