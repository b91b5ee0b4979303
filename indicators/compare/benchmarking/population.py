"""How many people live in each district, by the table that the pack names as its population."""

import pandas as pd

from indicators.engine.city import City
from indicators.engine.definitions.enums import Kind, Polarity, Status
from indicators.engine.definitions.registry import Indicator, OutOf
from indicators.engine.estimation.estimate import Request, estimate
from indicators.engine.text.errors import TownbellError

_COLUMNS = ["district_id", "period", "persons"]


def residents(city: City) -> pd.DataFrame:
    """The residents of every district in the last period with a number: `district_id, period, persons`.

    A district without a number is left out, and where the pack names no population the frame is empty: people
    touched are then not known, which is not the same as none. Who lives in a district is not who is affected.
    """
    population = _population_indicator(city)
    if population is None:
        return pd.DataFrame(columns=_COLUMNS)
    try:
        estimates = estimate(population, city.counts(population), city.scope, Request(("district", "period")))
    except TownbellError:
        return pd.DataFrame(columns=_COLUMNS)
    known = estimates[estimates["status"] == Status.OK].rename(columns={"numerator": "persons"})
    return known[_COLUMNS].groupby("district_id", sort=False).tail(1).reset_index(drop=True)


def _population_indicator(city: City) -> Indicator | None:
    """The persons of the pack's population, as something to be counted; it stands in no list."""
    if city.pack.population is None:
        return None
    table, column = city.pack.population

    def persons(row: object) -> object:
        return getattr(row, column)

    return Indicator(
        id="residents",
        title="Residents",
        domain="population",
        kind=Kind.RATIO,
        table=table,
        better=Polarity.NEUTRAL,
        unit="",
        note="",
        function=persons,
        columns=(column,),
        out_of=OutOf(None, persons, (column,)),
        yearly=False,
    )
