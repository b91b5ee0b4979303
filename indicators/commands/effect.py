"""townbell effect: whether an intervention made a difference, for whom, and how sure that is."""

import argparse
import json
import sys
from typing import TYPE_CHECKING

from indicators.commands.output import Commands, add_output, check_output, progress, save, write

if TYPE_CHECKING:
    import pandas as pd

    from indicators.effects.json_record import Record

METHODS = ("auto", "did", "staggered", "synthetic", "its")
"""The words of `--method`: those of `indicators.effects.estimators.choose`, known without loading an estimator."""
EXAMPLES = """examples:
  townbell effect bellhaven --indicator violent_crime --intervention wardens
  townbell effect bellhaven --indicator home_internet --intervention home-internet-voucher --by income_q
  townbell effect bellhaven --indicator recycled_share --intervention doorstep-recycling -o recycling.xlsx

The answer is JSON: the estimate with 95 % limits, its checks, a verdict (better, worse, no_clear_difference,
cannot_tell) and one sentence; with --by a list, one for each group. Interventions stand in the pack's
interventions.csv."""


def add(commands: Commands) -> None:
    """Adds the command to the parser."""
    parser = commands.add_parser(
        "effect",
        help="whether an intervention made a difference, with checks and a verdict",
        description="Compares treated districts with others, before and after, and says what can be concluded.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("pack", metavar="PACK", help="folder of a city pack, or a name such as bellhaven")
    parser.add_argument("--indicator", required=True, metavar="ID", help="see 'townbell indicators PACK'")
    parser.add_argument("--intervention", required=True, metavar="ID", help="its id in interventions.csv")
    parser.add_argument("--by", metavar="SEGMENT", help="one answer for each group of a segment dimension")
    parser.add_argument(
        "--method", choices=METHODS, default="auto", help="the estimator (default: what the data allow)"
    )
    add_output(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Assesses and writes."""
    from indicators.city import City
    from indicators.commands.packs import about_indicator, about_pack
    from indicators.engine.definitions.registry import indicator
    from indicators.engine.pack.locations import find_pack

    check_output(arguments.output)
    definition = indicator(arguments.indicator)
    city = City(find_pack(arguments.pack))
    with progress(f"Comparing districts by {definition.id}"):
        effect = city.effect(definition.id, arguments.intervention, arguments.by, arguments.method)
    text = json.dumps(effect, ensure_ascii=False, indent=2) + "\n"
    if arguments.output is None:
        sys.stdout.write(text)
    elif arguments.output.suffix.lower() == ".json":
        save(arguments.output, text)
    else:
        about = {
            **about_indicator(definition),
            **about_pack(city.pack),
            "Intervention": arguments.intervention,
        }
        write(_table(effect), arguments.output, about)
    return 0


def _table(answers: "Record | list[Record]") -> "pd.DataFrame":
    """A line for each answer, its lists and checks as text."""
    import pandas as pd

    from indicators.effects.json_record import flat

    return pd.DataFrame([flat(one) for one in (answers if isinstance(answers, list) else [answers])])
