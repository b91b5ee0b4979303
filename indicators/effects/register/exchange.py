"""The register in and out: `interventions.csv` for other programs, the whole history as JSON for safekeeping."""

import csv
import datetime as dt
import io
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from indicators.effects.register.csv_row import escaped
from indicators.effects.register.entries import of_text
from indicators.effects.register.history import Register
from indicators.effects.register.intervention import (
    COLUMNS,
    LESSONS,
    Intervention,
    of_payload,
    payload_of,
    row_of,
)
from indicators.effects.register.versions import ACTIONS, Conflict, Version, differences
from indicators.engine.text.errors import Problem, TownbellError
from indicators.engine.text.messages import Text, _, _n, listing
from indicators.engine.types import JsonMapping

_FORMAT = "townbell-register"


def as_csv(entries: Iterable[Intervention]) -> str:
    """Entries as `interventions.csv`: the fixed columns, then `lessons` and unknown columns where there are any.

    Texts that a spreadsheet would run as a formula get an apostrophe, which reading takes off again.
    """
    entries = list(entries)
    extra = {name for entry in entries for name in entry.unread if name not in (*COLUMNS, LESSONS)}
    columns = [*COLUMNS, *([LESSONS] if any(entry.lessons for entry in entries) else []), *sorted(extra)]
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns, restval="", extrasaction="ignore", lineterminator="\n")
    writer.writerow({name: escaped(name) for name in columns})
    for entry in entries:
        row = {**entry.unread, **row_of(entry)}
        writer.writerow({name: escaped(cell) for name, cell in row.items()})
    return text.getvalue()


def read_csv(
    content: bytes, districts: Mapping[str, str], file: str
) -> tuple[tuple[Intervention, ...], tuple[Problem, ...]]:
    """The entries of an uploaded register, and what in it could not be understood. Old Excel encodings are refused.

    `districts` are the city's, id -> name. Whether the entries make sense is for `entries.validate` to say.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = content[: error.start].count(b"\n") + 1
        todo = _("Save the file as UTF-8 (in Excel: 'CSV UTF-8').")
        return (), (Problem(file, _("The text is not UTF-8."), todo, row=row),)
    entries, problems = of_text(text, districts, file)
    return tuple(entries.values()), problems


@dataclass(frozen=True)
class TakenIn:
    """What came of a file: ids that are new, that were replaced, that were the same, and that nobody decided yet."""

    added: tuple[str, ...] = ()
    replaced: tuple[str, ...] = ()
    same: tuple[str, ...] = ()
    undecided: Mapping[str, tuple[Text, ...]] | None = None
    """id -> a sentence for every field in which the file and the register differ; nothing was written there."""

    @property
    def sentence(self) -> Text:
        """What came of it, in a sentence."""
        parts = [
            _n("{n} entry added", "{n} entries added", len(self.added)),
            _n("{n} replaced", "{n} replaced", len(self.replaced)),
            _n("{n} already there", "{n} already there", len(self.same)),
            _n("{n} to be decided", "{n} to be decided", len(self.undecided or {})),
        ]
        return listing((listing(parts), "."), "")


def take_in(
    register: Register, city: str, entries: Iterable[Intervention], who: str, replacing: Collection[str] = ()
) -> TakenIn:
    """Adds entries from a file. One that differs from the register's is left alone unless its id is in `replacing`.

    Also then the version before stays in the history. A withdrawn entry counts as there.
    """
    known = {version.id: version for version in register.entries(city, withdrawn=True)}
    done: dict[str, list[str]] = {"added": [], "replaced": [], "same": []}
    undecided: dict[str, tuple[Text, ...]] = {}
    for entry in entries:
        there = known.get(entry.id)
        if there is not None and there.intervention == entry:
            done["same"].append(entry.id)
        elif there is not None and entry.id not in replacing:
            undecided[entry.id] = differences(entry, there.intervention)
        else:
            try:
                register.take_in(city, entry, there.version if there else 0, who)
                done["replaced" if there else "added"].append(entry.id)
            except Conflict as conflict:
                undecided[entry.id] = conflict.differences
    return TakenIn(**{name: tuple(ids) for name, ids in done.items()}, undecided=undecided)


def as_json(versions: Iterable[Version]) -> str:
    """The whole history: every version with who, when and what it said."""
    kept = [
        {
            "city": version.city,
            "id": version.id,
            "version": version.version,
            "saved_at": version.saved_at.isoformat(),
            "saved_by": version.saved_by,
            "action": version.action,
            "pack_digest": version.pack_digest,
            "entry": payload_of(version.intervention),
        }
        for version in versions
    ]
    return json.dumps({"format": _FORMAT, "versions": kept}, ensure_ascii=False, indent=1) + "\n"


def read_json(text: str) -> tuple[Version, ...]:
    """The versions that `as_json` wrote, for `Register.put_back`. Raises TownbellError where it is something else."""
    try:
        content = json.loads(text)
        if content["format"] != _FORMAT:
            raise ValueError(content["format"])
        return tuple(map(_version, content["versions"]))
    except (ValueError, KeyError, TypeError, AttributeError):
        raise TownbellError(_("The file is not the history of a register that Townbell wrote.")) from None


def _version(kept: JsonMapping) -> Version:
    saved_at = dt.datetime.fromisoformat(kept["saved_at"])
    entry = of_payload(kept["entry"])
    number = kept["version"]
    if saved_at.tzinfo is None or kept["action"] not in ACTIONS or entry.id != kept["id"] or number < 1:
        raise ValueError(kept["id"])
    return Version(
        str(kept["city"]),
        entry,
        number,
        saved_at,
        str(kept["saved_by"]),
        kept["action"],
        kept.get("pack_digest"),
    )
