"""Texts without a language: one object, read in the language of whoever reads it."""

import datetime as dt
import inspect
import pickle
from collections.abc import Callable, Iterator

import pytest

from indicators.engine.text import formatting, late
from indicators.engine.text.messages import Joined, Message, Text, listing, sentences, use


@pytest.fixture
def read_in() -> Iterator[Callable[[str, object], str]]:
    """Reads a text in a language."""

    def read(language: str, text: object) -> str:
        use(language)
        return str(text)

    yield read
    use("en")


def districts(n: int) -> Message:
    return Message("{n} district", (), "{n} districts", n)


GAP = Message(
    "{lower} to {upper}", (("lower", late.number(1234.5, 1)), ("upper", Message("percentage points")))
)
TEXTS: dict[str, tuple[Text, str, str]] = {
    "message": (Message("missing"), "missing", "manquant"),
    "no message": (Message(""), "", ""),
    "plural": (districts(1234), "1,234 districts", "1\u202f234 quartiers"),
    "singular": (districts(1), "1 district", "1 quartier"),
    "values that are texts": (GAP, "1,234.5 to percentage points", "1\u202f234,5 à points de pourcentage"),
    "sentences": (sentences(Message("missing"), "", Message("idea")), "missing idea", "manquant idée"),
    "list": (listing(["A", districts(2)]), "A, 2 districts", "A, 2 quartiers"),
    "number": (late.number(1234.5, 1), "1,234.5", "1\u202f234,5"),
    "signed": (late.signed(-2.34), "−2.3", "−2,3"),
    "quantity": (late.quantity(45.25, "%"), "45.2\u00a0%", "45,2\u00a0%"),
    "with unit": (
        late.with_unit(late.number(2.5), late.change_unit("%")),
        "2.5 percentage points",
        "2,5 points de pourcentage",
    ),
    "limits": (late.limits(1.25, 3.5), "1.2 to 3.5", "1,2 à 3,5"),
    "period": (late.period("2021-07"), "July 2021", "juillet 2021"),
    "day": (late.day(dt.date(2019, 1, 24)), "January 24, 2019", "24 janvier 2019"),
    "money": (late.money(1850000, "MAD"), "MAD\u00a01,850,000", "1\u202f850\u202f000\u00a0MAD"),
}


@pytest.mark.parametrize("name", TEXTS)
def test_one_text_is_read_in_every_language(name: str, read_in: Callable[[str, object], str]) -> None:
    text, english, french = TEXTS[name]
    assert read_in("en", text) == english
    assert read_in("fr", text) == french
    assert f"{text:>30}" == french.rjust(30)
    assert read_in("en", text) == english
    assert bool(text) == bool(english)


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_can_be_kept(name: str, read_in: Callable[[str, object], str]) -> None:
    text, _english, french = TEXTS[name]
    copy = pickle.loads(pickle.dumps(text))
    assert copy == text
    assert hash(copy) == hash(text)
    assert read_in("fr", copy) == french


def test_texts_that_only_look_alike_are_not_equal() -> None:
    assert Message("missing") != "missing"
    assert Message("{n}", (("n", 1),)) != Message("{n}", (("n", 2),))
    assert Joined(("a",), " ") != Joined(("a",), ", ")
    assert late.number(1.0) != late.signed(1.0)


def test_texts_are_neither_added_nor_put_in_order() -> None:
    with pytest.raises(TypeError):
        Message("a") + " b"  # type: ignore[operator]
    with pytest.raises(TypeError):
        sorted([Message("b"), Message("a")])  # type: ignore[type-var]


def test_what_is_not_there_is_not_true() -> None:
    assert not sentences()
    assert not sentences("", Message(""))
    assert not late.number(float("nan"))
    assert late.number(0)


def test_everything_late_has_its_counterpart_that_writes_at_once() -> None:
    functions = inspect.getmembers(late, inspect.isfunction)
    names = [name for name, function in functions if function.__module__ == late.__name__]
    assert len(names) == 9
    assert all(callable(getattr(formatting, name)) for name in names)
