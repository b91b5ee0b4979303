"""townbell indicators: what can be measured."""

import argparse
from typing import TYPE_CHECKING

from indicators.commands.output import Commands, add_output, check_output, progress, write

if TYPE_CHECKING:
    import pandas as pd

EXAMPLES = """examples:
  townbell indicators
  townbell indicators morocco
  townbell indicators new-york -o indicators.xlsx

Without PACK the columns 'available' and 'reason' are empty."""


def add(commands: Commands) -> None:
    """Adds the command to the parser."""
    parser = commands.add_parser(
        "indicators",
        help="what can be measured, and what of it in a city",
        description="Lists indicators: id, title, domain, unit, polarity, method, table, available, reason.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "pack", nargs="?", metavar="PACK", help="folder of a city pack, or a name such as morocco"
    )
    add_output(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Writes the list."""
    check_output(arguments.output)
    if arguments.pack is None:
        write(every_indicator(), arguments.output, {"Data": "Every indicator that Townbell knows"})
        return 0
    from indicators.commands.packs import about_pack, open_city

    city = open_city(arguments.pack)
    with progress("Looking what the tables can carry"):
        listed = city.indicators()
    write(listed, arguments.output, about_pack(city.pack))
    return 0


def every_indicator() -> "pd.DataFrame":
    """The indicators without a city: nothing is said about their being available."""
    import pandas as pd

    from indicators.engine.definitions.registry import all_indicators, domain_title

    rows = [
        {
            "id": i.id,
            "title": i.title,
            "domain": domain_title(i.domain),
            "unit": i.unit,
            "polarity": i.better,
            "method": i.spec.method,
            "table": i.table,
            "available": None,
            "reason": None,
        }
        for i in all_indicators()
    ]
    return pd.DataFrame(rows)
