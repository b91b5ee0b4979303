"""`townbell effect`: JSON to standard output, files by their ending, words for what is wrong."""

import json

import pandas as pd
import pytest

from indicators.cli import main

ASK = ["effect", "bellhaven", "--indicator", "eservice_completed", "--intervention", "new-online-forms"]


def test_the_answer_is_one_json_object(capsys):
    assert main(ASK) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["verdict"] == "better"
    assert answer["method"] == "did"


def test_with_by_it_is_a_list_also_in_a_file(tmp_path, capsys):
    assert main([*ASK, "--by", "skill", "-o", str(tmp_path / "a.json")]) == 0
    answer = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    assert [one["segment"] for one in answer] == ["none", "basic", "above basic"]
    assert capsys.readouterr().out == ""


def test_a_table_has_a_line_for_each_answer_and_checks_as_text(tmp_path):
    assert main([*ASK, "-o", str(tmp_path / "a.csv")]) == 0
    assert main([*ASK, "-o", str(tmp_path / "a.parquet")]) == 0
    written = pd.read_parquet(tmp_path / "a.parquet")
    assert len(written) == 1
    assert written["treated"].iloc[0].startswith("B02; B03")
    assert "parallel_paths (passed)" in written["checks"].iloc[0]
    assert {"expected_low", "expected_high"} <= set(written)


@pytest.mark.parametrize(
    ("change", "code", "words"),
    [
        (["--intervention", "new-online-form"], 1, "Did you mean 'new-online-forms'?"),
        (["--indicator", "eservice"], 1, "There is no indicator 'eservice'"),
        (["--by", "sex"], 1, "can't be seen by 'sex'"),
        (["--method", "ols"], 2, "invalid choice"),
    ],
)
def test_what_is_wrong_is_said_with_an_exit_code(capsys, change, code, words):
    assert main([*ASK, *change]) == code
    assert words in capsys.readouterr().err


def test_a_method_that_the_data_do_not_allow_is_answered_in_words(capsys):
    assert main([*ASK, "--method", "its"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["verdict"] == "cannot_tell"
    assert answer["estimate"] is None
    assert answer["comparison"] == []
    assert "periods" in answer["sentence"]
