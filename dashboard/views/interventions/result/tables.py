"""The figures of an intervention as tables, in the numbers of the language spoken."""

import pandas as pd

from dashboard.text import number, quantity, signed
from dashboard.views.interventions.text import CHECK_STATE
from indicators.effects.assessment import Assessment, ForWhom
from indicators.effects.checks.all_checks import TITLES
from indicators.effects.estimators.open_limits import limits
from indicators.effects.verdict import WORDS
from indicators.engine.text.formatting import change_unit
from indicators.engine.text.messages import translated as _


def paths(rows: pd.DataFrame, unit: str) -> pd.DataFrame:
    """What was, what would have been, and the others, a row a period."""
    return pd.DataFrame(
        {
            _("Period"): rows["name"],
            _("Treated districts"): _with_limits(rows, "observed", unit),
            _("Without it (estimated)"): _with_limits(rows, "without", unit),
            _("Districts compared with"): [quantity(v, unit) if pd.notna(v) else "" for v in rows["others"]],
        }
    )


def _with_limits(rows: pd.DataFrame, name: str, unit: str) -> list[str]:
    cells = []
    for value, low, high in zip(rows[name], rows[f"{name}_lower"], rows[f"{name}_upper"], strict=True):
        around = limits(low, high) if pd.notna(low) and low < high else ""
        amount = quantity(value, unit) if pd.notna(value) else ""
        cells.append(f"{amount} ({around})" if around else amount)
    return cells


def groups(effects: ForWhom, names: dict[str, str]) -> pd.DataFrame:
    """The effect in every group with limits, its word, and what chance makes of looking at several."""
    rows = list(zip(effects.groups, effects.adjusted, strict=True))
    return pd.DataFrame(
        {
            _("Group"): [names[one.segment] for one, _p in rows],
            _("Effect ({unit})", unit=change_unit(effects.groups[0].indicator.unit)): [
                effect(one) for one, _p in rows
            ],
            _("In words"): [_(WORDS[one.verdict]) for one, _p in rows],
            _("p-value, several groups allowed for"): [number(p, 3) if p == p else "" for _one, p in rows],
        }
    )


def effect(one: Assessment) -> str:
    """An effect with its limits; why there is none."""
    if one.effect is None:
        return str(one.reason)
    around = limits(one.effect.lower, one.effect.upper)
    value = signed(one.effect.estimate)
    return f"{value} ({around})" if around else value


def checks(assessment: Assessment) -> pd.DataFrame:
    """All checks."""
    return pd.DataFrame(
        {
            _("Check"): [_(TITLES.get(check.name, check.name)) for check in assessment.checks],
            _("Outcome"): [_(CHECK_STATE[check.state]) for check in assessment.checks],
            _("In words"): [str(check.text) for check in assessment.checks],
        }
    )
