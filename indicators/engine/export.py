"""Tables as files: CSV, JSON, Parquet and Excel, none of which can start a formula in a spreadsheet.

CSV is opened in spreadsheets, which run a text like `=HYPERLINK(…)` as a formula. Such a text gets an
apostrophe in front. A number stays a number, also where it stands in a column of text (the id "-5"). JSON,
Parquet and Excel keep every text as it is: there a text is marked as text.
"""

import io
import json
import math
import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from indicators.engine.text.errors import TownbellError

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

# also behind blanks and invisible marks, which some spreadsheets drop before they look
_FORMULA = re.compile(r"^(?:[\t\r\n]|[\s\u200b\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20])")
_EXCEL_ROWS = 1_048_576
_DIGITS = "%.12g"  # sums of shares carry noise in the 15th digit

About = Mapping[str, str]
Cell = Any
"""A cell of a frame: a number, a text, a moment or nothing."""


def safe_text(cell: Cell) -> Cell:
    """A cell that no spreadsheet takes for a formula; everything that is no text, and numbers, as they are.

    >>> safe_text("=1+1"), safe_text("-5"), safe_text("North")
    ("'=1+1", '-5', 'North')
    """
    if not isinstance(cell, str) or not _FORMULA.match(cell) or _is_number(cell):
        return cell
    return "'" + cell


def _is_number(text: str) -> bool:
    """Is it a number in plain digits, and so no formula?"""
    plain = text.isascii() and not text[:1].isspace() and set(text) <= set("+-.0123456789eE")
    try:
        return plain and math.isfinite(float(text))
    except ValueError:
        return False


def as_csv(frame: pd.DataFrame) -> str:
    """The table as CSV with a header; unknown cells are empty."""
    texts = [name for name in frame.columns if not pd.api.types.is_numeric_dtype(frame[name])]
    safe = frame.assign(**{name: frame[name].map(safe_text, na_action="ignore") for name in texts})
    safe.columns = pd.Index([safe_text(name) for name in safe.columns])
    return safe.to_csv(index=False, float_format=_DIGITS, lineterminator="\n")


def as_json(frame: pd.DataFrame) -> str:
    """The table as a JSON list with an object a row; unknown cells are null."""
    records = [{name: _plain(cell) for name, cell in row.items()} for row in frame.to_dict("records")]
    return json.dumps(records, ensure_ascii=False, indent=1) + "\n"


def _plain(cell: Cell) -> Cell:
    if pd.isna(cell):
        return None
    return cell.item() if hasattr(cell, "item") else cell


def as_parquet(frame: pd.DataFrame, about: About) -> bytes:
    """The table as Parquet, with what is known about it in the file's own metadata under `townbell`."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pa.Table.from_pandas(frame, preserve_index=False)
    kept = {
        **(table.schema.metadata or {}),
        b"townbell": json.dumps(dict(about), ensure_ascii=False).encode(),
    }
    buffer = io.BytesIO()
    pq.write_table(table.replace_schema_metadata(kept), buffer)
    return buffer.getvalue()


def as_excel(frame: pd.DataFrame, about: About) -> bytes:
    """The table as an Excel workbook: its rows on the first sheet, what is known about it on the second.

    Formulas and links are off: a text stays what it is. Raises TownbellError above Excel's number of rows.
    """
    import xlsxwriter

    if len(frame) >= _EXCEL_ROWS:
        raise TownbellError(
            f"{len(frame):,} rows are more than an Excel sheet holds. Write .csv or .parquet."
        )
    buffer = io.BytesIO()
    off = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, {"in_memory": True, **off}) as book:
        bold = book.add_format({"bold": True})
        _data_sheet(book.add_worksheet("Data"), frame, bold)
        _about_sheet(
            book.add_worksheet("About"), about, book.add_format({"text_wrap": True, "valign": "top"}), bold
        )
    return buffer.getvalue()


def _data_sheet(sheet: "Worksheet", frame: pd.DataFrame, bold: "Format") -> None:
    columns = list(map(str, frame.columns))
    sheet.write_row(0, 0, columns, bold)
    for at, row in enumerate(frame.itertuples(index=False), start=1):
        for column, cell in enumerate(row):
            _write(sheet, at, column, _plain(cell))
    sheet.freeze_panes(1, 0)
    if columns:
        sheet.autofilter(0, 0, max(len(frame), 1), len(columns) - 1)
    for column, name in enumerate(columns):
        longest = frame.iloc[:200, column].astype(str).str.len().max() if len(frame) else 0
        sheet.set_column(column, column, min(max(len(name), longest) + 2, 40))


def _write(sheet: "Worksheet", row: int, column: int, cell: Cell) -> None:
    if cell is None:
        return
    if isinstance(cell, bool):
        sheet.write_boolean(row, column, cell)
    elif isinstance(cell, int | float):
        sheet.write_number(row, column, cell)
    else:
        sheet.write_string(row, column, str(cell))


def _about_sheet(sheet: "Worksheet", about: About, wrapped: "Format", bold: "Format") -> None:
    for row, (name, text) in enumerate(about.items()):
        sheet.write_string(row, 0, name, bold)
        sheet.write_string(row, 1, text, wrapped)
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 90)


WRITERS: dict[str, Callable[[pd.DataFrame, About], str | bytes]] = {
    ".csv": lambda frame, _: as_csv(frame),
    ".json": lambda frame, _: as_json(frame),
    ".parquet": as_parquet,
    ".xlsx": as_excel,
}
