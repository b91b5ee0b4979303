"""Every language says everything, and says it with the same numbers and names in it."""

import ast
import string
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from indicators.engine.pack.descriptor import read_pack
from indicators.engine.pack.locations import embedded_packs
from indicators.engine.text import formatting as say
from indicators.engine.text import messages as language
from indicators.engine.text.messages import FOLDER, N_, translated, translated_plural
from indicators.engine.translatable import catalogue, missing

ROOT = Path(__file__).resolve().parents[4]
LANGUAGES = sorted(path.stem for path in FOLDER.glob("*.po"))


@pytest.fixture
def speak() -> Iterator[object]:
    """Speaks a language for one test."""
    yield language.use
    language.use("en")


@pytest.fixture(scope="module")
def wanted() -> Catalog:
    return catalogue(ROOT, [read_pack(folder) for folder in embedded_packs()])


def read(code: str) -> Catalog:
    with (FOLDER / f"{code}.po").open("rb") as file:
        return read_po(file, locale=code)


def fields(text: str) -> set[str]:
    return {name for _text, name, _spec, _conversion in string.Formatter().parse(text) if name}


def test_french_is_there() -> None:
    assert "fr" in LANGUAGES
    assert language.languages() == {"en": "English", "fr": "Français"}


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_text_has_its_translation(code: str, wanted: Catalog) -> None:
    assert [message.id for message in missing(read(code), wanted)] == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_translation_is_left_of_a_text_that_is_gone(code: str, wanted: Catalog) -> None:
    first = {m.id if isinstance(m.id, str) else m.id[0] for m in wanted}
    kept = {m.id if isinstance(m.id, str) else m.id[0] for m in read(code)}
    assert kept - first == set()


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_translation_fills_in_the_same_names_and_numbers(code: str) -> None:
    wrong = []
    for message in read(code):
        originals = [message.id] if isinstance(message.id, str) else list(message.id)
        said = [message.string] if isinstance(message.string, str) else list(message.string)
        allowed = set().union(*(fields(text) for text in originals))
        if any(text and not fields(text) <= allowed for text in said):
            wrong.append(originals[0])
        if isinstance(message.id, str) and said[0] and fields(said[0]) != fields(message.id):
            wrong.append(originals[0])
    assert wrong == []


def calls(*folders: str) -> Iterator[tuple[Path, ast.Call]]:
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if (
                    isinstance(node, ast.Call)
                    and isinstance(node.func, ast.Name)
                    and node.func.id in ("_", "_n", "N_")
                ):
                    yield path, node


def test_no_text_is_put_together_before_it_is_translated() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path, node in calls("indicators", "dashboard")
        if isinstance(node.args[0], ast.JoinedStr | ast.BinOp)
    ]
    assert wrong == []


def test_a_text_that_is_filled_in_gets_all_it_names() -> None:
    wrong = []
    for path, node in calls("indicators", "dashboard"):
        first = node.args[0]
        starred = any(keyword.arg is None for keyword in node.keywords)
        if isinstance(first, ast.Constant) and node.func.id == "_" and not starred:  # type: ignore[attr-defined]
            given = {keyword.arg for keyword in node.keywords}
            if given != fields(first.value) and (given or fields(first.value)):
                wrong.append(f"{path.relative_to(ROOT)}:{node.lineno} {first.value[:40]}")
    assert wrong == []


def test_numbers_periods_and_limits_are_written_as_the_language_does(speak) -> None:
    speak("fr")
    assert say.number(1234.5) == "1\u202f234"
    assert say.quantity(45.25, "%") == "45,2\u00a0%"
    assert say.signed(-2.34) == "−2,3"
    assert say.period("2021-07") == "juillet 2021"
    speak("en")
    assert say.number(1234.5) == "1,234"
    assert say.limits(1.25, 3.5) == "1.2 to 3.5"
    assert say.period("2021-Q3") == "Q3 2021"
    assert say.period("2017-2021") == "2017-2021"


def test_an_unknown_language_is_english_and_a_browser_s_region_does_not_matter(speak) -> None:
    assert language.nearest("fr-MA") == "fr"
    assert language.nearest("tlh") == language.nearest("") == language.nearest("not a code") == "en"
    speak("xx")
    assert language.spoken() == "en"
    assert translated("missing") == N_("missing")
    assert translated_plural("{n} district", "{n} districts", 2) == "2 districts"
