"""Looking at a text file before a database reads it: its encoding and its header."""

import csv
import io
from functools import partial
from pathlib import Path

from indicators.engine.caching import disk as store
from indicators.engine.pack.model import TableResource
from indicators.engine.text.errors import Problem

_CHUNK = 1 << 20


def encoding_problem(path: Path) -> Problem | None:
    """Where a text file stops being UTF-8, if it does; looked for once as long as the file stays the same."""
    line = store.kept_note(f"utf8-{store.file_digest(path)}", partial(_first_other_line, path))
    if line is None:
        return None
    todo = "Save the file as UTF-8 (in Excel: 'CSV UTF-8')."
    return Problem(path.name, "The text is not UTF-8.", todo, row=line)


def _first_other_line(path: Path) -> int | None:
    """The first line that is not UTF-8; read in pieces, so that a large file needs no memory."""
    import codecs

    decoder, line = codecs.getincrementaldecoder("utf-8")(), 1
    with path.open("rb") as stream:
        while True:
            chunk = stream.read(_CHUNK)
            try:
                decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                return line + error.object[: error.start].count(b"\n")
            if not chunk:
                return None
            line += chunk.count(b"\n")


def header_of(resource: TableResource) -> list[str]:
    """The column names in the first line of a CSV."""
    delimiter = "\t" if resource.path.suffix.lower() == ".tsv" else resource.delimiter
    with resource.path.open("r", encoding="utf-8-sig", errors="replace", newline="") as stream:
        line = stream.readline()
        while line.count('"') % 2 and (more := stream.readline()):
            line += more
    return next(csv.reader(io.StringIO(line), delimiter=delimiter), [])
