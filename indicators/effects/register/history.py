"""The register of interventions: every version of every entry, who saved it and when; nothing is ever lost.

Two officers can't overwrite each other: whoever saves says which version was edited, and where it is no longer
the last one nothing is written and a `Conflict` shows both. Nothing is deleted; an entry can be withdrawn and
restored.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from indicators.effects.register.intervention import Intervention, differing
from indicators.effects.register.storage import default_url, open_engine, unreachable, versions_table
from indicators.effects.register.versions import (
    Conflict,
    Version,
    digest_of,
    dumped,
    unregistered,
    version_of,
)
from indicators.engine.text.errors import TownbellError
from indicators.engine.text.messages import _

if TYPE_CHECKING:
    import sqlalchemy as sa


class Register:
    """The register at a SQLAlchemy URL; without one, as `TOWNBELL_REGISTER` says, else in the user's data folder.

    Opening makes the table where it is absent. Every method may be called from several threads and processes
    at once. Raises TownbellError where the database can't be used.
    """

    def __init__(self, url: str | None = None):
        self._engine = open_engine(url or default_url())

    def close(self) -> None:
        """Gives idle connections back to the database; the register opens new ones when asked again."""
        self._engine.dispose()

    # Reading

    def entries(
        self, city: str, pack: Iterable[Intervention] = (), *, withdrawn: bool = False
    ) -> tuple[Version, ...]:
        """The last version of every entry of a city, in the order in which they were first saved.

        `pack` are the entries of the city's pack: what the register does not know yet becomes a version first
        (as does a changed row that nobody has edited); for a row that changed after somebody edited the entry
        `pack_differs` says where. Where the register can't be written, they are shown as version 0.
        """
        rows = {entry.id: entry for entry in pack}
        versions = self._all(city)
        to_seed = [row for id, row in rows.items() if _to_seed(row, _of(versions, id))]
        unwritten = self._seed(city, to_seed, versions) if to_seed else ()
        if to_seed:
            versions = (*self._all(city), *unwritten)
        last = {version.id: version for version in versions}
        latest = (_with_pack(version, rows.get(id), _of(versions, id)) for id, version in last.items())
        return tuple(version for version in latest if withdrawn or not version.withdrawn)

    def history(self, city: str, id: str | None = None) -> tuple[Version, ...]:
        """Every version of one entry, or of all of a city's, oldest first."""
        return self._all(city, id)

    def entry(self, city: str, id: str) -> Version:
        """The last version of one entry, also of a withdrawn one. Raises TownbellError where there is none."""
        versions = self.history(city, id)
        if not versions:
            raise TownbellError(_("There is no entry '{id}' in the register.", id=id))
        return versions[-1]

    # Writing

    def save(
        self,
        city: str,
        intervention: Intervention,
        expected_version: int,
        who: str,
        *,
        settles: Intervention | None = None,
    ) -> int:
        """Saves an entry as the version after `expected_version` (0 for a new one) and returns that version.

        Raises Conflict, and writes nothing, where somebody else saved meanwhile. Saving the same again by the
        same person (a double click, a lost answer) returns the version that is there. `settles` is the pack's
        row against which a person has decided: it is no longer shown as differing.
        """
        digest = digest_of(settles) if settles else None
        return self._append(city, intervention, expected_version, who, "saved", digest)

    def withdraw(self, city: str, id: str, expected_version: int, who: str, why: str = "") -> int:
        """Takes an entry out of the list by a new version; its history stays and it can be restored.

        `why` is added to what the entry says under lessons.
        """
        entry = self.entry(city, id).intervention
        if why.strip():
            note = str(_("Withdrawn: {why}", why=why.strip()))
            entry = replace(entry, lessons=f"{entry.lessons} {note}".strip())
        return self._append(city, entry, expected_version, who, "withdrawn")

    def restore(self, city: str, id: str, expected_version: int, who: str) -> int:
        """Brings a withdrawn entry back by a new version."""
        return self._append(city, self.entry(city, id).intervention, expected_version, who, "restored")

    def take_in(self, city: str, intervention: Intervention, expected_version: int, who: str) -> int:
        """The same as `save` for an entry that comes from a file."""
        return self._append(city, intervention, expected_version, who, "imported")

    def put_back(self, versions: Iterable[Version]) -> tuple[Version, ...]:
        """Adds versions of another register's history as they are; returns those that did not fit.

        A version that is already there is left alone. One does not fit where the register has another version
        of that number, or lacks the version before it.
        """
        misfits = []
        for version in versions:
            known = {known.version: known for known in self.history(version.city, version.id)}
            if version.version in known:
                if replace(known[version.version], pack_differs=()) != replace(version, pack_differs=()):
                    misfits.append(version)
            elif version.version != max(known, default=0) + 1 or not self._put(version):
                misfits.append(version)
        return tuple(misfits)

    # What the others share

    def _all(self, city: str, id: str | None = None) -> tuple[Version, ...]:
        table = versions_table()
        query = table.select().where(table.c.city == city).order_by(table.c.seq)
        if id is not None:
            query = query.where(table.c.id == id)
        with self._connected(writes=False) as connection:
            return tuple(map(version_of, connection.execute(query)))

    @contextmanager
    def _connected(self, writes: bool) -> Iterator["sa.Connection"]:
        """A connection within a transaction; what the database says is passed on in words."""
        import sqlalchemy as sa

        try:
            with self._engine.connect().execution_options(writes=writes) as connection, connection.begin():
                yield connection
        except sa.exc.IntegrityError:
            raise
        except sa.exc.DBAPIError as error:
            raise TownbellError(unreachable(self._engine, error)) from None

    def _append(
        self, city: str, entry: Intervention, expected: int, who: str, action: str, digest: str | None = None
    ) -> int:
        import sqlalchemy as sa

        _check(entry, who)
        now = dt.datetime.now(dt.UTC)
        version = Version(city, entry, expected + 1, now, who.strip(), action, digest)
        try:
            with self._connected(writes=True) as connection:
                last = _last(connection, city, entry.id)
                if last is not None and _same_again(last, version):
                    return last.version
                if (last.version if last else 0) != expected:
                    raise Conflict(entry, last, expected)
                _insert(connection, version)
        except sa.exc.IntegrityError:
            raise Conflict(entry, self.entry(city, entry.id), expected) from None
        return version.version

    def _put(self, version: Version) -> bool:
        import sqlalchemy as sa

        try:
            with self._connected(writes=True) as connection:
                _insert(connection, version)
        except sa.exc.IntegrityError:
            return False
        return True

    def _seed(
        self, city: str, rows: Iterable[Intervention], versions: Iterable[Version]
    ) -> tuple[Version, ...]:
        """Makes a version of each row of the pack; returns those that could not be written, as version 0."""
        unwritten = []
        for seed in unregistered(city, rows):
            known = _of(versions, seed.id)
            try:
                self._put(replace(seed, version=known[-1].version + 1 if known else 1))
            except TownbellError:
                unwritten.append(seed)
        return tuple(unwritten)


