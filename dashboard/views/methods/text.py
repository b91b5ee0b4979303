"""Words of the page about data and methods: formulas, coverage, what can't be computed and why."""

from dashboard.text import BETTER, city_name, number, period, plain
from indicators.city import City
from indicators.engine.definitions.registry import Indicator, all_indicators, domain_title
from indicators.engine.text.messages import translated as _
from indicators.engine.text.messages import translated_plural as _n


def opening(city: City) -> str:
    """How much of what Townbell knows this city's tables can carry, and for when."""
    available = city.available
    domains = dict.fromkeys(each.domain for each in available)
    years = sorted({window.start.year for window in city.windows.values()})
    last = max(window.end.year for window in city.windows.values())
    sentence = _(
        "{city} has {n} of {all} indicators, in {domains}, from {tables} tables, for the years {first} to {last}.",
        city=plain(city_name(_(city.pack.title))),
        n=number(len(available), 0),
        all=number(len(all_indicators()), 0),
        domains=", ".join(plain(_(domain_title(domain))) for domain in domains),
        tables=number(len(city.pack.tables), 0),
        first=str(years[0]),
        last=str(last),
    )
    return f"{sentence} {_('Everything that is not there is listed below with its reason.')}"


def facts(city: City, measure: Indicator, updated: str) -> list[tuple[str, str]]:
    """What is known about an indicator: name and text of each fact, the texts ready for Markdown."""
    pack, table = city.pack, city.pack.tables[measure.table]
    sources = "; ".join(str(source.get("title", "")) for source in pack.sources)
    licences = ", ".join(str(each.get("title") or each.get("name", "")) for each in pack.licenses)
    named = [
        (_("Formula"), _(measure.spec.formula)),
        (_("Unit"), _(measure.unit)),
        (_("Direction"), _(BETTER[measure.better])),
        (_("Defined by"), measure.source),
        (_("In other lists"), ", ".join(measure.codes)),
        (_("Table"), f"{_(table.title) or table.name} ({table.file})"),
        (_("Data"), sources),
        (_("Licence"), licences),
        (_("Districts"), _(pack.districts.vintage)),
        (_("Last update"), updated),
    ]
    return [(name, plain(text)) for name, text in named if text]


def updated(city: City, last: str | None) -> str:
    """When the pack was made, where it says so, and the last period with values."""
    made = str(city.pack.descriptor.get("created", ""))[:10]
    parts = [_("last period with values: {period}", period=period(last))] if last else []
    parts += [_("city pack of {date}", date=made)] if made else []
    return "; ".join([*parts, _("data version {version}", version=city.version)])


def coverage(measure: Indicator, known: int, cells: int) -> str:
    """How much of an indicator's districts and periods has a value."""
    if not cells:
        return _("{title} has no district or period here.", title=plain(_(measure.title)))
    return _n(
        "{known} of {n} district and period has a value.",
        "{known} of {n} districts and periods have a value.",
        cells,
        known=number(known, 0),
    )
