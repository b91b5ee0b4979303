"""Deprivation: the English Indices of Deprivation 2015 and 2019, as an analyst would bring them.

Counts and ranks of small areas (LSOAs of 2011, about 1,500 residents each). The published files hold no residents by
small area, so a count is given per small area and a rank or distance is averaged over small areas.
"""

from indicators import rate, ratio

SOURCE = "Ministry of Housing, Communities and Local Government, English Indices of Deprivation"
COUNT = {
    "table": "benefits",
    "better": "lower",
    "per": 1,
    "unit": "per small area",
    "out_of": "areas",
    "source": SOURCE,
}
RANK = {
    "table": "ranks",
    "better": "higher",
    "unit": "of 32,844",
    "out_of": "areas",
    "source": SOURCE,
}
KM = {"table": "distances", "better": "lower", "unit": "km by road", "out_of": "areas", "source": SOURCE}
PERCENT = {
    "table": "homes",
    "better": "lower",
    "unit": "% of homes",
    "scale": 100,
    "out_of": "areas",
    "source": SOURCE,
}


@rate("Residents in households with low income", **COUNT)
def low_income(area):
    """Residents of households that live on income-related benefits, averaged over small areas. Small numbers are
    not published; the counts are rounded to five."""
    return area.low_income


@rate("Children in households with low income", **COUNT)
def low_income_children(area):
    """Children under 16 in households that live on income-related benefits, averaged over small areas."""
    return area.low_income_children


@rate("Older residents with low income", **COUNT)
def low_income_older(area):
    """Residents aged 60 and over who receive pension credit, averaged over small areas."""
    return area.low_income_older


@rate("Residents kept out of work", **COUNT)
def out_of_work(area):
    """Residents of working age who receive benefits as they are out of work, ill or caring, averaged over small
    areas."""
    return area.out_of_work


@ratio("Rank from the most deprived: all domains", **RANK)
def deprivation_rank(area):
    """Rank among all small areas of England, averaged over the small areas seen. It cannot rise everywhere."""
    return area.overall


@ratio("Rank from the most deprived: children's education", **RANK)
def children_rank(area):
    """Rank by attainment, absence and staying on of children and young people, averaged over small areas."""
    return area.children


@ratio("Rank from the most deprived: adults' skills", **RANK)
def skills_rank(area):
    """Rank by adults without qualifications or without English, averaged over small areas."""
    return area.skills


@ratio("Rank from the most deprived: distance to services", **RANK)
def services_rank(area):
    """Rank by road distance to post office, school, shop and doctor, averaged over small areas."""
    return area.services


@ratio("Rank from the most deprived: access to housing", **RANK)
def housing_rank(area):
    """Rank by overcrowding, homelessness and what homes cost, averaged over small areas."""
    return area.housing


@ratio("Rank from the most deprived: state of homes", **RANK)
def indoors_rank(area):
    """Rank by homes in poor condition or without central heating, averaged over small areas."""
    return area.indoors


@ratio("Rank from the most deprived: air and roads", **RANK)
def outdoors_rank(area):
    """Rank by the quality of air and accidents on the roads, averaged over small areas."""
    return area.outdoors


@ratio("Road to a doctor", **KM)
def road_to_doctor(area):
    """Mean distance by road to the nearest GP surgery, averaged over small areas."""
    return area.to_doctor


@ratio("Road to a primary school", **KM)
def road_to_school(area):
    """Mean distance by road to the nearest primary school, averaged over small areas."""
    return area.to_school


@ratio("Road to a shop", **KM)
def road_to_shop(area):
    """Mean distance by road to the nearest general store or supermarket, averaged over small areas."""
    return area.to_shop


@ratio("Homes in poor condition", **PERCENT)
def poor_condition(area):
    """Share of homes modelled to fail the decent homes standard, averaged over small areas."""
    return area.poor_condition


@ratio("Homes without central heating", **PERCENT)
def no_central_heating(area):
    """Share of homes without central heating at the census of 2011, averaged over small areas."""
    return area.no_central_heating


@ratio("Crowded households", **PERCENT)
def crowded(area):
    """Share of households with too few rooms at the census of 2011, averaged over small areas."""
    return area.crowded
