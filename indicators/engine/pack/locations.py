"""Where things are, in a clone as in an installed wheel: embedded packs, the page and its settings."""

from functools import cache
from pathlib import Path

from indicators.engine.pack.model import DESCRIPTOR, find_packs
from indicators.engine.text.errors import TownbellError, did_you_mean

_ABOVE = Path(__file__).resolve().parents[3]
_WHEEL_DATA = "townbell_data"


@cache
def repository() -> Path | None:
    """The clone that this code runs from; None where it was installed as a wheel."""
    return _ABOVE if (_ABOVE / "pyproject.toml").is_file() and (_ABOVE / "data").is_dir() else None


def embedded_packs() -> list[Path]:
    """The folders of the packs that come with Townbell, by name."""
    return find_packs(_ABOVE / ("data" if repository() else _WHEEL_DATA))


def streamlit_config() -> Path:
    """The file with the settings of the page server."""
    return _ABOVE / (".streamlit/config.toml" if repository() else f"{_WHEEL_DATA}/streamlit.toml")


def dashboard_app() -> Path:
    """The script that the page server runs."""
    return _ABOVE / "dashboard" / "server.py"


def code_folder() -> Path:
    """The folder from which `indicators` and `dashboard` are imported."""
    return _ABOVE


def find_pack(text: str) -> Path:
    """The folder of a pack given as a path, as its `datapackage.json`, or by the name of an embedded pack.

    A folder that holds a descriptor goes before an embedded pack of the same name. Raises TownbellError
    where there is neither.
    """
    path = Path(text).expanduser()
    if path.name == DESCRIPTOR and path.is_file():
        return path.parent
    embedded = {pack.name: pack for pack in embedded_packs()}
    if (path / DESCRIPTOR).is_file():
        return path
    if text in embedded:
        return embedded[text]
    if path.exists():
        todo = f"Make one with 'townbell new-city {text}'." if path.is_dir() else "Name its folder."
        raise TownbellError(f"{text} is no city pack: there is no {DESCRIPTOR} in it. {todo}")
    hint = did_you_mean(text, embedded)
    raise TownbellError(
        f"There is no pack '{text}', neither as a folder nor among those that come along.",
        hint,
    )
