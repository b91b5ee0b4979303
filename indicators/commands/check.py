"""townbell check: every problem of a pack, then what it can compute."""

import argparse
import re
import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING

from indicators.commands.output import Commands, progress, say_problem

if TYPE_CHECKING:
    import pandas as pd

    from indicators.engine.city import City
    from indicators.engine.text.errors import Problem

EXAMPLES = """examples:
  townbell check morocco
  townbell check my-city

Errors keep a pack from being used (exit code 1); warnings do not (exit code 0)."""


def add(commands: Commands) -> None:
    """Adds the command to the parser."""
    parser = commands.add_parser(
        "check",
        help="what is wrong with a city pack, and what it can compute",
        description="Lists every problem of a pack with file, row, column and what to do, "
        "then says what can be computed from it.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("pack", metavar="PACK", help="folder of a city pack, or a name such as morocco")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Problems to standard error (errors come as PackError from opening), the summary to standard output."""
    from indicators.commands.packs import open_city
    from indicators.engine.estimate_warnings import left_to_fill_in

    city = open_city(arguments.pack)
    for problem in city.problems:
        say_problem(problem)
    registered = _registered(city)
    for problem in (*left_to_fill_in(city), *registered):
        say_problem(problem)
    failed, doubts = _tried(city)
    for line in (*doubts, *failed):
        say_problem(line)
    print("\n".join(summary(city)))
    return 1 if failed or any(not problem.warning for problem in registered) else 0


def _registered(city: "City") -> tuple["Problem", ...]:
    """What is wrong with the pack's interventions."""
    from indicators.effects.register.entries import of_pack

    districts = dict(zip(city.districts["district_id"], city.districts["district"], strict=True))
    return of_pack(city.pack.folder, districts=districts, windows=city.windows.values())[1]


def _tried(city: "City") -> tuple[list[str], list["Problem"]]:
    """Each available indicator is computed once: what fails or looks odd then is found here and not on a page."""
    from indicators.engine.estimate_warnings import doubtful
    from indicators.engine.text.errors import TownbellError

    failed: list[str] = []
    doubts: list[Problem] = []
    for at, indicator in enumerate(city.available, start=1):
        with progress(f"Computing {at} of {len(city.available)}: {indicator.id}"):
            try:
                doubts += doubtful(city, indicator, city.estimate(indicator.id))
            except TownbellError as error:
                failed.append(f"{city.pack.folder.name}: '{indicator.id}' can't be computed: {error}")
    return failed, doubts


def summary(city: "City") -> Iterator[str]:
    """What the pack holds and can compute, line by line."""
    listed = city.indicators()
    can = listed[listed["available"].astype(bool)]
    yield city.pack.title
    yield from _entry("kind", city.pack.kind)
    yield from _entry("districts", _districts(city))
    yield from _entry("periods", _periods(city))
    yield from _entry("segments", "; ".join(_segments(city)) or "none")
    yield from _entry("tables", ", ".join(city.pack.tables))
    yield from _entry("indicators", f"{len(can)} of {len(listed)} can be computed")
    for domain, ids in can.groupby("domain", sort=False)["id"]:
        yield from _wrapped(f"{domain} ({len(ids)}): {', '.join(ids)}", 14)
    yield from _not_computed(listed[~listed["available"].astype(bool)])


def _districts(city: "City") -> str:
    parents = [parent for parent in city.districts["parent"].unique() if parent]
    named = f"{', '.join(parents)}" if len(parents) <= 20 else f"{len(parents)} parts"
    return f"{len(city.districts)}" + (f" in {named}" if len(parents) > 1 else "")


def _periods(city: "City") -> str:
    """All of them when few, else the first and the last of each length of code (years, months)."""
    codes = [period.code for period in sorted(city.windows.values())]
    if len(codes) <= 12:
        return ", ".join(codes) or "none"
    lengths = dict.fromkeys(map(len, sorted(codes, key=len)))
    groups = [[code for code in codes if len(code) == length] for length in lengths]
    return ", ".join(f"{group[0]} to {group[-1]}" if len(group) > 1 else group[0] for group in groups)


def _segments(city: "City") -> Iterator[str]:
    for dimension in city.pack.segments.values():
        yield f"{dimension.id} ({', '.join(dimension.order)})"


def _not_computed(cannot: "pd.DataFrame") -> Iterator[str]:
    """The reasons, each with its indicators; columns that one table lacks are one reason."""
    if cannot.empty:
        return
    yield "Not computed here:"
    reasons = [_reason(row["id"], row["reason"]) for _, row in cannot.iterrows()]
    for reason in dict.fromkeys(short for short, _ in reasons):
        named = [what for short, what in reasons if short == reason]
        yield from _wrapped(f"{reason} ({len(named)}): {', '.join(named)}", 2)


def _reason(id: str, reason: str) -> tuple[str, str]:
    lacking = re.match(r"Table '(.+?)' has no column '(.+?)'", reason)
    if lacking:
        return f"Table '{lacking[1]}' lacks the column in brackets", f"{id} ({lacking[2]})"
    return re.split(r"\. (?:There are|Did you mean)", reason)[0].rstrip("."), id


def _entry(name: str, text: str) -> list[str]:
    return textwrap.wrap(text, 100, initial_indent=f"  {name:<12}", subsequent_indent=" " * 14)


def _wrapped(text: str, indent: int) -> list[str]:
    first, following = " " * indent, " " * (indent + 2)
    return textwrap.wrap(text, 100, initial_indent=first, subsequent_indent=following, break_on_hyphens=False)
