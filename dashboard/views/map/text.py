"""What the map says: ranks and how sure they are, gaps between groups, districts against the whole, clusters."""

from collections.abc import Mapping

import pandas as pd

from dashboard.text import (
    FEW,
    STATUS,
    VERDICT,
    cell,
    change_unit,
    counted,
    period,
    plain,
    reasons,
    signed,
    without_value,
)
from dashboard.views.shared.map_text import limits_line
from indicators.compare.spatial.autocorrelation import (
    HIGH_HIGH,
    HIGH_LOW,
    LOW_HIGH,
    LOW_LOW,
    MISSING,
    NO_NEIGHBOURS,
    NOT_SIGNIFICANT,
)
from indicators.engine.definitions.registry import Indicator
from indicators.engine.text.messages import N_
from indicators.engine.text.messages import translated as _
from indicators.engine.text.messages import translated_plural as _n

VIEW = {
    "value": N_("Value"),
    "change": N_("Before and after"),
    "gap": N_("Gap between groups"),
    "against": N_("Against the whole"),
    "clusters": N_("Clusters"),
}
CLASSES = {
    "quantiles": N_("Fifths (as many values in each)"),
    "equal": N_("Equal steps"),
    "natural": N_("Natural breaks"),
    "continuous": N_("No classes (continuous)"),
    "own": N_("Own breaks"),
}
CLUSTER = {
    HIGH_HIGH: N_("high among high"),
    LOW_LOW: N_("low among low"),
    HIGH_LOW: N_("high among low"),
    LOW_HIGH: N_("low among high"),
    NOT_SIGNIFICANT: N_("no more than chance"),
    NO_NEIGHBOURS: N_("no neighbours"),
    MISSING: N_("missing"),
}
_OFF = {
    "better": N_("better off"),
    "worse": N_("worse off"),
    "different": N_("different (not judged)"),
    "no_clear_difference": N_("no clear difference"),
    "cannot_tell": N_("cannot tell"),
}
_STANDS = {
    "better": N_("{first} **better off**"),
    "worse": N_("{first} **worse off**"),
    "different": N_("{first} **different** (not judged)"),
    "no_clear_difference": N_("**no clear difference**"),
    "cannot_tell": N_("**cannot tell** who is better off"),
}
_COUNTED = {
    "better": N_("{first} better off in {n}"),
    "worse": N_("{first} worse off in {n}"),
    "different": N_("{first} different (not judged) in {n}"),
    "no_clear_difference": N_("no clear difference in {n}"),
    "cannot_tell": N_("cannot tell in {n}"),
}


def gap_size(value: float, unit: str) -> str:
    """A gap with its sign and unit."""
    return f"{signed(value)} {change_unit(unit)}"


def gap_overview(
    measure: Indicator,
    names: tuple[str, str],
    place: str,
    code: str,
    whole: pd.Series | None,
    rows: pd.DataFrame,
) -> str:
    """How far apart two groups are in the whole, in how many districts who is better off, and what is not known."""
    about = {"first": plain(names[0]), "second": plain(names[1]), "period": plain(period(code))}
    sentences = [_("{period}: the gap is {first} less {second}.", **about)]
    if whole is not None and whole["status"] == "ok":
        sentences.append(
            _(
                "In {place} as a whole it is **{gap}** ({limits}): {verdict}.",
                place=plain(place),
                gap=gap_size(whole["gap"], measure.unit),
                limits=limits_line(whole) or _("no limits are known"),
                verdict=_(_STANDS[whole["verdict"]], first=plain(names[0])),
            )
        )
    known = rows[rows["status"] == "ok"]
    if known.empty:
        return " ".join([*sentences, _("No district has a value for both ({why}).", why=reasons(rows))])
    return " ".join([*sentences, _off_tally(names[0], known), without_value(rows)]).strip()


def _off_tally(first: str, known: pd.DataFrame) -> str:
    counted = [
        _(text, first=plain(first), n=int((known["verdict"] == word).sum()))
        for word, text in _COUNTED.items()
        if (known["verdict"] == word).any()
    ]
    return _n(
        "Of {n} district with values for both: {found}.",
        "Of {n} districts with values for both: {found}.",
        len(known),
        found=", ".join(counted),
    )


