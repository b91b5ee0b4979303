"""Waste: how much is thrown away, what becomes of it, and is it fetched when promised."""

from indicators import rate, ratio, share

HCP = "Haut-Commissariat au Plan, census of Morocco"
MGI = "McKinsey Global Institute 2018, Smart cities"


@ratio(
    "Rubbish not recycled, per resident",
    table="waste",
    better="lower",
    unit="kg per resident a year",
    scale=1_000,
    codes=("near ISO 37120:2014 16.2", "near ISO 37120:2014 16.3"),
    source=MGI,
)
def rubbish_per_person(load):
    """Household rubbish that was neither recycled nor composted, divided by residents. Shops whose bins are
    emptied on the same round make a district look worse. It is weighed in full and has no limits."""
    return load.tonnes, load.stream == "residual"


@ratio(
    "All household waste, per resident",
    table="waste",
    better="lower",
    unit="kg per resident a year",
    scale=1_000,
    codes=("ISO 37120:2014 16.2",),
)
def household_waste_per_person(load):
    """Everything collected from households, rubbish and recycling alike, divided by residents. Gardens make a
    leafy district look worse. It is weighed in full and has no limits."""
    return load.tonnes


@ratio(
    "Household waste recycled or composted",
    table="waste",
    better="higher",
    unit="%",
    scale=100,
    out_of="waste.tonnes",
    codes=("ISO 37120:2014 16.3", "U4SSC EN: EN: WA: 1C"),
)
def recycled_share(load):
    """Weight of recycling, food and garden waste, out of the weight of all household waste. It is what was
    put out for recycling; some is turned away later. It can rise while rubbish grows too."""
    return load.tonnes, load.stream.is_in(["recycling", "food", "garden"])


@ratio(
    "Waste sent to landfill",
    table="disposal",
    better="lower",
    unit="%",
    scale=100,
    out_of="disposal.tonnes",
    codes=("ISO 37120:2014 16.4",),
)
def landfilled_share(load):
    """Weight of waste that ended in a landfill, out of the weight of all waste whose end is known. Less
    landfill can mean more burning, not more recycling."""
    return load.tonnes, load.route == "landfill"


@ratio(
    "Residents with regular waste collection",
    table="collections",
    better="higher",
    unit="%",
    scale=100,
    codes=("ISO 37120:2014 16.1", "U4SSC EC: I: WA: 1C"),
)
def regular_collection(route):
    """Residents on a regular collection round, out of all residents. It is what was planned, not whether the
    lorry came. It is a full count and has no limits."""
    return route.persons_served


@rate(
    "Missed collections",
    table="collections",
    better="lower",
    per=10_000,
    unit="per 10,000 planned",
    out_of="planned",
)
def missed_collections(route):
    """Pick-ups that were missed, per 10,000 that were planned. Only misses that a crew or a resident reported
    are known, so a district that complains more looks worse."""
    return route.missed


@share("Dumped rubbish cleared within 3 days", table="requests", better="higher", out_of="n")
def dumping_cleared(request):
    """Reports of dumped rubbish that were settled in three days, out of all such reports. Heaps that nobody
    reported are not counted, and one heap may be reported often."""
    return request.within_3_days, request.type == "dumping"


@share("Residents within 300 m of a recycling point", table="access", better="higher", out_of="persons")
def recycling_point_within_300_metres(group):
    """Residents with a public recycling point within 300 metres of home, out of all residents, computed from
    the map. Whether it is full, or can be reached in a wheelchair, is not known."""
    return group.within_recycling_300


@share(
    "Households whose waste goes to a bin or lorry",
    table="households",
    better="higher",
    out_of="households",
    codes=("near ISO 37120:2014 16.1",),
    source=HCP,
)
def household_waste_collected(home):
    """Households that hand their waste to a municipal bin or a lorry, out of settled households. The rest
    dump it or get rid of it otherwise. How often the bin is emptied is not known."""
    return home.waste_collected


@share("Homes on the public sewer", table="households", better="higher", out_of="households", source=HCP)
def public_sewer(home):
    """Households whose waste water runs into the public sewer, out of settled households. Whether the water
    is cleaned afterwards is not known."""
    return home.on_public_sewer
