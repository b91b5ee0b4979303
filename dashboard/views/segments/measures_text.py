"""Every measure of a gap explained to residents: its name, what it says, and what equality looks like."""

from dataclasses import dataclass

from indicators.compare.benchmarking.availability import BY_AGE, NO_COLUMN, OTHER_TABLE, SEEN
from indicators.compare.benchmarking.group_sizes import COUNTED, RESIDENTS, WEIGHED
from indicators.engine.text.messages import N_

ZERO = N_("0: all groups are alike")
ONE = N_("1: all groups are alike")


@dataclass(frozen=True)
class MeasureText:
    """A measure in words, to be translated where it is said."""

    title: str
    note: str
    equal: str


MEASURES = {
    "difference": MeasureText(
        N_("Difference"),
        N_(
            "The last group's value less the first's; where groups have no order, the highest less the lowest. "
            "In the indicator's own unit."
        ),
        ZERO,
    ),
    "ratio": MeasureText(
        N_("Ratio"),
        N_("How many times as high one of these two values is as the other. 2 is double, 0.5 is half."),
        ONE,
    ),
    "sii": MeasureText(
        N_("Slope index (SII)"),
        N_(
            "The difference between the very first and the very last person when all stand in a row by group: "
            "a line through all groups, not only the two at the ends. In the indicator's own unit."
        ),
        ZERO,
    ),
    "rii": MeasureText(
        N_("Relative slope index (RII)"),
        N_("The same line as a ratio: how many times as high its end is as its beginning."),
        ONE,
    ),
    "aci": MeasureText(
        N_("Concentration, absolute (ACI)"),
        N_("How strongly the value leans to the last groups (above 0) or to the first (below 0), in its own unit."),
        ZERO,
    ),
    "rci": MeasureText(
        N_("Concentration, relative (RCI)"),
        N_("The same as a part of the average, between −1 (all with the first group) and 1 (all with the last)."),
        ZERO,
    ),
    "gini": MeasureText(
        N_("Gini index"),
        N_("How unevenly the value is spread over the groups, whatever their order. 1 would be all with one group."),
        ZERO,
    ),
    "theil": MeasureText(
        N_("Theil index"),
        N_("Unevenness of another kind: it takes more notice of groups with high values."),
        ZERO,
    ),
    "theil_between": MeasureText(
        N_("Theil index, between larger areas"), N_("The part of the Theil index that lies between them."), ZERO
    ),
    "theil_within": MeasureText(
        N_("Theil index, within larger areas"), N_("The part of the Theil index that lies inside them."), ZERO
    ),
    "mld": MeasureText(
        N_("Mean log deviation"),
        N_("Unevenness of another kind: it takes more notice of groups with low values."),
        ZERO,
    ),
    "atkinson": MeasureText(
        N_("Atkinson index"),
        N_("The part of the average that one would give up for equality if low values weighed more than high ones."),
        ZERO,
    ),
    "cov": MeasureText(
        N_("Coefficient of variation"),
        N_("How far groups lie from the average, in per cent of the average."),
        ZERO,
    ),
    "par": MeasureText(
        N_("If all were like the best (PAR)"),
        N_(
            "How much the average would move if every group had the value of the reference group: the last one "
            "of ordered groups, else the best one. In the indicator's own unit."
        ),
        N_("0: nothing to gain"),
    ),
    "paf": MeasureText(
        N_("The same in per cent (PAF)"),
        N_("By how many per cent the average would move if every group had that value."),
        N_("0: nothing to gain"),
    ),
    "idis": MeasureText(
        N_("Index of disparity"),
        N_("How far groups lie from the average on the whole, in per cent of it; each counts by its people."),
        ZERO,
    ),
    "bgv": MeasureText(
        N_("Variance between groups"),
        N_("Squared distances of the groups from the average: far groups count for much. In the unit, squared."),
        ZERO,
    ),
}  # fmt: skip
MOVED = {
    "wider": N_("wider"),
    "narrower": N_("narrower"),
    "reversed": N_("turned round"),
    "no_clear_difference": N_("no clear difference"),
    "cannot_tell": N_("cannot tell"),
}
UNITS = {"ratio": N_("times"), "index": N_("index"), "percentage points": N_("percentage points")}
COVERAGE = {
    SEEN: ("✓", N_("yes"), N_("can be seen by these groups")),
    NO_COLUMN: ("–", N_("not told apart"), N_("its source does not tell these groups apart")),
    OTHER_TABLE: (
        "÷",
        N_("only half told"),
        N_("it is counted by group, but not out of how many of each group"),
    ),
    BY_AGE: ("∑", N_("all ages in one"), N_("it runs over all ages, so a single age has none")),
}
"""A sign, a short word and the reason for each state of the coverage."""
BASES = {
    RESIDENTS: N_("Residents, from the table “{table}”, {period}."),
    WEIGHED: N_("People as the weights of the table “{table}” stand for them, an estimate, {period}."),
    COUNTED: N_("Counted in the table “{table}” ({column}), {period}: not all residents need be in it."),
}
"""What the sizes of groups rest on."""
