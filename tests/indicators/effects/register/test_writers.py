"""Who may write into the register: nobody, everybody, or named people who logged in."""

import pytest

from indicators.effects.register.writers import may_write, setting

ANN = {"is_logged_in": True, "email": "Ann@City.example", "name": "Ann", "sub": "17"}
LIST = "ann@city.example; ben@city.example"


@pytest.mark.parametrize(
    ("user", "named", "allowed"),
    [
        (ANN, None, False),
        (ANN, "", False),
        (ANN, "nobody", False),
        (None, "everybody", True),
        (ANN, LIST, True),
        (None, LIST, False),
        ({}, LIST, False),
        ({"is_logged_in": False, **{"email": "ann@city.example"}}, LIST, False),
        ({**ANN, "email": "cyd@city.example"}, LIST, False),
        ({**ANN, "email_verified": False}, LIST, False),
        ({**ANN, "email_verified": True}, LIST, True),
        ({"name": "ann@city.example"}, LIST, False),
        ({"preferred_username": "ann@city.example"}, LIST, False),
        ({"preferred_username": "ann"}, "ann;ben", True),
        ({"name": "ann"}, "ann;ben", False),
        (ANN, "everybody;ben@city.example", False),
        (ANN, "ann@city", False),
    ],
)
def test_only_named_people_who_logged_in_may_write(
    user: dict | None, named: str | None, allowed: bool
) -> None:
    decision = may_write(user, named)
    assert decision.allowed is allowed
    assert decision.sentence


def test_what_is_written_is_recorded_under_the_login_or_a_name_is_asked_for() -> None:
    assert may_write(ANN, LIST).who == "Ann@City.example"
    assert may_write(ANN, "everybody").who == "Ann@City.example"
    assert may_write(None, "everybody").asks_name
    assert not may_write(None, "nobody").asks_name


def test_nobody_may_write_unless_the_setting_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TOWNBELL_WRITERS", raising=False)
    assert setting() == "nobody"
