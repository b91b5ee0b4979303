"""townbell gap: how unequal an indicator is across groups or districts."""

import argparse

from indicators.commands.estimate import add_conditions, comma_list, conditions
from indicators.commands.output import Commands, add_output, check_output, progress, write

EXAMPLES = """examples:
  townbell gap morocco --indicator commute_tram --across sex --by period --where parent=Casablanca
  townbell gap bellhaven --indicator good_health --across income_q --by period -o gap.xlsx
  townbell gap new-york --indicator broadband --across district --where period=2019-2023"""


def add(commands: Commands) -> None:
    """Adds the command to the parser."""
    parser = commands.add_parser(
        "gap",
        help="how unequal an indicator is across groups or districts, with limits",
        description="Writes every measure of inequality that the dimension allows, with limits.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("pack", metavar="PACK", help="folder of a city pack, or a name such as morocco")
    parser.add_argument("--indicator", required=True, metavar="ID", help="see 'townbell indicators PACK'")
    parser.add_argument(
        "--across", required=True, metavar="DIMENSION", help="a segment dimension, or district"
    )
    parser.add_argument(
        "--by", type=comma_list, default=[], metavar="period", help="one set of measures a period"
    )
    add_conditions(parser)
    add_output(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Computes and writes."""
    from indicators.city import City
    from indicators.commands.packs import about_indicator, about_pack
    from indicators.engine.definitions.registry import indicator
    from indicators.engine.pack.locations import find_pack

    check_output(arguments.output)
    definition = indicator(arguments.indicator)
    folder = find_pack(arguments.pack)
    with progress(f"Computing the gap in {definition.id}"):
        city = City(folder)
        measures = city.gap(
            definition.id, arguments.across, arguments.by, conditions(arguments), arguments.level
        )
    about = {**about_indicator(definition), **about_pack(city.pack), "Across": arguments.across}
    write(measures, arguments.output, about)
    return 0
