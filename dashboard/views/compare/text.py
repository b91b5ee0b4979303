"""Sentences of the page that compares: who stands higher, by how much, and what a cloud of points can't say."""

import pandas as pd

from dashboard.text import DIFFERENCE, STATUS, change_unit, limits, number, period, plain, quantity, signed
from indicators.compare.benchmarking.side_by_side import FEWEST, RankCorrelation
from indicators.engine.definitions.registry import Indicator
from indicators.engine.text.messages import translated as _


def opening(measure: Indicator, rows: pd.DataFrame, code: str) -> str:
    """The first place's value, and every other against it; `rows` as from `data.compare.differences`."""
    first = rows.iloc[0]
    name = plain(first["name"])
    when = plain(period(code))
    if first["status"] != "ok":
        why = _(STATUS[first["status"]])
        return _("{name} has no value in {period} ({why}), so the others can't be set against it.",
                 name=name, period=when, why=why)  # fmt: skip
    sentences = [
        _(
            "In {period} it is **{value}** in {name} (95 % limits {limits}).",
            period=when,
            value=quantity(first["value"], measure.unit),
            name=name,
            limits=limits(first["lower"], first["upper"]) or _("not known"),
        )
    ]
    others = [f"- {_difference_line(measure, row, name)}" for _at, row in rows.iloc[1:].iterrows()]
    return "\n".join([*sentences, "", *others])


def _difference_line(measure: Indicator, row: pd.Series, name: str) -> str:
    other = plain(str(row["name"]))
    if row["status"] != "ok":
        return _("{other}: {why}.", other=other, why=_(STATUS[str(row["status"])]))
    return _(
        "{other}: {value}, {difference} {unit} against {name} ({limits}): **{verdict}**.",
        other=other,
        value=quantity(row["value"], measure.unit),
        difference=signed(row["difference"]),
        unit=change_unit(measure.unit),
        name=name,
        limits=limits(row["lower_difference"], row["upper_difference"]) or _("no limits are known"),
        verdict=_(DIFFERENCE[row["verdict"]]),
    )


def joint_limits_note(others: int) -> str:
    """What the limits of several differences mean."""
    if others < 2:
        return _(
            "The limits of the difference are 95 % limits: where they hold 0, chance alone could explain it."
        )
    return _(
        "The limits of the {n} differences hold together at 95 %, so they are wider than each alone: "
        "where they hold 0, chance alone could explain the difference.",
        n=number(others, 0),
    )


def associated(first: Indicator, second: Indicator, correlation: RankCorrelation) -> str:
    """Whether districts high in one are high in the other; never why."""
    names = {"first": plain(_(first.title)), "second": plain(_(second.title))}
    if correlation.places < FEWEST:
        return _("Only {n} districts have a value in both: too few to say whether they go together.",
                 n=number(correlation.places, 0))  # fmt: skip
    if pd.isna(correlation.lower):
        return _("Whether “{first}” and “{second}” go together can't be told from these values.", **names)
    figures = {
        "r": number(correlation.value, 2),
        "limits": limits(correlation.lower, correlation.upper),
        "n": number(correlation.places, 0),
        **names,
    }
    if correlation.lower > 0:
        return _(
            "Districts high in “{first}” tend to be high in “{second}” "
            "(rank correlation {r}, 95 % limits {limits}, {n} districts).",
            **figures,
        )
    if correlation.upper < 0:
        return _(
            "Districts high in “{first}” tend to be low in “{second}” "
            "(rank correlation {r}, 95 % limits {limits}, {n} districts).",
            **figures,
        )
    return _(
        "No clear pattern between “{first}” and “{second}” "
        "(rank correlation {r}, 95 % limits {limits}, {n} districts).",
        **figures,
    )


def warning() -> str:
    """The caution that a rank correlation is no cause, and holds for districts, not for people."""
    return _(
        "This does not show that one causes the other. Both may come from something else, such as age or income, and "
        "what holds for districts need not hold for the people in them."
    )
