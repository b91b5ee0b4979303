"""The modules of the maps: all that a module imports is there, and a browser may keep them for good."""

import pytest

from dashboard.hosting import headers
from dashboard.maps import modules
from tests.support.map_routes import answer

ENTRIES = ("path_map.mjs", "large_map.mjs")


@pytest.mark.parametrize("entry", ENTRIES)
def test_all_that_a_map_imports_is_served_as_a_script_for_good(entry: str) -> None:
    assert entry in modules.loader(entry)
    names = modules.imported_by(entry)
    assert "district_map.mjs" in names
    for name in names:
        module = answer(f"/{modules.address(name)}", accept_encoding="gzip")
        assert module.plain == (modules.FOLDER / name).read_bytes()
        assert module.headers["content-type"].startswith("text/javascript")
        assert "immutable" in module.headers["cache-control"]


def test_no_module_is_left_that_no_map_imports() -> None:
    assert {name for entry in ENTRIES for name in modules.imported_by(entry)} == set(modules.packed())


def test_modules_of_another_version_and_other_files_are_not_there() -> None:
    for path in (f"{'0' * 32}/path_map.mjs", f"{modules.digest()}/map_component.css", "path_map.mjs"):
        assert answer(f"/api/map/modules/{path}").status == 404


def test_the_page_of_the_map_names_the_modules_of_the_small_map_beforehand() -> None:
    assert all(modules.address(name) in headers.preloads() for name in modules.imported_by("path_map.mjs"))
