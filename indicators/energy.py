"""Energy: what homes and public buildings use, who goes cold or dark, and what it does to the climate."""

from indicators import ratio, share

HCP = "Haut-Commissariat au Plan, census of Morocco"
US = "US Census Bureau, American Community Survey"


@ratio(
    "Electricity used at home, per resident",
    table="energy",
    better="lower",
    unit="kWh per resident a year",
    codes=("ISO 37120:2014 7.1", "near U4SSC EN: E: E: 2C"),
)
def electricity_per_person(line):
    """Electricity that homes used, divided by residents. Low use can be thrift or a cold flat: read it beside
    the adults who cannot keep their home warm. It is metered in full and has no limits."""
    return line.kwh, line.fuel == "electricity"


@ratio(
    "Heating per square metre, weather taken out",
    table="heating",
    better="lower",
    unit="kWh per m² a year",
    out_of="square_metres",
    yearly=True,
    codes=("U4SSC EN: E: E: 3C",),
)
def heating_per_square_metre(home):
    """Energy that heated homes in a year, divided by their floor, as in a winter of usual cold: a mild winter
    does not look like better walls. Homes that are kept cold look thrifty too."""
    return home.kwh_corrected


@share("Adults who cannot keep their home warm", table="survey", better="lower", weight="weight")
def cannot_keep_home_warm(answer):
    """Adults who say that they cannot keep their home warm enough, out of all who answered. It counts people,
    not homes, and is what they say, not what a thermometer shows."""
    return ~answer.can_keep_home_warm


@ratio(
    "Power cuts per customer",
    table="outages",
    better="lower",
    unit="cuts a year",
    out_of="customers",
    yearly=True,
    codes=("ISO 37120:2014 7.6", "U4SSC EC: I: ES: 1C"),
)
def power_cuts(place):
    """How often the average customer lost power in a year. One broken cable cuts off many at once, so limits
    that take cuts for separate events would be too narrow, and none are given."""
    return place.cust_interruptions


@ratio(
    "Minutes without power per customer",
    table="outages",
    better="lower",
    unit="minutes a year",
    out_of="customers",
    yearly=True,
    codes=("near ISO 37120:2014 7.7", "U4SSC EC: I: ES: 2C"),
)
def minutes_without_power(place):
    """Minutes without power in a year, added over all customers and divided by all, also those who had no
    cut. Some waited far longer than this average."""
    return place.cust_minutes


@ratio(
    "Energy from renewable sources",
    table="energy",
    better="higher",
    unit="%",
    out_of="kwh",
    scale=100,
    codes=("ISO 37120:2014 7.4", "U4SSC EN: E: E: 1C"),
)
def renewable_energy(line):
    """Energy used in homes that came from renewable sources, out of all energy used there. It can rise
    because other use falls. It is metered in full and has no limits."""
    return line.renewable_kwh


@ratio(
    "Energy used by public buildings",
    table="public_buildings",
    better="lower",
    unit="kWh per m² a year",
    out_of="square_metres",
    yearly=True,
    codes=("ISO 37120:2014 7.3", "U4SSC EN: E: E: 4A"),
)
def public_building_energy(building):
    """Energy that the city's own buildings used in a year, divided by their floor. A swimming pool needs more
    than an office, so the mix of buildings matters. The weather is not taken out."""
    return building.kwh


@share(
    "Homes with a smart meter",
    table="meters",
    better="neutral",
    out_of="dwellings",
    codes=("U4SSC EC: ICT: ES: 1C",),
)
def smart_meters(place):
    """Homes with a meter that reports by itself, out of all homes. A meter alone saves nothing, so it is not
    judged."""
    return place.meters


@ratio(
    "Greenhouse gases from home energy, per resident",
    table="energy",
    better="lower",
    unit="t CO₂e per resident a year",
    codes=("near U4SSC EN: EN: AQ: 2C",),
)
def emissions_per_person(line):
    """Greenhouse gases from the energy that homes use, divided by residents. Traffic, food, goods and flights
    are not in it. It is computed from energy used, not measured."""
    return line.tonnes_co2e


@share("Homes with electricity", table="households", better="higher", out_of="households", source=HCP)
def home_electricity(home):
    """Households with electricity at home, out of settled households. How often it fails and whether they can
    pay for it is not known."""
    return home.with_electricity


@share("Homes cooking with gas", table="households", better="neutral", out_of="households", source=HCP)
def cooks_with_gas(home):
    """Households that cook with gas, out of settled households. Cooking with electricity is at least as clean
    and not in it, so it is not judged. A census in which homes could name several fuels is not used."""
    return home.cooks_with_gas


@share(
    "Homes cooking with charcoal or wood", table="households", better="lower", out_of="households", source=HCP
)
def cooks_with_solid_fuel(home):
    """Households that cook mainly with charcoal or firewood, whose smoke harms those at home, out of settled
    households. A census in which homes could name several fuels is not used."""
    return home.cooks_with_solid_fuel


@share("Homes heated with oil", table="households", better="lower", out_of="households", source=US)
def heats_with_oil(home):
    """Households that mainly heat with fuel oil or kerosene, out of all households. Renters cannot choose
    what heats them. The limits come from the published margins of error."""
    return home.heats_with_oil


@share("Homes heated with mains gas", table="households", better="neutral", out_of="households", source=US)
def heats_with_gas(home):
    """Households that mainly heat with gas from the mains, out of all households. It is cleaner than oil and
    still a fossil fuel, so it is not judged. The limits come from the published margins of error."""
    return home.heats_with_gas


@share("Homes heated with electricity", table="households", better="neutral", out_of="households", source=US)
def heats_with_electricity(home):
    """Households that mainly heat with electricity, out of all households. A heat pump and a bar heater count
    alike, so it is not judged. The limits come from the published margins of error."""
    return home.heats_with_electricity
