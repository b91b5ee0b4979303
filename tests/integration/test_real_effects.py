"""Real interventions: a tram in Casablanca, clean water in London. Figures of the second lie beside the project."""

import csv
from pathlib import Path

import numpy as np
import pytest

from indicators.city import City
from indicators.effects.estimators.choose import choose
from indicators.effects.estimators.did import did
from indicators.effects.study import NEVER, Study
from tests.support.reference import shared

MOROCCO = Path(__file__).parents[2] / "data" / "morocco"


def test_more_women_than_men_took_the_new_tram_of_casablanca():
    """Census figures of 2014 and 2024; the second line opened in January 2019."""
    found = City(MOROCCO).effect("commute_tram", "casablanca-tram-t2", by="sex")
    women, men = found
    assert [one["segment"] for one in found] == ["female", "male"]
    assert [one["verdict"] for one in found] == ["better", "better"]
    assert (women["periods_before"], women["periods_after"]) == (["2014"], ["2024"])
    assert women["lower"] > men["estimate"] > 0
    unknown = [check["name"] for check in women["checks"] if check["passed"] is None]
    assert "parallel_paths" in unknown


@pytest.fixture
def london() -> Study:
    """Deaths from cholera in South London in 1849 and 1854 by sub-district; those supplied by Lambeth, alone or with
    Southwark & Vauxhall, had cleaner water in 1854 (Snow 1855, 1856)."""
    path = shared("interventions/london_cholera_1849_1854") / "deaths_long.csv"
    rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    found: dict[str, dict] = {}
    for row in rows:
        if row["deaths"] and row["population"] and float(row["population"]) > 0:
            one = found.setdefault(row["district_id"], {"supplier": row["supplier"]})
            one[row["year"]] = float(row["deaths"]), float(row["population"])
    known = {id: one for id, one in found.items() if {"1849", "1854"} <= set(one)}
    events, exposure = (
        np.array([[one[y][at] for y in ("1849", "1854")] for one in known.values()]) for at in (0, 1)
    )
    first = np.array([NEVER if one["supplier"] == "SouthwarkVauxhall" else 1 for one in known.values()])
    value = 10_000 * events / exposure
    return Study(
        value,
        np.zeros_like(value),
        first,
        tuple(known),
        ("1849", "1854"),
        "lower",
        events,
        exposure,
        10_000.0,
    )


def test_naive_limits_of_the_london_cholera_are_far_too_narrow(london):
    """A Poisson regression without over-dispersion: log ratio -0.51 with a standard error of 0.039, as if every
    death were a draw of its own. Sub-districts differ by much more than that."""
    found = did(london)
    half = np.diff(np.log1p(np.array([found.relative_lower, found.relative_upper]) / 100))[0] / 2
    assert np.log1p(found.relative / 100) == pytest.approx(-0.51, abs=0.03)
    assert half > 4 * 1.96 * 0.039
    assert found.upper < 0
    assert found.inference == "permutation"
    assert choose(london).method == "did"
