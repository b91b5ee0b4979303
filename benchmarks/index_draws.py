"""A composite index with the rank intervals of a thousand draws of weights, against a pandas loop over draws.

    python -m benchmarks.index_draws [--full] [--smoke]

35,000 areas, 30 indicators, 0.6 % of the cells unknown. The loop draws the same weights, takes the same weighted
means of what is known, and ranks by `Series.rank`; both give the rank's median and 90 % limits for each area, and
these have to be the same. A rank may differ by one where two areas' scores differ by rounding alone.

COINr in R, where both are there, makes the same index of the same table, with as many draws of weights as far apart;
it draws other numbers, so its ranks are not compared.
"""

import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.apart import (
    Line,
    Measured,
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
COINR, AIM_COINR = "COINr in R", 20
R_SCRIPT = f"""
library(COINr)
given <- commandArgs(TRUE)
values <- read.csv(given[1])
draws <- as.integer(given[2])
names <- setdiff(colnames(values), "uCode")
meta <- data.frame(
  iCode = c(names, "Index"), Type = c(rep("Indicator", length(names)), "Aggregate"),
  Level = c(rep(1, length(names)), 2), Parent = c(rep("Index", length(names)), NA), Direction = 1, Weight = 1
)
used <- system.time({{
  coin <- new_coin(values, meta, quietly = TRUE)
  coin <- Normalise(coin, dset = "Raw", global_specs = list(f_n = "n_minmax", f_n_para = list(c(0, 100))))
  coin <- Aggregate(coin, dset = "Normalised", f_ag = "a_amean", w = "Original")
  noise <- data.frame(Level = 1, NoiseFactor = {SPREAD})
  weights <- get_noisy_weights(coin$Meta$Weights$Original, noise_specs = noise, Nrep = draws)
  drawn <- list(Address = "$Log$Aggregate$w", Distribution = weights, Type = "discrete")
  result <- get_sensitivity(coin, SA_specs = list(Weights = drawn), N = draws, SA_type = "UA",
    dset = "Aggregated", iCode = "Index", quietly = TRUE, check_addresses = FALSE)
}})
cat(nrow(result$RankStats), used[["user.self"]] + used[["sys.self"]])
"""


def table(areas: int, indicators: int) -> Any:
    """Generated indicators, a few cells unknown."""
    rng = np.random.default_rng(SEED)
    values = rng.normal(50, 10, (areas, indicators))
    values[rng.random(values.shape) < 0.006] = np.nan
    return values


def ours(folder: str, areas: str, indicators: str, draws: str) -> Any:
    """The product's function."""
    from indicators.compare.index.composite import Recipe
    from indicators.compare.index.uncertainty import Draws, rank_intervals

    values, count = table(int(areas), int(indicators)), int(indicators)
    recipe = Recipe((1,) * count, (1,) * count)

    def work() -> None:
        found = rank_intervals(
            values, None, recipe, Draws(weight_spread=SPREAD, number=int(draws), level=LEVEL, seed=SEED)
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
    return [
        at_least(work, "a pandas loop over draws", _took(us), _took(peer), ratio, 3, note),
        at_most(f"{work}: peak memory", "1 GB", memory(us), "1 GB", times(gigabyte, [1.0] * len(us)), 1),
        _in_r(work, us, areas, indicators, draws),
    ]


def _in_r(work: str, us: list[Measured], areas: int, indicators: int, draws: int) -> Line:
    """COINr's run, once; not measured where R or the package is missing, or where R stops with an error."""
    import pandas as pd

    target, rscript = f"at least {AIM_COINR}x", shutil.which("Rscript")
    if rscript is None:
        return missing(work, COINR, target, "R is not on this machine")
    with tempfile.TemporaryDirectory() as folder:
        frame = pd.DataFrame(table(areas, indicators)).add_prefix("i")
        frame.insert(0, "uCode", [f"A{at:05d}" for at in range(areas)])
        path = Path(folder) / "values.csv"
        frame.to_csv(path, index=False)
        command = [rscript, "-e", R_SCRIPT, str(path), str(draws)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        return missing(work, COINR, target, f"R stopped: {' '.join(done.stderr.split()[-20:])}")
    used = float(done.stdout.split()[-1])
    ratio = times([used] * len(us), [run.cpu for run in us])
    return at_least(work, COINR, _took(us), f"{used:.3g} s cpu", ratio, AIM_COINR, "CPU, one run in R")


def _took(runs: Any) -> str:
    return f"{seconds(runs)}, {memory(runs)}"


def main() -> None:
    """Prints the lines."""
    chosen = options(__doc__)
    told(lines(chosen.full, chosen.smoke))


if __name__ == "__main__":
    main()
