"""The command line: what it answers, with which exit code, and that no traceback ever reaches a user."""

import argparse
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from indicators.cli import COMMANDS, main, module
from indicators.commands import effect
from indicators.commands import run as dashboard_command
from indicators.commands.output import FORMATS
from indicators.effects.estimators import choose
from indicators.engine.export import WRITERS
from indicators.engine.pack import locations
from tests.support.packs import DISTRICTS, PEOPLE, people_table, small_pack

ROOT = Path(__file__).resolve().parents[3]
COLUMNS = ["value", "lower", "upper", "numerator", "denominator", "unit", "status"]
DISTRICTS_JSON = json.dumps(DISTRICTS)
Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOWNBELL_CACHE", str(tmp_path / "cache"))


@pytest.fixture
def pack(tmp_path: Path) -> str:
    return str(small_pack(tmp_path))


def run_command(capsys: Captured, *argv: str) -> tuple[int, str, str]:
    """Exit code, standard output and standard error of a command."""
    code = main(argv)
    captured = capsys.readouterr()
    assert "Traceback" not in captured.err
    return code, captured.out, captured.err


def table(text: str) -> pd.DataFrame:
    return pd.read_csv(io.StringIO(text), dtype={"period": str, "district_id": str})


# estimate


def test_estimate_writes_district_and_period_unless_asked_otherwise(capsys: Captured, pack: str) -> None:
    code, out, err = run_command(capsys, "estimate", pack, "--indicator", "disability_prevalence")
    assert (code, err) == (0, "")
    written = table(out)
    assert list(written) == ["indicator", "district_id", "district", "period", *COLUMNS]
    assert written["numerator"].tolist() == [90, 150, 30, 50]
    assert written["value"].tolist() == pytest.approx(
        [4.5, 100 * 150 / 2300, 100 * 30 / 900, 100 * 50 / 1100]
    )


def test_what_by_leaves_out_is_added_up_and_has_no_column(capsys: Captured, pack: str) -> None:
    _, out, _ = run_command(
        capsys, "estimate", pack, "--indicator", "disability_prevalence", "--by", "period,sex"
    )
    written = table(out)
    assert list(written) == ["indicator", "period", "sex", *COLUMNS]
    assert written["denominator"].tolist() == [1500, 1400, 1800, 1600]


def test_by_nothing_gives_one_row(capsys: Captured, pack: str) -> None:
    _, out, _ = run_command(capsys, "estimate", pack, "--indicator", "disability_prevalence", "--by", "")
    assert list(table(out)) == ["indicator", *COLUMNS]
    assert len(table(out)) == 1


@pytest.mark.parametrize("north", ["A", "North"])
def test_where_takes_a_district_by_name_or_id(capsys: Captured, pack: str, north: str) -> None:
    where = ["--where", f"district={north}", "--where", "period=2024", "--where", "sex=female"]
    _, out, _ = run_command(capsys, "estimate", pack, "--indicator", "disability_prevalence", *where)
    assert table(out)["numerator"].tolist() == [90]


def test_two_values_for_one_column_mean_either(capsys: Captured, pack: str) -> None:
    where = ["--where", "district=North", "--where", "district=South"]
    _, out, _ = run_command(capsys, "estimate", pack, "--indicator", "disability_prevalence", *where)
    assert len(table(out)) == 4


def test_a_wider_level_gives_wider_limits(capsys: Captured, pack: str) -> None:
    request = ["estimate", pack, "--indicator", "disability_prevalence", "--by", ""]
    usual, wide = (table(run_command(capsys, *request, "--level", level)[1]) for level in ("0.95", "0.99"))
    assert wide["lower"][0] < usual["lower"][0] < usual["upper"][0] < wide["upper"][0]


@pytest.mark.parametrize(
    ("request_", "hint"),
    [
        (["--indicator", "disability_prevalance"], "Did you mean 'disability_prevalence'?"),
        (["--indicator", "broadband"], "households"),
        (["--indicator", "disability_prevalence", "--by", "sexx"], "Did you mean 'sex'?"),
        (["--indicator", "disability_prevalence", "--where", "district=Nort"], "Did you mean 'North'?"),
        (["--indicator", "disability_prevalence", "--where", "sex=woman"], "female"),
        (["--indicator", "disability_prevalence", "--where", "period=1999"], "There are: 2014, 2024."),
    ],
)
def test_a_request_that_does_not_fit_says_what_would(
    capsys: Captured, pack: str, request_: list[str], hint: str
) -> None:
    code, out, err = run_command(capsys, "estimate", pack, *request_)
    assert (code, out) == (1, "")
    assert len(err.splitlines()) == 1
    assert hint in err


