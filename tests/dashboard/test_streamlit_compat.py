"""The contract with Streamlit: every name that it does not promise to keep is still there and does what we need.

A failure says which name broke and which files depend on it.
"""

import ast
import re
import threading
from importlib import import_module
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from dashboard import streamlit_compat as compat
from dashboard.streamlit_compat import UNOFFICIAL, UnofficialName

ROOT = Path(__file__).resolve().parents[2]
NAMED_IN_STYLES = re.compile(r"\.(st[A-Z]\w+)|data-testid=\\?\"(st\w+)\\?\"")


@pytest.mark.parametrize("unofficial", UNOFFICIAL, ids=lambda each: each.name)
def test_streamlit_still_has_the_name(unofficial: UnofficialName) -> None:
    try:
        there = hasattr(import_module(unofficial.module), unofficial.name)
    except ImportError:
        there = False
    users = ", ".join(unofficial.used_by)
    assert there, (
        f"Streamlit {st.__version__} has no {unofficial.module}.{unofficial.name}; it is used by {users}"
    )


def test_the_list_names_every_unofficial_import_and_no_other() -> None:
    tree = ast.parse(Path(compat.__file__).read_text(encoding="utf-8"))
    imported = {
        (node.module, alias.name)
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("streamlit.")
        for alias in node.names
    }
    assert {(each.module, each.name) for each in UNOFFICIAL} == imported


def test_the_files_said_to_use_a_name_use_this_module() -> None:
    users = {file for each in UNOFFICIAL for file in each.used_by}
    wrong = [file for file in users if "dashboard.streamlit_compat" not in (ROOT / file).read_text("utf-8")]
    assert wrong == []


@pytest.mark.parametrize("part", compat.CITY_PARTS)
def test_the_page_still_has_the_part_that_is_loaded_early(part: str) -> None:
    assert compat.script_files([part]), (
        f"no script of Streamlit's page is called {part}.*.js; see hosting.headers"
    )


def test_a_part_comes_with_all_that_it_imports(tmp_path: Path) -> None:
    (tmp_path / "A.1.js").write_text('import{x}from"./b.2.js";', encoding="utf-8")
    (tmp_path / "b.2.js").write_text('import{y}from"./A.1.js";import"./missing.3.js"', encoding="utf-8")
    (tmp_path / "other.js").write_text("", encoding="utf-8")
    assert compat.script_files(["A"], tmp_path) == {"A.1.js", "b.2.js"}


def test_the_page_begins_as_html() -> None:
    assert '<div id="root">' in compat.page_html()


def styled_names() -> dict[str, list[str]]:
    """Names of Streamlit's elements in our style sheets and scripts, each with the files that use it."""
    names: dict[str, list[str]] = {}
    for path in sorted((ROOT / "dashboard").rglob("*")):
        if path.suffix in (".css", ".js", ".py"):
            for match in NAMED_IN_STYLES.finditer(path.read_text(encoding="utf-8")):
                files = names.setdefault(match[1] or match[2], [])
                files.append(path.relative_to(ROOT).as_posix())
    return names


def test_every_element_that_is_styled_or_scrolled_is_still_called_so() -> None:
    names = styled_names()
    assert len(names) > 10
    missing = set(names)
    for script in compat.scripts().glob("*.js"):
        text = script.read_text(encoding="utf-8")
        missing = {name for name in missing if name not in text}
    assert {name: names[name] for name in missing} == {}, "Streamlit's page has no elements of these names"


def test_the_session_can_be_taken_along_into_another_thread() -> None:
    def script() -> None:
        from concurrent.futures import ThreadPoolExecutor

        import streamlit as st

        from dashboard.streamlit_compat import carried_session

        st.session_state["mine"] = "kept"
        with ThreadPoolExecutor(1, initializer=carried_session()) as threads:
            st.write(threads.submit(lambda: st.session_state.get("mine", "lost")).result())

    page = AppTest.from_function(script).run()
    assert [each.value for each in page.markdown] == ["kept"]


def test_without_a_session_there_is_none_to_take_along() -> None:
    attach = compat.carried_session()
    thread = threading.Thread(target=attach)
    thread.start()
    thread.join()


def test_messages_are_written_and_read_as_the_page_does() -> None:
    request = compat.message_to_server()
    request.rerun_script.query_string = "city=morocco"
    assert request.SerializeToString()
    finished = compat.message_from_server(b"")
    finished.script_finished = finished.FINISHED_SUCCESSFULLY
    assert not compat.ended_early(finished)
    finished.script_finished = finished.FINISHED_EARLY_FOR_RERUN
    assert compat.ended_early(compat.message_from_server(finished.SerializeToString()))


def test_the_websocket_is_still_where_the_cap_expects_it() -> None:
    from streamlit.web.server.starlette import starlette_websocket

    source = Path(starlette_websocket.__file__).read_text(encoding="utf-8")
    assert f'"{compat.STREAM.removeprefix("/")}"' in source, (
        "the cap of `hosting.capacity` would let everybody in"
    )
