"""Words of a district's page: verdicts, marks, counts and the opening sentence."""

from collections.abc import Sequence

from dashboard.text import STATUS, number, period, plain, quantity
from dashboard.views.district.data import CITY, COUNTED, LIKE, PART, IndicatorResult, Tally, tally
from indicators.engine.definitions.registry import domain_title
from indicators.engine.text.messages import N_
from indicators.engine.text.messages import translated as _
from indicators.engine.text.messages import translated_plural as _n

WORD = {
    "better": N_("better"),
    "worse": N_("worse"),
    "no_clear_difference": N_("no clear difference"),
    "cannot_tell": N_("cannot tell"),
    "different": N_("differs (not judged)"),
}
MARK = {"better": "▲", "worse": "▼", "no_clear_difference": "●", "cannot_tell": "○", "different": "■"}
ARROW = {1: "↗", -1: "↘", 0: "→"}
AGAINST = {
    CITY: N_("the city as a whole"),
    PART: N_("its part of the city"),
    LIKE: N_("districts like it"),
}
NAMED = 3


COUNTED_AS = {
    "worse": N_("worse"),
    "better": N_("better"),
    "no_clear_difference": N_("no clear difference"),
    "cannot_tell": N_("cannot tell"),
    "neutral": N_("not judged"),
    "none": N_("no value"),
}


def mark(result: IndicatorResult) -> str:
    """The sign of a row; of what has no good end another one than of what is judged."""
    if not result.known:
        return "–"
    alike = not result.judged and result.verdict == "no_clear_difference"
    return "□" if alike else MARK[result.verdict]


def verdict(result: IndicatorResult) -> str:
    """The word beside the mark; where there is none, why."""
    if not result.known:
        return _(STATUS[result.status])
    if result.verdict == "cannot_tell":
        return _("cannot tell: nothing to compare") if result.limited else _("cannot tell: no limits")
    if not result.judged and result.verdict == "no_clear_difference":
        return _("no clear difference (not judged)")
    return _(WORD[result.verdict])


def direction_without_limits(result: IndicatorResult) -> str:
    """Higher or lower where no limits are known, without a judgement; empty elsewhere."""
    other = result.group if result.group == result.group else result.city
    if not result.known or result.limited or other != other:
        return ""
    values = {
        "value": quantity(result.value, result.measure.unit),
        "other": quantity(other, result.measure.unit),
    }
    if result.value > other:
        return _("higher: {value} against {other}; no limits, so chance can't be judged", **values)
    if result.value < other:
        return _("lower: {value} against {other}; no limits, so chance can't be judged", **values)
    return _("the same: {value}; no limits, so chance can't be judged", **values)


def sheet_word(result: IndicatorResult) -> str:
    """The word where there is little room; the direction where that is all that can be said."""
    if not result.known:
        return ""
    if not result.judged and result.verdict == "no_clear_difference":
        return _("alike (not judged)")
    other = result.group if result.group == result.group else result.city
    if result.limited or other != other or result.value == other:
        return _(WORD[result.verdict])
    return _("higher; cannot tell") if result.value > other else _("lower; cannot tell")


def verdict_with_direction(result: IndicatorResult) -> str:
    """The word, and the plain direction where that is all there is, for tables."""
    return "; ".join(filter(None, [verdict(result), direction_without_limits(result)]))


def outlier(result: IndicatorResult) -> str:
    """What is said of an outlier among all districts; empty for the others."""
    if result.unusual != result.verdict:
        return ""
    return {"worse": _("among the very worst"), "better": _("among the very best")}.get(result.unusual, "")


def value(result: IndicatorResult) -> str:
    """The district's value with its unit, or why there is none."""
    return quantity(result.value, result.measure.unit) if result.known else _(STATUS[result.status])


def amount(number_: float, unit: str) -> str:
    """The number alone, where its unit stands beside it; the sign for per cent always stands with it."""
    if number_ != number_:
        return ""
    return quantity(number_, unit) if unit == "%" else number(number_)


