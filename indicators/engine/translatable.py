"""Everything that can be said and so must be translated: texts in the code, of the registry, of a pack."""

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message

from indicators.engine.definitions.method_notes import plain_note
from indicators.engine.definitions.registry import all_indicators, domain_title
from indicators.engine.pack.model import Pack

_HOLDS_WORDS = re.compile(r"[^\W\d_]{2}")


def in_code(
    root: Path, packages: Iterable[str] = ("indicators", "dashboard")
) -> Iterator[str | tuple[str, str]]:
    """The literals that the packages' modules mark with `_`, `_n` (one and many) or `N_`, in order of the files.

    They are read from the syntax tree: Babel's own reader misses those inside f-strings.
    """
    for package in packages:
        for path in sorted((root / package).rglob("*.py")):
            yield from _marked(ast.parse(path.read_text(encoding="utf-8")))


def _marked(tree: ast.AST) -> Iterator[str | tuple[str, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            texts = [each.value for each in node.args[:2] if isinstance(each, ast.Constant)]
            if node.func.id in ("_", "N_") and texts and isinstance(texts[0], str):
                yield texts[0]
            elif node.func.id == "_n" and len(texts) == 2:
                yield str(texts[0]), str(texts[1])


def in_registry() -> Iterator[str]:
    """Titles, units and notes of all indicators, the names of the domains and of the methods."""
    for each in all_indicators():
        yield from (domain_title(each.domain), each.title, each.unit, plain_note(each), each.spec.method)


def in_pack(pack: Pack) -> Iterator[str]:
    """A pack's own words: its title and description, its tables' titles, its segments and their groups."""
    yield from (pack.title, pack.description, pack.districts.vintage)
    yield from (table.title for table in pack.tables.values())
    for segments in pack.segments.values():
        yield from (segments.title, segments.description)
        yield from (segments.labels.get(group, group) for group in segments.order)


def catalogue(root: Path, packs: Iterable[Pack]) -> Catalog:
    """All that is said, as a catalogue without translations. Texts without a word (`65+`) stay as they are."""
    template = Catalog(project="Townbell", charset="utf-8", fuzzy=False)
    texts: list[str | tuple[str, str]] = [*in_code(root), *in_registry()]
    for pack in packs:
        texts += in_pack(pack)
    for text in texts:
        if text and _HOLDS_WORDS.search(text if isinstance(text, str) else text[0]):
            template.add(text)
    return template


def missing(known: Catalog, template: Catalog) -> list[Message]:
    """What a language still lacks: texts without a translation, or with one that is only guessed."""
    return [each for each in template if each.id and not _translated(known.get(_first(each)))]


def _translated(message: Message | None) -> bool:
    if message is None or message.fuzzy:
        return False
    strings = message.string if isinstance(message.string, list | tuple) else (message.string,)
    return all(strings)


def _first(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]
