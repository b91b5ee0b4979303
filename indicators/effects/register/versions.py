"""A version of an entry in the register, and what is said when two people saved at once."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from indicators.effects.register.intervention import (
    Intervention,
    differing,
    field_word,
    of_payload,
    payload_of,
    row_of,
    status_word,
)
from indicators.engine.text import late as say
from indicators.engine.text.errors import TownbellError
from indicators.engine.text.messages import N_, Text, _

Words = Mapping[str, Mapping[str, str]]
"""Words for codes by the name of their field: `{"districts": {"B01": "Old Quay"}}`; what is not there stays."""
DECIDING = frozenset(
    {
        "indicator", "districts", "segments", "starts", "end", "expected_low", "expected_high", "expected_unit",
        "stop_rule",
    }
)  # fmt: skip
"""Fields on which the result depends, or what it is held against."""
PACK = "pack"
"""Who saved what stands in the city pack."""

ACTIONS = {
    "pack": N_("taken from the city pack"),
    "saved": N_("saved"),
    "imported": N_("imported"),
    "withdrawn": N_("withdrawn"),
    "restored": N_("restored"),
}


@dataclass(frozen=True)
class Version:
    """One saved state of an entry: what it said, who saved it and when (UTC).

    `pack_differs` names the fields in which the city pack says something else since an officer edited the
    entry; a person has to decide, nothing is overwritten. `version` 0 is a pack's entry that could not be
    written into the register (it can be read, not edited).
    """

    city: str
    intervention: Intervention
    version: int
    saved_at: dt.datetime
    saved_by: str
    action: str
    pack_digest: str | None = None
    pack_differs: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """The entry's id."""
        return self.intervention.id

    @property
    def withdrawn(self) -> bool:
        """Is the entry withdrawn (kept, but not shown among the others)?"""
        return self.action == "withdrawn"

    @property
    def who(self) -> Text | str:
        """Who saved it, in words."""
        return _("the city pack") if self.saved_by == PACK else self.saved_by

    @property
    def sentence(self) -> Text | str:
        """Who did what and when."""
        values = {
            "version": str(self.version),
            "action": _(ACTIONS[self.action]),
            "date": say.day(self.saved_at.date()),
            "time": f"{self.saved_at:%H:%M}",
        }
        if self.saved_by == PACK:
            return _("Version {version}, {action} on {date} at {time} UTC.", **values)
        return _("Version {version}, {action} by {who} on {date} at {time} UTC.", who=self.who, **values)


@dataclass(frozen=True)
class Late:
    """A version that changed what an entry is judged by when it had started already, and the fields in question."""

    version: Version
    fields: tuple[str, ...]


class Conflict(TownbellError):
    """Somebody else saved the entry meanwhile: nothing was written, both versions are here."""

    def __init__(self, mine: Intervention, theirs: Version | None, expected: int):
        self.mine, self.theirs, self.expected = mine, theirs, expected
        self.differences = differences(mine, theirs.intervention) if theirs else ()
        super().__init__(_conflict_sentence(theirs, expected), *self.differences)


def _conflict_sentence(theirs: Version | None, expected: int) -> Text | str:
    if theirs is None:
        return _("There is no version {n} of this entry; nothing was saved.", n=expected)
    return _(
        "Meanwhile {who} saved version {theirs} of this entry; you were editing version {mine}, and nothing of "
        "yours was saved.",
        who=theirs.who,
        theirs=theirs.version,
        mine=expected,
    )


def unregistered(city: str, pack: Iterable[Intervention]) -> tuple[Version, ...]:
    """A pack's entries as version 0, for where there is no register: they can be read, not edited."""
    now = dt.datetime.now(dt.UTC)
    return tuple(Version(city, entry, 0, now, PACK, "pack", digest_of(entry)) for entry in pack)


def differences(mine: Intervention, theirs: Intervention) -> tuple[Text, ...]:
    """A sentence for every field in which two versions differ."""
    return tuple(
        _("{name}: yours '{mine}', saved '{theirs}'.", name=field_word(name), mine=a, theirs=b)
        for name in differing(mine, theirs)
        for a, b in [(shown(mine, name), shown(theirs, name))]
        if a != b
    )


def changes(before: Intervention, after: Intervention, words: Words | None = None) -> tuple[Text, ...]:
    """A sentence for every field that changed from one version to the next, for the history.

    One start for all districts is no change where only the districts changed: it reads the same.
    """
    return tuple(
        _("{name}: '{before}' became '{after}'.", name=field_word(name), before=a, after=b)
        for name in differing(before, after)
        for a, b in [(shown(before, name, words), shown(after, name, words))]
        if a != b
    )


def late_changes(history: Iterable[Version]) -> tuple[Late, ...]:
    """The versions of one entry that changed what decides its result on or after its (first known) start."""
    changes = []
    for before, after in pairwise(history):
        starts = [one.intervention.start for one in (before, after) if one.intervention.start is not None]
        fields = tuple(
            name
            for name in differing(before.intervention, after.intervention)
            if name in DECIDING and shown(before.intervention, name) != shown(after.intervention, name)
        )
        if fields and starts and after.saved_at.date() >= min(starts):
            changes.append(Late(after, fields))
    return tuple(changes)


def shown(entry: Intervention, name: str, words: Words | None = None) -> Text | str:
    """A field's content as text, codes of districts, groups, indicators and domains in `words`."""
    if name == "status":
        return status_word(entry.status)
    if name == "unread":
        return "; ".join(f"{column}: {text}" for column, text in entry.unread.items())
    text = row_of(entry)["start" if name == "starts" else name]
    known = (words or {}).get("districts" if name == "starts" else name)
    return "; ".join(_in_words(part, known) for part in text.split(";")) if known else text


def _in_words(part: str, known: Mapping[str, str]) -> str:
    """A code, or a code with its date, in words."""
    code, equals, rest = part.partition("=")
    return known[part] if part in known else f"{known.get(code, code)}{equals}{rest}"


def digest_of(entry: Intervention) -> str:
    """The same for entries that say the same."""
    return hashlib.sha256(dumped(entry).encode()).hexdigest()


def dumped(entry: Intervention) -> str:
    """The entry as JSON text, always written the same way."""
    return json.dumps(payload_of(entry), ensure_ascii=True, sort_keys=True)


def version_of(row: Any) -> Version:
    """The version that a row of the register's table holds."""
    return Version(
        city=row.city,
        intervention=of_payload(json.loads(row.payload)),
        version=row.version,
        saved_at=dt.datetime.fromisoformat(row.saved_at),
        saved_by=row.saved_by,
        action=row.action,
        pack_digest=row.pack_digest,
    )
