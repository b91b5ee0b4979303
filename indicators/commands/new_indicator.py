"""townbell new-indicator: a function to fill in, and its test, both of which run at once."""

import argparse
import ast
import keyword
import re
from pathlib import Path

from indicators.commands.output import Commands
from indicators.engine.pack.locations import repository
from indicators.engine.text.errors import TownbellError

EXAMPLES = """examples:
  townbell new-indicator health vaccinated_children
  townbell new-indicator housing crowded_homes

An existing domain gets a further function; a new name makes a new domain. It works
in a clone of the repository."""

_MODULE = '"""{title}: FILL IN what this domain asks, in one sentence."""\n\nfrom indicators import share\n'
_FUNCTION = '''

@share("FILL IN: what is counted, in plain words", table="fill_in", better="neutral", out_of="persons")
def {name}(row):
    """FILL IN: who is counted, out of whom, in words for residents. Then what could be misread."""
    return row.fill_in
'''
_TEST = '''"""FILL IN: what could be misread in '{name}'."""

from tests.support.indicator_cases import check


def test_{name}_counts_whom_it_should() -> None:
    table = """
        persons | fill_in
        80      | 20
        40      | 10
        """
    check("{name}", 30, 120, 25, fill_in=table)
'''
_PACKAGES = ("commands", "compare", "effects", "engine")


def add(commands: Commands) -> None:
    """Adds the command to the parser."""
    parser = commands.add_parser(
        "new-indicator",
        help="a small function and its test, to fill in",
        description="Adds a function to indicators/DOMAIN.py and a test for it, both to fill in.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "domain", metavar="DOMAIN", type=_name, help="health, safety, mobility, … or a new one"
    )
    parser.add_argument(
        "name", metavar="NAME", type=_name, help="what is true, as in doctor_within_15_minutes"
    )
    parser.set_defaults(run=run)


def _name(text: str) -> str:
    if not re.fullmatch(r"[a-z][a-z0-9_]*", text) or keyword.iskeyword(text):
        raise argparse.ArgumentTypeError(
            f"'{text}' must be lower case letters, digits and _, for example crowded_homes"
        )
    return text


def run(arguments: argparse.Namespace) -> int:
    """Writes both files and says what to do."""
    root = repository()
    if root is None:
        raise TownbellError(
            "New indicators are written in a clone of the repository; this is an installed Townbell."
        )
    _check_free(arguments.domain, arguments.name)
    module, test = write_files(root, arguments.domain, arguments.name)
    at = module.read_text(encoding="utf-8").splitlines().index(f"def {arguments.name}(row):") + 1
    print(
        f"{module.relative_to(root)}, line {at}: fill in title, table, polarity, the note and the condition."
    )
    print(f"{test.relative_to(root)}: fill in a small table and the answer worked out by hand.")
    print(f"Then: python -m pytest {test.relative_to(root)}")
    return 0


def _check_free(domain: str, name: str) -> None:
    from indicators.engine.definitions.registry import NOT_DOMAINS, all_indicators

    taken = {indicator.id: indicator.domain for indicator in all_indicators()}
    if name in taken:
        raise TownbellError(
            f"There is an indicator '{name}' already, in indicators/{taken[name]}.py. Choose another name."
        )
    if domain in (*_PACKAGES, *NOT_DOMAINS):
        raise TownbellError(f"'{domain}' is part of Townbell itself. Choose another name for the domain.")


def write_files(root: Path, domain: str, name: str) -> tuple[Path, Path]:
    """The module (made, or longer by a function) and the new test. Raises TownbellError where it exists."""
    module, test = root / "indicators" / f"{domain}.py", root / "tests" / f"test_{name}.py"
    if test.exists():
        raise TownbellError(f"{test.relative_to(root)} exists. Choose another name.")
    title = domain.replace("_", " ").capitalize()
    source = module.read_text(encoding="utf-8") if module.exists() else _MODULE.format(title=title)
    try:
        module.write_text(
            with_import(source).rstrip("\n") + "\n" + _FUNCTION.format(name=name), encoding="utf-8"
        )
        test.write_text(_TEST.format(name=name), encoding="utf-8")
    except OSError as error:
        raise TownbellError(f"{error.filename} can't be written: {error.strerror}.") from error
    return module, test


def with_import(source: str) -> str:
    """The source with `share` among what it imports from `indicators`."""
    for node in ast.parse(source).body:
        if isinstance(node, ast.ImportFrom) and node.module == "indicators":
            names = {alias.name for alias in node.names}
            if "share" in names:
                return source
            lines = source.splitlines(keepends=True)
            lines[node.lineno - 1 : node.end_lineno] = [
                f"from indicators import {', '.join(sorted(names | {'share'}))}\n"
            ]
            return "".join(lines)
    return source + "\nfrom indicators import share\n"
