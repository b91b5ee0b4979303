"""townbell estimate: the values of one indicator."""

import argparse
from typing import TYPE_CHECKING

from indicators.commands.output import Commands, add_output, check_output, progress, write
from indicators.engine.text.errors import TownbellError, did_you_mean

if TYPE_CHECKING:
    import pandas as pd

    from indicators.engine.city import City

EXAMPLES = """examples:
  townbell estimate morocco --indicator commute_tram
  townbell estimate morocco --indicator commute_tram --by period,sex --where parent=Casablanca
  townbell estimate new-york --indicator broadband --where period=2019-2023 -o broadband.xlsx

What --by leaves out is added up: '--by period' gives the whole city, '--by ""' all periods too.
--where may be repeated; two values for one column mean either."""


def add(commands: Commands) -> None:
    """Adds the command to the parser."""
    parser = commands.add_parser(
        "estimate",
        help="the values of one indicator, with limits",
        description="Writes an indicator's values with limits, numerator, denominator, unit and status.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("pack", metavar="PACK", help="folder of a city pack, or a name such as morocco")
    parser.add_argument("--indicator", required=True, metavar="ID", help="see 'townbell indicators PACK'")
    parser.add_argument(
        "--by",
        type=comma_list,
        default=["district", "period"],
        metavar="A,B",
        help="one row for each of these: district, parent, period (or year, quarter, month), segment "
        "dimensions (default: district,period)",
    )
    add_conditions(parser)
    add_output(parser)
    parser.set_defaults(run=run)


def add_conditions(parser: argparse.ArgumentParser) -> None:
    """Gives a command `--where` and `--level`."""
    parser.add_argument(
        "--where",
        type=column_value,
        action="append",
        default=[],
        metavar="COLUMN=VALUE",
        help="only this district (name or id), parent, period or group; may be repeated",
    )
    parser.add_argument(
        "--level", type=level, default=0.95, metavar="0.95", help="confidence of the limits (default: 0.95)"
    )


def conditions(arguments: argparse.Namespace) -> dict[str, list[str]]:
    """The values of each column that `--where` named; several for one column mean either."""
    where: dict[str, list[str]] = {}
    for column, value in arguments.where:
        where.setdefault(column, []).append(value)
    return where


def comma_list(text: str) -> list[str]:
    """The names in a list written with commas."""
    return [name.strip() for name in text.split(",") if name.strip()]


def column_value(text: str) -> tuple[str, str]:
    """The column and the value of `COLUMN=VALUE`; the value may hold further equals signs."""
    column, equals, value = text.partition("=")
    if not equals or not column.strip() or not value.strip():
        raise argparse.ArgumentTypeError(f"'{text}' must be COLUMN=VALUE, for example period=2024")
    return column.strip(), value.strip()


def level(text: str) -> float:
    """A confidence level."""
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0.5 <= number < 1:
        raise argparse.ArgumentTypeError(f"'{text}' must be a number from 0.5 to below 1, for example 0.95")
    return number


def run(arguments: argparse.Namespace) -> int:
    """Computes and writes."""
    from indicators.commands.packs import about_indicator, about_pack, open_city
    from indicators.engine.definitions.registry import indicator

    check_output(arguments.output)
    definition = indicator(arguments.indicator)
    city = open_city(arguments.pack)
    where = conditions(arguments)
    with progress(f"Computing {definition.id}"):
        _check_periods(city, definition.id, where.get("period", []))
        estimates = city.estimate(definition.id, by=arguments.by, where=where, level=arguments.level)
    about = {**about_indicator(definition), **about_pack(city.pack), **_about_request(arguments, estimates)}
    write(estimates, arguments.output, about)
    return 0


def _check_periods(city: "City", id: str, periods: list[str]) -> None:
    """A period without any data would give an empty answer, and an empty answer should say why."""
    from indicators.engine.text.periods import GRAINS, grain_of

    for period in periods:
        grain = grain_of(period)
        by = grain if grain in GRAINS else "period"
        known = city.estimate(id, by=[by])["period"].tolist()
        if period not in known:
            raise TownbellError(f"'{id}' has no period '{period}'.", did_you_mean(period, known))


def _about_request(arguments: argparse.Namespace, estimates: "pd.DataFrame") -> dict[str, str]:
    """What was asked, and of what date the answer is."""
    periods = (
        estimates["period"].drop_duplicates().tolist() if "period" in estimates else ["all periods added up"]
    )
    return {
        "Date of data": ", ".join(map(str, periods)),
        "By": ", ".join(arguments.by) or "everything added up",
        "Only": "; ".join(f"{column}={value}" for column, value in arguments.where),
        "Level of limits": f"{100 * arguments.level:g} %",
        "Status": "ok; suppressed: withheld to protect people; too_few: too little behind it; "
        "missing: not in the data; not_collected: nobody was asked",
    }
