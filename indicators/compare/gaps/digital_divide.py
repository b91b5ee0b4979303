"""Digital divide and digital inequality: which indicators belong together, and the split group by group."""

from collections.abc import Iterable

import narwhals as nw
import numpy as np
import pandas as pd

from indicators.compare.gaps.decomposition import Decomposition, Steps, decompose
from indicators.compare.gaps.group_limits import critical
from indicators.engine.definitions.enums import Status
from indicators.engine.definitions.kinds import Noise
from indicators.engine.definitions.registry import Indicator
from indicators.engine.definitions.row import Row

COLUMNS = (
    "status", "access", "access_lower", "access_upper", "use_given_access", "use", "use_lower", "use_upper",
    "idle", "without", "ratio", "ratio_lower", "ratio_upper", "access_share", "access_share_lower",
    "access_share_upper", "gap", "gap_access", "gap_use", "clear",
)  # fmt: skip

_REFERENCE = {"ratio": 1.0, "clear": False}


def divide_pairs(indicators: Iterable[Indicator]) -> list[tuple[Indicator, Indicator]]:
    """The pairs (access, use) for which a gap in use splits into lack of access and little use.

    The rule: both are shares of one table and one weight for which higher is better; `use` is counted out of
    exactly those whom `access` counts, and `access` out of all. It is read from the functions themselves, so a new
    pair needs no list.
    """
    shares = [
        each
        for each in indicators
        if each.spec.noise is Noise.BINOMIAL and each.better == "higher" and each.out_of is None
    ]
    read = {each.id: _read(each) for each in shares}
    return [
        (access, use)
        for access in shares
        for use in shares
        if (access.table, access.weight) == (use.table, use.weight)
        and read[access.id][1] == ""
        and read[use.id][1] == read[access.id][0]
    ]


def _read(indicator: Indicator) -> tuple[str, str]:
    """What a share counts and out of whom, as written; the second is empty where it is out of all rows."""
    answer = indicator.function(Row(indicator.table))
    what, out_of = answer if isinstance(answer, tuple) else (answer, None)
    return _text(what), "" if out_of is None else _text(out_of)


def _text(expression: object) -> str:
    return repr(expression) if isinstance(expression, nw.Expr) else str(expression)


def divide_table(access: pd.DataFrame, use: pd.DataFrame, across: str, level: float = 0.95) -> pd.DataFrame:
    """Every group in three parts of 100 people, and what its gap to the best group is made of.

    `access` and `use` are estimates by `across` (a pair of `divide_pairs`), in per cent. Of 100 people in a group
    `use` use it, `idle` have access and don't, `without` have no access. `ratio` is the group's use against that of
    the group with most use (which is `attrs["reference"]`), `access_share` the part of that gap which is lack of
    access, both with limits (delta method). `gap` in percentage points is split in the same proportion into
    `gap_access` and `gap_use`: logarithms of the parts add up exactly (LMDI; Ang 2005). Where the gap is not `clear`
    there is nothing to split and the parts are unknown. The reference is the group with most use as
    measured, so its luck makes gaps a little too large.
    """
    both = access.merge(use, on=across, suffixes=("", "_use"))
    ok = (both["status"] == Status.OK) & (both["status_use"] == Status.OK)
    known = {row[across]: _steps(row, level) for at, row in both[ok].iterrows()}
    steps = {group: counts for group, counts in known.items() if _use(counts) > 0}
    reference = max(steps, key=lambda group: _use(steps[group])) if steps else None
    rows = [
        {across: row[across], **_row(row, steps.get(row[across]), steps.get(reference), level)}
        for at, row in both.iterrows()
    ]
    frame = pd.DataFrame(rows, columns=[across, *COLUMNS])
    frame.attrs["reference"] = reference
    return frame


def _steps(row: pd.Series, level: float) -> Steps:
    """The people at each step; a survey's effective number is worked back from the limits of access."""
    persons, share = float(row["denominator"]), float(row["value"]) / 100
    error = (float(row["upper"]) - float(row["lower"])) / 100 / (2 * critical(level))
    effective = share * (1 - share) / error**2 if error > 0 and 0 < share < 1 else persons
    return Steps(persons, persons * share, persons * share * float(row["value_use"]) / 100, effective)


def _use(steps: Steps) -> float:
    return float(np.asarray(steps.users)) / float(np.asarray(steps.persons))


def _row(row: pd.Series, mine: Steps | None, best: Steps | None, level: float) -> dict[str, object]:
    if mine is None or best is None:
        status = row["status"] if row["status"] != Status.OK else row["status_use"]
        return {"status": status, "clear": False}
    access, use = float(row["value"]), 100 * _use(mine)
    decomposition, gap = decompose(mine, best, level), 100 * (_use(best) - _use(mine))
    return {
        "status": "ok",
        "access": access,
        "access_lower": float(row["lower"]),
        "access_upper": float(row["upper"]),
        "use_given_access": float(row["value_use"]),
        "use": use,
        "idle": access - use,
        "without": 100 - access,
        "gap": gap,
        **_use_limits(use, mine, level),
        **(_REFERENCE if mine is best else _split(decomposition, gap)),
    }


def _use_limits(use: float, mine: Steps, level: float) -> dict[str, float]:
    """Limits of the share of all who use: the variances of both steps' logarithms add up (see `decompose`)."""
    persons, access, users, respondents = (
        float(np.asarray(n)) for n in (mine.persons, mine.with_access, mine.users, mine.effective_n)
    )
    has, uses = access / persons, users / access
    error = np.sqrt((1 - has) / (has * respondents) + (1 - uses) / (uses * respondents * has))
    times = float(np.exp(critical(level) * error))
    return {"use_lower": use / times, "use_upper": min(100.0, use * times)}


def _split(decomposition: Decomposition, gap: float) -> dict[str, object]:
    share = float(decomposition.access.share)
    clear = bool(np.isfinite(share))
    return {
        "ratio": float(decomposition.use.ratio),
        "ratio_lower": float(decomposition.use.ratio_lower),
        "ratio_upper": float(decomposition.use.ratio_upper),
        "access_share": share,
        "access_share_lower": float(decomposition.access.share_lower),
        "access_share_upper": float(decomposition.access.share_upper),
        "gap_access": gap * share,
        "gap_use": gap * (1 - share),
        "clear": clear,
    }
