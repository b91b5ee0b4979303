"""Confidence limits of counts, shares and means.

Every function takes numpy arrays (or plain numbers) that broadcast against each other and gives the pair
`(lower, upper)` of that shape. A cell with a missing or impossible input (a negative count, more successes
than trials) has missing limits and never raises, so a single bad district can't stop a whole map. The limits
always contain the value they belong to, and a higher `level` never makes them narrower. `level` is two-sided:
0.95 leaves 2.5 % on either side.

SciPy is imported where it is needed: loading it takes half as long as answering `townbell estimate`, and shares do
without it.
"""

from statistics import NormalDist

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
Limits = tuple[FloatArray, FloatArray]

# Above this many degrees of freedom t and normal quantiles agree to 1e-9.
_NORMAL_ABOVE = 1e9


def z(level: float = 0.95) -> float:
    """The standard normal deviate of a two-sided level: 1.96 for 0.95. Raises ValueError outside 0..1."""
    return -NormalDist().inv_cdf(_tail(level))


def t(degrees_of_freedom: npt.ArrayLike, level: float = 0.95) -> FloatArray:
    """Student's t deviate of a two-sided level; missing without a degree of freedom, `z` for very many."""
    from scipy import special

    freedom = _floats(degrees_of_freedom)
    finite = np.where((freedom > 0) & (freedom <= _NORMAL_ABOVE), freedom, np.nan)
    return np.where(freedom > _NORMAL_ABOVE, z(level), -special.stdtrit(finite, _tail(level)))


def wilson(successes: npt.ArrayLike, n: npt.ArrayLike, level: float = 0.95) -> Limits:
    """Score limits of a share, on the scale 0..1 (Wilson 1927; method 3 of Newcombe 1998).

    Neither number has to be whole: for a weighted survey give the effective sample as `n` and the estimated
    share times `n` as `successes`. `n` is the number of people really asked, not the number they stand for.
    """
    with np.errstate(all="ignore"):
        trials, hits = _floats(n), _floats(successes)
        valid = (trials > 0) & np.isfinite(trials) & (hits >= 0) & (hits <= trials * (1 + 1e-9))
        trials = np.where(valid, trials, np.nan)
        hits = np.minimum(hits, trials)
        share = hits / trials
        # 1 minus a number near 1 has no digits left, so small shares take the sum instead of the complement.
        complement = 1 - _wilson_lower(trials - hits, trials, z(level))
        upper = np.where(share < 0.5, _wilson_upper(hits, trials, z(level)), complement)
        return np.minimum(_wilson_lower(hits, trials, z(level)), share), np.clip(upper, share, 1.0)


def poisson_exact(events: npt.ArrayLike, level: float = 0.95) -> Limits:
    """Exact Poisson limits of a count, through the gamma form of the chi-square quantile (Garwood 1936).

    The events may be a non-integer weighted count. Divide both limits by the population to get those of a
    rate.
    """
    from scipy import special

    events = _counts(events)
    with np.errstate(all="ignore"):
        # Below a ten-thousandth of an event the lower limit is smaller than any double.
        lower = np.where(events > 1e-4, special.gammaincinv(events, _tail(level)), 0.0 * events)
        upper = special.gammainccinv(events + 1, _tail(level))
        return np.minimum(lower, events), np.maximum(upper, events)


def byar(events: npt.ArrayLike, level: float = 0.95, exact_below: float = 10) -> Limits:
    """Limits of a count: exact Poisson below `exact_below` events, Byar's approximation from there on.

    Breslow & Day 1987, p. 69; the switch at 10 events is the convention of the English public health guides.
    These are limits of the COUNT: scale them by what the count is divided by.
    """
    events = _counts(events)
    few = events < exact_below
    with np.errstate(all="ignore"):
        exact_lower, exact_upper = poisson_exact(np.where(few, events, np.nan), level)
        lower = np.minimum(_cube_root_normal(events, -z(level)), events)
        upper = np.maximum(_cube_root_normal(events + 1, z(level)), events)
    return np.where(few, exact_lower, lower), np.where(few, exact_upper, upper)


def student_t_mean(
    mean: npt.ArrayLike, standard_deviation: npt.ArrayLike, n: npt.ArrayLike, level: float = 0.95
) -> Limits:
    """Limits of the mean of `n` values: mean -+ t(n - 1) sd / sqrt(n) (Altman et al. 2000).

    `standard_deviation` is the one with n - 1 below the line. Missing for fewer than two values.
    """
    n = _floats(n)
    with np.errstate(all="ignore"):
        standard_error = _floats(standard_deviation) / np.sqrt(n)
        return normal(mean, standard_error, level, degrees_of_freedom=n - 1)


def normal(
    value: npt.ArrayLike,
    standard_error: npt.ArrayLike,
    level: float = 0.95,
    degrees_of_freedom: npt.ArrayLike | None = None,
) -> Limits:
    """value -+ z standard errors, or t with `degrees_of_freedom`; may leave the range a share can have."""
    value, standard_error = _floats(value), _floats(standard_error)
    deviate = z(level) if degrees_of_freedom is None else t(degrees_of_freedom, level)
    with np.errstate(all="ignore"):
        margin = deviate * np.where(
            (standard_error >= 0) & np.isfinite(standard_error), standard_error, np.nan
        )
        return value - margin, value + margin


def _wilson_lower(successes: FloatArray, n: FloatArray, deviate: float) -> FloatArray:
    # The product of the two limits is x^2 / (n (n + z^2)), which spares the subtraction of nearly equal
    # numbers.
    root = deviate * np.sqrt(successes * (1 - successes / n) + deviate**2 / 4)
    return np.asarray(successes / n * (successes / (successes + deviate**2 / 2 + root)))


def _wilson_upper(successes: FloatArray, n: FloatArray, deviate: float) -> FloatArray:
    root = deviate * np.sqrt(successes * (1 - successes / n) + deviate**2 / 4)
    return np.asarray((successes + deviate**2 / 2 + root) / (n + deviate**2))


def _cube_root_normal(count: FloatArray, deviate: float) -> FloatArray:
    root = np.maximum(0.0, 1 - 1 / (9 * count) + deviate / (3 * np.sqrt(count)))
    return np.where(count == 0, 0.0, count * root**3)


def _counts(events: npt.ArrayLike) -> FloatArray:
    events = _floats(events)
    return np.where((events >= 0) & np.isfinite(events), events, np.nan)


def _tail(level: float) -> float:
    if not 0 < level < 1:
        raise ValueError(f"a confidence level lies between 0 and 1, for example 0.95; got {level}")
    return (1 - level) / 2


def _floats(values: npt.ArrayLike) -> FloatArray:
    return np.asarray(values, dtype=np.float64)
