"""Brings every language file up to date with what is said: `python .ci/messages.py` (or `make messages`).

New texts come in empty, gone ones go; translations stay. It prints what is still to be translated. A new
language: `python .ci/messages.py de` makes its file.
"""

import io
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))  # the texts of this checkout, also where another one is installed

from indicators.engine.pack.descriptor import read_pack  # noqa: E402
from indicators.engine.pack.locations import embedded_packs  # noqa: E402
from indicators.engine.text.messages import FOLDER  # noqa: E402
from indicators.engine.translatable import catalogue, missing  # noqa: E402


def main(new: list[str]) -> int:
    """Updates all files; 1 while something lacks a translation."""
    wanted = catalogue(ROOT, [read_pack(folder) for folder in embedded_packs()])
    FOLDER.mkdir(exist_ok=True)
    for code in new:
        path = FOLDER / f"{code}.po"
        if not path.exists():
            with path.open("wb") as file:
                write_po(file, empty(code))
    lacking = 0
    for path in sorted(FOLDER.glob("*.po")):
        lacking += update(path, wanted)
    return 1 if lacking else 0


def empty(code: str) -> Catalog:
    """A language file without a text."""
    who = "The Townbell founders"
    return Catalog(
        locale=code,
        project="Townbell",
        version="1",
        charset="utf-8",
        fuzzy=False,
        copyright_holder=who,
        last_translator=who,
        language_team=who,
        msgid_bugs_address=who,
        header_comment="# Townbell's words. `make messages` brings new texts in; fill in every msgstr.",
    )


def update(path: Path, wanted: Catalog) -> int:
    """One language; tells how many texts are still to be translated."""
    with path.open("rb") as file:
        known = read_po(file, locale=path.stem)
    fresh = empty(path.stem)
    for each in wanted:
        if each.id:
            key = each.id if isinstance(each.id, str) else each.id[0]
            old = known.get(key)
            kept = old is not None and not old.fuzzy and type(old.id) is type(each.id)  # one form, or two
            fresh.add(each.id, old.string if kept else None)
    fresh.creation_date = fresh.revision_date = known.creation_date
    written = io.BytesIO()  # whole before the file is touched
    write_po(written, fresh, width=110, sort_output=True, omit_header=False, no_location=True)
    path.write_bytes(written.getvalue())
    todo = missing(fresh, wanted)
    print(f"{path.name}: {len(todo)} of {sum(bool(m.id) for m in wanted)} texts lack a translation")
    return len(todo)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
