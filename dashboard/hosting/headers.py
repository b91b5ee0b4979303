"""The headers of every answer: a page loads nothing from elsewhere, and names at once the scripts it will need."""

import base64
import hashlib
import re
from collections.abc import Iterator

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.hosting.waiting_page import full_page
from dashboard.maps import modules as map_modules
from dashboard.streamlit_compat import CITY_PARTS, page_html, script_files


def inline_scripts(html: str) -> Iterator[str]:
    """The hashes of the scripts that stand in a page, as a content-security-policy names them."""
    for script in re.findall(r"<script>(.*?)</script>", html, flags=re.DOTALL):
        digest = hashlib.sha256(script.encode()).digest()
        yield f"'sha256-{base64.b64encode(digest).decode()}'"


def policy() -> str:
    """What a page may load: nothing from elsewhere. Vega compiles its expressions, hence `unsafe-eval`."""
    pages = (page_html(), full_page("")[1])
    allowed = " ".join(script for page in pages for script in inline_scripts(page))
    rules = {
        "default-src": "'self'",
        "script-src": f"'self' 'unsafe-eval' blob: {allowed}".strip(),
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob:",
        "font-src": "'self' data:",
        "connect-src": "'self' data: blob:",
        "worker-src": "'self' blob:",
        "frame-src": "'self'",
        "object-src": "'none'",
        "base-uri": "'self'",
        "form-action": "'self'",
        "frame-ancestors": "'self'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def preloads() -> str:
    """A `link` header with the scripts of a city's page; the browser would else find them one after another."""
    page = page_html()
    names = sorted(name for name in script_files(CITY_PARTS) if name not in page)
    files = [f"static/js/{name}" for name in names]
    files += [map_modules.address(name) for name in map_modules.imported_by("path_map.mjs")]
    return ", ".join(f'<./{file}>; rel="modulepreload"; crossorigin' for file in files)


class Headers:
    """Adds the headers to every answer; it holds nothing back, and leaves websockets alone."""

    def __init__(self, app: ASGIApp) -> None:
        headers = {
            "content-security-policy": policy(),
            "x-content-type-options": "nosniff",
            "referrer-policy": "same-origin",
            "permissions-policy": "geolocation=(), camera=(), microphone=()",
        }
        self.app = app
        self.added = [(name.encode(), value.encode()) for name, value in headers.items()]
        self.preloads = preloads().encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = [*message["headers"], *self.added]
                if scope["path"].endswith("/map"):
                    headers.append((b"link", self.preloads))
                message = {**message, "headers": headers}
            await send(message)

        await self.app(scope, receive, with_headers if scope["type"] == "http" else send)
