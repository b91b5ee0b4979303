"""What there is to say about an intervention once it has been judged: for everybody, and group by group."""

from dataclasses import dataclass
from html import escape

from indicators.effects.checks.regression_to_mean import Selection
from indicators.effects.design.panel import Panel
from indicators.effects.register.intervention import Intervention
from indicators.effects.results import Check, Effect
from indicators.effects.study import Study
from indicators.effects.trial import Trial
from indicators.effects.value.expected import Comparison
from indicators.engine.definitions.registry import Indicator
from indicators.engine.text.messages import Text


@dataclass(frozen=True, repr=False)
class Assessment:
    """Everything there is to say about one intervention, one indicator and one group of residents.

    `segment` is a group of a dimension, or "all". `study` is what was compared, after what had to be left out;
    it and `effect` are None where nothing can be estimated, and `reason` says why. `method` is the code asked
    for or chosen. `expected` sets the expected range against the effect. `for_whom` is there if asked for.
    """

    indicator: Indicator
    intervention: Intervention
    segment: str
    panel: Panel
    trial: Trial
    method: str
    verdict: str
    grade: str
    sentence: Text | str
    expected: Comparison
    study: Study | None = None
    effect: Effect | None = None
    checks: tuple[Check, ...] = ()
    selection: Selection | None = None
    reason: Text | str = ""
    for_whom: "ForWhom | None" = None

    def __repr__(self) -> str:
        effect = self.effect
        size = f", {effect.estimate:+.3g} ({effect.lower:+.3g} to {effect.upper:+.3g})" if effect else ""
        return (
            f"<Assessment of {self.intervention.id} on {self.indicator.id}, {self.segment}: "
            f"{self.verdict}, evidence {self.grade}{size}, by {self.method}>"
        )

    def _repr_html_(self) -> str:
        """What a notebook shows: the sentence, the trial, and every check with its state."""
        trial = "".join(f"<li>{escape(str(sentence))}</li>" for sentence in self.trial.sentences)
        checks = "".join(
            f'<tr><td style="text-align:left">{check.state}</td><td style="text-align:left">'
            f"{escape(str(check.text))}</td></tr>"
            for check in self.checks
        )
        return f"<p><b>{escape(str(self.sentence))}</b></p><ul>{trial}</ul><table><tbody>{checks}</tbody></table>"


@dataclass(frozen=True)
class GroupDifference:
    """How much larger the effect is in `group` than in `against`, in the indicator's unit, with 95 % limits."""

    group: str
    against: str
    value: float
    lower: float
    upper: float


@dataclass(frozen=True)
class GroupGap:
    """The distance between the group that stood best and the one that stood worst before, in treated districts.

    Positive as long as the best stays ahead. `change` is how much of the gap's change is the intervention's, with
    limits: above zero it is wider than it would have been.
    """

    best: str
    worst: str
    before: float
    after: float
    change: float
    lower: float
    upper: float

    @property
    def state(self) -> str:
        """`wider`, `narrower` or `not changed` beyond chance."""
        return "wider" if self.lower > 0 else "narrower" if self.upper < 0 else "not changed"


@dataclass(frozen=True)
class ForWhom:
    """Effects by group, in the order of the dimension. `adjusted` (K,) are p-values for looking at all groups at
    once (Benjamini & Hochberg 1995); verdicts rest on them. `better_but_wider` is the flag *average better, gap
    wider*. `sentence` says what became of the gap."""

    dimension: str
    groups: tuple[Assessment, ...]
    adjusted: tuple[float, ...]
    differences: tuple[GroupDifference, ...]
    gap: GroupGap | None
    better_but_wider: bool
    sentence: Text | str
