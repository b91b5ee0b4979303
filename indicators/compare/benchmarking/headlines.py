"""Which indicator speaks for a domain where there is room for one: a stated rule, not somebody's taste."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Candidate:
    """An indicator of a domain with the number of periods in which the whole area has a value, and has limits."""

    id: str
    better: str
    known: int
    with_limits: int


def headline(candidates: Sequence[Candidate], named: Collection[str] = ()) -> str | None:
    """The domain's headline measure; None where nothing has a value. `candidates` stand as their module has them.

    One that the city's pack names (`townbell.headlines`, a list of ids) comes first. Otherwise it is the first
    that knows good from bad, has limits and has them in two periods, so that its change can be told from chance;
    where there is none, the first with limits in one period, the first with a value, and last a neutral one.
    A headline is an example of its domain, not a sum of it.
    """
    rules: tuple[Callable[[Candidate], bool], ...] = (
        lambda c: c.id in named and c.known > 0,
        lambda c: c.better != "neutral" and c.with_limits > 1,
        lambda c: c.better != "neutral" and c.with_limits > 0,
        lambda c: c.better != "neutral" and c.known > 0,
        lambda c: c.known > 0,
    )
    return next((c.id for rule in rules for c in candidates if rule(c)), None)
