"""Events set against their base: each was counted where it lives, and they meet here."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from indicators.engine.estimation.cells import Cells, Question, outer_keys
from indicators.engine.sources.typed_columns import KNOWN, MISSING


def joined(events: Cells, base: Cells, question: Question, absent: str, inner: Sequence[str]) -> Cells:
    """Events set against their base: each counted where it lives, joined on the cells that both know."""
    keys = outer_keys(question)
    on = [*keys, *(name for name in inner if name in base.totals and name in events.totals)]
    margins = _own(events, "variance")
    below = {name: name.replace("variance", "variance_out_of") for name in _own(base, "variance") if margins}
    totals = (
        base.totals[[*on, "weight", *below]]
        .rename(columns=below)
        .merge(events.totals[[*on, "value", "rows", *margins]], on=on, how="left")
    )
    totals = totals.fillna({"value": 0.0, "rows": 0.0, **dict.fromkeys(margins, 0.0)})
    return Cells(totals, _joined_state(events, base, keys, absent), events.periods, absent == "zero")


def _own(cells: Cells, prefix: str) -> list[str]:
    return [name for name in cells.totals.columns if name.startswith(prefix)]


def _joined_state(events: Cells, base: Cells, keys: list[str], absent: str) -> pd.DataFrame:
    nothing = KNOWN if absent == "zero" else MISSING
    both = base.state.merge(events.state, on=keys, how="outer", suffixes=("_base", ""))
    covered = both["period"].isin(events.periods)
    state = both["state"].fillna(pd.Series(np.where(covered, nothing, MISSING), index=both.index))
    worst = np.where(state != KNOWN, state, both["state_base"].fillna(MISSING))
    return both[keys].assign(state=worst.astype(int))


def with_expected(cells: Cells, question: Question, inner: Sequence[str]) -> Cells:
    """Adds the events expected at the city's own rates: by period, age and the asked groups (Breslow & Day 1987)."""
    alike = ["period", *question.dims, *inner]
    known = cells.totals.merge(cells.state, on=outer_keys(question))
    city = known[known["state"] == KNOWN].groupby(alike, dropna=False)[["value", "weight"]].sum()
    rate = (city["value"] / city["weight"].where(city["weight"] > 0)).rename("rate__").reset_index()
    totals = cells.totals.merge(rate, on=alike, how="left")
    return replace(cells, totals=totals.assign(expected=totals["weight"] * totals.pop("rate__").fillna(0.0)))
