"""The shape that every estimator has for those who call one: a study in, an effect out."""

from collections.abc import Callable

from indicators.effects.results import Effect
from indicators.effects.study import Study

Estimator = Callable[[Study], Effect]
