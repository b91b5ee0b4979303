"""townbell new-city: a datapackage.json inferred from the files of a folder, and what is left to fill in."""

import argparse
from pathlib import Path

from indicators.commands.output import Commands

EXAMPLES = """examples:
  townbell new-city my-city
  townbell check my-city

The folder holds one file of boundaries (.geojson, .gpkg, .geoparquet) and one CSV file a table. An existing
datapackage.json is never overwritten."""


def add(commands: Commands) -> None:
    """Adds the command to the parser."""
    parser = commands.add_parser(
        "new-city",
        help="a datapackage.json for a folder of CSV files and boundaries",
        description="Writes a datapackage.json inferred from the files, and lists what is left to fill in.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("folder", metavar="FOLDER", type=Path, help="the folder that holds the files")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Reads, guesses, writes, and says what to do; what that needs is imported only now."""
    from indicators.commands.pack_draft import write_draft

    folder: Path = arguments.folder
    write_draft(folder)
    return 0
