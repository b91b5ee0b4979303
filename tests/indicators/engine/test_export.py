"""Files that leave the house: no text in them becomes a formula, and nothing is changed without need."""

import io
import json

import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.engine.export import as_csv, as_excel, as_json, as_parquet, safe_text
from indicators.engine.text.errors import TownbellError

FORMULAS = [
    "=1+1",
    "+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "＝1",
    "-",
    "-1-1",
    "+33 1 23",
    "-inf",
]


@pytest.mark.parametrize("text", FORMULAS)
def test_a_text_that_a_spreadsheet_would_run_gets_an_apostrophe(text: str) -> None:
    assert safe_text(text) == "'" + text


@pytest.mark.parametrize(
    "cell", ["-5", "+1.5", "-1e3", "North", "1-2", "a=b", "'=1", "", -5, -0.5, None, True]
)
def test_numbers_and_usual_texts_stay_what_they_are(cell: object) -> None:
    assert safe_text(cell) == cell


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=12))
def test_no_text_at_all_reaches_a_csv_as_a_formula(text: str) -> None:
    cell = safe_text(text)
    assert cell[:1] not in set("=@\t\r")
    assert cell[:1] not in set("+-") or float(cell) == float(text)


def test_a_csv_keeps_negative_numbers_and_ids_and_leaves_unknown_cells_empty() -> None:
    frame = pd.DataFrame({"district_id": ["-5", "=A1", None], "value": [-1.5, float("nan"), 0.1 + 0.2]})
    assert as_csv(frame) == "district_id,value\n-5,-1.5\n'=A1,\n,0.3\n"


def test_a_workbook_holds_texts_as_texts_and_numbers_as_numbers() -> None:
    frame = pd.DataFrame({"name": ["=1+1", "https://example.org"], "value": [1.5, float("nan")]})
    sheet = openpyxl.load_workbook(io.BytesIO(as_excel(frame, {"City": "=HYPERLINK()"})))
    cells = [(cell.value, cell.data_type) for row in sheet["Data"].iter_rows(min_row=2) for cell in row]
    assert cells == [("=1+1", "s"), (1.5, "n"), ("https://example.org", "s"), (None, "n")]
    assert sheet["About"]["B1"].data_type == "s"
    assert not sheet["Data"]["A3"].hyperlink


def test_a_workbook_says_when_excel_has_too_few_rows() -> None:
    with pytest.raises(TownbellError, match="more than an Excel sheet holds"):
        as_excel(pd.DataFrame(index=range(1_048_576)), {})


def test_json_says_null_for_what_is_unknown() -> None:
    frame = pd.DataFrame({"name": ["Fès", None], "value": [1.0, float("nan")], "available": [True, False]})
    assert json.loads(as_json(frame)) == [
        {"name": "Fès", "value": 1.0, "available": True},
        {"name": None, "value": None, "available": False},
    ]


def test_parquet_carries_where_its_numbers_come_from() -> None:
    content = as_parquet(pd.DataFrame({"value": [1.5]}), {"City": "Fès"})
    metadata = pq.read_schema(io.BytesIO(content)).metadata
    assert json.loads(metadata[b"townbell"]) == {"City": "Fès"}


def test_a_formula_behind_blanks_or_an_invisible_mark_is_disarmed_too() -> None:
    assert [safe_text(text) for text in (" =1+1", "\u200b@x", " North")] == ["' =1+1", "'\u200b@x", " North"]
