"""Assessments have no language: nothing is put into words while they are made, and one is read in every language."""

import json
import pickle
from collections.abc import Iterator

import pytest

from indicators.city import City
from indicators.effects.assess import assess
from indicators.effects.assessment import Assessment
from indicators.effects.design.panel import Options
from indicators.effects.json_record import record
from indicators.engine.pack.locations import find_pack
from indicators.engine.text.late import Formatted
from indicators.engine.text.messages import Message, use


@pytest.fixture(scope="module")
def city() -> City:
    return City(find_pack("bellhaven"))


@pytest.fixture
def speak() -> Iterator[object]:
    """Speaks a language for one test."""
    yield use
    use("en")


def read(assessment: Assessment) -> list[str]:
    """Every sentence of an assessment."""
    groups = assessment.for_whom.groups if assessment.for_whom else ()
    gap = [assessment.for_whom.sentence] if assessment.for_whom else []
    sentences = [
        assessment.sentence,
        assessment.reason,
        assessment.expected.sentence,
        *assessment.trial.sentences,
        *(check.text for check in assessment.checks),
        *gap,
    ]
    return [*map(str, sentences), *(line for group in groups for line in read(group))]


@pytest.mark.parametrize(
    ("id", "by"), [("wardens", None), ("doorstep-recycling", None), ("new-online-forms", "skill")]
)
def test_nothing_is_put_into_words_while_an_effect_is_judged(
    id: str, by: str | None, city: City, monkeypatch: pytest.MonkeyPatch, speak
) -> None:
    def rendered(text: object) -> str:
        raise AssertionError(f"put into words while it was made: {text!r}")

    entry = next(entry for entry in city.interventions if entry.id == id)
    options = Options(others=city.interventions, register_known=True)
    with monkeypatch.context() as without_words:
        for kind in (Message, Formatted):
            without_words.setattr(kind, "__str__", rendered)
        kept = assess(city, entry.indicator, entry, by=by, options=options)
    copy = pickle.loads(pickle.dumps(kept.trial))
    english = read(kept)
    assert english[0].startswith("Better: ")
    speak("fr")
    french = read(kept)
    assert french[0].startswith("Mieux\u00a0: ")
    assert len(french) == len(english)
    assert not {line for line in french if line} & {line for line in english if line}
    assert json.loads(json.dumps(record(kept)))["sentence"] == french[0]
    speak("en")
    assert read(kept) == english
    assert list(map(str, copy.sentences)) == list(map(str, kept.trial.sentences))


def test_a_message_of_an_error_is_read_in_the_language_of_the_reader(city: City, speak) -> None:
    with pytest.raises(Exception) as error:
        city.estimate("nothing_like_this")
    assert str(error.value).startswith("There is no indicator 'nothing_like_this'.")
    speak("fr")
    assert str(error.value).startswith("Il n'y a pas d'indicateur")
