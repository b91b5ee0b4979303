"""The register's first entries, `interventions.csv` of a pack: every row is kept, every doubt about it is said."""

import csv
import io
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from indicators.effects.register.csv_row import entry_of, header_problems, unescaped
from indicators.effects.register.intervention import COLUMNS, LESSONS, Intervention
from indicators.effects.register.validation import REGISTER, CityFacts, validate
from indicators.engine.definitions.registry import all_indicators
from indicators.engine.pack.boundaries import read_districts
from indicators.engine.pack.descriptor import read_pack
from indicators.engine.pack.text_files import encoding_problem
from indicators.engine.text.errors import Problem
from indicators.engine.text.messages import _
from indicators.engine.text.periods import Period

FILE = REGISTER
SURPLUS = "cells without a column"

Found = tuple[tuple[Intervention, ...], tuple[Problem, ...]]


def of_pack(
    folder: str | Path,
    *,
    districts: Mapping[str, str] | None = None,
    indicators: Collection[str] | None = None,
    windows: Iterable[Period] = (),
) -> Found:
    """The entries of a pack's `interventions.csv` and everything that is wrong with them; nothing without the file.

    What is already at hand may be given: `districts` (id -> name), `indicators` (ids), and the `windows` of the
    city's data, without which dates are not set against the data. A district may be written by id or by name.
    Raises PackError where the pack itself can't be read.
    """
    folder = Path(folder)
    if not (folder / FILE).is_file():
        return (), ()
    pack = read_pack(folder)
    if districts is None:
        frame, _problems = read_districts(pack.districts)
        districts = dict(zip(frame["district_id"], frame["district"], strict=True))
    wrong = encoding_problem(folder / FILE)
    text = (folder / FILE).read_bytes().decode("utf-8-sig", errors="replace")
    entries, problems = of_text(text, districts)
    windows = list(windows)
    known = indicators if indicators is not None else {i.id for i in all_indicators()}
    dimensions = {name: segments.order for name, segments in pack.segments.items()}
    end = max((window.end for window in windows), default=None)
    start = min((window.start for window in windows), default=None)
    facts = CityFacts(districts, dimensions, known, start, end, {each.currency for each in entries.values()})
    all_problems = [problem for problem in (wrong, *problems) if problem]
    for row, entry in entries.items():
        others = [other for at, other in entries.items() if at < row]
        all_problems += validate(entry, facts, others, row)
    return tuple(entries.values()), tuple(all_problems)


def of_text(
    text: str, districts: Mapping[str, str], file: str = FILE
) -> tuple[dict[int, Intervention], tuple[Problem, ...]]:
    """The entries of a register written as CSV, by row as a spreadsheet counts, and what could not be understood.

    An id that stands twice, or none, gets the row's number, so that no row is lost.
    """
    separator = _separator(text)
    lines = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=separator))
    header = [unescaped(cell.strip()) for cell in lines[0]] if lines else []
    problems = header_problems(header, file)
    if separator != ",":
        what = _("The cells are not separated by commas.")
        todo = _("Separate them by commas: other programs expect that.")
        problems.append(Problem(file, what, todo, row=1, warning=True))
    names = _names(districts)
    entries: dict[int, Intervention] = {}
    taken: set[str] = set()
    for at, line in enumerate(lines[1:], start=2):
        if not any(cell.strip() for cell in line):
            continue
        cells = dict(zip(header, line, strict=False))
        surplus = [cell for cell in line[len(header) :] if cell.strip()]
        problems += _surplus(surplus, file, at)
        cells["id"], problem = _own_id(cells.get("id", "").strip(), taken, file, at)
        entry, more = entry_of(cells, names, file, at)
        problems += [*problem, *more]
        taken.add(entry.id)
        entries[at] = _with_rest(entry, cells, surplus)
    return entries, tuple(problems)


def _separator(text: str) -> str:
    """Commas, unless the first line has none and another sign that spreadsheets write."""
    first = text.partition("\n")[0]
    return next((sign for sign in ",;\t" if sign in first), ",")


def _names(districts: Mapping[str, str]) -> dict[str, str]:
    """District names (those that only one district bears) and ids, each with its id."""
    all_names = list(districts.values())
    by_name = {name: id for id, name in districts.items() if all_names.count(name) == 1}
    return {**by_name, **{id: id for id in districts}}


def _surplus(cells: list[str], file: str, at: int) -> list[Problem]:
    if not cells:
        return []
    what = _("The row has more cells than the header; '{written}' has no column.", written=cells[0].strip())
    return [Problem(file, what, _("Put texts that hold a comma into double quotes."), row=at)]


def _own_id(id: str, taken: Collection[str], file: str, at: int) -> tuple[str, list[Problem]]:
    """The row's id, or one made from its number where it has none or that of another row."""
    if id and id not in taken:
        return id, []
    what = _("The id '{id}' stands twice.", id=id) if id else _("The row has no id.")
    own = f"{id}-row-{at}" if id else f"row-{at}"
    todo = _("Give every entry an id of its own; until then this one is called '{own}'.", own=own)
    return own, [Problem(file, what, todo, row=at, column="id")]


def _with_rest(entry: Intervention, cells: Mapping[str, str], surplus: list[str]) -> Intervention:
    """The entry with the cells that belong to no column of the register."""
    rest = {name: text for name, text in cells.items() if text and name not in (*COLUMNS, LESSONS)}
    if surplus:
        rest[SURPLUS] = "; ".join(surplus)
    return replace(entry, unread={**entry.unread, **rest}) if rest else entry


__all__ = ["FILE", "Found", "of_pack", "of_text", "validate"]
