"""What the README and the documentation show is run, in the order of the page, and compared.

`console` blocks hold commands and their whole output, where `…` stands for anything. `<!-- file: … -->`
writes the block that follows, `<!-- replace: file: old => new -->` is what a reader edits, `<!-- run -->`
runs Python.
"""

import re
import shlex
from pathlib import Path

import pytest

from indicators.cli import main
from indicators.engine.definitions.registry import temporary_registry

ROOT = Path(__file__).resolve().parents[2]
PAGES = (
    ("README.md",),
    ("docs/tutorials/bring-a-city.md", "docs/tutorials/add-an-indicator.md"),
    ("docs/how-to/keep-the-register.md",),
    ("docs/how-to/use-a-notebook.md",),
    ("docs/reference/interventions.md",),
    ("docs/explanation/expectations-and-costs.md",),
)
"""The pages whose examples are run: each alone, but a tutorial goes on with what the one before it made."""
EVERY_PAGE = [
    str(path.relative_to(ROOT))
    for folder, pattern in ((".", "*.md"), ("docs", "**/*.md"), ("benchmarks", "*.md"))
    for path in sorted((ROOT / folder).glob(pattern))
]
BLOCK = re.compile(
    r"(?:<!-- (?P<task>file: (?P<file>\S+)|run) -->\n)?```(?P<kind>\w+)\n(?P<text>.*?)```"
    r"|<!-- replace: (?P<edited>\S+): (?P<old>[^\n]+?) => (?P<new>[^\n]+?) -->",
    re.DOTALL,
)


@pytest.mark.parametrize("pages", PAGES)
def test_every_example_does_what_the_page_says(
    pages: tuple[str, ...],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TOWNBELL_CACHE", str(tmp_path / "cache"))
    (tmp_path / "data").symlink_to(ROOT / "data")
    with temporary_registry():
        for page in pages:
            blocks = list(BLOCK.finditer((ROOT / page).read_text(encoding="utf-8")))
            assert sum([follow(block, page, capsys) for block in blocks]) > 0


def test_every_page_with_an_example_is_among_those_that_are_run() -> None:
    run = {page for pages in PAGES for page in pages}
    shown = {
        page for page in EVERY_PAGE if re.search(r"<!-- run -->|```console", (ROOT / page).read_text("utf-8"))
    }
    assert shown <= run


def follow(block: re.Match[str], page: str, capsys: pytest.CaptureFixture[str]) -> bool:
    """Does what one block asks for; was it an example?"""
    if block["edited"]:
        edited = Path(block["edited"])
        text = edited.read_text(encoding="utf-8")
        assert block["old"] in text
        edited.write_text(text.replace(block["old"], block["new"]), encoding="utf-8")
    elif block["file"]:
        Path(block["file"]).parent.mkdir(exist_ok=True)
        Path(block["file"]).write_text(block["text"], encoding="utf-8")
    elif block["kind"] == "console":
        compare(block["text"], capsys)
        return True
    elif block["kind"] == "python" and (block["task"] == "run" or page == "README.md"):
        exec(compile(block["text"], page, "exec"), {"__name__": "indicators.example"})
        return True
    return False


def compare(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Runs every command of a block and compares what it says."""
    for example in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        command, _, expected = example.partition("\n")
        program, *argv = shlex.split(command)
        assert program == "townbell"
        main(argv)
        said = capsys.readouterr()
        pattern = ".*".join(map(re.escape, expected.split("…")))
        assert re.fullmatch(pattern, said.out + said.err, re.DOTALL), said.out + said.err


@pytest.mark.parametrize("page", EVERY_PAGE)
def test_every_link_within_the_repository_leads_somewhere(page: str) -> None:
    folder = (ROOT / page).parent
    targets = re.findall(r"\]\((?!https?:|#)([^)#\s]+)", (ROOT / page).read_text(encoding="utf-8"))
    assert [target for target in targets if not (folder / target).exists() and "images/" not in target] == []
