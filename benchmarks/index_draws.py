"""A composite index with the rank intervals of a thousand draws of weights, against a pandas loop over draws.

    python -m benchmarks.index_draws [--full] [--smoke]

35,000 areas, 30 indicators, 0.6 % of the cells unknown. The loop draws the same weights, takes the same weighted
means of what is known, and ranks by `Series.rank`; both give the rank's median and 90 % limits for each area, and
these have to be the same. A rank may differ by one where two areas' scores differ by rounding alone.
"""

import shutil
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.apart import (
    Line,
    at_least,
    at_most,
    in_turn,
    memory,
    missing,
    options,
    seconds,
    times,
    told,
    versions,
)

SEED, SPREAD, LEVEL = 7, 0.25, 0.90


def table(areas: int, indicators: int) -> Any:
    """Generated indicators, a few cells unknown."""
    rng = np.random.default_rng(SEED)
    values = rng.normal(50, 10, (areas, indicators))
    values[rng.random(values.shape) < 0.006] = np.nan
    return values


def ours(folder: str, areas: str, indicators: str, draws: str) -> Any:
    """The product's function."""
    from indicators.compare.index.composite import Recipe
    from indicators.compare.index.uncertainty import rank_intervals

    values, count = table(int(areas), int(indicators)), int(indicators)
    recipe = Recipe((1,) * count, (1,) * count)

    def work() -> None:
        found = rank_intervals(
            values, None, recipe, weight_spread=SPREAD, draws=int(draws), level=LEVEL, seed=SEED
        )
        np.save(Path(folder) / "ours.npy", np.stack([found.lower, found.median, found.upper]))

    return work


def loop(folder: str, areas: str, indicators: str, draws: str) -> Any:
    """A loop over draws as one writes it in pandas, with everything that stays the same taken out of it."""
    import pandas as pd

    values, count = pd.DataFrame(table(int(areas), int(indicators))), int(indicators)

    def work() -> None:
        rng = np.random.default_rng(SEED)
        weights = rng.uniform(1 - SPREAD, 1 + SPREAD, (int(draws), count)) / count
        weights /= weights.sum(axis=1, keepdims=True)
        scores = 100 * (values - values.min()) / (values.max() - values.min())
        filled, known = scores.fillna(0), scores.notna().astype(float)
        equal = np.full(count, 1 / count)
        own = _rank(filled, known, equal)
        ranks = pd.concat([_rank(filled, known, weight) for weight in weights], axis=1)
        shares = [(1 - LEVEL) / 2, 0.5, (1 + LEVEL) / 2]
        low, middle, high = np.quantile(ranks.to_numpy(), shares, axis=1, method="inverted_cdf")
        found = np.stack([np.minimum(low, own), middle, np.maximum(high, own)])
        np.save(Path(folder) / "loop.npy", found)

    return work


def _rank(filled: Any, known: Any, weight: Any) -> Any:
    present = known.dot(weight)
    return (filled.dot(weight) / present).where(present >= 2 / 3).rank(ascending=False, method="min")


WORK = {"ours": ours, "loop": loop}


def check(folder: Path) -> None:
    """Raises where the loop came to other ranks."""
    one, other = np.load(folder / "ours.npy"), np.load(folder / "loop.npy")
    apart = np.abs(one - other)
    if not (np.isnan(one) == np.isnan(other)).all() or np.nanmax(apart) > 1 or np.nanmean(apart > 0) > 1e-3:
        raise AssertionError(f"The loop's ranks are other ones, by up to {np.nanmax(apart)}.")


def lines(full: bool, smoke: bool) -> list[Line]:
    """The rows of the table."""
    areas, indicators, draws = (500, 5, 50) if smoke else (35_000, 30, 1_000)
    with tempfile.TemporaryDirectory() as folder:
        given = (folder, areas, indicators, draws)
        found = in_turn("index_draws", ["ours", "loop"], *given, runs=1 if smoke else 5 if full else 3)
        check(Path(folder))
    us, peer = found["ours"], found["loop"]
    work = f"Index of {areas:,} areas x {indicators} indicators, {draws:,} draws of weights"
    ratio = times([run.cpu for run in peer], [run.cpu for run in us])
    note = f"CPU. Both give the same limits. {versions('numpy', 'pandas')}"
    gigabyte = [run.peak / 2**30 for run in us]
    coinr = "no R here" if shutil.which("Rscript") is None else "COINr's run is not written: there was no R"
    return [
        at_least(work, "a pandas loop over draws", _took(us), _took(peer), ratio, 3, note),
        at_most(f"{work}: peak memory", "1 GB", memory(us), "1 GB", times(gigabyte, [1.0] * len(us)), 1),
        missing(work, "COINr in R", "at least 20x", coinr),
    ]


def _took(runs: Any) -> str:
    return f"{seconds(runs)}, {memory(runs)}"


def main() -> None:
    """Prints the lines."""
    chosen = options(__doc__)
    told(lines(chosen.full, chosen.smoke))


if __name__ == "__main__":
    main()