def _of(versions: Iterable[Version], id: str) -> tuple[Version, ...]:
    return tuple(version for version in versions if version.id == id)


def _to_seed(entry: Intervention, known: tuple[Version, ...]) -> bool:
    """Is a pack's row new, or changed without anybody having edited the entry?

    A row that stood in the pack before is not taken again: two servers with different packs and one register
    would take turns for ever. It is shown as differing instead.
    """
    if not known:
        return True
    return known[-1].action == "pack" and digest_of(entry) not in {past.pack_digest for past in known}


def _with_pack(version: Version, row: Intervention | None, known: tuple[Version, ...]) -> Version:
    """The version with the fields in which the pack differs since the last time that somebody looked."""
    seen = next((past.pack_digest for past in reversed(known) if past.pack_digest), None)
    if row is None or digest_of(row) == seen:
        return version
    return replace(version, pack_differs=differing(version.intervention, row))


def _check(entry: Intervention, who: str) -> None:
    if not who.strip():
        raise TownbellError(_("Nothing is saved without the name of who saves."))
    if not entry.id.strip() or not entry.id.isprintable() or len(entry.id) > 200:
        raise TownbellError(_("An entry needs an id of at most 200 visible characters."))


def _same_again(last: Version, version: Version) -> bool:
    """Did the same person just save exactly this?"""
    return (
        last.version == version.version
        and last.saved_by == version.saved_by
        and last.action == version.action
        and last.pack_digest == version.pack_digest
        and last.intervention == version.intervention
    )


def _last(connection: "sa.Connection", city: str, id: str) -> Version | None:
    table = versions_table()
    query = table.select().where(table.c.city == city, table.c.id == id)
    row: Any = connection.execute(query.order_by(table.c.version.desc()).limit(1)).first()
    return version_of(row) if row is not None else None


def _insert(connection: "sa.Connection", version: Version) -> None:
    connection.execute(
        versions_table()
        .insert()
        .values(
            city=version.city,
            id=version.id,
            version=version.version,
            saved_at=version.saved_at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
            saved_by=version.saved_by,
            action=version.action,
            payload=dumped(version.intervention),
            pack_digest=version.pack_digest,
        )
    )
