"""The register of interventions as it stands now: read anew at every run, as somebody else may have saved."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from indicators.city import City
from indicators.effects.register.history import Register
from indicators.effects.register.intervention import Intervention
from indicators.effects.register.storage import default_url
from indicators.effects.register.versions import (
    PACK,
    Version,
    digest_of,
    unregistered,
)
from indicators.engine.text.errors import TownbellError


@dataclass(frozen=True)
class RegisterSnapshot:
    """All entries of a city. `register` is None where it can't be used, and `trouble` says why."""

    city: City
    versions: tuple[Version, ...]
    firsts: Mapping[str, Version]
    register: Register | None = None
    trouble: str = ""

    @property
    def shown(self) -> tuple[Version, ...]:
        """The entries that are not withdrawn."""
        return tuple(version for version in self.versions if not version.withdrawn)

    @property
    def entries(self) -> tuple[Intervention, ...]:
        """What the entries say, without those that are withdrawn."""
        return tuple(version.intervention for version in self.shown)

    @property
    def digest(self) -> str:
        """A digest of all entries."""
        return hashlib.sha256("".join(map(digest_of, self.entries)).encode()).hexdigest()

    def version(self, id: str) -> Version | None:
        """The last version of an entry."""
        return next((version for version in self.versions if version.id == id), None)

    def entered(self, id: str) -> str | None:
        """The day on which a person first saved it; None for what came with the pack."""
        first = self.firsts.get(id)
        return None if first is None or first.saved_by == PACK else first.saved_at.date().isoformat()


@st.cache_resource(max_entries=4, show_spinner=False)
def _register(url: str) -> Register:
    return Register(url)


def register_snapshot(city: City) -> RegisterSnapshot:
    """The entries as they stand now; those of the pack alone where the register can't be used."""
    try:
        register = _register(default_url())
        versions = register.entries(city.name, city.interventions, withdrawn=True)
        firsts = {version.id: version for version in reversed(register.history(city.name))}
        return RegisterSnapshot(city, versions, firsts, register)
    except TownbellError as error:
        return RegisterSnapshot(city, unregistered(city.name, city.interventions), {}, None, str(error))
