"""What a district's home page says of it: no more than its numbers do."""

from collections.abc import Sequence

from dashboard.text import STATUS, number, period, plain, quantity
from dashboard.views.district.data import CITY, COUNTED, LIKE, PART, Stand, Tally, tally
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


def mark(stand: Stand) -> str:
    """The sign of a row; of what has no good end another one than of what is judged."""
    if not stand.known:
        return "–"
    alike = not stand.judged and stand.verdict == "no_clear_difference"
    return "□" if alike else MARK[stand.verdict]


def verdict(stand: Stand) -> str:
    """The word beside the mark; where there is none, why."""
    if not stand.known:
        return _(STATUS[stand.status])
    if stand.verdict == "cannot_tell":
        return _("cannot tell: nothing to compare") if stand.limited else _("cannot tell: no limits")
    if not stand.judged and stand.verdict == "no_clear_difference":
        return _("no clear difference (not judged)")
    return _(WORD[stand.verdict])


def beside(stand: Stand) -> str:
    """Higher or lower where no limits are known, without a judgement; empty elsewhere."""
    other = stand.group if stand.group == stand.group else stand.city
    if not stand.known or stand.limited or other != other:
        return ""
    said = {
        "value": quantity(stand.value, stand.measure.unit),
        "other": quantity(other, stand.measure.unit),
    }
    if stand.value > other:
        return _("higher: {value} against {other}; no limits, so chance can't be judged", **said)
    if stand.value < other:
        return _("lower: {value} against {other}; no limits, so chance can't be judged", **said)
    return _("the same: {value}; no limits, so chance can't be judged", **said)


def sheet_word(stand: Stand) -> str:
    """The word where there is little room; the direction where that is all that can be said."""
    if not stand.known:
        return ""
    if not stand.judged and stand.verdict == "no_clear_difference":
        return _("alike (not judged)")
    other = stand.group if stand.group == stand.group else stand.city
    if stand.limited or other != other or stand.value == other:
        return _(WORD[stand.verdict])
    return _("higher; cannot tell") if stand.value > other else _("lower; cannot tell")


def verdict_with_direction(stand: Stand) -> str:
    """The word, and the plain direction where that is all there is, for tables."""
    return "; ".join(filter(None, [verdict(stand), beside(stand)]))


def outlier(stand: Stand) -> str:
    """What is said of an outlier among all districts; empty for the others."""
    if stand.unusual != stand.verdict:
        return ""
    return {"worse": _("among the very worst"), "better": _("among the very best")}.get(stand.unusual, "")


def value(stand: Stand) -> str:
    """The district's value with its unit, or why there is none."""
    return quantity(stand.value, stand.measure.unit) if stand.known else _(STATUS[stand.status])


def amount(number_: float, unit: str) -> str:
    """The number alone, where its unit stands beside it; the sign for per cent always stands with it."""
    if number_ != number_:
        return ""
    return quantity(number_, unit) if unit == "%" else number(number_)


def trend(stand: Stand) -> str:
    """Which way it went since when, in the fixed words."""
    if stand.trend == "cannot_tell" or not stand.since:
        return _("cannot tell")
    word = _("changed (not judged)") if stand.trend == "different" else _(WORD[stand.trend])
    return _("{word} since {period}", word=word, period=period(stand.since))


def arrow(stand: Stand) -> str:
    """Up or down where it moved beyond chance, level where it did not; empty where nobody can tell."""
    if stand.trend == "cannot_tell":
        return ""
    return ARROW[stand.rises if stand.trend in ("better", "worse", "different") else 0]


def opening(stands: Sequence[Stand], name: str, yardstick: str) -> str:
    """How the district stands over all its indicators."""
    found = tally(tuple(stands))
    if not found.told:
        return _("Nothing can be said of {name} beside {place}.", name=plain(name), place=plain(yardstick))
    return _n(
        "Beside {place}, {name} is **worse in {worse}** and **better in {better}** of {n} indicator "
        "that can be judged; in {same} there is no clear difference.",
        "Beside {place}, {name} is **worse in {worse}** and **better in {better}** of {n} indicators "
        "that can be judged; in {same} there is no clear difference.",
        found.told,
        place=plain(yardstick),
        name=plain(name),
        worse=found.worse,
        better=found.better,
        same=found.same,
    )


def titles(stands: Sequence[Stand], most: int = NAMED) -> str:
    """Indicators by name, the rest as a number."""
    names = [plain(_(stand.measure.title)) for stand in stands[:most]]
    listed = "; ".join(names)
    more = len(stands) - len(names)
    return _n("{names}; and {n} more", "{names}; and {n} more", more, names=listed) if more else listed


def domain(found: Tally) -> str:
    """One domain in a few words."""
    if not found.told + found.cannot:
        return _("not judged")
    if not found.worse + found.better and found.cannot > found.same:
        return _("cannot tell in {k} of {n}", k=found.cannot, n=found.told + found.cannot)
    if found.worse and not found.better:
        return _("worse in {k} of {n}", k=found.worse, n=found.told)
    if found.better and not found.worse:
        return _("better in {k} of {n}", k=found.better, n=found.told)
    if not found.better:
        return _("no clear difference in {n}", n=found.told)
    return _("worse in {k}, better in {m} of {n}", k=found.worse, m=found.better, n=found.told)


def domain_name(code: str) -> str:
    """A domain in the language spoken."""
    return _(domain_title(code))


def counted(stands: Sequence[Stand]) -> str:
    """All words of some indicators with their numbers, for those who don't see the marks; each is counted once."""
    words = [stand.word for stand in stands]
    return ", ".join(
        _("{n} {word}", n=words.count(code), word=_(COUNTED_AS[code])) for code in COUNTED if code in words
    )


def bell(stand: Stand) -> str:
    """What is said of a bell in a row; empty where none rings."""
    if stand.pattern:
        return _("a bell by its pattern alone")
    return _("the bell rings") if stand.rings else ""


def marks() -> str:
    """All signs with their words."""
    signs = [*((MARK[code], WORD[code]) for code in MARK), ("□", N_("no clear difference (not judged)"))]
    return "  ".join(f"{sign} {_(word)}" for sign, word in signs)


def intervention(day: str) -> str:
    """What is said in the row of an indicator at which an intervention in this district aims."""
    return _(
        "An intervention runs here since {day}: its effect is judged on the page Interventions.", day=day
    )


def limits_gloss() -> str:
    """What limits are, once near the top."""
    return _("95 % limits: how far chance alone could move a number.")


def chance(n: int) -> str:
    """How many of so many comparisons would be called clear although nothing differs."""
    return _n(
        "Marks are judged one by one: of {n} comparison some {few} would look clear by chance alone.",
        "Marks are judged one by one: of {n} comparisons some {few} would look clear by chance alone.",
        n,
        few=number(max(1.0, round(n / 20)), 0),
    )