def gap_line(measure: Indicator, names: tuple[str, str], row: pd.Series) -> str:
    """One district's gap, with both sides."""
    name = plain(row["district"])
    if row["status"] != "ok":
        return _("**{name}**: no gap can be told ({why}).", name=name, why=_(STATUS[row["status"]]))
    return _(
        "**{name}**: {first} {value_first}, {second} {value_second}; gap {gap} ({limits}): {verdict}.",
        name=name,
        first=plain(names[0]),
        second=plain(names[1]),
        value_first=cell(row["value_first"], measure.unit, "ok"),
        value_second=cell(row["value_second"], measure.unit, "ok"),
        gap=gap_size(row["gap"], measure.unit),
        limits=limits_line(row) or _("no limits are known"),
        verdict=_(_STANDS[row["verdict"]], first=plain(names[0])),
    )


def first_group_standing(verdict: str) -> str:
    """How the first group stands against the second."""
    return _(_OFF[verdict])


def against_overview(
    measure: Indicator, place: str, code: str, rows: pd.DataFrame, total: pd.Series | None = None
) -> str:
    """How many districts differ from the whole beyond chance, by name where they are few; `total` is the whole."""
    average = rows["average"].dropna()
    about = {"period": plain(period(code)), "place": plain(place)}
    known = (rows["status"] == "ok").any()
    if known and average.empty:
        why = _(STATUS[str(total["status"])]) if total is not None else _(STATUS["missing"])
        return _(
            "{period}: {place} as a whole has no value ({why}), so no district can be set against it.",
            **about,
            why=why,
        )
    if not known:
        return _("{period}: no district can be set against {place} ({why}).", **about, why=reasons(rows))
    value = cell(float(average.iloc[0]), measure.unit, "ok")
    counted = _named(rows, "verdict", VERDICT, ("better", "worse", "different"))
    return _(
        "{period}, against {place} as a whole (**{value}**): of {n} districts {found}. "
        "*No clear difference* means no further from it than districts usually are.",
        **about,
        value=value,
        n=len(rows),
        found=counted,
    )


def clusters_overview(place: str, code: str, rows: pd.DataFrame) -> str:
    """Whether neighbours are alike in the whole, and where, beyond chance, high or low values lie together."""
    whole, about = rows.attrs["association"], {"period": plain(period(code)), "place": plain(place)}
    if whole is None:
        return _(
            "{period}: whether neighbours in {place} are alike can't be told: "
            "too few districts have a value, or all have the same.",
            **about,
        )
    alike = whole.p_permutation <= 0.05
    if not alike:
        overall = _("{period}: neighbours in {place} are no more alike than chance would make them.", **about)
    elif whole.moran > whole.moran_expected:
        overall = _("{period}: neighbours in {place} are more alike than chance would make them.", **about)
    else:
        overall = _("{period}: neighbours in {place} are less alike than chance would make them.", **about)
    kinds = (HIGH_HIGH, LOW_LOW, HIGH_LOW, LOW_HIGH)
    listed = _named(rows[rows["cluster"].isin(kinds)], "cluster", CLUSTER, kinds)
    if not listed:
        return f"{overall} " + _("No single district stands out with its neighbours beyond chance.")
    return f"{overall} " + _(
        "Standing out with their neighbours: {found}. It is a place to look at, and says nothing about the cause.",
        found=listed,
    )


def _named(rows: pd.DataFrame, column: str, table: Mapping[str, str], names_of: tuple[str, ...]) -> str:
    """How many rows have each word, with their names where they are few."""
    listed = []
    for word, text in table.items():
        names = sorted(rows.loc[rows[column] == word, "district"])
        among = f" ({', '.join(map(plain, names))})" if len(names) <= FEW and word in names_of else ""
        if names:
            listed.append(counted(len(names), _(text)) + among)
    return ", ".join(listed)


def breaks_wrong(written: str) -> str:
    """What is wrong with own breaks that can't be read."""
    return _(
        "“{written}” are no breaks: write one to four rising numbers with semicolons between them, such as "
        "10;20;30. Fifths are shown instead.",
        written=plain(written[:60]),
    )