@pytest.mark.parametrize(
    "argv",
    [
        ["estimate"],
        ["estimate", "morocco"],
        ["estimate", "morocco", "--indicator", "x", "--where", "period"],
        ["estimate", "morocco", "--indicator", "x", "--level", "95"],
        ["estimate", "morocco", "--indicator", "x", "-o", "table.doc"],
        ["run", "--port", "none"],
        ["ceck", "morocco"],
        ["--colour"],
    ],
)
def test_wrong_usage_ends_with_2(capsys: Captured, argv: list[str]) -> None:
    code, out, err = run_command(capsys, *argv)
    assert (code, out) == (2, "")
    assert err.startswith("usage: townbell")


# Files


@pytest.mark.parametrize("ending", [".csv", ".json", ".parquet", ".xlsx"])
def test_every_file_holds_what_standard_output_says(
    capsys: Captured, pack: str, tmp_path: Path, ending: str
) -> None:
    request = ["estimate", pack, "--indicator", "disability_prevalence"]
    file = tmp_path / f"out{ending}"
    expected = table(run_command(capsys, *request)[1])
    assert run_command(capsys, *request, "-o", str(file)) == (0, "", "")
    read = {".csv": pd.read_csv, ".json": pd.read_json, ".parquet": pd.read_parquet, ".xlsx": pd.read_excel}
    written = read[ending](file).astype({"period": str})
    pd.testing.assert_frame_equal(written, expected, check_dtype=False)


def test_a_workbook_says_where_its_numbers_come_from(capsys: Captured, pack: str, tmp_path: Path) -> None:
    file = tmp_path / "out.xlsx"
    run_command(capsys, "estimate", pack, "--indicator", "disability_prevalence", "-o", str(file))
    sheet = openpyxl.load_workbook(file)["About"]
    about = {row[0].value: row[1].value for row in sheet.iter_rows()}
    assert about["City"] == "Smallville (generated data of a fictional city)"
    assert about["Date of data"] == "2014, 2024"
    assert about["Level of limits"] == "95 %"
    assert about["Source"] == "Typed in a test"
    assert {"Indicator", "Unit", "Licence", "Method", "Note", "Boundaries"} <= set(about)


def test_a_file_that_cannot_be_written_is_said_before_anything_is_computed(
    capsys: Captured, tmp_path: Path
) -> None:
    code, _, err = run_command(capsys, "indicators", "-o", str(tmp_path / "nowhere" / "list.csv"))
    assert code == 1
    assert "can't be written: there is no folder" in err
    (tmp_path / "folder.csv").mkdir()
    code, _, err = run_command(capsys, "indicators", "-o", str(tmp_path / "folder.csv"))
    assert code == 1
    assert "it is a folder" in err


def test_a_disk_that_refuses_is_said_and_leaves_nothing_behind(
    capsys: Captured, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Path, target: Path) -> None:  # noqa: ARG001
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", refuse)
    folder = tmp_path / "full"
    folder.mkdir()
    code, _, err = run_command(capsys, "indicators", "-o", str(folder / "list.csv"))
    assert code == 1
    assert err.endswith("list.csv can't be written: No space left on device.\n")
    assert list(folder.iterdir()) == []


# indicators


def test_indicators_says_of_each_whether_the_city_has_it_and_why_not(capsys: Captured, pack: str) -> None:
    _, out, _ = run_command(capsys, "indicators", pack)
    written = table(out).set_index("id")
    columns = ["title", "domain", "unit", "polarity", "method", "table", "available", "reason"]
    assert list(written) == columns
    assert written["available"].sum() == 1
    assert written.loc["disability_prevalence", "available"]
    assert "no table 'households'" in written.loc["broadband", "reason"]


def test_without_a_pack_nothing_is_said_of_what_is_available(capsys: Captured) -> None:
    code, out, _ = run_command(capsys, "indicators")
    assert code == 0
    assert table(out)["available"].isna().all()


# check


def test_check_says_what_can_be_computed(capsys: Captured, pack: str) -> None:
    code, out, err = run_command(capsys, "check", pack)
    assert (code, err) == (0, "")
    assert "periods     2014, 2024" in out
    assert "Health (1): disability_prevalence" in out
    assert "segments    sex (female, male)" in out


def test_check_lists_every_problem_on_a_line_of_its_own(capsys: Captured, tmp_path: Path) -> None:
    broken = PEOPLE.replace("A,2014,female,1000", "A,2014,female,many").replace("B,2014", "Z,2014", 1)
    code, out, err = run_command(capsys, "check", str(small_pack(tmp_path, people=broken)))
    assert (code, out) == (1, "")
    lines = err.splitlines()
    assert any(
        line.startswith("people.csv, row 2, column persons: 'many' is not a number.") for line in lines
    )
    assert any(line.startswith("people.csv, row 6, column district_id: ") for line in lines)


