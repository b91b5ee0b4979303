"""What is kept once for all languages holds no word of any: a sentence in French must not answer in English."""

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from dashboard import queries, server
from dashboard.cache.memory import Cache
from dashboard.views.city import data as overview
from dashboard.views.district import data as district
from dashboard.views.district import inside_data
from dashboard.views.interventions import data as interventions
from indicators.city import City
from indicators.effects.register.versions import unregistered
from indicators.engine.text import messages as language

ROOT = Path(__file__).resolve().parents[4]
_MADE = ("facts", "profile", "series", "inside", "grouped", "overview tested")


def _said(city: City, code: str, monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """What is made anew in a language, written out, by the first word of its key."""
    cache = Cache(queries._cache.most)
    monkeypatch.setattr(queries, "_cache", cache)
    first = str(city.districts["district_id"].iloc[0])
    language.use(code)
    try:
        overview.warm(city)
        for each in district.measures(city):
            district.facts(city, district.city_area(city, first), each.id)
            inside_data.series(city, first, each.id)
        district.profile(city, first)
        for name in inside_data.dimensions(city):
            inside_data.groups_inside(city, first, name)
    finally:
        language.use(language.SOURCE)
    return {
        word: sorted(_written(kept.thing) for key, kept in cache._things.items() if key[:2] == ("", word))  # type: ignore[index]
        for word in _MADE
    }


def _written(thing: object) -> str:
    frames = thing if isinstance(thing, tuple) else (thing,)
    return " ".join(each.to_csv() if hasattr(each, "to_csv") else repr(each) for each in frames)


def test_numbers_that_are_kept_for_all_languages_are_the_same_in_every_language(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    city = City(ROOT / "data" / "morocco")
    english, french = (_said(city, code, monkeypatch) for code in ("en", "fr"))
    assert all(english.values())
    assert english == french


def test_one_kept_verdict_is_read_in_the_language_of_each_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "_cache", Cache(queries._cache.most))
    city = City(ROOT / "data" / "morocco")
    snapshot = interventions.RegisterSnapshot(city, unregistered(city.name, city.interventions), {})
    tram = interventions.default_query(snapshot, city.interventions[0])
    nowhere = replace(tram, entry=replace(tram.entry, districts=()))
    seen = []
    try:
        for code in ("en", "fr", "en"):
            language.use(code)
            verdict, unjudged = interventions.assessed(tram), interventions.assessed(nowhere)
            seen.append((verdict, unjudged, str(verdict.sentence)[:8], str(unjudged.reason)))
    finally:
        language.use(language.SOURCE)
    (first, second, *english), (third, fourth, *french), (fifth, sixth, *again) = seen
    assert first is third is fifth
    assert second is fourth is sixth
    assert english == again == ["Better: ", "The entry names no districts."]
    assert french == ["Mieux\u00a0: ", "La fiche ne nomme aucun quartier."]


def test_what_the_first_visitor_sees_is_ready_in_every_language(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[str, str]] = []
    for page in (overview, inside_data, interventions):
        name = page.__name__.split(".")[2]
        monkeypatch.setattr(page, "warm", lambda _city, name=name: seen.append((language.spoken(), name)))
    monkeypatch.setattr(queries, "cities", lambda: {"a": SimpleNamespace(key="a")})
    monkeypatch.setattr(queries, "load_kept", lambda _city: set())
    monkeypatch.setattr(queries, "save_kept", lambda _city, _known: None)
    monkeypatch.setattr(server, "set_apart", lambda: None)
    try:
        server.warm_pages()
    finally:
        language.use(language.SOURCE)
        server.made_ready.clear()
    pages = ("city", "district", "interventions")
    assert seen == [(code, page) for code in language.languages() for page in pages]
