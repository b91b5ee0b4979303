"""Who may write into the register: nobody, everybody, or named people. Pure policy: it knows no page server.

By default nobody: a public instance is read only. `TOWNBELL_WRITERS=everybody` is meant for a laptop.
`TOWNBELL_WRITERS="a@city.example;b@city.example"` names people, who prove who they are by logging in.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass

from indicators.engine.text.messages import Text, _

SETTING = "TOWNBELL_WRITERS"
NOBODY, EVERYBODY = "nobody", "everybody"


@dataclass(frozen=True)
class Decision:
    """May this person write, under which name is it recorded, and why.

    `who` is empty where nobody is logged in and everybody may write: then the page asks for a name.
    """

    allowed: bool
    who: str
    sentence: Text | str

    @property
    def asks_name(self) -> bool:
        """Does the page have to ask who is writing?"""
        return self.allowed and not self.who


def setting() -> str:
    """What `TOWNBELL_WRITERS` says; nobody where it says nothing."""
    return os.environ.get(SETTING, "").strip() or NOBODY


def may_write(user: Mapping[str, object] | None, setting: str | None) -> Decision:
    """Decides for the person of an OIDC login (`user`: its claims; None or empty: nobody is logged in).

    A name with an @ in the setting is compared with the claim `email`, unless the provider says that the
    address was not verified; a name without, with `preferred_username` and `sub`. The claim `name` counts for
    nothing, because at many providers people choose it themselves.
    """
    named = (setting or NOBODY).strip().casefold()
    if named == NOBODY:
        text = _(
            "Nobody may write here. Who runs this dashboard can name writers by {setting}.", setting=SETTING
        )
        return Decision(False, "", text)
    who = _recorded(user)
    if named == EVERYBODY:
        return Decision(True, who, _("Everybody who sees this page may write."))
    if not user or not user.get("is_logged_in", True) or not _claims(user):
        return Decision(False, "", _("Log in to write; only named people may."))
    if _claims(user) & set(filter(None, re.split(r"[;,\s]+", named))):
        return Decision(True, who, _("You write as {who}.", who=who))
    return Decision(False, who, _("{who} is not among those who may write here.", who=who))


def _claims(user: Mapping[str, object]) -> set[str]:
    """By what a person may be named in the setting."""
    email = str(user.get("email") or "").strip().casefold()
    names = {str(user.get(claim) or "").strip().casefold() for claim in ("preferred_username", "sub")}
    writers = {name for name in names if "@" not in name}
    if "@" in email and str(user.get("email_verified", True)).casefold() not in ("false", "0", "none"):
        writers.add(email)
    return writers - {""}


def _recorded(user: Mapping[str, object] | None) -> str:
    """The name under which a logged-in person's writing is recorded."""
    if not user or not user.get("is_logged_in", True):
        return ""
    claims = (str(user.get(claim) or "").strip() for claim in ("email", "preferred_username", "sub", "name"))
    return next(filter(None, claims), "")
