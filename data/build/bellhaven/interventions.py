"""The planted interventions: what the register says about them, and what they really do.

The size of an effect stands here once; the tables ask for it, and truth.json is computed from pairs of
histories that differ in nothing else.
"""

import datetime as dt
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

VIOLENCE_KEPT = 0.70
"""Of the violent offences that would have happened, the share that still happens under the warden
programme."""
INTERNET_GAIN = 0.18
"""Percentage points (as a fraction) more home internet among income fifths 1 and 2."""
FORM_GAIN = (0.0, 0.05, 0.16)
"""Percentage points more finished e-service forms for skill none, basic, above basic."""
RECYCLING_GAIN = (0.05, 0.08)
"""Percentage points more recycled weight in the first year after the start, and from then on."""
MISSED_EXTRA = 0.60
"""Missed pick-ups on top of those that would have been missed anyway."""


@dataclass(frozen=True)
class Plan:
    """One intervention. `starts` maps district id to start date; `segments` are the residents it is meant
    for."""

    id: str
    title: str
    domain: str
    indicator: str
    starts: dict[str, str]
    segments: str
    cost: int
    expected: tuple[float, float]
    evidence: str
    stop_rule: str
    partners: str
    notes: str
    trap: str
    verdict: str
    planted: str


def _same(date: str, *numbers: int) -> dict[str, str]:
    return {f"B{number:02d}": date for number in numbers}


VIOLENCE = Plan(
    id="wardens",
    title="Street lighting and night wardens",
    domain="safety",
    indicator="violent_crime",
    starts=_same("2021-01-01", 1, 3, 8, 14, 20, 22),
    segments="",
    cost=1_850_000,
    expected=(-35, -15),
    evidence="Trials elsewhere found fewer offences after better lighting; wardens were tried in one street.",
    stop_rule="Stop if violent crime has not fallen against comparable districts after three years.",
    partners="Police; Bellhaven Light and Power",
    notes="Chosen by borough councils, not by crime figures.",
    trap="none: it works",
    verdict="better",
    planted="each violent offence that would have happened is prevented with probability 0.30",
)
BURGLARY = Plan(
    id="burglary-campaign",
    title="Lock-it campaign against break-ins",
    domain="safety",
    indicator="burglary",
    starts={},
    segments="",
    cost=240_000,
    expected=(-25, -10),
    evidence="Break-ins fell after a campaign in another city; no comparison was made.",
    stop_rule="Stop if break-ins have not fallen after two years.",
    partners="Police; Tenants' Union",
    notes="Put where break-ins per household were highest in 2021.",
    trap="regression to the mean: the districts were chosen for one bad year, so they fall without any help",
    verdict="no_clear_difference",
    planted="no effect at all",
)
INTERNET = Plan(
    id="home-internet-voucher",
    title="Home internet voucher for low incomes",
    domain="digital_access",
    indicator="home_internet",
    starts=_same("2021-01-01", 1, 5, 10, 12, 14, 16, 18, 20),
    segments="income_q=1;income_q=2",
    cost=3_100_000,
    expected=(5, 15),
    evidence="Subsidised lines raised take-up in two pilots of 200 homes.",
    stop_rule="Stop if take-up among the two poorest fifths has not risen by 5 % after two years.",
    partners="Bellhaven Telephone Cooperative; libraries",
    notes="Paid to households in the two poorest fifths of income.",
    trap="the city mean dilutes it: only income fifths 1 and 2 gain",
    verdict="better",
    planted="+18 percentage points for income fifths 1 and 2 (never above 98 %), 0 for 3, 4 and 5",
)
FORMS = Plan(
    id="new-online-forms",
    title="New online forms",
    domain="digital_access",
    indicator="eservice_completed",
    starts=_same("2023-01-01", 2, 3, 6, 9, 11, 13, 15, 18, 21, 24),
    segments="",
    cost=920_000,
    expected=(5, 20),
    evidence="Shorter forms were finished more often in a laboratory test with 40 volunteers.",
    stop_rule="Stop if fewer forms are finished than before after one year.",
    partners="City IT office",
    notes="Given to the district offices whose software contract ended in 2022.",
    trap="the mean rises and the gap between skills widens",
    verdict="better",
    planted="+0 percentage points for skill none, +5 for basic, +16 for above basic (never above 99 %)",
)
RECYCLING = Plan(
    id="doorstep-recycling",
    title="Doorstep food and recycling collection",
    domain="waste",
    indicator="recycled_share",
    starts=_same("2019-01-01", 8, 13, 17) | _same("2021-01-01", 9, 19, 23) | _same("2023-01-01", 5, 12, 20),
    segments="",
    cost=5_400_000,
    expected=(10, 30),
    evidence="Doorstep collection raised recycled weight in most places that measured it.",
    stop_rule="Stop if the recycled share has not risen by 10 % after two years.",
    partners="Harbour Waste Company",
    notes="Three waves of three districts each, as lorries were delivered.",
    trap="staggered start, growing effect: two-way fixed effects compare with districts already treated",
    verdict="better",
    planted="+5 percentage points in the first year after the start, +8 from then on",
)
ROUNDS = Plan(
    id="merged-rounds",
    title="Merged collection rounds",
    domain="waste",
    indicator="missed_collections",
    starts=_same("2022-01-01", 4, 6, 10, 17, 23),
    segments="",
    cost=-600_000,
    expected=(-5, 5),
    evidence="The contractor's plan says that no round will be missed.",
    stop_rule="Stop if missed pick-ups rise by more than 10 %.",
    partners="Harbour Waste Company",
    notes="A saving: the cost is negative.",
    trap="none: it harms",
    verdict="worse",
    planted="60 % more missed pick-ups than there would have been",
)
PLANS = (VIOLENCE, BURGLARY, INTERNET, FORMS, RECYCLING, ROUNDS)


def treated(plan: Plan, ids: tuple[str, ...]) -> NDArray[np.bool_]:
    """Which districts ever get the intervention."""
    return np.array([district in plan.starts for district in ids])


def years_in(plan: Plan, ids: tuple[str, ...], periods: tuple[str, ...]) -> NDArray[np.float64]:
    """Years since the intervention's start by district and period (year, quarter or month code); -1 before
    it, and where it never came."""
    begun = np.array(
        [_year(plan.starts[district]) if district in plan.starts else np.inf for district in ids]
    )
    elapsed = np.array([_year(period) for period in periods])[None, :] - begun[:, None]
    return np.where(elapsed >= 0, elapsed, -1.0)


def _year(code: str) -> float:
    """A year, quarter, month or date as a number of years.

    >>> _year("2021"), _year("2021-Q3"), _year("2021-07-01")
    (2021.0, 2021.5, 2021.5)
    """
    year, _, rest = code.partition("-")
    month = 3 * int(rest[1]) - 2 if rest.startswith("Q") else int(rest[:2] or 1)
    return int(year) + (month - 1) / 12


def with_starts(plan: Plan, districts: list[str], date: str) -> Plan:
    """The plan with districts that were only known once the data were."""
    return replace(
        plan, starts={district: dt.date.fromisoformat(date).isoformat() for district in sorted(districts)}
    )


def start_text(plan: Plan) -> str:
    """`start` as the register writes it: one date, or `district=date` pairs for a staggered start."""
    dates = set(plan.starts.values())
    pairs = ";".join(f"{district}={date}" for district, date in sorted(plan.starts.items()))
    return dates.pop() if len(dates) == 1 else pairs
