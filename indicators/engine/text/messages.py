"""The language of everything that is said: English in the code, every other language one file.

`indicators/locale/<code>.po` holds a language; a file more is a language more. Words are translated where they
are said, so nothing that holds words may be kept from one language for another.
"""

import gettext
import io
from contextvars import ContextVar
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


def _(text: str, **values: object) -> str:
    """A text in the language spoken, its `{names}` filled in. The text itself must be a plain literal."""
    said = _catalogue(spoken()).gettext(text) if text else text
    return said.format(**values) if values else said


def _n(one: str, many: str, n: int, **values: object) -> str:
    """The same for something counted: `_n("{n} district", "{n} districts", 3)`. Thousands are told apart."""
    written = _grouped(n) if n >= 1000 else n
    return _catalogue(spoken()).ngettext(one, many, n).format(n=written, **values)


def _grouped(n: int) -> str:
    from babel.numbers import format_decimal

    return str(format_decimal(n, locale=spoken()))


def N_(text: str) -> str:  # noqa: N802
    """Marks a text for translation where it is only said later, by `_(text)`: in tables of words."""
    return text
