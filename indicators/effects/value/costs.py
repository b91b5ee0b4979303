"""What it cost, for each unit of outcome and against its benefit, with the limits of the effect carried through.

The cost is taken as known; only the effect is uncertain. A ratio whose denominator may be nought has limits
that are no interval (Fieller 1954), so nothing is divided where the effect's limits include 0.
"""

import math
from dataclasses import dataclass, replace

import numpy as np

from indicators.effects.results import Effect
from indicators.effects.study import Floats, Study
from indicators.engine.text import late as say
from indicators.engine.text.messages import Text, _, sentences

NOWHERE = float("nan")


@dataclass(frozen=True)
class Gain:
    """How much was gained in all, in units of outcome: more is better; negative is a loss. NaN where unknown.

    `unit` names one unit of the outcome for people: "offence", "adult with internet". `better` says whether
    more or fewer of them is a gain.
    """

    amount: float
    lower: float
    upper: float
    unit: Text | str
    better: str = "higher"

    @property
    def sign(self) -> int:
        """1 where the limits say better, -1 where they say worse, 0 where they can't say."""
        if math.isnan(self.lower) or math.isnan(self.upper):
            return 0
        return 1 if self.lower > 0 else -1 if self.upper < 0 else 0


@dataclass(frozen=True)
class Price:
    """Money with limits: `value` is NaN where no number is honest; the sentence says what can be said instead."""

    value: float
    lower: float
    upper: float
    sentence: Text | str


def gain(estimate: float, lower: float, upper: float, reach: float, better: str, unit: Text | str) -> Gain:
    """The whole gain from an average effect and its limits.

    `reach` is how many units of outcome one unit of effect means over all treated district-periods: for a rate
    per 1,000 a year, thousands of person-years; for a share in per cent, hundredths of the people. Raises
    ValueError where `better` is neither higher nor lower, or `reach` is not positive.
    """
    if better not in ("higher", "lower"):
        raise ValueError(f"better='{better}': what is neither better nor worse gains nothing")
    if not reach > 0:
        raise ValueError(f"reach={reach} must be positive")
    if better == "higher":
        return Gain(estimate * reach, lower * reach, upper * reach, unit, better)
    return Gain(-estimate * reach, -upper * reach, -lower * reach, unit, better)


def gain_of(effect: Effect, study: Study, unit: str, better: str, people: Floats | None = None) -> Gain:
    """The whole gain of an estimated effect over its treated district-periods.

    A rate of counted events times its exposure gives events. A share in per cent times `people` ((N, T), the
    persons or homes it is a share of) gives those. Anything else is added up by district-periods. The average
    effect is taken for every district-period alike, so where large districts gained less than small ones the
    whole gain is overstated.
    """
    after = study.after
    if study.exposure is not None:
        reach = float(np.nansum(study.exposure[after])) / study.scale
        word = _("case")
    elif people is not None and unit == "%" and np.nansum(people[after]) > 0:
        reach = float(np.nansum(people[after])) / 100
        word = _("case")
    else:
        reach = float(after.sum())
        word = _("unit ({unit}, in one district for one period)", unit=say.change_unit(unit))
    return gain(effect.estimate, effect.lower, effect.upper, reach, better, word)


def cost_per_unit(cost: float | None, currency: str, gained: Gain) -> Price:
    """The cost of one unit gained; where money was saved and something lost, the money saved for each unit lost."""
    if cost is None or not math.isfinite(cost):
        return _nothing(_("The cost is not known."))
    if math.isnan(gained.amount) or gained.sign == 0:
        return _nothing(
            _(
                "What one unit cost can't be said: it may have had no effect. It cost {cost}.",
                cost=say.money(cost, currency),
            )
            if cost >= 0
            else _(
                "It saved {cost}; whether anything was lost or gained by it can't be said.",
                cost=say.money(-cost, currency),
            )
        )
    if cost < 0:
        return _of_saving(cost, currency, gained)
    if gained.sign < 0:
        return _nothing(_("It cost {cost} and made things worse.", cost=say.money(cost, currency)))
    price, amounts = _divided(cost, currency, gained)
    sentence = (
        _("Cost for each {unit} more: {price} ({lower} to {upper}).", **amounts)
        if gained.better == "higher"
        else _("Cost for each {unit} fewer: {price} ({lower} to {upper}).", **amounts)
    )
    return replace(price, sentence=sentence)


