"""The page of a full house: what is the matter, in the reader's language; it opens the asked one when there is room.

It does not reload under the reader's eyes: it asks now and then whether there is room, and only then opens the page.
"""

from contextvars import copy_context
from functools import cache
from html import escape
from pathlib import Path

from indicators.engine.text import messages as language
from indicators.engine.text.messages import translated as _

RETRY = 20
"""Seconds between two looks."""
_SCRIPT = Path(__file__).with_suffix(".mjs").read_text(encoding="utf-8")
_STYLE = """
:root{color-scheme:light dark;font:1.125rem/1.6 system-ui,sans-serif}
body{margin:0;min-height:100vh;display:grid;place-items:center;background:Canvas;color:CanvasText}
main{max-width:34rem;padding:2rem}
h1{font-size:1.75rem;line-height:1.25;margin:0 0 1rem}
a{display:inline-block;padding:.6rem 1rem;border:2px solid currentColor;border-radius:.5rem;color:inherit;
text-decoration:none;font-weight:600}
a:hover{text-decoration:underline}
a:focus-visible{outline:3px solid currentColor;outline-offset:3px}
"""


def full_page(accepted: str) -> tuple[str, str]:
    """The language's code and the page, for what a browser's `Accept-Language` says."""
    code = asked_language(accepted)
    return code, _page(code)


def asked_language(accepted: str) -> str:
    """The language that is wanted most among those that there are: `fr;q=0.9, de` is French; English where none is."""
    wanted = []
    for at, part in enumerate(accepted.split(",")):
        name, _semicolon, weight = part.strip().partition(";q=")
        try:
            wanted.append((-float(weight or 1), at, name.strip()))
        except ValueError:
            continue
    for _weight, _at, name in sorted(wanted):
        found = language.nearest(name)
        if name.lower().startswith(found):
            return found
    return language.SOURCE


@cache
def _page(code: str) -> str:
    """Made once for a language; whoever asks speaks on in his own."""
    return copy_context().run(_written, code)


def _written(code: str) -> str:
    language.use(code)
    title = _("Everybody's place is taken just now")
    why = _(
        "More people are looking at the figures than this server can answer quickly. Nobody is sent away for it."
    )
    then = _(
        "You need not do anything: this page looks every {n} seconds whether there is room, and then opens "
        "the page that you asked for.",
        n=RETRY,
    )
    room = escape(_("There is room now. The page opens."))
    return f"""<!DOCTYPE html>
<html lang="{code}" data-wait="{RETRY}" data-room="{room}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex"><title>{escape(title)} · Townbell</title><style>{_STYLE}</style></head>
<body><main><h1>{escape(title)}</h1><p>{escape(why)}</p><p>{escape(then)}</p>
<p><a href="">{escape(_("Try again now"))}</a></p><p role="status"></p></main>
<script>
{_SCRIPT}</script></body></html>
"""
