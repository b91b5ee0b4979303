"""Mobility: can everyone get around, how long does it take, and by what means."""

from indicators import mean, median, ratio, share

HCP = "Haut-Commissariat au Plan, census of Morocco"
US = "US Census Bureau, American Community Survey"


@median("Time to work, one way", table="survey", better="lower", unit="minutes", weight="weight")
def commute_time(answer):
    """Half of those who travel to work need less than this from door to door, half need more. People who work
    at home are left out, so more home working does not shorten it."""
    return answer.commute_minutes, answer.commute_mode != "home"


@share(
    "Residents within 500 m of a stop",
    table="access",
    better="higher",
    out_of="persons",
    codes=("U4SSC EC: I: T: 2A",),
)
def stop_within_500_metres(group):
    """Residents with a stop of public transport within 500 metres of home, out of all residents, computed
    from the map. A stop counts however seldom something leaves from it."""
    return group.within_stop_500


@share("Residents within 500 m of a step-free stop", table="access", better="higher", out_of="persons")
def step_free_stop_within_500_metres(group):
    """Residents with a stop within 500 metres that can be used without steps, out of all residents, computed
    from the map. There may still be kerbs or stairs on the way to it."""
    return group.within_stepfree_stop_500


@share(
    "Commuters who do not go by car",
    table="survey",
    better="higher",
    weight="weight",
    codes=("ISO 37120:2014 18.5", "U4SSC EC: I: T: 4A"),
)
def commute_without_car(answer):
    """Adults who get to work by bus, tram, train, bicycle or on foot, out of those who travel to work. People
    who work at home make no journey and are left out."""
    return answer.commute_mode != "car", answer.commute_mode != "home"


@ratio(
    "Slow-down of driving in the rush hour",
    table="speeds",
    better="lower",
    unit="times",
    out_of=("speeds", lambda street: street.free_minutes * street.weight),
    codes=("U4SSC EC: I: T: 5A",),
)
def rush_hour_slowdown(street):
    """Driving time in the rush hour divided by the time on an empty road: at 1.5 a drive of 20 minutes takes
    30. Streets that carry more traffic count for more. All streets that matter are measured, so there are no
    limits."""
    return street.peak_minutes * street.weight


@share(
    "Stops with live times", table="stops", better="higher", out_of="stops", codes=("U4SSC EC: ICT: T: 1C",)
)
def live_information_at_stops(place):
    """Stops that show when the next bus or tram really comes, out of all stops. A busy stop and a quiet one
    count the same, and a display out of order still counts."""
    return place.stops_live


@ratio(
    "Length of the cycle network",
    table="network",
    better="higher",
    unit="km per 100,000 residents",
    scale=100_000,
    codes=("ISO 37120:2014 18.7", "U4SSC EC: I: T: 3C"),
)
def cycle_network(place):
    """Kilometres of cycle paths and lanes per 100,000 residents. Length tells nothing of width or gaps, and a
    district with few residents looks well served. It is a full count and has no limits."""
    return place.cycle_km


@mean("Income spent on getting around", table="survey", better="lower", unit="% of income", weight="weight")
def travel_cost(answer):
    """What adults spend on travel in percent of their income, averaged over people and not over money. A low
    figure can also mean that people stay at home because travel is dear."""
    return answer.travel_cost_percent


@share("Workers who commute by tram", table="commuters", better="higher", out_of="employed", source=HCP)
def commute_tram(worker):
    """Workers aged 15 and over who mainly go to work by tram, out of all workers, also those who work at
    home. It was asked of all in 2014 and of a sample in 2024; the limits allow for that."""
    return worker.commute_tram


@share("Workers who commute by bus", table="commuters", better="neutral", out_of="employed", source=HCP)
def commute_bus(worker):
    """Workers aged 15 and over who mainly go to work by bus, out of all workers. Fewer can mean worse buses
    or a new tram, so it is not judged."""
    return worker.commute_bus


@share("Workers who commute on foot", table="commuters", better="neutral", out_of="employed", source=HCP)
def commute_walk(worker):
    """Workers aged 15 and over who mainly walk to work, out of all workers. Work may be near or the fare too
    dear, so it is not judged."""
    return worker.commute_walk


@share(
    "Workers who commute on two wheels", table="commuters", better="neutral", out_of="employed", source=HCP
)
def commute_bike(worker):
    """Workers aged 15 and over who mainly go to work on two wheels, out of all workers. The census puts
    bicycles and motorcycles together, so it is not judged."""
    return worker.commute_bike


@share("Workers who commute by private car", table="commuters", better="lower", out_of="employed", source=HCP)
def commute_by_car(worker):
    """Workers aged 15 and over who mainly go to work in a private car, out of all workers. Taxis are counted
    apart. It also rises when more households can afford a car."""
    return worker.commute_car


@share("Workers who commute by taxi", table="commuters", better="neutral", out_of="employed", source=HCP)
def commute_taxi(worker):
    """Workers aged 15 and over who mainly go to work by taxi, out of all workers. The census does not part
    shared taxis on fixed routes from private rides, so it is not judged."""
    return worker.commute_taxi


@share(
    "Workers driven in by their employer", table="commuters", better="neutral", out_of="employed", source=HCP
)
def commute_employer(worker):
    """Workers aged 15 and over who mainly use their employer's transport, out of all workers."""
    return worker.commute_employer


@share("Workers who commute by train", table="commuters", better="neutral", out_of="employed", source=HCP)
def commute_train(worker):
    """Workers aged 15 and over who mainly go to work by train, out of all workers."""
    return worker.commute_train


@share(
    "Workers who usually take transit to work", table="workers", better="higher", out_of="workers", source=US
)
def transit_to_work(worker):
    """Workers aged 16 and over who usually take public transport to work, out of all workers. It falls when
    more work at home, though nobody changed to a car. The limits come from the published margins of error."""
    return worker.commute_transit


@share(
    "Workers who usually drive or share a car", table="workers", better="lower", out_of="workers", source=US
)
def car_to_work(worker):
    """Workers aged 16 and over who usually go by car, truck or van, alone or with others, out of all workers,
    also those who work at home. The limits come from the published margins of error."""
    return worker.commute_car


@share("Workers who usually walk to work", table="workers", better="neutral", out_of="workers", source=US)
def walk_to_work(worker):
    """Workers aged 16 and over who usually walk to work, out of all workers, also those who work at home. The
    limits come from the published margins of error."""
    return worker.commute_walk


@share("Workers who usually work at home", table="workers", better="neutral", out_of="workers", source=US)
def work_at_home(worker):
    """Workers aged 16 and over who usually work at home, out of all workers. The limits come from the
    published margins of error."""
    return worker.commute_home


@share("Households without a vehicle", table="households", better="neutral", out_of="households", source=US)
def household_without_vehicle(home):
    """Households with no car, van or truck to use, out of all households. It can be a choice where transit is
    good and a lack where it is not. The limits come from the published margins of error."""
    return home.without_vehicle
