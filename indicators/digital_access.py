"""Digital access: who is connected (the divide), and who among the connected can use it (the inequality)."""

from indicators import mean, median, ratio, share

HCP = "Haut-Commissariat au Plan, census of Morocco"
US = "US Census Bureau, American Community Survey"
MGI = "McKinsey Global Institute 2018, Smart cities"

# ---- Access: the divide ---------------------------------------------------------------------------------


@share(
    "Adults with internet at home",
    part="access",
    table="survey",
    better="higher",
    weight="weight",
    codes=("near U4SSC EC: ICT: ICT: 1C",),
)
def home_internet(answer):
    """Adults with an internet connection at home, out of all who answered. It counts people, not homes, and
    how fast or dear the connection is stands elsewhere."""
    return answer.has_home_internet


@ratio(
    "Fixed broadband lines",
    part="access",
    table="connectivity",
    better="higher",
    unit="per 100 households",
    scale=100,
    out_of="households",
    codes=("U4SSC EC: ICT: ICT: 2C", "near ISO 37120:2014 17.1"),
)
def fixed_broadband(place):
    """Fixed lines that somebody pays for, per 100 households. Offices have lines too, so it can pass 100. It
    is a full count and has no limits."""
    return place.subs_fixed


@share(
    "Addresses that can get 100 Mbit/s",
    part="access",
    table="connectivity",
    better="higher",
    out_of="premises",
    codes=("near U4SSC EC: ICT: ICT: 4C",),
)
def fast_line_available(place):
    """Addresses where 100 Mbit/s could be ordered, out of all addresses. It is what can be bought, not what
    people bought or can afford."""
    return place.prem_100m


@share("Adults with a device beyond a phone", part="access", table="survey", better="higher", weight="weight")
def own_device(answer):
    """Adults with a computer or tablet of their own, out of all who answered. A phone alone does not count:
    long forms and courses are hard to do on it."""
    return answer.owns_device


@share(
    "Adults who find the internet too dear", part="access", table="survey", better="lower", weight="weight"
)
def internet_too_dear(answer):
    """Adults who say that the internet costs more than they can afford, out of all who answered. Some of them
    have it all the same and save elsewhere."""
    return answer.internet_too_dear


@share(
    "Residents within 500 m of free public internet",
    part="access",
    table="access",
    better="higher",
    out_of="persons",
    codes=("near U4SSC EC: ICT: ICT: 5C",),
)
def public_internet_within_500_metres(group):
    """Residents with free public internet within 500 metres of home, out of all residents, computed from the
    map. Opening hours and speed are not known."""
    return group.within_public_wifi_500


@share(
    "Pupils with a computer",
    part="access",
    table="pupils",
    better="higher",
    out_of="pupils",
    codes=("near U4SSC SC: EH: ED: 1C",),
)
def pupils_with_computer(school):
    """Pupils with a computer to learn on, out of all pupils. Whether they have it to themselves is not
    known."""
    return school.with_computer


@share(
    "Homes with broadband", part="access", table="households", better="higher", out_of="households", source=US
)
def broadband(home):
    """Households that pay for broadband, out of all households. A mobile data plan counts too. The limits
    come from the published margins of error."""
    return home.with_broadband


@share(
    "Homes with internet", part="access", table="households", better="higher", out_of="households", source=HCP
)
def households_with_internet(home):
    """Households that the census counts as having internet, out of settled households. It was asked in 2014
    only, so no change can be shown."""
    return home.with_internet


@share(
    "Homes with a computer",
    part="access",
    table="households",
    better="higher",
    out_of="households",
    source="National census offices",
)
def households_with_computer(home):
    """Households with at least one computer, out of all households. Census offices differ in whether a phone
    counts as a computer, so compare districts of one city and not two cities."""
    return home.with_computer


@share(
    "Homes with a mobile", part="access", table="households", better="higher", out_of="households", source=HCP
)
def mobile_phone(home):
    """Households with at least one mobile phone, out of settled households. Many people may share one."""
    return home.with_mobile_phone


@share(
    "Landline at home", part="access", table="households", better="neutral", out_of="households", source=HCP
)
def landline(home):
    """Households with a fixed telephone, out of settled households. Many gave it up for a mobile, so it is
    not judged."""
    return home.with_landline


@share(
    "Homes without a phone", part="access", table="households", better="lower", out_of="households", source=US
)
def without_telephone(home):
    """Households where no telephone works, fixed or mobile, out of all households. They are few, so the
    limits, from the published margins of error, are wide."""
    return home.without_telephone


# ---- Use: the inequality among those who have access ----------------------------------------------------


@share(
    "Adults with at least basic digital skills",
    part="use",
    table="survey",
    better="higher",
    weight="weight",
    source="Eurostat isoc_sk_dskl_i21",
)
def basic_digital_skills(answer):
    """Adults with at least basic digital skills on the European scale, out of all who answered, online or
    not. Skills are told from what people say they did, not from a test. The European Union aims at 80 % by
    2030."""
    return answer.basic_digital_skills


@share(
    "Online adults who used a city e-service", part="use", table="survey", better="higher", weight="weight"
)
def used_egov(answer):
    """Adults who dealt with the city online in the last 12 months, out of those with internet at home. People
    without internet are left out: what they lack is access."""
    return answer.used_egov, answer.has_home_internet


@mean(
    "Useful online services used", part="use", table="survey", better="higher", unit="of six", weight="weight"
)
def digital_services_breadth(answer):
    """How many of six services adults with internet at home use: learning, health, telework, government,
    banking and journeys. It does not say how well they serve."""
    return answer.digital_services_used, answer.has_home_internet


@share(
    "Online adults who use none of the services", part="use", table="survey", better="lower", weight="weight"
)
def online_but_unused(answer):
    """Adults with internet at home who neither dealt with the city online nor used one of six useful
    services, out of those with internet at home. Some may not want to."""
    return ~answer.used_egov & (answer.digital_services_used == 0), answer.has_home_internet


@share("Online forms that are finished", part="use", table="eservice", better="higher", out_of="started")
def eservice_completed(form):
    """City forms that were sent off online, out of all that were begun. Who gives up and tries again counts
    twice, and who never found the form does not count."""
    return form.completed


@share(
    "Online adults who needed somebody's help", part="use", table="survey", better="lower", weight="weight"
)
def needed_help_online(answer):
    """Adults who needed somebody's help online, out of those with internet at home. People who gave up for
    want of help are not in it."""
    return answer.needed_help_online, answer.has_home_internet


@median(
    "Time for an errand with the city",
    part="use",
    table="survey",
    better="lower",
    unit="minutes",
    weight="weight",
    source=MGI,
)
def errand_time(answer):
    """Half of those with an errand at the city needed less than this, half needed more, online or at the
    counter. Who had no errand is left out."""
    return answer.errand_minutes
