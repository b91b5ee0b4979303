"""Dates and money as people write them."""

import datetime as dt

import pytest

from indicators.engine.text import formatting as say
from indicators.engine.text import messages


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [
        (1850000, "BHC", "BHC\u00a01,850,000"),
        (-600000, "bhc", "−BHC\u00a0600,000"),
        (12.5, "EUR", "€12.50"),
        (99.999, "EUR", "€100.00"),
        (1, "MAD", "MAD\u00a01"),
        (1234.5, "", "1,234"),
    ],
)
def test_amounts_are_written_as_people_write_them(amount: float, currency: str, text: str) -> None:
    assert say.money(amount, currency) == text


def test_amounts_and_dates_follow_the_language(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("indicators.engine.text.formatting.spoken", lambda: "fr")
    assert messages.spoken() == "en"
    assert say.money(1850000, "MAD") == "1\u202f850\u202f000\u00a0MAD"
    assert say.day(dt.date(2019, 1, 24)) == "24 janvier 2019"


@pytest.mark.parametrize(
    ("number", "unit", "text"),
    [("3", "%", "3\u00a0%"), ("3", "years", "3 years"), ("3", "", "3"), ("", "years", "years")],
)
def test_a_written_number_gets_its_unit(number: str, unit: str, text: str) -> None:
    assert say.with_unit(number, unit) == text
