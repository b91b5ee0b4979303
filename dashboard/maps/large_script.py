"""The script of the large map: a file for the browser to keep, as what a page sends it sends at each change again."""

import gzip
from functools import cache
from hashlib import blake2b
from pathlib import Path

_HERE = Path(__file__).parent / "frontend"
FILES = (
    "map_component.js", "large_map.js", "large_cards.js", "large_mesh.js", "large_gl.js", "large_canvas.js",
    "map_hands.js",
)  # fmt: skip


@cache
def script() -> str:
    """All its files as one module."""
    return "\n".join((_HERE / name).read_text(encoding="utf-8") for name in FILES)


@cache
def packed() -> bytes:
    """The module, gzip'ed."""
    return gzip.compress(script().encode(), 9, mtime=0)


@cache
def digest() -> str:
    """What changes with it."""
    return blake2b(script().encode(), digest_size=16).hexdigest()


def loader() -> str:
    """What a page sends: it fetches the module beside the page, so that it holds below a proxy's path too."""
    return f"""
const module = import(new URL("api/map/{digest()}.js", document.baseURI).href);
export default function (given) {{
  let end = null, over = false;
  module.then((map) => {{ if (!over) end = map.default(given); }});
  return () => {{ over = true; end?.(); }};
}}"""
