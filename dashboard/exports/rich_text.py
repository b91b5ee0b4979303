"""Sentences that were written for a page, in pieces for paper and slides: bold or not, without Markdown."""

import re

from indicators.engine.text.messages import Text

Runs = tuple[tuple[str, bool], ...]
"""A text in pieces, each with whether it is bold."""


def runs(text: str) -> Runs:
    """A sentence without its Markdown, in pieces that are bold or not."""
    pieces = re.split(r"(?<!\\)\*\*", text)
    return tuple((_unescaped(piece), at % 2 == 1) for at, piece in enumerate(pieces) if piece)


def as_it_stands(text: Text | str) -> Runs:
    """A text that holds no Markdown: a star in it is a star."""
    return ((str(text), False),)


def _unescaped(text: str) -> str:
    return re.sub(r"\\([\\`*_{}\[\]()#+!|<>~$:])", r"\1", text)
