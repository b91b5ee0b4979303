"""Properties of each kind of indicator: how it is counted, what it rests on, its noise, what is said of its limits.

What differs between kinds stands here and nowhere else. The functions that make values of counts are named by kind in
`estimation.kinds.ESTIMATORS`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from indicators.engine.definitions.enums import Kind
from indicators.engine.text.messages import N_


class Noise(StrEnum):
    """The chance that moves a value: that of a count out of a base, of events in time, or what its limits say."""

    BINOMIAL = "binomial"
    POISSON = "poisson"
    LIMITS = "limits"


class Symmetry(StrEnum):
    """The scale on which a kind's limits are nearly symmetric."""

    IDENTITY = "identity"
    LOG = "log"
    PERCENT = "percent"


@dataclass(frozen=True)
class KindSpec:
    """What sets a kind of indicator apart.

    Texts: `method` and `formula` in a line, `limits` in sentences for residents.

    Counting: `own_base`, numerator and base stand in one table; `filters_events_only`, a condition chooses what is
    counted and never narrows the base; `counts_events`, a row is an event and needs no number unless it is counted;
    `measures_values`, a row has a measured value, and an unknown one is left out; `centred`, values are added up as
    deviations from their mean; `in_bins`, they are added up by bins of a histogram; `as_published`, a value stands as
    it is and is never added up; `margins`, published margins of error give its variance; `by_expected_events`, it is
    set against the events expected at the city's own rates.

    Protection: `counts_people`, the numerator counts people and is hidden where it is small; `rest_tells`, so is the
    rest of the base; `rests_on_answers`, fewer answers than the pack's minimum are too few; `rounded`, its counts may
    be rounded instead of hidden.

    Comparison: `noise`, `symmetry`; `people_below`, the denominator is people (or people of one year).
    """

    method: str
    formula: str
    limits: tuple[str, ...]
    own_base: bool = False
    filters_events_only: bool = False
    counts_events: bool = False
    measures_values: bool = False
    centred: bool = False
    in_bins: bool = False
    as_published: bool = False
    margins: bool = False
    by_expected_events: bool = False
    counts_people: bool = False
    rest_tells: bool = False
    rests_on_answers: bool = False
    rounded: bool = False
    noise: Noise = Noise.LIMITS
    symmetry: Symmetry = Symmetry.IDENTITY
    people_below: bool = False

    @property
    def has_counts(self) -> bool:
        """Do counts stand behind a value, so that funnels and control charts can be made of them?"""
        return self.noise is not Noise.LIMITS


_SAMPLED = N_(
    "The limits say how far chance alone could move the number: had others been asked, it would lie between them "
    "in 19 years out of 20. They do not cover wrong answers, or people nobody reached."
)
_LIVED = N_(
    "The limits say how far chance alone could move the number: had the same dangers met the same people again, it "
    "would lie between them in 19 years out of 20. They do not cover events that nobody recorded."
)

KINDS: Mapping[Kind, KindSpec] = MappingProxyType(
    {
        Kind.SHARE: KindSpec(
            method=N_(
                "Share in percent; limits by Wilson 1927, published margins of error, or the survey's design"
            ),
            formula=N_("100 × counted / all of whom it is known"),
            limits=(
                N_(
                    "The limits say how far chance alone could move the number: had others been asked, or had the "
                    "same people's lives gone a little differently, it would lie between them in 19 years out of "
                    "20. They do not cover wrong answers, or people nobody reached."
                ),
            ),
            own_base=True,
            margins=True,
            counts_people=True,
            rest_tells=True,
            rests_on_answers=True,
            rounded=True,
            noise=Noise.BINOMIAL,
            symmetry=Symmetry.PERCENT,
            people_below=True,
        ),
        Kind.RATE: KindSpec(
            method=N_("Events per person-year; exact Poisson limits below 10 events, Byar's from there on"),
            formula=N_("events / (people × years), given for a round number of people"),
            limits=(
                _LIVED,
                N_(
                    "Where few events happen, the limits are wide, and a single event more or less changes the "
                    "number a lot."
                ),
            ),
            filters_events_only=True,
            counts_events=True,
            margins=True,
            counts_people=True,
            rounded=True,
            noise=Noise.POISSON,
            symmetry=Symmetry.LOG,
            people_below=True,
        ),
        Kind.RATIO: KindSpec(
            method=N_("A total over a total; no limits"),
            formula=N_("one total / another total"),
            limits=(
                N_(
                    "There are no limits: everything was measured, nothing was sampled. How exact it is depends "
                    "on the meters and scales alone."
                ),
            ),
            filters_events_only=True,
            margins=True,
            counts_people=True,
        ),
        Kind.MEAN: KindSpec(
            method=N_("Mean with Student's t limits, by the survey's design where it is known"),
            formula=N_("sum of the values / number of values, weighted where the survey has weights"),
            limits=(_SAMPLED, N_("The fewer were asked and the more they differ, the wider.")),
            measures_values=True,
            centred=True,
            rests_on_answers=True,
        ),
        Kind.PUBLISHED: KindSpec(
            method=N_("Value and limits as published elsewhere"),
            formula=N_("none: the value is somebody else's, as published"),
            limits=(
                N_(
                    "Value and limits stand as their publisher gave them; Townbell does not add them up or "
                    "change them."
                ),
            ),
            as_published=True,
        ),
        Kind.PERCENTILE: KindSpec(
            method=N_("Percentile with order-statistic limits; histogram exact to 1 %"),
            formula=N_("the value below which the named share of people or calls lies"),
            limits=(
                N_(
                    "The limits are values of people who stand a little before and after in the queue; with few "
                    "people there are none. The number itself is exact to 1 %."
                ),
            ),
            measures_values=True,
            in_bins=True,
            rests_on_answers=True,
        ),
        Kind.STANDARDISED_RATE: KindSpec(
            method=N_("Directly age-standardised rate with limits by Dobson et al. 1991"),
            formula=N_("sum over ages of (standard population × events / people) / standard population"),
            limits=(
                _LIVED,
                N_(
                    "The number answers 'what if every district had the same ages', so it serves to compare and "
                    "is not how many events there were."
                ),
            ),
            counts_people=True,
            symmetry=Symmetry.LOG,
            people_below=True,
        ),
        Kind.STANDARDISED_RATIO: KindSpec(
            method=N_("Events out of 100 expected at the city's own rates of each age; limits by Byar"),
            formula=N_("100 × events / events expected at the city's own rates of each age"),
            limits=(
                _LIVED,
                N_(
                    "100 is what would be expected from the city's own rates at each age; two districts' ratios "
                    "should each be set against 100 and not against each other."
                ),
            ),
            by_expected_events=True,
            counts_people=True,
        ),
        Kind.LIFE_EXPECTANCY: KindSpec(
            method=N_("Abridged life table by Chiang 1984; limits with Silcocks et al. 2001"),
            formula=N_("years lived by a life table's people / people at birth, from this period's deaths"),
            limits=(
                _LIVED,
                N_("It is not how long today's babies will live, for death rates will change."),
            ),
            counts_people=True,
        ),
    }
)