def _of_saving(cost: float, currency: str, gained: Gain) -> Price:
    if gained.sign > 0:
        saved = say.money(-cost, currency)
        return _nothing(_("It saved {cost} and made things better: nothing was paid for it.", cost=saved))
    lost = Gain(-gained.amount, -gained.upper, -gained.lower, gained.unit)
    price, amounts = _divided(-cost, currency, lost)
    sentence = (
        _("Saved for each {unit} fewer: {price} ({lower} to {upper}).", **amounts)
        if gained.better == "higher"
        else _("Saved for each {unit} more: {price} ({lower} to {upper}).", **amounts)
    )
    return replace(price, sentence=sentence)


def _divided(cost: float, currency: str, gained: Gain) -> tuple[Price, dict[str, object]]:
    """The cost divided by a gain that is surely positive, and its words; a larger gain is a lower price."""
    price = Price(cost / gained.amount, cost / gained.upper, cost / gained.lower, "")
    amounts = {"price": price.value, "lower": price.lower, "upper": price.upper}
    written = {name: say.money(amount, currency) for name, amount in amounts.items()}
    return price, {"unit": _unit(gained), **written}


def benefit_for_cost(cost: float | None, currency: str, gained: Gain, worth: float | None) -> Price:
    """Benefit for each unit of money spent, where one unit of outcome is `worth` so much (the officer's value).

    `value` is a plain ratio: above 1 the benefit is more than the cost. It is linear in the effect, so its
    limits hold also where the effect may be nought. For a saving, or no cost, the net benefit stands instead.
    """
    if worth is None or cost is None or not (math.isfinite(worth) and math.isfinite(cost)):
        return _nothing(_("No value of a unit was given, or no cost, so benefit and cost can't be compared."))
    if math.isnan(gained.amount) or math.isnan(gained.lower) or math.isnan(gained.upper):
        return _nothing(_("What was gained can't be said, so benefit and cost can't be compared."))
    if cost <= 0:
        return net_benefit(cost, currency, gained, worth)
    value, lower, upper = sorted_around(gained, worth / cost)
    one = say.money(1, currency)
    values = {
        name: say.number(number, 2) for name, number in (("value", value), ("lower", lower), ("upper", upper))
    }
    sentence = _("For {one} spent, {value} of benefit came back ({lower} to {upper}).", one=one, **values)
    return Price(
        value,
        lower,
        upper,
        sentences(sentence, _paid(lower - 1, upper - 1), _assumed(worth, currency, gained)),
    )


def net_benefit(cost: float, currency: str, gained: Gain, worth: float) -> Price:
    """Benefit less cost, in money; a saving adds to it."""
    value, lower, upper = (amount - cost for amount in sorted_around(gained, worth))
    values = {
        name: say.money(amount, currency)
        for name, amount in (("value", value), ("lower", lower), ("upper", upper))
    }
    sentence = _("Benefit less cost: {value} ({lower} to {upper}).", **values)
    return Price(
        value, lower, upper, sentences(sentence, _paid(lower, upper), _assumed(worth, currency, gained))
    )


def sorted_around(gained: Gain, factor: float) -> tuple[float, float, float]:
    """Amount, lower and upper of a gain times a factor, which may be negative."""
    lower, upper = sorted((gained.lower * factor, gained.upper * factor))
    return gained.amount * factor, lower, upper


def _paid(lower: float, upper: float) -> Text | str:
    if lower > 0:
        return _("It paid for itself.")
    return _("It did not pay for itself.") if upper < 0 else _("Whether it paid for itself can't be said.")


def _assumed(worth: float, currency: str, gained: Gain) -> Text | str:
    """Which value decides, and that it is no result."""
    values = {"unit": _unit(gained), "worth": say.money(worth, currency)}
    if gained.better == "higher":
        return _("This takes each {unit} more to be worth {worth}, a value that somebody chose.", **values)
    return _("This takes each {unit} fewer to be worth {worth}, a value that somebody chose.", **values)


def _unit(gained: Gain) -> Text:
    return gained.unit if isinstance(gained.unit, Text) else _(gained.unit)


def _nothing(sentence: Text) -> Price:
    return Price(NOWHERE, NOWHERE, NOWHERE, sentence)
