"""The effects planted in the generated city are really in its data, and only where they should be."""

import numpy as np
import pytest

from data.build.bellhaven import generate
from data.build.bellhaven import interventions as plans
from data.build.bellhaven.geography import places
from data.build.bellhaven.truth import NEEDED, Panel, effect, panel, register
from data.build.bellhaven.world import QUARTER_CODES, YEAR_CODES

SEEDS = range(11, 15)


@pytest.fixture(scope="module")
def histories():
    """Pairs of histories with and without the interventions, for a few seeds."""
    return [[generate(seed, effects=effects, tables=NEEDED) for effects in (True, False)] for seed in SEEDS]


def estimated(plan, tables, segments=None):
    """Difference in differences by hand: each treated district against those that are never treated."""
    found = panel(plan.indicator, tables)
    if segments is not None:
        rows = [values[:, :, segments] for values in (found.numerator, found.denominator)]
        found = Panel(*rows, found.scale, found.unit)
    value = (found.total.numerator / found.total.denominator)[..., 0] * found.scale
    ever, after = plans.treated(plan, places().ids), plans.years_in(plan, places().ids, YEAR_CODES) >= 0
    others = value[~ever].mean(axis=0)
    changes = [
        (value[at] - others)[after[at]].mean() - (value[at] - others)[~after[at]].mean()
        for at in np.flatnonzero(ever)
    ]
    return float(np.mean(changes))


def average(plan, histories, segments=None):
    return np.mean([estimated(plan, tables, segments) for tables, _ in histories])


def test_wardens_prevent_three_of_ten_violent_offences_in_their_districts(histories):
    for seen, unseen in histories:
        after = plans.years_in(plans.VIOLENCE, places().ids, YEAR_CODES) >= 0
        pair = [panel("violent_crime", tables) for tables in (seen, unseen)]
        assert effect(*pair, after)["relative_percent"] == pytest.approx(-30, abs=3)
        assert effect(*pair, ~after)["difference"] == 0
    assert average(plans.VIOLENCE, histories) == pytest.approx(-3.8, abs=0.6)


def test_the_burglary_campaign_goes_to_the_worst_districts_and_changes_nothing(histories):
    naive = []
    for seen, unseen in histories:
        campaign = register(seen)[1]
        rate = panel("burglary", seen)
        value = (rate.numerator / rate.denominator)[..., 0]
        chosen = plans.treated(campaign, places().ids)
        assert value[chosen, 5].min() >= value[~chosen, 5].max()
        assert np.array_equal(rate.numerator, panel("burglary", unseen).numerator)
        naive.append(
            value[chosen, 6].mean() / value[chosen, 5].mean()
            - value[~chosen, 6].mean() / value[~chosen, 5].mean()
        )
    assert np.mean(naive) < -0.1


def test_the_voucher_helps_the_two_low_fifths_and_nobody_else(histories):
    assert average(plans.INTERNET, histories, [0, 1]) == pytest.approx(18, abs=4)
    assert average(plans.INTERNET, histories, [2, 3, 4]) == pytest.approx(0, abs=3)


def test_the_new_forms_help_the_mean_and_widen_the_gap(histories):
    gains = [average(plans.FORMS, histories, [skill]) for skill in range(3)]
    assert gains == pytest.approx([0, 5, 16], abs=1.5)
    assert average(plans.FORMS, histories) > 8


def test_recycling_starts_in_three_waves_and_grows():
    seen, unseen = (generate(3, effects=effects, tables=["waste"]) for effects in (True, False))
    pair = [panel("recycled_share", tables) for tables in (seen, unseen)]
    years = plans.years_in(plans.RECYCLING, places().ids, YEAR_CODES)
    assert len(set(plans.RECYCLING.starts.values())) == 3
    assert effect(*pair, years == 0)["difference"] == pytest.approx(5, abs=0.1)
    assert effect(*pair, years > 0)["difference"] == pytest.approx(8, abs=0.1)
    assert seen["waste"].num_rows == 24 * len(QUARTER_CODES) * 4


def test_merged_rounds_miss_sixty_percent_more(histories):
    after = plans.years_in(plans.ROUNDS, places().ids, YEAR_CODES) >= 0
    changes = [
        effect(*(panel("missed_collections", t) for t in pair), after)["relative_percent"]
        for pair in histories
    ]
    assert np.mean(changes) == pytest.approx(60, abs=3)
    assert average(plans.ROUNDS, histories) > 4