def trend(result: IndicatorResult) -> str:
    """Which way it went since when, in the fixed words."""
    if result.trend == "cannot_tell" or not result.since:
        return _("cannot tell")
    word = _("changed (not judged)") if result.trend == "different" else _(WORD[result.trend])
    return _("{word} since {period}", word=word, period=period(result.since))


def arrow(result: IndicatorResult) -> str:
    """Up or down where it moved beyond chance, level where it did not; empty where nobody can tell."""
    if result.trend == "cannot_tell":
        return ""
    return ARROW[result.rises if result.trend in ("better", "worse", "different") else 0]


def opening(results: Sequence[IndicatorResult], name: str, yardstick: str) -> str:
    """How the district stands over all its indicators."""
    counts = tally(tuple(results))
    if not counts.conclusive:
        return _("Nothing can be said of {name} beside {place}.", name=plain(name), place=plain(yardstick))
    return _n(
        "Beside {place}, {name} is **worse in {worse}** and **better in {better}** of {n} indicator "
        "that can be judged; in {same} there is no clear difference.",
        "Beside {place}, {name} is **worse in {worse}** and **better in {better}** of {n} indicators "
        "that can be judged; in {same} there is no clear difference.",
        counts.conclusive,
        place=plain(yardstick),
        name=plain(name),
        worse=counts.worse,
        better=counts.better,
        same=counts.same,
    )


def titles(results: Sequence[IndicatorResult], most: int = NAMED) -> str:
    """Indicators by name, the rest as a number."""
    names = [plain(_(result.measure.title)) for result in results[:most]]
    listed = "; ".join(names)
    more = len(results) - len(names)
    return _n("{names}; and {n} more", "{names}; and {n} more", more, names=listed) if more else listed


def domain(counts: Tally) -> str:
    """One domain in a few words."""
    if not counts.conclusive + counts.cannot:
        return _("not judged")
    if not counts.worse + counts.better and counts.cannot > counts.same:
        return _("cannot tell in {k} of {n}", k=counts.cannot, n=counts.conclusive + counts.cannot)
    if counts.worse and not counts.better:
        return _("worse in {k} of {n}", k=counts.worse, n=counts.conclusive)
    if counts.better and not counts.worse:
        return _("better in {k} of {n}", k=counts.better, n=counts.conclusive)
    if not counts.better:
        return _("no clear difference in {n}", n=counts.conclusive)
    return _("worse in {k}, better in {m} of {n}", k=counts.worse, m=counts.better, n=counts.conclusive)


def domain_name(code: str) -> str:
    """A domain in the language spoken."""
    return _(domain_title(code))


def counted(results: Sequence[IndicatorResult]) -> str:
    """All words of some indicators with their numbers, for those who don't see the marks; each is counted once."""
    words = [result.word for result in results]
    return ", ".join(
        _("{n} {word}", n=words.count(code), word=_(COUNTED_AS[code])) for code in COUNTED if code in words
    )


def bell(result: IndicatorResult) -> str:
    """What is said of a bell in a row; empty where none rings."""
    if result.pattern:
        return _("a bell by its pattern alone")
    return _("the bell rings") if result.rings else ""


def marks() -> str:
    """All signs with their words."""
    signs = [*((MARK[code], WORD[code]) for code in MARK), ("□", N_("no clear difference (not judged)"))]
    return "  ".join(f"{sign} {_(word)}" for sign, word in signs)


def intervention(day: str) -> str:
    """What is said in the row of an indicator at which an intervention in this district aims."""
    return _(
        "An intervention runs here since {day}: its effect is judged on the page Interventions.", day=day
    )


def chance(n: int) -> str:
    """How many of so many comparisons would be called clear although nothing differs."""
    return _n(
        "Marks are judged one by one: of {n} comparison some {few} would look clear by chance alone.",
        "Marks are judged one by one: of {n} comparisons some {few} would look clear by chance alone.",
        n,
        few=number(max(1.0, round(n / 20)), 0),
    )
