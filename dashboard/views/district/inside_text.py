"""Who inside a district is behind: sentences held to the groups' own limits."""

from collections.abc import Sequence

import pandas as pd

from dashboard.text import group_name, limits, plain, quantity
from dashboard.views.district.inside_data import GroupResult
from indicators.engine.definitions.registry import indicator
from indicators.engine.pack.model import Segments
from indicators.engine.text.messages import translated as _
from indicators.engine.text.messages import translated_plural as _n

_SAID = 3


def worst_off_groups(rows: pd.DataFrame) -> pd.DataFrame:
    """The groups that are worst off and clearly worse than their district: `group, indicators`, most first."""
    if rows.empty:
        return pd.DataFrame(columns=["group", "indicators"])
    last = rows[(rows["place"] == 0) & (rows["verdict"] == "worse")]
    counted = last.groupby("group", sort=False)["id"].nunique().sort_values(ascending=False, kind="stable")
    return counted.rename("indicators").reset_index()


def no_groups(apart: bool) -> str:
    """Why no groups are shown; `apart` where sources know groups, but in nothing that says who is better off."""
    if apart:
        return _(
            "The sources of this city tell groups of citizens apart only in indicators that can't say who is "
            "better off."
        )
    return _("The sources of this city tell no groups of citizens apart inside a district.")


def overall(name: str, by_dimension: list[tuple[Segments, pd.DataFrame]], apart: bool = False) -> str:
    """Who is most often clearly left behind, over all dimensions; `apart` as in `nothing`."""
    compared = sum(rows["id"].nunique() for _segments, rows in by_dimension if len(rows))
    if not compared and apart:
        return (
            _("**Inside {name}** nobody can say who is better off.", name=plain(name))
            + " "
            + no_groups(apart)
        )
    if not compared:
        return _("**Inside {name}**: no source tells groups of citizens apart.", name=plain(name))
    lines = [
        (int(row["indicators"]), int(rows["id"].nunique()), group_name(segments, str(row["group"])), segments)
        for segments, rows in by_dimension
        for _at, row in worst_off_groups(rows).iterrows()
    ]
    if not lines:
        return _(
            "**Inside {name}** no group is clearly worse off than the district as a whole.", name=plain(name)
        )
    lines.sort(key=lambda line: -line[0])
    groups = "; ".join(
        _("{group} in {k} of {n}", group=plain(_named(segments, group)), k=k, n=n)
        for k, n, group, segments in lines[:_SAID]
    )
    return _(
        "**Left behind inside {name}** (worst off, and clearly worse than the district as a whole): {said} indicators.",
        name=plain(name),
        said=groups,
    )


def _named(segments: Segments, group: str) -> str:
    return _("{dimension}: {group}", dimension=_(segments.title), group=group)


def of_dimension(name: str, segments: Segments, rows: pd.DataFrame) -> str:
    """The same for one dimension, and in how many indicators it can't be told."""
    if rows.empty:
        return _(
            "Nothing in {name} is told apart by {dimension}.",
            name=plain(name),
            dimension=plain(_(segments.title)),
        )
    last = worst_off_groups(rows)
    every = int(rows["id"].nunique())
    unknown = int(rows.groupby("id")["place"].apply(lambda place: place.notna().sum() < 2).sum())
    groups = "; ".join(
        _n(
            "{group}: {n} indicator",
            "{group}: {n} indicators",
            int(row["indicators"]),
            group=plain(group_name(segments, str(row["group"]))),
        )
        for _at, row in last.iterrows()
    ) or _("none of them")
    line = _(
        "By {dimension}, of {n} indicators: clearly worse off than {name} as a whole, and last: {said}.",
        dimension=plain(_(segments.title).lower()),
        n=every,
        name=plain(name),
        said=groups,
    )
    if not unknown:
        return line
    return (
        line
        + " "
        + _n(
            "In {n} of them fewer than two groups have a value.",
            "In {n} of them fewer than two groups have a value.",
            unknown,
        )
    )


def worst(segments: Segments, groups: Sequence[GroupResult]) -> str:
    """Who is worst and who best off in one indicator, with limits; why nobody can say.

    Last is not clearly last: the mark beside it says so.
    """
    known = sorted((group for group in groups if group.known), key=lambda group: group.place)
    if len(known) < 2:
        return _("cannot tell: too few groups have a value")
    unit = indicator(known[0].id).unit
    last, best = (_group(segments, group, unit) for group in (known[0], known[-1]))
    return _(
        "{last} worst off: {value}; {best} best off: {there}",
        last=last[0],
        value=last[1],
        best=best[0],
        there=best[1],
    )


def _group(segments: Segments, row: GroupResult, unit: str) -> tuple[str, str]:
    """A group's name, and its value with limits where it has any."""
    between = limits(row.lower, row.upper)
    value = quantity(row.value, unit) + (f" ({between})" if between else "")
    return group_name(segments, row.group), value
