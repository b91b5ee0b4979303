"""What several commands need from a pack: opening it, and saying where its numbers come from."""

from indicators.commands.output import progress, say_problem
from indicators.engine.city import City
from indicators.engine.definitions.enums import Polarity
from indicators.engine.definitions.registry import Indicator, failures
from indicators.engine.pack.locations import find_pack
from indicators.engine.pack.model import Pack
from indicators.engine.types import JsonMapping

_POLARITY = {
    Polarity.HIGHER: "higher is better",
    Polarity.LOWER: "lower is better",
    Polarity.NEUTRAL: "not judged",
}


def open_city(text: str) -> City:
    """The city of a pack given by path or name. Modules that failed are named on standard error."""
    folder = find_pack(text)
    with progress(f"Opening {folder.name}"):
        city = City(folder)
    for failed in failures():
        say_problem(
            f"indicators/{failed.module}.py: warning: this module failed and is left out: {failed.reason}"
        )
    return city


def about_pack(pack: Pack) -> dict[str, str]:
    """Where a pack's numbers come from, as name and text, for the files that leave the house."""
    kind = {"real": "real data", "generated": "generated data of a fictional city"}[pack.kind]
    return {
        "City": f"{pack.title} ({kind})",
        "Source": "\n".join(map(_credit, pack.sources)),
        "Licence": "\n".join(map(_credit, pack.licenses)),
        "Boundaries": pack.districts.vintage,
    }


def _credit(credit: JsonMapping) -> str:
    """A licence or source in a line: its names, then its address."""
    names = [str(credit[key]) for key in ("name", "title") if credit.get(key)]
    return ": ".join(names) + (f" <{credit['path']}>" if credit.get("path") else "")


def about_indicator(indicator: Indicator) -> dict[str, str]:
    """What an indicator is, as name and text."""
    from indicators.engine.definitions.method_notes import method_note

    return {
        "Indicator": f"{indicator.title} ({indicator.id})",
        "Unit": indicator.unit,
        "Polarity": _POLARITY[indicator.better],
        "Note": str(method_note(indicator)),
        "Method": indicator.spec.method,
        "Defined by": indicator.source,
        "Codes": "; ".join(indicator.codes),
    }
