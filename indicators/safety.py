"""Safety: are residents harmed, do they feel safe, and how soon does help come."""

from indicators import percentile, rate, share

PER_1000 = "per 1,000 residents a year"
PER_100_000 = "per 100,000 residents a year"


@rate(
    "Violent crime",
    table="offences",
    better="lower",
    unit=PER_1000,
    codes=("near ISO 37120:2014 14.5", "near U4SSC SC: SH: SA: 8C"),
)
def violent_crime(offence):
    """Violent offences that the police recorded in a year, per 1,000 residents; robbery is counted apart.
    Visitors are harmed too but are not among the residents, so a city centre looks worse than it is. More
    records can also mean that more victims came forward."""
    return offence.type == "violence"


@rate("Robbery", table="offences", better="lower", unit=PER_1000)
def robbery(offence):
    """Robberies that the police recorded in a year, per 1,000 residents of where they happened. The victims
    need not live there."""
    return offence.type == "robbery"


@rate(
    "Break-ins",
    table="offences",
    better="lower",
    unit="per 1,000 households a year",
    out_of="households.households",
    codes=("near ISO 37120:2014 14.3",),
)
def burglary(offence):
    """Break-ins that the police recorded in a year, per 1,000 households, because it is homes that are broken
    into. What nobody reported is not known."""
    return offence.type == "burglary"


@rate("Vehicle crime", table="offences", better="lower", unit=PER_1000)
def vehicle_crime(offence):
    """Thefts of and from vehicles that the police recorded in a year, per 1,000 residents. It counts where
    the vehicle stood and not where its owner lives, so large car parks make a district look worse."""
    return offence.type == "vehicle"


@rate(
    "Homicides",
    table="deaths",
    better="lower",
    years=5,
    per=100_000,
    unit=PER_100_000,
    codes=("ISO 37120:2014 14.2",),
)
def homicide(death):
    """Residents killed by somebody in a year, per 100,000 residents, counted where they lived. There are so
    few that five years are taken together, and even so one case moves a district far: mind the limits."""
    return death.n, death.cause == "homicide"


@rate(
    "People killed or badly hurt on the roads",
    table="casualties",
    better="lower",
    years=3,
    per=100_000,
    unit=PER_100_000,
    codes=("near ISO 37120:2014 18.8", "near U4SSC SC: SH: SA: 9C"),
)
def killed_or_badly_hurt_on_roads(casualty):
    """People killed or seriously hurt in traffic in a year, per 100,000 residents. They count where it
    happened and need not live there. Slight injuries are left out, as many are never reported. Three years
    are taken together."""
    return casualty.n, casualty.severity.is_in(["killed", "serious"])


@rate(
    "People killed on the roads",
    table="casualties",
    better="lower",
    years=3,
    per=100_000,
    unit=PER_100_000,
    codes=("ISO 37120:2014 18.8", "U4SSC SC: SH: SA: 9C"),
)
def killed_on_roads(casualty):
    """People killed in traffic in a year, per 100,000 residents, counted where it happened. There are few, so
    three years are taken together, and a change between two windows may still be chance."""
    return casualty.n, casualty.severity == "killed"


@percentile(
    "Wait for help: nine of ten calls",
    90,
    table="dispatch",
    better="lower",
    unit="minutes",
    codes=(
        "near ISO 37120:2014 10.5",
        "near ISO 37120:2014 10.6",
        "near ISO 37120:2014 14.4",
        "near U4SSC SC: SH: SA: 5A",
    ),
)
def wait_for_help(call):
    """In nine of ten emergencies help arrived within this many minutes of the call; in one of ten it took
    longer. An average would hide the long waits. A call without a recorded arrival is missing, not quick."""
    return call.minutes


@rate(
    "Fires in homes",
    table="fires",
    better="lower",
    unit="per 1,000 homes a year",
    out_of="dwellings.n",
    codes=("near ISO 37120:2014 10.2",),
)
def home_fires(fire):
    """Fires in homes that the fire service attended in a year, per 1,000 homes. Fires put out without help
    are not known, and it does not say how many people were hurt."""
    return fire.n


@share("Adults who feel safe walking after dark", table="survey", better="higher", weight="weight")
def feels_safe_after_dark(answer):
    """Adults who feel safe walking alone near home after dark, out of all who answered. It is a feeling and
    need not follow recorded crime: who is afraid often stays at home."""
    return answer.feels_safe_after_dark


@share("Street lights repaired within 5 days", table="requests", better="higher", out_of="n")
def street_lights_repaired(request):
    """Reports of broken street lights that were settled in five days, out of all such reports. Lights that
    nobody reported are not counted, and one lamp may be reported often."""
    return request.within_5_days, request.type == "street light"