def test_a_warning_does_not_fail_the_check(capsys: Captured, tmp_path: Path) -> None:
    def forget_a_column(package: dict) -> None:
        people_table(package)["schema"]["fields"] = [
            field for field in people_table(package)["schema"]["fields"] if field["name"] != "disabled"
        ]

    code, out, err = run_command(capsys, "check", str(small_pack(tmp_path, descriptor=forget_a_column)))
    assert code == 0
    assert "warning: " in err
    assert "disability_prevalence (disabled)" in out


@pytest.mark.parametrize("pack_", ["marocco", "no/such/folder"])
def test_a_pack_that_is_not_there_is_named(capsys: Captured, pack_: str) -> None:
    code, _, err = run_command(capsys, "check", pack_)
    assert code == 1
    assert f"There is no pack '{pack_}'" in err


def test_a_folder_without_descriptor_is_told_how_to_get_one(capsys: Captured, tmp_path: Path) -> None:
    code, _, err = run_command(capsys, "check", str(tmp_path))
    assert code == 1
    assert "townbell new-city" in err


# run


def test_townbell_alone_opens_the_dashboard_on_every_embedded_pack(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    started: list[tuple[list[str], dict[str, str]]] = []
    monkeypatch.setattr(dashboard_command, "launch", lambda *given: started.append(given) or 0)
    monkeypatch.chdir(tmp_path)
    assert main([]) == 0
    command, environment = started[0]
    assert command[:4] == [sys.executable, "-m", "streamlit", "run"]
    assert Path(command[4]) == locations.dashboard_app()
    shown = [Path(pack).name for pack in environment["TOWNBELL_PACKS"].split(os.pathsep)]
    assert {"morocco", "new-york"} <= set(shown)
    assert "--browser.gatherUsageStats=false" in command


def test_run_shows_the_packs_that_were_named(monkeypatch: pytest.MonkeyPatch, pack: str) -> None:
    started: list[tuple[list[str], dict[str, str]]] = []
    monkeypatch.setattr(dashboard_command, "launch", lambda *given: started.append(given) or 0)
    main(["run", pack, "morocco", "--port", "8600", "--no-browser"])
    command, environment = started[0]
    assert environment["TOWNBELL_PACKS"].split(os.pathsep)[0] == str(Path(pack).resolve())
    assert "--server.port=8600" in command
    assert "--server.headless=true" in command


def test_the_page_server_takes_memory_from_one_place_unless_told_otherwise() -> None:
    assert dashboard_command.environment([], {})["MALLOC_ARENA_MAX"] == "1"
    assert dashboard_command.environment([], {"MALLOC_ARENA_MAX": "4"})["MALLOC_ARENA_MAX"] == "4"


def test_a_setting_in_the_environment_goes_before_the_packaged_one() -> None:
    given = {"STREAMLIT_SERVER_MAX_UPLOAD_SIZE": "99", "STREAMLIT_THEME_LIGHT_PRIMARY_COLOR": "#000000"}
    flags = dashboard_command.settings(locations.streamlit_config(), given, None, True)
    names = {flag.split("=")[0] for flag in flags}
    assert not names & {"--server.maxUploadSize", "--theme.light.primaryColor"}
    assert "--theme.light.textColor=#111111" in flags
    assert "--theme.dark.linkColor=#8ec5ff" in flags


def test_every_packaged_setting_is_one_that_the_page_server_knows() -> None:
    from streamlit import config

    flags = dashboard_command.settings(locations.streamlit_config(), {}, 8600, True)
    known = set(config._config_options_template)
    assert {flag.split("=")[0].removeprefix("--") for flag in flags} <= known


# Whatever happens


def test_the_unexpected_is_one_sentence(capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: str) -> Path:
        raise RuntimeError("the roof\nis off")

    monkeypatch.setattr(locations, "find_pack", fail)
    code, _, err = run_command(capsys, "run", "morocco")
    assert code == 1
    assert err.startswith("Townbell met an unexpected problem: RuntimeError: the roof is off.")
    assert len(err.splitlines()) == 1


def test_the_traceback_is_there_for_who_asks(capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: str) -> Path:
        raise RuntimeError("the roof is off")

    monkeypatch.setattr(locations, "find_pack", fail)
    monkeypatch.setenv("TOWNBELL_DEBUG", "1")
    main(["run", "morocco"])
    assert "Traceback" in capsys.readouterr().err


def test_an_interrupted_command_says_so(capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(_: str) -> Path:
        raise KeyboardInterrupt

    monkeypatch.setattr(locations, "find_pack", interrupt)
    assert run_command(capsys, "run", "morocco") == (1, "", "Stopped.\n")


def test_it_works_from_any_folder_and_for_a_reader_that_leaves_early(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(locations.code_folder()), "PYTHONIOENCODING": "ascii"}
    command = [sys.executable, "-m", "indicators", "estimate", "morocco", "--indicator", "commute_tram"]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, timeout=120)
    assert (done.returncode, done.stderr) == (0, b"")
    assert "Bni Makada" in done.stdout.decode()
    with subprocess.Popen(
        command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as running:
        assert running.stdout is not None
        running.stdout.close()
        assert running.stderr is not None
        assert running.stderr.read() == b""
    assert running.returncode == 0


@pytest.mark.parametrize("command", ["run", "check", "indicators", "estimate", "new-city", "new-indicator"])
def test_every_command_has_help_with_examples(capsys: Captured, command: str) -> None:
    code, out, _ = run_command(capsys, command, "--help")
    assert code == 0
    assert f"townbell {command}" in out.split("examples:")[1]
    assert command in run_command(capsys, "--help")[1]


# new-city


def test_a_new_city_needs_only_what_a_person_knows(capsys: Captured, tmp_path: Path) -> None:
    folder = small_pack(tmp_path, files={"datapackage.json": None})
    (folder / "datapackage.json").unlink(missing_ok=True)
    code, out, err = run_command(capsys, "new-city", str(folder))
    assert (code, err) == (0, "")
    assert "2 districts and 1 tables" in out
    descriptor = folder / "datapackage.json"
    assert run_command(capsys, "check", str(folder))[0] == 1  # kind is left to be filled in
    known = descriptor.read_text().replace("FILL IN: real or generated", "generated")
    descriptor.write_text(known.replace("FILL IN: ", ""))
    code, out, err = run_command(capsys, "check", str(folder))
    assert (code, err) == (0, "")
    assert "disability_prevalence" in out
    asked_people = json.loads(descriptor.read_text())["resources"][1]["townbell"]
    assert asked_people == {
        "table": "people",
        "district": "district_id",
        "period": "period",
        "segments": ["sex"],
    }


def test_a_new_city_never_overwrites_a_descriptor(capsys: Captured, pack: str) -> None:
    before = (Path(pack) / "datapackage.json").read_bytes()
    code, _, err = run_command(capsys, "new-city", pack)
    assert code == 1
    assert "exists" in err
    assert (Path(pack) / "datapackage.json").read_bytes() == before


@pytest.mark.parametrize(
    ("files", "what"),
    [
        ({}, "One file of boundaries"),
        ({"map.geojson": DISTRICTS_JSON}, "There are no tables"),
        ({"people.csv": "a\n1\n"}, "One file of boundaries"),
        ({"people.csv": "a\n\xe9\n".encode("latin-1"), "map.geojson": "{}"}, "map.geojson"),
    ],
)
def test_a_folder_that_can_be_no_city_is_told_why(
    capsys: Captured, tmp_path: Path, files: dict[str, str | bytes], what: str
) -> None:
    for name, content in files.items():
        (tmp_path / name).write_bytes(content.encode() if isinstance(content, str) else content)
    code, _, err = run_command(capsys, "new-city", str(tmp_path))
    assert code == 1
    assert what in err


# The door: what is loaded before a command is known


def test_help_and_version_load_no_library_that_computes() -> None:
    for arguments in (["--help"], ["--version"], ["new-city", "--help"]):
        code = (
            "import sys\nfrom indicators.cli import main\n"
            f"main({arguments})\n"
            "heavy = {'pandas', 'numpy', 'scipy', 'duckdb', 'narwhals', 'babel', 'streamlit'} & set(sys.modules)\n"
            "print(sorted(heavy), file=sys.stderr)"
        )
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
        )
        assert done.stdout
        assert done.stderr.strip() == "[]"


def test_a_share_is_estimated_without_scipy() -> None:
    code = (
        "import sys\nfrom indicators.cli import main\n"
        "main(['estimate', 'morocco', '--indicator', 'commute_tram', '--by', 'period'])\n"
        "print(sorted({'scipy', 'statsmodels'} & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stderr.strip().endswith("[]")


def test_what_is_known_without_loading_a_command_is_what_the_command_says() -> None:
    for name, help in COMMANDS.items():
        commands = argparse.ArgumentParser().add_subparsers()
        module(name).add(commands)
        assert [action.help for action in commands._choices_actions] == [help]
    assert set(FORMATS) == set(WRITERS)
    assert effect.METHODS == choose.METHODS
