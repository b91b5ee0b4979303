"""The modules of the maps, as the browser fetches them: kept for good, as their address changes with them.

What a component sends it sends at each run again, so a page sends only a loader (`loader`), which imports a map's first
module beside the page. Modules import each other by `./`, so all lie below one address with one digest.
"""

import gzip
import re
from functools import cache
from hashlib import blake2b
from pathlib import Path

FOLDER = Path(__file__).parent / "frontend"
_IMPORTED = re.compile(r'^import .* from "\./([^"]+\.mjs)";$', re.MULTILINE)


@cache
def packed() -> dict[str, bytes]:
    """Each module's name and its gzip'ed text."""
    return {path.name: gzip.compress(path.read_bytes(), 9, mtime=0) for path in sorted(FOLDER.glob("*.mjs"))}


@cache
def digest() -> str:
    """A name that changes when any module does."""
    content = b"\0".join(name.encode() + b"\0" + text for name, text in packed().items())
    return blake2b(content, digest_size=16).hexdigest()


def imported_by(name: str) -> list[str]:
    """A module and all that it imports, each once."""
    names = [name]
    for each in names:
        text = (FOLDER / each).read_text(encoding="utf-8")
        names += [other for other in _IMPORTED.findall(text) if other not in names]
    return names


def address(name: str) -> str:
    """Where a module lies, seen from a page."""
    return f"api/map/modules/{digest()}/{name}"


def loader(name: str) -> str:
    """The script of a component whose map is the default export of a module; it waits for it."""
    return f"""
const module = import(new URL("{address(name)}", document.baseURI).href);
export default function (given) {{
  let end = null, over = false;
  module.then((map) => {{ if (!over) end = map.default(given); }});
  return () => {{ over = true; end?.(); }};
}}"""


def styles(*names: str) -> str:
    """Style sheets as one text."""
    return "\n".join((FOLDER / name).read_text(encoding="utf-8") for name in names)
