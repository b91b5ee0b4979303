"""The language of every text: English in the code, every other language one file.

`indicators/locale/<code>.po` holds a language; a file more is a language more. A `Text` has no language until somebody
reads it: `str()` translates it, so what holds texts can be kept and read in any language.
"""

import gettext
import io
from collections.abc import Iterable
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from pathlib import Path

SOURCE = "en"
FOLDER = Path(__file__).resolve().parents[2] / "locale"
_CHOSEN: ContextVar[str] = ContextVar("language", default=SOURCE)


@cache
def languages() -> dict[str, str]:
    """Every language there is, by its code, with its own name: `{"en": "English", "fr": "Français"}`."""
    from babel import Locale

    codes = [SOURCE, *sorted(path.stem for path in FOLDER.glob("*.po"))]
    return {code: str(Locale.parse(code).get_display_name(code)).capitalize() for code in codes}


def use(code: str) -> None:
    """Speaks this language from now on in this thread; English where there is no such language."""
    _CHOSEN.set(code if code in languages() else SOURCE)


def spoken() -> str:
    """The code of the language spoken in this thread."""
    return _CHOSEN.get()


def nearest(asked: str) -> str:
    """The language for what a browser asks for: `fr-MA` is `fr`; English where none fits."""
    from babel import Locale, UnknownLocaleError

    try:
        code = Locale.parse(asked, sep="-").language if asked else SOURCE
    except (ValueError, UnknownLocaleError):
        return SOURCE
    return code if code in languages() else SOURCE


@cache
def _catalogue(code: str) -> gettext.NullTranslations:
    path = FOLDER / f"{code}.po"
    if code == SOURCE or not path.is_file():
        return gettext.NullTranslations()
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with path.open("rb") as file:
        messages = read_po(file, locale=code)
    packed = io.BytesIO()
    write_mo(packed, messages)
    packed.seek(0)
    return gettext.GNUTranslations(packed)


class Text:
    """Words without a language: `str()`, `format()` and f-strings put them into the reader's at that moment.

    Two are equal if they say the same for the same reason, whatever the language; none equals a `str`. A text is true
    unless it is empty, as a `str` is. It can be hashed and pickled, so it may be kept for readers of all languages.
    """

    __slots__ = ()

    def __str__(self) -> str:
        raise NotImplementedError

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)

    def __bool__(self) -> bool:
        return bool(str(self))


@dataclass(frozen=True, slots=True)
class Message(Text):
    """A text of the language files with the values of its `{names}`; with `many` it is chosen by the number `n`.

    Values may be texts themselves: they are read in the same language as the whole.
    """

    id: str
    values: tuple[tuple[str, object], ...] = ()
    many: str | None = None
    n: int = 0

    def __str__(self) -> str:
        values = dict(self.values)
        if self.many is None:
            words = _catalogue(spoken()).gettext(self.id) if self.id else ""
            return words.format(**values) if values else words
        number = _grouped(self.n) if self.n >= 1000 else self.n
        return _catalogue(spoken()).ngettext(self.id, self.many, self.n).format(n=number, **values)

    def __bool__(self) -> bool:
        return bool(self.id)


@dataclass(frozen=True, slots=True)
class Joined(Text):
    """Texts, strings and whatever else `str()` can read, one after another with a separator between them."""

    parts: tuple[object, ...]
    separator: str

    def __str__(self) -> str:
        return self.separator.join(map(str, self.parts))

    def __bool__(self) -> bool:
        return any(self.parts)


def sentences(*parts: Text | str) -> Text:
    """Sentences one after another; those that are empty are left out."""
    return Joined(tuple(part for part in parts if part), " ")


def listing(parts: Iterable[Text | str], separator: str = ", ") -> Text:
    """A list in words: `Old Quay, Northgate`."""
    return Joined(tuple(parts), separator)


def translated(text: str, **values: object) -> str:
    """A text in the language spoken now, its `{names}` filled in. The text itself must be a plain literal."""
    return str(_(text, **values))


def translated_plural(one: str, many: str, n: int, **values: object) -> str:
    """The same for something counted: `{n} district`, `{n} districts`. Thousands are told apart."""
    return str(_n(one, many, n, **values))


def _(text: str, **values: object) -> Text:
    """A text with its `{names}` filled in, whatever the language. The text itself must be a plain literal."""
    return Message(text, tuple(values.items()))


def _n(one: str, many: str, n: int, **values: object) -> Text:
    """The same for something counted: `_n("{n} district", "{n} districts", 3)`. Thousands are told apart."""
    return Message(one, tuple(values.items()), many, n)


def _grouped(n: int) -> str:
    from babel.numbers import format_decimal

    return str(format_decimal(n, locale=spoken()))


def N_(text: str) -> str:  # noqa: N802
    """Marks a text for translation where it is only said later, by `_(text)`: in tables of words."""
    return text
