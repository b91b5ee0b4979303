"""What maps ask for beside the page: modules and outlines, which never change, and more of a large map's pictures.

All addresses lie below `api/` beside the page, so that they hold below a proxy's path too. What draws maps is loaded at
the first request, so that the server is ready before.
"""

import gzip

import anyio
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

_FOR_GOOD = "public, max-age=31536000, immutable"
_PRIVATE = {"cache-control": "private, max-age=3600"}
_MIME = {"names": "application/json"}


async def outlines(request: Request) -> Response:
    """A level of a city's outlines, or its names; packed unless the browser can't unpack."""
    from dashboard.maps import large_outlines

    name, level = request.path_params["digest"], request.path_params["level"]
    content = await anyio.to_thread.run_sync(large_outlines.part, name, level)
    if content is None:
        return _nothing()
    return await _for_good(request, content, _MIME.get(level, "application/octet-stream"))


async def module(request: Request) -> Response:
    """A module of the maps; those of another version are not here."""
    from dashboard.maps import modules

    text = modules.packed().get(request.path_params["name"])
    if text is None or request.path_params["digest"] != modules.digest():
        return _nothing()
    return await _for_good(request, text, "text/javascript")


async def deck_gl(request: Request) -> Response:
    """The library that draws large maps; that of another version is not here."""
    from dashboard.maps import deckgl

    if request.path_params["digest"] != deckgl.digest():
        return _nothing()
    return await _for_good(request, await anyio.to_thread.run_sync(deckgl.packed), "text/javascript")


async def _for_good(request: Request, packed: bytes, mime: str) -> Response:
    """Something that the browser may keep, as its address changes with it; unpacked for one that can't unpack."""
    headers = {"cache-control": _FOR_GOOD, "vary": "accept-encoding"}
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers["content-encoding"] = "gzip"
    else:
        packed = await anyio.to_thread.run_sync(gzip.decompress, packed)
    return Response(packed, headers=headers, media_type=mime)


async def colours(request: Request) -> Response:
    """The colours of another picture of the map, for instance of another period."""
    from dashboard.maps import large_frames

    frame = large_frames.known(request.path_params["token"])
    if frame is None:
        return _nothing()
    return _private(await anyio.to_thread.run_sync(lambda: frame.colours))


async def cards(request: Request) -> Response:
    """The words on the cards of some districts. What is suppressed has no number here either."""
    from dashboard.maps import large_frames

    frame = large_frames.known(request.path_params["token"])
    if frame is None:
        return _nothing()
    return _private(await anyio.to_thread.run_sync(frame.cards, request.path_params["block"]))


async def still_picture(request: Request) -> Response:
    """A frame as a picture, for browsers without WebGL."""
    from dashboard.maps import large_frames, large_outlines, map_sheet

    frame = large_frames.known(request.path_params["token"])
    outlines = large_outlines.kept(request.path_params["digest"])
    if frame is None or outlines is None or outlines.count != len(frame.fills):
        return _nothing()
    svg = await anyio.to_thread.run_sync(lambda: map_sheet.fills(large_outlines.shapes(outlines), frame))
    return Response(svg, headers=_PRIVATE, media_type="image/svg+xml")


def _private(content: object) -> Response:
    """An answer that the visitor's browser may keep as long as the token holds, and nobody between."""
    return JSONResponse(content, headers=_PRIVATE)


def _nothing() -> Response:
    return JSONResponse({"status": "not found"}, status_code=404, headers={"cache-control": "no-store"})


ROUTES = [
    Route("/api/map/deckgl/{digest}.js", deck_gl),
    Route("/api/map/modules/{digest}/{name}", module),
    Route("/api/outlines/{digest}/{level}", outlines),
    Route("/api/map/{token}/colours", colours),
    Route("/api/map/{token}/{digest}.svg", still_picture),
    Route("/api/map/{token}/cards/{block:int}", cards),
]
