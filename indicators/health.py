"""Health: can residents reach care, do they put it off, and how long and how well do they live."""

from indicators import life_expectancy, published, ratio, share, standardised_rate

HCP = "Haut-Commissariat au Plan, census of Morocco"
US = "US Census Bureau, American Community Survey"


@life_expectancy(
    "Years a newborn can expect to live",
    table="deaths",
    years=3,
    codes=("ISO 37120:2014 12.1", "U4SSC SC: EH: H: 1C"),
)
def life_expectancy_at_birth(death):
    """How long a baby born today would live if the death rates of today stayed as they are at every age. It
    is no forecast, because rates change and people move. Three years are taken together, and places with
    fewer than 5,000 residents are not shown."""
    return death.n


@standardised_rate(
    "Deaths before the age of 75",
    table="deaths",
    better="lower",
    out_of=("population", lambda person: (person.persons, person.age_from < 75)),
)
def deaths_before_75(death):
    """Deaths of people younger than 75 in a year, out of residents younger than 75. Every district is given
    the same mix of ages, so an old one does not look ill only because it is old. It is for comparing: it is
    not how many died. Below 10 deaths it is withheld."""
    return death.n, death.age_from < 75


@standardised_rate("Avoidable hospital admissions", table="admissions", better="lower")
def avoidable_admissions(admission):
    """Stays in hospital in a year for illnesses that care near home can usually keep in check, out of all
    residents, as if every district had the same ages. Somebody admitted twice counts twice. A high rate can
    mean that care is hard to reach, or that more people are ill."""
    return admission.n, admission.avoidable


@share("Adults who feel in good health", table="survey", better="higher", weight="weight")
def good_health(answer):
    """Adults who call their health good or very good, out of all who answered. It is what people say of
    themselves, not what a doctor found."""
    return answer.general_health.is_in(["good", "very good"])


@share(
    "Residents within 15 minutes of a doctor",
    table="access",
    better="higher",
    out_of="persons",
    codes=("near ISO 37120:2014 12.3", "near U4SSC SC: EH: H: 3C"),
)
def doctor_within_15_minutes(group):
    """Residents who get from home to a practice in 15 minutes, out of all residents, computed from the map.
    Whether the practice takes new patients is not known. Nobody was sampled: the limits only show how far
    chance can move a share of so few people."""
    return group.within_gp_15


@share("Adults who went without care they needed", table="survey", better="lower", weight="weight")
def went_without_care(answer):
    """Adults who did not get care in the last 12 months, out of those who needed some. People who needed none
    are left out, or a healthy district would look well served."""
    return answer.went_without_care, answer.needed_care


@share(
    "Adults who can open their own health record",
    table="survey",
    better="higher",
    weight="weight",
    codes=("near U4SSC SC: EH: ED: 5A",),
)
def health_record_online(answer):
    """Adults with an electronic health record that they can open themselves, out of all who answered. A
    record that only the doctor sees does not count."""
    return answer.has_health_record


@share(
    "Consultations by phone or video, adults needing care", table="survey", better="neutral", weight="weight"
)
def remote_consultation(answer):
    """Adults who saw or spoke to a doctor from afar in the last 12 months, out of those who needed care. It
    may save a journey or stand in for a visit that was not to be had, so it is not judged."""
    return answer.remote_consultation, answer.needed_care


@ratio(
    "Fine particles in the air where people live",
    table="air",
    better="lower",
    unit="µg/m³",
    out_of="persons",
    codes=("U4SSC EN: EN: AQ: 1C",),
)
def fine_particles(place):
    """Average of fine particles (PM2.5) where residents live: a crowded street counts for more than an empty
    one. It comes from a map of the air and not from a meter at each home, and has no limits."""
    return place.pm25_persons


@published("Years a newborn can expect in good health", table="published", better="higher", unit="years")
def healthy_years(line):
    """Years a newborn can expect to live in good health, with limits, as a statistical office published them.
    Districts can't be added up to a city, so no total is shown."""
    return line.healthy_years, line.healthy_years_lower, line.healthy_years_upper


@share("Residents with a disability", table="people", better="neutral", out_of="persons", source=HCP)
def disability_prevalence(resident):
    """Residents whom the census counts as disabled, out of all residents. It rises with the age of a district
    and says who needs access, not how well a district does, so it is not judged."""
    return resident.disabled


@share(
    "Civilians at home with a disability", table="civilians", better="neutral", out_of="civilians", source=US
)
def disability(civilian):
    """People who report serious difficulty in hearing, seeing, thinking, walking, washing or going out, out
    of civilians outside institutions. Nursing homes are therefore left out. The limits come from the
    published margins of error."""
    return civilian.disabled


@share("Civilians with health insurance", table="insurance", better="higher", out_of="civilians", source=US)
def health_insurance(civilian):
    """People with any health insurance, private or public, out of civilians outside institutions. What it
    pays for is not known. The limits come from the published margins of error."""
    return civilian.insured


@share("Homes with running water", table="households", better="higher", out_of="households", source=HCP)
def running_water(home):
    """Households with running water at home, out of settled households. A tap in the street does not count,
    and whether the water runs all day is not known."""
    return home.with_running_water
